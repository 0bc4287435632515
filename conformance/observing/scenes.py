"""The scenarios of recovery: what is written over what, and when the process that writes is killed.

``recovery`` carries them out. Nothing here starts a process.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from conformance.oracle.elements import Elements, flat
from conformance.results.recovery import State, Title

STORES = "https://zarr-specs.readthedocs.io/en/latest/v3/core/#abstract-store-interface"
FILES = "https://zarr-specs.readthedocs.io/en/latest/v3/stores/filesystem/#store-api-implementation"
SHARDS = (
    "https://zarr-specs.readthedocs.io/en/latest/v3/codecs/sharding-indexed/#implementation-notes"
)
TITLES = (
    Title(
        "killed-chunks",
        "killed",
        "Killed while it overwrites 64 chunks",
        "A value is written as the contents of a file. Whether that is all or nothing is not said.",
        FILES,
    ),
    Title(
        "killed-shards",
        "killed",
        "Killed while it overwrites 16 shards",
        "As for chunks: a shard is one value.",
        FILES,
    ),
    Title(
        "killed-metadata",
        "killed",
        "Killed while it changes metadata over and over",
        "As for chunks: the document is a value like any other.",
        FILES,
    ),
    Title(
        "different-chunks",
        "together",
        "Two processes write different chunks of an array",
        "Nothing is said of several processes. Different chunks are different keys.",
        STORES,
    ),
    Title(
        "same-chunks",
        "together",
        "Two processes write the same 64 chunks",
        "Nothing is said of which value stays, nor that it is one of the two.",
        STORES,
    ),
    Title(
        "same-shards",
        "together",
        "Two processes write different inner chunks of the same 16 shards",
        "Notes that are not normative leave it to the application to keep them apart.",
        SHARDS,
    ),
)

SHAPE, CHUNK = (2048, 2048), (256, 256)
SHARD, INNER = (512, 512), (128, 128)
TEXT = 256 * 1024
_SIZE = 2
Step = dict[str, Any]
Box = tuple[slice, ...]
WHOLE: Box = tuple(slice(0, n) for n in SHAPE)


@cache
def values(version: State) -> Elements:
    """The elements of a version: bytes at random, which nothing makes smaller; always the same."""
    seed = sum(version.encode())
    return np.random.default_rng(seed).integers(1, 256, (*SHAPE, _SIZE), np.uint8)


def create(*, shards: bool) -> Step:
    """Make the array that is written to."""
    recipe = _recipe(SHAPE, INNER if shards else CHUNK)
    if shards:
        recipe["shard_shape"] = [str(n) for n in SHARD]
    return {"op": "create_array", "path": "", "array": recipe}


def create_described() -> Step:
    """Make an array whose document is long, so that it takes a while to write."""
    recipe = _recipe((2, 2), (2, 2)) | {"attributes": {"text": "a" * TEXT}}
    return {"op": "create_array", "path": "", "array": recipe}


def change_described(number: int, operations: Sequence[str]) -> Step | None:
    """Write that document anew, in one of the ways that an API has; None where it has none."""
    if "set_attributes" in operations:
        text = "ab"[number % 2] * TEXT
        changed = {"node_type": "array", "attributes": {"text": text}}
        return {"op": "set_attributes", "path": "", **changed}
    if "resize" in operations:
        return {"op": "resize", "path": "", "shape": ["2", str(2 + number % 2)]}
    return None


def write(version: State, box: Box = WHOLE) -> Step:
    """Write a part of the array, or all of it."""
    data = base64.b64encode(flat(np.ascontiguousarray(values(version)[box]))).decode("ascii")
    if box == WHOLE:
        return {"op": "write_array", "path": "", "values": data}
    selection = [[str(part.start), str(part.stop), "1"] for part in box]
    return {"op": "write_region", "path": "", "selection": selection, "values": data}


def halves_of_shards() -> tuple[list[Step], list[Step]]:
    """For each shard, a step that writes its left half, and one that writes its right half."""
    steps: tuple[list[Step], list[Step]] = ([], [])
    for index in np.ndindex(*(n // s for n, s in zip(SHAPE, SHARD, strict=True))):
        row, column = (i * s for i, s in zip(index, SHARD, strict=True))
        middle = column + SHARD[1] // 2
        rows = slice(row, row + SHARD[0])
        steps[0].append(write("new", (rows, slice(column, middle))))
        steps[1].append(write("new", (rows, slice(middle, column + SHARD[1]))))
    return steps


def _recipe(shape: tuple[int, ...], chunk: tuple[int, ...]) -> dict[str, Any]:
    return {
        "shape": [str(n) for n in shape],
        "chunk_shape": [str(n) for n in chunk],
        "data_type": "uint16",
        "fill_value": base64.b64encode(bytes(_SIZE)).decode("ascii"),
        "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
    }


class Moment:
    """When to kill: once ``files`` of the files have changed, and ``seconds`` later.

    Looked at over and over. ``first`` is when the first change was seen.
    """

    def __init__(self, paths: Sequence[Path], files: int = 1, seconds: float = 0.0) -> None:
        self._before: Mapping[Path, object] = {path: _state(path) for path in paths}
        self._files = files
        self._seconds = seconds
        self.first: float | None = None
        self.reached: float | None = None

    def due(self) -> bool:
        """Whether it is time."""
        if self.reached is None:
            changed = 0
            for path, before in self._before.items():
                changed += _state(path) != before
                if changed >= self._files:
                    break
            now = time.monotonic()
            if changed and self.first is None:
                self.first = now
            if changed < self._files:
                return False
            self.reached = now
        return time.monotonic() >= self.reached + self._seconds

    @property
    def took(self) -> float | None:
        """Seconds from the first change to the one that was waited for."""
        if self.first is None or self.reached is None:
            return None
        return self.reached - self.first


def _state(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
