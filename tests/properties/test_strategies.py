"""The strategies: what they draw is what they say, over the whole breadth, and always the same."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance import ledger, oracle, schemas
from conformance.cases.files import contents
from conformance.cases.model import Case
from conformance.oracle.data_types import CORE
from conformance.properties.mutations import MUTATIONS
from conformance.properties.search import draw


@pytest.fixture(scope="module")
def drawn() -> list[Case]:
    return draw(20261125, 900)


def test_valid_arrays_read_as_what_went_in(drawn: list[Case]) -> None:
    valid = [case for case in drawn if case.kind == "read"]
    assert len(valid) > 200
    for case in valid:
        assert oracle.read_array(case.store, case.node.path).values.tobytes() == case.values
        assert schemas.problem("case", case.document()) is None


def test_faults_break_the_must_that_they_name(drawn: list[Case]) -> None:
    faulty = [case for case in drawn if case.kind == "refuse"]
    assert len(faulty) > 100
    clauses = ledger.load()
    for case in faulty:
        assert clauses[case.clauses[0]].level in ("must", "must-not")
        with pytest.raises(oracle.SpecError) as error:
            oracle.read_array(case.store, case.node.path)
        assert error.value.clause == case.clauses[0]


def test_the_whole_breadth_is_drawn(drawn: list[Case]) -> None:
    tags = {tag for case in drawn for tag in case.features}
    assert {f"dtype:{name}" for name in CORE} <= tags
    codecs = ("blosc", "bytes", "crc32c", "gzip", "sharding_indexed", "transpose")
    assert {f"codec:{name}" for name in codecs} <= tags
    assert {"keys:default", "keys:v2"} <= tags
    shapes = [case.expect["shape"] for case in drawn if case.expect]
    assert {len(shape) for shape in shapes} == {0, 1, 2, 3, 4}
    assert any("0" in shape for shape in shapes)
    assert any(case.node.path for case in drawn)
    assert any(case.expect["attributes"] for case in drawn if case.expect)


def test_every_mutation_is_drawn_sooner_or_later(drawn: list[Case]) -> None:
    titles = Counter(case.title for case in [*drawn, *draw(7, 900)] if case.kind == "refuse")
    never = [m.name for m in MUTATIONS if f"{m.name}, in a drawn array." not in titles]
    assert never == []


def test_a_seed_always_draws_the_same() -> None:
    one, again, other = ([contents(case) for case in draw(seed, 100)] for seed in (1, 1, 2))
    assert one == again
    assert one != other
