"""The registered cast_value codec: exact numbers, rounding, and numbers out of range."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import ArrayDraft, Json, array
from conformance.cases.definitions.ext.parts import LITTLE, codec, stored
from conformance.cases.model import Case

CLAUSE = "ext.codec.cast-value"
NAN, INF = float("nan"), float("inf")
QUIET_NAN = {"float32": b"\x00\x00\xc0\x7f", "float64": b"\0\0\0\0\0\0\xf8\x7f"}
_FORMATS = {
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "int32": "i",
    "int64": "q",
    "float32": "f",
    "float64": "d",
}


def cast(data_type: str, **configuration: Json) -> Json:
    """The cast_value codec."""
    return codec("cast_value", data_type=data_type, **configuration)


def packed(data_type: str, *numbers: Any) -> bytes:
    """Numbers of a data type, little-endian."""
    return struct.pack(f"<{len(numbers)}{_FORMATS[data_type]}", *numbers)


def decoded(
    name: str,
    title: str,
    *clauses: str,
    array_type: str,
    stored_type: str,
    numbers: tuple[Any, ...],
    values: tuple[Any, ...],
    **configuration: Json,
) -> ArrayDraft:
    """An array of six elements: the ``numbers`` that are stored, and the ``values`` to be read."""
    return (
        array(f"ext/codecs/cast-value/{name}", title, *(f"{CLAUSE}.{c}" for c in clauses))
        .data_type(array_type)
        .codecs(cast(stored_type, **configuration), LITTLE)
        .values(*values)
        .rechunk(stored(packed(stored_type, *numbers)))
    )


WIDENED = (
    array(
        "ext/codecs/cast-value/float64-as-float32",
        "Numbers of float64 are stored as float32, which has all of them.",
        f"{CLAUSE}.exact",
        f"{CLAUSE}.name",
        f"{CLAUSE}.array-to-array",
        f"{CLAUSE}.data-type",
        f"{CLAUSE}.data-type.required",
        f"{CLAUSE}.configuration.required",
    )
    .data_type("float64", 1.5)
    .codecs(cast("float32"), LITTLE)
    .values(1.5, -2.25, 0.0, 2.0**100, -(2.0**-100), 16777215.0)
    .read()
)

BYTES = (
    array(
        "ext/codecs/cast-value/float64-as-uint8",
        "Whole numbers of float64 are stored as uint8.",
        f"{CLAUSE}.exact",
        f"{CLAUSE}.fill-value.round-trip",
    )
    .data_type("float64", 7.0)
    .codecs(cast("uint8"), LITTLE)
    .values(7, 0, 255, 1, 128, 100)
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield WIDENED
    yield BYTES
    yield from _exact()
    yield from _rounding()
    yield from _ranges()
    yield from _special()


def _exact() -> Iterator[Case]:
    pairs: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
        ("int32", "int8", (-128, 127, 0, -1, 5, 99)),
        ("uint64", "int64", (2**63 - 1, 0, 2**53 + 1, 7, 1, 2**62 + 3)),
        ("int32", "float64", (-(2**31), 2**31 - 1, 0, 16777217, -1, 3)),
    )
    for array_type, stored_type, values in pairs:
        yield (
            array(
                f"ext/codecs/cast-value/{array_type}-as-{stored_type}",
                f"Numbers of {array_type} are stored as {stored_type}, which has all of them.",
                f"{CLAUSE}.exact",
                f"{CLAUSE}.data-types",
            )
            .data_type(array_type, 3)
            .codecs(cast(stored_type), LITTLE)
            .values(*values)
            .read()
        )


def _rounding() -> Iterator[Case]:
    numbers = (2.5, 3.5, -2.5, -3.5, 1.25, -1.75)
    rounded: dict[str, tuple[int, ...]] = {
        "nearest-even": (2, 4, -2, -4, 1, -2),
        "towards-zero": (2, 3, -2, -3, 1, -1),
        "towards-positive": (3, 4, -2, -3, 2, -1),
        "towards-negative": (2, 3, -3, -4, 1, -2),
        "nearest-away": (3, 4, -3, -4, 1, -2),
    }
    # Between two numbers of float32 that are 2 apart, or exactly one of them.
    integers = (2**24 + 1, 2**24 + 3, -(2**24) - 1, -(2**24) - 3, 2**24 + 2, 2**25 + 1)
    to_float: dict[str, tuple[int, ...]] = {
        "nearest-even": (2**24, 2**24 + 4, -(2**24), -(2**24) - 4, 2**24 + 2, 2**25),
        "towards-zero": (2**24, 2**24 + 2, -(2**24), -(2**24) - 2, 2**24 + 2, 2**25),
        "towards-positive": (
            *(2**24 + 2, 2**24 + 4, -(2**24), -(2**24) - 2, 2**24 + 2, 2**25 + 4),
        ),
        "towards-negative": (*(2**24, 2**24 + 2, -(2**24) - 2, -(2**24) - 4, 2**24 + 2, 2**25),),
        "nearest-away": (*(2**24 + 2, 2**24 + 4, -(2**24) - 2, -(2**24) - 4, 2**24 + 2, 2**25),),
    }
    for rule, values in rounded.items():
        yield decoded(
            f"{rule}-to-int8",
            f"Stored numbers of float64 are rounded to int8 by the rule {rule}.",
            f"rounding.{rule}",
            "decoding",
            array_type="int8",
            stored_type="float64",
            numbers=numbers,
            values=values,
            rounding=rule,
        ).read()
        yield decoded(
            f"{rule}-to-float32",
            f"Stored integers of int64 are rounded to float32 by the rule {rule}.",
            f"rounding.{rule}",
            "rounding",
            array_type="float32",
            stored_type="int64",
            numbers=integers,
            values=to_float[rule],
            rounding=rule,
        ).read()
    yield decoded(
        "rounding-by-default",
        "Without a rule, stored numbers of float64 are rounded to int8, ties to even.",
        "rounding.default",
        "order",
        array_type="int8",
        stored_type="float64",
        numbers=numbers,
        values=rounded["nearest-even"],
    ).read()
    yield decoded(
        "float64-to-float32-towards-zero",
        "Stored numbers of float64 are cut to float32; one of them is subnormal there.",
        "rounding.towards-zero",
        "rounding",
        array_type="float32",
        stored_type="float64",
        numbers=(0.1, -0.1, 1 / 3, 2.0**-140 * 1.3, 1.0, 16777219.0),
        values=(
            *(b"\xcc\xcc\xcc\x3d", b"\xcc\xcc\xcc\xbd", b"\xaa\xaa\xaa\x3e"),
            # 1.3 times 2**-140 is 665.6 of the least positive number, 2**-149.
            *(b"\x99\x02\x00\x00", 1.0, 16777218.0),
        ),
        rounding="towards-zero",
    ).read()


def _ranges() -> Iterator[Case]:
    yield decoded(
        "clamp-to-int8",
        "Stored numbers out of range become the least and the greatest of int8.",
        "out-of-range.clamp",
        "out-of-range",
        array_type="int8",
        stored_type="float64",
        numbers=(128.0, -129.0, 1e300, -1e300, 127.0, 5.0),
        values=(127, -128, 127, -128, 127, 5),
        out_of_range="clamp",
    ).read()
    yield decoded(
        "clamp-to-uint8",
        "Stored integers out of range become the least and the greatest of uint8.",
        "out-of-range.clamp",
        array_type="uint8",
        stored_type="int32",
        numbers=(256, -1, 2**31 - 1, -(2**31), 255, 7),
        values=(255, 0, 255, 0, 255, 7),
        out_of_range="clamp",
    ).read()
    yield decoded(
        "clamp-to-infinity",
        "Stored numbers beyond the finite range of float32 become infinite.",
        "out-of-range.clamp.infinity",
        array_type="float32",
        stored_type="float64",
        numbers=(1e39, -1e39, 1.7e308, 3.4028234663852886e38, -2.0, 1e300),
        values=(INF, -INF, INF, 3.4028234663852886e38, -2.0, INF),
        out_of_range="clamp",
    ).read()
    yield decoded(
        "wrap-to-int16",
        "Stored integers out of range are wrapped to int16, as in the examples of the text.",
        "out-of-range.wrap",
        array_type="int16",
        stored_type="int32",
        numbers=(32768, 32769, -32769, 65536 + 5, -65536 - 7, 12),
        values=(-32768, -32767, 32767, 5, -7, 12),
        out_of_range="wrap",
    ).read()
    yield decoded(
        "wrap-to-uint8",
        "Stored integers out of range are wrapped to uint8.",
        "out-of-range.wrap",
        array_type="uint8",
        stored_type="int64",
        numbers=(256, -1, 2**62 + 3, -(2**62) - 3, 255, 511),
        values=(0, 255, 3, 253, 255, 255),
        out_of_range="wrap",
    ).read()
    for name, rule, values, clauses in (
        ("rounded-into-range", None, (127, -128, 0, 0, 127, 1), ("order",)),
        ("rounded-before-clamp", "clamp", (127, -128, 0, 0, 127, 1), ("out-of-range.clamp",)),
    ):
        beyond = (127.4, -128.4) if rule is None else (127.6, -128.6)
        configuration = {} if rule is None else {"out_of_range": rule}
        yield decoded(
            name,
            "Stored numbers of float64 are rounded to int8 before they are held against its range.",
            "rounding.before-range",
            *clauses,
            array_type="int8",
            stored_type="float64",
            numbers=(*beyond, 0.4, -0.4, 127.0, 0.6),
            values=values,
            **configuration,
        ).read()


def _special() -> Iterator[Case]:
    yield decoded(
        "infinities-and-zeros-float32-to-float64",
        "Infinities and both zeros are stored as float32.",
        "exact",
        "signed-zero",
        array_type="float64",
        stored_type="float32",
        numbers=(-INF, INF, -0.0, 0.0, 1.5, -1.5),
        values=(-INF, INF, -0.0, 0.0, 1.5, -1.5),
    ).read()
    # The text frees from keeping the bits of NaN, so its bytes are none to insist on.
    yield (
        decoded(
            "nan-float32-to-float64",
            "NaN is stored as float32.",
            "nan",
            array_type="float64",
            stored_type="float32",
            numbers=(NAN, 1.5, 0.0, 2.0, 3.0, -1.5),
            values=(QUIET_NAN["float64"], 1.5, 0.0, 2.0, 3.0, -1.5),
        )
        .tag("float:nan-payload")
        .observe()
    )
    yield (
        array(
            "ext/codecs/cast-value/nan-through-a-chain",
            "NaN comes from the map of one codec, is cast by another, and ends in the map of a "
            "third, whatever its bits.",
            f"{CLAUSE}.nan",
            f"{CLAUSE}.scalar-map.decode",
        )
        .data_type("float32", 2.0)
        .codecs(
            cast("float64", scalar_map={"encode": [[-1.0, "NaN"]], "decode": [["NaN", -1.0]]}),
            cast("float32"),
            cast("uint8", scalar_map={"encode": [["NaN", 0]], "decode": [[0, "NaN"]]}),
            LITTLE,
        )
        .values(-1.0, 2.0, 7.0, -1.0, 255.0, 1.0)
        .read()
    )
    yield decoded(
        "infinities-and-zeros-float64-to-float32",
        "Infinities and both zeros are stored as float64.",
        "signed-zero",
        "exact",
        array_type="float32",
        stored_type="float64",
        numbers=(INF, -INF, -0.0, 0.0, 1.5, -1.5),
        values=(INF, -INF, -0.0, 0.0, 1.5, -1.5),
    ).read()
    yield decoded(
        "negative-zero-to-int16",
        "A stored zero has a sign, which int16 does not have.",
        "exact",
        array_type="int16",
        stored_type="float32",
        numbers=(-0.0, 0.0, 1.0, -1.0, 2.0, -2.0),
        values=(0, 0, 1, -1, 2, -2),
    ).read()
