"""The cast_value codec, a registered extension: the same numbers in another data type.

A number goes through the rules in the order of the text: the scalar map, the exact value, then
rounding and the rule for what is out of range. Decoding is the same with the data types swapped.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from conformance.oracle import data_types
from conformance.oracle.codecs.common import ArrayToArray, Elements, Representation
from conformance.oracle.data_types import CORE, DataType
from conformance.oracle.errors import SpecError, demand

CLAUSE = "ext.codec.cast-value"
# Bits of the mantissa and the lowest exponent, by the bytes of an IEEE 754 number.
_FLOATS = {2: ("<e", 10, -14), 4: ("<f", 23, -126), 8: ("<d", 52, -1022)}

Number = int | float
"""An element: every number of the core's data types is exactly one of these."""

ROUNDING: Mapping[str, Callable[[Fraction], int]] = {
    "nearest-even": round,
    "towards-zero": math.trunc,
    "towards-positive": math.ceil,
    "towards-negative": math.floor,
    "nearest-away": lambda x: (1 if x > 0 else -1) * math.floor(abs(x) + Fraction(1, 2)),
}
"""Each rule makes an integer of a fraction."""


@dataclass(frozen=True)
class CastValue(ArrayToArray):
    """From elements of ``decoded_type`` to elements of ``encoded_type``."""

    decoded_type: DataType
    encoded_type: DataType
    rounding: str
    out_of_range: str | None
    encode_map: tuple[tuple[bytes, bytes], ...]
    decode_map: tuple[tuple[bytes, bytes], ...]

    def encoded(self, decoded: Representation) -> Representation:
        """With the fill value cast, which must come back when it is cast again."""
        there = self._cast(decoded.fill_value, self.decoded_type, self.encoded_type)
        try:
            back = self._cast(there, self.encoded_type, self.decoded_type)
        except SpecError as error:
            raise SpecError(f"{CLAUSE}.fill-value.round-trip", error.message) from error
        demand(
            _same(self.decoded_type, decoded.fill_value, back),
            f"{CLAUSE}.fill-value.round-trip.changed",
            f"the fill value comes back as {number(self.decoded_type, back)}",
        )
        return replace(decoded, data_type=self.encoded_type, fill_value=there)

    def encode(self, chunk: Elements) -> Elements:
        return self._all(chunk, self.decoded_type, self.encoded_type)

    def decode(self, chunk: Elements) -> Elements:
        return self._all(chunk, self.encoded_type, self.decoded_type)

    def _all(self, chunk: Elements, source: DataType, target: DataType) -> Elements:
        rows = np.ascontiguousarray(chunk).reshape(-1, source.size)
        data = b"".join(self._cast(row.tobytes(), source, target) for row in rows)
        return np.frombuffer(data, np.uint8).reshape(*chunk.shape[:-1], target.size)

    def _cast(self, element: bytes, source: DataType, target: DataType) -> bytes:
        mapping = self.encode_map if source is self.decoded_type else self.decode_map
        for key, mapped in mapping:
            if _same(source, key, element):
                return mapped
        return cast(number(source, element), target, self.rounding, self.out_of_range)


def number(data_type: DataType, element: bytes) -> Number:
    """The number that an element is."""
    if data_type.kind == "float":
        value: float = struct.unpack(_FLOATS[data_type.size][0], element)[0]
        return value
    return int.from_bytes(element, "little", signed=data_type.kind == "int")


def cast(value: Number, target: DataType, rounding: str, out_of_range: str | None) -> bytes:
    """The element of ``target`` that ``value`` becomes without a scalar map."""
    if target.kind == "float":
        return _to_float(value, target.size, rounding, out_of_range)
    demand(
        math.isfinite(value),
        f"{CLAUSE}.not-finite",
        f"{value} has no counterpart in {target.name}",
    )
    whole = int(ROUNDING[rounding](Fraction(value)))
    bits = 8 * target.size
    low = -(1 << (bits - 1)) if target.kind == "int" else 0
    high = low + (1 << bits) - 1
    if not low <= whole <= high:
        demand(
            out_of_range is not None,
            f"{CLAUSE}.out-of-range.absent",
            f"{value} is outside the range of {target.name}",
        )
        clamped = min(max(whole, low), high)
        whole = clamped if out_of_range == "clamp" else (whole - low) % (1 << bits) + low
    return whole.to_bytes(target.size, "little", signed=target.kind == "int")


