"""The published report of an edition: static pages, charts with their tables, files beside them.

``render`` is the way in. Nothing is estimated or protected here: it shows `Figures` that have gone
through disclosure control, in the words of one language or more.
"""

from survey.report.commentary import CommentaryError
from survey.report.files import ReportError
from survey.report.model import (
    Code,
    Coding,
    Download,
    Exclusion,
    Methods,
    Previous,
    Translation,
)
from survey.report.site import render
from survey.report.words import WordsError

__all__ = [
    "Code",
    "Coding",
    "CommentaryError",
    "Download",
    "Exclusion",
    "Methods",
    "Previous",
    "ReportError",
    "Translation",
    "WordsError",
    "render",
]
