"""The cases are tested: every planted fault is caught by a case that blames the right clause.

A fault that no case catches means that a case is missing, or cites the wrong clause; a clause that
no fault blames means that nobody knows whether its cases can fail.
"""

from __future__ import annotations

import pytest

from conformance import ledger, locations
from conformance.cases import sharpness
from conformance.cases.sharpness import CaughtFault
from conformance.engine.run import Plan, Run
from tests.saboteurs.faults import FAULTS, HONEST
from tests.saboteurs.hunt import (
    FAILING,
    caught_by,
    fixtures,
    golden,
    golden_hunt,
    saboteur,
    store,
    verdict,
)
from tests.saboteurs.sharpness import all_caught, blunt, scored

LEAST_SHARP = 0.95


@pytest.fixture(scope="module")
def hunted(request: pytest.FixtureRequest) -> list[CaughtFault]:
    """Every fault with what catches it; the session ends with the score."""
    faults = all_caught()
    caught = sum(bool(fault.caught_by) for fault in faults)
    lines = [f"saboteurs: {caught} of {len(faults)} caught"]
    for format in ("v3", "v2", "ext"):
        clauses = scored(format)
        sharp = len(clauses) - len(blunt(clauses, faults))
        lines.append(f"{format}: {sharp} of {len(clauses)} must and must-not clauses proven sharp")
    request.config.pluginmanager.register(Score(lines))
    return faults


class Score:
    """A plugin that closes the session with some lines."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.lines:
            terminalreporter.write_line(line)


def test_every_fault_blames_a_clause_of_the_ledger() -> None:
    clauses = ledger.load()
    assert [f"{f.name}: {f.blames}" for f in FAULTS.values() if f.blames not in clauses] == []


def test_the_honest_adapter_passes_every_scored_case() -> None:
    run = Run(saboteur(HONEST, fixtures()), Plan(fixtures(), tuple(golden())))
    run.start()
    result = run.finished.result()
    assert result.unavailable is None
    assert result.faults == ()
    scored = {id for id, case in golden().items() if case.kind != "observe"}
    assert {case.id for case in result.cases if case.verdict == "pass"} == scored


@pytest.mark.parametrize("name", FAULTS)
def test_saboteur_is_caught(name: str) -> None:
    fault = FAULTS[name]
    found = golden_hunt(fault)
    if not caught_by(fault, found):
        verdicts = [f"{id}: {judged.verdict}" for id, judged in found.items()]
        pytest.fail(
            f"{name} survives: no case that cites {fault.blames} ends with {fault.symptom}. "
            f"Add one. Those that cite it: {', '.join(verdicts) or 'none'}",
            pytrace=False,
        )


@pytest.mark.usefixtures("hunted")
def test_nothing_is_left_of_a_fault_after_its_hunt() -> None:
    judged = {id: verdict(case, store(id)) for id, case in golden().items()}
    assert [id for id, found in judged.items() if found.verdict in FAILING] == []
    observed = [id for id, found in judged.items() if found.verdict == "observed"]
    assert [id for id in observed if judged[id].mismatch is not None] == []


@pytest.mark.parametrize("format", ["v3", "v2", "ext"])
def test_the_clauses_are_proven_sharp(format: str, hunted: list[CaughtFault]) -> None:
    clauses = scored(format)
    left = blunt(clauses, hunted)
    if len(left) > (1 - LEAST_SHARP) * len(clauses):
        pytest.fail(
            f"{len(left)} of the {len(clauses)} testable must and must-not clauses of {format} "
            "are blamed by no fault that a case catches. Plant one in tests/saboteurs/faults: "
            + ", ".join(left),
            pytrace=False,
        )


def test_the_committed_file_is_what_the_hunts_give(hunted: list[CaughtFault]) -> None:
    path = locations.FIXTURES / sharpness.FILE
    given = {fault.name: fault for fault in hunted}
    committed = {fault.name: fault for fault in sharpness.load(locations.FIXTURES)}
    stale = sorted(n for n in given | committed if given.get(n) != committed.get(n))
    if stale or path.read_bytes() != sharpness.content(hunted):
        pytest.fail(
            f"{path} is stale: write it again, python -m tests.saboteurs --write. "
            f"What differs: {', '.join(stale) or 'its form'}",
            pytrace=False,
        )
