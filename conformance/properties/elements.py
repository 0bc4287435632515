"""Strategies for elements and fill values: the values that matter, and any others.

Left out is what the specification leaves open: NaN payloads, bytes of bool other than 0 and 1,
raw data types, decimal fill values that are -0 or beyond the range. See ``open_points``.
"""

from __future__ import annotations

import json
import struct
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from hypothesis import strategies as st

from conformance.oracle import data_types
from conformance.oracle.data_types import CORE, DataType
from conformance.properties.breadth import ALL, OTHER, Without, left, or_other, ready

Json = Any
Draw = Any
_FORMATS = {2: "<e", 4: "<f", 8: "<d"}
_MANTISSA = {2: 10, 4: 23, 8: 52}

# Fill values whose text in the document is not Python's: all forms of a JSON number.
SPELLINGS = {1000.0: "1e3", 0.001: "1E-3", -250.0: "-2.5e+2"}

# Rounded to even, at the ends of the range, and below the normal numbers.
_TELLING_FILLS: dict[int, list[Json]] = {
    2: [2049, 2051, 65504, 65519, 1e-5, 6e-8],
    4: [16777217, 16777219, 3.4028235e38, 1.1754942e-38, 1e-45],
    8: [1.7976931348623157e308, 2.2250738585072014e-308, 2.2250738585072011e-308, 5e-324],
}


@cache
def core_data_types(
    kinds: str = "bool int uint float complex", without: Without = ALL
) -> st.SearchStrategy[DataType]:
    """A core data type of these kinds, raw bits apart.

    ``wide`` are all that have a byte order, ``narrow`` those that have none; a name is one alone.
    """
    known = [d for d in CORE.values() if _is_of(d, kinds.split())]
    return ready(left("the data type", known, lambda d: {f"dtype:{d.name}"}, without))


@st.composite
def elements(draw: Draw, data_type: DataType) -> bytes:
    """The bytes of one element, little-endian."""
    return draw_element(draw, data_type)


@st.composite
def fill_values(draw: Draw, data_type: DataType) -> Json:
    """A fill value as JSON, in every form that the text names."""
    return draw_fill(draw, data_type)


def draw_element(draw: Draw, data_type: DataType, which: int = 0) -> bytes:
    """Draw the bytes of one element; ``which`` tells several of one example apart."""
    element: bytes = or_other(draw, *_elements(data_type, which))
    return element


def draw_fill(draw: Draw, data_type: DataType) -> Json:
    """Draw a fill value."""
    return or_other(draw, *_fill_values(data_type))


@cache
def _elements(
    data_type: DataType, _: int
) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[bytes]]:
    return ready([*telling_elements(data_type), OTHER]), _other_elements(data_type)


@cache
def _fill_values(data_type: DataType) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[Json]]:
    return ready([*telling_fills(data_type), OTHER, OTHER]), _other_fills(data_type)


@cache
def telling_elements(data_type: DataType) -> tuple[bytes, ...]:
    """The elements that many a reader gets wrong; the plainest first."""
    size = data_type.size
    match data_type.kind:
        case "bool":
            return b"\0", b"\1"
        case "int" | "uint":
            signed = data_type.kind == "int"
            return tuple(n.to_bytes(size, "little", signed=signed) for n in _integers(data_type))
        case "float":
            return _floats(size)
        case "complex":
            parts = _floats(data_type.component)
            return tuple(a + b for a, b in zip(parts, (*parts[3:], *parts[:3]), strict=True))
        case "raw":
            return bytes(size), bytes(range(1, size + 1)), b"\xff" * size
        case _:
            raise AssertionError(f"{data_type.name} is never drawn")


@cache
def telling_fills(data_type: DataType) -> tuple[Json, ...]:
    """The fill values that many a reader gets wrong, in all forms; the plainest first."""
    match data_type.kind:
        case "bool":
            return False, True
        case "int" | "uint":
            return _integers(data_type)
        case "float":
            return _float_fills(data_type.size)
        case "complex":
            parts = _float_fills(data_type.component)
            half = len(parts) // 2
            return [0, 0], *(
                [a, b] for a, b in zip(parts, parts[half:] + parts[:half], strict=True)
            )
        case "raw":
            return ([0] * data_type.size,)
        case _:
            raise AssertionError(f"{data_type.name} is never drawn")


