"""The errors that say themselves what to do: shown as they are, never with a traceback."""

from __future__ import annotations

from survey.cleaning.documents import CleaningError
from survey.commands import Refusal
from survey.comparability.ledger import LedgerError
from survey.disclosure import DisclosureError
from survey.estimates.plan import PlanError
from survey.exports.words import ExportError
from survey.importers import ResponsesError
from survey.instrument import InstrumentError
from survey.publish import PublishError
from survey.release import CorrectionsError, PublishedError
from survey.report import CommentaryError, ReportError, WordsError

KNOWN = (
    CleaningError,
    CommentaryError,
    CorrectionsError,
    DisclosureError,
    ExportError,
    InstrumentError,
    LedgerError,
    OSError,
    PlanError,
    PublishError,
    PublishedError,
    Refusal,
    ReportError,
    ResponsesError,
    WordsError,
)


def status(error: Exception) -> int:
    """1 for figures that must not be published, 2 for what cannot be used."""
    return 1 if isinstance(error, PublishError) else 2


def text(error: Exception) -> str:
    """What the error says; an error of the system names the file first."""
    if isinstance(error, OSError):
        if error.filename is not None:
            return f"{error.filename}: {error.strerror}; check the path and its rights"
        return f"{error.strerror or error}; make room for what is written, then run it again"
    return str(error)
