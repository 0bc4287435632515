"""Registered codecs and the rectilinear grid, against the formulas and examples of their texts."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import numpy as np
import pytest

from conformance import oracle
from conformance.oracle import SpecError, documents, grid
from conformance.oracle.codecs import Chain, Elements, Representation, cast_value, parse_chain
from conformance.oracle.codecs.sharding_indexed import ShardingIndexed
from conformance.oracle.data_types import CORE

LITTLE = {"name": "bytes", "configuration": {"endian": "little"}}


def codec(name: str, **configuration: Any) -> dict[str, Any]:
    # Through JSON, because the oracle keeps the numbers of a document as they are written.
    text = json.dumps({"name": name, "configuration": configuration})
    return documents.parse(text.encode(), "v3.core.array.single-object")


def chain(shape: tuple[int, ...], data_type: str, *codecs: Any, fill: bytes = b"") -> Chain:
    element = fill or bytes(CORE[data_type].size)
    return parse_chain(list(codecs), Representation(shape, CORE[data_type], element))


def elements(array: np.ndarray[Any, Any]) -> Elements:
    flat = np.asarray(array, order="C")
    return flat.reshape(*flat.shape, 1).view(np.uint8).reshape(*flat.shape, flat.itemsize)


def refused(*arguments: Any, **more: Any) -> str:
    with pytest.raises(SpecError) as caught:
        chain(*arguments, **more)
    return caught.value.clause


# --- zstd


def frame(*blocks: bytes) -> bytes:
    """A frame without content size or checksum: raw blocks, and a window of 1 KiB."""
    head = bytes.fromhex("28b52ffd 00 00")
    body = b""
    for i, block in enumerate(blocks):
        last = i == len(blocks) - 1
        body += (len(block) << 3 | last).to_bytes(3, "little") + block
    return head + body


def test_zstd_reads_frames_in_a_row_and_skips_what_is_skippable() -> None:
    tried = chain((6,), "uint8", {"name": "bytes"}, codec("zstd", level=1))
    skippable = struct.pack("<II", 0x184D2A50, 3) + b"xyz"
    for data in (
        tried.encode(elements(np.arange(6, dtype="u1"))),
        frame(bytes(range(6))),
        frame(bytes(range(2)), bytes(range(2, 6))),
        frame(bytes(range(2))) + frame(bytes(range(2, 6))),
        skippable + frame(bytes(range(6))),
    ):
        assert tried.decode(data).tobytes() == bytes(range(6))


@pytest.mark.parametrize("change", [lambda d: b"", lambda d: d[:-1], lambda d: b"x" + d])
def test_zstd_refuses_what_is_no_frame(change: Any) -> None:
    tried = chain((6,), "uint8", {"name": "bytes"}, codec("zstd", level=1, checksum=True))
    with pytest.raises(SpecError):
        tried.decode(change(tried.encode(elements(np.arange(6, dtype="u1")))))


# --- packbits


def by_formula(numbers: list[int], width: int, first: int, last: int) -> bytes:
    """Bit ``j`` of element ``i`` is bit ``i * k + j - first`` of one large integer."""
    k = last - first + 1
    total = sum(((n % (1 << width)) >> first) % (1 << k) << (i * k) for i, n in enumerate(numbers))
    return total.to_bytes(-(-len(numbers) * k // 8), "little")


@pytest.mark.parametrize(
    ("data_type", "numbers", "first", "last"),
    [
        ("uint8", [1, 2, 3, 7, 5], 0, 2),
        ("int8", [-4, 3, -1, 0, 2], 0, 2),
        ("uint16", [0x120, 0x340, 0xFF0], 4, 11),
        ("int16", [-16, 16, -2048, 2032], 4, 11),
        ("int32", [-1, 2**23 - 1, -(2**23)], 0, 23),
        ("uint64", [2**64 - 1, 1], None, None),
    ],
)
def test_packbits_by_the_formula_of_the_text(
    data_type: str, numbers: list[int], first: Any, last: Any
) -> None:
    width = 8 * CORE[data_type].size
    tried = chain((len(numbers),), data_type, codec("packbits", first_bit=first, last_bit=last))
    dtype = f"<{'i' if data_type[0] == 'i' else 'u'}{width // 8}"
    row = elements(np.array(numbers, dtype))
    data = by_formula(numbers, width, first or 0, width - 1 if last is None else last)
    assert tried.encode(row) == data
    assert np.array_equal(tried.decode(data), row)


def test_packbits_of_bool_and_where_the_padding_is_told() -> None:
    row = elements(np.array([1, 0, 0, 1, 1, 0, 0, 1, 1, 0], "u1"))
    for encoding, data in (("none", "9901"), ("first_byte", "069901"), ("last_byte", "990106")):
        tried = chain((10,), "bool", codec("packbits", padding_encoding=encoding))
        assert tried.encode(row).hex() == data
        assert np.array_equal(tried.decode(bytes.fromhex(data)), row)
        assert tried.encoded_size() == len(data) // 2


def test_packbits_takes_both_parts_of_complex_numbers() -> None:
    tried = chain((1,), "complex64", codec("packbits", first_bit=16))
    row = elements(np.array([1 - 2j], "<c8"))
    assert tried.encode(row).hex() == "803f00c0"
    assert np.array_equal(tried.decode(bytes.fromhex("803f00c0")), row)


@pytest.mark.parametrize(
    ("configuration", "clause"),
    [
        ({"padding_encoding": "middle_byte"}, "ext.codec.packbits.padding-encoding"),
        ({"first_bit": 3, "last_bit": 2}, "ext.codec.packbits.last-bit.not-before-first"),
    ],
)
def test_packbits_refuses(configuration: Any, clause: str) -> None:
    assert refused((4,), "uint8", codec("packbits", **configuration)) == clause


# --- bitround


def test_bitround_reads_what_is_stored() -> None:
    for data_type, dtype, numbers in (
        ("float32", "<f4", [1.5, -2.5, 0.0]),
        ("int8", "i1", [96, -96, 5]),
    ):
        tried = chain((3,), data_type, codec("bitround", keepbits=3), LITTLE)
        row = elements(np.array(numbers, dtype))
        assert np.array_equal(tried.decode(tried.encode(row)), row)
    with pytest.raises(SpecError):
        chain((1,), "float32", codec("bitround", keepbits=2), LITTLE).encode(
            elements(np.array([1.125], "<f4"))
        )


# --- reshape


@pytest.mark.parametrize(
    ("decoded", "shape", "encoded"),
    [
        ((100, 50, 64, 3), [[0, 1], [2], 3], (5000, 64, 3)),
        ((2, 3, 4), [-1], (24,)),
        ((2, 3, 4), [4, -1, 2], (4, 3, 2)),
        ((2, 1, 4), [[0], [1, 2]], (2, 4)),
        ((2, 3, 4), [2, 1, [1], [2]], (2, 1, 3, 4)),
        ((), [1, -1], (1, 1)),
    ],
)
def test_reshape_makes_the_shape_of_the_text(
    decoded: tuple[int, ...], shape: list[Any], encoded: tuple[int, ...]
) -> None:
    tried = chain(decoded, "uint8", codec("reshape", shape=shape), {"name": "bytes"})
    assert tried.inner.shape == encoded
    row = elements((np.arange(math.prod(decoded)) % 251).astype("u1").reshape(decoded))
    assert tried.encode(row) == row.tobytes()
    assert np.array_equal(tried.decode(row.tobytes()), row)


@pytest.mark.parametrize(
    ("shape", "clause"),
    [
        ([5, 5], "invariant"),
        ([5, -1], "invariant"),
        ([-1, -1], "shape.rest-once"),
        ([[1], [0], [2]], "input-dims.increasing"),
        ([[1, 0], [2]], "input-dims.increasing"),
        ([[0], [0], 12], "input-dims.increasing"),
        ([[1], [2], 2], "input-dims.aligned"),
        ([4, [1], 2], "input-dims.aligned"),
        ([0, -1], "shape.items"),
        ([-2, 12], "shape.items"),
        (["24"], "shape.items"),
    ],
)
def test_reshape_refuses(shape: list[Any], clause: str) -> None:
    found = refused((2, 3, 4), "uint8", codec("reshape", shape=shape), {"name": "bytes"})
    assert found == f"ext.codec.reshape.{clause}"


def test_reshape_comes_after_transpose_in_the_order_of_the_list() -> None:
    turned = codec("transpose", order=[1, 0])
    tried = chain((2, 3), "uint8", turned, codec("reshape", shape=[-1]), {"name": "bytes"})
    assert tried.decode(bytes(range(6)))[..., 0].tolist() == [[0, 2, 4], [1, 3, 5]]


# --- scale_offset


def test_scale_offset_computes_in_the_data_type() -> None:
    scaled = codec("scale_offset", offset=5, scale=0.1)
    tried = chain((4,), "float32", scaled, LITTLE)
    stored = np.array([0.3, -1.7, 25.0, 1e-3], "<f4")
    wanted = stored / np.float32(0.1) + np.float32(5)
    assert tried.decode(stored.tobytes()).tobytes() == wanted.tobytes()
    assert tried.encode(elements(wanted)) == (
        ((wanted - np.float32(5)) * np.float32(0.1)).tobytes()
    )


def test_scale_offset_of_integers_is_exact_or_an_error() -> None:
    scaled = codec("scale_offset", offset=-7, scale=3)
    tried = chain((2,), "uint64", codec("scale_offset", offset=1, scale=3), LITTLE, fill=b"\1" * 8)
    assert tried.decode(struct.pack("<QQ", 2**64 - 1, 0)).tobytes() == struct.pack(
        "<QQ", (2**64 - 1) // 3 + 1, 1
    )
    small = chain((1,), "int8", scaled, LITTLE)
    assert small.encode(elements(np.array([-10], "i1"))) == struct.pack("b", -9)
    with pytest.raises(SpecError):
        small.decode(struct.pack("b", 10))  # 10 / 3
    minus = chain((1,), "int8", codec("scale_offset", offset=-1, scale=-1), LITTLE, fill=b"\xff")
    with pytest.raises(SpecError):
        minus.decode(b"\x80")  # -128 / -1 = 128, although 128 - 1 would do


@pytest.mark.parametrize(
    ("configuration", "clause"),
    [
        ({"offset": 1.5}, "ext.codec.scale-offset.offset.encoding"),
        ({"scale": "2"}, "ext.codec.scale-offset.scale.encoding"),
        ({"scale": 2, "dtype": "int8"}, "ext.codec.scale-offset.additional-keys"),
        ({"offset": 1}, "ext.codec.scale-offset.representable"),
    ],
)
def test_scale_offset_refuses(configuration: Any, clause: str) -> None:
    assert refused((1,), "uint8", codec("scale_offset", **configuration), LITTLE) == clause


def test_the_fill_value_goes_through_the_chain_to_the_shard() -> None:
    sharded = codec(
        "sharding_indexed", chunk_shape=[2], codecs=[{"name": "bytes"}], index_codecs=[LITTLE]
    )
    codecs = (codec("scale_offset", offset=1000), codec("cast_value", data_type="uint8"), sharded)
    tried = chain((4,), "uint16", *codecs, fill=struct.pack("<H", 1007))
    assert tried.inner.fill_value == b"\7"
    assert isinstance(tried.array_to_bytes, ShardingIndexed)
    row = elements(np.array([1007, 1007, 1000, 1255], "<u2"))
    data = tried.encode(row)
    assert len(data) == 2 + 2 * 16
    assert np.array_equal(tried.decode(data), row)


# --- cast_value

CAST = {
    "nearest-even": [2, 4, -2, -4, 1, 0, -2],
    "towards-zero": [2, 3, -2, -3, 1, 0, -1],
    "towards-positive": [3, 4, -2, -3, 2, 1, -1],
    "towards-negative": [2, 3, -3, -4, 1, 0, -2],
    "nearest-away": [3, 4, -3, -4, 1, 1, -2],
}


@pytest.mark.parametrize("rounding", CAST)
def test_cast_value_rounds(rounding: str) -> None:
    configuration = {"data_type": "float64", "rounding": rounding}
    tried = chain((7,), "int8", codec("cast_value", **configuration), LITTLE)
    stored = struct.pack("<7d", 2.5, 3.5, -2.5, -3.5, 1.25, 0.5, -1.75)
    assert tried.decode(stored)[..., 0].astype("i1").tolist() == CAST[rounding]


@pytest.mark.parametrize(
    ("number", "name", "out_of_range", "wanted"),
    [
        (128.0, "int8", "clamp", 127),
        (128.0, "int8", "wrap", -128),
        (32768, "int16", "wrap", -32768),
        (32769, "int16", "wrap", -32767),
        (-32769, "int16", "wrap", 32767),
        (255.5, "uint8", "wrap", 0),
        (-1, "uint64", "wrap", 2**64 - 1),
    ],
)
def test_cast_value_by_the_examples_of_the_text(
    number: Any, name: str, out_of_range: str, wanted: int
) -> None:
    data = cast_value.cast(number, CORE[name], "nearest-even", out_of_range)
    assert cast_value.number(CORE[name], data) == wanted
    with pytest.raises(SpecError):
        cast_value.cast(number, CORE[name], "nearest-even", None)


def test_cast_value_rounds_to_nearest_like_numpy() -> None:
    draws = np.random.default_rng(5)
    numbers = draws.standard_normal(500) * 10.0 ** draws.integers(-10, 6, 500)
    numbers = numbers[np.abs(numbers) < 65000]
    for name, dtype in (("float16", "<f2"), ("float32", "<f4")):
        for number in numbers:
            data = cast_value.cast(float(number), CORE[name], "nearest-even", None)
            assert data == np.array(number).astype(dtype).tobytes()
    for number in draws.integers(-(2**63), 2**63 - 1, 500):
        data = cast_value.cast(int(number), CORE["float32"], "nearest-even", None)
        assert data == np.array(number).astype("<f4").tobytes()


def test_cast_value_and_what_is_not_finite() -> None:
    single = CORE["float32"]
    for text in ("nan", "inf", "-inf", "-0.0"):
        data = cast_value.cast(float(text), single, "nearest-even", None)
        assert str(cast_value.number(single, data)) == text
        if text != "-0.0":
            with pytest.raises(SpecError):
                cast_value.cast(float(text), CORE["int8"], "nearest-even", "clamp")
    assert cast_value.cast(1e6, CORE["float16"], "nearest-even", "clamp") == b"\x00\x7c"
    assert cast_value.cast(-1e6, CORE["float16"], "nearest-even", "clamp") == b"\x00\xfc"


def test_cast_value_uses_the_first_entry_of_a_scalar_map() -> None:
    maps = {"encode": [["NaN", 0]], "decode": [[0, "NaN"], [0, 5.0], [1, -1.5]]}
    tried = chain(
        (3,),
        "float64",
        codec("cast_value", data_type="uint8", scalar_map=maps),
        LITTLE,
        fill=struct.pack("<d", math.nan),
    )
    numbers = struct.unpack("<3d", tried.decode(b"\0\1\2").tobytes())
    assert math.isnan(numbers[0])
    assert numbers[1:] == (-1.5, 2.0)


@pytest.mark.parametrize(
    ("fill", "configuration", "clause"),
    [
        (0.0, {"data_type": "uint8", "round": "up"}, "additional-keys"),
        (0.0, {"rounding": "nearest-even"}, "data-type.required"),
        (math.nan, {"data_type": "uint8"}, "not-finite"),
        (300.0, {"data_type": "uint8"}, "out-of-range.absent"),
        (300.0, {"data_type": "uint8", "out_of_range": "clamp"}, "fill-value.round-trip.changed"),
        (1.5, {"data_type": "uint8"}, "fill-value.round-trip.changed"),
        (0.0, {"data_type": "float32", "out_of_range": "wrap"}, "out-of-range.wrap.integral"),
    ],
)
def test_cast_value_refuses(fill: float, configuration: Any, clause: str) -> None:
    found = refused(
        (1,), "float64", codec("cast_value", **configuration), LITTLE, fill=struct.pack("<d", fill)
    )
    assert found == f"ext.codec.cast-value.{clause}"


# --- the rectilinear grid


def rectilinear(*chunk_shapes: Any, shape: tuple[int, ...]) -> grid.ChunkGrid:
    configuration = {"kind": "inline", "chunk_shapes": list(chunk_shapes)}
    return grid.parse({"name": "rectilinear", "configuration": configuration}, shape)


def test_the_example_of_the_text() -> None:
    found = rectilinear(4, [1, 2, 3], [[4, 2]], [[1, 3], 3], [4, 4, 4], shape=(6, 6, 6, 6, 6))
    at_last = found.shape_at((1, 2, 1, 3, 1))
    assert at_last == (4, 3, 4, 3, 4)
    assert found.region((1, 2, 1, 3, 1)) == (
        slice(4, 6),
        slice(3, 6),
        slice(4, 6),
        slice(3, 6),
        slice(4, 6),
    )
    # The third chunk of the last dimension lies beyond the edge.
    assert len(list(found.chunks())) == 2 * 3 * 2 * 4 * 2


def test_runs_may_be_far_longer_than_the_array() -> None:
    assert rectilinear([[2, 10**15]], shape=(5,)).shape_at((2,)) == (2,)
    assert list(rectilinear(3, [[2, 9]], shape=(0, 0)).chunks()) == []


@pytest.mark.parametrize(
    ("chunk_shapes", "clause"),
    [
        ([4], "chunk-shapes.length"),
        ([[1, 2], 3], "edge-lengths.sum"),
        ([[1, 0, 5], 3], "edge-lengths.positive"),
        ([-4, 3], "edge-lengths.positive"),
        ([[[1, 0], 6], 3], "run-length.positive"),
        ([[[0, 6], 6], 3], "run-length.positive"),
        ([[[[1, 2], 3], 6], 3], "run-length.positive"),
        ([[[6]], 3], "run-length.form"),
    ],
)
def test_grids_that_are_refused(chunk_shapes: list[Any], clause: str) -> None:
    with pytest.raises(SpecError) as caught:
        rectilinear(*chunk_shapes, shape=(6, 3))
    assert caught.value.clause == f"ext.grid.rectilinear.{clause}"


def test_an_array_with_chunks_of_several_shapes() -> None:
    configuration = {"kind": "inline", "chunk_shapes": [[1, 3], [2, [1, 2]]]}
    document = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [3, 4],
        "data_type": "uint8",
        "chunk_grid": {"name": "rectilinear", "configuration": configuration},
        "chunk_key_encoding": {"name": "default"},
        "fill_value": 9,
        "codecs": [codec("reshape", shape=[[0, 1]]), {"name": "bytes"}],
    }
    store = {
        "zarr.json": json.dumps(document).encode(),
        "c/0/0": bytes([1, 2]),
        "c/0/2": bytes([4]),
        "c/1/0": bytes([5, 6, 7, 8, 0, 0]),
        "c/1/1": bytes([10, 11, 0]),
    }
    node = oracle.read_array(store)
    assert node.values[..., 0].tolist() == [[1, 2, 9, 4], [5, 6, 10, 9], [7, 8, 11, 9]]
    assert oracle.encode_chunks(node.metadata, node.values, outside=b"\0")["c/1/1"] == b"\x0a\x0b\0"
