"""The log of an edition's publication: ``corrections.toml``, and the table of its corrections.

Published figures are never changed in silence: whoever corrects them adds an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from survey import documents
from survey.release.cells import table
from survey.release.model import Column, Correction, File, Subject

FILE = "corrections.toml"
COLUMNS = (
    Column("date", "date", "When the corrected figures were published.", required=True),
    Column("what", "string", "What was wrong, and what it is now.", required=True),
    Column("tables", "string", "The tables that changed, separated by a space."),
)


class CorrectionsError(Exception):
    """A log that cannot be read: names the file, the key, and the remedy."""


@dataclass(frozen=True)
class Log:
    """When an edition was first published, if it was, and its corrections, the oldest first."""

    published: date | None = None
    corrections: tuple[Correction, ...] = ()


def load(folder: Path) -> Log:
    """The log of the edition in ``folder``; an empty one where there is none.

    Raises `CorrectionsError`.
    """
    path = folder / FILE
    if not path.exists():
        return Log()
    document = documents.read(path, "corrections", CorrectionsError)
    rows = [
        Correction(
            _date(path, f"correction.{number}.date", row["date"]),
            row["what"],
            tuple(row.get("tables", ())),
        )
        for number, row in enumerate(document.get("correction", ()))
    ]
    given = document.get("published")
    published = None if given is None else _date(path, "published", given)
    early = [row for row in rows if published is None or row.date < published]
    if early:
        raise CorrectionsError(
            f"{path}: published: is missing or after the correction of {early[0].date}; "
            "give the date of the first publication"
        )
    return Log(published, tuple(sorted(rows, key=lambda row: row.date)))


def _date(path: Path, key: str, value: object) -> date:
    # A date and time is a date to Python; to people it is more than was asked for.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise CorrectionsError(
        f"{path}: {key}: {value} is no date; write it as 2027-02-01, without quotes"
    )


def log(subject: Subject) -> File:
    """The table of the corrections; it has no lines when there were none."""
    return File(
        f"{subject.name}-corrections.csv",
        "text/csv",
        "What was corrected since the first publication.",
        table(
            [column.name for column in COLUMNS],
            ([c.date, c.what, " ".join(c.tables) or None] for c in subject.corrections),
        ),
        COLUMNS,
    )
