"""The scale_offset codec, a registered extension: ``(in - offset) * scale``, and back.

Every step is done in the data type of the array: integers stay integers or fail, floating-point
numbers are rounded after each operation as IEEE 754 does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from conformance.oracle import data_types
from conformance.oracle.codecs.common import ArrayToArray, Elements, Representation
from conformance.oracle.data_types import CORE, DataType
from conformance.oracle.errors import SpecError, demand

CLAUSE = "ext.codec.scale-offset"
REPRESENTABLE = f"{CLAUSE}.representable"


@dataclass(frozen=True)
class ScaleOffset(ArrayToArray):
    """``offset`` and ``scale`` are elements of ``data_type``; None where they are not given."""

    data_type: DataType
    offset: bytes | None
    scale: bytes | None

    def encoded(self, decoded: Representation) -> Representation:
        fill = np.frombuffer(decoded.fill_value, np.uint8).reshape(1, self.data_type.size)
        return replace(decoded, fill_value=self.encode(fill).tobytes())

    def encode(self, chunk: Elements) -> Elements:
        numbers, offset, scale = self._operands(chunk)
        with np.errstate(all="ignore"):
            numbers = self._checked(numbers - offset)
            return self._elements(self._checked(numbers * scale), chunk)

    def decode(self, chunk: Elements) -> Elements:
        numbers, offset, scale = self._operands(chunk)
        demand(
            self.data_type.kind == "float" or scale != 0,
            REPRESENTABLE,
            "an integer is divided by a scale of zero",
        )
        with np.errstate(all="ignore"):
            numbers = self._checked(numbers / scale)
            return self._elements(self._checked(numbers + offset), chunk)

    def _operands(self, chunk: Elements) -> tuple[Any, Any, Any]:
        numbers = np.ascontiguousarray(chunk).view(self._dtype)[..., 0]
        offset = 0 if self.offset is None else np.frombuffer(self.offset, self._dtype)[0]
        scale = 1 if self.scale is None else np.frombuffer(self.scale, self._dtype)[0]
        if self.data_type.kind == "float":
            return numbers, self._dtype.type(offset), self._dtype.type(scale)
        exact = np.array([Fraction(int(n)) for n in numbers.flat], object)
        return exact, Fraction(int(offset)), Fraction(int(scale))

    def _checked(self, numbers: Any) -> Any:
        """``numbers``, when the data type has all of them."""
        if self.data_type.kind != "float":
            limits = np.iinfo(self._dtype)
            for number in numbers:
                demand(
                    number.denominator == 1 and limits.min <= number <= limits.max,
                    REPRESENTABLE,
                    f"{number} is no {self.data_type.name}",
                )
        return numbers

    def _elements(self, numbers: Any, chunk: Elements) -> Elements:
        if self.data_type.kind != "float":
            numbers = np.array([int(number) for number in numbers], self._dtype)
        return np.ascontiguousarray(numbers).view(np.uint8).reshape(chunk.shape)

    @property
    def _dtype(self) -> np.dtype[Any]:
        letter = {"int": "i", "uint": "u", "float": "f"}[self.data_type.kind]
        return np.dtype(f"<{letter}{self.data_type.size}")


def parse(configuration: Mapping[str, Any], decoded: Representation, /) -> ScaleOffset:
    """Read the configuration; both members are optional, each in the form of a fill value."""
    unknown = sorted(configuration.keys() - {"offset", "scale"})
    demand(not unknown, f"{CLAUSE}.additional-keys", f"the configuration has the keys {unknown}")
    data_type = decoded.data_type
    demand(
        data_type.name in CORE and data_type.kind in ("int", "uint", "float"),
        f"{CLAUSE}.data-types",
        f"{data_type.name} is none of the data types that scale_offset is read for here",
    )
    elements = {
        member: _element(data_type, configuration[member], member) for member in configuration
    }
    return ScaleOffset(data_type, elements.get("offset"), elements.get("scale"))


def _element(data_type: DataType, value: Any, member: str) -> bytes:
    try:
        return data_types.fill_value(data_type, value)
    except SpecError as error:
        raise SpecError(f"{CLAUSE}.{member}.encoding", f"{member}: {error.message}") from error
