"""The codes that answers in own words were counted as, as a table. No answer stands in it."""

from __future__ import annotations

from survey.release.cells import table
from survey.release.model import Column, File, Subject

COLUMNS = (
    Column("table", "string", "The table of the figures that the code stands in.", required=True),
    Column("code", "string", "The code: the option of that table.", required=True),
    Column("language", "string", "The language of the label and of what it means.", required=True),
    Column("label", "string", "The code in words.", required=True),
    Column("means", "string", "What coders were told about it."),
    Column("examples", "string", "Made-up answers that belong to it, with | between them."),
)


def codes(subject: Subject) -> File:
    """The file of all codes, a line for each language."""
    rows = [
        [code.table, code.id, language, label, code.means.get(language), " | ".join(code.examples)]
        for code in subject.codes
        for language, label in code.words.items()
    ]
    return File(
        f"{subject.name}-codes.csv",
        "text/csv",
        "The codes that answers in own words were counted as.",
        table([column.name for column in COLUMNS], rows),
        COLUMNS,
    )
