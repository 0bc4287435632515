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


@dataclass(frozen=True)
class Bytes(ArrayToBytes):
    """Elements written one after the other; ``endian`` is None for one-byte components."""

    endian: Literal["big", "little"] | None

    def encode(self, chunk: Elements, decoded: Representation) -> bytes:
        return self._ordered(chunk, decoded).tobytes()

    def decode(self, data: bytes, decoded: Representation) -> Elements:
        demand(
            len(data) == self.encoded_size(decoded),
            "v3.codec.bytes.elements",
            f"{len(data)} bytes where the chunk has {self.encoded_size(decoded)}",
        )
        chunk = np.frombuffer(data, np.uint8)
        return self._ordered(chunk.reshape(*decoded.shape, decoded.data_type.size), decoded)

    def encoded_size(self, decoded: Representation) -> int:
        return math.prod(decoded.shape) * decoded.data_type.size

    def _ordered(self, chunk: Elements, decoded: Representation) -> Elements:
        # Elements are held little-endian, so only big-endian has anything to do, both ways.
        if self.endian != "big":
            return chunk
        components = chunk.reshape(*chunk.shape[:-1], -1, decoded.data_type.component)
        return components[..., ::-1].reshape(chunk.shape)


def parse(configuration: Mapping[str, Any], decoded: Representation, /) -> Bytes:
    """Read the configuration. ``endian`` is required where the data type has a byte order."""
    known_members("bytes", configuration, {"endian"})
    endian = configuration.get("endian")
    demand(
        "endian" not in configuration or endian in ("big", "little"),
        "v3.codec.bytes.endian.values",
        f"endian is {endian!r}, neither big nor little",
    )
    demand(
        endian is not None or decoded.data_type.component == 1,
        "v3.codec.bytes.endian.required",
        f"endian is missing, and {decoded.data_type.name} has a byte order",
    )
    return Bytes(endian)
