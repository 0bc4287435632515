"""A run against an adapter that plays a part: what comes out, and what is left behind."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance import locations, results, schemas
from conformance.adapters import manifest
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.cases import files
from conformance.cases.files import Fixtures
from conformance.engine import run as engine
from conformance.engine.run import PROBES, Plan, Run, close_all, failed
from conformance.results import Result, to_document

Stage = Callable[..., Path]
LIMITS = Limits(request_seconds=0.5, start_seconds=20)
CODEC, DATA_TYPE = PROBES
MINIMAL, FLAT, GROUP = "v3/arrays/minimal", "v3/attributes/flat", "v3/groups/minimal"


def begin(golden: Fixtures, folder: Path, *cases: str, limits: Limits = LIMITS) -> Run:
    plan = Plan(golden, cases or tuple(golden.cases), limits)
    run = Run(Selection(manifest.load(folder)), plan)
    run.start()
    return run


def play(golden: Fixtures, folder: Path, *cases: str) -> Result:
    return begin(golden, folder, *cases).finished.result()


def verdicts(result: Result) -> dict[str, str]:
    return {case.id: case.verdict for case in result.cases}


def message(result: Result, id: str) -> str:
    return next(case.message for case in result.cases if case.id == id)


def test_the_right_answers_pass(golden: Fixtures, stage: Stage) -> None:
    result = play(golden, stage())
    assert set(verdicts(result).values()) == {"pass", "observed"}
    assert [case.id for case in result.cases] == sorted(golden.cases)
    assert result.scores == results.Scores((3, 3), (3, 3), (3, 3))
    assert (result.unavailable, result.faults, failed(result)) == (None, (), False)
    assert result.implementation.version == "1.0"
    assert result.edition.digest == golden.digest
    assert set(result.times.cases) == set(golden.cases)
    assert schemas.problem("results", to_document(result)) is None


def test_two_runs_differ_in_their_times_alone(golden: Fixtures, stage: Stage) -> None:
    folder = stage(answers={FLAT: "leave out", GROUP: "refuse", "v3/arrays/open": "crash"})
    first, second = (to_document(play(golden, folder)) for _ in range(2))
    assert first.pop("times").keys() == second.pop("times").keys()
    assert first == second


def test_a_verdict_arrives_while_the_rest_runs(golden: Fixtures, stage: Stage) -> None:
    folder = stage(answers={GROUP: "wait"})
    run = begin(golden, folder, MINIMAL, GROUP, limits=replace(LIMITS, request_seconds=20))
    assert run.results[MINIMAL].result(timeout=10).verdict == "pass"
    assert not run.results[GROUP].done()
    (folder / "go").touch()
    assert run.finished.result(timeout=10).counts == {"pass": 2}


def test_another_value_is_wrong_and_says_where(golden: Fixtures, stage: Stage) -> None:
    body = {"shape": ["2", "3"], "data_type": "uint16", "values": "AQACAAMABAAFAP//"}
    result = play(golden, stage(answers={MINIMAL: {"ok": body}}), MINIMAL)
    [case] = result.cases
    assert (case.verdict, case.status) == ("wrong", "failed")
    assert case.mismatch is not None
    assert (case.mismatch.index, case.mismatch.differing) == ((1, 2), 1)
    assert failed(result)


def test_a_crash_and_a_hang_cost_one_case_each(golden: Fixtures, stage: Stage) -> None:
    folder = stage(answers={MINIMAL: "crash", GROUP: "hang"}, in_flight=8)
    result = play(golden, folder)
    found = verdicts(result)
    assert (found.pop(MINIMAL), found.pop(GROUP)) == ("crashed", "hung")
    assert "exit status 7; last line of its log: out of luck" in message(result, MINIMAL)
    # The refusals whose control is the crash prove nothing.
    unproven = {CODEC, DATA_TYPE, "v3/damage/bytes-cut"}
    assert {id for id, verdict in found.items() if verdict == "unsupported"} == unproven
    assert found[FLAT] == found["v3/attributes/is-list"] == "pass"
    assert "out of luck" in result.log


def test_a_refusal_proves_nothing_where_its_control_is_refused(
    golden: Fixtures, stage: Stage
) -> None:
    result = play(golden, stage(answers={MINIMAL: "refuse"}), CODEC, FLAT)
    assert verdicts(result) == {CODEC: "unsupported", FLAT: "pass"}
    assert MINIMAL in message(result, CODEC)
    assert result.scores.safety == (0, 0)


def test_a_control_that_is_read_wrong_or_in_part_was_opened(golden: Fixtures, stage: Stage) -> None:
    """Only whether it opens is asked of a control: its own faults are its own."""
    wrong = {"ok": {"shape": ["2"], "data_type": "uint8", "values": "AAA="}}
    result = play(golden, stage(answers={MINIMAL: wrong, FLAT: "leave out"}))
    found = verdicts(result)
    assert (found[MINIMAL], found[FLAT]) == ("wrong", "refused")
    assert found[CODEC] == found["v3/attributes/is-list"] == "pass"


def test_a_control_outside_the_plan_is_asked_and_not_listed(golden: Fixtures, stage: Stage) -> None:
    result = play(golden, stage(), "v3/attributes/is-list")
    assert verdicts(result) == {"v3/attributes/is-list": "pass"}
    assert set(result.times.cases) == {"v3/attributes/is-list"}


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({CODEC: "accept", DATA_TYPE: "accept"}, 1),
        ({CODEC: "accept"}, 0),
        ({CODEC: "accept", DATA_TYPE: "crash"}, 0),
    ],
)
def test_an_adapter_that_cannot_say_no_is_found_by_the_probes(
    golden: Fixtures, stage: Stage, answers: dict[str, Any], faults: int
) -> None:
    result = play(golden, stage(answers=answers), GROUP)
    assert len(result.faults) == faults
    assert all("cannot say no" in fault for fault in result.faults)
    assert verdicts(result) == {GROUP: "pass"}
    assert failed(result) == bool(faults)


def test_the_probes_are_among_the_golden_cases() -> None:
    for id in PROBES:
        case = files.load_case(locations.FIXTURES, id)
        assert (case.kind, case.axis) == ("refuse", "conformance")


@pytest.mark.parametrize("hello", [{"operations": ["read_array"]}, {"formats": []}])
def test_what_hello_leaves_out_is_never_asked(
    golden: Fixtures, stage: Stage, hello: dict[str, Any]
) -> None:
    result = play(golden, stage(answers={GROUP: "crash"}, hello=hello), GROUP)
    assert verdicts(result) == {GROUP: "refused"}  # its manifest claims the class
    assert message(result, GROUP) == "its API has no read_group for zarr_v3"
    assert result.times.cases == {}


def test_an_adapter_that_dies_at_the_start_leaves_the_others_alone(
    golden: Fixtures, stage: Stage
) -> None:
    dead, alive = (begin(golden, folder) for folder in (stage("dead", at_start="crash"), stage()))
    result = dead.finished.result()
    assert result.unavailable is not None
    assert "exit status 7" in result.unavailable
    assert "out of luck" in result.unavailable
    assert set(verdicts(result).values()) == {"not-run"}
    assert result.implementation.version == "unknown"
    assert failed(result)
    assert schemas.problem("results", to_document(result)) is None
    assert not failed(alive.finished.result())


def test_a_command_that_is_not_there_is_unavailable(golden: Fixtures, stage: Stage) -> None:
    folder = stage()
    file = folder / "implementation.toml"
    file.write_text(file.read_text().replace("{python}", "no-such-program"))
    result = play(golden, folder)
    assert result.unavailable is not None
    assert "no-such-program" in result.unavailable


EXPECTED = """
version = "1.0"
[[expected]]
case = "v3/groups/minimal"
verdict = "refused"
reason = "Known."
"""


def test_a_known_failure_is_expected_of_its_version_alone(golden: Fixtures, stage: Stage) -> None:
    known = stage("known", {GROUP: "refuse"}, expectations=EXPECTED)
    newer = stage("newer", {GROUP: "refuse"}, expectations=EXPECTED, hello={"version": "1.1"})
    said: list[str] = []
    run = Run(Selection(manifest.load(newer)), Plan(golden, (GROUP,), LIMITS), said.append)
    run.start()
    [case] = play(golden, known, GROUP).cases
    assert (case.status, case.reason) == ("expected", "Known.")
    [case] = run.finished.result().cases
    assert (case.status, case.reason) == ("failed", None)
    [line] = said
    assert line.startswith("newer: ")
    assert "is for 1.0, not 1.1; not applied" in line


def test_expectations_that_fit_nothing_fail_the_run(golden: Fixtures, stage: Stage) -> None:
    stale = EXPECTED.replace("v3/groups/minimal", "v3/no/such")
    result = play(golden, stage(expectations=stale))
    [fault] = result.faults
    assert "v3/no/such: no such case; remove the entry" in fault
    assert failed(result)


def test_expectations_that_cannot_be_read_are_said(golden: Fixtures, stage: Stage) -> None:
    result = play(golden, stage(expectations="version = 1"))
    assert result.unavailable is not None
    assert "expectations.toml: version" in result.unavailable
    assert failed(result)


def test_a_breach_of_the_protocol_fails_the_run(golden: Fixtures, stage: Stage) -> None:
    result = play(golden, stage(answers={GROUP: {"ok": {"colour": 1}}}), MINIMAL, GROUP)
    assert verdicts(result) == {MINIMAL: "pass", GROUP: "not-run"}
    [fault] = result.faults
    assert GROUP in fault
    assert failed(result)


def test_a_refusal_whose_control_got_a_broken_reply_proves_nothing(
    golden: Fixtures, stage: Stage
) -> None:
    result = play(golden, stage(answers={MINIMAL: {"ok": {}}}), CODEC)
    assert verdicts(result) == {CODEC: "unsupported"}


def test_an_interrupted_run_keeps_what_it_has(
    golden: Fixtures, stage: Stage, gone: Callable[[Path], bool]
) -> None:
    folder = stage(answers={GROUP: "hang"})
    run = begin(golden, folder, MINIMAL, GROUP, limits=replace(LIMITS, request_seconds=60))
    assert run.results[MINIMAL].result(timeout=10).verdict == "pass"
    began = time.monotonic()
    [result] = close_all([run])
    assert time.monotonic() - began < 5
    assert verdicts(result) == {MINIMAL: "pass", GROUP: "not-run"}
    assert message(result, GROUP) == "the run was interrupted"
    assert result.unavailable is None
    assert failed(result)
    assert gone(folder)
    assert run.results[GROUP].result(timeout=0).status == "not-run"
    assert schemas.problem("results", to_document(result)) is None


def test_an_adapter_that_hangs_at_the_start_is_interrupted(
    golden: Fixtures, stage: Stage, gone: Callable[[Path], bool]
) -> None:
    folder = stage(at_start="hang")
    run = begin(golden, folder, MINIMAL, limits=replace(LIMITS, start_seconds=60))
    while not (folder / "pids").exists():
        time.sleep(0.01)
    began = time.monotonic()
    result = run.close()
    assert time.monotonic() - began < 5
    assert message(result, MINIMAL) == "the run was interrupted"
    assert gone(folder)


def test_a_refusal_without_its_control_was_not_run(golden: Fixtures, stage: Stage) -> None:
    """Interrupted between a refusal and its control: the refusal says nothing yet."""
    run = begin(golden, stage(answers={MINIMAL: "hang"}, in_flight=8), CODEC)
    time.sleep(0.2)
    assert verdicts(run.close()) == {CODEC: "not-run"}


def test_a_finished_run_can_be_closed(golden: Fixtures, stage: Stage) -> None:
    run = begin(golden, stage())
    result = run.finished.result()
    assert run.close() is result


def test_half_a_surrogate_pair_loses_no_result(
    golden: Fixtures, stage: Stage, tmp_path: Path
) -> None:
    half = "\ud800\x1b[31m"
    flat = {
        "shape": ["2", "3"],
        "data_type": "uint16",
        "values": "AQACAAMABAAFAAYA",
        "attributes": {half: [half]},
    }
    answers = {
        MINIMAL: {"refused": {"error": half, "message": half}},
        GROUP: {"unsupported": {"reason": half}},
        FLAT: {"ok": flat},
        CODEC: {"ok": {"shape": [], "data_type": half, "values": "AA=="}},
        DATA_TYPE: {"ok": {"colour": half}},
    }
    folder = stage(answers=answers, hello={"version": half, "runtime": half, "name": half})
    result = play(golden, folder)
    assert verdicts(result)[FLAT] == "wrong"
    assert verdicts(result)[CODEC] == "accepted"
    assert verdicts(result)[DATA_TYPE] == "not-run"
    written = results.write(result, tmp_path)
    assert results.read(written) == result
    text = json.dumps(to_document(result), ensure_ascii=False)
    text.encode("utf-8")
    assert result.implementation.version == r"\ud800\x1b[31m"
    assert "\x1b" not in "".join(case.message for case in result.cases)
    # What differs must not be hidden by the way in which it is shown.
    assert r"\ud800" in message(result, FLAT)


def test_no_answer_is_too_much_for_the_judge(
    golden: Fixtures, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = engine.judge

    def fails(case: Any, *rest: Any) -> Any:
        if case.id == GROUP:
            raise RecursionError("too deep")
        return judge(case, *rest)

    monkeypatch.setattr(engine, "judge", fails)
    result = play(golden, stage())
    found = verdicts(result)
    assert found.pop(GROUP) == "not-run"
    assert "the engine failed: RecursionError: too deep" in message(result, GROUP)
    assert set(found.values()) == {"pass", "observed"}
    assert failed(result)


@pytest.mark.parametrize("depth", [300, 900, 960, 980, 5000])
def test_attributes_of_any_depth_cost_one_case_at_most(
    golden: Fixtures, stage: Stage, depth: int
) -> None:
    deep = '{"a": ' * depth + "1" + "}" * depth
    raw = f'{{"id": ID, "ok": {{"attributes": {deep}}}}}'
    result = play(golden, stage(answers={GROUP: {"raw": raw}}))
    found = verdicts(result)
    assert found.pop(GROUP) in ("wrong", "not-run")
    assert set(found.values()) == {"pass", "observed"}
    assert result.unavailable is None


def test_a_failure_of_the_engine_keeps_nobody_waiting(
    golden: Fixtures, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> Any:
        raise ArithmeticError("no scores")

    monkeypatch.setattr(engine, "scores", fails)
    run = begin(golden, stage())
    with pytest.raises(ArithmeticError, match="no scores"):
        run.finished.result(timeout=10)


def test_messages_do_not_say_where_the_fixtures_are(golden: Fixtures, stage: Stage) -> None:
    told = f"no chunk in {golden.root / GROUP}/store"
    refused = {"refused": {"error": "E", "message": told}}
    result = play(golden, stage(answers={GROUP: refused}), GROUP)
    assert message(result, GROUP) == f"E: no chunk in fixtures/{GROUP}/store"


def test_runs_are_at_the_same_time(golden: Fixtures, stage: Stage) -> None:
    """Each waits for the other: one after the other they would both hang."""
    one, other = stage("one", {GROUP: "wait"}), stage("other", {GROUP: "wait"})
    runs = [
        begin(golden, f, MINIMAL, GROUP, limits=replace(LIMITS, request_seconds=20))
        for f in (one, other)
    ]
    for run in runs:
        assert run.results[MINIMAL].result(timeout=10).verdict == "pass"
    for folder in (one, other):
        (folder / "go").touch()
    for run in runs:
        assert run.finished.result(timeout=10).counts == {"pass": 2}
    assert not any(t.name in ("one", "other") and t.is_alive() for t in threading.enumerate())
