"""The strategies are tested: drawn datasets alone catch the planted faults.

A fault that is not caught means that the strategies leave something out; it is listed in
``tests.saboteurs.drawn.MISSED`` with the reason, and the list must be true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from conformance import locations
from conformance.cases.files import load
from conformance.cases.model import Case
from tests.saboteurs.drawn import (
    MISSED,
    Drawn,
    caught,
    default_draws,
    failures,
    scratch,
    write,
)
from tests.saboteurs.faults import FAULTS

LEAST_CAUGHT = 0.85


@pytest.fixture(scope="module")
def drawn() -> Iterator[Drawn]:
    with scratch() as folder:
        yield write(default_draws(load(locations.FIXTURES).edition), Path(folder))


@pytest.fixture(scope="module")
def catches(drawn: Drawn) -> Mapping[str, Case | None]:
    return caught(drawn)


def test_the_oracle_without_a_fault_fails_nothing(drawn: Drawn) -> None:
    failed = [f"{case.title} {found.verdict}: {found.message}" for case, found in failures(drawn)]
    assert failed == []


def test_most_faults_are_caught(catches: Mapping[str, Case | None]) -> None:
    found = [name for name, case in catches.items() if case is not None]
    assert len(found) >= LEAST_CAUGHT * len(FAULTS)


def test_those_missed_are_listed_with_the_reason(catches: Mapping[str, Case | None]) -> None:
    assert {name for name, case in catches.items() if case is None} == set(MISSED)
    assert all(MISSED.values())
