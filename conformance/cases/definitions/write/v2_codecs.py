"""Writing with the compressors and filters of version 2, and into chunks that are there."""

from __future__ import annotations

import gzip as gzip_format
import zlib as zlib_format
from collections.abc import Iterator
from typing import Any

from conformance.cases.definitions.v2.compressors import blosc
from conformance.cases.model import Case
from conformance.cases.recipes import recipe
from conformance.cases.streams import gzip_stored, zlib_stored
from conformance.cases.v2 import array, delta, shuffle, zlib

COMPRESSED, BARE = "v2.chunks.compressed", "v2.chunks.no-header"
FORMAT, BLOSC = "v2.chunks.own-format", "v2.chunks.blosc"
PARAMETERS = "v2.array.compressor.parameters"
ENCODE, FILTER = "v2.filters.encode-order", "v2.filters.optional"

_LZMA = {"id": "lzma", "format": 1, "check": -1, "preset": None, "filters": None}
COMPRESSORS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "none": (None, ("v2.array.compressor.null",)),
    "zlib": (zlib(), (COMPRESSED, BARE)),
    "zlib-level-9": (zlib(9), (COMPRESSED, PARAMETERS)),
    "gzip": ({"id": "gzip", "level": 1}, (COMPRESSED, BARE)),
    "bz2": ({"id": "bz2", "level": 1}, (COMPRESSED, BARE)),
    "zstd": ({"id": "zstd", "level": 1}, (COMPRESSED, BARE)),
    "lzma": (_LZMA, (COMPRESSED, PARAMETERS)),
    "blosc-lz4-noshuffle": (blosc(shuffle=0), (BLOSC, PARAMETERS)),
    "blosc-lz4-shuffle": (blosc(), (BLOSC, PARAMETERS)),
    "blosc-lz4-bitshuffle": (blosc(shuffle=2), (BLOSC, PARAMETERS)),
    "blosc-blosclz": (blosc(cname="blosclz"), (BLOSC, PARAMETERS)),
    "blosc-lz4hc": (blosc(cname="lz4hc"), (BLOSC, PARAMETERS)),
    "blosc-zlib": (blosc(cname="zlib"), (BLOSC, PARAMETERS)),
    "blosc-zstd": (blosc(cname="zstd"), (BLOSC, PARAMETERS)),
}
FILTERS: dict[str, tuple[str, list[Any], str, list[Any] | None]] = {
    "delta": ("Differences of elements.", [delta("<u2")], "<u2", None),
    "delta-wraps": (
        "Differences that wrap around.",
        [delta("|u1")],
        "|u1",
        [200, 3, 255, 0, 128, 1],
    ),
    "delta-big-endian": ("Differences of big-endian numbers.", [delta(">i4")], ">i4", None),
    "shuffle": ("The bytes of elements shuffled.", [shuffle(4)], "<i4", None),
    "delta-shuffle": ("Differences, then shuffled.", [delta("<u2"), shuffle(2)], "<u2", None),
    "crc32": ("A checksum before the data.", [{"id": "crc32"}], "<u2", None),
    "adler32": ("Another checksum before the data.", [{"id": "adler32"}], "<u2", None),
    "fixedscaleoffset": (
        "Numbers as small integers, by an offset and a scale.",
        [{"id": "fixedscaleoffset", "offset": 100, "scale": 4, "dtype": "<f8", "astype": "|u1"}],
        "<f8",
        [100, 100.25, 101.5, 163.75, 130, 117.75],
    ),
    "astype": (
        "Numbers as a narrower type.",
        [{"id": "astype", "encode_dtype": "<f4", "decode_dtype": "<f8"}],
        "<f8",
        [1.5, -2.25, 0.0, 1024.0, 0.125, 3.0],
    ),
    "bitround": (
        "Numbers that keep all their bits.",
        [{"id": "bitround", "keepbits": 4}],
        "<f4",
        [1, 1.5, -2.25, 0.0625, 1024, 3.75],
    ),
}


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for name, (compressor, clauses) in COMPRESSORS.items():
        yield (
            recipe(f"v2/write/compressors/{name}", f"The compressor {name}.", *clauses)
            .array(
                lambda a, compressor=compressor: (
                    a.shape(4, 16, chunks=(4, 8)).dtype("<i4", 0).compressor(compressor)
                )
            )
            .write()
            .judged()
        )
    yield (
        recipe("v2/write/compressors/zlib-order-f", "zlib, and order F.", COMPRESSED)
        .array(lambda a: a.shape(3, 4).order("F").compressor(zlib()))
        .write()
        .judged()
    )
    for name, (title, filters, dtype, given) in FILTERS.items():
        for compressor, word in ((None, ""), (zlib(), "-zlib")):
            if compressor is not None and name not in ("delta", "delta-shuffle"):
                continue
            yield (
                recipe(
                    f"v2/write/filters/{name}{word}",
                    title if compressor is None else f"{title} zlib comes after them.",
                    *(ENCODE, FILTER),
                )
                .array(
                    lambda a, dtype=dtype, filters=filters, compressor=compressor: (
                        a.dtype(dtype, 0).filters(*filters).compressor(compressor)
                    )
                )
                .write(given=given)
                .judged()
            )
    yield from _existing()


def _existing() -> Iterator[Case]:
    plain = array("v2/x", "x", "x").shape(4, 6, chunks=(4, 3))
    gzipped = plain.compressor({"id": "gzip", "level": 1})

    def members(data: bytes) -> bytes:
        raw = gzip_format.decompress(data)
        return gzip_stored(raw[:5]) + gzip_stored(raw[5:])

    for name, title, clause, draft in (
        (
            "zlib-stored",
            "A chunk is a zlib stream with a stored block.",
            FORMAT,
            plain.compressor(zlib()).rechunk(
                lambda data: zlib_stored(zlib_format.decompress(data))
            ),
        ),
        (
            "gzip-header-fields",
            "The gzip header of a chunk has a name.",
            FORMAT,
            gzipped.rechunk(lambda data: gzip_stored(gzip_format.decompress(data), name=b"chunk")),
        ),
        (
            "order-f",
            "Chunks have the order F and are big-endian.",
            "v2.array.order.f",
            plain.dtype(">u2", 9).order("F"),
        ),
        (
            "separator-slash",
            "The separator is a slash.",
            "v2.array.dimension-separator.values",
            plain.separator("/"),
        ),
        ("chunk-missing", "A chunk is missing.", "v2.chunks.missing", plain.missing((0, 1))),
        (
            "beyond-the-edge",
            "Chunks hold something beyond the edge.",
            "v2.chunks.outside",
            plain.shape(3, 5, chunks=(4, 3)).outside(b"\xee\xee"),
        ),
        (
            "filters",
            "Chunks are differences.",
            ENCODE,
            plain.filters(delta("<u2")),
        ),
    ):
        started = recipe(f"v2/write/existing/{name}", f"A part is written. {title}", clause)
        yield started.begin(draft).region((1, 3), (1, 5)).judged()
    yield (
        recipe(
            "v2/write/existing/gzip-members",
            "A part is written of a chunk that is a gzip stream of two members.",
            FORMAT,
        )
        .begin(gzipped.rechunk(members))
        .region((1, 3), (1, 5))
        .observe()
    )
