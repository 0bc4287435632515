"""Which clauses are proven sharp: the file of planted faults beside the golden cases.

A clause is sharp when a fault that blames it is caught by a case that cites it, or by the verdict
on a written store, which names the clause that is broken. The hunts in
``tests/saboteurs`` find out and write ``fixtures/saboteurs.json`` (see ``saboteurs.schema.json``);
this module is that file, read and written. It runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from conformance import schemas

FILE = "saboteurs.json"


class SharpnessError(Exception):
    """The file cannot be used: names the file and the remedy."""


@dataclass(frozen=True)
class CaughtFault:
    """One planted fault: the clause that it breaks, its verdict, and the cases that catch it."""

    name: str
    blames: str
    symptom: str
    caught_by: tuple[str, ...]


def content(faults: Iterable[CaughtFault]) -> bytes:
    """What ``saboteurs.json`` holds; the same for the same faults in any order."""
    rows = [
        asdict(fault) | {"caught_by": sorted(fault.caught_by)}
        for fault in sorted(faults, key=lambda fault: fault.name)
    ]
    return (json.dumps({"schema": 1, "faults": rows}, indent=1) + "\n").encode()


def load(fixtures: Path) -> tuple[CaughtFault, ...]:
    """The faults that the cases below ``fixtures`` were tried on; none without the file.

    Raises `SharpnessError`.
    """
    path = fixtures / FILE
    remedy = "restore it, or write it again: python -m tests.saboteurs --write"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise SharpnessError(f"{path}: cannot be read as JSON: {error}; {remedy}") from error
    problem = schemas.problem("saboteurs", document)
    if problem:
        raise SharpnessError(f"{path}: {problem}; {remedy}")
    return tuple(
        CaughtFault(row["name"], row["blames"], row["symptom"], tuple(row["caught_by"]))
        for row in document["faults"]
    )


def proofs(
    faults: Iterable[CaughtFault], citations: Mapping[str, Sequence[str]]
) -> dict[str, tuple[CaughtFault, ...]]:
    """The faults that prove a clause sharp, by clause.

    ``citations`` maps the id of each case to the ids of its clauses. What is said to be caught by
    a case that is gone, or that no longer cites the clause, proves nothing. Of what is written
    (``invalid``) the verdict names the clause, so that the case need not.
    """
    proven: dict[str, tuple[CaughtFault, ...]] = {}
    for fault in faults:
        cited = any(fault.blames in citations.get(case, ()) for case in fault.caught_by)
        named = fault.symptom == "invalid" and any(case in citations for case in fault.caught_by)
        if cited or named:
            proven[fault.blames] = (*proven.get(fault.blames, ()), fault)
    return proven
