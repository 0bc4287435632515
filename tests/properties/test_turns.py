"""The state machine: honest writers take turns for ever, and whose step is at fault is certain."""

from __future__ import annotations

import json

import pytest

from conformance import locations
from conformance.cases.files import Fixtures, load
from conformance.properties.crews import Crew
from conformance.properties.machine import Member
from conformance.properties.promotion import found_case
from conformance.properties.scope import Root, Scope
from conformance.results import Find
from tests.properties.in_process import Here
from tests.saboteurs.faults import planted
from tests.saboteurs.writers import WRITER_FAULTS

NOTHING = Scope({})


@pytest.fixture(scope="module")
def fixtures() -> Fixtures:
    return load(locations.FIXTURES)


def member(fixtures: Fixtures, fault: str | None = None, scope: Scope = NOTHING) -> Member:
    if fault is None:
        return Member(Here(fixtures), scope, NOTHING)
    here = Here(fixtures, lambda: planted(WRITER_FAULTS[fault]), name=fault)
    return Member(here, scope, NOTHING)


def searched(*members: Member, seed: int = 1, seeds: int = 3) -> tuple[Crew, list[Find]]:
    found: list[Find] = []
    crew = Crew(members, found.append)
    crew.search(seed, seeds=seeds)
    return crew, found


def test_honest_writers_take_turns(fixtures: Fixtures) -> None:
    crew, found = searched(member(fixtures), member(fixtures))
    assert [(find.id, find.message) for find in found] == []
    assert crew.fates["pass"] > 300
    assert set(crew.fates) == {"pass"}
    assert crew.flaky == []


def test_the_same_again(fixtures: Fixtures) -> None:
    one, again = (searched(member(fixtures), seed=9, seeds=1)[0].fates for _ in range(2))
    assert one == again


@pytest.mark.parametrize(
    ("fault", "last"),
    [
        ("rest-of-chunk-forgotten", "write_region append"),
        ("attributes-replaced", "set_attributes"),
        ("attributes-lost-by-resizing", "resize"),
        ("deleting-takes-the-parent", "delete_node"),
    ],
)
def test_who_is_at_fault_is_blamed(fixtures: Fixtures, fault: str, last: str) -> None:
    _, found = searched(member(fixtures), member(fixtures, fault), seeds=4)
    assert {find.implementation for find in found} == {fault}
    assert all(find.property == "histories" and find.id.startswith("turns-") for find in found)
    smallest = min(found, key=lambda find: len(find.reproducer))
    case = found_case(smallest.dataset)
    assert case.steps[-1]["op"] in last.split()
    told = smallest.reproducer.partition("# Who did what:")[2].split("\n")[1:]
    assert len(told) <= 5
    assert told[-1].startswith(f"# {fault}: ")


def test_steps_that_are_not_supported_are_not_drawn(fixtures: Fixtures) -> None:
    outside = Scope(
        {
            name: Root("unsupported", frozenset({name}), alone=True)
            for name in ("write:resize", "write:append", "codec:sharding_indexed", "node:group")
        }
    )
    one = member(fixtures, scope=outside)
    asked: list[str] = []
    here = one.asking
    original = here.written

    def written(case, stages=()):  # type: ignore[no-untyped-def]
        asked.extend(step["op"] for step in case.steps)
        assert "sharding_indexed" not in json.dumps(case.steps)
        return original(case, stages)

    here.written = written  # type: ignore[method-assign]
    searched(one, seeds=1)
    assert "write_region" in asked
    assert {"resize", "append", "create_group"}.isdisjoint(asked)
