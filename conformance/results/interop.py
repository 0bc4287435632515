"""The interop matrix as a value, and its file: who wrote what, and who reads it.

Frozen dataclasses that mirror ``interop.schema.json``. Who owns a failure is decided in
``interop.matrix``; how the matrix looks on a page, in ``reports``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from conformance import schemas
from conformance.results.files import INTEROP, ResultsError, read_json, write_text
from conformance.results.model import Edition, Mismatch, Status, Verdict, plain, with_tuples

FOLDER = "interop"
"""Beside the file: the zips of the stores that something is wrong with."""

Owner = Literal["writer", "reader", "nobody"]
Region = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Party:
    """An implementation in the matrix. ``label`` names it there; others tell who it was.

    ``unavailable`` says why it could not be run at all, ``faults`` what it did against the
    protocol.
    """

    label: str
    name: str
    version: str
    language: str
    homepage: str
    unavailable: str | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """What one reader made of one store, and whose failure that is.

    ``verdict`` and what follows are of the worst of its answers: of the whole node, or of the
    region in ``selection``. ``changed`` are keys that were not the same after reading.
    """

    reader: str
    owner: Owner
    verdict: Verdict
    message: str
    selection: Region | None = None
    mismatch: Mismatch | None = None
    changed: tuple[str, ...] = ()
    status: Status = "fine"
    reason: str | None = None
    issue: str | None = None

    @property
    def red(self) -> bool:
        """Whether somebody is to blame."""
        return self.owner != "nobody"


@dataclass(frozen=True)
class Written:
    """What one writer made of one recipe, and what each reader makes of that.

    ``verdict`` and what follows are of the store itself, as in a run. ``digest`` is the store's;
    None where none was written. ``archive`` is its zip, relative to the folder of the file.
    """

    writer: str
    case: str
    verdict: Verdict
    message: str
    status: Status
    cells: tuple[Cell, ...] = ()
    clause: str | None = None
    mismatch: Mismatch | None = None
    digest: str | None = None
    archive: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def red(self) -> bool:
        """Whether some cell has somebody to blame."""
        return any(cell.red for cell in self.cells)


@dataclass(frozen=True)
class Interop:
    """The matrix: every party writes, and every party reads what was written.

    ``rows`` are in the order of cases, then of writers. ``seconds`` and ``started`` are all that
    differs between two runs of the same inputs.
    """

    edition: Edition
    parties: tuple[Party, ...]
    rows: tuple[Written, ...]
    started: str
    seconds: float
    interrupted: bool = False

    def cells(self) -> Iterable[tuple[Written, Cell]]:
        """Every cell with its row."""
        return ((row, cell) for row in self.rows for cell in row.cells)


def write(interop: Interop, folder: Path) -> Path:
    """Write ``interop.json`` into ``folder``, whole or not at all. Raises `OSError`."""
    text = json.dumps(to_document(interop), indent=1, sort_keys=True) + "\n"
    return write_text(folder / INTEROP, text)


def read(folder: Path) -> Interop | None:
    """The matrix in ``folder``; None where there is none. Raises `ResultsError`."""
    path = folder / INTEROP
    if not path.exists():
        return None
    document = read_json(path)
    problem = schemas.problem("interop", document)
    if problem:
        raise ResultsError(
            f"{path}: {problem}. The form is conformance/schemas/interop.schema.json; "
            "run it again to write it anew: zarr-conformance interop"
        )
    return from_document(document)


def to_document(interop: Interop) -> dict[str, Any]:
    """The content of ``interop.json``, as JSON values."""
    return {
        "schema": 1,
        **plain(interop),
        "edition": plain(interop.edition),
        "parties": [_plain(party) for party in interop.parties],
        "rows": [
            {**_plain(row), "cells": [_plain(cell) for cell in row.cells]} for row in interop.rows
        ],
    }


def from_document(document: Mapping[str, Any]) -> Interop:
    """The matrix of a document that ``interop.schema.json`` accepts."""
    rest = {name: document[name] for name in ("started", "seconds", "interrupted")}
    return Interop(
        edition=Edition(**document["edition"]),
        parties=tuple(Party(**with_tuples(row, "faults")) for row in document["parties"]),
        rows=tuple(_row(row) for row in document["rows"]),
        **rest,
    )


def _row(row: Mapping[str, Any]) -> Written:
    cells = tuple(Cell(**_mismatched(with_tuples(cell, "changed"))) for cell in row["cells"])
    return Written(**{**_mismatched(with_tuples(row, "notes")), "cells": cells})


def _mismatched(row: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(row)
    if "mismatch" in found:
        found["mismatch"] = Mismatch(**with_tuples(found["mismatch"], "index"))
    if "selection" in found:
        found["selection"] = tuple(tuple(map(int, part)) for part in found["selection"])
    return found


def _plain(value: Party | Cell | Written) -> dict[str, Any]:
    document = plain(value)
    if isinstance(value, Cell) and value.selection is not None:
        document["selection"] = [[str(n) for n in part] for part in value.selection]
    return {name: member for name, member in document.items() if member != []}
