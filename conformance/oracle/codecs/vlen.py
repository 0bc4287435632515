"""The codecs ``vlen-utf8`` and ``vlen-bytes``: elements of any length, each after its length.

A number of elements, then each element's number of bytes and the bytes; every number is a
little-endian ``uint32``. Both are the same but for what they encode.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle.codecs.common import (
    ArrayToBytes,
    Elements,
    Representation,
    known_members,
)
from conformance.oracle.elements import flat, unflat
from conformance.oracle.errors import SpecError, demand

DATA_TYPES = {"vlen-utf8": "string", "vlen-bytes": "bytes"}


@dataclass(frozen=True)
class VariableLength(ArrayToBytes):
    """Elements in lexicographical order, each after its length; ``name`` is the codec's."""

    name: str

    def encode(self, chunk: Elements, decoded: Representation) -> bytes:
        return struct.pack("<I", math.prod(decoded.shape)) + flat(chunk)

    def decode(self, data: bytes, decoded: Representation) -> Elements:
        count = math.prod(decoded.shape)
        demand(
            data[:4] == struct.pack("<I", count),
            f"ext.codec.{self.name}.count",
            f"the chunk does not begin with {count}, the number of its elements",
        )
        chunk = unflat(data[4:], decoded.shape, 0, variable=True)
        if chunk is None:
            raise SpecError(
                f"ext.codec.{self.name}.element", "the lengths do not add up to the chunk's bytes"
            )
        if self.name == "vlen-utf8":
            for element in chunk.flat:
                _text(element)
        return chunk

    def encoded_size(self, decoded: Representation) -> None:  # noqa: ARG002
        return None


def _text(element: bytes) -> str:
    try:
        return element.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SpecError("ext.codec.vlen-utf8.utf-8", f"an element is no UTF-8: {error}") from error


def utf8(configuration: Mapping[str, Any], decoded: Representation, /) -> VariableLength:
    """Read the configuration of ``vlen-utf8``, which has no members."""
    return _parse("vlen-utf8", configuration, decoded)


def byte_strings(configuration: Mapping[str, Any], decoded: Representation, /) -> VariableLength:
    """Read the configuration of ``vlen-bytes``, which has no members."""
    return _parse("vlen-bytes", configuration, decoded)


def _parse(name: str, configuration: Mapping[str, Any], decoded: Representation) -> VariableLength:
    known_members(name, configuration, set())
    demand(
        decoded.data_type.name == DATA_TYPES[name],
        f"ext.codec.{name}.data-type",
        f"{name} encodes the data type {DATA_TYPES[name]}, not {decoded.data_type.name}",
    )
    return VariableLength(name)
