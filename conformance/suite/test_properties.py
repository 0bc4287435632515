"""Every property on every implementation: an item waits for the search and words its finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.properties.bounded import Outcome
from conformance.properties.laws import PROPERTIES


def test_property(
    outcome: Outcome, law: str, record_property: Callable[[str, object], None]
) -> None:
    """One property: fails on a find that is not expected, xfails on those that are."""
    searched = outcome.result.properties
    if searched is None:
        pytest.skip(f"not run: {outcome.result.unavailable or 'see the faults of the run'}")
    row = next((row for row in searched.rows if row.name == law), None)
    if row is None:
        pytest.skip("not run: see the faults of the run")
    record_property("examples", row.examples)
    finds = [find for find in searched.finds if find.property == law]
    words = [
        f"{find.id}: {find.verdict}: {find.message} [{', '.join(find.clauses)}], {find.times} times"
        for find in finds
        if find.status not in ("expected", "flaky")
    ]
    if words:
        statement = PROPERTIES[law].statement
        pytest.fail("\n".join([f"does not hold: {statement}", *words]), pytrace=False)
    if finds:
        pytest.xfail("; ".join(f"{find.verdict}: {find.reason}" for find in finds))
    if row.outside == row.examples:
        pytest.skip("unsupported: every example is outside of what it supports")
