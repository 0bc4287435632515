"""Elements for the definitions: byte-exact, and telling, so that a mistake in order shows."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial

import numpy as np

from conformance.cases.model import Region
from conformance.oracle.data_types import CORE, DataType, fill_value
from conformance.oracle.elements import Elements
from conformance.oracle.extension_times import NOT_A_TIME
from conformance.oracle.extension_types import PLAIN

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
    """One element: its bytes as they are, or a number; of an extension, what a fill value is."""
    if isinstance(value, bytes):
        fits = data_type.variable or len(value) == data_type.size
        assert fits, f"{data_type.name} has {data_type.size} bytes"
        return value
    if data_type.name not in _FORMATS:
        return fill_value(data_type, json.loads(json.dumps(value), parse_float=Decimal))
    if isinstance(value, complex):
        return struct.pack(_FORMATS[data_type.name], value.real, value.imag)
    return struct.pack(_FORMATS[data_type.name], value)


def elements(data_type: DataType, shape: tuple[int, ...], values: Iterable[object]) -> Elements:
    """An array of ``shape`` from its elements in C order: ``(*shape, size)``."""
    parts = [element(data_type, value) for value in values]
    if data_type.variable:
        whole = np.empty(len(parts), object)
        whole[:] = parts
        return whole.reshape(*shape, 1)
    return np.frombuffer(b"".join(parts), np.uint8).reshape(*shape, data_type.size).copy()


def ramp(data_type: DataType, shape: tuple[int, ...], first: int = 1) -> Elements:
    """Elements that tell their position: 1, 2, 3 ... in C order, as the data type allows."""
    count = int(np.prod(shape, dtype=np.int64))
    return elements(data_type, shape, (_step(data_type, i + first) for i in range(count)))


def integers(width: int) -> tuple[list[int], list[int]]:
    """Signed and unsigned integers of ``width`` bits, from the lowest to the highest.

    Neighbours of a power of two show a detour through floating point numbers.
    """
    lowest, highest = -(1 << (width - 1)), (1 << (width - 1)) - 1
    signed = [lowest, lowest + 1, -1, 0, 1, highest - 1, highest, highest // 3]
    unsigned = [0, 1, highest, highest + 1, 2 * highest, 2 * highest + 1, highest // 3, 5]
    if width == 64:
        signed += [2**53 + 1, -(2**53) - 1]
        unsigned += [2**53 + 1, 2**63 + 1025]
    return signed, unsigned


def _step(data_type: DataType, i: int) -> object:
    match data_type.kind:
        case "bool":
            # The Thue-Morse sequence: no shift and no reversal of it looks like itself for long.
            return i.bit_count() % 2 == 1
        case "int":
            if data_type.size > 1:
                return i if i % 3 else -i
            half = 1 << ((data_type.bits or 8) - 1)
            return (i + half) % (2 * half) - half
        case "uint":
            return i % (1 << (data_type.bits or 8)) if data_type.size == 1 else i
        case "float" if data_type.number is not None:
            return (i % (data_type.number.largest + 1)).to_bytes(data_type.size, "little")
        case "float":
            return i * 1.25 if i % 3 else i * -0.5
        case "complex" if data_type.number is not None:
            count, size = data_type.number.largest + 1, data_type.component
            return b"".join((n % count).to_bytes(size, "little") for n in (i, 2 * i + 1))
        case "complex":
            return complex(i, -i / 4)
        case "raw":
            return bytes((i * 7 + j * 31) % 256 for j in range(data_type.size))
        case "time":
            return i * 1_000_003 if i % 3 else -i
        case "text":
            return f"{i}"[: data_type.size // 4]
        case "struct":
            return b"".join(
                element(field, _step(field, i + 5 * n))
                for n, (_, field) in enumerate(data_type.fields)
            )
        case "string" | "bytes":
            # Of every length from nothing on, and of more bytes than characters.
            return ("é" * (i % 4) + f"{i}" * (i % 3)).encode()


def _shown_time(data: bytes) -> str:
    number = int.from_bytes(data, "little", signed=True)
    return "NaT" if number == NOT_A_TIME else str(number)


def _shown_plain(name: str, data: bytes) -> str:
    """A number of an extension that has no configuration."""
    data_type = PLAIN[name]
    size, form = data_type.component, data_type.number
    parts = [int.from_bytes(data[i : i + size], "little") for i in range(0, len(data), size)]
    if form is None:
        signed = data_type.kind == "int"
        texts = [str(int.from_bytes(data, "little", signed=signed))]
    else:
        texts = [f"{form.number(bits)} (0x{bits:0{2 * size}x})" for bits in parts]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


_SHOWN: Mapping[str, Callable[[bytes], str]] = {
    "string": lambda data: repr(data.decode("utf-8", "backslashreplace")),
    "bytes": lambda data: f"0x{data.hex()}",
    "fixed_length_utf32": lambda data: repr(data.decode("utf-32-le", "backslashreplace")),
    "numpy.datetime64": _shown_time,
    "numpy.timedelta64": _shown_time,
}


def shown(name: str, data: bytes) -> str:
    """One element, of the data type called ``name``, for people.

    Its value, and its bits where the value does not tell them; bits alone for other data types.
    """
    if name in _SHOWN or name in PLAIN:
        return _SHOWN.get(name, partial(_shown_plain, name))(data)
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
