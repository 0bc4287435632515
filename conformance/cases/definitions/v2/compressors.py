"""Compressors of version 2: each by itself, with order F, without an id, and unknown.

The text says what is done with their bytes; a reader claims each compressor by itself. Streams of
a case that has a fault are written by hand, so that they are the same bytes everywhere.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import zstandard

from conformance.cases.definitions.v2.arrays import MINIMAL
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.streams import blosc_stored, gzip_stored, zlib_stored, zstd_stored
from conformance.cases.v2 import array
from conformance.cases.v2 import zlib as zlib_codec

Json = Any
CHUNK = "0.0"
INVENTED = "zarr-conformance-invented"

COMPRESSED, BARE = "v2.chunks.compressed", "v2.chunks.no-header"
FORMAT, BLOSC = "v2.chunks.own-format", "v2.chunks.blosc"
PARAMETERS, ID = "v2.array.compressor.parameters", "v2.array.compressor.id"

ZLIB = (
    array("v2/compressors/zlib-stored", "zlib, with a block that is stored.", BARE, FORMAT)
    .compressor(zlib_codec())
    .rechunk(lambda data: zlib_stored(zlib.decompress(data)))
    .read()
)
GZIP = (
    array("v2/compressors/gzip-stored", "gzip, with a block that is stored.", BARE, FORMAT)
    .compressor({"id": "gzip", "level": 1})
    .rechunk(lambda data: gzip_stored(gzip.decompress(data)))
    .read()
)
ZSTD = (
    array("v2/compressors/zstd-raw-block", "zstd, with a raw block.", BARE, FORMAT)
    .compressor({"id": "zstd", "level": 1})
    .rechunk(lambda data: zstd_stored(zstandard.decompress(data)))
    .read()
)
BLOSC_COPIED = (
    array("v2/compressors/blosc-copied", "blosc, with data that is copied.", BLOSC, BARE)
    .compressor({"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 0, "blocksize": 0})
    .rechunk(lambda _: blosc_stored(MINIMAL.store[CHUNK], 2))
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from (ZLIB, GZIP, ZSTD, BLOSC_COPIED)
    yield from _compressors()
    yield from _without_id()
    # No element can be told from a chunk of a compressor that nobody knows.
    yield (
        fault("v2/compressors/unknown", "No compressor has this id.", COMPRESSED, control=ZLIB)
        .set("compressor", {"id": INVENTED})
        .robustness()
    )
    yield from _open()


def _compressors() -> Iterator[Case]:
    def compressed(name: str, title: str, compressor: Json, *clauses: str) -> Any:
        draft = array(f"v2/compressors/{name}", title, COMPRESSED, *clauses)
        return draft.shape(8, 16, chunks=(8, 8)).dtype("<i4", 0).compressor(compressor)

    for name, title, compressor, clauses in (
        ("zlib", "zlib.", zlib_codec(), (BARE,)),
        ("gzip", "gzip.", {"id": "gzip", "level": 1}, (BARE,)),
        ("bz2", "bz2.", {"id": "bz2", "level": 1}, (BARE,)),
        ("zstd", "zstd.", {"id": "zstd", "level": 1}, (BARE,)),
        (
            "lzma",
            "lzma, in the container xz.",
            {"id": "lzma", "format": 1, "check": -1, "preset": None, "filters": None},
            (PARAMETERS,),
        ),
    ):
        yield compressed(name, title, compressor, *clauses).read()
    for name, cname, shuffled in (
        ("blosc-lz4-noshuffle", "lz4", 0),
        ("blosc-lz4-shuffle", "lz4", 1),
        ("blosc-lz4-bitshuffle", "lz4", 2),
        ("blosc-blosclz", "blosclz", 1),
        ("blosc-zlib", "zlib", 1),
        ("blosc-zstd", "zstd", 1),
    ):
        title = f"blosc, with {cname} and {('no', 'the', 'the bit')[shuffled]} shuffle."
        compressor = {"id": "blosc", "cname": cname, "clevel": 5, "shuffle": shuffled}
        yield compressed(name, title, compressor | {"blocksize": 0}, BLOSC, PARAMETERS).read()
    yield compressed("zlib-order-f", "zlib, and order F.", zlib_codec()).order("F").read()


def blosc(**members: Json) -> Json:
    """The compressor blosc."""
    return {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0} | members


def _without_id() -> Iterator[Case]:
    unnamed: dict[str, tuple[str, Json]] = {
        "missing": ("The compressor has no id.", {"level": 1}),
        "empty-object": ("The compressor is an empty object.", {}),
        "called-name": ("The compressor has a name, and no id.", {"name": "zlib", "level": 1}),
        "in-capitals": ("The compressor has an ID, and no id.", {"ID": "zlib", "level": 1}),
        "null": ("The compressor's id is null.", {"id": None, "level": 1}),
        "number": ("The compressor's id is a number.", {"id": 1, "level": 1}),
        "empty-string": ("The compressor's id is empty.", {"id": "", "level": 1}),
    }
    for name, (title, value) in unnamed.items():
        draft = fault(f"v2/compressors/id-{name}", title, ID, control=ZLIB)
        yield draft.set("compressor", value).refuse()


def _open() -> Iterator[Case]:
    raw = MINIMAL.store[CHUNK]
    sizeless = array(
        "v2/compressors/zstd-no-content-size", "The frame does not say its size.", FORMAT
    )
    yield (
        sizeless.compressor({"id": "zstd", "level": 1})
        .rechunk(lambda _: zstd_stored(raw, size=False))
        .observe("zarr-python#2056")
    )
    checked = array("v2/compressors/zstd-checksum-true", "checksum is true.", PARAMETERS)
    checked = checked.compressor({"id": "zstd", "level": 1, "checksum": True})
    yield checked.observe("zarr-python#2647")
    # No must demands a level, and a compressor is said to provide its parameters.
    plain = array("v2/compressors/zlib-no-level", "zlib whose level is not given.", PARAMETERS)
    yield plain.compressor({"id": "zlib"}).observe()
    automatic = array("v2/compressors/blosc-shuffle-automatic", "shuffle is -1.", PARAMETERS)
    yield automatic.compressor(blosc(shuffle=-1)).observe("zarr-java#102")
    lz4 = array("v2/compressors/x", "x", FORMAT).read()
    stored = bytes([0xC0]) + raw  # one sequence of twelve literals
    yield (
        fault(
            "v2/compressors/lz4",
            "lz4, whose block is preceded by its length, as numcodecs has it.",
            BARE,
            control=lz4,
        )
        .set("compressor", {"id": "lz4", "acceleration": 1})
        .put(CHUNK, len(raw).to_bytes(4, "little") + stored)
        .observe("numcodecs")
    )
    for name, title, control, more in (
        ("gzip-two-members", "Two gzip members follow each other.", GZIP, None),
        ("zlib-trailing-bytes", "Other bytes follow the stream.", ZLIB, b"garbage"),
    ):
        data = control.store[CHUNK] + more if more else gzip_stored(raw[:5]) + gzip_stored(raw[5:])
        yield (
            fault(f"v2/compressors/{name}", title, FORMAT, control=control)
            .put(CHUNK, data)
            .observe()
        )
