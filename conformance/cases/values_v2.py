"""Elements of version 2 for the definitions: those that ``values`` has, and the others of NumPy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from conformance.cases import values
from conformance.oracle.data_types import CORE
from conformance.oracle.elements import Elements
from conformance.oracle.v2.data_types import Field, Simple, Type, described

# Characters of one, two, three and four bytes in UTF-8.
_CHARACTERS = "aé漢🌡zß語🌍"


def element(dtype: Type, value: Any) -> bytes:
    """One element, little-endian: a number, a string, the bytes of it, or a tuple of fields."""
    if not isinstance(dtype, Simple):
        if isinstance(value, bytes):
            return value
        fields = zip(dtype.fields, value, strict=True)
        return b"".join(part for field, given in fields for part in _of_field(field, given))
    match dtype.kind:
        case "m" | "M":
            return values.element(CORE["int64"], value)
        case "S":
            return bytes(value).ljust(dtype.size, b"\0")
        case "U":
            return str(value).encode("utf-32-le").ljust(dtype.size, b"\0")
    return values.element(described(dtype), value)


def _of_field(field: Field, given: Any) -> Iterator[bytes]:
    for one in given if field.shape else [given]:
        yield element(field.type, one)


def elements(dtype: Type, shape: tuple[int, ...], given: Iterable[Any]) -> Elements:
    """An array of ``shape`` from its elements in C order: ``(*shape, size)``."""
    data = b"".join(element(dtype, value) for value in given)
    return np.frombuffer(data, np.uint8).reshape(*shape, dtype.size).copy()


def ramp(dtype: Type, shape: tuple[int, ...], first: int = 1) -> Elements:
    """Elements that tell their position, as the data type allows."""
    return elements(dtype, shape, (_step(dtype, i + first) for i in range(math.prod(shape))))


def _step(dtype: Type, i: int) -> Any:
    if not isinstance(dtype, Simple):
        return tuple(_of_shape(field, 10 * i + n) for n, field in enumerate(dtype.fields))
    match dtype.kind:
        case "m" | "M":
            # Eight different bytes, and every third of them before the epoch.
            return i * 0x0102030405 * (1 if i % 3 else -1)
        case "S":
            count = (i - 1) % dtype.size + 1
            return bytes(97 + (i + j) % 26 for j in range(count))
        case "U":
            count = (i - 1) % (dtype.size // 4) + 1
            return "".join(_CHARACTERS[(i + j) % len(_CHARACTERS)] for j in range(count))
    return bytes(values.ramp(described(dtype), (1,), i)[0])


def _of_shape(field: Field, i: int) -> Any:
    if not field.shape:
        return _step(field.type, i)
    return tuple(_step(field.type, i + j) for j in range(math.prod(field.shape)))
