"""Codecs against bytes that were written by hand, and against the formulas of the text."""

from __future__ import annotations

import itertools
import struct
import zlib
from typing import Any

import numpy as np
import pytest

from conformance.oracle import SpecError
from conformance.oracle.codecs import Chain, Elements, Representation, parse_chain
from conformance.oracle.codecs.crc32c import Crc32c
from conformance.oracle.codecs.sharding_indexed import ShardingIndexed
from conformance.oracle.codecs.transpose import Transpose
from conformance.oracle.data_types import CORE

LITTLE = {"name": "bytes", "configuration": {"endian": "little"}}
BIG = {"name": "bytes", "configuration": {"endian": "big"}}
EMPTY = 2**64 - 1


def chain(shape: tuple[int, ...], data_type: str, *codecs: Any, fill: bytes = b"") -> Chain:
    element = fill or bytes(CORE[data_type].size)
    return parse_chain(list(codecs), Representation(shape, CORE[data_type], element))


def elements(dtype: str, *numbers: Any) -> Elements:
    """A row of numbers as the oracle holds them."""
    data = np.array(numbers, dtype)
    return data.view(np.uint8).reshape(len(numbers), data.dtype.itemsize)


@pytest.mark.parametrize(
    ("data_type", "dtype", "numbers", "big", "little"),
    [
        ("uint16", "<u2", (0x0102, 3), "01020003", "02010300"),
        ("int32", "<i4", (-2, 5), "fffffffe00000005", "feffffff05000000"),
        ("float32", "<f4", (1.0, -2.5), "3f800000c0200000", "0000803f000020c0"),
        ("complex64", "<c8", (1 - 2.5j,), "3f800000c0200000", "0000803f000020c0"),
        ("uint8", "u1", (7, 200), "07c8", "07c8"),
    ],
)
def test_bytes(data_type: str, dtype: str, numbers: tuple[Any, ...], big: str, little: str) -> None:
    row = elements(dtype, *numbers)
    for codec, text in ((BIG, big), (LITTLE, little)):
        tried = chain((len(numbers),), data_type, codec)
        assert tried.encode(row).hex() == text
        assert np.array_equal(tried.decode(bytes.fromhex(text)), row)


def test_elements_are_in_c_order() -> None:
    chunk = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    assert chain((2, 3), "uint8", {"name": "bytes"}).encode(chunk) == bytes(range(6))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_transpose_by_the_formula_of_the_text(order: tuple[int, ...]) -> None:
    shape = (2, 3, 4)
    chunk = np.arange(24, dtype=np.uint8).reshape(*shape, 1)
    encoded = Transpose(order).encode(chunk)
    assert encoded.shape[:-1] == tuple(shape[order[i]] for i in range(3))
    for place in itertools.product(*map(range, shape)):
        assert encoded[tuple(place[order[i]] for i in range(3))] == chunk[place]
    assert np.array_equal(Transpose(order).decode(encoded), chunk)


def test_two_transposes_are_undone_last_first() -> None:
    turns = [{"name": "transpose", "configuration": {"order": o}} for o in ([1, 2, 0], [1, 0, 2])]
    chunk = np.arange(24, dtype=np.uint8).reshape(2, 3, 4, 1)
    tried = chain((2, 3, 4), "uint8", *turns, {"name": "bytes"})
    by_hand = chunk[..., 0].transpose(1, 2, 0).transpose(1, 0, 2)
    assert tried.encode(chunk) == by_hand.tobytes()
    assert np.array_equal(tried.decode(by_hand.tobytes()), chunk)


@pytest.mark.parametrize(
    ("content", "checksum"),
    [
        (bytes(32), "aa36918a"),
        (b"\xff" * 32, "43aba862"),
        (bytes(range(32)), "4e79dd46"),
        (bytes(range(31, -1, -1)), "5cdb3f11"),
        (
            bytes.fromhex("01c0" + "00" * 14 + "14" + "00" * 5 + "04" + "00" * 4)
            + bytes.fromhex("14" + "00" * 3 + "18" + "28" + "00" * 7 + "02" + "00" * 7),
            "563a96d9",
        ),
    ],
    ids=["zeros", "ones", "up", "down", "iscsi-read"],
)
def test_crc32c_by_the_vectors_of_rfc_3720(content: bytes, checksum: str) -> None:
    assert Crc32c().encode(content).hex() == content.hex() + checksum
    assert Crc32c().decode(content + bytes.fromhex(checksum)) == content


