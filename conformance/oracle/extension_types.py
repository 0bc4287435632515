"""Registered extension data types: how each is named, and which fill values it permits.

A document each below ``data-types/`` of zarr-extensions. The data types with a configuration have
modules of their own: ``extension_times``, ``extension_structs`` and ``extension_texts``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.oracle import (
    extension_structs,
    extension_texts,
    extension_times,
    extensions,
    number_forms,
)
from conformance.oracle.errors import SpecError, demand
from conformance.oracle.extensions import Extension
from conformance.oracle.number_forms import FloatFormat
from conformance.oracle.type_model import DataType

FLOATS = {
    "bfloat16": FloatFormat.ieee(8, 7),
    "float8_e3m4": FloatFormat.ieee(3, 4),
    "float8_e4m3": FloatFormat.ieee(4, 3),
    "float8_e5m2": FloatFormat.ieee(5, 2),
    "float8_e4m3b11fnuz": FloatFormat.unsigned_zero(4, 3, bias=11),
    "float8_e4m3fnuz": FloatFormat.unsigned_zero(4, 3, bias=8),
    "float8_e5m2fnuz": FloatFormat.unsigned_zero(5, 2, bias=16),
    "float8_e8m0fnu": FloatFormat(8, 0, 127, 0xFE, nan=0xFF, signed=False, has_zero=False),
    "float6_e2m3fn": FloatFormat.finite(2, 3, bias=1),
    "float6_e3m2fn": FloatFormat.finite(3, 2, bias=3),
    "float4_e2m1fn": FloatFormat.finite(2, 1, bias=1),
}


def _float(name: str, form: FloatFormat) -> DataType:
    size = -(-form.width // 8)
    bits = form.width if form.width < 8 else 0
    return DataType(name, "float", size, size, bits=bits, number=form)


def _complex(part: DataType) -> DataType:
    name = f"complex_{part.name}"
    return DataType(name, "complex", 2 * part.size, part.size, bits=part.bits, number=part.number)


_SMALL_FLOATS = [_float(name, form) for name, form in FLOATS.items()]
PLAIN = {
    one.name: one
    for one in (
        *(DataType(f"int{bits}", "int", 1, 1, bits=bits) for bits in (2, 4)),
        *(DataType(f"uint{bits}", "uint", 1, 1, bits=bits) for bits in (2, 4)),
        *_SMALL_FLOATS,
        *map(_complex, _SMALL_FLOATS),
        _complex(DataType("float16", "float", 2, 2, number=number_forms.IEEE[2])),
        DataType("complex_float32", "complex", 8, 4, number=number_forms.IEEE[4], alias=True),
        DataType("complex_float64", "complex", 16, 8, number=number_forms.IEEE[8], alias=True),
        DataType("string", "string", 0, 1, variable=True),
        DataType("bytes", "bytes", 0, 1, variable=True),
    )
}
"""The data types without a configuration, by name."""

CONFIGURED: Mapping[str, Callable[[Extension, Callable[[Any], DataType]], DataType]] = {
    "numpy.datetime64": extension_times.parse,
    "numpy.timedelta64": extension_times.parse,
    "fixed_length_utf32": extension_texts.parse,
    "struct": extension_structs.parse,
    "structured": extension_structs.parse,
}


def parse(extension: Extension, any_type: Callable[[Any], DataType]) -> DataType:
    """The registered data type of this name; ``any_type`` reads the data type of a field."""
    name = extension.name
    if name in CONFIGURED:
        return CONFIGURED[name](extension, any_type)
    if name not in PLAIN:
        raise extensions.unknown(extension, "the data type")
    demand(
        not extension.configuration,
        "v3.core.extension.configuration.unknown-member",
        f"{name} has no configuration",
    )
    return PLAIN[name]


def fill_value(
    data_type: DataType, value: Any, any_fill: Callable[[DataType, Any], bytes]
) -> bytes:
    """The bytes, little-endian, of the element that a JSON fill value denotes.

    ``any_fill`` reads the fill value of a field.
    """
    match data_type.kind:
        case "time":
            return extension_times.fill_value(data_type, value)
        case "text" | "string" | "bytes":
            return extension_texts.fill_value(data_type, value)
        case "struct":
            return extension_structs.fill_value(data_type, value, any_fill)
    try:
        return _number(data_type, value)
    except SpecError as error:
        # These documents refer to the core for their fill values: theirs is the sentence broken.
        raise SpecError(clause(data_type.name, "fill-value"), error.message) from error


def clause(name: str, about: str) -> str:
    """The id of a clause in the document of a data type."""
    return f"ext.data-type.{extensions.slug(name)}.{about}"


def _number(data_type: DataType, value: Any) -> bytes:
    if data_type.kind in ("int", "uint"):
        signed = data_type.kind == "int"
        number = number_forms.integer(value, data_type.bits, signed=signed, name=data_type.name)
        return number.to_bytes(1, "little", signed=signed)
    parts = [value]
    if data_type.kind == "complex":
        demand(
            isinstance(value, list) and len(value) == 2,
            "v3.fill-value.complex",
            "not an array of two components",
        )
        parts = value
    assert data_type.number is not None
    size = data_type.component
    return b"".join(
        data_type.number.bits(part, 2 * size).to_bytes(size, "little") for part in parts
    )
