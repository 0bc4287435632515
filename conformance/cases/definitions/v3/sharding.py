"""The sharding codec: its index, its inner chunks, and where they lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.cases.builder import (
    CRC32C,
    ArrayDraft,
    array,
    bytes_codec,
    sharding,
    transpose,
)
from conformance.cases.model import Case
from conformance.oracle.codecs.sharding_indexed import EMPTY, ShardingIndexed
from conformance.oracle.metadata import ArrayMetadata

BYTES, BIG = bytes_codec(), bytes_codec("big")
FORMAT = "v3.codec.sharding.format"
ENTRIES = "v3.codec.sharding.index.entries"
EMPTY_INNER = "v3.codec.sharding.index.empty", "v3.codec.sharding.empty-chunk"


def sharded(name: str, title: str, *clauses: str, codec: Any = None) -> ArrayDraft:
    """A sharded array of 4 by 9: shards of 4 by 6, inner chunks of 2 by 3, fill value 513."""
    draft = array(f"v3/codecs/sharding/{name}", title, *clauses)
    draft = draft.shape(4, 9, chunks=(4, 6)).data_type("uint16", 513)
    return draft.codecs(codec or sharding(2, 3)).outside(b"\xee\xee")


INDEX_AT_END = sharded(
    "index-at-end",
    "The index is at the end of the shard, followed by its checksum.",
    "v3.codec.sharding.index-location.values",
    "v3.codec.sharding.index.offset",
    "v3.codec.sharding.name",
    "v3.codec.sharding.index-location",
    "v3.codec.sharding.index-location.end",
    "v3.codec.sharding.shard",
    "v3.codec.sharding.multiple",
    "v3.codec.sharding.chunks-per-shard",
).read()

INDEX_WITHOUT_CHECKSUM = sharded(
    "index-without-checksum",
    "The index has no checksum.",
    "v3.codec.sharding.index.codecs-apply",
    "v3.codec.sharding.index.size",
    codec=sharding(2, 3, index_codecs=[BYTES]),
).read()

ONE_INNER_CHUNK = sharded(
    "one-inner-chunk",
    "An inner chunk is as large as its shard.",
    FORMAT,
    codec=sharding(4, 6),
).read()


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield INDEX_AT_END
    yield INDEX_WITHOUT_CHECKSUM
    yield from _index()
    yield from _empty()
    yield from _layout()
    yield from _grids()


def _index() -> Iterator[Case]:
    location = "v3.codec.sharding.index-location"
    checks = "v3.codec.sharding.index.codecs-apply"
    size = "v3.codec.sharding.index.size"
    options: dict[str, tuple[Any, tuple[str, ...], str]] = {
        "index-at-start": (
            sharding(2, 3, location="start"),
            (f"{location}.start", "v3.codec.sharding.index.offset"),
            "The index is at the start of the shard, and offsets count from the shard's start.",
        ),
        "index-location-absent": (
            sharding(2, 3, location=None),
            (f"{location}.default",),
            "Where the index is, is not said: it is at the end.",
        ),
        "index-at-start-without-checksum": (
            sharding(2, 3, index_codecs=[BYTES], location="start"),
            (checks, size),
            "The index is at the start and has no checksum.",
        ),
        "index-big-endian": (
            sharding(2, 3, index_codecs=[BIG, CRC32C]),
            (checks,),
            "The index is big-endian, and the inner chunks are little-endian.",
        ),
        "inner-big-endian": (
            sharding(2, 3, codecs=[BIG]),
            ("v3.codec.sharding.codecs.apply",),
            "The inner chunks are big-endian, and the index is little-endian.",
        ),
        "index-transposed": (
            sharding(2, 3, index_codecs=[transpose(2, 0, 1), BYTES, CRC32C]),
            (checks,),
            "The index is transposed: all offsets, by columns, come before all lengths.",
        ),
        "index-two-checksums": (
            sharding(2, 3, index_codecs=[BYTES, CRC32C, CRC32C]),
            (checks, size),
            "The index has two checksums, and so four more bytes.",
        ),
    }
    for name, (codec, clauses, title) in options.items():
        yield sharded(name, title, *clauses, codec=codec).read()
    # A reader that looks at the other end takes elements for lengths, and these are absurd ones.
    yield (
        array(
            "v3/codecs/sharding/index-at-start-before-zeros",
            "The index is at the start, and zeros are where a reader may look for it at the end.",
            f"{location}.start",
            "v3.codec.sharding.index.offset",
        )
        .shape(3)
        .data_type("int32", -7)
        .values(0, 0, 0)
        .codecs(sharding(1, index_codecs=[BYTES], location="start"))
        .read()
    )


def _empty() -> Iterator[Case]:
    yield (sharded("shard-missing", "A whole shard is missing.", FORMAT).missing((0, 0)).read())
    # Elements of 4 by 9, all 513 but for those of single inner chunks.
    some = [n if 3 <= n % 9 < 6 and n < 18 else 513 for n in range(36)]
    yield (
        sharded(
            "inner-chunks-empty",
            "All inner chunks but one are empty, and the fill value is not zero.",
            *EMPTY_INNER,
        )
        .values(*some)
        .outside(b"\x01\x02")
        .read()
    )
    yield (
        sharded(
            "inner-chunks-empty-index-at-start",
            "All inner chunks but one are empty, and the index is at the start.",
            *EMPTY_INNER,
            codec=sharding(2, 3, location="start"),
        )
        .values(*some)
        .outside(b"\x01\x02")
        .read()
    )
    yield (
        sharded("all-inner-chunks-empty", "Shards hold nothing but their index.", *EMPTY_INNER)
        .values(*[513] * 36)
        .outside(b"\x01\x02")
        .read()
    )


def relaid(order: Sequence[int], gap: bytes) -> Any:
    """Lay the inner chunks of each shard out anew: in this order, each after a gap."""

    def rewrite(metadata: ArrayMetadata, _: str, shard: bytes) -> bytes:
        codec = metadata.codecs.array_to_bytes
        assert isinstance(codec, ShardingIndexed)
        entries = codec.decode_index(shard)
        size = len(codec.encode_index(entries))
        start = size if codec.index_location == "start" else 0
        body = b""
        for i in order:
            offset, length = entries[i]
            if length != EMPTY:
                body += gap
                entries[i] = (start + len(body), length)
                body += shard[offset : offset + length]
        body += gap
        index = codec.encode_index(entries)
        return index + body if start else body + index

    return rewrite


def _layout() -> Iterator[Case]:
    yield (
        sharded(
            "inner-chunks-shuffled",
            "The inner chunks lie in the shard in another order than in the array.",
            "v3.codec.sharding.order.any",
            "v3.codec.sharding.order.not-fixed",
        )
        .rechunk(relaid((2, 0, 3, 1), b""))
        .read()
    )
    for location in ("end", "start"):
        yield (
            sharded(
                f"gaps-index-at-{location}",
                f"There is unused space around the inner chunks; the index is at the {location}.",
                "v3.codec.sharding.unused-space",
                codec=sharding(2, 3, location=location),
            )
            .rechunk(relaid((1, 3, 2, 0), b"\xaa\xbb\xcc\xdd\xee"))
            .read()
        )
    yield (
        sharded(
            "inner-chunks-share-bytes",
            "Inner chunks of the same elements refer to the same bytes of the shard.",
            ENTRIES,
        )
        .values(*(n // 9 % 2 * 3 + n % 3 for n in range(36)))
        .outside(b"\x01\x02")
        .rechunk(_share)
        .observe()
    )


def _share(metadata: ArrayMetadata, _: str, shard: bytes) -> bytes:
    codec = metadata.codecs.array_to_bytes
    assert isinstance(codec, ShardingIndexed)
    places: dict[bytes, tuple[int, int]] = {}
    body, entries = b"", []
    for offset, length in codec.decode_index(shard):
        if length == EMPTY:
            entries.append((offset, length))
            continue
        data = shard[offset : offset + length]
        if data not in places:
            places[data] = (len(body), length)
            body += data
        entries.append(places[data])
    return body + codec.encode_index(entries)


def _grids() -> Iterator[Case]:
    draft = array("v3/codecs/sharding/0d", "An array of no dimensions: one inner chunk.", FORMAT)
    yield draft.shape().codecs(sharding()).read()
    draft = array(
        "v3/codecs/sharding/1d", "An array of one dimension; the last shard overhangs.", FORMAT
    )
    yield draft.shape(17, chunks=(8,)).codecs(sharding(2)).outside(b"\xee\xee").read()
    draft = array(
        "v3/codecs/sharding/3d",
        "An array of three dimensions; shards and inner chunks have unequal sides.",
        FORMAT,
        "v3.codec.sharding.index.shape",
        "v3.codec.sharding.chunks-per-shard",
    )
    yield (
        draft.shape(3, 5, 7, chunks=(2, 3, 8)).codecs(sharding(1, 3, 4)).outside(b"\xee\xee").read()
    )
    yield ONE_INNER_CHUNK
    yield sharded(
        "inner-chunks-of-one-element",
        "Each inner chunk holds a single element.",
        FORMAT,
        codec=sharding(1, 1),
    ).read()
    yield (
        sharded(
            "inner-chunks-beyond-edge-empty",
            "Inner chunks wholly beyond the edge of the array are empty, and part of the index.",
            "v3.codec.sharding.index.full-shape",
        )
        .outside(b"\x01\x02")
        .read()
    )
