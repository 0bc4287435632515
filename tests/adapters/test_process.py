"""The transport against adapters in bad faith: each has one fault, none may cost a bystander."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import schemas
from conformance.adapters import messages
from conformance.adapters.process import Adapter, AdapterError, Limits, Outcome, Request

FAKES = Path(__file__).parent / "fakes"
LIMITS = Limits(request_seconds=0.6, start_seconds=5)


class Recorder:
    """What was delivered; fails on a second delivery of the same request."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}

    def __call__(self, request: Request, outcome: Outcome) -> None:
        assert request.key not in self.outcomes, f"{request.key} delivered twice"
        self.outcomes[request.key] = outcome


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    # A zombie that nobody reaps (in a container without init) is no process any more.
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 2
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not alive(pid)


@pytest.fixture(autouse=True)
def pids(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[int]]:
    """Every process started, none of which may outlive the test; no scratch folder either."""
    from conformance.adapters import child

    started: list[int] = []

    class Tracked(child.subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)  # type: ignore[call-overload]
            started.append(self.pid)

    monkeypatch.setattr(child.subprocess, "Popen", Tracked)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    yield started
    assert [pid for pid in started if not gone(pid)] == []
    assert list(scratch.iterdir()) == []


def adapter(fake: str, folder: Path, limits: Limits = LIMITS) -> Adapter:
    command = [sys.executable, "-S", "-E", str(FAKES / f"{fake}.py"), str(folder)]
    return Adapter(command, cwd=folder, env={"PATH": os.environ["PATH"]}, limits=limits)


def requests(folder: Path, *paths: str) -> list[Request]:
    return [Request(f"case/{path}", "read_array", str(folder), path) for path in paths]


def crowd(folder: Path, *cursed: str) -> list[Request]:
    """40 requests, the ``cursed`` ones in the midst."""
    names = [f"n{number}" for number in range(40)]
    for place, name in enumerate(cursed):
        names[20 + 7 * place] = name
    return requests(folder, *names)


def ask(
    fake: str, folder: Path, asked: list[Request], limits: Limits = LIMITS
) -> tuple[dict[str, Outcome], Adapter]:
    recorder = Recorder()
    with adapter(fake, folder, limits) as subject:
        subject.start()
        subject.run(asked, recorder, threading.Event())
    assert recorder.outcomes.keys() == {request.key for request in asked}
    return recorder.outcomes, subject


def others_are_right(outcomes: dict[str, Outcome], *cursed: str) -> None:
    for key, outcome in outcomes.items():
        path = key.removeprefix("case/")
        if path not in cursed:
            assert (outcome.kind, outcome.values) == ("ok", path.encode()), (key, outcome)


def test_honest_answers(tmp_path: Path) -> None:
    with adapter("honest", tmp_path) as subject:
        hello = subject.start()
        first, second = Recorder(), Recorder()
        subject.run(crowd(tmp_path), first, threading.Event())
        subject.run(crowd(tmp_path), second, threading.Event())
    assert (hello.protocol, hello.name, hello.operations) == (
        1,
        "fake",
        ("read_array", "read_group"),
    )
    for recorder in (first, second):
        assert len(recorder.outcomes) == 40
        others_are_right(recorder.outcomes)
    assert first.outcomes["case/n3"].body == {"shape": ["2"], "data_type": "uint8"}
    assert subject.faults == []


def test_one_process_serves_the_run(tmp_path: Path, pids: list[int]) -> None:
    ask("honest", tmp_path, crowd(tmp_path))
    assert len(pids) == 1


def test_replies_in_any_order(tmp_path: Path) -> None:
    outcomes, subject = ask("answers_backwards", tmp_path, crowd(tmp_path))
    others_are_right(outcomes)
    assert subject.faults == []


def test_every_kind_of_answer(tmp_path: Path) -> None:
    asked = requests(tmp_path, "refused", "unsupported", "file", "plain")
    asked.append(Request("case/group", "read_group", str(tmp_path), "group"))
    outcomes, subject = ask("says_no", tmp_path, asked)
    refused = outcomes["case/refused"]
    assert refused.kind == "refused" and len(refused.message) == 500
    assert refused.message.startswith("ValueError: line one line two \ufffd[31mxxx")
    unsupported = outcomes["case/unsupported"]
    assert (unsupported.kind, unsupported.message) == ("unsupported", "no such thing")
    assert outcomes["case/file"].values == b"\x01\x02"
    assert "values_file" not in outcomes["case/file"].body
    assert outcomes["case/file"].body["fill_value"] == "AA=="
    group = outcomes["case/group"]
    assert (group.kind, group.body, group.values) == ("ok", {"attributes": {"a": [1, None]}}, None)
    assert subject.faults == []


