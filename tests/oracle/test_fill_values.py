"""Fill values against numpy, struct and exact fractions, none of which the oracle uses for them."""

from __future__ import annotations

import random
import struct
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from conformance.oracle import SpecError
from conformance.oracle.data_types import CORE, DataType, fill_value, parse

FLOATS = {"float16": "e", "float32": "f", "float64": "d"}
INTEGERS = {"int8": "b", "int16": "h", "int32": "i", "int64": "q"}


def _number(name: str, element: bytes) -> np.floating[Any]:
    number: np.floating[Any] = np.frombuffer(element, f"<f{CORE[name].size}")[0]
    return number


@pytest.mark.parametrize("name", FLOATS)
def test_a_decimal_becomes_the_nearest_number_and_a_tie_the_even_one(name: str) -> None:
    seeded = random.Random(name)
    size = CORE[name].size
    largest = float(np.finfo(f"f{size}").max)
    for _ in range(400):
        bits = seeded.getrandbits(8 * size - 1).to_bytes(size, "little")
        low = abs(_number(name, bits))
        if not low < largest:
            continue
        high = np.nextafter(low, np.inf, dtype=low.dtype)
        if not np.isfinite(high):
            continue
        with localcontext(prec=1100):  # digits enough for every tie
            tie = (Decimal(float(low)) + Decimal(float(high))) / 2
        digits = Decimal(seeded.getrandbits(60)).scaleb(-18)
        for decimal in (tie, tie * (1 + digits * Decimal("1e-9")), Decimal(float(low))):
            exact = Fraction(decimal)
            found = _number(name, fill_value(CORE[name], decimal))
            error = abs(Fraction(float(found)) - exact) if np.isfinite(found) else None
            for other in (np.nextafter(found, -np.inf), np.nextafter(found, np.inf)):
                if error is None or not np.isfinite(other):
                    continue
                distance = abs(Fraction(float(other)) - exact)
                even = int.from_bytes(found.tobytes(), "little") % 2 == 0
                assert error < distance or (error == distance and even), (decimal, found, other)


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_decimal_text_becomes_the_double_that_python_reads(sign: str) -> None:
    seeded = random.Random(3)
    for _ in range(2000):
        digits, exponent = seeded.getrandbits(70), seeded.randint(-345, 287)
        text = f"{sign}{digits}e{exponent}"
        assert fill_value(CORE["float64"], Decimal(text)) == struct.pack("<d", float(text)), text


@pytest.mark.parametrize("name", FLOATS)
def test_a_number_that_is_representable_stays_itself(name: str) -> None:
    seeded = random.Random(name)
    size = CORE[name].size
    for _ in range(1000):
        element = seeded.randbytes(size)
        number = _number(name, element)
        if np.isfinite(number) and number != 0:
            assert fill_value(CORE[name], Decimal(float(number))) == element


def test_rounding_is_done_once() -> None:
    # Ties for whoever rounds to a wider format first: 2049.0001 in float16, 1 + 2^-24 in float32.
    assert _number("float16", fill_value(CORE["float16"], Decimal("2049.0001"))) == 2050
    just_above = Decimal("1.000000059604644775390625000000000001")
    assert float(just_above) == 1 + 2**-24
    assert _number("float32", fill_value(CORE["float32"], just_above)) == np.float32(1 + 2**-23)


@pytest.mark.parametrize(("name", "code"), FLOATS.items())
def test_the_words_of_floats(name: str, code: str) -> None:
    for word in ("Infinity", "-Infinity"):
        assert fill_value(CORE[name], word) == struct.pack(f"<{code}", float(word))
    quiet = np.array([np.nan], f"<f{CORE[name].size}").tobytes()
    assert fill_value(CORE[name], "NaN") == quiet


@pytest.mark.parametrize("name", FLOATS)
def test_hexadecimal_digits_are_an_unsigned_integer(name: str) -> None:
    element = random.Random(name).randbytes(CORE[name].size)
    assert fill_value(CORE[name], f"0x{element[::-1].hex()}") == element


def test_the_hexadecimal_form_of_nan_in_the_text() -> None:
    assert fill_value(CORE["float32"], "0x7fc00000") == fill_value(CORE["float32"], "NaN")


@pytest.mark.parametrize(("name", "code"), INTEGERS.items())
def test_integers_at_the_ends_of_their_range(name: str, code: str) -> None:
    half = 1 << (8 * CORE[name].size - 1)
    for value in (-half, -1, 0, 1, half - 1):
        assert fill_value(CORE[name], value) == struct.pack(f"<{code}", value)
    for value in (0, half, 2 * half - 1):
        assert fill_value(CORE[f"u{name}"], value) == struct.pack(f"<{code.upper()}", value)
    for data_type, value in (
        (name, half), (name, -half - 1), (f"u{name}", 2 * half), (f"u{name}", -1)
    ):  # fmt: skip
        _refused(CORE[data_type], value, "v3.fill-value.int.range")


def test_complex_numbers_are_their_real_and_then_their_imaginary_part() -> None:
    assert fill_value(CORE["complex64"], [1, 2]) == np.array([1 + 2j], "<c8").tobytes()
    mixed = fill_value(CORE["complex128"], ["-Infinity", "NaN"])
    assert mixed == struct.pack("<d", float("-inf")) + np.array([np.nan], "<f8").tobytes()


def test_booleans_and_raw_bytes() -> None:
    assert [fill_value(CORE["bool"], value) for value in (False, True)] == [b"\0", b"\1"]
    assert fill_value(parse("r24"), [1, 2, 255]) == b"\x01\x02\xff"


@pytest.mark.parametrize(
    ("name", "value", "clause"),
    [
        ("bool", 1, "v3.fill-value.bool"),
        ("bool", "true", "v3.fill-value.bool"),
        ("int32", True, "v3.fill-value.int.number"),
        ("int32", Decimal("1.0"), "v3.fill-value.int.number"),
        ("int32", "1", "v3.fill-value.int.number"),
        ("float32", True, "v3.fill-value.float.form"),
        ("float32", "1.5", "v3.fill-value.float.form"),
        ("float32", None, "v3.fill-value.float.form"),
        ("complex64", 1, "v3.fill-value.complex"),
        ("complex64", [1, 2, 3], "v3.fill-value.complex"),
    ],
)
def test_what_no_data_type_permits(name: str, value: object, clause: str) -> None:
    _refused(CORE[name], value, clause)


def _refused(data_type: DataType, value: object, clause: str) -> None:
    with pytest.raises(SpecError) as caught:
        fill_value(data_type, value)
    assert caught.value.clause == clause
