"""The registered scale_offset codec: what must be refused, and what the text leaves open."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from conformance.cases.builder import Json, array
from conformance.cases.definitions.ext.parts import LITTLE, SCALE_AND_CAST, codec
from conformance.cases.definitions.ext.scale_offset import (
    CLAUSE,
    FILL,
    FLOATS,
    INTEGERS,
    OFFSET,
    REPRESENTABLE,
    SCALE,
    scale_offset,
)
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case

KEYS = f"{CLAUSE}.additional-keys"
SCALARS = "zarr-extensions#52"
CHUNK = "c/0/0"
CONFIGURATION = "codecs.0.configuration"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _faults()
    yield from _not_representable()
    yield from _open()


def _faults() -> Iterator[Case]:
    def integers(name: str, title: str, clause: str) -> FaultDraft:
        return fault(f"ext/codecs/scale-offset/{name}", title, clause, control=INTEGERS)

    yield (
        integers("additional-key", "The configuration has a key more.", KEYS)
        .set(f"{CONFIGURATION}.dtype", "<i2")
        .refuse()
    )
    yield (
        integers("additional-key-alone", "The configuration has only a key that is unknown.", KEYS)
        .set(CONFIGURATION, {"offsets": 0})
        .refuse()
    )
    values: tuple[tuple[str, Json, str], ...] = (
        ("fraction", 1.5, "is 1.5, and the data type is int16"),
        ("string", "3", "is a string of digits"),
        ("null", None, "is null"),
        ("boolean", True, "is true"),
        ("array", [3], "is an array"),
        ("out-of-range", 40000, "is beyond the range of int16"),
    )
    for member, clause in (("offset", OFFSET), ("scale", SCALE)):
        for name, value, words in values:
            yield (
                integers(f"{member}-{name}", f"The {member} {words}.", clause)
                .set(f"{CONFIGURATION}.{member}", value)
                .refuse()
            )
    yield (
        fault(
            "ext/codecs/scale-offset/offset-string-float32",
            "The offset is a string of digits, and the data type is float32.",
            OFFSET,
            control=FLOATS,
        )
        .set(f"{CONFIGURATION}.offset", "2.0")
        # As with fill values of floating point types, for which no must forbids it.
        .observe(SCALARS)
    )


def _not_representable() -> Iterator[Case]:
    limits = (
        array(
            "ext/codecs/scale-offset/uint16-shifted",
            "The numbers of uint16 from 1000 on.",
            REPRESENTABLE,
        )
        .data_type("uint16", 1000)
        .codecs(scale_offset(offset=1000), LITTLE)
        .values(1000, 1255, 65535, 2000, 1001, 40000)
        .read()
    )
    yield limits
    yield (
        fault(
            "ext/codecs/scale-offset/sum-too-large-by-one",
            "A stored number and the offset are 65536.",
            REPRESENTABLE,
            control=limits,
        )
        .put(CHUNK, struct.pack("<6H", 0, 255, 64536, 1000, 1, 39000))
        .refuse()
    )
    signed = (
        array(
            "ext/codecs/scale-offset/int8-negated",
            "The numbers of int8 are negated.",
            REPRESENTABLE,
        )
        .data_type("int8", 0)
        .codecs(scale_offset(scale=-1), LITTLE)
        .values(0, 1, -1, 127, -127, 64)
        .read()
    )
    yield signed
    yield (
        fault(
            "ext/codecs/scale-offset/quotient-too-large",
            "The lowest number of int8 is divided by -1.",
            REPRESENTABLE,
            control=signed,
        )
        .put(CHUNK, struct.pack("6b", 0, -1, 1, -127, -128, -64))
        .refuse()
    )
    yield (
        fault(
            "ext/codecs/scale-offset/intermediate-too-large",
            "The lowest number of int8 is divided by -1, and the offset would bring the quotient "
            "back into range.",
            f"{REPRESENTABLE}.intermediate",
            control=signed,
        )
        .set(CONFIGURATION, {"scale": -1, "offset": -1})
        .set("fill_value", -1)
        .put(CHUNK, struct.pack("6b", 0, -1, 1, -127, -128, -64))
        .observe(SCALARS)
    )
    yield (
        fault(
            "ext/codecs/scale-offset/sum-too-small",
            "A stored number and the offset are less than int8 holds.",
            REPRESENTABLE,
            control=signed,
        )
        .set(CONFIGURATION, {"offset": -100})
        .set("fill_value", -100)
        .put(CHUNK, struct.pack("6b", 0, -1, 1, -27, -29, -20))
        .refuse()
    )
    yield (
        fault(
            "ext/codecs/scale-offset/fill-value-too-small",
            "The fill value is less than the offset, so that uint16 does not hold its transform.",
            REPRESENTABLE,
            FILL,
            control=limits,
        )
        .set("fill_value", 0)
        .observe("zarr-extensions#68")
    )


def _open() -> Iterator[Case]:
    chunk = struct.pack("<6h", 0, 3, 6, -7, 9, 12)
    for name, scale, title in (
        ("quotient-no-integer", 3, "A stored integer is no multiple of the scale."),
        ("scale-is-zero", 0, "Integers are divided by a scale of zero."),
    ):
        yield (
            fault(f"ext/codecs/scale-offset/{name}", title, f"{CLAUSE}.division", control=INTEGERS)
            .set(CONFIGURATION, {"scale": scale})
            .put(CHUNK, chunk)
            .observe(SCALE_AND_CAST)
        )
    yield (
        fault(
            "ext/codecs/scale-offset/offset-with-decimal-point",
            "The offset of int16 is written 7.0.",
            OFFSET,
            control=INTEGERS,
        )
        .set(f"{CONFIGURATION}.offset", 7.0)
        .observe()
    )
    yield (
        fault(
            "ext/codecs/scale-offset/float32-overflow",
            "A quotient of float32 is beyond its largest number.",
            REPRESENTABLE,
            control=FLOATS,
        )
        .put(CHUNK, struct.pack("<6f", 0, 3e38, 1, 2, -3e38, 4))
        .observe(SCALE_AND_CAST)
    )
    yield (
        fault(
            "ext/codecs/scale-offset/bool",
            "The data type is bool, for which the codec is not defined.",
            f"{CLAUSE}.data-types",
            control=FLOATS,
        )
        .set("data_type", "bool")
        .set("fill_value", False)
        .set("codecs", ["scale_offset", {"name": "bytes"}])
        .put(CHUNK, bytes([0, 1, 1, 0, 1, 0]))
        .observe()
    )
    legacy = {"offset": 7, "scale": -3, "dtype": "<i2", "astype": "<i2"}
    for name, configuration, clause, title in (
        ("legacy-name", legacy, "legacy.name", "The codec goes by the name of numcodecs."),
        (
            "legacy-string-offset",
            legacy | {"offset": "7"},
            "legacy.scalars",
            "The offset of the codec of numcodecs is a string.",
        ),
        (
            "legacy-data-type-of-version-3",
            legacy | {"dtype": "int16", "astype": "int16"},
            "legacy.data-types",
            "The data types of the codec of numcodecs have names of version 3.",
        ),
    ):
        yield (
            fault(
                f"ext/codecs/scale-offset/{name}",
                title,
                f"{CLAUSE}.{clause}",
                f"{CLAUSE}.legacy.supported",
                control=INTEGERS,
            )
            .set("codecs.0", codec("numcodecs.fixedscaleoffset", **configuration))
            .observe("zarr-python#3493")
        )
