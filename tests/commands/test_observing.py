"""``recovery`` and ``traffic``: what they keep and say, and that nothing of them is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.__main__ import main
from conformance.adapters.environments import EnvironmentFailure, prepare
from conformance.adapters.manifest import discover, select
from conformance.locations import IMPLEMENTATIONS
from conformance.results import recovery, traffic

ROOT = Path(__file__).parents[2]
FAKE = ROOT / "tests" / "observing" / "fake_writer.py"


@pytest.fixture
def tensorstore() -> str:
    """A real implementation; skips where its environment cannot be built."""
    try:
        prepare(*select(["tensorstore"], discover(IMPLEMENTATIONS)), progress=print)
    except EnvironmentFailure as failure:
        pytest.skip(f"no environment: {failure}")
    return "tensorstore"


def fake(folder: Path, how: str) -> Path:
    folder.mkdir()
    command = json.dumps(["{python}", str(FAKE), "{folder}", how])
    (folder / "implementation.toml").write_text(
        f'name = "fake"\nlanguage = "Python"\nhomepage = "https://example.org/"\n'
        'issues = "https://example.org/"\npackage = "none"\nclaims = []\n'
        'stores = ["file", "http"]\n[environment]\nkind = "none"\nlock = ""\n'
        f"[adapter]\ncommand = {command}\n"
        '[reproduce]\nlanguage = "python"\narray = "x"\n'
    )
    return folder


def folders(tmp_path: Path) -> list[str]:
    return ["--results", str(tmp_path / "results"), "--site", str(tmp_path / "site")]


def test_traffic_of_a_real_implementation(
    tensorstore: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["traffic", tensorstore, "--json", *folders(tmp_path)]) == 0
    out, err = capsys.readouterr()
    found = traffic.read(tmp_path / "results")
    assert found is not None and traffic.from_document(json.loads(out)) == found
    assert "shard-element-end" in err and "no results yet" in err
    (column,) = found.implementations
    assert (column.name, column.reason) == ("tensorstore", "")
    counts = {count.situation: count for count in column.counts}
    assert {c.answer for c in counts.values()} == {"right", "unsupported"}
    element = counts["shard-element-end"]
    assert element.answer == "right" and element.sent < 10_000
    assert element.requests[0].path == "zarr.json" and element.requests[-1].range
    assert counts["missing-chunk"].absent >= 1


def test_recovery_of_a_real_implementation(
    tensorstore: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recovery", tensorstore, "--seconds", "1", *folders(tmp_path)]) == 0
    found = recovery.read(tmp_path / "results")
    assert found is not None
    (column,) = found.implementations
    assert column.reason == ""
    tried = {scenario.id: scenario for scenario in column.scenarios}
    assert all(1 <= len(scenario.trials) <= scenario.wanted for scenario in tried.values())
    first = tried["killed-chunks"].trials[0]
    assert sum(first.chunks.values()) == 64 and set(first.readings) == {"tensorstore"}
    assert tried["different-chunks"].having("new")
    assert "killed-chunks" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["recovery", "traffic"])
def test_an_interrupted_run_leaves_nothing_behind(
    command: str, gone: Callable[[Path], bool], tmp_path: Path
) -> None:
    folder, temporary = fake(tmp_path / "fake", "hang"), tmp_path / "temporary"
    temporary.mkdir()
    running = subprocess.Popen(
        [sys.executable, "-m", "conformance", command, str(folder), *folders(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        pids = folder / "pids"
        while not pids.exists() or not pids.read_text():
            assert time.monotonic() < deadline and running.poll() is None
            time.sleep(0.05)
        time.sleep(1)
        running.send_signal(signal.SIGINT)
        said, error = running.communicate(timeout=30)
    finally:
        running.kill()
    assert (running.returncode, "Traceback" in error) == (130, False)
    assert "interrupted: nothing is kept" in said
    assert gone(folder)
    assert not list(temporary.iterdir())
    assert not (tmp_path / "results" / f"{command}.json").exists()
