"""The written cases are tested: every fault of a writer is caught, and blamed on the writer.

A fault that no case catches means that a case is missing or cites the wrong clause, or that the
judge does not see what lies in the store.
"""

from __future__ import annotations

import pytest

from conformance.cases.model import Case
from conformance.engine.carry_out import CarriedOut
from conformance.engine.judge import judge
from conformance.interop.matrix import owner
from conformance.interop.reread import questions
from conformance.results import Verdict
from tests.saboteurs.faults import FAULTS, HONEST, planted
from tests.saboteurs.reader import answer
from tests.saboteurs.writer_hunt import (
    caught_by,
    clauses,
    hunt,
    sabotaged,
    verdict,
    written,
)
from tests.saboteurs.writers import WRITER_FAULTS, WriterFault
from tests.saboteurs.writing import carried_out

LEAST = 100
# Readers that are wrong about nearly everything, of either version.
READERS = (HONEST, "elements-in-fortran-order", "edge-chunks-dropped", "v2-order-always-f")


def witness(fault: WriterFault) -> Case:
    """A case that catches a fault."""
    by = caught_by(fault, hunt(fault))
    if not by:
        pytest.fail(f"{fault.name} survives", pytrace=False)
    return written()[by[0]]


def column(reader: str, case: Case, done: CarriedOut) -> Verdict:
    """What a reader makes of the whole node that a case is about."""
    question = questions(case, done.store, clauses())[0]
    if reader == HONEST:
        given = answer(question, done.store)
    else:
        with planted(FAULTS[reader]):
            given = answer(question, done.store)
    return judge(question, given, frozenset(question.classes)).verdict


def test_there_are_faults_of_every_kind() -> None:
    assert len(WRITER_FAULTS) >= LEAST
    assert {fault.symptom for fault in WRITER_FAULTS.values()} == {"invalid", "wrong", "observed"}


def test_every_fault_blames_a_clause_of_the_ledger() -> None:
    faults = WRITER_FAULTS.values()
    assert [f"{f.name}: {f.blames}" for f in faults if f.blames not in clauses()] == []


def test_no_fault_is_blamed_for_what_is_contested() -> None:
    scored = [fault for fault in WRITER_FAULTS.values() if fault.symptom != "observed"]
    contested = [f.name for f in scored if clauses()[f.blames].state == "contested"]
    assert contested == []


def test_the_honest_writer_passes_every_scored_case() -> None:
    for case in written().values():
        found = verdict(case, carried_out(case, case.store))
        expected = "observed" if case.kind == "observe" else "pass"
        assert found.verdict == expected, f"{case.id}: {found.message}"
        assert found.mismatch is None or case.kind == "observe", case.id


@pytest.mark.parametrize("name", WRITER_FAULTS)
def test_writer_is_caught(name: str) -> None:
    fault = WRITER_FAULTS[name]
    found = hunt(fault)
    if not caught_by(fault, found):
        verdicts = [f"{id}: {judged.verdict}" for id, judged in found.items()]
        pytest.fail(
            f"{name} survives: no case ends with {fault.symptom} and blames {fault.blames}. "
            f"Add one. Those that were tried: {', '.join(verdicts) or 'none'}",
            pytrace=False,
        )


@pytest.mark.parametrize(
    "name", [n for n, fault in WRITER_FAULTS.items() if fault.symptom != "observed"]
)
def test_a_writer_is_to_blame_in_every_column(name: str) -> None:
    fault = WRITER_FAULTS[name]
    case = witness(fault)
    done = sabotaged(fault, case)
    found = verdict(case, done).verdict
    owners = {reader: owner(found, column(reader, case, done)) for reader in READERS}
    assert owners == dict.fromkeys(READERS, "writer")


def test_a_right_store_is_never_the_writers_failure() -> None:
    blamed = set()
    for fault in WRITER_FAULTS.values():
        case = witness(fault)
        if case.refuses or case.expect is None or fault.symptom == "observed":
            continue
        done = carried_out(case, case.store)
        for reader in READERS:
            found = owner(verdict(case, done).verdict, column(reader, case, done))
            assert found in ("reader", "nobody"), f"{case.id}, read by {reader}"
            if found == "reader":
                blamed.add(reader)
    assert blamed == set(READERS) - {HONEST}


def test_nothing_is_left_of_a_fault_after_its_hunt() -> None:
    for fault in WRITER_FAULTS.values():
        case = next(case for case in written().values() if not case.refuses)
        sabotaged(fault, case)
    test_the_honest_writer_passes_every_scored_case()
