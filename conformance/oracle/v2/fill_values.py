"""Fill values: from the JSON of ``fill_value`` to the bytes of one element.

Section "Fill value encoding". It covers floating point numbers, byte strings and structured types;
integers and booleans are the JSON scalars of their value. The forms of complex numbers, times,
unicode strings and raw bytes are those in wide use, and no case is scored on them.
"""

from __future__ import annotations

import base64
import binascii
from decimal import Decimal
from typing import Any

from conformance.oracle import data_types
from conformance.oracle.data_types import CORE, DataType
from conformance.oracle.documents import is_integer, is_number
from conformance.oracle.errors import SpecError, demand
from conformance.oracle.v2.data_types import Simple, Type, described, little_endian

Json = Any

SPECIAL = ("NaN", "Infinity", "-Infinity")
# Other spellings of what the table of the text spells.
_SPELLINGS = {"nan", "inf", "infinity"}
SCALAR = "v2.fill-value.scalar"


def parse(data_type: Type, value: Json) -> bytes | None:
    """The little-endian bytes of the element; None for null, which leaves it undefined."""
    if value is None:
        return None
    if not isinstance(data_type, Simple):
        return _structured(data_type, value)
    match data_type.kind:
        case "b":
            demand(isinstance(value, bool), SCALAR, "the fill value is no JSON boolean")
            return bytes([value])
        case "i" | "u":
            return integer(described(data_type), value)
        case "m" | "M":
            # As many units as a signed integer says.
            return integer(CORE["int64"], value)
        case "f":
            return floating(described(data_type), value)
        case "c":
            return _complex(data_type, value)
        case "S":
            return _byte_string(data_type, value)
        case "U":
            return _unicode(data_type, value)
    return _padded(data_type.size, _base64(value, SCALAR))


def integer(data_type: DataType, value: Json) -> bytes:
    """An integer as a JSON number without fraction and exponent."""
    demand(is_integer(value), SCALAR, f"the fill value {value!r} is no integer")
    try:
        return int(value).to_bytes(data_type.size, "little", signed=data_type.kind == "int")
    except OverflowError as error:
        raise SpecError(SCALAR, f"{value} is outside the range of {data_type.name}") from error


def floating(data_type: DataType, value: Json) -> bytes:
    """A number, or one of the three words of the table."""
    if isinstance(value, str) and value.lower().lstrip("+-") in _SPELLINGS:
        demand(value in SPECIAL, "v2.fill-value.float", f"{value!r} is not how the table spells it")
    demand(is_number(value) or value in SPECIAL, SCALAR, f"{value!r} is no number")
    return data_types.fill_value(data_type, Decimal(value) if is_integer(value) else value)


def _complex(data_type: Simple, value: Json) -> bytes:
    demand(
        isinstance(value, list) and len(value) == 2,
        SCALAR,
        "the fill value is no pair of real and imaginary part",
    )
    part = CORE[f"float{4 * data_type.size}"]
    return b"".join(floating(part, one) for one in value)


def _byte_string(data_type: Simple, value: Json) -> bytes:
    return _padded(data_type.size, _base64(value, "v2.fill-value.byte-string"))


def _structured(data_type: Type, value: Json) -> bytes:
    stored = _base64(value, "v2.fill-value.structured")
    demand(len(stored) == data_type.size, SCALAR, "the fill value is not as long as an element")
    return bytes(stored[place] for place in little_endian(data_type))


def _unicode(data_type: Simple, value: Json) -> bytes:
    demand(isinstance(value, str), SCALAR, "the fill value is no string")
    return _padded(data_type.size, value.encode("utf-32-le", "surrogatepass"))


def _base64(value: Json, clause: str) -> bytes:
    demand(isinstance(value, str), clause, "the fill value is no string")
    try:
        return base64.b64decode(value.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise SpecError(clause, f"the fill value {value!r} is no Base64: {error}") from error


def _padded(size: int, data: bytes) -> bytes:
    demand(len(data) <= size, SCALAR, "the fill value is longer than an element")
    return data.ljust(size, b"\0")
