"""The extension data types ``numpy.datetime64`` and ``numpy.timedelta64``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import ArrayDraft, array, bytes_codec
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.oracle.extension_times import NOT_A_TIME, UNITS
from conformance.oracle.extension_types import clause
from conformance.oracle.extensions import slug

NAMES = ("numpy.datetime64", "numpy.timedelta64")
LARGEST_FACTOR = 2147483647
MICROSECOND_SIGN = "\u00b5s"
"""Not the letter of the text, but the sign that looks like it."""

_UNIT_WORDS = {"μs": "microsecond-letter", "us": "microsecond", "M": "month", "m": "minute"}


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for name in NAMES:
        control = _draft(name, "seconds", f"{name}: seconds.", "unit", "scale-factor").read()
        yield control
        yield from _values(name)
        yield from _configurations(name)
        filled = list(_fills(name))
        yield from filled
        yield from _configuration_faults(name, control)
        # A chunk of this one is missing, so that no reader does without the fill value.
        yield from _fill_faults(name, filled[0])


def _id(name: str, what: str) -> str:
    return f"ext/data-types/{slug(name)}/{what}"


def _draft(
    name: str, what: str, title: str, *about: str, unit: str = "s", factor: int = 1, fill: Any = 0
) -> ArrayDraft:
    configuration = {"unit": unit, "scale_factor": factor}
    return array(_id(name, what), title, *(clause(name, one) for one in about)).data_type(
        {"name": name, "configuration": configuration}, fill
    )


def _values(name: str) -> Iterator[Case]:
    numbers = [0, 1, -1, 2**63 - 1, -(2**63) + 1, 2**53 + 1, NOT_A_TIME, 0x0102030405060708]
    yield (
        _draft(
            name,
            "values-big",
            f"{name}: the lowest and highest numbers, and not-a-time; big-endian.",
            *("int64", "nat", "endian", "name"),
        )
        .shape(2, 4)
        .codecs(bytes_codec("big"))
        .values(*numbers)
        .check("data_type")
        .read()
    )


def _configurations(name: str) -> Iterator[Case]:
    # The configurations are alike: all units of one of the two, and of the other the odd ones.
    for unit in UNITS if name == NAMES[0] else ("μs", "generic"):
        if unit == "s":
            continue
        about = ("unit", "unit.microsecond") if unit in ("us", "μs") else ("unit",)
        word = _UNIT_WORDS.get(unit, unit.lower())
        yield _draft(name, f"unit-{word}", f"{name}: the unit is {unit}.", *about, unit=unit).read()
    factors = (("ten", 10), ("largest", LARGEST_FACTOR))
    for what, factor in factors if name == NAMES[0] else factors[:1]:
        title = f"{name}: the scale factor is {factor}."
        yield _draft(
            name, f"scale-factor-{what}", title, "scale-factor", unit="us", factor=factor
        ).read()
    if name != NAMES[0]:
        return
    title = f"{name}: the unit begins with the sign for micro, not with the letter of the text."
    yield (
        fault(
            _id(name, "unit-is-micro-sign"),
            title,
            clause(name, "unit"),
            control=_draft(name, "unit-micro", title, "unit", unit="μs").read(),
        )
        .set("data_type.configuration.unit", MICROSECOND_SIGN)
        .observe()
    )


def _fills(name: str) -> Iterator[Case]:
    for what, fill, words, about in (
        ("negative", -5, "-5", "fill-value"),
        ("beyond-double", 2**53 + 1, "2^53 + 1, which no double is", "fill-value"),
        ("nat", "NaT", 'the string "NaT"', "fill-value.nat"),
        ("nat-number", NOT_A_TIME, "the number that is not-a-time", "fill-value.nat-number"),
    ):
        if what == "beyond-double" and name != NAMES[0]:
            continue
        draft = _draft(name, f"fill-{what}", f"{name}: the fill value is {words}.", about)
        draft = draft.shape(2, 3, chunks=(1, 3)).member("fill_value", fill).missing((1, 0))
        yield draft.codecs(bytes_codec("big")).check("fill_value").read()


def _fault(name: str, what: str, words: str, about: str, control: Case) -> FaultDraft:
    return fault(_id(name, what), f"{name}: {words}.", clause(name, about), control=control)


def _configuration_faults(name: str, control: Case) -> Iterator[Case]:
    draft = _fault(name, "name-alone", "there is its name alone", "configuration", control)
    yield draft.set("data_type", name).refuse()
    words = "there is no configuration"
    draft = _fault(name, "no-configuration", words, "configuration", control)
    yield draft.drop("data_type.configuration").refuse()
    for member, about in (("unit", "unit"), ("scale_factor", "scale-factor")):
        words = f"the configuration has no {member}"
        draft = _fault(name, f"no-{about}", words, f"{about}.required", control)
        yield draft.drop(f"data_type.configuration.{member}").refuse()
    for what, words, unit in (
        ("unknown", "q, which is none", "q"),
        ("word", "a word", "seconds"),
        ("other-case", "in upper case", "S"),
        ("empty", "empty", ""),
        ("null", "null", None),
        ("number", "a number", 1),
        ("array", "an array, as of NumPy's own description", ["s", 1]),
        ("with-factor", "a unit with its scale factor", "10s"),
    ):
        draft = _fault(name, f"unit-is-{what}", f"the unit is {words}", "unit", control)
        yield draft.set("data_type.configuration.unit", unit).refuse()
    for what, factor in (
        ("zero", 0),
        ("negative", -1),
        ("too-large", LARGEST_FACTOR + 1),
        ("string", "1"),
        ("fraction", 1.5),
        ("null", None),
        ("boolean", True),
    ):
        words = f"the scale factor is {what.replace('-', ' ')}"
        draft = _fault(name, f"scale-factor-is-{what}", words, "scale-factor", control)
        yield draft.set("data_type.configuration.scale_factor", factor).refuse()
    if name == NAMES[0]:
        what, words = "scale-factor-is-written-with-point", "the scale factor is written 1.0"
        draft = _fault(name, what, words, "scale-factor", control)
        yield draft.set("data_type.configuration.scale_factor", 1.0).observe()
    words = "the configuration has another member"
    draft = _fault(name, "other-member", words, "no-other-members", control)
    yield draft.set("data_type.configuration.endianness", "little").refuse()


def _fill_faults(name: str, control: Case) -> Iterator[Case]:
    for what, words, fill in (
        ("above-range", "2^63", 2**63),
        ("below-range", "-2^63 - 1", -(2**63) - 1),
        ("fraction", "1.5", 1.5),
        ("decimal-point", "written 1.0", 1.0),
        ("null", "null", None),
        ("boolean", "true", True),
        ("lower-case-nat", 'the string "nat"', "nat"),
        ("nan", 'the string "NaN"', "NaN"),
        ("date", "a date in a string", "1970-01-01"),
        ("decimal-string", "a number in a string", "5"),
        ("array", "an array", [5]),
    ):
        draft = _fault(name, f"fill-is-{what}", f"the fill value is {words}", "fill-value", control)
        yield draft.set("fill_value", fill).refuse()
