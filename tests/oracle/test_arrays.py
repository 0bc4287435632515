"""Grids, chunk keys, documents and whole arrays, against the numbers of the text and by hand."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest

from conformance.oracle import SpecError, encode_chunks, read_array, read_group
from conformance.oracle.chunk_keys import ChunkKeyEncoding
from conformance.oracle.grid import RegularGrid

DOCUMENT = {
    "zarr_format": 3,
    "node_type": "array",
    "shape": [3, 4],
    "data_type": "int16",
    "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 3]}},
    "chunk_key_encoding": {"name": "default"},
    "fill_value": -7,
    "codecs": [{"name": "bytes", "configuration": {"endian": "big"}}],
}


def test_the_grid_of_the_example_in_the_text() -> None:
    grid = RegularGrid((10, 200, 3000), (5, 20, 400))
    assert grid.grid_shape == (2, 10, 8)
    place, chunk, inside = (7, 150, 900), (1, 7, 2), (2, 10, 100)
    assert chunk in set(grid.chunks())
    starts = [region.start for region in grid.region(chunk)]
    assert [s + i for s, i in zip(starts, inside, strict=True)] == list(place)


@pytest.mark.parametrize(
    ("shape", "chunks"), [((7,), (3,)), ((6, 5), (4, 5)), ((2, 3, 4), (3, 1, 3)), ((), ())]
)
def test_chunks_hold_every_element_once(shape: tuple[int, ...], chunks: tuple[int, ...]) -> None:
    grid = RegularGrid(shape, chunks)
    times = np.zeros(shape, int)
    for index in grid.chunks():
        times[grid.region(index)] += 1
    assert np.all(times == 1)


def test_an_array_of_length_zero_has_no_chunks() -> None:
    assert list(RegularGrid((3, 0), (2, 2)).chunks()) == []


@pytest.mark.parametrize(
    ("name", "separator", "index", "key"),
    [
        ("default", "/", (1, 23, 45), "c/1/23/45"),
        ("default", ".", (1, 23, 45), "c.1.23.45"),
        ("default", "/", (), "c"),
        ("v2", ".", (1, 23, 45), "1.23.45"),
        ("v2", "/", (1, 23, 45), "1/23/45"),
        ("v2", ".", (), "0"),
    ],
)
def test_chunk_keys(name: Any, separator: str, index: tuple[int, ...], key: str) -> None:
    assert ChunkKeyEncoding(name, separator).key(index) == key


def store(path: str = "", **members: Any) -> dict[str, bytes]:
    """An array of two chunks: the first, and the one at its lower right, of one element."""
    prefix = f"{path}/" if path else ""
    return {
        f"{prefix}zarr.json": json.dumps(DOCUMENT | members).encode(),
        f"{prefix}c/0/0": struct.pack(">6h", 1, 2, 3, 4, 5, 6),
        f"{prefix}c/1/1": struct.pack(">6h", 8, 99, 99, 99, 99, 99),
    }


@pytest.mark.parametrize("path", ["", "a", "a/b"])
def test_an_array_written_by_hand(path: str) -> None:
    node = read_array(store(path), path)
    found = node.values.reshape(3, 8).copy().view("<i2")
    assert found.tolist() == [[1, 2, 3, -7], [4, 5, 6, -7], [-7, -7, -7, 8]]
    assert node.metadata.dimension_names == (None, None)
    assert node.metadata.fill_value == struct.pack("<h", -7)


def test_chunks_as_the_oracle_writes_them() -> None:
    node = read_array(store())
    chunks = encode_chunks(node.metadata, node.values, outside=struct.pack("<h", 99))
    assert chunks["c/0/0"] == store()["c/0/0"]
    assert chunks["c/1/1"] == store()["c/1/1"]
    assert chunks["c/0/1"] == struct.pack(">6h", -7, 99, 99, -7, 99, 99)
    assert chunks["c/1/0"] == struct.pack(">6h", -7, -7, -7, 99, 99, 99)


def test_a_group() -> None:
    document = {"zarr_format": 3, "node_type": "group", "attributes": {"a": [1, None]}}
    found = read_group({"g/zarr.json": json.dumps(document).encode()}, "g")
    assert found.attributes == {"a": [1, None]}


@pytest.mark.parametrize(
    ("member", "value", "clause"),
    [
        ("zarr_format", 2, "v3.core.array.zarr-format.value"),
        ("node_type", "group", "v3.core.array.node-type.value"),
        ("shape", [3, "4"], "v3.core.array.shape.integers"),
        ("fill_value", 40000, "v3.fill-value.int.range"),
        ("dimension_names", ["x"], "v3.core.array.dimension-names.length"),
        ("dimension_names", ["x", 1], "v3.core.array.dimension-names.type"),
        ("attributes", [], "v3.core.array.attributes.object"),
        ("invented", {"name": "x"}, "v3.core.extension.unknown-field"),
        ("invented", "x", "v3.core.extension.unknown-field"),
        ("storage_transformers", [{"name": "x"}], "v3.core.extension.unknown-field"),
        ("data_type", "int17", "v3.core.extension.unknown-field"),
        (
            "chunk_key_encoding",
            {"name": "default", "configuration": {"separator": "-"}},
            "v3.keys.default.separator.values",
        ),
        (
            "chunk_grid",
            {"name": "regular", "configuration": {"chunk_shape": [0, 3]}},
            "v3.grid.regular.chunk-shape.positive",
        ),
    ],
)
def test_a_document_that_must_be_refused(member: str, value: Any, clause: str) -> None:
    with pytest.raises(SpecError) as caught:
        read_array(store(**{member: value}))
    assert caught.value.clause == clause


@pytest.mark.parametrize("member", DOCUMENT)
def test_a_member_that_is_required(member: str) -> None:
    document = {k: v for k, v in DOCUMENT.items() if k != member}
    with pytest.raises(SpecError) as caught:
        read_array({"zarr.json": json.dumps(document).encode()})
    assert caught.value.clause == f"v3.core.array.{member.replace('_', '-')}.required"


def test_a_field_that_says_it_may_be_ignored_is() -> None:
    ignorable = {"name": "x", "must_understand": False}
    plain, extended = read_array(store()), read_array(store(invented=ignorable))
    assert np.array_equal(plain.values, extended.values)
