"""Arrays of version 2: dimensions, chunks at the edge, missing chunks, and order C and F.

Documents, data types, fill values, keys and codecs have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.model import Case
from conformance.cases.v2 import array

POSITION = "v2.keys.position"
SAME_SHAPE = "v2.chunks.same-shape"
OVERHANG = "v2.chunks.overhang"
OUTSIDE = "v2.chunks.outside"
UNINITIALISED = "v2.chunks.uninitialised"
C, F = "v2.array.order.c", "v2.array.order.f"
WITHIN = "v2.array.order.within-chunk"

# The plainest array there is; most cases with a fault begin from it.
MINIMAL = array(
    "v2/arrays/minimal",
    "An array of two dimensions in one chunk, with every mandatory key and nothing else.",
    "v2.array.object",
    "v2.array.document",
    "v2.store.directory",
    "v2.array.dimension-separator.optional",
    "v2.array.compressor.null",
    "v2.array.filters.null",
).read()

# An element of <u2 that is neither the fill value nor part of a ramp.
BEYOND = b"\xee\xee"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield MINIMAL
    yield from _dimensions()
    yield from _edges()
    yield from _missing()
    yield from _undefined()
    yield from _fortran()
    yield from _regions()


def _dimensions() -> Iterator[Case]:
    for name, title, shape, chunks in (
        ("1d", "One dimension in several chunks.", (6,), (2,)),
        ("2d", "Two dimensions in several chunks.", (4, 6), (2, 3)),
        ("3d", "Three dimensions of different lengths in several chunks.", (4, 6, 2), (2, 3, 1)),
        ("5d", "Five dimensions in several chunks.", (3, 2, 2, 1, 4), (3, 1, 2, 1, 2)),
    ):
        yield (
            array(f"v2/arrays/{name}", title, POSITION, C, SAME_SHAPE, WITHIN)
            .shape(*shape, chunks=chunks)
            .check("shape")
            .read()
        )
    for name, title, shape, chunks in (
        ("zero-length-first-dimension", "The first dimension has length 0.", (0, 3), (2, 3)),
        ("zero-length-last-dimension", "The last dimension has length 0.", (2, 0), (2, 3)),
        ("zero-length-1d", "The only dimension has length 0.", (0,), (3,)),
    ):
        yield (
            array(f"v2/arrays/{name}", title, "v2.array.shape.integers")
            .shape(*shape, chunks=chunks)
            .check("shape")
            .read()
        )


def _edges() -> Iterator[Case]:
    for name, title, shape, chunks in (
        ("edge-chunks-1d", "The last chunk overhangs the end of the array.", (7,), (4,)),
        ("edge-chunks-2d", "Edge chunks overhang both dimensions.", (5, 7), (2, 3)),
        ("chunk-larger-than-array", "The only chunk is larger than the array.", (2, 3), (4, 7)),
    ):
        yield (
            array(f"v2/arrays/{name}", title, OVERHANG, OUTSIDE, SAME_SHAPE)
            .shape(*shape, chunks=chunks)
            .outside(BEYOND)
            .read()
        )


def _missing() -> Iterator[Case]:
    for name, title, missing in (
        ("missing-all-chunks", "No chunk is stored.", ((0, 0), (0, 1), (1, 0), (1, 1))),
        ("missing-some-chunks", "Two chunks on a diagonal are not stored.", ((0, 1), (1, 0))),
        ("missing-edge-chunk", "The chunk at the corner of the array is not stored.", ((1, 1),)),
    ):
        yield (
            array(
                f"v2/arrays/{name}",
                f"{title} It reads as the fill value.",
                UNINITIALISED,
                "v2.chunks.missing",
                "v2.chunks.may-be-missing",
            )
            .shape(5, 7, chunks=(3, 4))
            .dtype("<u2", 513)
            .missing(*missing)
            .outside(BEYOND)
            .read()
        )
    yield (
        array(
            "v2/arrays/missing-chunk-order-f",
            "A chunk of order F is not stored.",
            UNINITIALISED,
            F,
        )
        .shape(4, 3, chunks=(2, 3))
        .dtype("<i4", -7)
        .order("F")
        .missing((0, 0))
        .read()
    )
    yield (
        array(
            "v2/arrays/missing-only-chunk-0d",
            "The one chunk of an array of no dimensions is not stored.",
            UNINITIALISED,
        )
        .shape()
        .dtype("<u2", 513)
        .missing(())
        # A reader whose key for it is no name at all asks for the folder.
        .observe("zarr-specs#282")
    )


def _undefined() -> Iterator[Case]:
    yield (
        array(
            "v2/arrays/null-fill-all-chunks",
            "There is no fill value, and every chunk is stored.",
            "v2.fill-value.null",
        )
        .shape(4, 6, chunks=(2, 3))
        .dtype("<u2", None)
        .read()
    )
    yield (
        array(
            "v2/arrays/null-fill-missing-chunk",
            "No fill value, and a missing chunk.",
            "v2.chunks.undefined",
            "v2.fill-value.null",
        )
        .shape(2, 6, chunks=(2, 3))
        .dtype("<u2", None)
        .missing((0, 1))
        .observe("zarr-specs#133", "zarr-python#3084")
    )
    yield (
        array(
            "v2/arrays/0d",
            "An array of no dimensions, its chunk under the key 0.",
            "v2.keys.no-dimensions",
        )
        .shape()
        .check("shape")
        .observe("zarr-specs#282")
    )


def _fortran() -> Iterator[Case]:
    for name, title, shape, chunks in (
        ("order-f-1d", "One dimension: order F is the same as C.", (6,), (3,)),
        ("order-f-2d", "Two dimensions of order F in one chunk.", (2, 3), (2, 3)),
        ("order-f-2d-chunks", "Order F within each of several chunks.", (4, 6), (2, 3)),
        ("order-f-3d-chunks", "Three dimensions of order F.", (4, 6, 4), (2, 3, 4)),
    ):
        yield (
            array(f"v2/arrays/{name}", title, F, WITHIN, POSITION)
            .shape(*shape, chunks=chunks)
            .order("F")
            .read()
        )
    edge = array(
        "v2/arrays/order-f-edge-chunks-2d", "Edge chunks of order F.", F, OVERHANG, OUTSIDE
    )
    yield edge.shape(5, 7, chunks=(2, 3)).order("F").outside(BEYOND).read()


def _regions() -> Iterator[Case]:
    for name, title, order in (
        ("c", "A region that cuts four chunks of order C.", "C"),
        ("f", "A region that cuts four chunks of order F.", "F"),
    ):
        yield (
            array(f"v2/regions/order-{name}", title, C if order == "C" else F, POSITION)
            .shape(6, 8, chunks=(3, 4))
            .order(order)
            .region((2, 5), (3, 7))
            .read()
        )
    yield (
        array("v2/regions/edge-chunk", "A region within a chunk at the edge.", OVERHANG)
        .shape(5, 7, chunks=(3, 4))
        .outside(BEYOND)
        .region((3, 5), (4, 7))
        .read()
    )
    yield (
        array("v2/regions/missing-chunk", "A region with a missing chunk.", UNINITIALISED)
        .shape(4, 6, chunks=(2, 3))
        .dtype("<u2", 513)
        .missing((0, 1))
        .region((1, 3), (2, 5))
        .read()
    )
    yield (
        array("v2/regions/strided", "Every second row and every third column.", POSITION)
        .shape(6, 8, chunks=(3, 4))
        .region((0, 5, 2), (1, 8, 3))
        .read()
    )
