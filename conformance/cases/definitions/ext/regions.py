"""Parts of arrays with registered codecs: a reader may decode less, and must still be right.

Whole arrays with the same codecs are in the modules of the codecs.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import ArrayDraft, Json, array, bytes_codec, sharding, transpose
from conformance.cases.definitions.ext.parts import LITTLE, SEQUENCE, codec
from conformance.cases.model import Case

WHOLE = "The one library that has the codec reads the whole array so, and regions otherwise."
CAST: Json = codec("cast_value", data_type="int16")
SCALE: Json = codec("scale_offset", offset=100, scale=4)


def _array(name: str, title: str, *clauses: str) -> ArrayDraft:
    """Two chunks of 4 by 6 elements, of ``int32``."""
    cited = (c if c.startswith("v3.") else f"ext.codec.{c}" for c in clauses)
    draft = array(f"ext/codecs/{name}", title, *cited)
    return draft.shape(8, 6, chunks=(4, 6)).data_type("int32", 110)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for draft in (*_chunks(), *_shards()):
        # Within the first chunk along one dimension, and across both along the other.
        yield draft.region((1, 6), (2, 5)).read()
    yield (
        array(
            "ext/codecs/packbits/region-of-high-bytes",
            "A region of an array whose elements are stored as one byte of two.",
            "ext.codec.packbits.first-bit",
            "ext.codec.packbits.elements",
        )
        .shape(4, 6, chunks=(2, 6))
        .codecs(codec("packbits", first_bit=8))
        .values(*(i * 256 for i in range(24)))
        .stand_by(WHOLE)
        .region((1, 3), (2, 5))
        .read()
    )
    yield (
        array(
            "ext/codecs/bitround/region",
            "A region of an array of rounded numbers.",
            "ext.codec.bitround.array-to-array",
        )
        .shape(4, 6, chunks=(2, 6))
        .data_type("float32", 0.0)
        .codecs(codec("bitround", keepbits=5), transpose(1, 0), bytes_codec("big"))
        .values(*range(1, 25))
        .region((1, 3), (2, 5))
        .read()
    )


def _chunks() -> Iterator[ArrayDraft]:
    yield _array(
        "zstd/region", "A region of an array of compressed chunks.", "zstd.bytes-to-bytes"
    ).codecs(LITTLE, codec("zstd", level=1, checksum=True))
    yield _array(
        "reshape/region",
        "A region of an array whose chunks are reshaped and transposed.",
        "reshape.order",
    ).codecs(codec("reshape", shape=[3, -1, 2]), transpose(2, 0, 1), LITTLE)
    yield _array(
        "scale-offset/region", "A region of an array of scaled integers.", "scale-offset.decoding"
    ).codecs(SCALE, transpose(1, 0), LITTLE)
    yield _array(
        "cast-value/region", "A region of an array of cast integers.", "cast-value.decoding"
    ).codecs(transpose(1, 0), CAST, bytes_codec("big"))


def _shards() -> Iterator[ArrayDraft]:
    # The second inner chunk of the first shard and the first of the second one are missing.
    values = [i if (i // 6 % 4 // 2, i % 6 // 3) != (0, 1) or i > 23 else 110 for i in range(48)]
    values = [110 if i >= 24 and i // 6 < 6 and i % 6 < 3 else v for i, v in enumerate(values)]
    yield (
        _array(
            "scale-offset/region-of-shards",
            "A region of shards of scaled integers; two inner chunks are missing.",
            "scale-offset.fill-value",
            "scale-offset.decoding",
            SEQUENCE,
        )
        .codecs(SCALE, sharding(2, 3))
        .values(*values)
    )
    yield (
        _array(
            "cast-value/region-of-shards",
            "A region of shards of cast integers; two inner chunks are missing.",
            "cast-value.fill-value",
            "cast-value.decoding",
            SEQUENCE,
        )
        .codecs(CAST, sharding(2, 3))
        .values(*values)
    )
    yield (
        _array(
            "reshape/region-of-shards",
            "A region of shards that were reshaped before; two inner chunks are missing.",
            "reshape.order",
            "reshape.dimensions",
            "v3.codec.sharding.empty-chunk",
        )
        .codecs(codec("reshape", shape=[2, 2, 6]), sharding(1, 2, 3))
        .values(*values)
        .stand_by(WHOLE)
    )
    yield (
        _array(
            "zstd/region-of-shards",
            "A region of shards of compressed inner chunks, two of which are missing.",
            "zstd.bytes-to-bytes",
        )
        .codecs(sharding(2, 3, codecs=[LITTLE, codec("zstd", level=1, checksum=False)]))
        .values(*values)
    )
