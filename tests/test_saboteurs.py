"""The cases are tested: every planted fault is caught by a case that blames the right clause.

A fault that no case catches means that a case is missing, or cites the wrong clause.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from conformance import ledger, locations
from conformance.cases.files import Fixtures, load
from tests.saboteurs.faults import FAULTS, HONEST
from tests.saboteurs.hunt import Hunt, hunt, suspects

AT_ONCE = os.cpu_count() or 2
Hunts = Mapping[str, "Future[Hunt]"]


@dataclass(frozen=True)
class Score:
    """A plugin that closes the session with one line."""

    caught: int
    planted: int

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(f"saboteurs: {self.caught} of {self.planted} caught")


@pytest.fixture(scope="module")
def fixtures() -> Fixtures:
    return load(locations.FIXTURES)


@pytest.fixture(scope="module")
def hunts(request: pytest.FixtureRequest, fixtures: Fixtures) -> Iterator[Hunts]:
    """The hunts of the selected tests, all begun at once and run a few at a time."""
    items = [item for item in request.session.items if item.path == request.path]
    chosen = [str(i.callspec.params["name"]) for i in items if hasattr(i, "callspec")]
    pool = ThreadPoolExecutor(AT_ONCE)
    begun = {HONEST: pool.submit(hunt, HONEST, fixtures, fixtures.cases)}
    for name in chosen:
        begun[name] = pool.submit(hunt, name, fixtures, suspects(FAULTS[name], fixtures))
    yield begun
    pool.shutdown(cancel_futures=True)
    ended = [name for name in chosen if not begun[name].cancelled()]
    caught = [name for name in ended if begun[name].result().catches(FAULTS[name])]
    request.config.pluginmanager.register(Score(len(caught), len(chosen)))


def test_every_fault_blames_a_clause_of_the_ledger() -> None:
    clauses = ledger.load()
    assert [f"{f.name}: {f.blames}" for f in FAULTS.values() if f.blames not in clauses] == []


def test_the_honest_adapter_passes_every_scored_case(hunts: Hunts, fixtures: Fixtures) -> None:
    result = hunts[HONEST].result().result
    assert result.unavailable is None
    assert result.faults == ()
    scored = {id for id, case in fixtures.cases.items() if case.kind != "observe"}
    assert {case.id for case in result.cases if case.verdict == "pass"} == scored


def test_the_honest_adapter_is_caught_at_nothing(hunts: Hunts) -> None:
    honest = hunts[HONEST].result()
    assert [name for name, fault in FAULTS.items() if honest.catches(fault)] == []


@pytest.mark.parametrize("name", FAULTS)
def test_saboteur_is_caught(name: str, hunts: Hunts) -> None:
    fault, hunted = FAULTS[name], hunts[name].result()
    assert hunted.result.unavailable is None
    if not hunted.catches(fault):
        verdicts = [f"{case.id}: {case.verdict}" for case in hunted.result.cases]
        pytest.fail(
            f"{name} survives: no case that cites {fault.blames} ends with {fault.symptom}. "
            f"Add one. Those that cite it: {', '.join(verdicts) or 'none'}",
            pytrace=False,
        )
