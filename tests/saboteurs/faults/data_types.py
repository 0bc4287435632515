"""Faults in single data types: their byte order, their precision, and those that a reader lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from conformance.oracle import data_types
from conformance.oracle.codecs.bytes_ import Bytes
from conformance.oracle.codecs.common import Elements, Representation
from conformance.oracle.data_types import CORE
from tests.saboteurs.faults.registry import fault, wrap


def _decoded(name: str, change: Callable[[Bytes, Elements], Elements]) -> None:
    """Change the elements of one data type after the bytes codec, of the codec and the elements."""

    def changed(decode: Any) -> Any:
        def wrong(codec: Bytes, data: bytes, decoded: Representation) -> Elements:
            chunk: Elements = decode(codec, data, decoded)
            return change(codec, chunk) if decoded.data_type.name == name else chunk

        return wrong

    wrap(Bytes, "decode", changed)


def _swapped(name: str, width: int) -> None:
    # Of types with a byte order, swapped back; of bytes, swapped as if they were 16 bits.
    @fault(f"big-endian-{name}-mistaken", blames=f"v3.codec.bytes.{name}", symptom="wrong")
    def _() -> None:
        def change(codec: Bytes, chunk: Elements) -> Elements:
            flat = np.ascontiguousarray(chunk).reshape(-1)
            if codec.endian != "big" or flat.size % width:
                return chunk
            return flat.reshape(-1, width)[:, ::-1].reshape(chunk.shape)

        _decoded(name, change)


def _lacking(name: str) -> None:
    @fault(f"{name}-unknown", blames=f"v3.data-type.{name}", symptom="refused")
    def _() -> None:
        def change(parse: Any) -> Any:
            def lacking(value: Any) -> data_types.DataType:
                if value == name:
                    raise KeyError(name)
                data_type: data_types.DataType = parse(value)
                return data_type

            return lacking

        wrap(data_types, "parse", change)


for _name, _type in CORE.items():
    _swapped(_name, max(_type.component, 2))
    _lacking(_name)


def _through(name: str, own: str, other: str) -> None:
    @fault(f"{name}-through-{other}", blames=f"v3.data-type.{name}", symptom="wrong")
    def _() -> None:
        def change(_: Bytes, chunk: Elements) -> Elements:
            numbers = np.ascontiguousarray(chunk).view(own)
            with np.errstate(all="ignore"):
                return numbers.astype(other).astype(own).view(np.uint8)

        _decoded(name, change)


# A type that its numbers pass through on their way, as in a language that lacks their own.
for _row in (
    ("int64", "<i8", "float64"),
    ("uint64", "<u8", "float64"),
    ("uint64", "<u8", "int32"),
    ("uint32", "<u4", "float32"),
    ("int32", "<i4", "float32"),
    ("uint16", "<u2", "uint8"),
    ("int16", "<i2", "int8"),
    ("float64", "<f8", "float32"),
    ("float32", "<f4", "float16"),
    ("complex128", "<c16", "complex64"),
):
    _through(*_row)


@fault("booleans-packed-in-bits", blames="v3.core.data-type.whole-bytes", symptom="wrong")
def _() -> None:
    def change(_: Bytes, chunk: Elements) -> Elements:
        bits = np.unpackbits(np.ascontiguousarray(chunk).reshape(-1), bitorder="little")
        return bits[: chunk.size].reshape(chunk.shape)

    _decoded("bool", change)


@fault("boolean-bytes-inverted", blames="v3.codec.bytes.bool", symptom="wrong")
def _() -> None:
    _decoded("bool", lambda _, chunk: 1 - chunk)
