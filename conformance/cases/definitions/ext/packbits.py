"""The registered packbits codec: which bits are kept, and where the padding is told.

The order of the bits within a byte is contested, so `read` cases keep whole bytes of each
element, or patterns that read the same both ways.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from conformance.cases.builder import CRC32C, Json, array, sharding, transpose
from conformance.cases.definitions.ext.parts import PACKBITS, codec
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case

CLAUSE = "ext.codec.packbits"
ENCODING = f"{CLAUSE}.padding-encoding"
INVALID = f"{CLAUSE}.last-bit.not-before-first"
CHUNK = "c/0/0"
CONFIGURATION = "codecs.0.configuration"
UNCONFIRMED = "The text says so plainly; the one library that has the codec does otherwise."

WHOLE = (
    array(
        "ext/codecs/packbits/whole-uint16",
        "All bits of uint16 are kept: the chunk is what the bytes codec makes, little-endian.",
        f"{CLAUSE}.data-types",
        f"{CLAUSE}.elements",
        f"{CLAUSE}.name",
        f"{CLAUSE}.array-to-bytes",
        f"{ENCODING}.default",
    )
    .codecs(codec("packbits", padding_encoding="none"))
    .read()
)

LOW = (
    array(
        "ext/codecs/packbits/low-byte-uint16",
        "The lower eight bits of uint16 are kept; the upper ones read as zero.",
        f"{CLAUSE}.last-bit",
        f"{CLAUSE}.zero-extension",
        f"{CLAUSE}.elements",
    )
    .codecs(codec("packbits", first_bit=0, last_bit=7))
    .values(1, 128, 200, 255, 0, 77)
    .read()
)

FIRST_BYTE = (
    array(
        "ext/codecs/packbits/first-byte-without-padding",
        "A first byte says that there are no padding bits.",
        f"{ENCODING}.first-byte",
        ENCODING,
    )
    .data_type("uint8")
    .codecs(codec("packbits", padding_encoding="first_byte"))
    .stand_by(UNCONFIRMED)
    .read()
)

LAST_BYTE = (
    array(
        "ext/codecs/packbits/last-byte-without-padding",
        "A last byte says that there are no padding bits.",
        f"{ENCODING}.last-byte",
        ENCODING,
    )
    .data_type("uint8")
    .codecs(codec("packbits", padding_encoding="last_byte"))
    .stand_by(UNCONFIRMED)
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield WHOLE
    yield LOW
    yield FIRST_BYTE
    yield LAST_BYTE
    yield from _whole_bytes()
    yield from _chains()
    yield from _bit_order()
    yield from _faults()
    yield from _open_configurations()
    yield from _damage()


def _whole_bytes() -> Iterator[Case]:
    floats = (1.5, -2.0, 0.0, float("inf"), -0.5, 96.0)
    parts: tuple[tuple[str, str, Json, tuple[object, ...], dict[str, int], str, str], ...] = (
        (
            "high-byte-uint16",
            "uint16",
            0,
            (256, 65280, 0, 32768, 512, 4096),
            {"first_bit": 8},
            "first-bit",
            "The upper eight bits of uint16 are kept and shifted back.",
        ),
        (
            "low-byte-int16",
            "int16",
            0,
            (-128, 127, -1, 0, 64, -2),
            {"last_bit": 7},
            "sign-extension",
            "The lower eight bits of int16 are kept; the sign is extended.",
        ),
        (
            "middle-byte-int16",
            "int16",
            0,
            (-2048, 2032, -16, 16, 0, -1024),
            {"first_bit": 4, "last_bit": 11},
            "sign-extension",
            "Eight bits in the middle of int16 are kept; the sign is extended.",
        ),
        (
            "three-bytes-int32",
            "int32",
            0,
            (-8388608, 8388607, -1, 66051, -2, 0),
            {"last_bit": 23},
            "sign-extension",
            "The lower three bytes of int32 are kept; the sign is extended.",
        ),
        (
            "three-bytes-uint32",
            "uint32",
            0,
            (16777215, 66051, 8388608, 1, 0, 256),
            {"last_bit": 23},
            "data-types",
            "The lower three bytes of uint32 are kept, little-endian.",
        ),
        (
            "low-half-int64",
            "int64",
            0,
            (-(2**31), 2**31 - 1, -1, 16909060, 0, -2),
            {"last_bit": 31},
            "sign-extension",
            "The lower half of int64 is kept; the sign is extended.",
        ),
        (
            "high-half-float32",
            "float32",
            0,
            floats,
            {"first_bit": 16},
            "first-bit",
            "The upper half of float32 is kept.",
        ),
        (
            "high-half-complex-float32",
            "complex_float32",
            [0, 0],
            tuple(struct.pack("<2f", a, -b) for a, b in zip(floats, floats[::-1], strict=True)),
            {"first_bit": 16},
            "components",
            "The upper half of each component of complex_float32 is kept.",
        ),
    )
    for name, data_type, fill, values, configuration, clause, title in parts:
        draft = (
            array(f"ext/codecs/packbits/{name}", title, f"{CLAUSE}.{clause}", f"{CLAUSE}.elements")
            .data_type(data_type, fill)
            .codecs(codec("packbits", **configuration))
            .values(*values)
        )
        if name in ("low-byte-int16", "three-bytes-int32", "low-half-int64"):
            draft = draft.stand_by(UNCONFIRMED)
        yield draft.read()
    yield (
        array(
            "ext/codecs/packbits/null-bits",
            "The first and the last bit are null, so all bits are kept.",
            f"{CLAUSE}.first-bit.default",
            f"{CLAUSE}.last-bit.default",
        )
        .data_type("uint32")
        .codecs(codec("packbits", first_bit=None, last_bit=None))
        .read()
    )
    yield (
        array(
            "ext/codecs/packbits/no-configuration",
            "Every member of the configuration is left out, and so is it.",
            f"{CLAUSE}.last-bit.default",
            f"{ENCODING}.default",
        )
        .codecs({"name": "packbits"})
        .read()
    )
    row = (1, 0, 0, 1, 1, 0, 0, 1)
    yield (
        array(
            "ext/codecs/packbits/bool-palindromes",
            "Eight elements of bool to a byte, in patterns that read the same from either end.",
            f"{CLAUSE}.data-types.bool",
            f"{CLAUSE}.bytes",
        )
        .shape(3, 8)
        .data_type("bool", False)
        .codecs(codec("packbits"))
        .values(*(bool(n) for n in (*row, *(1 - n for n in row), 0, 0, 1, 0, 0, 1, 0, 0)))
        .read()
    )


def _chains() -> Iterator[Case]:
    low = codec("packbits", last_bit=7)
    yield (
        array(
            "ext/codecs/packbits/edge-and-missing-chunks",
            "Chunks are transposed and overhang, and the fill value of a missing one has bits that "
            "are not kept.",
            f"{CLAUSE}.elements",
        )
        .shape(5, 4, chunks=(2, 3))
        .data_type("uint16", 513)
        .codecs(transpose(1, 0), low, CRC32C)
        .outside(b"\x02\x00")
        .missing((1, 1))
        .read()
    )
    yield (
        array(
            "ext/codecs/packbits/inside-shards",
            "Inner chunks of a shard are packed, and one is missing.",
            f"{CLAUSE}.array-to-bytes",
        )
        .shape(4, 4)
        .data_type("uint32", 253)
        .codecs(sharding(2, 2, codecs=[low]))
        .values(1, 254, 253, 253, 3, 252, 253, 253, 5, 250, 9, 246, 7, 248, 11, 244)
        .read()
    )


def _bit_order() -> Iterator[Case]:
    bits = (1, 0, 0, 0, 1, 1, 0, 1, 1, 0)
    for encoding in ("none", "first_byte", "last_byte"):
        clause = "default" if encoding == "none" else encoding.replace("_", "-")
        yield (
            array(
                f"ext/codecs/packbits/bool-padding-{encoding.replace('_', '-')}",
                f"Ten elements of bool and six padding bits; padding_encoding is {encoding}.",
                f"{CLAUSE}.bit-order",
                f"{CLAUSE}.padding",
                f"{ENCODING}.{clause}",
                f"{ENCODING}.numcodecs",
            )
            .shape(2, 5)
            .data_type("bool", False)
            .codecs(codec("packbits", padding_encoding=encoding))
            .values(*map(bool, bits))
            .observe(PACKBITS)
        )
    for name, data_type, values, last in (
        ("three-bits-int8", "int8", (-4, 3, -1, 0, 2, -3), 2),
        ("twelve-bits-uint16", "uint16", (0x123, 0xFED, 1, 0, 0x800, 7), 11),
    ):
        yield (
            array(
                f"ext/codecs/packbits/{name}",
                f"The lower {last + 1} bits of {data_type} are kept, and bytes are shared.",
                f"{CLAUSE}.bit-order",
                f"{CLAUSE}.elements",
            )
            .data_type(data_type)
            .codecs(codec("packbits", last_bit=last))
            .values(*values)
            .observe(PACKBITS)
        )
    yield (
        array(
            "ext/codecs/packbits/int4",
            "Elements of int4 are packed without gaps.",
            f"{CLAUSE}.data-types.narrow",
            f"{CLAUSE}.bit-order",
        )
        .data_type("int4")
        .codecs(codec("packbits"))
        .values(*(bytes([value % 256]) for value in (-8, 7, -1, 0, 3, -4)))
        .observe(PACKBITS)
    )


def _faults() -> Iterator[Case]:
    encodings: tuple[tuple[str, Json, str], ...] = (
        ("unknown", "middle_byte", "The padding_encoding is middle_byte."),
        ("capitalised", "First_Byte", "The padding_encoding is First_Byte."),
        ("empty", "", "The padding_encoding is an empty string."),
        ("number", 0, "The padding_encoding is a number."),
        ("array", ["first_byte"], "The padding_encoding is an array."),
    )
    for name, value, title in encodings:
        yield (
            fault(f"ext/codecs/packbits/padding-encoding-{name}", title, ENCODING, control=LOW)
            .set(f"{CONFIGURATION}.padding_encoding", value)
            .refuse()
        )
    bits: tuple[tuple[str, Json, str], ...] = (
        ("by-one", {"first_bit": 8, "last_bit": 7}, "The last bit is 7, and the first 8."),
        ("by-many", {"first_bit": 15, "last_bit": 0}, "The last bit is 0, and the first 15."),
        (
            "by-default",
            {"first_bit": 16},
            "The first bit is 16, and the last one that of uint16, 15, by default.",
        ),
    )
    for name, configuration, title in bits:
        yield (
            fault(f"ext/codecs/packbits/last-before-first-{name}", title, INVALID, control=LOW)
            .set(CONFIGURATION, configuration)
            .refuse()
        )


def _open_configurations() -> Iterator[Case]:
    members: tuple[tuple[str, str, Json, str, str], ...] = (
        ("start-byte", "padding_encoding", "start_byte", "padding-encoding", "is start_byte"),
        ("padding-encoding-null", "padding_encoding", None, "padding-encoding", "is null"),
        ("first-bit-negative", "first_bit", -1, "first-bit", "is negative"),
        ("last-bit-16", "last_bit", 16, "last-bit", "is none of uint16"),
        ("unknown-member", "bit_order", "lsb", "first-bit", "is a member that nobody knows"),
    )
    for name, member, value, clause, words in members:
        yield (
            fault(
                f"ext/codecs/packbits/{name}",
                f"{member} {words}.",
                f"{CLAUSE}.{clause}",
                control=LOW,
            )
            .set(f"{CONFIGURATION}.{member}", value)
            .observe(*([PACKBITS] if name == "start-byte" else []))
        )


def _damage() -> Iterator[Case]:
    def packed(name: str, title: str, control: Case = LOW) -> FaultDraft:
        return fault(f"ext/damage/packbits-{name}", title, f"{CLAUSE}.elements", control=control)

    for draft in (
        packed("empty", "A chunk has no bytes.").cut(CHUNK, 0),
        packed("cut", "The last byte is missing.").cut(CHUNK, -1),
        packed("over-long", "Another byte follows the last.").put(
            CHUNK, LOW.store[CHUNK] + b"\x07"
        ),
        packed("padding-first-byte", "The first byte says 3 padding bits.", FIRST_BYTE).flip(
            CHUNK, 0, 3
        ),
        packed("padding-last-byte", "The last byte says 3 padding bits.", LAST_BYTE).flip(
            CHUNK, -1, 3
        ),
        packed("padding-of-200-bits", "The first byte says 200 padding bits.", FIRST_BYTE).flip(
            CHUNK, 0, 200
        ),
    ):
        yield draft.robustness()
