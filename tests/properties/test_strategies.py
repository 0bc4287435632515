"""The strategies: what they draw is what they say, over the whole breadth, and always the same."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import strategies as st

from conformance import ledger, locations, oracle, schemas
from conformance.cases.__main__ import unfounded
from conformance.cases.builder import ArrayDraft
from conformance.cases.files import contents, digest, load
from conformance.cases.model import Case
from conformance.oracle.data_types import CORE
from conformance.properties import (
    array_cases,
    array_drafts,
    drawing,
    faulty_cases,
    group_cases,
    hierarchies,
    mutations,
    node_names,
    open_cases,
    open_points,
    paths,
)
from conformance.properties.arrays import codec_chains
from conformance.properties.drawing import Draws, replay
from conformance.properties.mutations import MUTATIONS
from conformance.properties.open_points import OPEN_POINTS

T = TypeVar("T")

SEED = 20261125
COMPRESSORS = frozenset({"codec:blosc", "codec:gzip", "codec:crc32c"})


def draws(seed: int, count: int, strategy: st.SearchStrategy[T]) -> list[T]:
    """``count`` values of a strategy, or all there are."""
    drawn: list[T] = []
    replay(seed, count, strategy, drawn.append)
    return drawn


def draw(seed: int, count: int, strategy: st.SearchStrategy[Case]) -> list[Case]:
    """Cases with numbered ids."""
    cases = draws(seed, count, strategy)
    return [replace(case, id=f"v3/drawn/{n}") for n, case in enumerate(cases)]


@pytest.fixture(scope="module")
def valid() -> list[Case]:
    return [*draw(SEED, 800, array_cases()), *draw(SEED, 500, hierarchies())]


@pytest.fixture(scope="module")
def groups() -> list[Case]:
    return draw(SEED, 200, group_cases())


@pytest.fixture(scope="module")
def faulty() -> list[Case]:
    return draw(SEED, 1500, faulty_cases())


@pytest.fixture(scope="module")
def opened() -> list[Case]:
    return draw(SEED, 800, open_cases())


def read(case: Case) -> object:
    if case.node.node_type == "group":
        return oracle.read_group(case.store, case.node.path)
    return oracle.read_array(case.store, case.node.path)


def documents(cases: Iterable[Case]) -> list[dict[str, object]]:
    found = []
    for case in cases:
        key = f"{case.node.path}/zarr.json".lstrip("/")
        found.append(json.loads(case.store[key]))
    return found


def test_valid_arrays_read_as_what_went_in(valid: list[Case]) -> None:
    for case in valid:
        if case.node.node_type == "array":
            assert oracle.read_array(case.store, case.node.path).values.tobytes() == case.values


def test_valid_nodes_fit_the_schema_of_cases(valid: list[Case], groups: list[Case]) -> None:
    for case in (*valid[::5], *groups[::5]):
        assert schemas.problem("case", case.document()) is None


def test_faults_break_the_must_that_they_name(faulty: list[Case]) -> None:
    assert unfounded(faulty, ledger.load()) == []
    for case in faulty:
        with pytest.raises(oracle.SpecError) as error:
            read(case)
        if case.axis == "conformance":
            assert error.value.clause == case.clauses[0]


def test_damage_alone_is_robustness(faulty: list[Case]) -> None:
    damaged = {m.name for m in MUTATIONS if m.axis == "robustness"}
    for case in faulty:
        name = case.title.partition(": ")[2].rstrip(".")
        assert (case.axis == "robustness") == (name in damaged)


def test_every_mutation_is_drawn_sooner_or_later(faulty: list[Case]) -> None:
    titles = Counter(case.title for case in [*faulty, *draw(7, 1000, faulty_cases())])
    assert [m.name for m in MUTATIONS if mutations.title(m) not in titles] == []


def test_every_open_point_is_drawn_sooner_or_later(opened: list[Case]) -> None:
    titles = {case.title for case in [*opened, *draw(7, 600, open_cases())]}
    assert [p.name for p in OPEN_POINTS if open_points.title(p) not in titles] == []


def test_open_points_name_the_discussions_that_golden_cases_name(opened: list[Case]) -> None:
    golden = {
        (case.clauses[0], case.discussion)
        for case in load(locations.FIXTURES).cases.values()
        if case.kind == "observe"
    }
    for case in opened:
        assert case.kind == "observe"
        assert (case.clauses[0], case.discussion) in golden, case.title


def test_names_of_mutations_and_open_points_are_unique() -> None:
    for names in ([m.name for m in MUTATIONS], [p.name for p in OPEN_POINTS]):
        assert len(set(names)) == len(names)


def test_every_clause_is_in_the_ledger(
    valid: list[Case], groups: list[Case], faulty: list[Case], opened: list[Case]
) -> None:
    clauses = ledger.load()
    cited = {c for case in (*valid, *groups, *faulty, *opened) for c in case.clauses}
    assert {clause for clause in cited if clause not in clauses} == set()


def test_no_valid_node_is_about_a_contested_clause(valid: list[Case], groups: list[Case]) -> None:
    clauses = ledger.load()
    cited = {clause for case in (*valid, *groups) for clause in case.clauses}
    assert {clause for clause in cited if clauses[clause].state == "contested"} == set()


def test_clauses_follow_from_what_is_drawn(valid: list[Case]) -> None:
    for case in valid:
        for tag, clause in (
            ("codec:sharding_indexed", "v3.codec.sharding.format"),
            ("codec:transpose", "v3.codec.transpose.definition"),
            ("keys:v2", "v3.keys.v2.key"),
            ("dtype:int16", "v3.data-type.int16"),
        ):
            if tag == "codec:transpose" and "codec:sharding_indexed" in case.features:
                continue  # the codecs of the index are not told apart
            assert (tag in case.features) == (clause in case.clauses)


def test_the_whole_breadth_is_drawn(valid: list[Case], groups: list[Case]) -> None:
    tags = {tag for case in (*valid, *groups) for tag in case.features}
    assert {f"dtype:{name}" for name in CORE} <= tags
    codecs = ("blosc", "bytes", "crc32c", "gzip", "sharding_indexed", "transpose")
    assert {f"codec:{name}" for name in codecs} <= tags
    assert {"keys:default", "keys:v2", "names:duplicate", "node:group"} <= tags
    assert {"form:short-hand", "form:must_understand"} <= tags
    arrays = [case for case in valid if case.node.node_type == "array"]
    shapes = [case.expect["shape"] for case in arrays if case.expect]
    assert {len(shape) for shape in shapes} == {0, 1, 2, 3, 4}
    assert any("0" in shape for shape in shapes)
    cited = {clause for case in (*valid, *groups) for clause in case.clauses}
    assert {
        "v3.codec.sharding.order.any",
        "v3.codec.gzip.format",
        "v3.codec.blosc.typesize.ignored",
        "v3.core.array.fill-value.uninitialised",
        "v3.fill-value.float.hex",
        "v3.fill-value.float.nan",
        "v3.core.node-name.utf-8",
        "v3.core.array.storage-transformers.none",
        "v3.core.group.consolidated-metadata.readable",
    } <= cited
    members = {member for document in documents(arrays) for member in document}
    assert {"attributes", "dimension_names", "storage_transformers"} <= members


def test_hierarchies_hold_other_nodes_than_the_one_that_is_read() -> None:
    cases = draw(SEED, 300, hierarchies())
    beside = [
        case
        for case in cases
        if any(
            key.endswith("zarr.json") and not f"{case.node.path}/".startswith(key[:-9])
            for key in case.store
        )
    ]
    assert len(beside) > 80
    assert any(not case.node.path for case in cases)


def test_names_are_valid_and_normal() -> None:
    for name in draws(SEED, 400, node_names()):
        assert name
        assert "/" not in name
        assert name.strip(".")
        assert name != "zarr.json"
        assert not name.startswith("__")
        assert name == unicodedata.normalize("NFC", name)
    assert any(" " in path or "%" in path for path in draws(SEED, 200, paths()))


@pytest.mark.parametrize(
    "without",
    [
        {"dtype:float16", "dtype:complex64", "dtype:complex128"},
        {"codec:sharding_indexed", "codec:blosc"},
        set(COMPRESSORS),
        {"codec:transpose", "codec:crc32c"},
        {"keys:v2", "form:must_understand", "form:short-hand", "names:duplicate"},
        {"dtype:r*", "float:nan-payload"},
    ],
)
def test_what_must_not_be_drawn_is_not(without: set[str]) -> None:
    given = frozenset(without)
    for strategy in (
        array_cases(without=given),
        hierarchies(without=given),
        faulty_cases(without=given),
        group_cases(without=given),
        open_cases(without=given),
    ):
        for case in draw(SEED, 150, strategy):
            assert given.isdisjoint(case.features), case.title


def test_groups_can_be_left_out() -> None:
    given = frozenset({"node:group"})
    for strategy in (hierarchies(without=given), faulty_cases(without=given)):
        assert {case.node.node_type for case in draw(SEED, 150, strategy)} == {"array"}


@pytest.mark.parametrize(
    ("strategy", "without"),
    [
        (array_cases, {f"dtype:{name}" for name in CORE}),
        (array_cases, {"keys:default", "keys:v2"}),
        (group_cases, {"node:group"}),
    ],
)
def test_where_nothing_is_left_it_is_said(strategy: object, without: set[str]) -> None:
    assert callable(strategy)
    with pytest.raises(ValueError, match=re.escape("nothing is left to draw for")):
        draw(SEED, 1, strategy(without=frozenset(without)))


def test_drafts_take_other_codecs_and_regions() -> None:
    @st.composite
    def changed(draw_one: object) -> Case:
        assert callable(draw_one)
        draft: ArrayDraft = draw_one(array_drafts())
        chunks = tuple(draft.document["chunk_grid"]["configuration"]["chunk_shape"])
        return draft.codecs(*draw_one(codec_chains(chunks))).keys("v2", ".").read()

    assert len(draw(SEED, 150, changed())) == 150


def test_a_seed_draws_the_same_wherever_it_runs() -> None:
    """In this process, with all that pytest has loaded, and in one of its own."""
    here = [digest(contents(example.case)) for example in drawing.draw(1, 100)]
    with Draws(1, 100, frozenset(), batches=1) as apart:
        apart.join("reader")
        batch = apart.next("reader")
        assert batch is not None
        assert [digest(contents(example.case)) for example in batch.examples] == here
        assert apart.next("reader") is None
    assert [digest(contents(example.case)) for example in drawing.draw(2, 100)] != here
