"""Numbers of a JSON document as bits: integers, and binary floating-point formats of any width.

Section "Permitted fill values" of the data types document, for the formats of the core, which are
those of IEEE 754, and for the narrow ones of the registered extensions.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from conformance.oracle.documents import is_integer, is_number
from conformance.oracle.errors import SpecError, demand


def integer(value: Any, bits: int, *, signed: bool, name: str) -> int:
    """The integer of ``bits`` bits that a JSON value gives. ``name`` is for messages."""
    if isinstance(value, Decimal) and value == 0 and value.is_signed() and value.as_tuple()[2] == 0:
        value = 0
    demand(
        is_integer(value),
        "v3.fill-value.int.number",
        "not a JSON number without fraction and exponent",
    )
    lowest = -(1 << (bits - 1)) if signed else 0
    demand(
        lowest <= value < lowest + (1 << bits),
        "v3.fill-value.int.range",
        f"{value} is outside the range of {name}",
    )
    return int(value)


@dataclass(frozen=True)
class FloatFormat:
    """A binary floating-point format.

    ``infinity`` and ``nan`` are bit patterns, None where the format has none; ``largest`` is that
    of the largest finite number.
    """

    exponent: int
    mantissa: int
    bias: int
    largest: int
    infinity: int | None = None
    nan: int | None = None
    signed: bool = True
    has_zero: bool = True

    @classmethod
    def ieee(cls, exponent: int, mantissa: int) -> Self:
        """A format by the rules of IEEE 754: with infinities, and NaN beyond them."""
        infinity = ((1 << exponent) - 1) << mantissa
        nan = infinity | 1 << (mantissa - 1)
        return cls(exponent, mantissa, (1 << (exponent - 1)) - 1, infinity - 1, infinity, nan)

    @classmethod
    def finite(cls, exponent: int, mantissa: int, bias: int) -> Self:
        """A format ("fn") with neither infinity nor NaN."""
        return cls(exponent, mantissa, bias, (1 << (exponent + mantissa)) - 1)

    @classmethod
    def unsigned_zero(cls, exponent: int, mantissa: int, bias: int) -> Self:
        """A format ("fnuz") without infinity, whose NaN has the bits of a negative zero."""
        largest = (1 << (exponent + mantissa)) - 1
        return cls(exponent, mantissa, bias, largest, nan=largest + 1)

    @property
    def width(self) -> int:
        """The number of bits."""
        return self.signed + self.exponent + self.mantissa

    def number(self, bits: int) -> float:
        """The number that these bits stand for; infinities and NaN as Python has them."""
        negative = bool(self.signed and bits >> (self.width - 1))
        if not self.is_finite(bits):
            infinite = bits & ((1 << (self.width - 1)) - 1) == self.infinity
            return (-math.inf if negative else math.inf) if infinite else math.nan
        exponent = (bits >> self.mantissa) & ((1 << self.exponent) - 1)
        significand = bits & ((1 << self.mantissa) - 1)
        if exponent or not self.has_zero:
            significand |= 1 << self.mantissa
        lowest = self.has_zero - self.bias
        number = significand * 2.0 ** (max(exponent - self.has_zero, 0) + lowest - self.mantissa)
        return -number if negative else number

    def is_finite(self, bits: int) -> bool:
        """Whether these bits stand for a number, which is neither infinite nor NaN."""
        magnitude = bits & ((1 << (self.exponent + self.mantissa)) - 1)
        return bits != self.nan and magnitude <= self.largest

    def bits(self, value: Any, digits: int) -> int:
        """The bits that a JSON fill value gives; ``digits`` is how many a hexadecimal one has."""
        sign = 1 << (self.exponent + self.mantissa)
        if is_number(value):
            return self.rounded(Decimal(value))
        if value == "Infinity" and self.infinity is not None:
            return self.infinity
        if value == "-Infinity" and self.infinity is not None:
            return self.infinity | sign
        if value == "NaN" and self.nan is not None:
            return self.nan
        if isinstance(value, str) and re.fullmatch(rf"0x[0-9a-fA-F]{{{digits}}}", value):
            bits = int(value, 16)
            if bits < 1 << self.width:
                return bits
        raise SpecError(
            "v3.fill-value.float.form",
            f"{value!r} is neither a number, nor a special value that the data type has, nor 0x "
            f"and {digits} hexadecimal digits",
        )

    def rounded(self, number: Decimal) -> int:
        """The bits of the number nearest to ``number``, ties to even.

        What is beyond the largest number becomes infinity where there is one. Where all numbers are
        positive, the least of them is nearest to what is not.
        """
        if not self.has_zero and number <= 0:
            return 0
        sign = number.is_signed() << (self.exponent + self.mantissa)
        if number and number.adjusted() > 400:
            return self._beyond(sign)
        tiny = not number or number.adjusted() < -400
        bits = 0 if tiny else self._magnitude(abs(Fraction(number)))
        if bits > self.largest:
            return self._beyond(sign)
        # Where negative zero would be, formats with one zero have their NaN.
        return 0 if bits == 0 and self.nan == sign else sign | bits

    def _magnitude(self, magnitude: Fraction) -> int:
        exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
        if magnitude < Fraction(2) ** exponent:
            exponent -= 1
        # Without subnormal numbers the lowest exponent is one of ordinary numbers.
        lowest = self.has_zero - self.bias
        exponent = max(exponent, lowest)
        # round() of a Fraction rounds half to even. A carry into the exponent comes out right,
        # because the encoding orders numbers like integers.
        significand = round(magnitude / Fraction(2) ** (exponent - self.mantissa))
        if not self.has_zero:
            significand = max(significand - (1 << self.mantissa), 0)
        return ((exponent - lowest) << self.mantissa) + significand

    def _beyond(self, sign: int) -> int:
        if self.infinity is None:
            raise SpecError(
                "v3.fill-value.float.overflow", "the number is beyond the largest of the data type"
            )
        return sign | self.infinity


IEEE = {2: FloatFormat.ieee(5, 10), 4: FloatFormat.ieee(8, 23), 8: FloatFormat.ieee(11, 52)}
"""The formats of the core's floating-point numbers, by their bytes."""
