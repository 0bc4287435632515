"""Arrays and their regular chunk grid: dimensions, edge chunks, zero lengths, missing chunks.

Faults of the grid, keys of chunks, data types and fill values have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import (
    array,
)
from conformance.cases.faults import fault
from conformance.cases.model import Case

UNINITIALISED = "v3.core.array.fill-value.uninitialised"
EDGE = "v3.grid.regular.edge-chunk-full"
LOCATION = "v3.grid.regular.element-location"
GRID_SHAPE = "v3.grid.regular.grid-shape"
OVERHANGS = "v3.grid.regular.overhang"
WITHIN = "v3.grid.regular.element-within-chunk"
ELEMENTS = "v3.core.array.element-count"
# What every division into chunks shows.
DIVISION = (
    LOCATION,
    WITHIN,
    GRID_SHAPE,
    "v3.grid.regular.same-shape",
    "v3.grid.regular.origin",
    "v3.grid.regular.aligned",
    "v3.core.chunk-grid.tessellation",
    "v3.core.chunk.hyperrectangle",
    "v3.core.array.element-coordinates",
    "v3.grid.regular.dimensionality",
    "v3.grid.regular.key",
    "v3.grid.core",
)

# The plainest array there is; most cases with a fault begin from it.
MINIMAL = array(
    "v3/arrays/minimal",
    "An array of two dimensions in one chunk, with every mandatory member and nothing else.",
    "v3.core.array.single-object",
).read()

# An element of uint16 that is neither the fill value nor part of a ramp.
OVERHANG = b"\xee\xee"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield MINIMAL
    yield from _dimensions()
    yield from _edges()
    yield from _zero_lengths()
    yield from _missing_chunks()


def _dimensions() -> Iterator[Case]:
    yield (
        array(
            "v3/arrays/0d",
            "An array of no dimensions holds one element.",
            "v3.core.array.zero-dimensions",
            ELEMENTS,
        )
        .shape()
        .check("shape")
        .read()
    )
    for name, title, shape, chunks in (
        ("1d", "One dimension in several chunks.", (6,), (2,)),
        ("3d", "Three dimensions of different lengths in several chunks.", (4, 6, 2), (2, 3, 1)),
        ("4d", "Four dimensions in several chunks.", (2, 3, 4, 5), (1, 3, 2, 5)),
        ("5d", "Five dimensions in several chunks.", (3, 2, 2, 1, 4), (3, 1, 2, 1, 2)),
        ("length-one-dimensions", "Dimensions of length 1 are kept.", (1, 3, 1), (1, 2, 1)),
        ("chunks-are-rows", "Each chunk is one whole row.", (3, 5), (1, 5)),
        ("chunks-are-columns", "Each chunk is one whole column.", (3, 5), (3, 1)),
        ("chunk-shape-one", "Each chunk holds a single element.", (3, 4), (1, 1)),
        ("twelve-chunks-1d", "Chunk 10 comes after chunk 9, not after chunk 1.", (23,), (2,)),
        (
            "eleven-chunks-second-dimension",
            "Eleven chunks along the second dimension, two along the first.",
            (3, 22),
            (2, 2),
        ),
    ):
        yield (
            array(f"v3/arrays/{name}", title, *DIVISION)
            .shape(*shape, chunks=chunks)
            .check("shape")
            .read()
        )


def _edges() -> Iterator[Case]:
    for name, title, shape, chunks in (
        ("edge-chunks-1d", "The last chunk overhangs the end of the array.", (7,), (4,)),
        ("edge-chunks-2d", "Edge chunks overhang both dimensions.", (5, 7), (2, 3)),
        ("edge-chunks-3d", "Edge chunks overhang all three dimensions.", (3, 4, 5), (2, 3, 4)),
        (
            "edge-chunks-second-dimension-only",
            "Edge chunks overhang the second dimension, and the first fits.",
            (4, 5),
            (2, 3),
        ),
        (
            "edge-chunk-with-one-element",
            "A single element of the edge chunk lies within the array.",
            (4, 5),
            (3, 4),
        ),
        ("chunk-larger-than-array", "The only chunk is larger than the array.", (2, 3), (4, 7)),
        (
            "chunk-larger-than-one-dimension",
            "Chunks are longer than the array's first dimension, shorter than its second.",
            (2, 5),
            (3, 2),
        ),
    ):
        yield (
            array(f"v3/arrays/{name}", title, EDGE, OVERHANGS, WITHIN)
            .shape(*shape, chunks=chunks)
            .outside(OVERHANG)
            .read()
        )
    yield (
        array(
            "v3/arrays/edge-chunks-filled",
            "Edge chunks hold the fill value beyond the edge, and it is not zero.",
            "v3.grid.regular.edge-chunk-fill",
            EDGE,
        )
        .shape(5, 4, chunks=(3, 3))
        .data_type("uint16", 9)
        .read()
    )


def _zero_lengths() -> Iterator[Case]:
    first = (
        array(
            "v3/arrays/zero-length-first-dimension",
            "The first dimension has length 0, with chunks of length 2.",
            ELEMENTS,
            GRID_SHAPE,
        )
        .shape(0, 3, chunks=(2, 3))
        .check("shape")
        .read()
    )
    yield first
    for name, title, shape, chunks in (
        ("1d", "An array of length 0 with chunks of length 3.", (0,), (3,)),
        ("last-dimension", "The last of three dimensions has length 0.", (4, 3, 0), (2, 3, 1)),
        ("all-dimensions", "All dimensions have length 0.", (0, 0), (1, 1)),
    ):
        yield (
            array(f"v3/arrays/zero-length-{name}", title, ELEMENTS, GRID_SHAPE)
            .shape(*shape, chunks=chunks)
            .check("shape")
            .read()
        )
    yield (
        fault(
            "v3/arrays/zero-length-chunk-of-zero",
            "The chunk length is 0 along a dimension of length 0.",
            "v3.core.array.chunk-shape.non-zero",
            "v3.grid.regular.chunk-shape.positive",
            control=first,
        )
        .set("chunk_grid.configuration.chunk_shape", [0, 3])
        .observe()
    )


def _missing_chunks() -> Iterator[Case]:
    for name, title, missing in (
        ("missing-all-chunks", "No chunk is stored.", ((0, 0), (0, 1), (1, 0), (1, 1))),
        ("missing-first-chunk", "The first chunk is not stored.", ((0, 0),)),
        ("missing-some-chunks", "Two chunks on a diagonal are not stored.", ((0, 1), (1, 0))),
        ("missing-edge-chunk", "The chunk at the corner of the array is not stored.", ((1, 1),)),
    ):
        yield (
            array(f"v3/arrays/{name}", f"{title} It reads as the fill value.", UNINITIALISED)
            .shape(5, 7, chunks=(3, 4))
            .data_type("uint16", 513)
            .missing(*missing)
            .outside(OVERHANG)
            .read()
        )
    yield (
        array(
            "v3/arrays/missing-only-chunk-0d",
            "The one chunk of an array of no dimensions is not stored.",
            UNINITIALISED,
        )
        .shape()
        .data_type("uint16", 513)
        .missing(())
        .read()
    )
