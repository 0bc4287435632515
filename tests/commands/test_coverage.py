"""``zarr-conformance coverage``: counts that fit a terminal, clauses from and to their cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance import ledger, locations, results
from conformance.__main__ import main
from conformance.cases import sharpness
from conformance.cases.files import Fixtures
from conformance.cases.sharpness import CaughtFault
from conformance.results import (
    CaseResult,
    Edition,
    Implementation,
    Result,
    Times,
    counts,
    scores,
)

MINIMAL = "v3/arrays/minimal"

Ask = Callable[..., str]


@pytest.fixture
def ask(
    capsys: pytest.CaptureFixture[str],
    golden: Fixtures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    """Ask the command over a few golden cases; gives what it prints, or complains of."""
    monkeypatch.setattr(locations, "FIXTURES", golden.root)

    def ask(*words: str, status: int = 0) -> str:
        assert main(["coverage", *words, "--results", str(tmp_path / "results")]) == status
        said = capsys.readouterr()
        return said.err if status else said.out

    return ask


def result(golden: Fixtures, name: str, digest: str) -> Result:
    case = golden.cases[MINIMAL]
    row = CaseResult(MINIMAL, "read", "conformance", "wrong", "values", case.clauses, "failed")
    return Result(
        edition=Edition(golden.edition, digest),
        implementation=Implementation(name, "1.0", "C", "", "", (), ()),
        unavailable=None,
        scores=scores([row]),
        counts=counts([row]),
        cases=(row,),
        faults=(),
        log="",
        times=Times("2026-01-01T00:00:00+00:00", 1.0),
    )


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--document", "v3/core"),
        ("--level", "must", "--level", "must-not"),
        ("--role", "writer", "--document", "ext"),
    ],
)
def test_the_text_fits_a_terminal(ask: Ask, words: tuple[str, ...]) -> None:
    lines = ask(*words).splitlines()
    assert max(map(len, lines)) <= 100
    assert "testable must and must-not clauses tested" in lines[1]
    assert any(line.startswith("all ") for line in lines)


def test_the_numbers_are_those_of_the_clauses(ask: Ask) -> None:
    facts = json.loads(ask("--format", "json"))
    assert facts == json.loads(ask("--json"))
    assert len(facts["clauses"]) == len(ledger.load()) == facts["total"]["clauses"]
    for name in ("clauses", "tested", "sharp", "contested", "untestable"):
        assert sum(row[name] for row in facts["documents"]) == facts["total"][name]
        assert sum(row[name] for row in facts["levels"].values()) == facts["total"][name]
    states = [row["state"] for row in facts["clauses"]]
    assert states.count("tested") == facts["total"]["tested"] > 0


def test_options_narrow_what_is_counted_and_list_it(ask: Ask) -> None:
    facts = json.loads(ask("--document", "GZIP", "--level", "must", "--role", "reader", "--json"))
    assert {row["document"] for row in facts["clauses"]} == {"v3/codecs/gzip"}
    assert {row["level"] for row in facts["clauses"]} == {"must"}
    assert all("reader" in row["roles"] for row in facts["clauses"])
    text = ask("--document", "v3/core")
    for row in json.loads(ask("--document", "v3/core", "--json"))["clauses"]:
        if row["state"] in ("contested", "untestable"):
            assert row["id"] in text and row["reason"].split()[0] in text


def test_a_clause_has_its_cases_verdicts_and_planted_faults(
    ask: Ask, golden: Fixtures, tmp_path: Path
) -> None:
    first = golden.cases[MINIMAL].clauses[0]
    fault = CaughtFault("reads-backwards", first, "wrong", (MINIMAL,))
    (golden.root / sharpness.FILE).write_bytes(sharpness.content([fault]))
    try:
        results.write(result(golden, "lib", golden.digest), tmp_path / "results")
        results.write(result(golden, "old", "0" * 64), tmp_path / "results")
        text = ask("--clause", first)
        facts: dict[str, Any] = json.loads(ask("--clause", first, "--json"))
    finally:
        (golden.root / sharpness.FILE).unlink()
    assert f"* read       {MINIMAL}" in text
    assert "wrong: lib@1.0" in text
    assert f"reads-backwards: wrong in {MINIMAL}" in text
    assert "old@1.0: its results are of other cases" in text
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 100
    (case,) = [case for case in facts["cases"] if case["id"] == MINIMAL]
    assert case["verdicts"] == {"lib@1.0": "wrong"} and case["blames"]


def test_what_there_is_not_is_told_with_what_is_close(ask: Ask) -> None:
    error = ask("--clause", "v3.codec.gzip.levle", status=2)
    assert "v3.codec.gzip.level" in error
    assert "v3/codecs/gzip" in ask("--document", "v3/codecs/gzipp", status=2)


def test_a_document_without_clauses_says_why(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    known = ledger.load()
    gone = replace(
        known.documents[0],
        title="Nobody's",
        path="codecs/none/README.md",
        left_out="nobody reads it",
    )
    monkeypatch.setattr(ledger, "load", lambda: replace(known, documents=(*known.documents, gone)))
    assert "nobody reads it" in ask("--document", "codecs/none", status=2)
    assert "nobody reads it" in ask()


def test_a_broken_file_of_faults_is_no_traceback(ask: Ask, golden: Fixtures) -> None:
    (golden.root / sharpness.FILE).write_text("{")
    try:
        assert "saboteurs.json" in ask(status=2)
    finally:
        (golden.root / sharpness.FILE).unlink()
