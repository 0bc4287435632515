"""Damaged chunks of version 2. No clause demands that a reader notices: scored as robustness."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.definitions.v2.arrays import BEYOND, MINIMAL
from conformance.cases.definitions.v2.compressors import (
    BLOSC_COPIED,
    CHUNK,
    COMPRESSED,
    GZIP,
    ZLIB,
    ZSTD,
)
from conformance.cases.definitions.v2.filters import ADLER32, CRC32, DECODE, DELTA, SHUFFLE, TWO
from conformance.cases.definitions.v2.structured import TWO as FIELDS
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.cases.streams import zlib_stored
from conformance.cases.v2 import array

SAME_SHAPE = "v2.chunks.same-shape"

EDGE, EDGE_F = (
    array(
        f"v2/arrays/edge-chunk-last-order-{order.lower()}", title, SAME_SHAPE, "v2.chunks.overhang"
    )
    .shape(3, 5, chunks=(3, 3))
    .order(order)
    .outside(BEYOND)
    .read()
    for order, title in (
        ("C", "The last chunk overhangs, in order C."),
        ("F", "The last chunk overhangs, in order F."),
    )
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from (EDGE, EDGE_F)
    for draft in (*_raw(), *_edges(), *_zlib(), *_others(), *_filters()):
        yield draft.robustness()


def damage(name: str, title: str, control: Case, clause: str = COMPRESSED) -> FaultDraft:
    """Begin a case of damage to the control's chunk."""
    return fault(f"v2/damage/{name}", title, clause, control=control)


def _raw() -> Iterator[FaultDraft]:
    def raw(name: str, title: str) -> FaultDraft:
        return damage(f"raw-{name}", title, MINIMAL, SAME_SHAPE)

    yield raw("empty", "A chunk has no bytes.").cut(CHUNK, 0)
    yield raw("cut", "The last byte is missing.").cut(CHUNK, -1)
    yield raw("cut-at-element", "The last element is missing.").cut(CHUNK, -2)
    yield raw("over-long", "An element follows the last.").put(
        CHUNK, MINIMAL.store[CHUNK] + b"\x07\x00"
    )
    yield damage("structured-cut", "The last field is missing.", FIELDS, SAME_SHAPE).cut(CHUNK, -8)
    yield damage("raw-not-compressed", "The chunk is not compressed at all.", ZLIB).put(
        CHUNK, MINIMAL.store[CHUNK]
    )


def _edges() -> Iterator[FaultDraft]:
    """What writers do that take the chunk at the edge for a smaller one."""
    for name, control in (("c", EDGE), ("f", EDGE_F)):
        stored = control.store["0.1"]
        trimmed = stored[:12] if name == "f" else stored[:4] + stored[6:10] + stored[12:16]
        title = "The chunk at the edge holds no more than what lies in the array."
        yield damage(f"edge-chunk-trimmed-order-{name}", title, control, SAME_SHAPE).put(
            "0.1", trimmed
        )


def _zlib() -> Iterator[FaultDraft]:
    yield damage("zlib-empty", "A chunk has no bytes.", ZLIB).cut(CHUNK, 0)
    yield damage("zlib-cut-in-data", "The stream ends within its data.", ZLIB).cut(CHUNK, 12)
    yield damage("zlib-cut-in-checksum", "The checksum lacks a byte.", ZLIB).cut(CHUNK, -1)
    yield damage("zlib-data-flipped", "A byte is not what the checksum says.", ZLIB).flip(CHUNK, 9)
    yield damage("zlib-not-zlib", "The first byte is another.", ZLIB).flip(CHUNK, 0)
    yield damage("zlib-short", "The stream holds an element less.", ZLIB).put(
        CHUNK, zlib_stored(MINIMAL.store[CHUNK][:-2])
    )
    yield damage("zlib-long", "The stream holds an element more.", ZLIB).put(
        CHUNK, zlib_stored(MINIMAL.store[CHUNK] + b"\x07\x00")
    )


def _others() -> Iterator[FaultDraft]:
    yield damage("gzip-cut-in-data", "The stream ends within its data.", GZIP).cut(CHUNK, 20)
    yield damage("gzip-crc-flipped", "The CRC-32 is wrong.", GZIP).flip(CHUNK, -8)
    yield damage("zstd-cut-in-data", "The frame ends within its data.", ZSTD).cut(CHUNK, 12)
    yield damage("zstd-not-zstd", "The first byte is another.", ZSTD).flip(CHUNK, 0)
    yield damage("blosc-cut-in-data", "The data lack bytes.", BLOSC_COPIED).cut(CHUNK, -3)
    yield damage("blosc-cut-in-header", "The header lacks bytes.", BLOSC_COPIED).cut(CHUNK, 10)


def _filters() -> Iterator[FaultDraft]:
    yield damage("delta-cut", "Half of the last difference is missing.", DELTA, DECODE).cut(
        CHUNK, -1
    )
    yield damage("delta-short", "The last difference is missing.", DELTA, DECODE).cut(CHUNK, -2)
    yield damage("shuffle-cut", "The last of the bytes is missing.", SHUFFLE, DECODE).cut(CHUNK, -1)
    yield damage("shuffle-short", "The bytes of an element less.", SHUFFLE, DECODE).cut(CHUNK, -2)
    yield damage("delta-shuffle-empty", "A chunk has no bytes.", TWO, DECODE).cut(CHUNK, 0)
    for name, control in (("crc32", CRC32), ("adler32", ADLER32)):
        yield damage(f"{name}-data-flipped", "A bit of the data is wrong.", control, DECODE).flip(
            CHUNK, -1, 1
        )
        yield damage(f"{name}-flipped", "A bit of the checksum is wrong.", control, DECODE).flip(
            CHUNK, 0, 1
        )
        yield damage(f"{name}-cut", "Less is left than a checksum.", control, DECODE).cut(CHUNK, 3)
