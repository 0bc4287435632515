"""The oracle of version 2 against numpy: type strings, byte order, layout, filters, fill values.

What the oracle should make of a store is said by numpy alone: its arrays, their bytes, its descr.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import struct
import zlib
from typing import Any

import numpy as np
import pytest
import zstandard

from conformance.oracle import FORMATS, SpecError
from conformance.oracle.v2 import codecs, data_types, encode_chunks, nodes, read_array
from conformance.oracle.v2.metadata import parse_array

SIMPLE = [
    *("|b1", "|i1", "|u1", "<i2", ">i2", "<u4", ">u8", "<f2", ">f4", "<f8", "<c8", ">c16"),
    *("<M8[ns]", ">m8[s]", "|S5", "<U3", ">U2", "|V3"),
]
STRUCTURED = [
    [["r", "|u1"], ["g", "|u1"], ["b", "|u1"]],
    [["x", "<f4"], ["y", ">f4"], ["z", "<f4", [2, 2]]],
    [["foo", ">f4"], ["bar", [["baz", "<f4"], ["qux", ">i4"]]]],
    [["s", "|S3"], ["u", ">U2"], ["t", ">M8[us]"], ["c", ">c8"]],
]


def document(array: np.ndarray[Any, Any], dtype: Any, **members: Any) -> dict[str, Any]:
    return {
        "zarr_format": 2,
        "shape": list(array.shape),
        "chunks": list(array.shape),
        "dtype": dtype,
        "compressor": None,
        "fill_value": None,
        "order": "C",
        "filters": None,
        **members,
    }


def store(metadata: dict[str, Any], **chunks: bytes) -> dict[str, bytes]:
    return {".zarray": json.dumps(metadata).encode(), **chunks}


def numpy_type(dtype: Any) -> np.dtype[Any]:
    if isinstance(dtype, str):
        return np.dtype(dtype)
    return np.dtype([(f[0], numpy_type(f[1]), *map(tuple, f[2:])) for f in dtype])


def some(dtype: Any, shape: tuple[int, ...] = (2, 3)) -> np.ndarray[Any, Any]:
    """An array whose bytes are all different, and make sense for booleans and characters."""
    kind = numpy_type(dtype)
    count = int(np.prod(shape)) * kind.itemsize
    data = np.arange(1, count + 1, dtype=np.int64).astype(np.uint8)
    if kind.kind == "b":
        data = data % 2
    if kind.kind == "U":
        letters = (ord("a") + np.arange(count // 4) % 26).astype(np.uint32)
        return letters.astype(f"{dtype[0]}u4").view(kind).reshape(shape)
    return np.frombuffer(data.tobytes(), kind).reshape(shape)


def little(array: np.ndarray[Any, Any]) -> bytes:
    return array.astype(array.dtype.newbyteorder("<")).tobytes()


@pytest.mark.parametrize("dtype", [*SIMPLE, *STRUCTURED], ids=str)
def test_elements_are_those_of_numpy(dtype: Any) -> None:
    array = some(dtype)
    node = read_array(store(document(array, dtype), **{"0.0": array.tobytes()}))
    assert node.values.tobytes() == little(array)
    assert node.metadata.dtype.size == array.dtype.itemsize


@pytest.mark.parametrize("dtype", STRUCTURED, ids=str)
def test_structured_names_are_numpys_descr(dtype: Any) -> None:
    def plain(descr: Any) -> Any:
        if isinstance(descr, str):
            return descr
        return [[name, plain(kind), *map(list, shape)] for name, kind, *shape in descr]

    name = data_types.described(data_types.parse(dtype)).name
    assert json.loads(name) == plain(numpy_type(dtype).newbyteorder("<").descr)


@pytest.mark.parametrize("dtype", SIMPLE)
def test_simple_names(dtype: str) -> None:
    name = data_types.described(data_types.parse(dtype)).name
    kind = np.dtype(dtype)
    assert name == (kind.name if kind.kind in "biufc" else kind.newbyteorder("<").str)


@pytest.mark.parametrize(
    ("shape", "chunks"),
    [((6,), (4,)), ((4, 6), (2, 3)), ((5, 7), (2, 3)), ((3, 4, 5), (2, 3, 4)), ((2, 3), (4, 5))],
)
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("separator", [".", "/"])
def test_order_is_that_of_numpy(
    shape: tuple[int, ...], chunks: tuple[int, ...], order: Any, separator: str
) -> None:
    array = (np.arange(np.prod(shape)) * 257).astype(">i4").reshape(shape)
    padded = np.full([-(-n // c) * c for n, c in zip(shape, chunks, strict=True)], -1, ">i4")
    padded[tuple(map(slice, shape))] = array
    keys = {}
    for index in np.ndindex(*(n // c for n, c in zip(padded.shape, chunks, strict=True))):
        part = padded[tuple(slice(i * c, (i + 1) * c) for i, c in zip(index, chunks, strict=True))]
        keys[separator.join(map(str, index))] = part.tobytes(order=order)
    metadata = document(
        array, ">i4", chunks=list(chunks), order=order, dimension_separator=separator
    )
    node = read_array(store(metadata, **keys))
    assert node.values.tobytes() == little(array)
    # And back: the same chunks, the bytes beyond the edge given.
    outside = np.array(-1, "<i4").tobytes()
    assert encode_chunks(node.metadata, node.values, outside=outside) == keys


@pytest.mark.parametrize(
    ("id", "compress"),
    [
        ("zlib", zlib.compress),
        ("gzip", gzip.compress),
        ("bz2", bz2.compress),
        ("lzma", lzma.compress),
        ("zstd", zstandard.compress),
    ],
)
def test_compressors_add_nothing_of_their_own(id: str, compress: Any) -> None:
    array = some("<u4")
    metadata = document(array, "<u4", compressor={"id": id})
    node = read_array(store(metadata, **{"0.0": compress(array.tobytes())}))
    assert node.values.tobytes() == array.tobytes()


def test_filters_are_undone_from_the_last_to_the_first() -> None:
    array = np.array([[3, 1, 4], [1, 5, 9]], "<u2")
    differences = np.diff(array.ravel(), prepend=np.array(0, "<u2")).astype("<u2")
    shuffled = differences.view(np.uint8).reshape(-1, 2).T.tobytes()
    summed = struct.pack("<I", zlib.crc32(shuffled)) + shuffled
    filters = [
        {"id": "delta", "dtype": "<u2"},
        {"id": "shuffle", "elementsize": 2},
        {"id": "crc32"},
    ]
    metadata = document(array, "<u2", filters=filters, compressor={"id": "zlib"})
    node = read_array(store(metadata, **{"0.0": zlib.compress(summed)}))
    assert node.values.tobytes() == array.tobytes()
    (encoded,) = encode_chunks(node.metadata, node.values).values()
    assert zlib.decompress(encoded) == summed


def test_a_delta_may_be_of_a_narrower_type() -> None:
    array = np.array([1.5, 2.5, -4.0], "<f8")
    stored = np.array([1.5, 1.0, -6.5], "<f4").tobytes()
    metadata = document(array, "<f8", filters=[{"id": "delta", "dtype": "<f8", "astype": "<f4"}])
    assert read_array(store(metadata, **{"0": stored})).values.tobytes() == array.tobytes()


def test_numbers_may_be_stored_as_small_integers() -> None:
    array = np.array([100, 100.25, 163.75], "<f8")
    scaled = {"id": "fixedscaleoffset", "offset": 100, "scale": 4, "dtype": "<f8", "astype": "|u1"}
    stored = bytes([0, 1, 255])
    metadata = document(array, "<f8", filters=[scaled])
    node = read_array(store(metadata, **{"0": stored}))
    assert node.values.tobytes() == array.tobytes()
    assert encode_chunks(node.metadata, node.values) == {"0": stored}


def test_numbers_may_be_stored_as_another_type() -> None:
    array = np.array([1.5, -2.25], ">f8")
    narrower = {"id": "astype", "encode_dtype": "<f4", "decode_dtype": ">f8"}
    stored = array.astype("<f4").tobytes()
    metadata = document(array, ">f8", filters=[narrower])
    node = read_array(store(metadata, **{"0": stored}))
    assert node.values.tobytes() == little(array)
    assert encode_chunks(node.metadata, node.values) == {"0": stored}


def test_bits_are_packed_most_significant_first() -> None:
    codec = codecs.Codec("packbits", {})
    assert codec.decode(bytes([6, 0b10000000])) == bytes([1, 0])
    assert codec.encode(bytes([1, 0])) == bytes([6, 0b10000000])


@pytest.mark.parametrize(
    ("dtype", "json_value", "value"),
    [
        ("<f8", "NaN", np.float64("nan")),
        (">f4", "Infinity", np.float32("inf")),
        ("<f2", "-Infinity", np.float16("-inf")),
        ("<f4", 0.1, np.float32(0.1)),
        ("<f8", 7, np.float64(7)),
        (">i4", -42, np.int32(-42)),
        ("<u8", 2**64 - 1, np.uint64(2**64 - 1)),
        ("|b1", True, np.bool_(True)),
        ("|S4", base64.b64encode(b"ham!").decode(), np.bytes_(b"ham!")),
        (">c8", [1.5, "NaN"], np.complex64(complex(1.5, float("nan")))),
        (">U2", "é", np.array("é", "<U2")),
        ("<M8[s]", 60, np.datetime64(60, "s")),
    ],
    ids=str,
)
def test_fill_values(dtype: str, json_value: Any, value: Any) -> None:
    metadata = document(np.empty(2), dtype, fill_value=json_value)
    element = little(np.asarray(value))
    assert read_array(store(metadata)).values.tobytes() == 2 * element


def test_a_structured_fill_value_has_the_byte_orders_of_its_fields() -> None:
    dtype = [["x", ">i2"], ["y", "<f8"]]
    one = np.array((-2, 0.1), numpy_type(dtype))
    text = base64.b64encode(one.tobytes()).decode()
    metadata = document(np.empty(1), dtype, fill_value=text)
    assert read_array(store(metadata)).metadata.fill_value == little(one)


def test_without_a_fill_value_there_is_none() -> None:
    node = read_array(store(document(np.empty(2), "<u2")))
    assert node.metadata.fill_value is None


@pytest.mark.parametrize(
    ("members", "clause"),
    [
        ({"dtype": "f8"}, "v2.dtype.byte-order"),
        ({"dtype": "|f8"}, "v2.dtype.byte-order"),
        ({"dtype": "=f8"}, "v2.dtype.byte-order"),
        ({"dtype": "<M8"}, "v2.dtype.units"),
        ({"dtype": "<x8"}, "v2.dtype.kind"),
        ({"dtype": "<f3"}, "v2.dtype.item-size"),
        ({"dtype": [["x"]]}, "v2.dtype.structured.field"),
        ({"fill_value": "nan"}, "v2.fill-value.float"),
        ({"fill_value": "7"}, "v2.fill-value.scalar"),
        ({"dtype": "|S2", "fill_value": 0}, "v2.fill-value.byte-string"),
        ({"dtype": "|S2", "fill_value": "-_8="}, "v2.fill-value.byte-string"),
        ({"dtype": [["x", "<i2"]], "fill_value": [0]}, "v2.fill-value.structured"),
        ({"compressor": {}}, "v2.array.compressor.id"),
        ({"filters": [{}]}, "v2.array.filters.id"),
        ({"filters": [{"id": None}]}, "v2.array.filters.id"),
        ({"order": "K"}, "v2.array.order.values"),
        ({"zarr_format": 3}, "v2.array.zarr-format.integer"),
        ({"chunks": [1, 1]}, "v2.array.chunks.rank"),
        ({"dimension_separator": "-"}, "v2.array.dimension-separator.values"),
    ],
    ids=str,
)
def test_faults_are_blamed_on_their_clause(members: dict[str, Any], clause: str) -> None:
    metadata = document(np.empty(2), "<f8") | members
    with pytest.raises(SpecError) as raised:
        parse_array(json.dumps(metadata).encode())
    assert raised.value.clause == clause


@pytest.mark.parametrize("key", sorted(document(np.empty(2), "<f8")))
def test_no_mandatory_key_may_be_missing(key: str) -> None:
    metadata = document(np.empty(2), "<f8")
    del metadata[key]
    with pytest.raises(SpecError, match="is missing"):
        parse_array(json.dumps(metadata).encode())


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("foo/bar", "foo/bar"),
        ("/foo//bar/", "foo/bar"),
        ("foo\\bar", "foo/bar"),
        ("///", ""),
        ("foo.bar/..baz", "foo.bar/..baz"),
    ],
)
def test_paths_are_normalised(path: str, plain: str) -> None:
    assert nodes.normalised(path) == plain


@pytest.mark.parametrize("path", ["..", "foo/../bar", "./foo", "foo\\..\\bar", "foo/."])
def test_segments_of_dots_are_errors(path: str) -> None:
    with pytest.raises(SpecError, match="segment"):
        nodes.normalised(path)


def test_groups_and_attributes() -> None:
    read_group = FORMATS["zarr_v2"].read_group
    group = {"foo/.zgroup": b'{"zarr_format": 2}', ".zattrs": b'{"of": "the root"}'}
    assert read_group(group, "foo").attributes == {}
    group["foo/.zattrs"] = b'{"a": [1, 1.5]}'
    assert read_group(group, "/foo/").attributes == {"a": [1, 1.5]}
    with pytest.raises(SpecError, match=r"no \.zgroup"):
        read_group(group, "")
    group["foo/.zattrs"] = b"[]"
    with pytest.raises(SpecError, match="not a single object"):
        read_group(group, "foo")


def test_a_chunk_of_another_length_is_none() -> None:
    array = some("<u2")
    for data in (b"", array.tobytes()[:-1], array.tobytes() + b"\0"):
        with pytest.raises(SpecError, match="a chunk of"):
            read_array(store(document(array, "<u2"), **{"0.0": data}))


@pytest.mark.parametrize("id", ["zlib", "gzip", "bz2", "lzma", "zstd", "blosc"])
def test_damage_to_a_stream_is_an_error_of_the_specification(id: str) -> None:
    array = some("<u2", (40, 40))
    metadata = document(array, "<u2", compressor={"id": id})
    parsed = parse_array(json.dumps(metadata).encode())
    values = np.frombuffer(array.tobytes(), np.uint8).reshape(40, 40, 2)
    (data,) = encode_chunks(parsed, values).values()
    for broken in (b"", data[:10], data[: len(data) // 2], data[:-1]):
        with pytest.raises(SpecError):
            nodes.decode_chunk(parsed, broken)
