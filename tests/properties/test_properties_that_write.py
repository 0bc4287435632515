"""The properties that write: honest writers pass, planted faults are found and shrunk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conformance import ledger, locations, schemas
from conformance.cases.definitions import found
from conformance.cases.files import Fixtures, load
from conformance.cases.model import Case
from conformance.properties.bounded import BUDGET, edition_seed
from conformance.properties.drawing import Batch, draw
from conformance.properties.laws import of_family
from conformance.properties.promotion import PromotionError, found_case, promoted
from conformance.properties.scope import Root, Scope
from conformance.properties.search import Search
from conformance.properties.traits import traits
from conformance.results import Find, read_find, write_find
from tests.properties.in_process import Here, batch, searched
from tests.saboteurs import writer
from tests.saboteurs.faults import planted
from tests.saboteurs.writers import WRITER_FAULTS

SEED, COUNT = 1, 100
FLOOR = 0.8
"""How many of the planted faults that break version 3 must be caught; the rest needs luck."""


@pytest.fixture(scope="module")
def fixtures() -> Fixtures:
    return load(locations.FIXTURES)


@pytest.fixture(scope="module")
def drawn() -> Batch:
    """One batch for all tests."""
    return batch(SEED, COUNT)


def fates(search: Search, fate: str) -> int:
    return sum(getattr(row, fate) for row in search.rows)


def steps_of(find: Find) -> list[str]:
    return [step["op"] for step in found_case(find.dataset).steps]


@pytest.mark.parametrize("seed", [SEED, 2, 3, 4])
def test_an_honest_writer_passes_everything(seed: int, fixtures: Fixtures) -> None:
    search = searched(Here(fixtures), batch(seed, 250))
    assert [(find.id, find.message) for find in search.finds] == []
    assert fates(search, "passed") == 250
    assert all(row.examples for row in search.rows), "every property is drawn"


def test_a_seed_gives_the_same_steps() -> None:
    one, again = (draw(5, 40, family="writing") for _ in range(2))
    assert one == again
    assert one != draw(6, 40, family="writing")


def test_what_is_drawn_keeps_to_the_protocol_and_to_cases(drawn: Batch) -> None:
    for example in drawn.examples:
        for case in (*example.stages[-1:], example.case):
            assert schemas.problem("case", case.document()) is None
            for step in case.steps:
                message = {"id": 0, "format": case.format, "store": "/", **step}
                assert schemas.problem("protocol/request", message) is None


def test_stages_begin_with_the_same_steps_and_look_at_every_node(drawn: Batch) -> None:
    histories = [example for example in drawn.examples if example.stages]
    assert any(len(example.case.steps) > 5 for example in histories)
    for example in histories:
        last = example.case.steps
        assert all(stage.steps == last[: len(stage.steps)] for stage in example.stages)
        assert {len(stage.steps) for stage in example.stages} == set(range(1, len(last) + 1))
        seen = {stage.node.path for stage in example.stages if stage.steps == last}
        assert seen >= set(example.case.hierarchy)


# A find has no more steps than these.
@pytest.mark.parametrize(
    ("name", "verdict", "most"),
    [
        ("attributes-replaced", "wrong", 1),
        ("attributes-lost-by-resizing", "wrong", 2),
        ("deleted-node-keeps-its-document", "wrong", 3),
        ("members-imagined", "wrong", 2),
        ("edge-chunk-cut", "invalid", 2),
        ("byte-order-ignored", "wrong", 2),
        ("checksum-in-front", "invalid", 2),
        ("rest-of-chunk-forgotten", "wrong", 2),
        ("regions-from-the-origin", "wrong", 2),
        ("shape-stays", "wrong", 3),
    ],
)
def test_a_planted_fault_is_found_and_shrunk(
    name: str, verdict: str, most: int, drawn: Batch, fixtures: Fixtures
) -> None:
    search = searched(Here(fixtures, lambda: planted(WRITER_FAULTS[name])), drawn)
    finds = [find for find in search.finds if find.verdict == verdict]
    assert finds, [find.id for find in search.finds]
    assert min(len(steps_of(find)) for find in finds) <= most
    assert all(find.id.startswith("written-") for find in finds)
    assert fates(search, "failed") == sum(find.times for find in search.finds)


def test_most_planted_faults_are_caught_by_the_draws_of_a_run(fixtures: Fixtures) -> None:
    seed, (batches, count) = edition_seed(fixtures.newest), BUDGET["writing"]
    drawn = [batch(seed + n, count) for n in range(batches)]
    faults = [f for f in WRITER_FAULTS.values() if not f.blames.startswith("v2.")]
    missed = [
        fault.name
        for fault in faults
        if not any(
            searched(Here(fixtures, partial(planted, fault)), d, shrinks=0).finds for d in drawn
        )
    ]
    assert len(missed) <= len(faults) * (1 - FLOOR), missed


@contextmanager
def forgets_after(count: int) -> Iterator[None]:
    """A writer that loses what it wrote first as soon as it appends: shows after steps alone."""
    original = writer.OPERATIONS["append"]

    def append(format: str, store: writer.Store, path: str, step: Any) -> None:
        original(format, store, path, step)
        keys = [k for k in store if k.startswith(path) and not k.endswith("zarr.json")]
        if len(keys) > count:
            del store[min(keys)]

    writer.OPERATIONS["append"] = append
    try:
        yield
    finally:
        writer.OPERATIONS["append"] = original


def test_what_only_many_steps_show_is_found_by_histories(drawn: Batch, fixtures: Fixtures) -> None:
    search = searched(Here(fixtures, lambda: forgets_after(1)), drawn)
    [find, *_] = search.finds
    assert find.property == "histories"
    assert steps_of(find)[-1] == "append"
    assert len(steps_of(find)) <= 3


def test_a_known_root_is_counted_and_not_found_again(drawn: Batch, fixtures: Fixtures) -> None:
    known = Scope({"v3/known": Root("wrong", frozenset({"write:resize"}))})
    fault = WRITER_FAULTS["attributes-lost-by-resizing"]
    search = searched(Here(fixtures, lambda: planted(fault)), drawn, known)
    assert search.finds == []
    assert search.known["v3/known"] == fates(search, "known") > 0


def test_what_is_unsupported_is_not_asked(drawn: Batch, fixtures: Fixtures) -> None:
    outside = Scope(
        {"v3/x": Root("unsupported", frozenset({"codec:sharding_indexed"}), alone=True)}
    )
    asking = Here(fixtures)
    search = searched(asking, drawn, outside)
    assert search.finds == []
    assert asking.asked == COUNT - fates(search, "outside")
    assert fates(search, "outside") > 5


@pytest.fixture(scope="module")
def find(drawn: Batch, fixtures: Fixtures) -> Find:
    """A find of steps."""
    fault = WRITER_FAULTS["attributes-lost-by-resizing"]
    return searched(Here(fixtures, lambda: planted(fault)), drawn).finds[0]


def test_a_find_is_kept_and_promoted(find: Find, tmp_path: Path) -> None:
    assert read_find(write_find(find, tmp_path)) == find
    [case] = promoted(find, "v3/write/found/x", "Attributes stay.", (), {}, ledger.load())
    assert (case.kind, case.id, case.steps != ()) == ("write", "v3/write/found/x", True)
    origin = {"implementation": "x", "version": "1", "property": "rewrites", "seed": 1}
    path = found.write(case, origin, tmp_path)
    kept = json.loads(path.read_text())
    assert schemas.problem("found", kept) is None
    assert kept["case"] == case.document()


@pytest.mark.parametrize(
    "change",
    [
        lambda case: {"hierarchy": {**case.document()["hierarchy"], "more": "group"}},
        lambda case: {"expect": {**case.document()["expect"], "attributes": {"no": 1}}},
    ],
)
def test_a_case_that_says_something_else_than_its_steps_is_refused(
    find: Find, change: Callable[[Case], dict[str, Any]]
) -> None:
    case = found_case(find.dataset)
    document = json.dumps({**case.document(), **change(case)}).encode()
    other = Find(**{**vars(find), "dataset": {**find.dataset, "case.json": document}})
    with pytest.raises(PromotionError, match="leave something else behind"):
        promoted(other, "v3/write/found/x", None, (), {}, ledger.load())


def test_every_drawn_case_could_be_promoted(drawn: Batch) -> None:
    for example in drawn.examples:
        found.verify(example.case)


def test_the_traits_name_what_a_case_needs(drawn: Batch) -> None:
    names = set().union(*(traits(example.case) for example in drawn.examples))
    assert {"store:begun", "write:region", "shape:none", "codec:gzip", "endian:big"} <= names


def test_each_family_has_rows_of_its_own() -> None:
    reading, writing = of_family("reading"), of_family("writing")
    assert [law.name for law in writing] == ["writes", "writes-regions", "rewrites", "histories"]
    assert not {law.name for law in reading} & {law.name for law in writing}
