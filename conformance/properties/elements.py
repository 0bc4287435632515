"""Strategies for elements and fill values: the values that matter, and any others.

Left out is what the specification leaves open: NaN payloads, bytes of bool other than 0 and 1,
fill values of raw data types, decimal fill values beyond the range.
"""

from __future__ import annotations

import math
import struct
from typing import Any, Literal

from hypothesis import strategies as st

from conformance.oracle import data_types
from conformance.oracle.data_types import CORE, DataType

Json = Any
_FLOATS = {2: "<e", 4: "<f", 8: "<d"}


def core_data_types() -> st.SearchStrategy[DataType]:
    """A core data type, raw bits apart."""
    return st.sampled_from(list(CORE.values()))


def elements(data_type: DataType) -> st.SearchStrategy[bytes]:
    """The bytes of one element, little-endian."""
    match data_type.kind:
        case "bool":
            return st.sampled_from([b"\0", b"\1"])
        case "int" | "uint":
            signed = data_type.kind == "int"
            return _integers(data_type).map(
                lambda n: n.to_bytes(data_type.size, "little", signed=signed)
            )
        case "raw":
            return st.binary(min_size=data_type.size, max_size=data_type.size)
        case "float":
            return _floats(data_type.size)
        case "complex":
            part = _floats(data_type.component)
            return st.tuples(part, part).map(b"".join)


def fill_values(data_type: DataType) -> st.SearchStrategy[Json]:
    """A fill value as JSON, in every form that the text names."""
    match data_type.kind:
        case "bool":
            return st.booleans()
        case "int" | "uint":
            return _integers(data_type)
        case "raw":
            return st.just([0] * data_type.size)
        case "float":
            return _float_fills(data_type.size)
        case "complex":
            part = _float_fills(data_type.component)
            return st.tuples(part, part).map(list)


def _integers(data_type: DataType) -> st.SearchStrategy[int]:
    bits = 8 * data_type.size
    low, high = (
        (-(1 << bits - 1), (1 << bits - 1) - 1) if data_type.kind == "int" else (0, (1 << bits) - 1)
    )
    telling = [
        n for n in (0, 1, -1, low, high, 2**53 + 1, -(2**53) - 1, 0x0102) if low <= n <= high
    ]
    return st.sampled_from(telling) | st.integers(low, high)


def _floats(size: int) -> st.SearchStrategy[bytes]:
    nan = data_types.fill_value(CORE[f"float{8 * size}"], "NaN")
    numbers = _numbers(size, infinite=True).map(lambda x: struct.pack(_FLOATS[size], x))
    return st.sampled_from([nan, bytes(size)]) | numbers


def _float_fills(size: int) -> st.SearchStrategy[Json]:
    words: st.SearchStrategy[Json] = st.sampled_from([0, 1, -1, "NaN", "Infinity", "-Infinity"])
    bits = _floats(size).map(lambda data: f"0x{data[::-1].hex()}")
    # The decimal -0 is an open point.
    numbers = _numbers(size, infinite=False).filter(lambda x: x != 0 or math.copysign(1, x) > 0)
    return words | numbers | bits


def _numbers(size: int, *, infinite: bool) -> st.SearchStrategy[float]:
    width: Literal[16, 32, 64] = 16 if size == 2 else 32 if size == 4 else 64
    return st.floats(width=width, allow_nan=False, allow_infinity=infinite)
