"""Which questions of two editions may be compared, and what changed in the instrument between."""

from survey.comparability.compare import Comparison, compare
from survey.comparability.diff import Difference, diff
from survey.comparability.ledger import Class, Entry, Ledger, LedgerError, Relation, load
from survey.comparability.rules import problems

__all__ = [
    "Class",
    "Comparison",
    "Difference",
    "Entry",
    "Ledger",
    "LedgerError",
    "Relation",
    "compare",
    "diff",
    "load",
    "problems",
]
