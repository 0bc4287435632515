"""From the export of a survey tool to `Responses`: all of it, or a list of what is wrong with it.

`read` knows the CSV of Google Forms, of LimeSurvey (with codes or with texts) and of SurveyMonkey
(two header rows), and JSON: a list with an object for each response, by ids or by texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from survey.exports.codes import Codes, codes
from survey.importers.labels import labels
from survey.importers.model import Imported, Repair, Repaired, ResponsesError, Tool
from survey.importers.places import Names, match, names
from survey.importers.repairs import Ledger, load_repairs, unknown_questions
from survey.importers.sheets import likely, read_sheet
from survey.importers.table import fill
from survey.instrument import Instrument
from survey.instrument.model import CHOICE
from survey.responses import LANGUAGE, Responses

__all__ = [
    "Imported",
    "Repair",
    "Repaired",
    "ResponsesError",
    "Tool",
    "load_repairs",
    "read",
]


def read(
    path: Path, instrument: Instrument, kind: Tool | None = None, repairs: Sequence[Repair] = ()
) -> Imported:
    """The responses in the file at ``path``, and how often each of ``repairs`` was made.

    ``kind`` is the tool that wrote it, guessed from the file where it is None. Raises
    `ResponsesError` with all that is wrong; then nothing is imported.
    """
    if problems := unknown_questions(repairs, instrument):
        raise ResponsesError(path, problems)
    known_codes = codes(instrument)
    known = names(instrument, known_codes)
    try:
        return _read(path, instrument, kind, Ledger(repairs), known_codes, known)
    except ResponsesError as error:
        if kind is None:
            raise
        seems = likely(path, known.places, Ledger(repairs))
        if seems == kind:
            raise
        first = f"seems to come from {seems}, and {kind} was named: name that, or no tool"
        raise ResponsesError(path, [first, *error.problems]) from error


def _read(
    path: Path,
    instrument: Instrument,
    kind: Tool | None,
    ledger: Ledger,
    known_codes: Codes,
    known: Names,
) -> Imported:
    sheet, tool = read_sheet(path, kind, known.places, ledger)
    places, language, problems = match(sheet, known, instrument, ledger, whole=tool != "json")
    if problems:
        raise ResponsesError(path, problems)
    meanings = {}
    for question in instrument.questions:
        if question.kind in CHOICE:
            meanings[question.id], wrong = labels(
                instrument, question, language, known_codes, ledger, tool
            )
            problems.extend(wrong)
    if problems:
        raise ResponsesError(path, problems)
    table, problems = fill(sheet, places, instrument, meanings, ledger)
    if problems:
        raise ResponsesError(path, problems)
    if language is not None and table[LANGUAGE].isna().all():
        table[LANGUAGE] = table[LANGUAGE].fillna(language)
    return Imported(Responses(instrument, table), ledger.record())
