"""The search: it finds planted faults, shrinks them, tells known ones, and ends in bad company."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from conformance import locations, oracle
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.cases.files import Fixtures, load
from conformance.engine.run import Plan, Run
from conformance.properties.agreement import Agreement
from conformance.properties.drawing import Draws
from conformance.properties.promotion import found_case
from conformance.properties.scope import Root, Scope, scope_of
from conformance.properties.search import Effort
from conformance.properties.session import Searched, Session
from conformance.results import Find
from tests.saboteurs.hunt import saboteur

SEED, COUNT = 11, 250
LITTLE = Effort(shrinks=1, shrink_requests=30)


@pytest.fixture(scope="module")
def fixtures() -> Fixtures:
    return load(locations.FIXTURES)


@pytest.fixture(scope="module")
def draws() -> Iterator[Draws]:
    """One batch for all tests."""
    with Draws(SEED, COUNT, frozenset(), batches=1) as draws:
        yield draws


@pytest.fixture(scope="module")
def few() -> Iterator[Draws]:
    """A smaller batch, for those that make every failure slow."""
    with Draws(SEED, 90, frozenset(), batches=1) as draws:
        yield draws


def searched(
    draws: Draws,
    selections: Mapping[Selection, Scope],
    effort: Effort = Effort(),  # noqa: B008  frozen
    limits: Limits = Limits(),  # noqa: B008  frozen
) -> dict[str, Searched]:
    session = Session(
        selections,
        draws,
        effort=effort,
        limits=limits,
        found=lambda _: None,
        explored=False,
    )
    return {str(s): found for s, found in session.run().items()}


def fates(outcome: Searched, fate: str) -> int:
    return sum(getattr(row, fate) for row in outcome.properties.rows)


def size(find: Find) -> tuple[int, int]:
    store = [data for name, data in find.dataset.items() if name.startswith("store/")]
    return len(store), sum(map(len, store))


def test_the_unspoilt_oracle_passes_everything(draws: Draws, fixtures: Fixtures) -> None:
    outcome = searched(draws, {saboteur("honest", fixtures): Scope({})})["honest"]
    assert (outcome.finds, outcome.ended, outcome.faults) == ((), None, ())
    assert fates(outcome, "examples") == COUNT
    assert fates(outcome, "passed") + fates(outcome, "observed") == COUNT
    assert all(row.examples for row in outcome.properties.rows), "every property is drawn"


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("transpose-ignored", "wrong"),
        ("index-always-at-end", "refused"),
        ("unknown-field-ignored", "accepted"),
    ],
)
def test_a_planted_fault_is_found_and_shrunk(
    draws: Draws, fixtures: Fixtures, name: str, verdict: str
) -> None:
    outcome = searched(draws, {saboteur(name, fixtures): Scope({})})[name]
    finds = [find for find in outcome.finds if find.verdict == verdict]
    assert finds
    smallest = min(finds, key=size)
    assert size(smallest) <= (5, 2048)
    assert fates(outcome, "failed") == sum(find.times for find in outcome.finds)
    case = found_case(smallest.dataset)
    if verdict == "accepted":
        with pytest.raises(oracle.SpecError):
            oracle.read_array(case.store, case.node.path)
        control = found_case(smallest.dataset, "control/")
        oracle.read_array(control.store, control.node.path)
    else:
        oracle.read_array(case.store, case.node.path)


def test_the_same_again(draws: Draws, fixtures: Fixtures) -> None:
    selection = saboteur("transpose-inverted", fixtures)
    one, again = (searched(draws, {selection: Scope({})}) for _ in range(2))
    assert one == again


def test_a_known_root_is_counted_and_not_found_again(draws: Draws, fixtures: Fixtures) -> None:
    known = Scope({"v3/known": Root("accepted", clause="v3.core.extension.unknown-field")})
    name = "unknown-field-ignored"
    outcome = searched(draws, {saboteur(name, fixtures): known})[name]
    assert outcome.finds == ()
    assert outcome.properties.known["v3/known"] == fates(outcome, "known") > 0


def test_what_is_unsupported_is_not_asked(draws: Draws, fixtures: Fixtures) -> None:
    outside = Scope({"v3/outside": Root("unsupported", frozenset({"codec:transpose"}), alone=True)})
    name = "transpose-ignored"
    outcome = searched(draws, {saboteur(name, fixtures): outside})[name]
    assert outcome.finds == ()
    assert outcome.properties.outside == ("codec:transpose",)
    assert fates(outcome, "outside") > 0


def golden_scope(name: str, fixtures: Fixtures, pattern: str) -> Scope:
    ids = [id for id in fixtures.cases if id.startswith(pattern)]
    run = Run(saboteur(name, fixtures), Plan(fixtures, tuple(ids)))
    run.start()
    return scope_of(run.finished.result(), fixtures)


def test_the_golden_cases_tell_what_is_known(fixtures: Fixtures) -> None:
    scope = golden_scope("no-codecs-is-bytes", fixtures, "v3/codecs/chain/")
    assert {root.clause for root in scope.roots.values()} == {"v3.core.array.codecs.not-empty"}
    scope = golden_scope("nested-sharding-refused", fixtures, "v3/codecs/sharding/")
    assert {root.needs for root in scope.roots.values()} == {frozenset({"sharding:nested"})}
    scope = golden_scope("honest", fixtures, "v3/codecs/")
    assert scope.roots == {}


def test_two_are_searched_on_the_same_draws(draws: Draws, fixtures: Fixtures) -> None:
    both = [saboteur("honest", fixtures), saboteur("nan-payload-lost", fixtures)]
    honest, other = searched(draws, {selection: Scope({}) for selection in both}).values()
    assert fates(honest, "examples") == fates(other, "examples") == COUNT


def test_where_two_disagree(fixtures: Fixtures) -> None:
    one, two, three = (saboteur(n, fixtures) for n in ("honest", "nan-is-zero", "hex-swapped"))
    agreement = Agreement()
    agreement.add(one, (1, 0), {"shape": "[]", "values": "a"})
    agreement.add(two, (1, 0), {"shape": "[]", "values": "b"})
    agreement.add(three, (1, 0), {"shape": "[]", "values": "a"})
    agreement.add(two, (1, 1), {"values": "c"})
    agreement.add(one, (1, 2), {"fill_value": "c"})
    agreement.add(two, (1, 2), {"values": "c"})
    assert agreement.disagreements(one) == {str(two): 1}
    assert agreement.disagreements(two) == {str(one): 1, str(three): 1}
    assert agreement.disagreements(saboteur("transpose-ignored", fixtures)) == {}


@pytest.mark.parametrize(("name", "verdict"), [("crashes", "crashed"), ("leaks", "crashed")])
def test_one_that_dies_now_and_then_is_searched_on(
    few: Draws, fixtures: Fixtures, name: str, verdict: str
) -> None:
    outcome = searched(few, {bad(name, fixtures): Scope({})}, LITTLE)["honest"]
    assert {find.verdict for find in outcome.finds} == {verdict}
    assert fates(outcome, "examples") == 90
    assert fates(outcome, "passed") > 50, "the search goes on past it"


def test_one_that_hangs_is_given_up(few: Draws, fixtures: Fixtures) -> None:
    begin = time.monotonic()
    outcome = searched(
        few,
        {bad("hangs", fixtures): Scope({})},
        Effort(hangs=2, shrinks=1, shrink_requests=1),
        Limits(request_seconds=0.5),
    )["honest"]
    assert time.monotonic() - begin < 60
    assert {find.verdict for find in outcome.finds} == {"hung"}


def test_an_answer_that_does_not_come_again_is_flaky(few: Draws, fixtures: Fixtures) -> None:
    outcome = searched(few, {bad("wavers", fixtures): Scope({})})["honest"]
    assert outcome.finds == ()
    assert fates(outcome, "flaky") == len(outcome.properties.flaky) > 0
    assert "asked again: pass" in outcome.properties.flaky[0]


def test_an_adapter_that_cannot_start_is_told(draws: Draws, fixtures: Fixtures) -> None:
    selections = [saboteur("no-such-fault", fixtures), saboteur("honest", fixtures)]
    outcomes = searched(draws, {selection: Scope({}) for selection in selections})
    assert "no-such-fault" in (outcomes["no-such-fault"].ended or "")
    assert fates(outcomes["honest"], "examples") == COUNT


def test_a_search_can_be_stopped(draws: Draws, fixtures: Fixtures) -> None:
    selection = saboteur("honest", fixtures)
    session = Session(
        {selection: Scope({})},
        draws,
        effort=Effort(),
        limits=Limits(),
        found=lambda _: None,
        explored=True,
        seconds=600,
    )
    session.stop.set()
    outcome = session.run()[selection]
    assert (fates(outcome, "examples"), outcome.finds) == (0, ())


def bad(how: str, fixtures: Fixtures) -> Selection:
    """The honest adapter, but that it fails on zlib inside Blosc in a way of its own."""
    selection = saboteur("honest", fixtures)
    program = str(Path(__file__).with_name("bad_company.py"))
    manifest = selection.manifest
    command = ("{python}", program, how)
    return Selection(type(manifest)(**{**vars(manifest), "command": command}))
