"""Which files hold the coding of an edition, and how each of them is read.

Beside the instrument lies ``codebook.<question>.toml``. The folder of the codings has for each
question ``coding.<question>.1.csv`` and ``coding.<question>.2.csv``, one for each coder, and
``coding.<question>.decided.csv`` where they differ. It belongs to one export of the responses.

A coding is a CSV file with the columns ``response`` (the number of the row in the table of
responses), ``check`` (of its text, as `coding.check` has it) and ``code``: ids of codes with ``;``
between them, or `UNMATCHED` where no code fits. Other columns are not read, so that a suggestion is
never taken for a code.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from rapidfuzz import process

from survey.cleaning.codebooks import Codebook, file_name, load_codebook
from survey.cleaning.coding import UNMATCHED, Coded, check, code, texts_of, usable
from survey.cleaning.documents import CleaningError
from survey.responses import Responses

CODERS = ("1", "2")
DECIDED = "decided"
COLUMNS = ("response", "check", "code")
"""What a coding has to have."""


def coding_name(question: str, who: str) -> str:
    """The name of the file of one of `CODERS`, or of what was `DECIDED`."""
    return f"coding.{question}.{who}.csv"


def read_coded(edition: Path, codings: Path, responses: Responses) -> dict[str, Coded]:
    """The coded texts by question, in the order of the instrument.

    ``responses`` are those after cleaning. A codebook of which nobody has coded anything yet is
    passed over. Raises `CleaningError`, also where a file of codings belongs to no codebook.
    """
    coded: dict[str, Coded] = {}
    left = {path.name for path in codings.glob("coding.*.csv")}
    if not left:
        raise CleaningError(
            f"{codings}: holds no file such as coding.<question>.1.csv; "
            "make them with zarr-survey clean --coders"
        )
    for question in responses.instrument.questions:
        names = {coding_name(question.id, who) for who in (*CODERS, DECIDED)}
        if not (edition / file_name(question.id)).is_file() or not names & left:
            continue
        left -= names
        book = load_codebook(edition, question.id)
        usable(book, responses)
        texts = texts_of(responses, book)
        first, second = (
            read_coding(codings / coding_name(question.id, who), book, texts) for who in CODERS
        )
        last = codings / coding_name(question.id, DECIDED)
        decided = read_coding(last, book, texts) if last.is_file() else {}
        coded[question.id] = code(responses, book, first, second, decided)
    for name in sorted(left):
        raise CleaningError(
            f"{codings / name}: {edition} has no codebook of this name and no such coder; "
            f"a file is named {coding_name('<question>', '1')}, 2 or {DECIDED}: rename or remove it"
        )
    return coded


def read_coding(path: Path, codebook: Codebook, texts: pd.Series) -> dict[int, frozenset[str]]:
    """The coding in a file, of ``texts`` by the number of their response.

    Raises `CleaningError` where a row cannot be read, lacks a code, or was made of another text.
    """
    rows = _rows(path)
    coding: dict[int, frozenset[str]] = {}
    for line, response, mark, cell in rows:
        where = f"{path}: line {line}"
        if not response.isdecimal():
            raise CleaningError(f"{where}: response: {response!r} is no number of a response")
        number = int(response)
        if number in coding:
            raise CleaningError(f"{where}: response: {number} is coded twice; join them with ;")
        if number in texts.index and mark != check(texts[number]):
            raise CleaningError(
                f"{where}: check: response {number} has another text now; the file was made from "
                "another export, or with other repairs or rules of cleaning: take those, or make "
                "new files with zarr-survey clean --coders in an empty folder"
            )
        coding[number] = _codes(where, number, cell, codebook)
    return coding


def _rows(path: Path) -> list[tuple[int, str, str, str]]:
    """The number of each line, and its cells of `COLUMNS`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            separator = max(",;\t", key=head.count)
            reader = csv.DictReader(file, delimiter=separator)
            missing = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
            if missing:
                raise CleaningError(
                    f"{path}: no column {' and '.join(missing)}; the first line names them"
                )
            return [(reader.line_num, *_cells(row)) for row in reader]
    except OSError as error:
        raise CleaningError(f"{path}: cannot be read ({error.strerror}); write it") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CleaningError(f"{path}: is no CSV in UTF-8: {error}; save it as that") from error


def _cells(row: Mapping[str, str | None]) -> tuple[str, str, str]:
    response, mark, codes = ((row[name] or "").strip() for name in COLUMNS)
    return response, mark, codes


def _codes(where: str, number: int, cell: str, codebook: Codebook) -> frozenset[str]:
    ids = {id.strip() for id in cell.split(";")} - {""}
    if not ids:
        raise CleaningError(
            f"{where}: code: response {number} has none yet; write {UNMATCHED} where none fits"
        )
    for id in sorted(ids - {*codebook.ids, UNMATCHED}):
        near = process.extractOne(id, [*codebook.ids, UNMATCHED])
        raise CleaningError(
            f"{where}: code: {id} is none of {codebook.question}; is {near[0]} meant?"
        )
    if UNMATCHED in ids and len(ids) > 1:
        raise CleaningError(f"{where}: code: {UNMATCHED} stands beside others; keep one")
    return frozenset(ids - {UNMATCHED})
