"""Data types of version 2: kinds, sizes, byte orders, times, strings, and their faults.

Structured types have a module of their own, and so have fill values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.definitions.v2.arrays import MINIMAL
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.v2 import array

DTYPE = "v2.dtype"
ORDER, UNITS = f"{DTYPE}.byte-order", f"{DTYPE}.units"
LITTLE, BIG, NEITHER = f"{ORDER}.little", f"{ORDER}.big", f"{ORDER}.not-relevant"
KIND, SIZE, FORM = f"{DTYPE}.kind", f"{DTYPE}.item-size", f"{DTYPE}.form"

_KINDS = {
    "b": "boolean",
    "i": "integer",
    "u": "unsigned",
    "f": "float",
    "c": "complex",
    "m": "timedelta",
    "M": "datetime",
    "S": "string",
    "U": "unicode",
    "V": "void",
}
# Fill values that the text spells; the other types have none.
_FILLS: dict[str, Any] = {"b": False, "i": 0, "u": 0, "f": 0}
_WORDS = {"<": "little-endian", ">": "big-endian", "|": "without byte order"}

# Elements at the limits, whose bytes all differ where there are several.
_LIMITS: dict[str, tuple[Any, ...]] = {
    "i1": (-128, -1, 0, 1, 2, 127),
    "i2": (-32768, -2, 0, 1, 258, 32767),
    "i4": (-(2**31), -2, 0, 1, 0x01020304, 2**31 - 1),
    "i8": (-(2**63), -2, 0, 2**53 + 1, 0x0102030405060708, 2**63 - 1),
    "u1": (0, 1, 2, 127, 128, 255),
    "u2": (0, 1, 258, 32767, 32768, 65535),
    "u4": (0, 1, 0x01020304, 2**31 - 1, 2**31, 2**32 - 1),
    "u8": (0, 1, 2**53 + 1, 0x0102030405060708, 2**63, 2**64 - 1),
    "f2": (-2.0, -0.0, 2.0**-24, 1.5, 65504.0, float("inf")),
    "f4": (-2.0, -0.0, 2.0**-149, 1.5, 2.0**127, float("-inf")),
    "f8": (-2.0, -0.0, 5e-324, 1.5, 1.7976931348623157e308, float("inf")),
}


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from READ.values()
    yield from _unordered()
    yield from _unitless()
    yield from _open()


def _read() -> Iterator[tuple[str, Case]]:
    """A case for each kind, size and byte order, by its type string."""
    for text in ("|b1", "|i1", "|u1"):
        yield text, _plain(text, NEITHER)
    for kind in ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"):
        yield f"<{kind}", _plain(f"<{kind}", LITTLE)
        # Integers of each size once; big-endian f4 are the parts of c8, and have fill values.
        if kind not in ("i2", "u4", "u8", "f4"):
            yield f">{kind}", _plain(f">{kind}", BIG)
    for text in ("<m8[s]", ">m8[ms]", "<M8[ns]", ">M8[D]"):
        yield text, _plain(text, f"{UNITS}.valid", LITTLE if text[0] == "<" else BIG)
    for text in ("|S1", "|S3"):
        yield text, _plain(text, NEITHER)
    for text in ("<U1", "<U3", ">U3"):
        yield text, _plain(text, LITTLE if text[0] == "<" else BIG, f"{SIZE}.unicode")
    for text in ("|V1", "|V5"):
        yield text, _plain(text, NEITHER)


def _plain(text: str, *clauses: str) -> Case:
    what = text.partition("[")[0][1:]
    kind = f"{KIND}.{_KINDS[what[0]]}"
    number = "" if "[" not in text else f" with the unit {text.partition('[')[2][:-1]}"
    draft = (
        array(
            f"v2/data-types/{type_name(text)}",
            f"The data type {what}{number}, {_WORDS[text[0]]}.",
            kind,
            *clauses,
            SIZE,
            f"{DTYPE}.typestr",
            *([] if what[0] in _FILLS else ["v2.fill-value.null"]),
        )
        .dtype(text, _FILLS.get(what[0]))
        .check("data_type")
    )
    return (draft.values(*_LIMITS[what]) if what in _LIMITS else draft).read()


def type_name(text: str) -> str:
    """A name of a type string for ids: case of letters matters there, and not here."""
    special = {"M": "datetime", "m": "timedelta", "S": "bytes", "U": "unicode", "V": "void"}
    word = text.partition("[")[0][1:]
    unit = f"-{text.partition('[')[2][:-1].lower()}" if "[" in text else ""
    plain = f"{special[word[0]]}{'' if unit else '-' + word[1:]}" if word[0] in special else word
    order = {"<": "-little", ">": "-big", "|": ""}[text[0]]
    return f"{plain}{unit}{order}"


READ = dict(_read())

# Every simple data type that a library may have a class of its own for.
_TYPES = (
    *("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"),
    *("<c8", "<c16", "<m8[s]", "<M8[ns]", "|S3", "<U3", "|V5"),
)


def _unordered() -> Iterator[Case]:
    for text in _TYPES:
        name = type_name(text).removesuffix("-little")
        yield (
            fault(
                f"v2/data-types/byte-order-missing-{name}",
                f"The dtype is {text[1:]}: its byte order is missing.",
                ORDER,
                control=READ[text],
            )
            .set("dtype", text[1:])
            .refuse()
        )
    for name, text, control in (
        ("native", "=u2", "<u2"),
        ("not-relevant", "|u2", "<u2"),
        ("little-one-byte", "<u1", "|u1"),
        ("big-bytes", ">S3", "|S3"),
    ):
        yield (
            fault(
                f"v2/data-types/byte-order-{name}",
                f"The dtype is {text}.",
                ORDER,
                control=READ[control],
            )
            .set("dtype", text)
            .observe()
        )


def _unitless() -> Iterator[Case]:
    for name, text, control in (
        ("missing-datetime", "<M8", "<M8[ns]"),
        ("missing-timedelta", "<m8", "<m8[s]"),
        ("empty-datetime", "<M8[]", "<M8[ns]"),
        ("empty-timedelta", "<m8[]", "<m8[s]"),
    ):
        yield (
            fault(
                f"v2/data-types/units-{name}",
                f"The dtype is {text}: no unit of time is given.",
                UNITS,
                control=READ[control],
            )
            .set("dtype", text)
            .refuse()
        )
    # A unit is there, as the must demands, but no unit of NumPy.
    for name, text, control in (
        ("unknown-datetime", "<M8[fortnight]", "<M8[ns]"),
        ("unknown-timedelta", "<m8[fortnight]", "<m8[s]"),
        ("in-capitals", "<M8[NS]", "<M8[ns]"),
    ):
        yield (
            fault(
                f"v2/data-types/units-{name}",
                f"The dtype is {text}: there is no such unit of time.",
                f"{UNITS}.valid",
                control=READ[control],
            )
            .set("dtype", text)
            .robustness()
        )
    for name, text, control in (
        ("generic", "<m8[generic]", "<m8[s]"),
        ("multiple", "<M8[10ns]", "<M8[ns]"),
        ("of-an-integer", "<i8[ns]", "<i8"),
    ):
        yield (
            fault(
                f"v2/data-types/units-{name}", f"The dtype is {text}.", UNITS, control=READ[control]
            )
            .set("dtype", text)
            .observe()
        )


def _open() -> Iterator[Case]:
    for name, value, clause in (
        ("kind-object", "|O", KIND),
        ("kind-long-double", "<f16", SIZE),
        ("kind-string-of-no-bytes", "|S0", SIZE),
        ("name-of-version-3", "uint16", FORM),
    ):
        yield (
            fault(f"v2/data-types/{name}", f"The dtype is {value!r}.", clause, control=MINIMAL)
            .set("dtype", value)
            .observe(*(["zarr-python#1629"] if value == "|O" else []))
        )
    # No element can be told from the bytes of a type that nobody knows.
    senseless: dict[str, tuple[Any, str]] = {
        "kind-unknown": ("<x2", KIND),
        "kind-bit-field": ("|t1", KIND),
        "size-unknown": ("<u3", SIZE),
        "size-unknown-float": ("<f3", SIZE),
        "size-missing": ("<u", SIZE),
        "size-zero": ("<u0", SIZE),
        "type-empty": ("", FORM),
        "type-null": (None, FORM),
        "type-number": (2, FORM),
        "type-object": ({"name": "uint16"}, FORM),
        "type-empty-list": ([], FORM),
    }
    for name, (value, clause) in senseless.items():
        yield (
            fault(f"v2/data-types/{name}", f"The dtype is {value!r}.", clause, control=MINIMAL)
            .set("dtype", value)
            .robustness()
        )
