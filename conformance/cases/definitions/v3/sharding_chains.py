"""The sharding codec in chains: codecs inside it, before it and after it, and itself inside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import CRC32C, array, blosc, gzip, sharding, transpose
from conformance.cases.definitions.v3.compression import restream
from conformance.cases.definitions.v3.sharding import BIG, BYTES, EMPTY_INNER, FORMAT, sharded
from conformance.cases.model import Case
from conformance.cases.streams import gzip_stored

KIND = "v3.codec.sharding.kind"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    inner = "v3.codec.sharding.codecs.apply"
    chains: dict[str, tuple[list[Any], str]] = {
        "inner-gzip": ([BYTES, gzip()], "compressed with gzip"),
        "inner-blosc": ([BYTES, blosc()], "compressed with blosc"),
        "inner-crc32c": ([BYTES, CRC32C], "each followed by a checksum"),
        "inner-transpose": ([transpose(1, 0), BYTES], "transposed"),
        "inner-transpose-gzip-crc32c": (
            [transpose(1, 0), BIG, gzip(), CRC32C],
            "transposed, big-endian, compressed and followed by a checksum",
        ),
    }
    for name, (codecs, words) in chains.items():
        yield sharded(
            name, f"Inner chunks are {words}.", inner, codec=sharding(2, 3, codecs=codecs)
        ).read()
    yield (
        array(
            "v3/codecs/sharding/inner-transpose-3d",
            "Inner chunks are transposed by an order that is not its own inverse.",
            inner,
        )
        .shape(3, 6, 4, chunks=(2, 6, 4))
        .codecs(sharding(2, 3, 4, codecs=[transpose(1, 2, 0), BYTES]))
        .outside(b"\xee\xee")
        .read()
    )
    # The inner chunk shape divides the shard before and after the transposition.
    yield (
        array(
            "v3/codecs/sharding/after-transpose",
            "Shards are transposed before they are split into inner chunks.",
            FORMAT,
            "v3.core.codecs.sequence",
        )
        .shape(4, 12, chunks=(4, 8))
        .codecs(transpose(1, 0), sharding(2, 4))
        .outside(b"\xee\xee")
        .read()
    )
    yield sharded(
        "nested",
        "Inner chunks are shards themselves.",
        inner,
        codec=sharding(2, 6, codecs=[sharding(1, 3, location="start")]),
    ).read()
    yield (
        array(
            "v3/codecs/sharding/nested-empty",
            "A shard within the shard is empty, and so is a chunk within its neighbour.",
            *EMPTY_INNER,
            inner,
        )
        .shape(4, 4)
        .data_type("uint16", 513)
        .codecs(sharding(2, 4, codecs=[sharding(1, 4)]))
        .values(*[513] * 8, *range(4), *[513] * 4)
        .read()
    )
    yield (
        sharded("followed-by-crc32c", "Shards are followed by a checksum.", FORMAT, KIND)
        .codecs(sharding(2, 3), CRC32C)
        .observe()
    )
    yield (
        sharded("followed-by-gzip", "Whole shards are compressed.", FORMAT, KIND)
        .codecs(sharding(2, 3), gzip())
        .rechunk(restream(gzip_stored))
        .observe()
    )
