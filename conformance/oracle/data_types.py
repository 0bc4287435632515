"""The core data types, and the fill values that each permits; registered ones are looked up too.

Sections "Core data types" and "Permitted fill values" of the data types document. A fill value
becomes the little-endian bytes of one element.
"""

from __future__ import annotations

import re
from typing import Any

from conformance.oracle import extension_types, extensions, number_forms
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand
from conformance.oracle.type_model import DataType, Kind

__all__ = ["CORE", "DataType", "Kind", "fill_value", "is_core", "parse"]

CORE = {
    "bool": DataType("bool", "bool", 1, 1),
    **{f"int{8 * n}": DataType(f"int{8 * n}", "int", n, n) for n in (1, 2, 4, 8)},
    **{f"uint{8 * n}": DataType(f"uint{8 * n}", "uint", n, n) for n in (1, 2, 4, 8)},
    **{f"float{8 * n}": DataType(f"float{8 * n}", "float", n, n) for n in (2, 4, 8)},
    **{f"complex{8 * n}": DataType(f"complex{8 * n}", "complex", n, n // 2) for n in (8, 16)},
}


def is_core(name: str) -> bool:
    """Whether ``name`` is that of a core data type."""
    return name in CORE or re.fullmatch(r"r[1-9][0-9]*", name) is not None


def parse(value: Any) -> DataType:
    """The data type that ``data_type`` names.

    Raises `SpecError` for anything but the identifier of a core data type as a string, or a
    registered extension.
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
        return extension_types.parse(extension, parse)
    demand(
        isinstance(value, str),
        "v3.core.array.data-type.identifier",
        "a core data type is given by its identifier, a string",
    )
    return data_type


def fill_value(data_type: DataType, value: Any) -> bytes:
    """The bytes, little-endian, of the element that a JSON fill value denotes."""
    if not is_core(data_type.name):
        return extension_types.fill_value(data_type, value, fill_value)
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
        case _:
            raise AssertionError(f"{data_type.name} is no core data type")


def _integer(data_type: DataType, value: Any) -> bytes:
    signed = data_type.kind == "int"
    number = number_forms.integer(value, 8 * data_type.size, signed=signed, name=data_type.name)
    return number.to_bytes(data_type.size, "little", signed=signed)


def _float(size: int, value: Any) -> bytes:
    return number_forms.IEEE[size].bits(value, 2 * size).to_bytes(size, "little")
