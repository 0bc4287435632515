"""What reading costs, counted: the model of ``traffic.json``, and its file.

Numbers, never verdicts. Frozen dataclasses that mirror ``traffic.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from conformance import schemas
from conformance.results.files import TRAFFIC, ResultsError, read_json, write_text

Answer = Literal["right", "other", "refused", "unsupported", "failed"]


@dataclass(frozen=True)
class Asked:
    """One HTTP request: ``path`` is below the store, ``sent`` the bytes of the answer's content."""

    method: str
    path: str
    range: str
    status: int
    sent: int


@dataclass(frozen=True)
class Count:
    """What one implementation asked for in one situation.

    ``answer`` says whether it came back with the values: ``other`` are other values, ``failed`` is
    an adapter that died or gave no answer. ``together`` is how many requests were open at most at
    the same time, ``folders`` how many were for a folder instead of a key.
    """

    situation: str
    answer: Answer
    message: str
    requests: tuple[Asked, ...]
    together: int
    folders: int

    @property
    def sent(self) -> int:
        """The bytes that came back."""
        return sum(request.sent for request in self.requests)

    @property
    def absent(self) -> int:
        """How many requests were for what is not there."""
        return sum(request.status == 404 for request in self.requests)


@dataclass(frozen=True)
class Situation:
    """A row: what was read, what it has to cost, and the section of the text behind that."""

    id: str
    title: str
    promise: str
    source: str
    whole: int | None


@dataclass(frozen=True)
class Counted:
    """A column: one implementation. ``reason`` says why nothing was counted; empty otherwise."""

    name: str
    version: str
    runtime: str
    reason: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Traffic:
    """The whole table."""

    situations: tuple[Situation, ...]
    implementations: tuple[Counted, ...]


def write(traffic: Traffic, folder: Path) -> Path:
    """Write ``traffic.json`` into ``folder``, whole or not at all. Raises `OSError`."""
    document = {"schema": 1, **asdict(traffic)}
    return write_text(folder / TRAFFIC, json.dumps(document, indent=1, sort_keys=True) + "\n")


def read(folder: Path) -> Traffic | None:
    """The table in ``folder``; None where there is none. Raises `ResultsError`."""
    path = folder / TRAFFIC
    if not path.exists():
        return None
    document = read_json(path)
    problem = schemas.problem("traffic", document)
    if problem:
        raise ResultsError(
            f"{path}: {problem}. The form is conformance/schemas/traffic.schema.json; "
            "count again to write it anew: zarr-conformance traffic"
        )
    return from_document(document)


def from_document(document: Mapping[str, Any]) -> Traffic:
    """The table of a document that ``traffic.schema.json`` accepts."""
    return Traffic(
        tuple(Situation(**row) for row in document["situations"]),
        tuple(
            Counted(**{**column, "counts": tuple(map(_count, column["counts"]))})
            for column in document["implementations"]
        ),
    )


def _count(row: Mapping[str, Any]) -> Count:
    return Count(**{**row, "requests": tuple(Asked(**asked) for asked in row["requests"])})
