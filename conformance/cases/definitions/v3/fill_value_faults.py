"""Fill values that their data type does not permit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.definitions.v3.fill_values import (
    BOOL,
    COMPLEX,
    FORM,
    INT_NUMBER,
    INT_RANGE,
    PI,
    PLAIN,
)
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case

# No core data type permits these.
COMMON: tuple[tuple[str, str, Any], ...] = (
    ("null", "null", None),
    ("object", "an object", {}),
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _bool()
    yield from _integer_ranges()
    for data_type in ("int32", "uint64"):
        yield from _integer_forms(data_type)
    for data_type in PI:
        yield from _floats(data_type)
    for data_type in ("complex64", "complex128"):
        yield from _complex(data_type)


def _set(data_type: str, name: str, what: str, clause: str, value: Any) -> Case:
    draft = fault(
        f"v3/fill-values/{data_type}-is-{name}",
        f"{data_type}: the fill value is {what}.",
        clause,
        *(("v3.core.array.fill-value.no-extension-point",) if name == "object" else ()),
        control=PLAIN[data_type],
    ).set("fill_value", value)
    # The text says what a floating-point fill value "may" be, where it says "must" of the others.
    return draft.observe() if clause == FORM else draft.refuse()


def _spelt(data_type: str, name: str, what: str, clause: str, token: str) -> FaultDraft:
    marker = "the place of the token"
    return (
        fault(
            f"v3/fill-values/{data_type}-is-{name}",
            f"{data_type}: the fill value is {what}.",
            clause,
            control=PLAIN[data_type],
        )
        .set("fill_value", marker)
        .text(lambda text: text.replace(f'"{marker}"', token))
    )


def _bool() -> Iterator[Case]:
    for name, what, value in (
        ("zero", "the number 0", 0),
        ("one", "the number 1", 1),
        ("string", 'the string "true"', "true"),
        ("array", "an array", [True]),
        *COMMON,
    ):
        yield _set("bool", name, what, BOOL, value)


def _integer_ranges() -> Iterator[Case]:
    for width in (8, 16, 32, 64):
        for data_type, lowest, highest in (
            (f"int{width}", -(1 << (width - 1)), (1 << (width - 1)) - 1),
            (f"uint{width}", 0, (1 << width) - 1),
        ):
            above, below = highest + 1, lowest - 1
            yield _set(data_type, "above-range", f"{above}, one too high", INT_RANGE, above)
            yield _set(data_type, "below-range", f"{below}, one too low", INT_RANGE, below)


def _integer_forms(data_type: str) -> Iterator[Case]:
    for name, what, token in (
        ("fraction", "1.5", "1.5"),
        ("decimal-point", "written 1.0", "1.0"),
        ("exponent", "written 1e1", "1e1"),
    ):
        yield _spelt(data_type, name, what, INT_NUMBER, token).refuse()
    for name, what, value in (
        ("string", 'the string "5"', "5"),
        ("hex-string", "a hexadecimal string", "0x05"),
        ("nan", 'the string "NaN"', "NaN"),
        ("boolean", "true", True),
        ("array", "an array", [5]),
        *COMMON,
    ):
        yield _set(data_type, name, what, INT_NUMBER, value)


def _floats(data_type: str) -> Iterator[Case]:
    common: tuple[tuple[str, str, Any], ...] = (
        ("boolean", "true", True),
        ("decimal-string", 'the string "1.5"', "1.5"),
        ("lower-case-nan", 'the string "nan"', "nan"),
        *COMMON,
    )
    for name, what, value in common:
        yield _set(data_type, name, what, FORM, value)
    if data_type != "float32":
        return
    for name, what, value in (
        ("negative-nan", 'the string "-NaN"', "-NaN"),
        ("upper-case-nan", 'the string "NAN"', "NAN"),
        ("inf", 'the string "inf"', "inf"),
        ("capitalised-inf", 'the string "Inf"', "Inf"),
        ("lower-case-infinity", 'the string "infinity"', "infinity"),
        ("signed-infinity", 'the string "+Infinity"', "+Infinity"),
        ("nan-with-space", "NaN with a space after it", "NaN "),
        ("empty-string", "the empty string", ""),
        ("hex-without-prefix", "hexadecimal digits without 0x", PI[data_type][2:]),
        ("hex-without-digits", "0x without digits", "0x"),
        ("hex-with-other-letters", "0x with a letter that is no digit", "0x4049ogdb"),
        ("array", "an array", [1.5]),
    ):
        yield _set(data_type, name, what, FORM, value)
    # No JSON, but RFC 8259 lets a parser take more than JSON.
    for name, token in (("nan-token", "NaN"), ("infinity-token", "-Infinity")):
        what = f"the bare word {token}, which is no JSON"
        yield _spelt(data_type, name, what, "v3.core.metadata.json", token).observe()


def _complex(data_type: str) -> Iterator[Case]:
    for name, what, clause, value in (
        ("number", "a number", COMPLEX, 1),
        ("one-component", "an array of one component", COMPLEX, [1]),
        ("three-components", "an array of three components", COMPLEX, [1, 2, 3]),
        ("string", "a string", COMPLEX, "1+2j"),
        ("nan-string", 'the string "NaN"', COMPLEX, "NaN"),
        ("component-string", "an array with a decimal in a string", FORM, [1, "2.5"]),
        ("component-boolean", "an array with a boolean", FORM, [1, True]),
        ("component-null", "an array with null", FORM, [None, 2]),
        ("component-array", "an array with an array", FORM, [[1], 2]),
    ):
        yield _set(data_type, name, what, clause, value)
    for name, what, value in COMMON:
        yield _set(data_type, name, what, COMPLEX, value)
