"""Writers that are killed, and two at once: what is left is seen, and no process is."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conformance.adapters.manifest import Selection, load
from conformance.observing import scenes
from conformance.observing.recovery import observe, observed
from conformance.observing.scenes import Moment
from conformance.results import recovery
from conformance.results.recovery import TORN, Scenario

FAKE = Path(__file__).parent / "fake_writer.py"
Make = Callable[[str], Selection]
Gone = Callable[[Path], bool]


@pytest.fixture
def writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """A fake that writes in its own way, in a folder of its own; what is temporary lies beside."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    def make(how: str) -> Selection:
        folder = tmp_path / how
        folder.mkdir()
        command = json.dumps(["{python}", str(FAKE), "{folder}", how])
        (folder / "implementation.toml").write_text(
            f'name = "{how}"\nlanguage = "Python"\nhomepage = "https://example.org/"\n'
            'issues = "https://example.org/"\npackage = "none"\nclaims = []\n'
            '[environment]\nkind = "none"\nlock = ""\n'
            f"[adapter]\ncommand = {command}\n"
            '[reproduce]\nlanguage = "python"\narray = "x"\n'
        )
        return Selection(load(folder))

    return make


def by_id(scenarios: tuple[Scenario, ...]) -> dict[str, Scenario]:
    return {scenario.id: scenario for scenario in scenarios}


def test_what_writers_leave(writer: Make, gone: Gone, tmp_path: Path) -> None:
    chosen = [writer("in-place"), writer("renamed")]
    seen = observe(chosen, threading.Event(), seconds=120)
    torn, whole = (by_id(column.scenarios) for column in seen.implementations)
    assert [column.reason for column in seen.implementations] == ["", ""]

    killed = torn["killed-chunks"]
    assert len(killed.trials) == killed.wanted == 10
    first = next(t for t in killed.trials if t.moment == "1 of 64 had changed")
    assert (first.torn, first.finished, first.document) == (1, False, "whole")
    assert first.chunks["old"] >= 50
    assert set(first.readings) == {"in-place", "renamed"}
    assert set(first.readings.values()) == {"never-written"}
    assert killed.having(*TORN) >= 5
    assert {t.document for t in torn["killed-metadata"].trials} >= {"half"}

    killed = whole["killed-chunks"]
    assert not killed.having(*TORN)
    assert killed.having("old") and killed.having("new")
    assert any(name.endswith(".part") for t in killed.trials for name in t.leftovers)
    assert {state for t in killed.trials for state in t.readings.values()} == {"whole"}
    assert {t.document for t in whole["killed-metadata"].trials} == {"whole"}

    for column in (torn, whole):
        assert column["different-chunks"].chunks == {"new": 3 * 64}
        assert column["killed-shards"].trials == column["same-shards"].trials == ()
        assert "no shards" in column["killed-shards"].reason
    assert set(whole["same-chunks"].chunks) <= {"first", "second"}

    assert gone(tmp_path / "in-place") and gone(tmp_path / "renamed")
    assert not list((tmp_path / "temporary").iterdir())
    recovery.write(seen, tmp_path)
    assert recovery.read(tmp_path) == seen


def test_an_interrupted_run_leaves_nothing_behind(writer: Make, gone: Gone, tmp_path: Path) -> None:
    stop, threads = threading.Event(), threading.active_count()
    timer = threading.Timer(2.5, stop.set)
    timer.start()
    column = observed(*2 * [writer("in-place")], stop, 120)
    timer.join()
    assert column.reason == "interrupted"
    assert gone(tmp_path / "in-place")
    assert threading.active_count() == threads
    assert not list((tmp_path / "temporary").iterdir())


def test_too_little_time_is_told(writer: Make) -> None:
    column = observed(*2 * [writer("renamed")], threading.Event(), 0)
    killed = by_id(column.scenarios)["killed-chunks"]
    assert (len(killed.trials), killed.reason) == (1, "no time for more")


def test_one_that_cannot_start_is_told(writer: Make) -> None:
    selection = writer("renamed")
    broken = Selection(replace(selection.manifest, command=("/nothing/there",)))
    assert "cannot start" in observed(broken, selection, threading.Event(), 60).reason
    beside = observed(selection, broken, threading.Event(), 0)
    assert beside.reason == ""
    assert set(beside.scenarios[0].trials[0].readings) == {"renamed"}


def test_moments(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b", tmp_path / "c"]
    files[0].write_bytes(b"old")
    moment = Moment(files, 2)
    assert not moment.due() and moment.took is None
    files[1].write_bytes(b"new")
    assert not moment.due() and moment.first is not None
    files[0].unlink()
    assert moment.due() and moment.took is not None
    later = Moment(files, 1, 60)
    files[2].write_bytes(b"")
    assert not later.due() and later.reached is not None


def test_versions_differ_in_every_chunk() -> None:
    names = ("old", "new", "first", "second")
    chunks = [scenes.values(name)[:256, :256] for name in names]
    assert all(not np.array_equal(a, b) for a in chunks for b in chunks if a is not b)
    assert min(chunk.min() for chunk in chunks) > 0
    left, right = scenes.halves_of_shards()
    assert len(left) == len(right) == 16
    boxes = [[part[:2] for part in step["selection"]] for step in (left[5], right[5])]
    assert boxes == [[["512", "1024"], ["512", "768"]], [["512", "1024"], ["768", "1024"]]]
