"""Stores as folders that an adapter wrote: read without trust, and put back as they were."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

FILES = 10_000
BYTES = 64 * 1024 * 1024

Store = dict[str, bytes]


class StoreError(Exception):
    """A folder that cannot be taken for a store: says why."""


def read(folder: Path) -> Store:
    """All keys with their values; of a folder that is not there, none.

    Symbolic links are not followed. Raises `StoreError` for what is no plain file, and for more
    than `FILES` files or `BYTES` bytes.
    """
    store: Store = {}
    size = 0
    if folder.is_symlink():
        raise StoreError("a symbolic link lies where the store was")
    try:
        for key, path in _files(folder, ""):
            size += path.stat(follow_symlinks=False).st_size
            if len(store) >= FILES or size > BYTES:
                raise StoreError(f"more than {FILES} files or {BYTES >> 20} MiB were written")
            store[key] = Path(path).read_bytes()
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"what was written cannot be read: {error}") from error
    return store


def write(folder: Path, store: Mapping[str, bytes]) -> None:
    """Make ``folder`` hold ``store`` and nothing else. Raises OSError."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    for key, data in store.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def digest(store: Mapping[str, bytes]) -> str:
    """A digest over all keys and values."""
    total = hashlib.sha256()
    for key in sorted(store):
        line = f"{key}\0{hashlib.sha256(store[key]).hexdigest()}\n"
        total.update(line.encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def _files(folder: str | Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, f"{prefix}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield prefix + entry.name, entry
        else:
            raise StoreError(f"{prefix}{entry.name} is no plain file")
