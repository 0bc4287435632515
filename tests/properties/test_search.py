"""The search: it finds planted faults, shrinks them, tells known ones, and ends in bad company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import locations, oracle
from conformance.adapters.manifest import Selection
from conformance.cases.files import Fixtures, load
from conformance.engine.run import Plan, Run
from conformance.properties.asking import Asking, AskingError
from conformance.properties.search import Cause, Find, Search, known_causes
from tests.saboteurs.hunt import saboteur

SEED, COUNT, SECONDS = 11, 250, 20


@pytest.fixture(scope="module")
def fixtures() -> Iterator[Fixtures]:
    yield load(locations.FIXTURES)


def searched(selection: Selection, folder: Path, known: set[Cause] | None = None) -> list[Find]:
    with Asking(selection, folder) as asking:
        return Search(asking, known or set()).batch(SEED, COUNT, SECONDS)


def test_the_unspoilt_oracle_gives_no_find(fixtures: Fixtures, tmp_path: Path) -> None:
    assert searched(saboteur("honest", fixtures), tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("transpose-ignored", "wrong"),
        ("index-always-at-end", "refused"),
        ("no-codecs-is-bytes", "accepted"),
    ],
)
def test_a_planted_fault_is_found_and_shrunk(
    fixtures: Fixtures, tmp_path: Path, name: str, verdict: str
) -> None:
    finds = [f for f in searched(saboteur(name, fixtures), tmp_path) if f.cause.verdict == verdict]
    assert finds
    smallest = min(finds, key=lambda f: sum(map(len, f.case.store.values())))
    assert len(smallest.case.store) <= 3
    assert sum(map(len, smallest.case.store.values())) <= 2048
    if verdict == "accepted":
        with pytest.raises(oracle.SpecError):
            oracle.read_array(smallest.case.store, smallest.case.node.path)
    else:
        oracle.read_array(smallest.case.store, smallest.case.node.path)


def test_a_known_cause_is_counted_and_not_found_again(fixtures: Fixtures, tmp_path: Path) -> None:
    selection = saboteur("no-codecs-is-bytes", fixtures)
    cause = Cause("accepted", "v3.core.array.codecs.not-empty")
    with Asking(selection, tmp_path) as asking:
        search = Search(asking, {cause})
        assert search.batch(SEED, COUNT, SECONDS) == []
        assert search.known_seen[cause] > 0
        assert search.asked == COUNT


def test_the_golden_cases_tell_what_is_known(fixtures: Fixtures) -> None:
    ids = [id for id in fixtures.cases if id.startswith("v3/codecs/chain/")]
    run = Run(saboteur("no-codecs-is-bytes", fixtures), Plan(fixtures, tuple(ids)))
    run.start()
    known = known_causes(run.finished.result(), fixtures.cases)
    assert known == {Cause("accepted", "v3.core.array.codecs.not-empty")}


def test_an_adapter_that_cannot_start_is_told(fixtures: Fixtures, tmp_path: Path) -> None:
    with (
        pytest.raises(AskingError, match="no-such-fault"),
        Asking(saboteur("no-such-fault", fixtures), tmp_path),
    ):
        pass
