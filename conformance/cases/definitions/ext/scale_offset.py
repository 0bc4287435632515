"""The registered scale_offset codec: arithmetic in the data type of the array."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from conformance.cases.builder import ArrayDraft, Json, array, bytes_codec, sharding, transpose
from conformance.cases.definitions.ext.parts import LITTLE, SEQUENCE, codec, stored
from conformance.cases.model import Case

CLAUSE = "ext.codec.scale-offset"
OFFSET, SCALE = f"{CLAUSE}.offset.encoding", f"{CLAUSE}.scale.encoding"
REPRESENTABLE = f"{CLAUSE}.representable"
FILL = f"{CLAUSE}.fill-value"


def scale_offset(**configuration: Json) -> Json:
    """The scale_offset codec."""
    return codec("scale_offset", **configuration)


INTEGERS = (
    array(
        "ext/codecs/scale-offset/int16",
        "Integers are shifted and multiplied; the fill value too.",
        f"{CLAUSE}.decoding",
        f"{CLAUSE}.encoding",
        f"{CLAUSE}.offset",
        f"{CLAUSE}.scale",
        f"{CLAUSE}.name",
        OFFSET,
        SCALE,
    )
    .data_type("int16", 7)
    .codecs(scale_offset(offset=7, scale=-3), LITTLE)
    .values(7, 8, -100, 1000, 0, -7)
    .read()
)

FLOATS = (
    array(
        "ext/codecs/scale-offset/float32-exact",
        "Every step is exact in float32; infinities go through.",
        f"{CLAUSE}.decoding",
        f"{CLAUSE}.array-to-array",
        f"{CLAUSE}.data-types",
    )
    .data_type("float32", 1.5)
    .codecs(scale_offset(offset=1.5, scale=0.25), LITTLE)
    # No NaN: its bits after arithmetic are nobody's to insist on.
    .values(1.5, -2.5, 1001.5, 0.0, float("inf"), float("-inf"))
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield INTEGERS
    yield FLOATS
    yield from _configurations()
    yield from _arithmetic()
    yield from _chains()


def _configurations() -> Iterator[Case]:
    omitted = f"{CLAUSE}.configuration.omitted"
    forms: tuple[tuple[str, Json, str], ...] = (
        ("no-configuration", {"name": "scale_offset"}, "There is no configuration."),
        ("empty-configuration", scale_offset(), "The configuration is an empty object."),
        ("short-hand", "scale_offset", "The codec is given by its name alone."),
    )
    for name, form, title in forms:
        draft = (
            array(f"ext/codecs/scale-offset/{name}", title, omitted, f"{CLAUSE}.configuration")
            .data_type("int32", 3)
            .codecs(form, LITTLE)
        )
        # The core lets a name stand for itself; the codec's text asks for an object.
        yield draft.observe() if isinstance(form, str) else draft.read()
    for name, clause, configuration, title in (
        ("offset-alone", "offset", {"offset": -1000}, "There is an offset and no scale."),
        ("scale-alone", "scale", {"scale": 5}, "There is a scale and no offset."),
    ):
        yield (
            array(f"ext/codecs/scale-offset/{name}", title, f"{CLAUSE}.{clause}")
            .data_type("int32", 11)
            .codecs(scale_offset(**configuration), LITTLE)
            .read()
        )
    yield (
        array(
            "ext/codecs/scale-offset/hexadecimal-scalars",
            "The offset and the scale are given by their bits, as fill values can be.",
            OFFSET,
            SCALE,
        )
        .data_type("float32", 0.0)
        .codecs(scale_offset(offset="0xc0200000", scale="0x3e800000"), LITTLE)
        .values(0.0, -2.5, 1.5, 1024.0, -64.25, 0.5)
        .read()
    )


def _rounded(dtype: str, offset: float, scale: float, numbers: tuple[float, ...]) -> ArrayDraft:
    """Stored numbers and what a reader makes of them, with numpy's arithmetic of one type."""
    name = {"<f2": "float16", "<f4": "float32"}[dtype]
    stored_numbers = np.array(numbers, dtype)
    one = stored_numbers.dtype.type
    decoded = stored_numbers / one(scale) + one(offset)
    return (
        array(
            f"ext/codecs/scale-offset/{name}-rounded",
            f"Every step is rounded to {name}: other arithmetic gives other numbers.",
            f"{CLAUSE}.arithmetic",
            f"{CLAUSE}.decoding",
        )
        .data_type(name, 0.0)
        .codecs(scale_offset(offset=offset, scale=scale), LITTLE)
        .values(*(number.tobytes() for number in decoded))
        .rechunk(stored(stored_numbers.tobytes()))
    )