def test_garbage_on_stdout_is_ignored_and_named(tmp_path: Path) -> None:
    outcomes, subject = ask("prints_to_stdout", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes)
    assert len(subject.faults) == 6
    assert all("stdout is the protocol's" in fault for fault in subject.faults)
    assert "'welcome'" in subject.faults[0]


def test_an_unknown_id(tmp_path: Path) -> None:
    outcomes, subject = ask("answers_an_unknown_id", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes)
    assert len(subject.faults) == 3
    assert all("Copy the id" in fault for fault in subject.faults)


def test_the_first_of_two_answers_counts(tmp_path: Path) -> None:
    outcomes, subject = ask("answers_twice", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes)
    assert ["case/cursed twice" in fault for fault in subject.faults] == [True]


BROKEN = {
    "nothing": ('{"id": ID}', "non-empty|minProperties|enough properties"),
    "two": ('{"id": ID, "ok": {}, "refused": {"error": "E", "message": ""}}', "too many"),
    "not-ok": ('{"id": ID, "ok": []}', "object"),
    "no-error": ('{"id": ID, "refused": {"message": ""}}', "error"),
    "no-reason": ('{"id": ID, "unsupported": {"reason": 1}}', "string"),
    "no-values": ('{"id": ID, "ok": {"shape": [], "data_type": "int8"}}', "exactly one of values"),
    "number": ('{"id": ID, "ok": {"shape": [1], "data_type": "int8", "values": ""}}', "string"),
    "NaN": ('{"ok": {"attributes": {"a": NaN}}, "id": ID}', "NaN is not a JSON value"),
    "Infinity": ('{"id": ID, "ok": {"attributes": {"a": -Infinity}}}', "-Infinity is not"),
    "cut": ('{"id": ID, "ok": {"shape": [', "not JSON"),
    "deep": ('{"id": ID, "ok": ' + "[" * 100_000, "not JSON"),
    "base64": ('{"id": ID, "ok": {"shape": [], "data_type": "int8", "values": "A*=="}}', "base64"),
    "padding": ('{"id": ID, "ok": {"shape": [], "data_type": "int8", "values": "AAA"}}', "base64"),
    "fill": (
        '{"id": ID, "ok": {"shape": [], "data_type": "int8", "values": "", "fill_value": "-"}}',
        "fill_value: not base64",
    ),
    "name": (
        '{"id": ID, "ok": {"shape": [], "data_type": "int8", "values_file": "../../x.bin"}}',
        "does not match",
    ),
}


