"""Cleaning with a record: what is taken out of the responses, by which rule, and how much.

Also the coding of free text by people, and the search for personal data in it.
"""

from survey.cleaning.clean import Cleaned, clean
from survey.cleaning.codebooks import Codebook, codebook_problems, load_codebook
from survey.cleaning.coding import Coded, code
from survey.cleaning.documents import CleaningError
from survey.cleaning.files import read_coded, read_coding
from survey.cleaning.personal import Finding, find, redact
from survey.cleaning.record import Exclusion
from survey.cleaning.review import suggest, write_review
from survey.cleaning.rules import Rules, load_rules, problems

__all__ = [
    "Cleaned",
    "CleaningError",
    "Codebook",
    "Coded",
    "Exclusion",
    "Finding",
    "Rules",
    "clean",
    "code",
    "codebook_problems",
    "find",
    "load_codebook",
    "load_rules",
    "problems",
    "read_coded",
    "read_coding",
    "redact",
    "suggest",
    "write_review",
]
