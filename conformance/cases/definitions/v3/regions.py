"""Regions of arrays: which elements a reader takes from which chunks when it does not read all.

The text has no word for reading a part of an array. What it says about where an element lies holds
for every element by itself, so a case cites the clauses of the layout.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import ArrayDraft, array, bytes_codec, sharding, transpose
from conformance.cases.definitions.v3.arrays import EDGE, LOCATION, OVERHANG, UNINITIALISED, WITHIN
from conformance.cases.definitions.v3.sharding import EMPTY_INNER, FORMAT
from conformance.cases.model import Case

PARTIAL = ("v3.core.codecs.partial-decoding", "v3.core.codecs.partial-decoding.regions")


def region(name: str, title: str, *clauses: str) -> ArrayDraft:
    """Begin an array of which a region is read; beyond its edge are elements that show."""
    return array(f"v3/regions/{name}", title, *clauses).outside(OVERHANG).check("shape")


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _chunks()
    yield from _edges()
    yield from _encodings()
    yield from _shards()
    yield from _steps()


def _chunks() -> Iterator[Case]:
    for name, title, rows, columns in (
        (
            "inside-one-chunk",
            "The region lies inside one chunk, and touches none of its borders.",
            (4, 5),
            (5, 7),
        ),
        (
            "one-whole-chunk",
            "The region is one chunk: it begins and stops at borders.",
            (3, 6),
            (4, 8),
        ),
        (
            "across-chunk-borders",
            "The region begins inside one chunk and stops inside another.",
            (1, 5),
            (2, 9),
        ),
        (
            "across-one-border",
            "The region is shorter than a chunk, and lies on both sides of a border.",
            (2, 4),
            (3, 5),
        ),
    ):
        draft = region(name, title, LOCATION, WITHIN, "v3.grid.regular.origin", *PARTIAL)
        yield draft.shape(6, 10, chunks=(3, 4)).region(rows, columns).read()
    yield (
        region(
            "missing-chunk",
            "A chunk of the region is not stored, and its elements are the fill value.",
            UNINITIALISED,
            LOCATION,
        )
        .shape(5, 7, chunks=(3, 4))
        .data_type("uint16", 513)
        .missing((0, 1))
        .region((1, 4), (2, 6))
        .read()
    )
    yield (
        region(
            "0d",
            "The region of an array without dimensions is its one element.",
            "v3.core.array.zero-dimensions",
        )
        .shape()
        .region()
        .read()
    )


def _edges() -> Iterator[Case]:
    yield (
        region(
            "edge-chunk",
            "The region lies in the chunk at the corner, which overhangs both dimensions.",
            EDGE,
            WITHIN,
        )
        .shape(8, 6, chunks=(5, 4))
        .region((5, 8), (4, 6))
        .read()
    )
    yield (
        region(
            "last-element",
            "The region is the last element of an array of three dimensions.",
            WITHIN,
            LOCATION,
            EDGE,
        )
        .shape(3, 4, 7, chunks=(2, 3, 4))
        .region((2, 3), (3, 4), (6, 7))
        .read()
    )


def _encodings() -> Iterator[Case]:
    yield (
        region(
            "transposed",
            "The chunks are transposed, and the region is not the same along any two dimensions.",
            "v3.codec.transpose.mapping",
            "v3.codec.transpose.definition",
        )
        .shape(6, 8, 10, chunks=(4, 4, 4))
        .codecs(transpose(2, 0, 1), bytes_codec())
        .region((0, 3), (3, 5), (2, 9))
        .read()
    )
    yield (
        region(
            "big-endian",
            "Elements of four bytes are stored in big-endian order.",
            "v3.codec.bytes.elements",
            "v3.codec.bytes.order",
        )
        .shape(5, 6, chunks=(3, 4))
        .data_type("int32")
        .outside(OVERHANG * 2)
        .codecs(bytes_codec("big"))
        .region((1, 4), (1, 5))
        .read()
    )
    yield (
        region(
            "v2-keys",
            "The keys are those of version 2; there are more than ten chunks along a dimension.",
            "v3.keys.v2.key",
            "v3.keys.v2.decimal",
        )
        .shape(4, 24, chunks=(3, 2))
        .keys("v2", ".")
        .region((2, 4), (17, 23))
        .read()
    )


def _shards() -> Iterator[Case]:
    # Shards of 4 by 6 with inner chunks of 2 by 3, so that the second shard overhangs the edge.
    def sharded(name: str, title: str, *clauses: str) -> ArrayDraft:
        draft = region(f"sharded-{name}", title, *clauses).shape(4, 10, chunks=(4, 6))
        return draft.data_type("uint16", 513).codecs(sharding(2, 3))

    yield (
        sharded(
            "inside-one-inner-chunk",
            "The region lies inside the last inner chunk of the first shard.",
            "v3.codec.sharding.index.entries",
            FORMAT,
            *PARTIAL,
        )
        .region((3, 4), (4, 6))
        .read()
    )
    yield (
        sharded(
            "across-shards",
            "The region has a part of inner chunks of two shards.",
            FORMAT,
            "v3.codec.sharding.index.entries",
            LOCATION,
        )
        .region((1, 3), (4, 8))
        .read()
    )
    yield (
        sharded(
            "empty-inner-chunk",
            "Of the inner chunks in the region one is empty, and reads as the fill value.",
            *EMPTY_INNER,
        )
        .values(*(513 if n < 20 and 3 <= n % 10 < 6 else n for n in range(40)))
        .region((1, 3), (2, 5))
        .read()
    )


def _steps() -> Iterator[Case]:
    for name, title, shape, chunks, parts in (
        (
            "strided",
            "The steps do not divide the chunk's lengths: each chunk begins at another phase.",
            (11, 13),
            (4, 5),
            ((1, 11, 3), (0, 12, 2)),
        ),
        (
            "strided-over-chunks",
            "The step is longer than a chunk, so that some chunks hold nothing of the region.",
            (20, 3),
            (3, 2),
            ((1, 19, 7), (0, 3, 2)),
        ),
    ):
        draft = region(name, title, LOCATION, WITHIN).shape(*shape, chunks=chunks)
        yield draft.region(*parts).read()
    yield (
        region(
            "strided-in-shards",
            "The steps are longer than an inner chunk and shorter than a shard.",
            FORMAT,
            "v3.codec.sharding.index.entries",
            LOCATION,
        )
        .shape(20, chunks=(8,))
        .codecs(sharding(2))
        .region((1, 20, 5))
        .read()
    )