def test_a_reply_that_breaks_the_schema_is_no_answer(tmp_path: Path) -> None:
    for name, (text, _) in BROKEN.items():
        (tmp_path / name).write_text(text)
    outcomes, subject = ask(
        "breaks_the_schema", tmp_path, [*requests(tmp_path, *BROKEN), *crowd(tmp_path)]
    )
    others_are_right(outcomes, *BROKEN)
    for name, (_, words) in BROKEN.items():
        outcome = outcomes[f"case/{name}"]
        assert outcome.kind == "no-answer"
        assert any(word in outcome.message for word in words.split("|")), outcome
        assert any(f"case/{name} " in fault for fault in subject.faults)
    assert len(subject.faults) == len(BROKEN)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("outside", "does not match"),
        ("symlink", "symbolic link"),
        ("folder", "not a plain file"),
        ("pipe", "not a plain file"),
        ("too-large", "5000 bytes, of at most 1000"),
        ("missing", "there is no 'm.bin'"),
    ],
)
def test_a_values_file_stays_in_scratch(tmp_path: Path, kind: str, words: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    asked = [*requests(tmp_path, kind), *crowd(tmp_path)]
    outcomes, _ = ask("breaks_out_of_scratch", tmp_path, asked, replace(LIMITS, values_bytes=1000))
    others_are_right(outcomes, kind)
    assert outcomes[f"case/{kind}"].kind == "no-answer"
    assert words in outcomes[f"case/{kind}"].message
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_values_in_base64_are_bounded(tmp_path: Path) -> None:
    asked = requests(tmp_path, "short", "much-too-long")
    outcomes, _ = ask("honest", tmp_path, asked, replace(LIMITS, values_bytes=10))
    others_are_right(outcomes, "much-too-long")
    assert "13 bytes, of at most 10" in outcomes["case/much-too-long"].message


@pytest.mark.parametrize(
    ("fake", "words"),
    [
        ("dies_at_start", ["exit status 3", "ImportError: no module named zarrish"]),
        ("hangs_at_start", ["no answer to hello within 0.5 s", "licence server"]),
        ("speaks_another_version", ["it speaks version 2", "this engine speaks 1"]),
        ("says_a_broken_hello", ["version", "Correct the adapter's hello"]),
        ("refuses_hello", ["LicenceError: expired"]),
    ],
)
def test_a_start_that_fails(tmp_path: Path, fake: str, words: list[str]) -> None:
    with (
        adapter(fake, tmp_path, replace(LIMITS, start_seconds=0.5)) as subject,
        pytest.raises(AdapterError) as error,
    ):
        subject.start()
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize("command", [["/no/such/program"], ["nul\0"], [str(FAKES)], []])
def test_a_program_that_cannot_be_started(tmp_path: Path, command: list[str]) -> None:
    subject = Adapter(command, cwd=tmp_path, env={})
    with subject, pytest.raises(AdapterError, match=r"cannot start .* Check the command"):
        subject.start()


def test_a_hang_costs_the_one_that_hangs(tmp_path: Path) -> None:
    outcomes, subject = ask("hangs_on_a_request", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes, "cursed")
    cursed = outcomes["case/cursed"]
    assert (cursed.kind, cursed.message) == ("hung", "gave no answer within 0.6 s")
    assert 0.6 <= cursed.seconds < 1.2
    assert subject.faults == []


def test_a_forgotten_request_costs_no_other(tmp_path: Path) -> None:
    outcomes, _ = ask("forgets_a_request", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes, "cursed")
    assert outcomes["case/cursed"].kind == "hung"


def test_always_busy_is_hung_as_well(tmp_path: Path) -> None:
    outcomes, _ = ask("drips", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes, "cursed")
    assert outcomes["case/cursed"].kind == "hung"


def test_a_slow_engine_is_not_held_against_the_adapter(tmp_path: Path) -> None:
    recorder = Recorder()

    def slowly(request: Request, outcome: Outcome) -> None:
        recorder(request, outcome)
        time.sleep(0.3)

    with adapter("honest", tmp_path, replace(LIMITS, request_seconds=0.2)) as subject:
        subject.run(requests(tmp_path, "a", "b", "c", "d"), slowly, threading.Event())
    others_are_right(recorder.outcomes)
    assert subject.faults == []


def test_a_crash_costs_the_one_that_crashes(tmp_path: Path) -> None:
    outcomes, subject = ask("crashes_on_a_request", tmp_path, crowd(tmp_path, "cursed", "cursed2"))
    others_are_right(outcomes, "cursed", "cursed2")
    for path in ("cursed", "cursed2"):
        assert outcomes[f"case/{path}"].kind == "crashed"
        assert outcomes[f"case/{path}"].message == (
            "exit status 139 (SIGSEGV); last line of its log: about to touch address zero"
        )
    assert subject.faults == []
    assert "about to touch" in subject.log


def test_the_head_is_not_blamed_for_the_crash_of_another(tmp_path: Path) -> None:
    asked = requests(tmp_path, "a", "b", "c", "d", "e", "f", "g", "cursed")
    outcomes, _ = ask("crashes_on_the_youngest_of_eight", tmp_path, asked)
    others_are_right(outcomes, "cursed")
    assert (outcomes["case/cursed"].kind, outcomes["case/cursed"].message) == (
        "crashed",
        "exit status 9",
    )


def test_the_next_is_not_blamed_for_a_late_crash(tmp_path: Path) -> None:
    asked = crowd(tmp_path, "cursed")
    for window in (1, 2, 16):
        limits = replace(LIMITS, in_flight=window)
        outcomes, _ = ask("crashes_after_the_cursed_answer", tmp_path, asked, limits)
        others_are_right(outcomes)


def test_a_crash_that_does_not_repeat_is_a_fault(tmp_path: Path) -> None:
    outcomes, subject = ask("crashes_once", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes)
    assert len(subject.faults) == 1
    assert subject.faults[0].startswith("died (exit status 5) with ")
    assert "answered all of them when asked one by one" in subject.faults[0]


def test_one_process_per_request_is_slow_but_right(tmp_path: Path) -> None:
    outcomes, subject = ask("exits_after_each_answer", tmp_path, crowd(tmp_path))
    others_are_right(outcomes)
    assert subject.faults


def test_closed_output_is_an_end(tmp_path: Path) -> None:
    outcomes, _ = ask("closes_stdout", tmp_path, requests(tmp_path, "a", "cursed", "b"))
    others_are_right(outcomes, "cursed")
    assert outcomes["case/cursed"].message == "closed its standard output, was killed"


def test_a_flood_of_log_is_drained_and_bounded(tmp_path: Path) -> None:
    asked = requests(tmp_path, *"abcdefgh")
    outcomes, subject = ask("floods_stderr", tmp_path, asked, replace(LIMITS, log_bytes=2000))
    others_are_right(outcomes)
    assert len(subject.log) == 2000
    assert "after h" in subject.log


def test_too_many_faults_stop_the_adapter(tmp_path: Path) -> None:
    asked = crowd(tmp_path, "cursed")
    outcomes, subject = ask("floods_stdout", tmp_path, asked, replace(LIMITS, faults=10))
    kinds = [outcomes[request.key].kind for request in asked]
    assert kinds == ["ok"] * 20 + ["no-answer"] * 20
    assert "more than 10 breaches" in outcomes["case/n39"].message
    assert len(subject.faults) == 11 and subject.faults[-1] == "... and more"


def test_an_endless_line_is_cut(tmp_path: Path) -> None:
    limits = replace(LIMITS, reply_bytes=2_000_000, request_seconds=5)
    outcomes, subject = ask("never_ends_the_line", tmp_path, crowd(tmp_path, "cursed"), limits)
    others_are_right(outcomes, "cursed")
    cursed = outcomes["case/cursed"]
    assert cursed.kind == "no-answer"
    assert "more than 2000000 bytes without an end of line" in cursed.message
    assert len(subject.faults) == 1 and "values_file" in subject.faults[0]


def test_one_that_cannot_be_restarted(tmp_path: Path, pids: list[int]) -> None:
    asked = crowd(tmp_path, "cursed")
    outcomes, subject = ask("dies_at_the_second_start", tmp_path, asked)
    kinds = [outcomes[request.key].kind for request in asked]
    assert kinds == ["ok"] * 20 + ["no-answer"] * 20
    assert "3 times running it ended before it answered hello" in outcomes["case/n39"].message
    assert len(pids) == 4
    assert "20 requests got no answer" in subject.faults[-1]


def test_one_that_starts_at_the_second_try(tmp_path: Path) -> None:
    outcomes, _ = ask("dies_at_every_other_start", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes, "cursed")
    assert outcomes["case/cursed"].kind == "crashed"


def test_another_version_after_a_restart_is_a_fault(tmp_path: Path) -> None:
    outcomes, subject = ask("changes_its_version", tmp_path, crowd(tmp_path, "cursed"))
    others_are_right(outcomes, "cursed")
    assert any("after a restart" in fault for fault in subject.faults)


def test_one_that_stops_reading(tmp_path: Path) -> None:
    asked = [
        replace(request, store="/" + "long" * 50_000) for request in requests(tmp_path, "a", "b")
    ]
    outcomes, _ = ask("stops_reading", tmp_path, asked, replace(LIMITS, request_seconds=0.3))
    assert {outcome.kind for outcome in outcomes.values()} == {"hung"}


def test_more_than_the_pipe_holds_arrives(tmp_path: Path) -> None:
    asked = [replace(request, store="/" + "long" * 50_000) for request in crowd(tmp_path)]
    outcomes, subject = ask("honest", tmp_path, asked)
    others_are_right(outcomes)
    assert subject.faults == []


def test_close_ends_one_that_will_not_go(tmp_path: Path, pids: list[int]) -> None:
    with adapter("ignores_sigterm", tmp_path) as subject:
        subject.start()
        before = time.monotonic()
    assert time.monotonic() - before < 3
    assert gone(pids[0])


def test_grandchildren_go_too(tmp_path: Path) -> None:
    outcomes, _ = ask("leaves_a_grandchild", tmp_path, requests(tmp_path, "a", "cursed", "b"))
    others_are_right(outcomes, "cursed")
    assert outcomes["case/cursed"].message.startswith("exit status 1")
    grandchildren = [int(pid) for pid in (tmp_path / "grandchildren").read_text().split()]
    assert len(grandchildren) == 3
    assert all(gone(pid) for pid in grandchildren)


def test_stop_ends_a_run_at_once(tmp_path: Path) -> None:
    stop, recorder = threading.Event(), Recorder()
    asked = requests(tmp_path, "a", "cursed", "b")
    with adapter("hangs_on_a_request", tmp_path, Limits()) as subject:
        subject.start()
        thread = threading.Thread(target=subject.run, args=(asked, recorder, stop))
        thread.start()
        while not recorder.outcomes:
            time.sleep(0.01)
        before = time.monotonic()
        stop.set()
        thread.join()
        assert time.monotonic() - before < 0.2
        assert recorder.outcomes.keys() == {"case/a"}
        again = Recorder()
        subject.run(requests(tmp_path, "c"), again, threading.Event())
        others_are_right(again.outcomes)


def test_stop_within_a_delivery_is_the_last_delivery(tmp_path: Path) -> None:
    stop, delivered = threading.Event(), []

    def last(request: Request, outcome: Outcome) -> None:
        delivered.append(request.key)
        stop.set()

    with adapter("honest", tmp_path) as subject:
        subject.run(crowd(tmp_path), last, stop)
    assert delivered == ["case/n0"]


def test_an_error_of_the_engine_passes_and_leaves_nothing(tmp_path: Path) -> None:
    def fail(request: Request, outcome: Outcome) -> None:
        raise ZeroDivisionError

    with adapter("honest", tmp_path) as subject:
        with pytest.raises(ZeroDivisionError):
            subject.run(crowd(tmp_path), fail, threading.Event())
        recorder = Recorder()
        subject.run(crowd(tmp_path), recorder, threading.Event())
    others_are_right(recorder.outcomes)
    assert subject.faults == []


ODD = [None, True, 1, 1.0, -1, "", "1", "01", "a.bin", "../a.bin", "a.bin\n", [], [None], ["1"], {}]


def test_the_quick_checks_accept_no_more_than_the_schema() -> None:
    array = {"shape": ["1"], "data_type": "int8", "values": ""}
    filed = {"shape": ["1"], "data_type": "int8", "values_file": "a.bin"}
    keys = [*schemas.load("protocol/reply").schema["$defs"]["array"]["properties"], "more"]
    bodies = [dict(base) for base in (array, filed, {})]
    bodies += [base | {key: odd} for base in (array, filed, {}) for key in keys for odd in ODD]
    bodies += [
        {k: v for k, v in base.items() if k != key} for base in (array, filed) for key in keys
    ]
    for body in bodies:
        for op, definition in (
            ("read_array", "array"),
            ("read_region", "array"),
            ("read_group", "group"),
        ):
            expected = schemas.problem("protocol/reply", body, definition)
            assert (messages.body_problem(op, body) is None) == (expected is None), (op, body)
    replies = [{"id": 1, kind: body} for kind in ("ok", "refused", "more") for body in ODD]
    for number in ODD:
        replies.append({"id": number, "ok": {}})
        replies.append({"id": 1, "refused": {"error": "E", "message": number}})
        replies.append({"id": 1, "refused": {"error": number, "message": "", "more": ""}})
        replies.append({"id": 1, "unsupported": {"reason": number}})
        replies.append({"id": 1, "ok": {}, "more": number})
    for reply in replies:
        parsed = messages.parse(json.dumps(reply).encode())
        accepted = isinstance(parsed, messages.Reply) and parsed.kind != "broken"
        assert accepted == (schemas.problem("protocol/reply", reply) is None), reply


def test_the_transport_is_cheap(tmp_path: Path) -> None:
    """A tenth of what is measured at leisure: a guard against doing work per message twice over."""
    asked = requests(tmp_path, *(f"n{number}" for number in range(10_000)))
    count = 0

    def deliver(request: Request, outcome: Outcome) -> None:
        nonlocal count
        count += outcome.kind == "ok"

    with adapter("null", tmp_path, Limits(in_flight=64)) as subject:
        subject.start()
        before = time.monotonic()
        subject.run(asked, deliver, threading.Event())
        rate = len(asked) / (time.monotonic() - before)
    print(f"{rate:.0f} requests/s")
    assert count == len(asked)
    assert rate > 2000
