"""Filters of version 2: alone, in order, with a compressor, without an id, and unknown.

The text says in which order they come; what each does is as in wide use, and a reader claims each
by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.definitions.v2.arrays import MINIMAL
from conformance.cases.definitions.v2.compressors import CHUNK, INVENTED
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.v2 import array, delta, shuffle, zlib

Json = Any

ENCODE, DECODE = "v2.filters.encode-order", "v2.filters.decode-order"
FILTER, FILTER_ID = "v2.filters.optional", "v2.array.filters.id"

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
    yield from (DELTA, TWO, SHUFFLE, CRC32, ADLER32)
    yield from _filters()
    yield from _without_id()
    yield from _unknown()
    yield from _open()
    yield from _objects()


def _filters() -> Iterator[Case]:
    def filtered(name: str, title: str, *filters: Json) -> Any:
        return array(f"v2/filters/{name}", title, DECODE, ENCODE, FILTER).filters(*filters)

    yield filtered("shuffle-4", "Elements of four bytes.", shuffle(4)).dtype("<i4", 0).read()
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
        # The text names filters and says nothing of their parameters.
        .observe()
    )
    yield filtered("delta-twice", "Differences of differences.", delta("<u2"), delta("<u2")).read()
    yield (
        filtered("shuffle-other-size", "Shuffled by two bytes, of elements of four.", shuffle(2))
        .dtype("<i4", 0)
        .observe()
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
    for name, title, filters, compressor in (
        ("delta-zlib", "A filter, and then zlib.", [delta("<u2")], zlib()),
        ("delta-shuffle-zlib", "Two filters, and zlib.", [delta("<u2"), shuffle(2)], zlib()),
    ):
        yield filtered(name, title, *filters).compressor(compressor).read()
    yield (
        filtered("compressor-as-filter", "zlib as a filter, without a compressor.", zlib()).read()
    )


def _without_id() -> Iterator[Case]:
    dtype = {"dtype": "<u2", "astype": "<u2"}
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
    """Filters that nobody knows: no element can be told from such a chunk."""
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
    empty = array(
        "v2/filters/empty-list", "The list of filters is empty.", "v2.array.filters.empty"
    )
    yield empty.filters().observe()
    bits = array("v2/filters/packbits", "Booleans, eight to a byte.", DECODE).dtype("|b1", False)
    yield bits.filters({"id": "packbits"}).observe("numcodecs")


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
