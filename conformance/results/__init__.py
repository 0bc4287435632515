"""The results of runs: their model, the three numbers, and their files.

What a verdict means is decided in ``engine``; how results look on a page, in ``reports``.
"""

from conformance.results.files import ResultsError, file_name, read, read_folder, safe_name, write
from conformance.results.model import (
    VERDICTS,
    Axis,
    CaseResult,
    Edition,
    Implementation,
    Kind,
    Mismatch,
    Result,
    Scores,
    Share,
    Status,
    Times,
    Verdict,
    counts,
    from_document,
    scores,
    share_text,
    to_document,
)

__all__ = [
    "VERDICTS",
    "Axis",
    "CaseResult",
    "Edition",
    "Implementation",
    "Kind",
    "Mismatch",
    "Result",
    "ResultsError",
    "Scores",
    "Share",
    "Status",
    "Times",
    "Verdict",
    "counts",
    "file_name",
    "from_document",
    "read",
    "read_folder",
    "safe_name",
    "scores",
    "share_text",
    "to_document",
    "write",
]
