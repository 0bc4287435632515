"""The core data types, and the fill values that each permits.

Sections "Core data types" and "Permitted fill values" of the data types document. A fill value
becomes the little-endian bytes of one element.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from conformance.oracle import extensions
from conformance.oracle.documents import is_integer, is_number
from conformance.oracle.errors import SpecError, demand

Kind = Literal["bool", "int", "uint", "float", "complex", "raw"]


@dataclass(frozen=True)
class DataType:
    """A data type with elements of ``size`` bytes, made of components of ``component`` bytes.

    The component is what has a byte order: the element itself, half of a complex number, or a
    single byte where byte order means nothing.
    """

    name: str
    kind: Kind
    size: int
    component: int
    variable: bool = False
    """Whether elements have no fixed size; see `conformance.oracle.elements`."""


CORE = {
    "bool": DataType("bool", "bool", 1, 1),
    **{f"int{8 * n}": DataType(f"int{8 * n}", "int", n, n) for n in (1, 2, 4, 8)},
    **{f"uint{8 * n}": DataType(f"uint{8 * n}", "uint", n, n) for n in (1, 2, 4, 8)},
    **{f"float{8 * n}": DataType(f"float{8 * n}", "float", n, n) for n in (2, 4, 8)},
    **{f"complex{8 * n}": DataType(f"complex{8 * n}", "complex", n, n // 2) for n in (8, 16)},
}

# Bits of the mantissa, by the bytes of an IEEE 754 number.
_MANTISSA = {2: 10, 4: 23, 8: 52}


def is_core(name: str) -> bool:
    """Whether ``name`` is that of a core data type."""
    return name in CORE or re.fullmatch(r"r[1-9][0-9]*", name) is not None


def parse(value: Any) -> DataType:
    """The data type that ``data_type`` names.

    Raises `SpecError` for anything but the identifier of a core data type as a string.
    """
    extension = extensions.parse(value, "data_type")
    name = extension.name
    if name in CORE:
        data_type = CORE[name]
    elif re.fullmatch(r"r[1-9][0-9]*", name):
        bits = int(name[1:])
        demand(bits % 8 == 0, "v3.codec.bytes.raw", f"{name}: the bits are no multiple of 8")
        data_type = DataType(name, "raw", bits // 8, 1)
    else:
        raise extensions.unknown(extension, "the data type")
    demand(
        isinstance(value, str),
        "v3.core.array.data-type.identifier",
        "a core data type is given by its identifier, a string",
    )
    return data_type


def fill_value(data_type: DataType, value: Any) -> bytes:
    """The bytes, little-endian, of the element that a JSON fill value denotes."""
    match data_type.kind:
        case "bool":
            demand(isinstance(value, bool), "v3.fill-value.bool", "not a JSON boolean")
            return bytes([value])
        case "int" | "uint":
            return _integer(data_type, value)
        case "float":
            return _float(data_type.size, value)
        case "complex":
            demand(
                isinstance(value, list) and len(value) == 2,
                "v3.fill-value.complex",
                "not an array of two components",
            )
            return b"".join(_float(data_type.component, part) for part in value)
        case "raw":
            demand(
                isinstance(value, list)
                and len(value) == data_type.size
                and all(is_integer(byte) and 0 <= byte <= 255 for byte in value),
                "v3.fill-value.raw",
                f"not an array of {data_type.size} integers from 0 to 255",
            )
            return bytes(value)


def _integer(data_type: DataType, value: Any) -> bytes:
    if isinstance(value, Decimal) and value == 0 and value.is_signed() and value.as_tuple()[2] == 0:
        value = 0
    demand(
        is_integer(value),
        "v3.fill-value.int.number",
        "not a JSON number without fraction and exponent",
    )
    try:
        return int(value).to_bytes(data_type.size, "little", signed=data_type.kind == "int")
    except OverflowError as error:
        raise SpecError(
            "v3.fill-value.int.range", f"{value} is outside the range of {data_type.name}"
        ) from error


def _float(size: int, value: Any) -> bytes:
    mantissa = _MANTISSA[size]
    infinity = (1 << (8 * size - 1)) - (1 << mantissa)
    if is_number(value):
        bits = _round(size, Decimal(value))
    elif value == "Infinity":
        bits = infinity
    elif value == "-Infinity":
        bits = infinity | 1 << (8 * size - 1)
    elif value == "NaN":
        bits = infinity | 1 << (mantissa - 1)
    elif isinstance(value, str) and re.fullmatch(rf"0x[0-9a-fA-F]{{{2 * size}}}", value):
        bits = int(value, 16)
    else:
        raise SpecError(
            "v3.fill-value.float.form",
            f"{value!r} is neither a number nor Infinity, -Infinity, NaN or 0x and "
            f"{2 * size} hexadecimal digits",
        )
    return bits.to_bytes(size, "little")


def _round(size: int, number: Decimal) -> int:
    """The IEEE 754 number nearest to ``number``, ties to even, as an unsigned integer."""
    mantissa = _MANTISSA[size]
    exponent_bits = 8 * size - 1 - mantissa
    bias = (1 << (exponent_bits - 1)) - 1
    sign = number.is_signed() << (8 * size - 1)
    infinity = ((1 << exponent_bits) - 1) << mantissa
    if number == 0 or number.adjusted() < -400:
        return sign
    if number.adjusted() > 400:
        return sign | infinity
    magnitude = abs(Fraction(number))
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if magnitude < Fraction(2) ** exponent:
        exponent -= 1
    lowest = 1 - bias
    exponent = max(exponent, lowest)
    # round() of a Fraction rounds half to even. A carry into the exponent comes out right,
    # because the encoding of IEEE 754 orders numbers like integers.
    significand = round(magnitude / Fraction(2) ** (exponent - mantissa))
    bits = ((exponent - lowest) << mantissa) + significand
    return sign | min(bits, infinity)
