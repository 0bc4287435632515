"""Compressors and filters of version 2: alone, together, without an id, and unknown.

The text says how they are strung together; a reader claims each of them by itself. Streams of a
case that has a fault are written by hand, so that they are the same bytes everywhere. Damaged ones
have a module of their own.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import zstandard

from conformance.cases.definitions.v2_arrays import MINIMAL
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.streams import blosc_stored, gzip_stored, zlib_stored, zstd_stored
from conformance.cases.v2 import array, delta, shuffle
from conformance.cases.v2 import zlib as zlib_codec

Json = Any
CHUNK = "0.0"
INVENTED = "zarr-conformance-invented"

COMPRESSED, BARE = "v2.chunks.compressed", "v2.chunks.no-header"
FORMAT, BLOSC = "v2.chunks.own-format", "v2.chunks.blosc"
PARAMETERS, ID = "v2.array.compressor.parameters", "v2.array.compressor.id"
ENCODE, DECODE = "v2.filters.encode-order", "v2.filters.decode-order"
FILTER, FILTER_ID = "v2.filters.optional", "v2.array.filters.id"

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
DELTA = (
    array("v2/filters/delta", "Differences of the elements of a chunk.", FILTER, DECODE, ENCODE)
    .filters(delta("<u2"))
    .read()
)
TWO = (
    array("v2/filters/delta-shuffle", "Differences, and then their bytes shuffled.", DECODE, ENCODE)
    .filters(delta("<u2"), shuffle(2))
    .read()
)

SHUFFLE = (
    array("v2/filters/shuffle", "The bytes of elements shuffled.", DECODE, ENCODE, FILTER)
    .filters(shuffle(2))
    .read()
)
CRC32, ADLER32 = (
    array(f"v2/filters/{id}", f"The checksum {id} before the data.", DECODE, ENCODE, FILTER)
    .filters({"id": id})
    .read()
    for id in ("crc32", "adler32")
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from (ZLIB, GZIP, ZSTD, BLOSC_COPIED, DELTA, TWO, SHUFFLE, CRC32, ADLER32)
    yield from _compressors()
    yield from _filters()
    yield from _without_id()
    yield from _unknown()
    yield from _open()


def _compressors() -> Iterator[Case]:
    def compressed(name: str, title: str, compressor: Json, *clauses: str) -> Any:
        draft = array(f"v2/compressors/{name}", title, COMPRESSED, *clauses)
        return draft.shape(8, 16, chunks=(8, 8)).dtype("<i4", 0).compressor(compressor)

    for name, title, compressor, clauses in (
        ("zlib", "zlib.", zlib_codec(), (BARE,)),
        ("zlib-level-9", "zlib of the highest level.", zlib_codec(9), (PARAMETERS,)),
        ("zlib-no-level", "zlib whose level is not given.", {"id": "zlib"}, (PARAMETERS,)),
        ("gzip", "gzip.", {"id": "gzip", "level": 1}, (BARE,)),
        ("bz2", "bz2.", {"id": "bz2", "level": 1}, (BARE,)),
        ("zstd", "zstd.", {"id": "zstd", "level": 1}, (BARE,)),
        ("zstd-level-9", "zstd of a high level.", {"id": "zstd", "level": 9}, (PARAMETERS,)),
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
        ("blosc-lz4hc", "lz4hc", 1),
        ("blosc-blosclz", "blosclz", 1),
        ("blosc-zlib", "zlib", 1),
        ("blosc-zstd", "zstd", 1),
    ):
        title = f"blosc, with {cname} and {('no', 'the', 'the bit')[shuffled]} shuffle."
        compressor = {"id": "blosc", "cname": cname, "clevel": 5, "shuffle": shuffled}
        yield compressed(name, title, compressor | {"blocksize": 0}, BLOSC, PARAMETERS).read()
    yield compressed("zlib-order-f", "zlib, and order F.", zlib_codec()).order("F").read()
    yield compressed("blosc-order-f", "blosc, and order F.", _blosc()).order("F").read()
    yield (
        compressed("zlib-big-endian", "zlib, and big-endian elements.", zlib_codec())
        .dtype(">i4", 0)
        .read()
    )
    yield (
        compressed("zlib-missing-chunk", "zlib, and a chunk is missing.", zlib_codec())
        .dtype("<i4", -7)
        .missing((0, 1))
        .read()
    )
    yield (
        array("v2/compressors/zlib-edge-chunks", "zlib, and chunks at the edge.", COMPRESSED)
        .shape(5, 7, chunks=(3, 4))
        .compressor(zlib_codec())
        .outside(b"\xee\xee")
        .read()
    )
    yield (
        array("v2/compressors/zlib-structured", "zlib, and structures.", COMPRESSED)
        .dtype([["x", "<i2"], ["y", "<f8"]])
        .compressor(zlib_codec())
        .read()
    )


def _blosc(**members: Json) -> Json:
    return {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0} | members


def _filters() -> Iterator[Case]:
    def filtered(name: str, title: str, *filters: Json) -> Any:
        return array(f"v2/filters/{name}", title, DECODE, ENCODE, FILTER).filters(*filters)

    yield filtered("shuffle-4", "Elements of four bytes.", shuffle(4)).dtype("<i4", 0).read()
    yield (
        filtered("delta-i4", "Differences of signed integers.", delta("<i4")).dtype("<i4", 0).read()
    )
    yield filtered("delta-f8", "Differences of numbers.", delta("<f8")).dtype("<f8", 0).read()
    yield (
        filtered("delta-big-endian", "Differences of big-endian numbers.", delta(">i4"))
        .dtype(">i4", 0)
        .read()
    )
    yield (
        filtered("delta-wraps", "Differences that wrap around.", delta("|u1"))
        .dtype("|u1", 0)
        .values(200, 3, 255, 0, 128, 1)
        .read()
    )
    yield (
        filtered("delta-narrower", "Differences of a narrower type.", delta("<i4", "|i1"))
        .dtype("<i4", 0)
        .values(100, 90, 217, 216, 120, -3)
        .read()
    )
    yield (
        filtered("delta-chunks", "Each chunk begins anew.", delta("<u2"))
        .shape(4, 6, chunks=(2, 3))
        .read()
    )
    yield (
        filtered("delta-missing-chunk", "A chunk is missing.", delta("<u2"))
        .shape(6, chunks=(3,))
        .dtype("<u2", 513)
        .missing((0,))
        .read()
    )
    yield filtered("delta-twice", "Differences of differences.", delta("<u2"), delta("<u2")).read()
    yield (
        filtered("shuffle-other-size", "Shuffled by two bytes, of elements of four.", shuffle(2))
        .dtype("<i4", 0)
        .read()
    )
    yield (
        filtered(
            "fixedscaleoffset",
            "Numbers as small integers, by an offset and a scale.",
            {"id": "fixedscaleoffset", "offset": 100, "scale": 4, "dtype": "<f8", "astype": "|u1"},
        )
        .dtype("<f8", 0)
        .values(100, 100.25, 101.5, 163.75, 130, 117.75)
        .read()
    )
    yield (
        filtered(
            "astype",
            "Numbers that are stored as a narrower type.",
            {"id": "astype", "encode_dtype": "<f4", "decode_dtype": "<f8"},
        )
        .dtype("<f8", 0)
        .read()
    )
    yield (
        filtered(
            "bitround",
            "Numbers of which bits were rounded: there is nothing to undo.",
            {"id": "bitround", "keepbits": 4},
        )
        .dtype("<f4", 0)
        .values(1, 1.5, -2.25, 0.0625, 1024, 3.75)
        .read()
    )
    yield (
        filtered(
            "three",
            "Differences, shuffled, and a checksum.",
            delta("<u2"),
            shuffle(2),
            {"id": "crc32"},
        ).read()
    )
    for name, title, filters, compressor in (
        ("delta-zlib", "A filter, and then zlib.", [delta("<u2")], zlib_codec()),
        ("delta-shuffle-zlib", "Two filters, and zlib.", [delta("<u2"), shuffle(2)], zlib_codec()),
        ("delta-blosc", "A filter, and then blosc.", [delta("<u2")], _blosc()),
    ):
        yield filtered(name, title, *filters).compressor(compressor).read()
    yield (
        filtered(
            "compressor-as-filter", "zlib as a filter, without a compressor.", zlib_codec()
        ).read()
    )
    yield (
        array(
            "v2/examples/metadata",
            "The example of the text, with smaller lengths.",
            "v2.example.metadata",
            BLOSC,
            DECODE,
        )
        .shape(4, 4, chunks=(2, 2))
        .dtype("<f8", "NaN")
        .compressor({"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1})
        .filters(delta("<f8", "<f4"))
        .missing((1, 0))
        .read()
    )


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
    dtype = {"dtype": "<u2"}
    for name, title, control, value in (
        ("missing", "The filter has no id.", DELTA, [dtype]),
        ("empty-object", "The filter is an empty object.", DELTA, [{}]),
        ("called-name", "The filter has a name, and no id.", DELTA, [dtype | {"name": "delta"}]),
        ("null", "The filter's id is null.", DELTA, [dtype | {"id": None}]),
        ("number", "The filter's id is a number.", DELTA, [dtype | {"id": 1}]),
        ("missing-first", "The first filter has no id.", TWO, [dtype, shuffle(2)]),
        ("missing-second", "The second filter has no id.", TWO, [delta("<u2"), {"elementsize": 2}]),
    ):
        yield (
            fault(f"v2/filters/id-{name}", title, FILTER_ID, control=control)
            .set("filters", value)
            .refuse()
        )


def _unknown() -> Iterator[Case]:
    """Codecs that nobody knows: no element can be told from such a chunk."""
    yield (
        fault("v2/compressors/unknown", "No compressor has this id.", COMPRESSED, control=ZLIB)
        .set("compressor", {"id": INVENTED})
        .robustness()
    )
    yield (
        fault("v2/filters/unknown", "No filter has this id.", DECODE, control=DELTA)
        .set("filters", [{"id": INVENTED}])
        .robustness()
    )
    yield (
        fault("v2/filters/unknown-first", "The first of two is not known.", DECODE, control=TWO)
        .set("filters", [{"id": INVENTED}, shuffle(2)])
        .robustness()
    )


def _open() -> Iterator[Case]:
    order = array("v2/filters/delta-order-f", "Differences, and order F.", "v2.filters.order-f")
    yield order.order("F").filters(delta("<u2")).observe()
    shuffled = array("v2/filters/shuffle-order-f", "Shuffled, and order F.", "v2.filters.order-f")
    yield shuffled.order("F").filters(shuffle(2)).observe()
    empty = array(
        "v2/filters/empty-list", "The list of filters is empty.", "v2.array.filters.empty"
    )
    yield empty.filters().observe()
    bits = array("v2/filters/packbits", "Booleans, eight to a byte.", DECODE).dtype("|b1", False)
    yield bits.filters({"id": "packbits"}).observe("numcodecs")
    yield from _objects()
    raw = MINIMAL.store[CHUNK]
    sizeless = array(
        "v2/compressors/zstd-no-content-size", "The frame does not say its size.", FORMAT
    )
    yield (
        sizeless.compressor({"id": "zstd", "level": 1})
        .rechunk(lambda _: zstd_stored(raw, size=False))
        .observe("zarr-python#2056")
    )
    for name, checksum in (("true", True), ("false", False)):
        draft = array(f"v2/compressors/zstd-checksum-{name}", f"checksum is {name}.", PARAMETERS)
        yield draft.compressor({"id": "zstd", "level": 1, "checksum": checksum}).observe(
            "zarr-python#2647"
        )
    automatic = array("v2/compressors/blosc-shuffle-automatic", "shuffle is -1.", PARAMETERS)
    yield automatic.compressor(_blosc(shuffle=-1)).observe("zarr-java#102")
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


def _objects() -> Iterator[Case]:
    """Strings of any length, as they are in wide use: objects, whose codec is the first filter."""
    words = [b"", b"ham", b"spam and eggs", "größe".encode(), "緯度".encode(), b"x"]
    chunk = len(words).to_bytes(4, "little")
    chunk += b"".join(len(word).to_bytes(4, "little") + word for word in words)
    for id, fill in (("vlen-utf8", ""), ("vlen-bytes", "")):
        yield (
            fault(
                f"v2/filters/{id}",
                f"Elements of variable length, encoded with {id}.",
                "v2.dtype.kind",
                FILTER,
                control=MINIMAL,
            )
            .set("dtype", "|O")
            .set("fill_value", fill)
            .set("filters", [{"id": id}])
            .put(CHUNK, chunk)
            .observe("zarr-python#1629")
        )
