"""From the text of an export to a `Sheet`: quoting, header rows, and rows that fit.

What the columns mean is for ``places``, what the answers mean for ``labels``.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from survey.importers import limesurvey
from survey.importers.decoding import text_of
from survey.importers.model import Cell, ResponsesError, Sheet, Tool, heading, shown, tidy
from survey.importers.repairs import LONGEST, Ledger

_SINGLE = ("", "response", "open-ended response", "respuesta", "respuesta abierta")
"""What SurveyMonkey writes in its second header row when a question has one column."""


def read_sheet(
    path: Path, tool: Tool | None, headers: Collection[str], ledger: Ledger
) -> tuple[Sheet, Tool]:
    """The cells of a file and the tool that wrote it. Raises `ResponsesError`.

    ``headers`` are all names that a column may have; they tell a header from answers.
    """
    text = text_of(path, ledger)
    if tool is None and (path.suffix.lower() == ".json" or _is_json(text)):
        tool = "json"
    if tool == "json":
        return _not_too_long(path, _objects(path, text), ledger), tool
    rows = _rows(path, text, headers)
    if not rows:
        raise ResponsesError(path, ["is empty: even its header is lost; export it again"])
    if tool is None:
        tool = _guess(rows)
    if tool == "limesurvey":
        rows = limesurvey.tidied(rows)
    above = 2 if tool == "surveymonkey" else 1
    names = _two_rows(rows) if above == 2 else tuple(rows[0])
    _headers_only_once(path, names, rows[above:], above, headers)
    return _not_too_long(path, _columns(path, names, rows, above, ledger), ledger), tool


def likely(path: Path, headers: Collection[str], ledger: Ledger) -> Tool:
    """The tool that seems to have written the file. Raises `ResponsesError`."""
    text = text_of(path, ledger)
    return "json" if _is_json(text) else _guess(_rows(path, text, headers))


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("[", "{")


def _rows(path: Path, text: str, headers: Collection[str]) -> list[list[str]]:
    """All rows, with one object for all cells that are the same."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]

    def names(delimiter: str) -> tuple[int, int]:
        row = next(csv.reader([first], delimiter=delimiter), [])
        return sum(heading(cell) in headers for cell in row), len(row)

    cells: dict[str, str] = {}
    rows = []
    limit = csv.field_size_limit(sys.maxsize)
    try:
        delimiter = max(",;\t", key=names)
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(list(map(cells.setdefault, row, row)))
    except csv.Error as error:
        raise ResponsesError(
            path,
            [f"row {len(rows) + 1}: is no CSV: {error}; look for a lone quote, or export it again"],
        ) from error
    finally:
        csv.field_size_limit(limit)
    return rows


def _guess(rows: Sequence[Sequence[str]]) -> Tool:
    names = set(rows[0]) if rows else set()
    if names & limesurvey.COLUMNS:
        return "limesurvey"
    below = {tidy(cell).lower() for cell in rows[1]} if len(rows) > 1 else set()
    if "Respondent ID" in names or below & set(_SINGLE[1:]):
        return "surveymonkey"
    return "google-forms"


def _two_rows(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """SurveyMonkey's header: the question over its first column, then what each column is.

    Some exports repeat the question over each of its columns, or below itself.
    """
    names: list[str] = []
    question = ""
    below = rows[1] if len(rows) > 1 else []
    for number, above in enumerate(rows[0]):
        part = tidy(below[number]) if number < len(below) else ""
        question = above if above.strip() or not part else question
        alone = part.lower() in _SINGLE or part == tidy(question)
        names.append(question if alone else f"{question} [{part}]")
    return tuple(names)


def _headers_only_once(
    path: Path,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    above: int,
    known: Collection[str],
) -> None:
    """Finds a second header among the answers, of this or of another edition."""
    own = {heading(name) for name in names}
    heads = (own | set(known) if own & set(known) else set(known)) - {""}
    for number, row in enumerate(rows, above + 1):
        if any(cell in heads for cell in row[:3]):
            found = [cell for cell in row if heading(cell) in heads]
            # Most of SurveyMonkey's first header row is blank.
            width = sum(map(bool, row)) if above == 2 else len(row)
            if len(found) >= max(2, width / 3):
                raise ResponsesError(
                    path,
                    [
                        f"row {number} is a header ({shown(found[0])}, {shown(found[1])}): the "
                        "file holds two exports, perhaps of two editions; import each by itself"
                    ],
                )


def _columns(
    path: Path, names: tuple[str, ...], rows: Sequence[Sequence[str]], above: int, ledger: Ledger
) -> Sheet:
    full, lines, blank, problems = [], [], [], []
    for number, row in enumerate(rows[above:], above + 1):
        if not any(cell.strip() for cell in row):
            blank.append(number)
        elif len(row) != len(names):
            problems.append(
                f"row {number}: has {len(row)} cells where the header has {len(names)}; its "
                "answers may have shifted: mend the row or export the file again"
            )
        else:
            full.append(row)
            lines.append(number)
    if blank and not ledger.mends("blank-row", len(blank)):
        more = f", and {len(blank) - 1} more" if blank[1:] else ""
        problems.append(f"row {blank[0]} is blank{more}; declare [[repair]] kind='blank-row'")
    if problems:
        raise ResponsesError(path, problems)
    columns = zip(*full, strict=True) if full else ([] for _ in names)
    return Sheet(names, tuple(list(column) for column in columns), tuple(lines))


def _objects(path: Path, text: str) -> Sheet:
    try:
        document = json.loads(text, parse_int=str, parse_float=str)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ResponsesError(path, [f"is no JSON: {error}; export it again"]) from error
    if not isinstance(document, list) or not all(isinstance(row, dict) for row in document):
        raise ResponsesError(path, ["is no list of objects; give one object for each response"])
    problems: list[str] = []
    rows = []
    for number, item in enumerate(document, 1):
        row: dict[str, Cell] = {}
        for key, value in item.items():
            parts = value if isinstance(value, dict) else {None: value}
            for part, content in parts.items():
                cell = _cell(content)
                if cell is None:
                    problems.append(f"object {number}: {shown(key)}: is neither text nor a list")
                else:
                    row[key if part is None else f"{key}/{part}"] = cell
        rows.append(row)
    if problems:
        raise ResponsesError(path, problems)
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    columns = tuple([row.get(name, "") for row in rows] for name in names)
    return Sheet(names, columns, tuple(range(1, len(rows) + 1)))


def _cell(value: Any) -> Cell | None:
    match value:
        case None:
            return ""
        case bool():
            return "Y" if value else "N"
        case str():
            return value
        case list() if all(isinstance(item, str) for item in value):
            return tuple(value)
        case _:
            return None


def _not_too_long(path: Path, sheet: Sheet, ledger: Ledger) -> Sheet:
    """Finds cells that nobody typed, before anything looks into them."""
    problems = []
    for name, column in zip(sheet.names, sheet.columns, strict=True):
        if max(map(_size, set(column)), default=0) <= LONGEST:
            continue
        for number, cell in enumerate(column):
            size = _size(cell)
            if size <= LONGEST:
                continue
            if isinstance(cell, str) and ledger.mends("too-long", 1):
                column[number] = cell[:LONGEST]
            else:
                problems.append(
                    f"row {sheet.lines[number]}: {shown(name)}: has {size:,} characters, at most "
                    f"{LONGEST:,} are read; declare [[repair]] kind='too-long' to cut it"
                )
    if problems:
        raise ResponsesError(path, problems)
    return sheet


def _size(cell: Cell) -> int:
    return len(cell) if isinstance(cell, str) else sum(map(len, cell))
