"""What interrupted and simultaneous writing leaves behind: the model of ``recovery.json``.

Observations, never verdicts: no clause promises that writing is all or nothing. Frozen dataclasses
that mirror ``recovery.schema.json``. Processes meet as they will, so no two runs are the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from conformance import schemas
from conformance.results.files import RECOVERY, ResultsError, read_json, write_text

Kind = Literal["killed", "together"]
State = Literal["old", "new", "first", "second", "partly", "mixed", "undecodable", "missing"]
"""Of a chunk: as it was; as it was to be (by the ``first`` or the ``second`` process, where two
write the same); ``partly``, a shard whose inner chunks are each one or the other; ``mixed``, other
values; ``undecodable``; ``missing``."""
TORN: tuple[State, ...] = ("mixed", "undecodable", "missing")
Document = Literal["whole", "half", "missing"]
Reading = Literal["whole", "error", "never-written", "unsupported"]


@dataclass(frozen=True)
class Trial:
    """One try. ``moment`` says when the process was killed, empty where none was.

    ``finished``: all was written before the end. ``chunks`` counts them by state. ``leftovers`` are
    files that belong to no array, ``readings`` say by reader what reading all of it came to:
    ``whole`` where every chunk had values that somebody wrote. ``messages`` are the errors.
    """

    moment: str
    finished: bool
    chunks: Mapping[State, int]
    document: Document
    leftovers: tuple[str, ...]
    readings: Mapping[str, Reading]
    messages: tuple[str, ...]

    @property
    def torn(self) -> int:
        """How many chunks hold what nobody wrote."""
        return sum(self.chunks.get(state, 0) for state in TORN)


@dataclass(frozen=True)
class Scenario:
    """The tries of one scenario. ``reason`` says why there are none, or fewer than ``wanted``."""

    id: str
    trials: tuple[Trial, ...]
    wanted: int
    reason: str

    def having(self, *states: State) -> int:
        """In how many tries some chunk was left in one of ``states``."""
        return sum(any(t.chunks.get(state) for state in states) for t in self.trials)

    @property
    def chunks(self) -> Counter[State]:
        """All chunks of all tries, by state."""
        return sum((Counter(t.chunks) for t in self.trials), Counter())


@dataclass(frozen=True)
class Title:
    """A row: what was done, and the section of the text that one would look for a promise in."""

    id: str
    kind: Kind
    title: str
    text: str
    source: str


@dataclass(frozen=True)
class Observed:
    """A column: one implementation. ``reason`` says why it was not run; empty otherwise."""

    name: str
    version: str
    runtime: str
    reason: str
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class Recovery:
    """The whole table. ``seed`` drew the moments that are random."""

    seed: int
    titles: tuple[Title, ...]
    implementations: tuple[Observed, ...]


def write(recovery: Recovery, folder: Path) -> Path:
    """Write ``recovery.json`` into ``folder``, whole or not at all. Raises `OSError`."""
    document = {"schema": 1, **asdict(recovery)}
    return write_text(folder / RECOVERY, json.dumps(document, indent=1, sort_keys=True) + "\n")


def read(folder: Path) -> Recovery | None:
    """The table in ``folder``; None where there is none. Raises `ResultsError`."""
    path = folder / RECOVERY
    if not path.exists():
        return None
    document = read_json(path)
    problem = schemas.problem("recovery", document)
    if problem:
        raise ResultsError(
            f"{path}: {problem}. The form is conformance/schemas/recovery.schema.json; "
            "run it again to write it anew: zarr-conformance recovery"
        )
    return from_document(document)


def from_document(document: Mapping[str, Any]) -> Recovery:
    """The table of a document that ``recovery.schema.json`` accepts."""
    return Recovery(
        document["seed"],
        tuple(Title(**row) for row in document["titles"]),
        tuple(
            Observed(**{**column, "scenarios": tuple(map(_scenario, column["scenarios"]))})
            for column in document["implementations"]
        ),
    )


def _scenario(row: Mapping[str, Any]) -> Scenario:
    return Scenario(**{**row, "trials": tuple(map(_trial, row["trials"]))})


def _trial(row: Mapping[str, Any]) -> Trial:
    lists = {name: tuple(row[name]) for name in ("leftovers", "messages")}
    return Trial(**{**row, **lists})
