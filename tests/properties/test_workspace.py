"""Where drawn datasets are written: memory, else disk, else a message."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.cases.builder import array
from conformance.properties import drawing
from conformance.properties.drawing import Draws, SearchError, Workspace, write_store

CASE = array("v3/drawn/0/case", "A.", "v3.core.array.single-object").read()
FULL = OSError(28, "No space left on device")


@pytest.fixture
def said() -> list[str]:
    return []


def test_memory_that_is_missing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(drawing, "RAM", tmp_path / "none")
    workspace = Workspace(said.append)
    write_store(CASE, workspace.path)
    assert "no folder in memory" in said[0]
    assert str(workspace.path) in said[0]
    workspace.remove()
    assert not workspace.path.exists()


def test_memory_that_is_full_is_told_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(drawing, "RAM", tmp_path)
    workspace = Workspace(said.append)
    first = workspace.path
    assert first.parent == tmp_path
    workspace.fall_back(first / "batch-0", FULL)
    workspace.fall_back(first / "batch-1", FULL)
    assert workspace.path.parent != tmp_path
    assert len(said) == 1
    with pytest.raises(SearchError, match=r"make room in .*TMPDIR"):
        workspace.fall_back(workspace.path / "batch-2", FULL)
    workspace.remove()
    assert not first.exists()


def test_little_room_in_memory_is_not_used(
    monkeypatch: pytest.MonkeyPatch, said: list[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(drawing, "RAM", tmp_path)
    usage: Callable[[object], object] = lambda _: shutil._ntuple_diskusage(1, 1, 0)  # type: ignore[attr-defined]  # noqa: E731
    monkeypatch.setattr(shutil, "disk_usage", usage)
    workspace = Workspace(said.append)
    assert "MiB are free" in said[0]
    workspace.remove()


def test_a_batch_that_cannot_be_written_is_drawn_again_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(drawing, "RAM", tmp_path)
    with Draws(1, 5, frozenset(), batches=1, say=said.append) as draws:
        draws.join("reader")
        first = draws.workspace.path
        shutil.rmtree(first)
        first.write_text("in the way")
        batch = draws.next("reader")
        assert batch is not None
        assert len(batch.examples) == 5
        assert not batch.folder.is_relative_to(tmp_path)
    assert "slower" in said[0]
    assert not batch.folder.exists()
