"""The command ``interop``: what it prints, what it leaves behind, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conformance import locations
from conformance.__main__ import main
from conformance.cases import files
from conformance.engine.expectations import load
from conformance.interop import bundle
from conformance.ledger import load as load_ledger
from conformance.results import interop
from tests.interop_parties import CHUNKS, PLAIN, party, recipes

ROOT = Path(__file__).parents[2]


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "fixtures"
    files.write(recipes(), root)
    monkeypatch.setattr(locations, "FIXTURES", root)
    return root


def cross(tmp_path: Path, *words: str) -> int:
    results, site = str(tmp_path / "results"), str(tmp_path / "site")
    return main(["interop", *words, "--results", results, "--site", site])


def folder(tmp_path: Path, name: str, fault: str = "none") -> str:
    return str(party(tmp_path, name, fault).manifest.folder)


@pytest.mark.usefixtures("golden")
def test_honest_parties_end_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cross(tmp_path, folder(tmp_path, "a"), "-k", "chunks") == 0
    printed = capsys.readouterr().out
    assert "a: wrote 1 stores" in printed and "1 / 0 / 0 / 0" in printed
    found = interop.read(tmp_path / "results")
    assert found is not None and [row.case for row in found.rows] == [CHUNKS]
    assert not (tmp_path / "results" / interop.FOLDER).exists()


@pytest.mark.usefixtures("golden")
def test_each_failure_is_kept_with_all_that_a_report_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (folder(tmp_path, "a"), folder(tmp_path, "bad", "writes-invalid"))
    assert cross(tmp_path, *words, "--json") == 1
    answer = capsys.readouterr()
    found = interop.read(tmp_path / "results")
    assert found is not None and interop.to_document(found) == json.loads(answer.out)
    assert f"bad writes {CHUNKS}: invalid (failed)" in answer.err
    [row] = [row for row in found.rows if row.writer == "bad" and row.case == CHUNKS]
    assert row.archive is not None
    archive = tmp_path / "results" / row.archive
    with zipfile.ZipFile(archive) as opened:
        top = "bad-v3-write-chunks/"
        kept = {name.removeprefix(top): opened.read(name) for name in opened.namelist()}
    stored = {f"store/c/{i}/{j}" for i in (0, 1) for j in (0, 1)} | {"store/zarr.json"}
    assert kept.keys() == {"README.txt", "steps.json", "expected.json", "values.bin"} | stored
    readme = kept["README.txt"].decode()
    assert "bad 1 (Python) wrote the Zarr hierarchy" in readme
    assert "breaks the specification: c/0/0" in readme and "https://" in readme
    golden = files.load(tmp_path / "fixtures").cases[CHUNKS]
    assert kept["values.bin"] == golden.values
    assert json.loads(kept["steps.json"])["steps"] == list(golden.steps)
    assert json.loads(kept["expected.json"])["expect"]["shape"] == ["4", "6"]
    before = archive.read_bytes()
    assert cross(tmp_path, *words) == 1
    assert archive.read_bytes() == before


@pytest.mark.usefixtures("golden")
def test_known_failures_of_readers_are_written_and_known(tmp_path: Path) -> None:
    words = (folder(tmp_path, "a"), folder(tmp_path, "bad", "reads-other-values"))
    assert cross(tmp_path, *words, "--update-expectations") == 1
    known = load(tmp_path / "bad")
    assert known is not None and len(known.entries) == 6
    assert known.entries[f"interop/a/{PLAIN}"].verdict == "wrong"
    honest = load(tmp_path / "a")
    assert honest is not None and not honest.entries
    assert cross(tmp_path, *words) == 0


@pytest.mark.usefixtures("golden")
def test_wrong_use_says_what_is_near(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cross(tmp_path, "zarr-pyton") == 2
    assert "Did you mean 'zarr-python'?" in capsys.readouterr().err
    assert cross(tmp_path, folder(tmp_path, "a"), "-k", "v2/write/none") == 2
    assert "nothing matches" in capsys.readouterr().err


def test_an_interruption_keeps_what_there_is(golden: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from conformance import locations; "
        f"locations.FIXTURES = Path({str(golden)!r}); "
        "from conformance.__main__ import main; sys.exit(main())"
    )
    words = ("interop", folder(tmp_path, "slow", "hangs"), "--request-seconds", "50")
    kept = ("--results", str(tmp_path / "results"), "--site", str(tmp_path / "site"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", program, *words, *kept],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "wrote 3 stores" in line:
                process.send_signal(signal.SIGINT)
                break
        rest = process.stdout.read()
    assert process.returncode == 130
    assert "interrupted: keeping what there is" in rest
    assert "  3 not read: the run was interrupted" in rest
    assert rest.count("not-run") == 0
    found = interop.read(tmp_path / "results")
    assert found is not None and found.interrupted
    assert {row.verdict for row in found.rows} == {"pass"}
    assert {cell.verdict for _, cell in found.cells()} == {"not-run"}


def test_a_bundle_is_bounded_and_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    [plain, *_] = recipes()
    stored = bundle.Stored("a", plain, {"zarr.json": b"{}", "a\\b": b"", "c:d": b""}, (plain,))
    row = interop.Written("a", plain.id, "wrong", "other", "failed")
    parties = {"a": interop.Party("a", "a", "1", "Python", "")}
    kept = bundle.contents(row, stored, parties, load_ledger())
    assert [name for name in kept if name.startswith("store/")] == ["store/zarr.json"]
    assert b"2 files whose names" in kept["README.txt"]
    monkeypatch.setattr(bundle, "BYTES", 100)
    assert bundle.bundle(row, stored, parties, load_ledger()) is None
