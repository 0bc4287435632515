"""Stores that somebody left in the middle of writing are told apart: made by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pytest

from conformance.cases.builder import array, bytes_codec, sharding
from conformance.observing.torn import left, never_written
from conformance.oracle import ArrayMetadata, encode_chunks
from conformance.oracle.elements import Elements
from conformance.oracle.metadata import parse_array
from conformance.results.recovery import State

SHAPE, CHUNK = (4, 4), (2, 2)


def values(first: int) -> Elements:
    return np.arange(first, first + 32, dtype=np.uint8).reshape(*SHAPE, 2)


VERSIONS: Mapping[State, Elements] = {"old": values(1), "new": values(101)}


def stored(version: State, inner: tuple[int, int] | None = None) -> dict[str, bytes]:
    codec = bytes_codec() if inner is None else sharding(*inner)
    draft = array("a", "a").shape(*SHAPE, chunks=CHUNK).codecs(codec)
    document = json.dumps(draft.document).encode()
    return {"zarr.json": document, **encode_chunks(parse_array(document), VERSIONS[version])}


def layout(inner: tuple[int, int] | None = None) -> ArrayMetadata:
    return parse_array(stored("old", inner)["zarr.json"])


def test_old_and_new() -> None:
    store = stored("old") | {"c/0/1": stored("new")["c/0/1"]}
    found = left(store, layout(), VERSIONS)
    assert found.chunks == {"old": 3, "new": 1}
    assert (found.document, found.leftovers) == ("whole", ())


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"", "undecodable"),
        (stored("new")["c/0/0"][:5], "undecodable"),
        (stored("new")["c/0/0"] + b"\0", "undecodable"),
        (stored("new")["c/0/0"][:4] + stored("old")["c/0/0"][4:], "mixed"),
        (bytes(8), "mixed"),
        (stored("new")["c/1/0"], "mixed"),
        (None, "missing"),
    ],
    ids=["empty", "cut", "longer", "half", "zeros", "of-another-chunk", "none"],
)
def test_torn(data: bytes | None, state: State) -> None:
    store = stored("old") | {"c/0/0": data or b""}
    if data is None:
        del store["c/0/0"]
    assert left(store, layout(), VERSIONS).chunks == {"old": 3, state: 1}


@pytest.mark.parametrize(
    ("document", "state"),
    [
        (b"", "half"),
        (stored("old")["zarr.json"][:-1], "half"),
        (stored("old")["zarr.json"] + b"}", "half"),
        (None, "missing"),
    ],
)
def test_documents(document: bytes | None, state: str) -> None:
    store = stored("old") | {"zarr.json": document or b""}
    if document is None:
        del store["zarr.json"]
    found = left(store, layout(), VERSIONS)
    assert (found.document, found.chunks) == (state, {"old": 4})


def test_leftovers() -> None:
    store = stored("old") | {"c/0/0.tmp": b"", "c/0/2": b"", "zarr.json.1": b"x"}
    assert left(store, layout(), VERSIONS).leftovers == ("c/0/0.tmp", "c/0/2", "zarr.json.1")


def test_shards_may_be_partly_new() -> None:
    inner = (1, 2)
    old, new = stored("old", inner)["c/0/0"], stored("new", inner)["c/0/0"]
    # Two inner chunks of 4 bytes each, then the index.
    partly = old[:4] + new[4:8] + old[8:]
    mixed = old[:2] + new[2:4] + old[4:]
    found = left(
        stored("old", inner) | {"c/0/0": partly, "c/0/1": new[:-1], "c/1/0": mixed},
        layout(inner), VERSIONS, inner,
    )  # fmt: skip
    assert found.chunks == {"partly": 1, "undecodable": 1, "mixed": 1, "old": 1}
    assert left(stored("old") | {"c/0/0": partly[:8]}, layout(), VERSIONS).chunks["mixed"] == 1


def test_values_that_nobody_wrote() -> None:
    some = VERSIONS["old"].copy()
    some[:2, :2] = VERSIONS["new"][:2, :2]
    assert not never_written(some, layout(), VERSIONS)
    some[0, 3] = VERSIONS["new"][0, 3]
    assert never_written(some, layout(), VERSIONS)
    assert not never_written(some, layout(), VERSIONS, (1, 1))
    some[0, 3] = 0
    assert never_written(some, layout(), VERSIONS, (1, 1))
