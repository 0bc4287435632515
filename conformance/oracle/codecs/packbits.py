"""The packbits codec, a registered extension: some bits of every component, without gaps.

The text numbers bits from the least significant one, and its note that whole integers come out
little-endian leaves one order of the bits within a byte: the first is the least significant.
"""

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
from conformance.oracle.data_types import DataType
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand


def width(data_type: DataType) -> int:
    """The bits of one component: ``N`` of the text."""
    if data_type.kind == "bool":
        return 1
    return data_type.bits or 8 * data_type.component


@dataclass(frozen=True)
class Packbits(ArrayToBytes):
    """The bits ``first_bit`` to ``last_bit``, and where the number of padding bits stands."""

    padding_encoding: Literal["first_byte", "last_byte", "none"]
    first_bit: int
    last_bit: int

    def encode(self, chunk: Elements, decoded: Representation) -> bytes:
        components = chunk.reshape(-1, decoded.data_type.component)
        bits = np.unpackbits(components, axis=-1, bitorder="little")
        kept = bits[:, self.first_bit : self.last_bit + 1]
        data = np.packbits(kept.reshape(-1), bitorder="little").tobytes()
        padding = bytes([-kept.size % 8])
        match self.padding_encoding:
            case "first_byte":
                return padding + data
            case "last_byte":
                return data + padding
            case "none":
                return data

    def decode(self, data: bytes, decoded: Representation) -> Elements:
        size = self.encoded_size(decoded)
        demand(
            len(data) == size,
            "ext.codec.packbits.elements",
            f"{len(data)} bytes where the chunk has {size}",
        )
        count = self._bits(decoded)
        if self.padding_encoding != "none":
            first = self.padding_encoding == "first_byte"
            stated, data = (data[0], data[1:]) if first else (data[-1], data[:-1])
            demand(
                stated == -count % 8,
                f"ext.codec.packbits.padding-encoding.{'first' if first else 'last'}-byte",
                f"the chunk says {stated} padding bits, and has {-count % 8}",
            )
        bits = np.unpackbits(np.frombuffer(data, np.uint8), count=count, bitorder="little")
        return self._extended(bits.reshape(-1, self.last_bit - self.first_bit + 1), decoded)

    def encoded_size(self, decoded: Representation) -> int:
        return -(-self._bits(decoded) // 8) + (self.padding_encoding != "none")

    def _bits(self, decoded: Representation) -> int:
        components = decoded.data_type.size // decoded.data_type.component
        kept = self.last_bit - self.first_bit + 1
        return math.prod(decoded.shape) * components * kept

    def _extended(self, kept: Elements, decoded: Representation) -> Elements:
        """Elements from the bits that were kept, one row for each component."""
        data_type = decoded.data_type
        whole = np.zeros((len(kept), 8 * data_type.component), np.uint8)
        whole[:, self.first_bit : self.last_bit + 1] = kept
        if data_type.kind == "int":
            whole[:, self.last_bit + 1 :] = kept[:, -1:]
        components = np.packbits(whole, axis=-1, bitorder="little")
        return components.reshape(*decoded.shape, data_type.size)


def parse(configuration: Mapping[str, Any], decoded: Representation, /) -> Packbits:
    """Read the configuration, for elements of ``decoded``; every member is optional."""
    known_members("packbits", configuration, {"padding_encoding", "first_bit", "last_bit"})
    data_type = decoded.data_type
    demand(
        data_type.kind in ("bool", "int", "uint", "float", "complex"),
        "ext.codec.packbits.data-types",
        f"{data_type.name} is none of the data types that packbits is for",
    )
    encoding: Any = configuration.get("padding_encoding", "none")
    demand(
        encoding in ("first_byte", "last_byte", "none"),
        "ext.codec.packbits.padding-encoding",
        f"padding_encoding is {encoding!r}, none of first_byte, last_byte and none",
    )
    first, last = configuration.get("first_bit"), configuration.get("last_bit")
    first = 0 if first is None else first
    last = width(data_type) - 1 if last is None else last
    demand(
        is_integer(first) and first >= 0,
        "ext.codec.packbits.first-bit",
        f"first_bit is {first!r}, no index of a bit",
    )
    demand(
        is_integer(last) and last < width(data_type),
        "ext.codec.packbits.last-bit",
        f"last_bit is {last!r}, no index of a bit of {data_type.name}",
    )
    demand(
        last >= first,
        "ext.codec.packbits.last-bit.not-before-first",
        f"last_bit is {last}, and first_bit {first}",
    )
    return Packbits(encoding, first, last)
