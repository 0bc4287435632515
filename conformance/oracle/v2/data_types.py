"""Data types: the string or the list of ``dtype``, and where the bytes of an element belong.

Section "Data type encoding". Elements in a chunk have the byte orders that ``dtype`` gives; the
oracle holds them little-endian, component by component.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.oracle.data_types import CORE, DataType
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import SpecError, demand

Json = Any

_TYPESTR = re.compile(r"([<>|]?)([biufcmMSUV])([0-9]+)(\[.*\])?")
# The sizes that each kind has, in bytes; the others may have any.
_SIZES = {
    "b": (1,),
    "i": (1, 2, 4, 8),
    "u": (1, 2, 4, 8),
    "f": (2, 4, 8),
    "c": (8, 16),
    "m": (8,),
    "M": (8,),
}
_CORE_NAMES = {"i": "int", "u": "uint", "f": "float", "c": "complex"}
_CHARACTER = 4
# The units of NumPy's documentation of datetimes and timedeltas.
UNITS = ("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as")


@dataclass(frozen=True)
class Simple:
    """A type string: byte order, kind, bytes of an element and, for times, the unit."""

    byte_order: str
    kind: str
    size: int
    unit: str = ""

    @property
    def component(self) -> int:
        """The bytes of what has a byte order by itself."""
        match self.kind:
            case "c":
                return self.size // 2
            case "U":
                return _CHARACTER
            case "S" | "V" | "b":
                return 1
        return self.size


@dataclass(frozen=True)
class Field:
    """A field of a structured type; its value is an array of ``shape``, one element if empty."""

    name: str
    type: Simple | Structured
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Structured:
    """Named fields, one after the other without gaps."""

    fields: tuple[Field, ...]

    @property
    def size(self) -> int:
        """The bytes of an element."""
        return sum(field.type.size * math.prod(field.shape) for field in self.fields)


Type = Simple | Structured


def parse(value: Json) -> Type:
    """Read ``dtype``. Raises `SpecError`."""
    if isinstance(value, str):
        return _simple(value)
    demand(isinstance(value, list), "v2.dtype.form", "dtype is neither a string nor a list")
    demand(bool(value), "v2.dtype.structured.list", "dtype is a list of no fields")
    fields = tuple(map(_field, value))
    names = {field.name for field in fields}
    demand(len(names) == len(fields), "v2.dtype.structured.list", "two fields have the same name")
    return Structured(fields)


def _simple(text: str) -> Simple:
    match = _TYPESTR.fullmatch(text)
    if match is None:
        byte_order = "v2.dtype.byte-order" if text[:1] == "=" else "v2.dtype.kind"
        raise SpecError(byte_order, f"{text!r} is no type string of version 2")
    order, kind, size, unit = match[1], match[2], int(match[3]), (match[4] or "")[1:-1]
    demand(order != "", "v2.dtype.byte-order", f"{text!r} does not say its byte order")
    known = _SIZES.get(kind)
    demand(
        size > 0 and (known is None or size in known),
        "v2.dtype.item-size",
        f"{text!r}: no such data type has {size} bytes",
    )
    if kind in "mM":
        demand(unit in UNITS, "v2.dtype.units", f"{text!r} does not say its unit")
    else:
        demand(match[4] is None, "v2.dtype.typestr", f"{text!r} has a unit, and is no time")
    simple = Simple(order, kind, size * _CHARACTER if kind == "U" else size, unit)
    demand(
        order != "|" or simple.component == 1,
        "v2.dtype.byte-order",
        f"{text!r}: the byte order matters",
    )
    return simple


def _field(value: Json) -> Field:
    demand(
        isinstance(value, list) and len(value) in (2, 3),
        "v2.dtype.structured.field",
        "a field is no list of a name, a data type and perhaps a shape",
    )
    name, inner, shape = value[0], value[1], value[2] if len(value) == 3 else []
    demand(isinstance(name, str), "v2.dtype.structured.field-name", "a field's name is no string")
    demand(
        isinstance(shape, list) and all(is_integer(n) and n > 0 for n in shape),
        "v2.dtype.structured.field-shape",
        f"the shape of the field {name!r} is no list of lengths",
    )
    return Field(name, parse(inner), tuple(shape))


def components(data_type: Type) -> Iterator[tuple[int, bool]]:
    """The bytes of each component of an element, and whether it is big-endian."""
    if isinstance(data_type, Simple):
        for _ in range(data_type.size // data_type.component):
            yield data_type.component, data_type.byte_order == ">"
        return
    for field in data_type.fields:
        for _ in range(math.prod(field.shape)):
            yield from components(field.type)


def little_endian(data_type: Type) -> list[int]:
    """The place in a stored element of each byte of a little-endian one; it is its own inverse."""
    places: list[int] = []
    for size, big in components(data_type):
        whole = list(range(len(places), len(places) + size))
        places += reversed(whole) if big else whole
    return places


def described(data_type: Type) -> DataType:
    """The data type in the terms of answers: see ``data_type`` in ``reply.schema.json``."""
    if isinstance(data_type, Structured):
        name = json.dumps(_descr(data_type), separators=(",", ":"), ensure_ascii=False)
        return DataType(name, "raw", data_type.size, 1)
    if data_type.kind == "b":
        return CORE["bool"]
    if data_type.kind in _CORE_NAMES:
        return CORE[f"{_CORE_NAMES[data_type.kind]}{8 * data_type.size}"]
    return DataType(_text(data_type), "raw", data_type.size, data_type.component)


def _text(simple: Simple) -> str:
    order = "|" if simple.component == 1 else "<"
    count = simple.size // _CHARACTER if simple.kind == "U" else simple.size
    unit = f"[{simple.unit}]" if simple.unit else ""
    return f"{order}{simple.kind}{count}{unit}"


def _descr(data_type: Type) -> Json:
    if isinstance(data_type, Simple):
        return _text(data_type)
    return [
        [field.name, _descr(field.type), *([list(field.shape)] if field.shape else [])]
        for field in data_type.fields
    ]