def _arithmetic() -> Iterator[Case]:
    yield _rounded("<f2", 5, 0.1, (0.3, -1.7, 25.0, 0.001, 1234.0, -0.77)).read()
    yield _rounded("<f4", 5, 0.1, (0.3, -1.7, 25.0, 1e-3, 98765.43, -0.77)).read()
    yield (
        array(
            "ext/codecs/scale-offset/int64-beyond-doubles",
            "The offset, the stored integers and the result are beyond the integers of a double.",
            f"{CLAUSE}.arithmetic",
            OFFSET,
        )
        .data_type("int64", 2**60 + 256)
        .codecs(scale_offset(offset=2**60 + 1, scale=3), LITTLE)
        .values(2**60 + 1, 2**60 + 2**56 + 3, 2**60, 2**61 + 7, -(2**58) - 1, 2**60 + 5)
        .read()
    )
    yield (
        array(
            "ext/codecs/scale-offset/uint64-beyond-int64",
            "The integers are beyond those of int64.",
            f"{CLAUSE}.arithmetic",
            OFFSET,
        )
        .data_type("uint64", 2**63)
        .codecs(scale_offset(offset=2**63, scale=1), LITTLE)
        .values(2**63, 2**63 + 9, 2**64 - 1, 2**63 + 2**62 + 1, 2**63 + 1, 2**64 - 2)
        .read()
    )
    yield (
        array(
            "ext/codecs/scale-offset/int8-to-its-limits",
            "The lowest integer of int8 is reached from the highest one, which is divided by -1.",
            REPRESENTABLE,
        )
        .data_type("int8", 0)
        .codecs(scale_offset(offset=-1, scale=-1), LITTLE)
        .values(-128, 126, 0, -1, 1, 127 - 1)
        .read()
    )


def _chains() -> Iterator[Case]:
    yield (
        array(
            "ext/codecs/scale-offset/big-endian-and-transposed",
            "The numbers of chunks that are transposed, overhang and are big-endian; one is "
            "missing.",
            f"{CLAUSE}.array-to-array",
            f"{CLAUSE}.decoding",
        )
        .shape(5, 4, chunks=(2, 3))
        .data_type("int32", 70000)
        .codecs(scale_offset(offset=70000, scale=2), transpose(1, 0), bytes_codec("big"))
        .missing((2, 0))
        .read()
    )
    yield (
        array(
            "ext/codecs/scale-offset/twice",
            "Two codecs follow each other, and are undone last first.",
            f"{CLAUSE}.decoding",
        )
        .data_type("int32", 4)
        .codecs(scale_offset(offset=4, scale=3), scale_offset(offset=-5, scale=7), LITTLE)
        .read()
    )
    yield (
        array(
            "ext/codecs/scale-offset/fill-value-in-shards",
            "An inner chunk of a shard is missing: it decodes from the transformed fill value.",
            FILL,
            f"{CLAUSE}.encoding",
            SEQUENCE,
        )
        .shape(4, 4)
        .data_type("int32", 110)
        .codecs(scale_offset(offset=100, scale=4), sharding(2, 2))
        .values(1, 2, 110, 110, 3, 4, 110, 110, 5, 6, 7, 8, 9, 10, 11, 12)
        .read()
    )
    yield (
        array(
            "ext/codecs/scale-offset/float-fill-value-in-shards",
            "An inner chunk of a shard is missing, of float64, and the fill value is not zero.",
            FILL,
            SEQUENCE,
        )
        .shape(2, 4)
        .data_type("float64", 2.5)
        .codecs(scale_offset(offset=1.5, scale=0.25), sharding(2, 2))
        .values(2.5, 2.5, 1.0, 2.0, 2.5, 2.5, 3.0, 4.0)
        .read()
    )
    yield (
        array(
            "ext/codecs/scale-offset/inside-shards",
            "The numbers of inner chunks are shifted, each for itself; one chunk is missing.",
            f"{CLAUSE}.decoding",
        )
        .shape(2, 4)
        .data_type("int16", -9)
        .codecs(sharding(2, 2, codecs=[scale_offset(offset=50, scale=2), LITTLE]))
        .values(-9, -9, 1, 2, -9, -9, 3, 4)
        .read()
    )
