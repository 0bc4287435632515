"""The data type ``struct``, elements made of named fields, and its legacy name ``structured``."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from conformance.oracle.errors import SpecError, demand
from conformance.oracle.extensions import Extension
from conformance.oracle.type_model import DataType

STRUCT = "ext.data-type.struct"
STRUCTURED = "ext.data-type.structured"


def parse(extension: Extension, any_type: Callable[[Any], DataType], /) -> DataType:
    """Read the fields; ``any_type`` reads the data type of each."""
    legacy = extension.name == "structured"
    demand(
        "fields" in extension.configuration,
        f"{STRUCT}.fields",
        f"{extension.name} has no fields in a configuration",
    )
    given = extension.configuration["fields"]
    demand(isinstance(given, list), f"{STRUCT}.fields", "fields is not an array")
    demand(bool(given), f"{STRUCT}.fields.not-empty", "fields is empty")
    demand(
        len(extension.configuration) == 1,
        "v3.core.extension.configuration.unknown-member",
        f"the configuration of {extension.name} has members beside fields",
    )
    fields = tuple(_field(field, any_type, legacy=legacy) for field in given)
    names = [name for name, _ in fields]
    demand(len(set(names)) == len(names), f"{STRUCT}.field.name.unique", "two fields of one name")
    parts = tuple(size for _, field in fields for size in field.components)
    return DataType(
        extension.name,
        "struct",
        sum(parts),
        1,
        parts=parts,
        fields=fields,
        legacy=legacy,
        alias=legacy,
    )


def _field(
    value: Any, any_type: Callable[[Any], DataType], *, legacy: bool
) -> tuple[str, DataType]:
    if legacy and isinstance(value, list) and len(value) == 2:
        value = {"name": value[0], "data_type": value[1]}
    clause = "field.legacy" if isinstance(value, list) else "field.object"
    demand(isinstance(value, dict), f"{STRUCT}.{clause}", "a field is not an object")
    name = value.get("name")
    demand("name" in value, f"{STRUCT}.field.name.required", "a field has no name")
    demand(
        isinstance(name, str) and name != "",
        f"{STRUCT}.field.name",
        "the name of a field is no string, or empty",
    )
    demand("data_type" in value, f"{STRUCT}.field.data-type.required", f"{name} has no data_type")
    demand(
        isinstance(value["data_type"], str | dict),
        f"{STRUCT}.field.data-type.fixed-size",
        f"the data type of {name} is neither a name nor an object",
    )
    data_type = any_type(value["data_type"])
    demand(
        not data_type.variable,
        f"{STRUCT}.field.variable-length",
        f"the elements of {name} have no fixed size",
    )
    return name, data_type


def fill_value(
    data_type: DataType, value: Any, any_fill: Callable[[DataType, Any], bytes]
) -> bytes:
    """The bytes of the fill values of all fields; ``any_fill`` reads that of one."""
    if data_type.legacy and isinstance(value, str):
        return _packed(data_type, value)
    demand(
        isinstance(value, dict),
        f"{STRUCT}.fill-value",
        "not an object with a fill value for each field",
    )
    missing = [name for name, _ in data_type.fields if name not in value]
    demand(not missing, f"{STRUCT}.fill-value.every-field", f"no fill value for {missing}")
    demand(
        len(value) == len(data_type.fields),
        f"{STRUCT}.fill-value.other-members",
        "there are fill values for fields that the struct has not",
    )
    try:
        return b"".join(any_fill(field, value[name]) for name, field in data_type.fields)
    except SpecError as error:
        if error.clause.startswith(STRUCT):
            raise  # of a struct inside this one
        raise SpecError(f"{STRUCT}.fill-value.field-valid", error.message) from error


def _packed(data_type: DataType, text: str) -> bytes:
    try:
        element = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SpecError(f"{STRUCTURED}.base64", f"the fill value is no base64: {error}") from error
    demand(
        len(element) == data_type.size,
        f"{STRUCTURED}.base64",
        f"the fill value has {len(element)} bytes, an element {data_type.size}",
    )
    return element


def in_byte_order(data_type: DataType, document: Mapping[str, Any], element: bytes) -> bytes:
    """The bytes of a fill value, little-endian.

    The packed bytes of a legacy fill value are in the byte order of the ``bytes`` codec.
    """
    if not data_type.legacy or not isinstance(document["fill_value"], str):
        return element
    codecs = document["codecs"]
    big = isinstance(codecs, list) and any(
        isinstance(codec, dict) and codec.get("configuration") == {"endian": "big"}
        for codec in codecs
    )
    return bytes(element[i] for i in data_type.reversed) if big else element
