"""The data types of texts and byte strings: ``string``, ``bytes`` and ``fixed_length_utf32``."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from conformance.oracle.documents import is_integer
from conformance.oracle.errors import SpecError, demand
from conformance.oracle.extensions import Extension
from conformance.oracle.type_model import DataType

UTF32 = "ext.data-type.fixed-length-utf32"
BYTES = "ext.data-type.bytes.fill-value"
STRING = "ext.data-type.string.fill-value"


def parse(extension: Extension, any_type: Callable[[Any], DataType], /) -> DataType:  # noqa: ARG001
    """Read the configuration of ``fixed_length_utf32``: the bytes of an element."""
    configuration = extension.configuration
    demand(bool(configuration), f"{UTF32}.configuration", "fixed_length_utf32 has no configuration")
    demand(
        "length_bytes" in configuration,
        f"{UTF32}.length-bytes.required",
        "fixed_length_utf32 has no length_bytes",
    )
    length = configuration["length_bytes"]
    demand(
        is_integer(length) and length > 0 and length % 4 == 0,
        f"{UTF32}.length-bytes",
        f"length_bytes is {length!r}, no positive multiple of 4",
    )
    demand(
        len(configuration) == 1,
        "v3.core.extension.configuration.unknown-member",
        "the configuration of fixed_length_utf32 has members beside length_bytes",
    )
    return DataType(extension.name, "text", length, 4)


def fill_value(data_type: DataType, value: Any) -> bytes:
    """The bytes of the element that a JSON fill value denotes."""
    match data_type.kind:
        case "string":
            demand(isinstance(value, str), STRING, "not a JSON string")
            return _encoded(value, "utf-8", STRING)
        case "bytes":
            return _byte_string(value)
    demand(isinstance(value, str), f"{UTF32}.fill-value", "not a JSON string")
    demand(
        4 * len(value) <= data_type.size,
        f"{UTF32}.too-long",
        f"{len(value)} code points do not fit in {data_type.size} bytes",
    )
    return _encoded(value, "utf-32-le", f"{UTF32}.fill-value").ljust(data_type.size, b"\0")


def _encoded(text: str, encoding: str, clause: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise SpecError(clause, f"the string is no Unicode text: {error}") from error


def _byte_string(value: Any) -> bytes:
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise SpecError(BYTES, f"the string is no base64: {error}") from error
    demand(
        isinstance(value, list) and all(is_integer(byte) and 0 <= byte <= 255 for byte in value),
        BYTES,
        "neither an array of integers from 0 to 255 nor a string",
    )
    return bytes(value)
