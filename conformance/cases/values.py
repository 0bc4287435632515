"""Elements for the definitions: byte-exact, and telling, so that a mistake in order shows."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np

from conformance.cases.model import Region
from conformance.oracle.data_types import CORE, DataType
from conformance.oracle.elements import Elements

_FORMATS = {
    "bool": "<?",
    "int8": "<b",
    "int16": "<h",
    "int32": "<i",
    "int64": "<q",
    "uint8": "<B",
    "uint16": "<H",
    "uint32": "<I",
    "uint64": "<Q",
    "float16": "<e",
    "float32": "<f",
    "float64": "<d",
    "complex64": "<ff",
    "complex128": "<dd",
}


def cut(whole: Elements, selection: Region | None) -> Elements:
    """The elements of a region of an array; None selects the whole."""
    return whole if selection is None else whole[tuple(slice(*part) for part in selection)]


def element(data_type: DataType, value: object) -> bytes:
    """One element: a number, a complex number, or its bytes as they are."""
    if isinstance(value, bytes):
        assert len(value) == data_type.size, f"{data_type.name} has {data_type.size} bytes"
        return value
    if isinstance(value, complex):
        return struct.pack(_FORMATS[data_type.name], value.real, value.imag)
    return struct.pack(_FORMATS[data_type.name], value)


def elements(data_type: DataType, shape: tuple[int, ...], values: Iterable[object]) -> Elements:
    """An array of ``shape`` from its elements in C order: ``(*shape, size)``."""
    data = b"".join(element(data_type, value) for value in values)
    return np.frombuffer(data, np.uint8).reshape(*shape, data_type.size).copy()


def ramp(data_type: DataType, shape: tuple[int, ...]) -> Elements:
    """Elements that tell their position: 1, 2, 3 ... in C order, as the data type allows."""
    count = int(np.prod(shape, dtype=np.int64))
    return elements(data_type, shape, (_step(data_type, i + 1) for i in range(count)))


def _step(data_type: DataType, i: int) -> object:
    match data_type.kind:
        case "bool":
            # The Thue-Morse sequence: no shift and no reversal of it looks like itself for long.
            return i.bit_count() % 2 == 1
        case "int":
            return (i if i % 3 else -i) if data_type.size > 1 else (i + 64) % 128 - 64
        case "uint":
            return i % 256 if data_type.size == 1 else i
        case "float":
            return i * 1.25 if i % 3 else i * -0.5
        case "complex":
            return complex(i, -i / 4)
        case "raw":
            return bytes((i * 7 + j * 31) % 256 for j in range(data_type.size))
        case _:
            raise AssertionError(f"{data_type.name} has no ramp")


def shown(name: str, data: bytes) -> str:
    """One element, of the data type called ``name``, for people.

    Its value, and its bits where the value does not tell them; bits alone for other data types.
    """
    if name not in _FORMATS or (name == "bool" and data[0] > 1):
        return f"0x{data.hex()}"
    parts = struct.unpack(_FORMATS[name], data)
    size = CORE[name].component
    texts = [
        f"nan (0x{int.from_bytes(data[i * size : (i + 1) * size], 'little'):0{2 * size}x})"
        if part != part
        else str(part)
        for i, part in enumerate(parts)
    ]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
