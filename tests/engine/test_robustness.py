"""Outcomes of damaged and absurd stores."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.adapters import manifest, memory
from conformance.adapters.manifest import Selection
from conformance.adapters.messages import Outcome
from conformance.adapters.process import Limits
from conformance.cases.builder import array, group
from conformance.cases.faults import fault
from conformance.cases.files import Fixtures
from conformance.engine import robustness
from conformance.engine.run import Plan, Run, failed
from conformance.results import Result

Stage = Callable[..., Path]
CASE, CONTROL = "v3/damage/bytes-cut", "v3/arrays/minimal"
# Of six elements, all right but for the last two.
RIGHT = array("v3/x", "x", "v3.c").data_type("uint16", 513).read()
CUT = fault("v3/y", "x", "v3.codec.bytes.elements", control=RIGHT).cut("c/0/0", -4).robustness()
DATA = RIGHT.values or b""


def answer(values: bytes | None, **changes: Any) -> Outcome:
    assert RIGHT.expect is not None
    body = {k: v for k, v in RIGHT.expect.items() if k != "values_sha256"}
    return Outcome("ok", body | changes, values)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (answer(DATA), "right"),
        (answer(DATA, attributes={"a": 1}), "right"),
        (answer(bytes(12)), "fill"),
        (answer(DATA[:8] + bytes(4)), "fill"),
        (answer(DATA[:8] + b"\x01\x02" * 2), "fill"),
        (answer(DATA[:8] + b"\x01\x02\x00\x00"), "fill"),
        (answer(DATA[:8] + b"\x01\x02\x00\x07"), "other"),
        (answer(DATA[:8]), "other"),
        (answer(DATA, shape=["6"]), "other"),
        (Outcome("refused", message="no"), "error"),
        (Outcome("unsupported"), "unsupported"),
        (Outcome("crashed"), "crashed"),
        (Outcome("hung"), "hung"),
        (Outcome("memory"), "memory"),
        (Outcome("no-answer"), None),
    ],
)
def test_an_outcome_says_which_values_came(found: Outcome, outcome: str | None) -> None:
    assert robustness.outcome(CUT, found, RIGHT) == outcome


def test_without_anything_to_compare_values_are_other_ones() -> None:
    assert robustness.outcome(CUT, answer(DATA), None) == "other"


def test_a_group_that_reads_as_without_the_damage_is_right() -> None:
    control = group("v3/g", "x", "v3.c").read()
    damaged = fault("v3/h", "x", "v3.c", control=control).text(str.strip).absurd()
    assert robustness.outcome(damaged, Outcome("ok", {"attributes": {}}), control) == "right"
    other = Outcome("ok", {"attributes": {"of": "another group"}})
    assert robustness.outcome(damaged, other, control) == "other"


def play(golden: Fixtures, folder: Path) -> Result:
    run = Run(
        Selection(manifest.load(folder)),
        Plan(golden, (CASE,), Limits(measured_seconds=0.5, start_seconds=20)),
    )
    run.start()
    return run.finished.result()


ZEROS = {
    "shape": ["2", "3"],
    "data_type": "uint16",
    "values": base64.b64encode(bytes(12)).decode(),
}


@pytest.mark.parametrize(
    ("said", "verdict", "outcome"),
    [
        ("refuse", "pass", "error"),
        ({"ok": ZEROS}, "accepted", "fill"),
        ("accept", "accepted", "other"),
        ("crash", "crashed", "crashed"),
        ("hang", "hung", "hung"),
    ],
)
def test_a_run_has_outcomes_and_never_fails_for_them(
    golden: Fixtures, stage: Stage, said: Any, verdict: str, outcome: str
) -> None:
    result = play(golden, stage(answers={CASE: said}))
    [case] = result.cases
    assert (case.verdict, case.outcome, case.status) == (verdict, outcome, "fine")
    assert not failed(result)
    if outcome in ("error", "fill", "other") and memory.begin(0) is not None:
        assert result.times.memory.keys() == {CASE}


def test_values_out_of_a_damaged_store_are_told_in_words(golden: Fixtures, stage: Stage) -> None:
    """What lay in memory may be anything; the same run says the same."""
    [case] = play(golden, stage(answers={CASE: "accept"})).cases
    assert case.message == "opened and read without an error: other values than the right ones"


def test_a_refusal_proves_nothing_where_the_whole_store_is_refused(
    golden: Fixtures, stage: Stage
) -> None:
    [case] = play(golden, stage(answers={CASE: "refuse", CONTROL: "refuse"})).cases
    assert (case.verdict, case.outcome) == ("unsupported", "unsupported")
