"""Small streams that hold much, and the cases that must not hurt whoever builds or asks them."""

from __future__ import annotations

import gzip
import math

import pytest

from conformance.cases import bombs
from conformance.cases.definitions import all_cases
from conformance.cases.definitions.v3 import absurd, damage, damage_shards
from conformance.cases.model import Case

CASES = [c for m in (absurd, damage, damage_shards) for c in m.cases() if c.axis == "robustness"]


@pytest.fixture(scope="module")
def golden() -> dict[str, Case]:
    return {case.id: case for case in all_cases()}


def test_the_streams_are_gzip_streams_of_zeros() -> None:
    data = gzip.decompress(bombs.zeros(1))
    assert not any(data)
    assert len(data) >= 1 << 20
    assert gzip.decompress(bombs.zeros_twice(1)) == bombs.zeros(1)
    assert len(bombs.zeros(1)) * 100 < len(data)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_is_small_and_asks_for_little(case: Case, golden: dict[str, Case]) -> None:
    assert sum(map(len, case.store.values())) < 100_000
    if case.node.selection is not None:
        elements = math.prod(len(range(*part)) for part in case.node.selection)
    else:
        whole = golden[case.control].values if case.control else case.values
        elements = len(whole or b"")
    assert elements <= 1000
