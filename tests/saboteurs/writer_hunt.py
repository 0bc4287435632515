"""Hunts a fault of a writer: lets it carry out cases, and says which of them catch it.

The writer writes in this process. The fault is gone when the oracle judges what it wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from conformance import ledger
from conformance.cases.definitions import write
from conformance.cases.model import Case
from conformance.engine.carry_out import CarriedOut
from conformance.engine.judge import Judgement
from conformance.engine.written import judge
from conformance.ledger import Ledger
from tests.saboteurs.faults.registry import planted
from tests.saboteurs.writers import WriterFault
from tests.saboteurs.writing import carried_out

PLAIN = (
    "v3/write/layouts/one-chunk",
    "v3/write/layouts/below-group",
    "v3/write/hierarchy/root-group",
    "v3/write/attributes/array-unicode",
    "v3/write/layouts/length-zero",
    "v3/write/fill-values/float64-nan",
    "v3/write/sharding/index-at-start",
    "v3/write/data-types/bool",
    "v2/write/layouts/one-chunk",
    "v2/write/hierarchy/root-group",
    "v2/write/compressors/zlib",
    "v2/write/data-types/i4-little",
    "v2/write/fill-values/f8-infinity",
)
"""Cases for faults in what no case is about, and every case meets."""


@cache
def clauses() -> Ledger:
    """The ledger."""
    return ledger.load()


@cache
def written() -> Mapping[str, Case]:
    """The written cases by id, with the stores that they begin with."""
    return {case.id: case for module in write.MODULES for case in module.cases()}


def suspects(fault: WriterFault) -> list[Case]:
    """The cases that may catch a fault: those that cite the clause, and plain ones.

    Of a store that is broken the verdict names the clause, whether the case cites it or not.
    """
    plain = PLAIN if fault.symptom == "invalid" else ()
    return [case for id, case in written().items() if fault.blames in case.clauses or id in plain]


def sabotaged(fault: WriterFault, case: Case) -> CarriedOut:
    """A case, carried out by the writer with the fault."""
    with planted(fault):
        return carried_out(case, case.store)


def verdict(case: Case, done: CarriedOut) -> Judgement:
    """The verdict on a writer that claims every class of the case."""
    return judge(case, done, frozenset(case.classes), clauses())


def catches(fault: WriterFault, case: Case, found: Judgement) -> bool:
    """Whether a verdict is what the fault deserves, and it or its case blames the clause."""
    blamed = fault.blames in case.clauses or found.clause == fault.blames
    if not blamed or found.verdict != fault.symptom:
        return False
    return found.verdict != "observed" or found.mismatch is not None


def hunt(fault: WriterFault) -> Mapping[str, Judgement]:
    """What becomes of the cases that may catch a fault."""
    return {case.id: verdict(case, sabotaged(fault, case)) for case in suspects(fault)}


def caught_by(fault: WriterFault, hunted: Mapping[str, Judgement]) -> tuple[str, ...]:
    """Those of the cases that catch a fault, sorted."""
    cases = written()
    return tuple(sorted(id for id, found in hunted.items() if catches(fault, cases[id], found)))
