"""Hunts a fault: plants it, asks the reader the cases, and says which of them catch it.

The reader answers in this process, since a hunt has a few cases and a process takes longer to start
than all of them. ``saboteur`` is the same reader as an adapter, for tests of what meets processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from conformance import locations
from conformance.adapters.manifest import EnvironmentSpec, Manifest, Selection
from conformance.cases.files import Fixtures, load, load_store
from conformance.cases.model import Case
from conformance.engine.judge import Judgement, judge
from tests.saboteurs.faults import Fault, planted
from tests.saboteurs.reader import Store, answer

FAILING = ("wrong", "crashed", "hung", "accepted", "refused")


@cache
def fixtures() -> Fixtures:
    """The golden datasets."""
    return load(locations.FIXTURES)


@cache
def golden() -> Mapping[str, Case]:
    """The golden cases that the oracle is asked, by id.

    The others are absurd: beyond what a plain reader in this process copes with.
    """
    return {
        id: case
        for id, case in fixtures().cases.items()
        if not case.steps and (case.kind != "observe" or case.axis != "robustness")
    }


@cache
def store(id: str) -> Store:
    """The store of a golden dataset, read once."""
    return load_store(fixtures(), fixtures().cases[id])


def suspects(fault: Fault, cases: Iterable[Case]) -> list[Case]:
    """The cases that can catch a fault: no other cites the clause that it breaks."""
    return [case for case in cases if fault.blames in case.clauses]


def hunt(
    fault: Fault, cases: Iterable[Case], stored: Callable[[Case], Store]
) -> Mapping[str, Judgement]:
    """What becomes of each case when the reader has the fault."""
    with planted(fault):
        return {case.id: verdict(case, stored(case)) for case in cases}


def verdict(case: Case, files: Store) -> Judgement:
    """The verdict on the reader as it is now, which claims every class of the case."""
    return judge(case, answer(case, files), frozenset(case.classes))


def catches(fault: Fault, case: Case, found: Judgement) -> bool:
    """Whether a case blames the right clause, and a verdict is what the fault deserves."""
    if fault.blames not in case.clauses or found.verdict != fault.symptom:
        return False
    return found.verdict != "observed" or found.mismatch is not None


def golden_hunt(fault: Fault) -> Mapping[str, Judgement]:
    """What becomes of the golden cases that can catch a fault."""
    return hunt(fault, suspects(fault, golden().values()), lambda case: store(case.id))


def caught_by(fault: Fault, hunted: Mapping[str, Judgement]) -> tuple[str, ...]:
    """Those of the golden cases asked that catch a fault, sorted."""
    cases = golden()
    return tuple(sorted(id for id, found in hunted.items() if catches(fault, cases[id], found)))


def saboteur(name: str, fixtures: Fixtures) -> Selection:
    """The adapter with the fault ``name``; it claims every class there is."""
    return _selection(fixtures, "adapter.py", name)


def writing_saboteur(name: str, fixtures: Fixtures, *mischief: str) -> Selection:
    """The adapter that writes with the fault ``name``, and what else it is up to."""
    return _selection(fixtures, "writer_adapter.py", name, *mischief)


def _selection(fixtures: Fixtures, program: str, name: str, *more: str) -> Selection:
    manifest = Manifest(
        name=name,
        language="Python",
        homepage="",
        issues="",
        package="",
        claims=frozenset(c for case in fixtures.cases.values() for c in case.classes),
        environment=EnvironmentSpec("none", "", ""),
        command=("{python}", f"{{folder}}/{program}", name, *more),
        in_flight=64,
        reproduce={},
        folder=Path(__file__).parent,
    )
    return Selection(manifest)
