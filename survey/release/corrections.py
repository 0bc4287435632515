"""The log of corrections of an edition: ``corrections.toml``, and its table.

Published figures are never changed in silence: whoever corrects them adds an entry.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path

import jsonschema

from survey.release.cells import table
from survey.release.model import Column, Correction, File, Subject

FILE = "corrections.toml"
_SCHEMA = Path(__file__).parents[1] / "schemas" / "corrections.schema.json"
COLUMNS = (
    Column("date", "date", "When the corrected figures were published.", required=True),
    Column("what", "string", "What was wrong, and what it is now.", required=True),
    Column("tables", "string", "The tables that changed, separated by a space."),
)


class CorrectionsError(Exception):
    """A log that cannot be read: names the file, the key, and the remedy."""


def load(folder: Path) -> tuple[Correction, ...]:
    """The corrections of the edition in ``folder``, the oldest first; none where it has no log.

    Raises `CorrectionsError`.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CorrectionsError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorrectionsError(f"{path}: is no TOML: {error}; mend the file") from error
    found = jsonschema.exceptions.best_match(_validator().iter_errors(document))
    if found is not None:
        key = ".".join(map(str, found.absolute_path)) or "the document"
        raise CorrectionsError(f"{path}: {key}: {found.message}; see survey/schemas/{_SCHEMA.name}")
    rows = []
    for number, row in enumerate(document.get("correction", ())):
        if type(row["date"]).__name__ != "date":
            raise CorrectionsError(
                f"{path}: correction.{number}.date: {row['date']} is no date; "
                "write it as 2027-02-01, without quotes"
            )
        rows.append(Correction(row["date"], row["what"], tuple(row.get("tables", ()))))
    return tuple(sorted(rows, key=lambda correction: correction.date))


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


@cache
def _validator() -> jsonschema.protocols.Validator:
    return jsonschema.Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))
