"""Chains of codecs: their sequence, the form of the list, and the crc32c codec within them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import (
    CRC32C,
    array,
    bytes_codec,
    gzip,
    transpose,
)
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.definitions.v3.compression import restream
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.streams import gzip_stored

BYTES = bytes_codec()
INVENTED = "zarr-conformance-invented"
# What every chain shows whose codecs change the shape and the length.
CHAIN = (
    "v3.core.codecs.representations",
    "v3.core.codecs.initial-representation",
    "v3.core.codecs.representation-chain",
    "v3.core.codecs.read",
    "v3.core.codecs.result",
    "v3.core.codecs.core",
    "v3.codec.core",
)
# What a codec of the wrong kind breaks at its place.
KINDS = {
    "only-array-to-array": ("v3.core.codecs.final-bytes",),
    "only-bytes-to-bytes": ("v3.codec.crc32c.kind",),
    "bytes-twice": ("v3.codec.bytes.kind",),
    "bytes-to-bytes-first": ("v3.codec.crc32c.kind",),
    "transpose-after-bytes": ("v3.codec.transpose.kind",),
    "transpose-last": ("v3.codec.transpose.kind",),
}

CHECKSUM = (
    array(
        "v3/codecs/crc32c/alone",
        "Each chunk is followed by its checksum.",
        "v3.codec.crc32c.appended",
        "v3.codec.crc32c.checksum",
        "v3.codec.crc32c.name",
        "v3.codec.crc32c.configuration",
        "v3.codec.crc32c.little-endian",
        "v3.core.codecs.every-chunk",
    )
    .shape(5, 3, chunks=(2, 3))
    .codecs(BYTES, CRC32C)
    .read()
)

ALL_KINDS = (
    array(
        "v3/codecs/chain/all-kinds",
        "Codecs of all three kinds, two from bytes to bytes among them.",
        "v3.core.codecs.order",
        *CHAIN,
    )
    .shape(3, 4)
    .codecs(transpose(1, 0), BYTES, CRC32C, gzip())
    .rechunk(restream(gzip_stored))
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield CHECKSUM
    yield ALL_KINDS
    yield from _sequences()
    yield from _order_faults()
    yield from _list_faults()
    yield from _unknown()


def _sequences() -> Iterator[Case]:
    chains: dict[str, tuple[list[Any], str]] = {
        "crc32c/before-gzip": (
            [BYTES, CRC32C, gzip()],
            "The checksum is of the elements, and compressed with them.",
        ),
        "crc32c/after-gzip": ([BYTES, gzip(), CRC32C], "The checksum is of the compressed data."),
        "crc32c/twice": ([BYTES, CRC32C, CRC32C], "There are two checksums, one of the other."),
        "crc32c/big-endian": (
            [bytes_codec("big"), CRC32C],
            "The elements are big-endian; the checksum is little-endian all the same.",
        ),
        "gzip/twice": ([BYTES, gzip(), gzip()], "Chunks are compressed twice."),
    }
    for name, (codecs, title) in chains.items():
        yield (
            array(
                f"v3/codecs/{name}",
                title,
                f"v3.codec.{'gzip.format' if name.startswith('gzip') else 'crc32c.appended'}",
                "v3.core.codecs.sequence",
            )
            .shape(5, 3, chunks=(2, 3))
            .codecs(*codecs)
            .outside(b"\xee\xee")
            .read()
        )


def _order_faults() -> Iterator[Case]:
    order, one = "v3.core.codecs.order", "v3.core.codecs.one-array-to-bytes"
    turn = transpose(1, 0)
    # A reader that is lenient finds chunks that it can decode: it is seen to read them.
    chains: dict[str, tuple[Case, list[Any], str, str]] = {
        "empty": (MINIMAL, [], "v3.core.array.codecs.not-empty", "The list of codecs is empty."),
        "only-array-to-array": (MINIMAL, [turn], one, "No codec makes bytes of an array."),
        "only-bytes-to-bytes": (CHECKSUM, [CRC32C], order, "The only codec works on bytes."),
        "bytes-twice": (MINIMAL, [BYTES, BYTES], one, "Two codecs make bytes of an array."),
        "bytes-to-bytes-first": (
            ALL_KINDS,
            [CRC32C, turn, BYTES, gzip()],
            order,
            "A checksum comes before bytes.",
        ),
        "transpose-after-bytes": (
            ALL_KINDS,
            [BYTES, turn, CRC32C, gzip()],
            order,
            "A transpose comes after bytes.",
        ),
        "transpose-last": (
            ALL_KINDS,
            [BYTES, CRC32C, gzip(), turn],
            order,
            "A transpose comes after codecs that work on bytes.",
        ),
        "bytes-to-bytes-between": (
            ALL_KINDS,
            [turn, CRC32C, BYTES, gzip()],
            order,
            "A checksum comes between transpose and bytes.",
        ),
    }
    for special, (control, codecs, clause, title) in chains.items():
        yield (
            fault(
                f"v3/codecs/chain/{special}",
                title,
                clause,
                *KINDS.get(special, ()),
                control=control,
            )
            .set("codecs", codecs)
            .refuse()
        )


def _list_faults() -> Iterator[Case]:
    values: dict[str, tuple[Any, str]] = {
        "list-is-object": (BYTES, "an object, one codec without a list"),
        "list-is-string": ("bytes", "a string"),
        "list-is-null": (None, "null"),
    }
    for special, (value, words) in values.items():
        yield (
            fault(
                f"v3/codecs/chain/{special}",
                f"The value of codecs is {words}.",
                "v3.core.codecs.one-array-to-bytes",
                "v3.core.array.codecs.list",
                control=MINIMAL,
            )
            .set("codecs", value)
            .refuse()
        )
    items: dict[str, tuple[Any, str]] = {
        "item-is-null": (None, "null"),
        "item-is-number": (5, "a number"),
        "item-is-list": (["crc32c"], "a list"),
    }
    for special, (item, words) in items.items():
        yield (
            fault(
                f"v3/codecs/chain/{special}",
                f"After the bytes codec, an item of codecs is {words}.",
                "v3.core.array.codecs.definition",
                control=MINIMAL,
            )
            .set("codecs", [BYTES, item])
            .refuse()
        )


def _unknown() -> Iterator[Case]:
    unknown = "v3.core.extension.unknown-field"
    chains: dict[str, tuple[list[Any], str]] = {
        "unknown-codec-last": ([BYTES, {"name": INVENTED}], "The last codec is an invented one."),
        "unknown-codec-first": ([{"name": INVENTED}, BYTES], "The first codec is an invented one."),
        "unknown-codec-only": ([{"name": INVENTED}], "The only codec is an invented one."),
        "unknown-codec-configured": (
            [BYTES, {"name": INVENTED, "configuration": {"level": 1}}],
            "The last codec is an invented one with a configuration.",
        ),
        "unknown-codec-short-hand": (
            [BYTES, INVENTED],
            "An invented codec is given by name alone.",
        ),
    }
    for special, (codecs, title) in chains.items():
        yield (
            fault(f"v3/codecs/chain/{special}", title, unknown, control=MINIMAL)
            .set("codecs", codecs)
            .refuse()
        )
    yield (
        fault(
            "v3/codecs/chain/name-capital-letter",
            "The name of a codec is written in capital letters.",
            unknown,
            control=CHECKSUM,
        )
        .set("codecs.1.name", "CRC32C")
        .refuse()
    )
    yield (
        fault(
            "v3/codecs/chain/unknown-codec-not-to-be-understood",
            "An invented codec says that it need not be understood.",
            "v3.core.extension.must-understand.explicit",
            unknown,
            control=MINIMAL,
        )
        .set("codecs", [BYTES, {"name": INVENTED, "must_understand": False}])
        .observe("zarr-specs#354")
    )
    yield (
        fault(
            "v3/codecs/chain/unknown-member-of-codec",
            "The object of a codec has a member beside name, configuration and must_understand.",
            unknown,
            control=CHECKSUM,
        )
        .set("codecs.1.zarr-conformance-invented", 1)
        .observe()
    )