def _to_float(value: Number, size: int, rounding: str, out_of_range: str | None) -> bytes:
    spelling, mantissa, lowest = _FLOATS[size]
    # NaN, the infinities and both zeros are in every format.
    if not math.isfinite(value) or value == 0:
        return struct.pack(spelling, value)
    exact = Fraction(value)
    magnitude = abs(exact)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if magnitude < Fraction(2) ** exponent:
        exponent -= 1
    step = Fraction(2) ** (max(exponent, lowest) - mantissa)
    rounded = ROUNDING[rounding](exact / step) * step
    largest = (2 - Fraction(1, 1 << mantissa)) * Fraction(2) ** (1 - lowest)
    if abs(rounded) > largest:
        demand(
            out_of_range == "clamp",
            f"{CLAUSE}.out-of-range.absent",
            f"{value} is beyond the largest number of {8 * size} bits",
        )
        return struct.pack(spelling, math.copysign(math.inf, value))
    return struct.pack(spelling, math.copysign(float(rounded), value))


def _same(data_type: DataType, one: bytes, other: bytes) -> bool:
    """Whether two elements are the same number; every NaN is the same here."""
    a, b = number(data_type, one), number(data_type, other)
    return a == b or (a != a and b != b)


def parse(configuration: Mapping[str, Any], decoded: Representation, /) -> CastValue:
    """Read the configuration, for elements of ``decoded``."""
    known = {"data_type", "rounding", "out_of_range", "scalar_map"}
    unknown = sorted(configuration.keys() - known)
    demand(not unknown, f"{CLAUSE}.additional-keys", f"the configuration has the keys {unknown}")
    demand("data_type" in configuration, f"{CLAUSE}.data-type.required", "data_type is missing")
    source, target = decoded.data_type, data_types.parse(configuration["data_type"])
    for data_type in (source, target):
        demand(
            data_type.name in CORE and data_type.kind in ("int", "uint", "float"),
            f"{CLAUSE}.data-types",
            f"{data_type.name} is none of the data types that cast_value is read for here",
        )
    rounding = configuration.get("rounding", "nearest-even")
    demand(rounding in ROUNDING, f"{CLAUSE}.rounding", f"rounding is {rounding!r}")
    out_of_range = configuration.get("out_of_range")
    demand(
        "out_of_range" not in configuration or out_of_range in ("clamp", "wrap"),
        f"{CLAUSE}.out-of-range",
        f"out_of_range is {out_of_range!r}, neither clamp nor wrap",
    )
    demand(
        out_of_range != "wrap" or target.kind != "float",
        f"{CLAUSE}.out-of-range.wrap.integral",
        f"out_of_range is wrap, and {target.name} is no integral data type",
    )
    maps = configuration.get("scalar_map", {})
    demand(
        isinstance(maps, dict) and maps.keys() <= {"encode", "decode"},
        f"{CLAUSE}.scalar-map",
        "scalar_map is no object with encode and decode",
    )
    return CastValue(
        source,
        target,
        rounding,
        out_of_range,
        _map(maps.get("encode", []), source, target),
        _map(maps.get("decode", []), target, source),
    )


def _map(pairs: Any, source: DataType, target: DataType) -> tuple[tuple[bytes, bytes], ...]:
    demand(
        isinstance(pairs, list) and all(isinstance(p, list) and len(p) == 2 for p in pairs),
        f"{CLAUSE}.scalar-map.pairs",
        "a part of scalar_map is no array of pairs",
    )
    try:
        return tuple(
            (data_types.fill_value(source, key), data_types.fill_value(target, value))
            for key, value in pairs
        )
    except SpecError as error:
        raise SpecError(f"{CLAUSE}.scalar-map.scalars", error.message) from error
