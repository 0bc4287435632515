"""Known failures: they stay, they must fail in the same way, and the file is written for you."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from conformance.cases.builder import array
from conformance.engine.expectations import Entry, Expectations, ExpectationsError, load, update
from conformance.results import (
    CaseResult,
    Draw,
    Edition,
    Find,
    FindRow,
    Implementation,
    Properties,
    Result,
    Times,
    counts,
    scores,
)

FILE = """
version = "1.0"
[[expected]]
case = "v3/a"
verdict = "wrong"
reason = "It is."
issue = "https://example.org/1"
[[flaky]]
case = "v3/b"
reason = "Sometimes."
"""


def result(id: str, verdict: Any, kind: Any = "read", axis: Any = "conformance") -> CaseResult:
    return CaseResult(id, kind, axis, verdict, "what it did", ("v3.c",), "fine")


def run_of(version: str, *cases: CaseResult, finds: tuple[FindRow, ...] | None = None) -> Result:
    searched = None
    if finds is not None:
        searched = Properties(1, 1, (), finds, {}, (), {}, ())
    return Result(
        edition=Edition("made-up", "0" * 64),
        implementation=Implementation("x", version, "Python", "", "", (), ()),
        unavailable=None,
        scores=scores(cases),
        counts=counts(cases),
        cases=cases,
        faults=(),
        log="",
        times=Times("", 0),
        properties=searched,
    )


def found(id: str) -> FindRow:
    return FindRow(id, "reads", "wrong", "what it did", ("v3.c",), 3, "failed")


def loaded(tmp_path: Path, text: str = FILE) -> Expectations:
    (tmp_path / "expectations.toml").write_text(text)
    known = load(tmp_path)
    assert known is not None
    return known


@pytest.mark.parametrize(
    ("id", "verdict", "status"),
    [
        ("v3/a", "wrong", "expected"),
        ("v3/a", "pass", "unexpected-pass"),
        ("v3/a", "unsupported", "unexpected-pass"),
        ("v3/a", "accepted", "unexpected-verdict"),
        ("v3/a", "not-run", "not-run"),
        ("v3/b", "wrong", "flaky"),
        ("v3/b", "pass", "flaky"),
        ("v3/c", "wrong", "failed"),
        ("v3/c", "refused", "failed"),
        ("v3/c", "hung", "failed"),
        ("v3/c", "unsupported", "fine"),
        ("v3/c", "pass", "fine"),
        ("v3/c", "observed", "fine"),
    ],
)
def test_status(tmp_path: Path, id: str, verdict: str, status: str) -> None:
    assert loaded(tmp_path).apply(result(id, verdict)).status == status


def test_robustness_and_observed_cases_never_fail(tmp_path: Path) -> None:
    known = loaded(tmp_path)
    assert known.apply(result("v3/c", "accepted", "refuse", "robustness")).status == "fine"
    assert known.apply(result("v3/c", "crashed", "refuse", "robustness")).status == "fine"


def test_the_reason_and_the_issue_go_along(tmp_path: Path) -> None:
    applied = loaded(tmp_path).apply(result("v3/a", "wrong"))
    assert (applied.reason, applied.issue) == ("It is.", "https://example.org/1")


def test_entries_that_can_match_nothing_are_named() -> None:
    observed = array("v3/o", "x", "v3.c").observe()
    entries = {id: Entry(id, "wrong", "r") for id in ("v3/o", "v3/gone")}
    problems = Expectations(Path("e.toml"), "1", entries).problems({"v3/o": observed})
    assert len(problems) == 2
    assert "v3/o: is never scored" in problems[0]
    assert "v3/gone: no such case; remove the entry" in problems[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version =", "not TOML"),
        ("x = 1\nversion = '1'", "'x' was unexpected"),
        ("", "'version' is a required property"),
        (FILE.replace('"wrong"', '"pass"'), "expected.0.verdict"),
        (FILE.replace("v3/b", "v3/a"), "v3/a: listed twice"),
        (FILE.replace("https://example.org/1", "soon"), "expected.0.issue"),
    ],
)
def test_a_broken_file_names_key_and_fault(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ExpectationsError, match=r"expectations\.toml") as error:
        loaded(tmp_path, text)
    assert message in str(error.value)


def test_update_writes_what_was_seen_and_keeps_what_was_said(tmp_path: Path) -> None:
    known = loaded(tmp_path)
    seen = [
        result("v3/a", "wrong"),
        result("v3/b", "pass"),
        result("v3/n", "accepted", "refuse"),
        result("v3/p", "pass"),
        result("v3/r", "accepted", "refuse", "robustness"),
    ]
    update(tmp_path, run_of("1.1", *seen), known)
    written = tomllib.loads((tmp_path / "expectations.toml").read_text())
    assert written["version"] == "1.1"
    assert [e["case"] for e in written["expected"]] == ["v3/a", "v3/n"]
    assert written["expected"][0]["issue"] == "https://example.org/1"
    assert written["expected"][1]["reason"] == "what it did"
    assert [e["case"] for e in written["flaky"]] == ["v3/b"]


def test_update_drops_what_passes_now_and_keeps_what_did_not_run(tmp_path: Path) -> None:
    known = loaded(tmp_path)
    update(tmp_path, run_of("1.0", result("v3/a", "pass")), known)
    again = load(tmp_path)
    assert again is not None
    assert set(again.entries) == {"v3/b"}


def test_any_text_is_written_as_toml(tmp_path: Path) -> None:
    reason = 'a "quote", a \\ back-slash,\na line, \x07 a bell, \x7f, é 漢 🙂'
    odd = CaseResult("v3/a", "read", "conformance", "wrong", reason, ("v3.c",), "fine")
    update(tmp_path, run_of("1.0", odd), None)
    known = load(tmp_path)
    assert known is not None
    assert known.entries["v3/a"].reason == reason


DRAWN = """
version = "1.0"
[[expected]]
case = "drawn/wrong-plain"
verdict = "wrong"
reason = "It is."
[[flaky]]
case = "drawn/hung-now-and-then"
reason = "Sometimes."
"""


def find(id: str, verdict: Any) -> Find:
    draw = Draw(1, 200, 3, (), "6")
    return Find(id, "x", "1.0", "", "reads", verdict, "did", ("v3.c",), 2, False, draw)


@pytest.mark.parametrize(
    ("id", "verdict", "status"),
    [
        ("wrong-plain", "wrong", "expected"),
        ("wrong-plain", "refused", "unexpected-verdict"),
        ("hung-now-and-then", "hung", "flaky"),
        ("wrong-other", "wrong", "failed"),
    ],
)
def test_a_find_can_be_a_known_failure(tmp_path: Path, id: str, verdict: str, status: str) -> None:
    assert loaded(tmp_path, DRAWN).find_row(find(id, verdict)).status == status


def test_a_known_find_that_is_not_found_any_more_is_named(tmp_path: Path) -> None:
    known = loaded(tmp_path, DRAWN)
    assert known.problems({}) == []
    assert known.stale_finds(["wrong-plain"]) == []
    stale = known.stale_finds(["wrong-other"])
    assert len(stale) == 1
    assert "drawn/wrong-plain: is not found any more; remove the entry" in stale[0]


def test_update_lists_finds_where_the_properties_ran(tmp_path: Path) -> None:
    known = loaded(tmp_path, DRAWN)
    update(tmp_path, run_of("1.0"), known)
    assert set(loaded_again(tmp_path)) == {"drawn/wrong-plain", "drawn/hung-now-and-then"}
    update(tmp_path, run_of("1.0", finds=(found("wrong-other"),)), known)
    assert set(loaded_again(tmp_path)) == {"drawn/wrong-other", "drawn/hung-now-and-then"}


def loaded_again(tmp_path: Path) -> dict[str, Entry]:
    again = load(tmp_path)
    assert again is not None
    return dict(again.entries)
