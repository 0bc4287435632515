"""Which golden values somebody confirms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.cases.files import Fixtures
from conformance.engine.confirmation import confirmed
from conformance.results import CaseResult, Edition, Implementation, Result, Scores, Times

MINIMAL, FLAT, GROUP = "v3/arrays/minimal", "v3/attributes/flat", "v3/groups/minimal"


def result(golden: Fixtures, kind: Any = "read", **verdicts: Any) -> Result:
    names = {"minimal": MINIMAL, "flat": FLAT, "group": GROUP}
    cases = tuple(
        CaseResult(names.get(name, name), kind, "conformance", verdict, "", ("v3.c",), "fine")
        for name, verdict in verdicts.items()
    )
    return Result(
        edition=Edition(golden.edition, golden.digest),
        implementation=Implementation("x", "1", "", "", "", (), ()),
        unavailable=None,
        scores=Scores((0, 0), (0, 0), (0, 0)),
        counts={},
        cases=cases,
        faults=(),
        log="",
        times=Times("", 0),
    )


def alone(golden: Fixtures, *results: Result) -> tuple[int, list[str]]:
    count, cases = confirmed(golden, results)
    return count, [case.id for case in cases]


def test_one_that_reads_it_is_enough(golden: Fixtures) -> None:
    one = result(golden, minimal="pass", flat="wrong", group="pass")
    other = result(golden, minimal="crashed", flat="unsupported", group="pass")
    assert alone(golden, one, other) == (2, [FLAT])


def test_what_nobody_ran_is_no_question(golden: Fixtures) -> None:
    assert alone(golden, result(golden, minimal="pass", flat="not-run")) == (1, [])
    assert alone(golden) == (0, [])


def test_another_edition_confirms_nothing(golden: Fixtures) -> None:
    old = replace(result(golden, flat="pass"), edition=Edition("old", "0" * 64))
    assert alone(golden, old) == (0, [])
    assert alone(golden, old, result(golden, flat="refused")) == (0, [FLAT])


def test_only_values_are_confirmed(golden: Fixtures) -> None:
    refusals = {"v3/data-types/name-unknown": "pass", "v3/codecs/chain/unknown-codec-last": "pass"}
    assert alone(golden, result(golden, "refuse", **refusals)) == (0, [])


def test_a_case_that_is_not_golden_is_passed_over(golden: Fixtures) -> None:
    """A file of results may come from anybody, also one that says it is of this edition."""
    foreign = result(golden, **{"v3/no/such": "refused", "v3/nor/this": "pass", "flat": "pass"})
    assert alone(golden, foreign) == (1, [])