def fill_element(data_type: DataType, fill: Json) -> bytes:
    """The element that a fill value of `fill_values` denotes."""
    return data_types.fill_value(data_type, json.loads(json.dumps(fill), parse_float=Decimal))


def _is_of(data_type: DataType, kinds: list[str]) -> bool:
    width = "wide" if data_type.component > 1 else "narrow"
    return not {data_type.kind, data_type.name, width}.isdisjoint(kinds)


def _range(data_type: DataType) -> tuple[int, int]:
    bits = 8 * data_type.size
    if data_type.kind == "int":
        return -(1 << bits - 1), (1 << bits - 1) - 1
    return 0, (1 << bits) - 1


def _integers(data_type: DataType) -> tuple[int, ...]:
    low, high = _range(data_type)
    telling = (0, 1, -1, 0x0102, low, high, 2**53 + 1, -(2**53) - 1, 2**63 + 1025)
    return tuple(dict.fromkeys(n for n in telling if low <= n <= high))


def _floats(size: int) -> tuple[bytes, ...]:
    infinity, sign = (1 << (8 * size - 1)) - (1 << _MANTISSA[size]), 1 << (8 * size - 1)
    quiet = infinity | 1 << (_MANTISSA[size] - 1)
    # Zero, canonical NaN, infinities, -0, the largest, the smallest, and a subnormal number.
    bits = (0, quiet, infinity, infinity | sign, sign, infinity - 1, 1, infinity - 1 | sign)
    patterns = (*bits, (1 << _MANTISSA[size]) - 1)
    numbers = (struct.pack(_FORMATS[size], x) for x in (1.0, -2.75, 0.1))
    return *(n.to_bytes(size, "little") for n in patterns), *numbers


def _float_fills(size: int) -> tuple[Json, ...]:
    words = ("NaN", "Infinity", "-Infinity")
    bits = (f"0x{data[::-1].hex()}" for data in (*_floats(size)[1:5], _floats(size)[-2]))
    numbers = (0, 1, -1, 0.1, -2.75, 1.5, *SPELLINGS, *_TELLING_FILLS[size])
    return (*numbers, *words, *words, *bits)


def _other_elements(data_type: DataType) -> st.SearchStrategy[bytes]:
    size = data_type.size
    match data_type.kind:
        case "bool":
            return st.sampled_from([b"\0", b"\1"])
        case "int" | "uint":
            signed = data_type.kind == "int"
            return st.integers(*_range(data_type)).map(
                lambda n: n.to_bytes(size, "little", signed=signed)
            )
        case "raw":
            return st.binary(min_size=size, max_size=size)
        case "float":
            return _numbers(size).map(lambda x: struct.pack(_FORMATS[size], x))
        case "complex":
            part = _numbers(data_type.component)
            return st.tuples(part, part).map(
                lambda parts: b"".join(struct.pack(_FORMATS[size // 2], x) for x in parts)
            )
        case _:
            raise AssertionError(f"{data_type.name} is never drawn")


def _other_fills(data_type: DataType) -> st.SearchStrategy[Json]:
    match data_type.kind:
        case "bool":
            return st.booleans()
        case "int" | "uint":
            return st.integers(*_range(data_type))
        case "raw":
            return st.just([0] * data_type.size)
        case "float":
            return _number_fills(data_type.size)
        case "complex":
            part = _number_fills(data_type.component)
            return st.tuples(part, part).map(list)
        case _:
            raise AssertionError(f"{data_type.name} is never drawn")


def _number_fills(size: int) -> st.SearchStrategy[Json]:
    # The decimal -0 is an open point: the sum is 0.
    numbers = _numbers(size)
    bits = numbers.map(lambda x: f"0x{struct.pack(_FORMATS[size], x)[::-1].hex()}")
    return numbers.map(lambda x: x + 0.0) | bits


def _numbers(size: int) -> st.SearchStrategy[float]:
    width: Literal[16, 32, 64] = 16 if size == 2 else 32 if size == 4 else 64
    return st.floats(width=width, allow_nan=False, allow_infinity=False)