def test_gzip_of_one_stored_block() -> None:
    content = bytes(range(10))
    stored = b"\x01" + struct.pack("<HH", 10, 10 ^ 0xFFFF) + content
    stream = bytes.fromhex("1f8b08000000000000ff") + stored
    stream += struct.pack("<II", zlib.crc32(content), 10)
    tried = chain((10,), "uint8", {"name": "bytes"}, gzip())
    assert tried.decode(stream).tobytes() == content
    assert zlib.decompress(tried.encode(tried.decode(stream)), 31) == content


def gzip(level: object = 5) -> dict[str, Any]:
    return {"name": "gzip", "configuration": {"level": level}}


def test_blosc_of_a_frame_that_is_only_copied() -> None:
    content = bytes(range(10))
    # Versions, flags (copied), size of an element; sizes of content, block and frame.
    frame = bytes([2, 1, 0x02, 1]) + struct.pack("<III", 10, 10, 26) + content
    options = {"cname": "lz4", "clevel": 0, "shuffle": "noshuffle", "blocksize": 0}
    codec = {"name": "blosc", "configuration": options}
    assert chain((10,), "uint8", {"name": "bytes"}, codec).decode(frame).tobytes() == content


def sharding(shape: list[int], location: str, *index_codecs: Any) -> dict[str, Any]:
    configuration = {
        "chunk_shape": shape,
        "codecs": [LITTLE],
        "index_codecs": list(index_codecs) or [LITTLE],
        "index_location": location,
    }
    return {"name": "sharding_indexed", "configuration": configuration}


def test_the_index_of_the_example_in_the_text_has_68_bytes() -> None:
    tried = chain((64, 64), "uint8", sharding([32, 32], "end", LITTLE, {"name": "crc32c"}))
    codec = tried.array_to_bytes
    assert isinstance(codec, ShardingIndexed)
    assert codec.index_codecs.decoded.shape == (2, 2, 2)
    assert codec.index_codecs.encoded_size() == 68


@pytest.mark.parametrize("location", ["start", "end"])
def test_a_shard_written_by_hand(location: str) -> None:
    # Three inner chunks of two elements: the second is empty, the third lies before the first.
    first, third = struct.pack("<2H", 1, 2), struct.pack("<2H", 5, 6)
    start = 48 if location == "start" else 0
    index = struct.pack("<6Q", start + 6, 4, EMPTY, EMPTY, start + 1, 4)
    body = b"\xaa" + third + b"\xbb" + first
    shard = index + body if location == "start" else body + index
    tried = chain((6,), "uint16", sharding([2], location), fill=b"\x09\x00")
    assert tried.decode(shard).reshape(-1).view("<u2").tolist() == [1, 2, 9, 9, 5, 6]


def test_a_shard_as_the_oracle_writes_it() -> None:
    row = elements("<u2", 1, 2, 9, 9, 5, 6)
    tried = chain((6,), "uint16", sharding([2], "end", BIG), fill=b"\x09\x00")
    body = struct.pack("<4H", 1, 2, 5, 6)
    assert tried.encode(row) == body + struct.pack(">6Q", 0, 4, EMPTY, EMPTY, 4, 4)


@pytest.mark.parametrize(
    ("codecs", "clause"),
    [
        ([], "v3.core.array.codecs.not-empty"),
        ([{"name": "crc32c"}, LITTLE], "v3.core.codecs.order"),
        ([LITTLE, LITTLE], "v3.core.codecs.one-array-to-bytes"),
        ([{"name": "transpose", "configuration": {"order": [0]}}],
         "v3.core.codecs.one-array-to-bytes"),
        ([LITTLE, {"name": "no-such-codec"}], "v3.core.extension.unknown-field"),
        (["bytes"], "v3.codec.bytes.endian.required"),
        ([{"name": "bytes", "configuration": {"endian": "middle"}}],
         "v3.codec.bytes.endian.values"),
        ([{"name": "transpose", "configuration": {"order": [1]}}, LITTLE],
         "v3.codec.transpose.order.permutation"),
        ([{"name": "transpose"}, LITTLE], "v3.codec.transpose.order.required"),
        ([LITTLE, gzip(10)], "v3.codec.gzip.level"),
        ([sharding([2, 2], "end")], "v3.codec.sharding.chunk-shape.length"),
        ([sharding([4], "end")], "v3.codec.sharding.chunk-shape.divides"),
        ([sharding([2], "middle")], "v3.codec.sharding.index-location.values"),
    ],
)  # fmt: skip
def test_a_chain_that_must_be_refused(codecs: list[Any], clause: str) -> None:
    with pytest.raises(SpecError) as caught:
        chain((6,), "uint16", *codecs)
    assert caught.value.clause == clause


@pytest.mark.parametrize("data", [b"", bytes(11), bytes(13)])
def test_a_chunk_of_the_wrong_length(data: bytes) -> None:
    with pytest.raises(SpecError):
        chain((6,), "uint16", LITTLE).decode(data)
