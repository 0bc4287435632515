"""Which clauses the planted faults prove sharp, and what ``fixtures/saboteurs.json`` must say."""

from __future__ import annotations

from collections.abc import Iterable

from conformance import ledger
from conformance.cases.sharpness import CaughtFault, proofs
from tests.saboteurs import writer_hunt
from tests.saboteurs.faults import FAULTS, Fault
from tests.saboteurs.hunt import caught_by, fixtures, golden_hunt
from tests.saboteurs.writers import WRITER_FAULTS, WriterFault


def caught(fault: Fault) -> CaughtFault:
    """A fault with all golden cases that catch it."""
    by = caught_by(fault, golden_hunt(fault))
    return CaughtFault(fault.name, fault.blames, fault.symptom, by)


def caught_writing(fault: WriterFault) -> CaughtFault:
    """A fault of a writer with all written cases that catch it."""
    by = writer_hunt.caught_by(fault, writer_hunt.hunt(fault))
    return CaughtFault(f"writer.{fault.name}", fault.blames, fault.symptom, by)


def all_caught() -> list[CaughtFault]:
    """Every fault with the golden cases that catch it."""
    readers = [caught(fault) for fault in FAULTS.values()]
    return readers + [caught_writing(fault) for fault in WRITER_FAULTS.values()]


def scored(format: str) -> list[str]:
    """The testable must and must-not clauses of a format, by the first part of their ids."""
    return [
        clause.id
        for clause in ledger.load()
        if clause.level in ("must", "must-not")
        and clause.state == "tested"
        and clause.id.startswith(f"{format}.")
    ]


def blunt(clauses: Iterable[str], faults: Iterable[CaughtFault]) -> list[str]:
    """Those of some clauses that no fault proves sharp."""
    citations = {id: case.clauses for id, case in fixtures().cases.items()}
    sharp = proofs(faults, citations)
    return [clause for clause in clauses if clause not in sharp]
