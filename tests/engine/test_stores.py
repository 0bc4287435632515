"""Stores as folders: what is taken for one, and that they are put back as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.engine import stores

STORE = {"zarr.json": b"{}", "a/c/0": b"\0\1", "a/zarr.json": b""}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    stores.write(folder, STORE)
    assert stores.read(folder) == STORE


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert stores.read(tmp_path / "store") == {}


def test_writing_leaves_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    stores.write(folder, STORE | {"b/c/9": b"old"})
    stores.write(folder, STORE)
    assert stores.read(folder) == STORE
    assert not (folder / "b").exists()


def test_a_link_is_no_file_of_a_store(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("theirs")
    stores.write(tmp_path / "store", STORE)
    (tmp_path / "store" / "b").symlink_to(tmp_path / "secret")
    with pytest.raises(stores.StoreError, match="b is no plain file"):
        stores.read(tmp_path / "store")


def test_a_link_in_the_place_of_the_store_is_not_followed(tmp_path: Path) -> None:
    folder, theirs = tmp_path / "store", tmp_path / "theirs"
    stores.write(theirs, {"keep": b"1"})
    folder.symlink_to(theirs)
    with pytest.raises(stores.StoreError, match="symbolic link"):
        stores.read(folder)
    stores.write(folder, STORE)
    assert stores.read(folder) == STORE
    assert stores.read(theirs) == {"keep": b"1"}


def test_a_file_in_the_place_of_the_store_gives_way(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.write_text("a file")
    with pytest.raises(stores.StoreError, match="cannot be read"):
        stores.read(folder)
    stores.write(folder, STORE)
    assert stores.read(folder) == STORE


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    stores.write(tmp_path / "store", STORE)
    os.mkfifo(tmp_path / "store" / "pipe")
    with pytest.raises(stores.StoreError, match="pipe is no plain file"):
        stores.read(tmp_path / "store")


def test_files_and_bytes_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.write(tmp_path / "store", STORE)
    monkeypatch.setattr(stores, "FILES", 3)
    assert stores.read(tmp_path / "store") == STORE
    monkeypatch.setattr(stores, "FILES", 2)
    with pytest.raises(stores.StoreError, match="more than 2 files"):
        stores.read(tmp_path / "store")
    monkeypatch.setattr(stores, "FILES", 3)
    monkeypatch.setattr(stores, "BYTES", 3)
    with pytest.raises(stores.StoreError, match="were written"):
        stores.read(tmp_path / "store")


def test_a_sparse_file_is_not_read(tmp_path: Path) -> None:
    stores.write(tmp_path / "store", STORE)
    with (tmp_path / "store" / "large").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(stores.StoreError, match="64 MiB"):
        stores.read(tmp_path / "store")


def test_folders_within_folders_are_followed_or_refused(tmp_path: Path) -> None:
    """Deeper than Python's stack: made from within, as no path is as long."""
    here = os.open(tmp_path, os.O_RDONLY)
    opened = [here]
    try:
        for name in ["store", *["d"] * 1200]:
            os.mkdir(name, dir_fd=opened[-1])
            opened.append(os.open(name, os.O_RDONLY, dir_fd=opened[-1]))
            if len(opened) > 2:
                os.close(opened.pop(0))
        with pytest.raises(stores.StoreError, match="cannot be read"):
            stores.read(tmp_path / "store")
    finally:
        for one in opened:
            os.close(one)
        _remove(tmp_path / "store")


def test_names_that_are_no_text_are_keys_like_others(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff")).write_bytes(b"1")
    found = stores.read(folder)
    assert list(found) == ["\udcff"]
    assert stores.digest(found) != stores.digest({"\udcfe": b"1"})


@pytest.mark.parametrize(
    "other",
    [
        {**STORE, "a/c/0": b"\0\2"},
        {**STORE, "a/c/1": b""},
        {"zarr.json": b"{}", "a/c/0": b"\0\1"},
        {"zarr.json": b"{}", "a/c/00": b"\0\1", "a/zarr.json": b""},
    ],
)
def test_the_digest_tells_stores_apart(other: dict[str, bytes]) -> None:
    assert stores.digest(STORE) == stores.digest(dict(reversed(STORE.items())))
    assert stores.digest(STORE) != stores.digest(other)


def _remove(folder: Path) -> None:
    """Remove folders that are too deep for ``shutil``."""
    while folder.exists():
        inner = folder / "d"
        if not inner.exists():
            folder.rmdir()
            return
        aside = folder.with_name("aside")
        inner.rename(aside)
        folder.rmdir()
        aside.rename(folder)
