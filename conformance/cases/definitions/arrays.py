"""Arrays and their regular chunk grid: dimensions, edge chunks, zero lengths, missing chunks.

Keys of chunks, data types and fill values have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import array, fault
from conformance.cases.model import Case

CHUNK_SHAPE = "v3.core.array.chunk-grid.chunk-shape"
REGULAR_OBJECT = "v3.core.array.chunk-grid.regular-object"
UNINITIALISED = "v3.core.array.fill-value.uninitialised"
EDGE = "v3.grid.regular.edge-chunk-full"
LOCATION = "v3.grid.regular.element-location"
GRID_SHAPE = "v3.grid.regular.grid-shape"
UNKNOWN = "v3.core.extension.unknown-field"

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
    yield from _grid_faults()


def _dimensions() -> Iterator[Case]:
    for name, title, shape, chunks in (
        ("0d", "An array of no dimensions holds one element.", (), ()),
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
            array(f"v3/arrays/{name}", title, LOCATION, GRID_SHAPE)
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
            array(f"v3/arrays/{name}", title, EDGE, LOCATION)
            .shape(*shape, chunks=chunks)
            .outside(OVERHANG)
            .read()
        )
    yield (
        array(
            "v3/arrays/edge-chunks-filled",
            "Edge chunks hold the fill value beyond the edge, and it is not zero.",
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
            array(f"v3/arrays/zero-length-{name}", title, GRID_SHAPE)
            .shape(*shape, chunks=chunks)
            .check("shape")
            .read()
        )
    yield (
        fault(
            "v3/arrays/zero-length-chunk-of-zero",
            "The chunk length is 0 along a dimension of length 0.",
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


def _grid_faults() -> Iterator[Case]:
    for name, title, clause, shape in (
        ("is-too-short", "chunk_shape has one item fewer than shape.", CHUNK_SHAPE, [2]),
        ("is-too-long", "chunk_shape has one item more than shape.", CHUNK_SHAPE, [2, 3, 1]),
        ("is-empty", "chunk_shape is empty, and the array has two dimensions.", CHUNK_SHAPE, []),
        (
            "has-zero",
            "A chunk length is 0.",
            "v3.grid.regular.chunk-shape.positive",
            [2, 0],
        ),
        (
            "has-negative",
            "A chunk length is negative.",
            "v3.grid.regular.chunk-shape.positive",
            [2, -3],
        ),
        ("has-string", "A chunk length is a string.", CHUNK_SHAPE, [2, "3"]),
        ("has-fraction", "A chunk length is 1.5.", CHUNK_SHAPE, [2, 1.5]),
        ("has-null", "A chunk length is null.", CHUNK_SHAPE, [2, None]),
        ("has-boolean", "A chunk length is true.", CHUNK_SHAPE, [2, True]),
        ("has-array", "A chunk length is an array.", CHUNK_SHAPE, [2, [3]]),
        ("is-number", "chunk_shape is a number.", CHUNK_SHAPE, 2),
        ("is-string", "chunk_shape is a string.", CHUNK_SHAPE, "2, 3"),
        ("is-null", "chunk_shape is null.", CHUNK_SHAPE, None),
    ):
        yield (
            fault(f"v3/arrays/chunk-shape-{name}", title, clause, control=MINIMAL)
            .set("chunk_grid.configuration.chunk_shape", shape)
            .refuse()
        )
    yield (
        fault(
            "v3/arrays/chunk-shape-missing",
            "The configuration of a regular grid has no chunk_shape.",
            CHUNK_SHAPE,
            control=MINIMAL,
        )
        .drop("chunk_grid.configuration.chunk_shape")
        .refuse()
    )
    yield (
        fault(
            "v3/arrays/chunk-grid-configuration-missing",
            "A regular grid has no configuration.",
            REGULAR_OBJECT,
            control=MINIMAL,
        )
        .drop("chunk_grid.configuration")
        .refuse()
    )
    configuration = {"chunk_shape": [2, 3]}
    for name, title, clause, grid in (
        ("is-short-hand", "A regular grid is given as a name alone.", REGULAR_OBJECT, "regular"),
        (
            "is-unknown",
            "The chunk grid has a name that nobody knows.",
            UNKNOWN,
            {"name": "example-unknown-grid", "configuration": configuration},
        ),
        (
            "name-is-capitalised",
            "The name of the chunk grid is Regular.",
            UNKNOWN,
            {"name": "Regular", "configuration": configuration},
        ),
    ):
        yield (
            fault(f"v3/arrays/chunk-grid-{name}", title, clause, control=MINIMAL)
            .set("chunk_grid", grid)
            .refuse()
        )
    yield from _open_grids(configuration)


def _open_grids(configuration: dict[str, list[int]]) -> Iterator[Case]:
    ignorable = {"configuration": configuration, "must_understand": False}
    for name, title, grid in (
        (
            "is-unknown-and-ignorable",
            "An unknown chunk grid says must_understand: false, which grids do not support.",
            {"name": "example-unknown-grid", **ignorable},
        ),
        (
            "is-regular-and-ignorable",
            "A regular grid says must_understand: false, which grids do not support.",
            {"name": "regular", **ignorable},
        ),
    ):
        yield (
            fault(
                f"v3/arrays/chunk-grid-{name}",
                title,
                "v3.core.extension.must-understand.not-supported",
                control=MINIMAL,
            )
            .set("chunk_grid", grid)
            .observe()
        )
    yield (
        fault(
            "v3/arrays/chunk-shape-has-decimal-point",
            "The chunk lengths are written 2.0 and 3.0.",
            CHUNK_SHAPE,
            control=MINIMAL,
        )
        .set("chunk_grid.configuration.chunk_shape", [2.0, 3.0])
        .observe()
    )
