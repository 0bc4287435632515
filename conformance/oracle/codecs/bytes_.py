"""The bytes codec: elements in lexicographical order, each in the given byte order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from conformance.oracle.codecs.common import (
    ArrayToBytes,
    Elements,
    Representation,
    known_members,
)
from conformance.oracle.errors import demand
from conformance.oracle.type_model import DataType

# Documents of data types that say for themselves that the byte order has to be given.
_REQUIRED = {
    "struct": "ext.data-type.struct.endian",
    "text": "ext.data-type.fixed-length-utf32.endian",
}


@dataclass(frozen=True)
class Bytes(ArrayToBytes):
    """Elements written one after the other; ``endian`` is None for one-byte components."""

    endian: Literal["big", "little"] | None

    def encode(self, chunk: Elements, decoded: Representation) -> bytes:
        return self._ordered(_narrowed(chunk, decoded.data_type, signed=False), decoded).tobytes()

    def decode(self, data: bytes, decoded: Representation) -> Elements:
        demand(
            len(data) == self.encoded_size(decoded),
            "v3.codec.bytes.elements",
            f"{len(data)} bytes where the chunk has {self.encoded_size(decoded)}",
        )
        chunk = np.frombuffer(data, np.uint8)
        elements = self._ordered(chunk.reshape(*decoded.shape, decoded.data_type.size), decoded)
        return _narrowed(elements, decoded.data_type, signed=True)

    def encoded_size(self, decoded: Representation) -> int:
        return math.prod(decoded.shape) * decoded.data_type.size

    def _ordered(self, chunk: Elements, decoded: Representation) -> Elements:
        # Elements are held little-endian, so only big-endian has anything to do, both ways.
        return chunk[..., list(decoded.data_type.reversed)] if self.endian == "big" else chunk


def _narrowed(chunk: Elements, data_type: DataType, *, signed: bool) -> Elements:
    """Elements whose unused upper bits are zero, or, where ``signed``, copies of the sign.

    Data types of less than a byte: what stands in the upper bits means nothing.
    """
    if data_type.fields:
        bounds = np.cumsum([0, *(field.size for _, field in data_type.fields)])
        return np.concatenate(
            [
                _narrowed(chunk[..., bounds[i] : bounds[i + 1]], field, signed=signed)
                for i, (_, field) in enumerate(data_type.fields)
            ],
            axis=-1,
        )
    if not data_type.bits:
        return chunk
    kept = chunk & np.uint8((1 << data_type.bits) - 1)
    if not signed or data_type.kind != "int":
        return kept
    sign = np.uint8(1 << (data_type.bits - 1))
    return (kept ^ sign) - sign


def parse(configuration: Mapping[str, Any], decoded: Representation, /) -> Bytes:
    """Read the configuration. ``endian`` is required where the data type has a byte order."""
    known_members("bytes", configuration, {"endian"})
    data_type = decoded.data_type
    endian = configuration.get("endian")
    demand(
        "endian" not in configuration or endian in ("big", "little"),
        "v3.codec.bytes.endian.values",
        f"endian is {endian!r}, neither big nor little",
    )
    demand(
        not data_type.variable,
        "v3.codec.bytes.elements",
        f"the elements of {data_type.name} have no fixed size",
    )
    # A legacy struct without byte order is little-endian, which None comes to.
    demand(
        endian is not None or not data_type.has_byte_order or data_type.legacy,
        _REQUIRED.get(data_type.kind, "v3.codec.bytes.endian.required"),
        f"endian is missing, and {data_type.name} has a byte order",
    )
    return Bytes(endian)
