"""Runs an adapter of the oracle through the engine, and says which golden cases it failed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from conformance.adapters.manifest import EnvironmentSpec, Manifest, Selection
from conformance.cases.files import Fixtures
from conformance.engine.run import Plan, Run
from conformance.results import CaseResult, Result
from tests.saboteurs.faults import Fault

FAILING = ("wrong", "crashed", "hung", "accepted", "refused")


@dataclass(frozen=True)
class Hunt:
    """What became of one adapter."""

    result: Result

    @property
    def failures(self) -> list[CaseResult]:
        """The scored cases that failed."""
        return [case for case in self.result.cases if case.verdict in FAILING]

    @property
    def deviations(self) -> list[CaseResult]:
        """The cases that are not scored, and of which the record differs from our reading."""
        return [c for c in self.result.cases if c.verdict == "observed" and c.mismatch is not None]

    def catches(self, fault: Fault) -> list[CaseResult]:
        """The cases that blame the right clause, with the verdict that the fault deserves."""
        return [
            case
            for case in (*self.failures, *self.deviations)
            if case.verdict == fault.symptom and fault.blames in case.clauses
        ]


def suspects(fault: Fault, fixtures: Fixtures) -> list[str]:
    """The cases that can catch a fault: no other cites the clause that it breaks."""
    return [id for id, case in fixtures.cases.items() if fault.blames in case.clauses]


def saboteur(name: str, fixtures: Fixtures) -> Selection:
    """The adapter with the fault ``name``; it claims every class there is."""
    manifest = Manifest(
        name=name,
        language="Python",
        homepage="",
        issues="",
        package="",
        claims=frozenset(c for case in fixtures.cases.values() for c in case.classes),
        environment=EnvironmentSpec("none", "", ""),
        command=("{python}", "{folder}/adapter.py", name),
        in_flight=64,
        reproduce={},
        folder=Path(__file__).parent,
    )
    return Selection(manifest)


def hunt(name: str, fixtures: Fixtures, cases: Iterable[str]) -> Hunt:
    """Run the adapter with the fault ``name`` over cases."""
    run = Run(saboteur(name, fixtures), Plan(fixtures, tuple(cases)))
    run.start()
    return Hunt(run.finished.result())
