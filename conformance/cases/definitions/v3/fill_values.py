"""Fill values of the core data types, shown by a chunk that is missing.

Forms that the text leaves open are observed here; fill values that must be refused have a module
of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import (
    ArrayDraft,
    array,
    bytes_codec,
)
from conformance.cases.faults import fault
from conformance.cases.model import Case

BOOL = "v3.fill-value.bool"
INT_NUMBER = "v3.fill-value.int.number"
INT_RANGE = "v3.fill-value.int.range"
ROUNDING = "v3.fill-value.float.rounding"
OVERFLOW = "v3.fill-value.float.overflow"
INFINITY = "v3.fill-value.float.infinity"
NEGATIVE_INFINITY = "v3.fill-value.float.negative-infinity"
NAN = "v3.fill-value.float.nan"
HEX = "v3.fill-value.float.hex"
HEX_FORM = "v3.fill-value.float.hex.form"
PAYLOAD = "v3.fill-value.float.nan-payload"
STRINGS = "v3.fill-value.float.strings"
PERMITTED = "v3.core.array.fill-value.permitted"
FORM = "v3.fill-value.float.form"
COMPLEX = "v3.fill-value.complex"
RAW = "v3.fill-value.raw"
UNINITIALISED = "v3.core.array.fill-value.uninitialised"

# Pi, so that no two bytes are the same and the exponent is not zero.
PI = {"float16": "0x4248", "float32": "0x40490fdb", "float64": "0x400921fb54442d18"}
CANONICAL_NAN = {"float16": "0x7e00", "float32": "0x7fc00000", "float64": "0x7ff8000000000000"}
PAYLOAD_NAN = {"float16": "0xfe35", "float32": "0xffc01235", "float64": "0xfff8000012345678"}


def draft(name: str, title: str, data_type: str, fill: Any, *clauses: str) -> ArrayDraft:
    """An array of two chunks, of which the second is missing."""
    return (
        array(f"v3/fill-values/{name}", title, *clauses, UNINITIALISED, PERMITTED)
        .shape(4, chunks=(2,))
        .data_type(data_type, fill)
        .missing((1,))
        .check("fill_value")
    )


def spelt(name: str, title: str, data_type: str, token: str, *clauses: str) -> ArrayDraft:
    """The same, with a fill value that is written exactly as ``token``."""
    plain = draft(name, title, data_type, 0, *clauses)
    return plain.spelt(lambda text: text.replace('"fill_value": 0', f'"fill_value": {token}'))


def number(name: str, title: str, data_type: str, token: str) -> ArrayDraft:
    """The same, for a number that a floating point type rounds."""
    return spelt(name, title, data_type, token, ROUNDING)


PLAIN = {
    "bool": draft("bool-true", "A boolean fill value, true.", "bool", True, BOOL).read(),
    **{
        f"{sign}{width}": draft(
            f"{sign}{width}-highest",
            f"The fill value is the highest {sign}{width}.",
            f"{sign}{width}",
            (1 << (width - (sign == "int"))) - 1,
            INT_NUMBER,
            INT_RANGE,
        ).read()
        for sign in ("int", "uint")
        for width in (8, 16, 32, 64)
    },
    **{
        name: spelt(
            f"{name}-decimal", f"{name}: the fill value is 0.1.", name, "0.1", ROUNDING
        ).read()
        for name in PI
    },
    **{
        name: draft(
            f"{name}-integers", f"{name}: both components are whole.", name, [1, -2], COMPLEX
        ).read()
        for name in ("complex64", "complex128")
    },
}


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from PLAIN.values()
    yield draft("bool-false", "A boolean fill value, false.", "bool", False, BOOL).read()
    yield from _integers()
    yield from _numbers()
    yield from _strings()
    yield from _complex()
    yield from _open_numbers()
    yield from _open_strings()
    yield from _raw()


def _integers() -> Iterator[Case]:
    for width in (8, 16, 32, 64):
        yield draft(
            f"int{width}-lowest",
            f"The fill value is the lowest int{width}.",
            f"int{width}",
            -(1 << (width - 1)),
            INT_NUMBER,
            INT_RANGE,
        ).read()
    for name, data_type, value in (
        ("int64-beyond-double", "int64", 2**53 + 1),
        ("int64-beyond-double-negative", "int64", -(2**53) - 1),
        ("uint64-beyond-double", "uint64", 2**53 + 1),
        ("uint64-beyond-int64", "uint64", 2**63),
    ):
        yield draft(
            name,
            f"{data_type}: the fill value is {value}, which a detour through another type loses.",
            data_type,
            value,
            INT_NUMBER,
        ).read()
    yield (
        draft(
            "int32-big-endian",
            "Chunks are big-endian. The fill value is a number, which has no byte order.",
            "int32",
            0x01020304,
            INT_NUMBER,
        )
        .codecs(bytes_codec("big"))
        .read()
    )


def _numbers() -> Iterator[Case]:
    for name, data_type, token, what in (
        ("integer", "float64", "1", "a number without fraction"),
        ("negative", "float64", "-2.75", "a negative number"),
        ("exponent", "float64", "1e3", "a number with an exponent"),
        ("negative-exponent", "float64", "1E-3", "a number with a capital E and an exponent"),
        ("signed-exponent", "float64", "-2.5e+2", "a number with a plus in its exponent"),
        ("largest", "float64", "1.7976931348623157e308", "the largest finite number"),
        ("smallest-normal", "float64", "2.2250738585072014e-308", "the smallest normal number"),
        ("subnormal", "float64", "2.2250738585072011e-308", "a subnormal number"),
        ("smallest", "float64", "5e-324", "the smallest number above zero"),
        ("integer", "float32", "1", "a number without fraction"),
        ("tie-to-lower", "float32", "16777217", "a tie, and the even neighbour is the lower"),
        ("tie-to-higher", "float32", "16777219", "a tie, and the even neighbour is the higher"),
        ("largest", "float32", "3.4028235e38", "the largest finite number"),
        ("subnormal", "float32", "1.1754942e-38", "a subnormal number"),
        ("smallest", "float32", "1e-45", "the smallest number above zero"),
        ("integer", "float16", "1", "a number without fraction"),
        ("tie-to-lower", "float16", "2049", "a tie, and the even neighbour is the lower"),
        ("tie-to-higher", "float16", "2051", "a tie, and the even neighbour is the higher"),
        ("largest", "float16", "65504", "the largest finite number"),
        ("rounds-to-largest", "float16", "65519", "nearest to the largest finite number"),
        ("subnormal", "float16", "1e-5", "a subnormal number"),
        ("smallest", "float16", "6e-8", "the smallest number above zero"),
    ):
        title = f"{data_type}: the fill value is {token}, {what}."
        yield number(f"{data_type}-{name}", title, data_type, token).read()
    # JSON lets a parser limit the precision of numbers, and the text sets no least one.
    title = "float16: the fill value is 2049.0001, a tie only when rounded to float32 before."
    yield number("float16-above-tie", title, "float16", "2049.0001").observe()
    yield (
        draft(
            "float32-big-endian",
            "Chunks are big-endian. The fill value is a number, which has no byte order.",
            "float32",
            -1.5,
            ROUNDING,
        )
        .codecs(bytes_codec("big"))
        .read()
    )


def _strings() -> Iterator[Case]:
    for data_type in PI:
        for name, fill, clause in (
            ("infinity", "Infinity", INFINITY),
            ("negative-infinity", "-Infinity", NEGATIVE_INFINITY),
            ("nan", "NaN", NAN),
            ("hex", PI[data_type], HEX),
            ("hex-nan", CANONICAL_NAN[data_type], HEX),
        ):
            title = f'{data_type}: the fill value is "{fill}".'
            yield draft(f"{data_type}-{name}", title, data_type, fill, clause, STRINGS).read()
    yield draft(
        "float32-hex-negative-zero",
        "The fill value is the bytes of negative zero, as an unsigned integer.",
        "float32",
        "0x80000000",
        HEX,
    ).read()
    yield (
        draft(
            "float32-hex-big-endian",
            "Chunks are big-endian. The hexadecimal fill value is an integer all the same.",
            "float32",
            PI["float32"],
            HEX,
        )
        .codecs(bytes_codec("big"))
        .read()
    )


def _complex() -> Iterator[Case]:
    for data_type, part in (("complex64", "float32"), ("complex128", "float64")):
        for name, fill, what in (
            ("decimals", [0.1, -2.75], "both components are decimals"),
            ("mixed", ["-Infinity", "NaN"], "the components are -Infinity and NaN"),
            ("hex", [PI[part], 1.5], "the real component is hexadecimal, the other a number"),
        ):
            title = f"{data_type}: {what}."
            yield draft(f"{data_type}-{name}", title, data_type, fill, COMPLEX).read()


def _open_numbers() -> Iterator[Case]:
    for name, data_type, token, title in (
        ("float16-overflow", "float16", "65520", "A tie between the largest float16 and infinity."),
        ("float32-overflow", "float32", "3.5e38", "A number beyond the range of float32."),
        ("float64-overflow", "float64", "1e400", "A number beyond the range of float64."),
        ("float64-underflow", "float64", "1e-400", "A number far below the smallest float64."),
        ("float64-negative-zero", "float64", "-0.0", "The fill value is written -0.0."),
        ("float64-minus-zero-integer", "float64", "-0", "A float64 fill value is written -0."),
        (
            # The decimal text lies above the tie; its nearest double is the tie itself.
            "float32-above-tie",
            "float32",
            "1.0000000596046448",
            "A decimal that rounding to float64 first makes a tie of float32.",
        ),
    ):
        clause = ROUNDING if name == "float32-above-tie" else OVERFLOW
        yield spelt(name, title, data_type, token, clause).observe()
    yield spelt(
        "int32-minus-zero", "The fill value of an int32 is written -0.", "int32", "-0", INT_NUMBER
    ).observe()


def _open_strings() -> Iterator[Case]:
    for data_type, fill in PAYLOAD_NAN.items():
        yield (
            draft(
                f"{data_type}-hex-nan-payload",
                f"The fill value is a not-a-number of {data_type} with a sign and a payload.",
                data_type,
                fill,
                PAYLOAD,
            )
            .tag("float:nan-payload")
            .observe("zarr-specs#194")
        )
    yield draft(
        "float32-hex-upper-case",
        "The hexadecimal digits of the fill value are upper case.",
        "float32",
        "0x40490FDB",
        HEX_FORM,
    ).observe()
    for name, title, fill in (
        ("prefix-upper-case", "The prefix of the hexadecimal fill value is 0X.", "0X40490fdb"),
        ("short", "The hexadecimal fill value has fewer digits than float32.", "0x1"),
        (
            "leading-zeros",
            "The hexadecimal fill value has leading zeros beyond the digits of float32.",
            "0x0000000040490fdb",
        ),
        ("too-large", "The hexadecimal fill value needs more than 32 bits.", "0x140490fdb"),
    ):
        yield (
            fault(f"v3/fill-values/float32-hex-{name}", title, HEX_FORM, control=PLAIN["float32"])
            .set("fill_value", fill)
            .observe()
        )


def _raw() -> Iterator[Case]:
    # All elements are stored, since nobody can say what a missing one would be.
    plain = (
        array("v3/fill-values/r16-bytes", "A raw fill value with one integer a byte.", RAW)
        .shape(2, 3)
        .data_type("r16", [3, 253])
        .observe()
    )
    yield plain
    yield (
        fault(
            "v3/fill-values/r16-bits",
            "A raw fill value with one integer a bit, as the text says by the letter.",
            RAW,
            control=plain,
        )
        .set("fill_value", [3, 253] + 14 * [0])
        .observe()
    )
