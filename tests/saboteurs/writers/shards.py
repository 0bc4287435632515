"""Faults of writers of shards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from conformance.oracle.codecs import Chain
from conformance.oracle.codecs.sharding_indexed import EMPTY, ShardingIndexed
from conformance.oracle.elements import Elements
from conformance.oracle.grid import RegularGrid
from tests.saboteurs.writers.registry import (
    change_chunks,
    change_new,
    invalid,
    method,
    saying,
    wrong,
)

SHARD = "v3.codec.sharding"
Entries = list[tuple[int, int]]


def entries(change: Any) -> None:
    """Change the entries of an index before it is encoded: of the codec and the entries."""
    method(
        ShardingIndexed,
        "encode_index",
        lambda encode, codec, given: encode(codec, change(codec, given)),
    )


@invalid(
    "index-always-at-the-end",
    "The index is at the end, whatever the document says.",
    f"{SHARD}.index-location.start",
)
def _() -> None:
    method(
        ShardingIndexed,
        "encode",
        lambda encode, codec, *given: encode(replace(codec, index_location="end"), *given),
    )


@invalid(
    "index-always-at-the-start",
    "The index is at the start, whatever the document says.",
    f"{SHARD}.index-location.end",
)
def _() -> None:
    method(
        ShardingIndexed,
        "encode",
        lambda encode, codec, *given: encode(replace(codec, index_location="start"), *given),
    )


@wrong(
    "offsets-without-index",
    "Offsets count from the end of an index at the start.",
    f"{SHARD}.index.offset",
)
def _() -> None:
    def change(codec: ShardingIndexed, given: Entries) -> Entries:
        size = codec._index_size() if codec.index_location == "start" else 0
        return [(max(o - size, 0) if o != EMPTY else o, length) for o, length in given]

    entries(change)


@invalid(
    "empty-inner-chunk-is-zeros",
    "An inner chunk that is not stored has 0 for offset and length.",
    f"{SHARD}.index.empty",
)
def _() -> None:
    entries(lambda _, given: [(0, 0) if entry == (EMPTY, EMPTY) else entry for entry in given])


@invalid(
    "lengths-in-elements",
    "The index has the number of elements of an inner chunk, not that of bytes.",
    f"{SHARD}.index.entries",
)
def _() -> None:
    def change(codec: ShardingIndexed, given: Entries) -> Entries:
        size = codec.inner.data_type.size
        return [(o, n if n == EMPTY else n // size) for o, n in given]

    entries(change)


@wrong("ends-for-lengths", "The index has ends, not lengths, and offsets from the second on.",
       f"{SHARD}.format")  # fmt: skip
def _() -> None:
    entries(lambda _, given: given[1:] + given[:1])


@wrong(
    "index-first-dimension-fastest",
    "The index is in the order of Fortran.",
    f"{SHARD}.index.shape",
)
def _() -> None:
    def change(codec: ShardingIndexed, given: Entries) -> Entries:
        shape = codec.index_codecs.decoded.shape[:-1]
        order = np.arange(len(given)).reshape(shape).ravel(order="F")
        return [given[n] for n in order]

    entries(change)


@invalid(
    "index-without-checksum",
    "The index has no checksum, though its codecs say so.",
    f"{SHARD}.index.codecs-apply",
)
def _() -> None:
    method(
        ShardingIndexed,
        "encode_index",
        lambda encode, codec, given: encode(
            replace(codec, index_codecs=replace(codec.index_codecs, bytes_to_bytes=())), given
        ),
    )


@invalid(
    "index-of-what-is-within",
    "The index has no entries for inner chunks beyond the edge of the array.",
    f"{SHARD}.index.full-shape",
)
def _() -> None:
    def change(encoded: bytes, metadata: Any, where: tuple[slice, ...]) -> bytes:
        codec = metadata.codecs.array_to_bytes
        if not isinstance(codec, ShardingIndexed) or codec.index_location == "start":
            return encoded
        inside = tuple(part.stop - part.start for part in where)
        within = set(RegularGrid(inside, codec.inner.shape).chunks())
        every = list(RegularGrid(metadata.codecs.decoded.shape, codec.inner.shape).chunks())
        pairs = zip(every, codec.decode_index(encoded), strict=True)
        kept = [entry for index, entry in pairs if index in within]
        if len(kept) == len(every):
            return encoded
        numbers = np.array(kept, "<u8").reshape(-1, 1)[..., None].view(np.uint8)
        bare = replace(codec.index_codecs, array_to_array=())
        body = encoded[: len(encoded) - codec._index_size()]
        return body + bare.encode(numbers)

    change_chunks(change)


@invalid(
    "inner-codecs-left-out",
    "Inner chunks are stored without what works on bytes.",
    f"{SHARD}.codecs.apply",
)
def _() -> None:
    def encode(original: Any, codec: ShardingIndexed, *given: Any) -> Any:
        bare: Chain = replace(codec.codecs, bytes_to_bytes=())
        return original(replace(codec, codecs=bare), *given)

    method(ShardingIndexed, "encode", encode)


@wrong(
    "inner-chunks-moved",
    "Inner chunks lie where the last dimension is the first.",
    f"{SHARD}.chunks-per-shard",
)
def _() -> None:
    def encode(original: Any, codec: ShardingIndexed, chunk: Elements, decoded: Any) -> Any:
        return original(codec, np.ascontiguousarray(chunk[::-1]), decoded)

    method(ShardingIndexed, "encode", encode)


@wrong(
    "lexicographical-order-assumed",
    "What is in a shard is taken to lie in the order of the index, without gaps.",
    f"{SHARD}.order.existing",
)
def _() -> None:
    def decode_index(original: Any, codec: ShardingIndexed, data: bytes) -> Entries:
        position = codec._index_size() if codec.index_location == "start" else 0
        found = []
        for offset, length in original(codec, data):
            found.append((position if offset != EMPTY else EMPTY, length))
            position += length if offset != EMPTY else 0
        return found

    method(ShardingIndexed, "decode_index", decode_index)


@wrong(
    "gaps-assumed-away",
    "The first inner chunk of a shard is taken to be at its beginning.",
    f"{SHARD}.unused-space",
)
def _() -> None:
    def decode_index(original: Any, codec: ShardingIndexed, data: bytes) -> Entries:
        given: Entries = original(codec, data)
        first = min((o for o, _ in given if o != EMPTY), default=0)
        begin = codec._index_size() if codec.index_location == "start" else 0
        return [(o if o == EMPTY else o - first + begin, n) for o, n in given]

    method(ShardingIndexed, "decode_index", decode_index)


@wrong(
    "shard-rewritten-from-nothing",
    "A part is written into an empty shard, and the other inner chunks are lost.",
    f"{SHARD}.index.entries",
)
def _() -> None:
    method(ShardingIndexed, "decode", lambda _, codec, data, decoded: decoded.filled())


@invalid(
    "index-location-in-capitals",
    "The location of the index is spelt END.",
    f"{SHARD}.index-location.values",
)
def _() -> None:
    def change(document: dict[str, Any]) -> dict[str, Any]:
        codecs = [
            {**codec, "configuration": {**codec["configuration"], "index_location": "END"}}
            if codec["name"] == "sharding_indexed"
            else codec
            for codec in document["codecs"]
        ]
        return saying(codecs=codecs)(document)

    change_new(change)
