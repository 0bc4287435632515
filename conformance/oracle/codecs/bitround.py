"""The bitround codec, a registered extension: numbers that were rounded to some bits.

To decode is to do nothing. How ties are rounded the text leaves open, so only what is rounded
already is encoded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle.codecs.common import (
    ArrayToArray,
    Elements,
    Representation,
    known_members,
)
from conformance.oracle.data_types import DataType
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand

# Bits of the mantissa, by the bytes of an IEEE 754 number.
_MANTISSA = {2: 10, 4: 23, 8: 52}


@dataclass(frozen=True)
class Bitround(ArrayToArray):
    """Mantissas of ``keepbits`` bits, and integers of as many from their first set bit on."""

    keepbits: int
    data_type: DataType

    def encoded(self, decoded: Representation) -> Representation:
        return decoded

    def encode(self, chunk: Elements) -> Elements:
        parts = chunk.reshape(-1, self.data_type.component)
        demand(
            all(self._is_rounded(part.tobytes()) for part in parts),
            "ext.codec.bitround.rounding",
            f"a number has more than the {self.keepbits} bits that are kept",
        )
        return chunk

    def decode(self, chunk: Elements) -> Elements:
        return chunk

    def _is_rounded(self, component: bytes) -> bool:
        if self.data_type.kind in ("float", "complex"):
            dropped = max(_MANTISSA[len(component)] - self.keepbits, 0)
            return int.from_bytes(component, "little") % (1 << dropped) == 0
        magnitude = abs(int.from_bytes(component, "little", signed=self.data_type.kind == "int"))
        dropped = max(magnitude.bit_length() - self.keepbits, 0)
        return magnitude % (1 << dropped) == 0


def parse(configuration: Mapping[str, Any], decoded: Representation, /) -> Bitround:
    """Read the configuration: ``keepbits``, at least 1."""
    known_members("bitround", configuration, {"keepbits"})
    demand(
        decoded.data_type.kind in ("int", "uint", "float", "complex"),
        "ext.codec.bitround.data-types",
        f"{decoded.data_type.name} is none of the data types that bitround is for",
    )
    demand(
        "keepbits" in configuration, "ext.codec.bitround.keepbits.required", "keepbits is missing"
    )
    keepbits: Any = configuration["keepbits"]
    demand(is_integer(keepbits), "ext.codec.bitround.keepbits.integer", "keepbits is no integer")
    demand(keepbits >= 1, "ext.codec.bitround.keepbits.positive", f"keepbits is {keepbits}")
    return Bitround(keepbits, decoded.data_type)
