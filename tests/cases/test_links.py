"""Symbolic links of a store: made in a copy that they never leave, and known to all who show it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import locations, schemas
from conformance.__main__ import main
from conformance.adapters import manifest
from conformance.adapters.manifest import Selection
from conformance.cases import files
from conformance.cases.builder import array
from conformance.cases.definitions import links as definitions
from conformance.cases.faults import fault
from conformance.cases.files import Fixtures
from conformance.cases.links import Copies, LinksError, relative
from conformance.cases.model import Case
from conformance.engine.run import Plan, Run
from conformance.results import Result

Stage = Callable[..., Path]
PLAIN = array("v3/arrays/minimal", "Plain.", "v3.core.array.single-object").read()
LINKED = (
    fault("v3/absurd/link", "A chunk lies outside.", "v3.store.filesystem.get", control=PLAIN)
    .beside("deep/chunk", PLAIN.store["c/0/0"])
    .link("c/0/0", "outside/deep/chunk")
    .link("c/loop", "store")
    .absurd()
)


@pytest.fixture
def golden(tmp_path: Path) -> Fixtures:
    root = tmp_path / "golden"
    files.write([PLAIN, LINKED], root)
    return files.load_intact(root)


def test_a_link_is_told_and_found_again(golden: Fixtures) -> None:
    loaded = golden.cases[LINKED.id]
    assert loaded.links == {"c/0/0": "outside/deep/chunk", "c/loop": "store"}
    assert loaded.document() == LINKED.document()
    assert files.load_outside(golden, loaded) == {"deep/chunk": PLAIN.store["c/0/0"]}
    assert files.load_store(golden, loaded).keys() == {"zarr.json"}
    assert not any(path.is_symlink() for path in golden.root.rglob("*"))


def test_links_and_what_they_lead_to_are_in_the_digest(golden: Fixtures) -> None:
    assert files.check([PLAIN, LINKED], golden.root) == []
    chunk = golden.root / LINKED.id / "outside/deep/chunk"
    chunk.write_bytes(b"x")
    with pytest.raises(files.FixturesError, match="not those of the index"):
        files.load_intact(golden.root)
    assert files.digest(files.contents(LINKED)) != files.digest(
        files.contents(replace(LINKED, links={"c/0/0": "store/zarr.json"}))
    )


def test_the_links_are_made_in_a_copy(golden: Fixtures) -> None:
    with Copies(golden) as copies:
        store = copies.store(LINKED)
        assert copies.store(LINKED) == store != golden.store(LINKED)
        assert copies.store(PLAIN) == golden.store(PLAIN)
        assert (store / "c/0/0").readlink() == Path("../../../outside/deep/chunk")
        assert (store / "c/0/0").read_bytes() == PLAIN.store["c/0/0"]
        assert (store / "c/loop/c/loop/zarr.json").is_file()
    assert not copies.root.exists()


def test_all_links_of_the_definitions_stay_in_their_folder(tmp_path: Path) -> None:
    cases = list(definitions.cases())
    files.write(cases, tmp_path)
    with Copies(files.load(tmp_path)) as copies:
        for case in cases:
            for key in case.links:
                path = copies.store(case) / key
                if case.id != "v3/absurd/link-chunk-to-itself":
                    assert path.resolve().is_relative_to(copies.root / case.id)


def test_a_target_is_seen_from_the_folder_of_the_link() -> None:
    assert relative("zarr.json", "outside/document") == "../outside/document"
    assert relative("c/1/0", "store/c/0/0") == "../0/0"
    assert relative("c/0/0", "store/c/0/0") == "0"
    assert relative("run/loop", "store/run") == "."


@pytest.mark.parametrize(
    "links",
    [
        {"c/0": "/etc/passwd"},
        {"c/0": "../outside/x"},
        {"c/0": "store/../../x"},
        {"c/0": "outside/.."},
        {"c/0": "case.json"},
        {"c/0": "outside//x"},
        {"c/0": "store\\..\\x"},
        {"../c": "store"},
        {"/c": "store"},
        {"c/./0": "store"},
        {},
    ],
)
def test_a_link_that_leaves_the_case_is_no_case(links: dict[str, str]) -> None:
    problem = schemas.problem("case", LINKED.document() | {"links": links})
    assert problem is not None and problem.startswith("links")


def test_links_are_robustness() -> None:
    document = LINKED.document()
    assert schemas.problem("case", document) is None
    assert schemas.problem("case", document | {"axis": "conformance"}) is not None


def test_no_link_is_made_below_another(golden: Fixtures) -> None:
    case = replace(LINKED, links={"a": "outside", "a/b/c": "store/zarr.json"})
    with Copies(golden) as copies, pytest.raises(LinksError, match="a/b/c lies below another"):
        copies.store(case)


def play(golden: Fixtures, folder: Path) -> Result:
    run = Run(Selection(manifest.load(folder)), Plan(golden, (LINKED.id,)))
    run.start()
    return run.finished.result()


def test_an_adapter_meets_the_links(golden: Fixtures, stage: Stage) -> None:
    [case] = play(golden, stage(answers={LINKED.id: "name links"})).cases
    where = f"fixtures/{LINKED.id}/store/c"
    assert case.message == (
        f"refused: ValueError: {where}/0/0 leads to ../../../outside/deep/chunk; "
        f"{where}/loop leads to .."
    )
    assert (case.verdict, case.outcome) == ("observed", "error")


def test_where_links_cannot_be_made_the_case_is_not_run(
    golden: Fixtures, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise OSError(1, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", denied)
    [case] = play(golden, stage()).cases
    assert (case.verdict, case.outcome) == ("not-run", None)
    assert "symbolic links cannot be made here" in case.message
    assert "privilege" in case.message


def test_show_and_export_know_links(
    golden: Fixtures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(locations, "FIXTURES", golden.root)
    assert main(["show", LINKED.id]) == 0
    out = capsys.readouterr().out
    assert "    outside/deep/chunk  12 bytes" in out
    assert "    ln -s ../../../outside/deep/chunk store/c/0/0" in out
    assert main(["export", str(tmp_path / "out")]) == 0
    rows = json.loads((tmp_path / "out/index.json").read_text())["cases"]
    assert [row["links"] for row in rows if "links" in row] == [dict(LINKED.links)]
    assert (tmp_path / "out" / LINKED.id / "outside/deep/chunk").is_file()
    assert main(["show", PLAIN.id]) == 0
    assert "symbolic links" not in capsys.readouterr().out


def test_a_fault_that_is_a_link_alone_is_a_fault() -> None:
    case: Case = fault("v3/x", "x", "v3.c", control=PLAIN).link("c/loop", "store").absurd()
    assert case.store == PLAIN.store and case.links
