"""The result model and its files: arithmetic, round trips, broken files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import results, schemas
from conformance.results import (
    CaseResult,
    Edition,
    Implementation,
    Mismatch,
    Result,
    ResultsError,
    Times,
)


def case(
    id: str, kind: str = "read", verdict: str = "pass", axis: str = "conformance", **more: object
) -> CaseResult:
    members = {"message": "m", "clauses": ("v3.a",), "status": "fine", **more}
    return CaseResult(id=id, kind=kind, axis=axis, verdict=verdict, **members)  # type: ignore[arg-type]


CASES = (
    case("v3/a"),
    case(
        "v3/b",
        verdict="wrong",
        status="expected",
        reason="known",
        issue="https://example.org/1",
        mismatch=Mismatch("values", "1", "2", (0, 1), 3, 4, "as if it were inverted"),
    ),
    case("v3/c", verdict="refused", status="failed"),
    case("v3/d", verdict="unsupported"),
    case("v3/e", verdict="not-run", status="not-run"),
    case("v3/f", kind="refuse"),
    case("v3/g", kind="refuse", verdict="accepted", status="failed"),
    case("v3/h", kind="refuse", verdict="unsupported"),
    case("v3/i", kind="refuse", verdict="accepted", axis="robustness", outcome="fill"),
    case("v3/j", kind="observe", verdict="observed"),
)


def result(cases: tuple[CaseResult, ...] = CASES, **more: object) -> Result:
    made = Result(
        edition=Edition("unreleased", "0" * 64),
        implementation=Implementation(
            "lib", "1.0", "Python", "CPython 3.13", "https://example.org", ("v3-core-reader",), ()
        ),
        unavailable=None,
        scores=results.scores(cases),
        counts=results.counts(cases),
        cases=cases,
        faults=("a fault",),
        log="log\ud800",
        times=Times("2026-01-01T00:00:00+00:00", 1.5, {"v3/a": 0.25}, {"v3/i": 1 << 40}),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_verdicts_are_those_of_the_schema_worst_first():
    rows = schemas.load("results").schema["properties"]["cases"]["items"]["properties"]
    assert list(results.VERDICTS) == rows["verdict"]["enum"]
    assert results.VERDICTS[0] == "wrong"
    assert list(results.ROBUST_OUTCOMES) == rows["outcome"]["enum"]


def test_scores():
    scores = results.scores(CASES)
    assert scores.correct == (1, 2)
    assert scores.breadth == (2, 4)
    assert scores.safety == (1, 2)


def test_counts_keep_robustness_apart_and_count_what_did_not_run():
    assert results.counts(CASES) == {
        "wrong": 1,
        "accepted": 1,
        "refused": 1,
        "unsupported": 2,
        "pass": 2,
        "observed": 1,
        "not-run": 1,
        "robustness-accepted": 1,
    }
    assert next(iter(results.counts(CASES))) == "wrong"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ((0, 0), "–"),
        ((0, 3), "0 %"),
        ((3, 3), "100 %"),
        ((1, 2), "50.0 %"),
        ((2, 3), "66.6 %"),
        ((9999, 10000), "99.9 %"),
    ],
)
def test_a_share_is_never_rounded_up(share: tuple[int, int], text: str):
    assert results.share_text(share) == text


@pytest.mark.parametrize("unavailable", [None, "no toolchain; install it"])
def test_round_trip(tmp_path: Path, unavailable: str | None):
    made = result(unavailable=unavailable)
    assert schemas.problem("results", results.to_document(made)) is None
    path = results.write(made, tmp_path / "new")
    assert path == tmp_path / "new" / "lib@1.0.json"
    assert results.read(path) == made
    assert [p.name for p in path.parent.iterdir()] == ["lib@1.0.json"]


def test_a_file_from_before_there_were_outcomes_is_read(tmp_path: Path):
    document = results.to_document(result())
    del document["times"]["memory"]
    for row in document["cases"]:
        row.pop("outcome", None)
    path = tmp_path / "old@1.json"
    path.write_text(json.dumps(document))
    old = results.read(path)
    assert {case.outcome for case in old.cases} == {None}
    assert old.times.memory == {}


def test_two_runs_differ_only_under_times(tmp_path: Path):
    one = results.write(result(), tmp_path / "1")
    two = results.write(result(times=Times("2027-01-01T00:00:00+00:00", 2, {})), tmp_path / "2")
    assert one.read_bytes() == results.write(result(), tmp_path / "3").read_bytes()
    documents = [json.loads(path.read_text()) for path in (one, two)]
    assert documents[0].pop("times") != documents[1].pop("times")
    assert documents[0] == documents[1]


def test_an_interrupted_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = results.write(result(), tmp_path)
    before = path.read_bytes()

    def interrupted(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        results.write(result(log="other"), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", ["../../etc/x", "1.0/2", "a b", "", "x" * 500, ".\n", "\ud800"])
def test_file_names_stay_in_the_folder(tmp_path: Path, version: str):
    name = results.file_name("..", version)
    assert Path(name).name == name and not name.startswith(".") and len(name) < 200
    implementation = replace(result().implementation, name="..", version=version)
    path = results.write(result(implementation=implementation), tmp_path / "in")
    assert path.parent == tmp_path / "in"
    assert results.read(path).implementation.version == version


def test_changed_file_names_do_not_meet():
    assert results.file_name("a", "1/2") != results.file_name("a", "1:2")


def test_a_broken_file_is_reported_and_loses_no_other(tmp_path: Path):
    results.write(result(), tmp_path)
    (tmp_path / "cut@1.json").write_text('{"schema": 1,')
    (tmp_path / "bytes@1.json").write_bytes(b"\xff\xfe")
    (tmp_path / "deep@1.json").write_text("[" * 200_000)
    (tmp_path / "dir@1.json").mkdir()
    found, problems = results.read_folder(tmp_path)
    assert found == [result()]
    assert len(problems) == 4
    assert all(str(tmp_path) in problem and "run" in problem for problem in problems)


def test_no_folder_holds_no_results(tmp_path: Path):
    assert results.read_folder(tmp_path / "none") == ([], [])


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda d: d["cases"][0].update(verdict="great"), "cases.0.verdict"),
        (lambda d: d.pop("edition"), "edition"),
        (lambda d: d["scores"].update(correct=[9, 9]), "scores"),
        (lambda d: d["counts"].update({"wrong": 0}), "counts"),
        (lambda d: d["cases"].append(d["cases"][0]), "twice"),
    ],
)
def test_errors_name_file_and_key(tmp_path: Path, change, key: str):
    path = results.write(result(), tmp_path)
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    with pytest.raises(ResultsError, match="again") as error:
        results.read(path)
    assert str(path) in str(error.value) and key in str(error.value)


def test_missing_file(tmp_path: Path):
    with pytest.raises(ResultsError, match="cannot be read"):
        results.read(tmp_path / "none.json")
