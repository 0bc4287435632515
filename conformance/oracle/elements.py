"""Elements as bytes: how arrays are held, and how they travel.

Elements of a fixed size are an array of ``uint8``, ``(*shape, size)``. Elements of variable length
are an array of Python ``bytes`` objects, ``(*shape, 1)``, so that what moves elements about need
not know which of the two it moves. In files and messages an element of variable length is preceded
by its number of bytes, a little-endian ``uint32``.
"""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

Elements = NDArray[Any]


def filled(shape: tuple[int, ...], element: bytes, *, variable: bool = False) -> Elements:
    """An array of ``shape`` in which every element is ``element``."""
    if variable:
        texts = np.empty((*shape, 1), object)
        texts.fill(element)  # np.full would take zeros at the end of the bytes for padding
        return texts
    whole = np.empty((*shape, len(element)), np.uint8)
    whole[...] = np.frombuffer(element, np.uint8)
    return whole


def one(elements: Elements, index: tuple[int, ...]) -> bytes:
    """The bytes of the element at ``index``."""
    element = elements[index]
    return bytes(element[0]) if elements.dtype == object else bytes(element)


def flat(elements: Elements) -> bytes:
    """All elements in C order, as they travel."""
    if elements.dtype != object:
        return elements.tobytes()
    return b"".join(struct.pack("<I", len(one)) + one for one in elements.flat)


def unflat(
    data: bytes, shape: tuple[int, ...], size: int, *, variable: bool = False
) -> Elements | None:
    """Undo `flat`; None when ``data`` does not hold as many elements as ``shape`` has."""
    count = math.prod(shape)
    if not variable:
        if len(data) != count * size:
            return None
        return np.frombuffer(data, np.uint8).reshape(*shape, size)
    whole = np.empty(count, object)
    at = 0
    for i in range(count):
        if at + 4 > len(data):
            return None
        (length,) = struct.unpack_from("<I", data, at)
        whole[i] = data[at + 4 : at + 4 + length]
        at += 4 + length
    return whole.reshape(*shape, 1) if at == len(data) else None
