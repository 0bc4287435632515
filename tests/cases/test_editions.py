"""Editions: frozen once, and told by name when one of their cases changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import ledger, locations, schemas
from conformance.cases import __main__ as command
from conformance.cases import editions, files
from conformance.cases.builder import array
from conformance.cases.editions import EditionError, Frozen
from conformance.cases.model import Case
from conformance.ledger import Document

DOCUMENT = Document("Core", "made-up/specs", "a" * 40, "core.rst", "https://spec.example/")


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    """Two cases that are written below ``tmp_path`` and frozen there as 2001.01."""
    made = [array(f"v3/{name}", "A plain array.", "v3.c").read() for name in ("one", "two")]
    files.write(made, tmp_path)
    editions.freeze("2001.01", tmp_path, files.listed(made, tmp_path), [DOCUMENT])
    return made


def test_the_index_says_which_edition_its_cases_are(tmp_path: Path, cases: list[Case]) -> None:
    assert files.load(tmp_path).edition == editions.UNRELEASED
    files.write(cases, tmp_path)
    assert files.load(tmp_path).edition == "2001.01"
    assert files.check(cases, tmp_path) == []
    files.write(cases[:1], tmp_path)
    assert files.load(tmp_path).edition == editions.UNRELEASED


def test_the_file_of_an_edition_holds_its_cases_and_its_texts(
    tmp_path: Path, cases: list[Case]
) -> None:
    document = json.loads((tmp_path / "editions/2001.01.json").read_text())
    assert schemas.problem("edition", document) is None
    assert document["specifications"] == {"made-up/specs": ["a" * 40]}
    assert [row["id"] for row in document["cases"]] == ["v3/one", "v3/two"]
    assert document["digest"] == files.load(tmp_path).digest


def test_a_changed_case_is_named_with_both_digests(tmp_path: Path, cases: list[Case]) -> None:
    before = {case.id: case.digest for case in files.listed(cases, tmp_path)}
    changed = [replace(cases[0], title="Another title."), cases[1]]
    files.write(changed, tmp_path)
    (problem,) = files.check(changed, tmp_path)
    now = {case.id: case.digest for case in files.listed(changed, tmp_path)}
    assert problem.startswith("v3/one: frozen in 2001.01")
    assert before["v3/one"][:16] in problem and now["v3/one"][:16] in problem
    assert "give the changed case a new id" in problem


def test_cases_may_be_added_and_withdrawn(tmp_path: Path, cases: list[Case]) -> None:
    tree = [cases[1], array("v3/three", "A new array.", "v3.c").read()]
    files.write(tree, tmp_path)
    assert files.check(tree, tmp_path) == []
    listed = files.listed(tree, tmp_path)
    assert editions.since(listed, editions.load(tmp_path)) == [
        "edition 2001.01: 2 cases; 1 added since",
        "withdrawn since 2001.01: v3/one",
    ]
    assert editions.since(listed, ()) == []


def test_an_edition_is_frozen_once(tmp_path: Path, cases: list[Case]) -> None:
    listed = files.listed(cases, tmp_path)
    assert editions.freeze("2001.01", tmp_path, listed, [DOCUMENT]) is None
    with pytest.raises(EditionError, match=r"2001\.01 is frozen with other cases or texts"):
        editions.freeze("2001.01", tmp_path, listed[:1], [DOCUMENT])
    with pytest.raises(EditionError, match="no name of an edition"):
        editions.freeze("../x", tmp_path, listed, [DOCUMENT])


def test_the_newest_of_the_editions_with_the_same_cases_gives_the_name(
    tmp_path: Path, cases: list[Case]
) -> None:
    listed = files.listed(cases, tmp_path)
    for name in ("2001.10", "2001.02"):
        editions.freeze(name, tmp_path, listed, [DOCUMENT])
    frozen = editions.load(tmp_path)
    assert [edition.name for edition in frozen] == ["2001.01", "2001.02", "2001.10"]
    assert editions.name_of(listed, frozen) == "2001.10"
    assert editions.name_of([Frozen("v3/x", "read", "0" * 64)], frozen) == editions.UNRELEASED


@pytest.mark.parametrize(
    "change", [{"digest": "0" * 64}, {"edition": "2001.02"}, {"cases": []}, {"schema": 2}]
)
def test_an_edition_that_was_touched_is_named(
    tmp_path: Path, cases: list[Case], change: dict[str, object]
) -> None:
    path = tmp_path / "editions/2001.01.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(EditionError, match=r"2001\.01\.json.*restore"):
        files.check(cases, tmp_path)


def test_the_command_freezes_what_is_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clause = next(c.id for c in ledger.load() if c.state == "tested")
    made = [array("v3/one", "A plain array.", clause).read()]
    monkeypatch.setattr(locations, "FIXTURES", tmp_path)
    monkeypatch.setattr(command, "all_cases", lambda: made)
    monkeypatch.setattr(ledger, "check", lambda *_: [])
    assert command.main(["--freeze", "2001.01"]) == 1
    assert "2001.01 was not frozen" in capsys.readouterr().err
    assert command.main([]) == 0
    assert command.main(["--freeze", "2001.01"]) == 0
    assert "froze" in capsys.readouterr().out
    assert files.load(tmp_path).edition == "2001.01"
    assert command.main(["--freeze", "2001.01"]) == 0
    assert "frozen before" in capsys.readouterr().out
    made[:] = [replace(made[0], title="Another title.")]
    assert command.main([]) == 1
    assert "v3/one: frozen in 2001.01" in capsys.readouterr().err
    assert command.main(["--freeze", "2001.02"]) == 1
    assert command.main(["--check"]) == 1
