"""The registered bitround codec: a reader takes what is stored as it is."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import Json, array, bytes_codec, gzip, sharding
from conformance.cases.definitions.ext.parts import BITROUND, LITTLE, codec
from conformance.cases.faults import fault
from conformance.cases.model import Case

CLAUSE = "ext.codec.bitround"
STORED = f"{CLAUSE}.array-to-array"
POSITIVE = f"{CLAUSE}.keepbits.positive"
REQUIRED = f"{CLAUSE}.keepbits.required"
CONFIGURATION = "codecs.0.configuration"

FLOATS = (
    array(
        "ext/codecs/bitround/float32",
        "Numbers of float32 rounded to three bits of their mantissa, with NaN and infinities.",
        STORED,
        f"{CLAUSE}.data-types",
        f"{CLAUSE}.name",
        REQUIRED,
    )
    .shape(9)
    .data_type("float32", 0.0)
    .codecs(codec("bitround", keepbits=3), LITTLE)
    .values(0.0, 0.1015625, 1.25, 12.0, -120.0, 1280.0, *map(float, ("nan", "inf", "-inf")))
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield FLOATS
    kinds: tuple[tuple[str, Json, int, tuple[object, ...]], ...] = (
        ("float64", 1.5, 10, (1.0009765625, -2.0, 0.0, 2.0**1023, -1535.0, 2.0**-1022)),
        ("complex64", [0, 0], 1, (1.5 + 2j, -3 - 0.75j, 0j, 1j, 96 - 1j, 0.5 + 0j)),
        ("uint8", 7, 3, (0, 1, 10, 12, 96, 224)),
        ("int16", -5, 4, (-120, 15, -1, 960, -32768, 28672)),
    )
    for name, fill, keepbits, values in kinds:
        yield (
            array(
                f"ext/codecs/bitround/{name}",
                f"Numbers of {name} with keepbits of {keepbits}.",
                STORED,
                f"{CLAUSE}.data-types",
                f"{CLAUSE}.keepbits.integer",
            )
            .data_type(name, fill)
            .codecs(codec("bitround", keepbits=keepbits), LITTLE)
            .values(*values)
            .read()
        )
    yield (
        array(
            "ext/codecs/bitround/all-bits-float32",
            "All 23 bits of the mantissa are kept.",
            STORED,
            POSITIVE,
        )
        .data_type("float32", 0.0)
        .codecs(codec("bitround", keepbits=23), LITTLE)
        .values(b"\xcd\xcc\xcc\x3d", b"\x01\x00\x00\x00", 1.0, -2.5, 0.0, b"\xff\xff\x7f\x7f")
        .read()
    )
    yield (
        array(
            "ext/codecs/bitround/one-bit-float32",
            "A single bit of the mantissa is kept; chunks are big-endian, compressed and overhang.",
            STORED,
            POSITIVE,
        )
        .shape(3, 4, chunks=(2, 3))
        .data_type("float32", -1.5)
        .codecs(codec("bitround", keepbits=1), bytes_codec("big"), gzip())
        .missing((0, 1), (1, 1))
        .values(1.0, 1.5, 2.0, -1.5, 3.0, -4.0, 6.0, -1.5, 0.75, 8.0, -12.0, -1.5)
        .read()
    )
    yield (
        array(
            "ext/codecs/bitround/inside-shards",
            "Inner chunks of a shard hold rounded numbers.",
            STORED,
        )
        .shape(2, 4)
        .data_type("float64", 0.0)
        .codecs(sharding(2, 2, codecs=[codec("bitround", keepbits=3), LITTLE]))
        .values(1.125, -1.5, 0.0, 0.0, 12.0, 0.6875, 0.0, 0.0)
        .read()
    )
    yield from _faults()
    yield from _open()


def _faults() -> Iterator[Case]:
    yield (
        fault(
            "ext/codecs/bitround/keepbits-missing",
            "The configuration is empty.",
            REQUIRED,
            control=FLOATS,
        )
        .set(CONFIGURATION, {})
        .refuse()
    )
    yield (
        fault(
            "ext/codecs/bitround/configuration-missing",
            "There is no configuration, so there is no keepbits.",
            REQUIRED,
            control=FLOATS,
        )
        .drop(CONFIGURATION)
        .refuse()
    )
    yield (
        fault(
            "ext/codecs/bitround/keepbits-negative",
            "The keepbits are -1.",
            POSITIVE,
            control=FLOATS,
        )
        .set(f"{CONFIGURATION}.keepbits", -1)
        .refuse()
    )


def _open() -> Iterator[Case]:
    keepbits: tuple[tuple[str, Json, str, str, tuple[str, ...]], ...] = (
        ("zero", 0, "keepbits.zero", "The keepbits are 0, which the schema allows.", (BITROUND,)),
        ("fraction", 1.5, "keepbits.integer", "The keepbits are 1.5.", ()),
        ("string", "3", "keepbits.integer", "The keepbits are a string.", ()),
        ("24-of-float32", 24, "rounding", "The keepbits are more than the mantissa has.", ()),
    )
    for name, value, clause, title, discussion in keepbits:
        yield (
            fault(
                f"ext/codecs/bitround/keepbits-{name}",
                title,
                f"{CLAUSE}.{clause}",
                control=FLOATS,
            )
            .set(f"{CONFIGURATION}.keepbits", value)
            .observe(*discussion)
        )
    yield (
        fault(
            "ext/codecs/bitround/numcodecs-alias",
            "The codec goes by its deprecated alias.",
            f"{CLAUSE}.alias",
            control=FLOATS,
        )
        .set("codecs.0.name", "numcodecs.bitround")
        .observe("zarr-python#3493")
    )
    yield (
        fault(
            "ext/codecs/bitround/unknown-member",
            "The configuration has a member that nobody knows.",
            "v3.core.extension.configuration.unknown-member",
            control=FLOATS,
        )
        .set(f"{CONFIGURATION}.mode", "nearest")
        .observe("zarr-specs#270")
    )
