"""Faults in fill values: from JSON to the bytes of an element."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from conformance.oracle import data_types
from conformance.oracle.data_types import DataType
from tests.saboteurs.faults.registry import fault, wrap

NUMBER = "v3.fill-value.int.number"
RANGE = "v3.fill-value.int.range"
ROUNDING = "v3.fill-value.float.rounding"
FORM = "v3.fill-value.float.form"


def _value(kinds: str, change: Callable[[DataType, Any], Any]) -> None:
    """Change the JSON fill values of data types of these kinds, of data type and value."""

    def wrapped(original: Any) -> Any:
        def lenient(data_type: DataType, value: Any) -> bytes:
            if data_type.kind in kinds.split():
                value = change(data_type, value)
            element: bytes = original(data_type, value)
            return element

        return lenient

    wrap(data_types, "fill_value", wrapped)


def _component(change: Callable[[int, Any], Any]) -> None:
    """Change the JSON value of every float, parts of complex numbers too, of size and value."""
    wrap(data_types, "_float", lambda parse: lambda size, v: parse(size, change(size, v)))


def _bytes(change: Callable[[int, Any, bytes], bytes]) -> None:
    """Change the bytes of every float, of size, JSON value and right bytes."""
    wrap(data_types, "_float", lambda parse: lambda size, v: change(size, v, parse(size, v)))


def _whole(value: Any) -> bool:
    return type(value) in (int, Decimal)


@fault("integer-through-a-double", blames=NUMBER, symptom="wrong")
def _() -> None:
    def change(data_type: DataType, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        limit = 1 << (8 * data_type.size - (data_type.kind == "int"))
        return min(int(float(value)), max(limit - 1, value))

    _value("int uint", change)


@fault("large-uint64-refused", blames=NUMBER, symptom="refused")
def _() -> None:
    _value("uint", lambda _, value: None if type(value) is int and value >= 1 << 63 else value)


@fault("integer-out-of-range-wrapped", blames=RANGE, symptom="accepted")
def _() -> None:
    def change(data_type: DataType, value: Any) -> Any:
        if type(value) is not int:
            return value
        low = -(1 << (8 * data_type.size - 1)) if data_type.kind == "int" else 0
        return (value - low) % (1 << (8 * data_type.size)) + low

    _value("int uint", change)


@fault("fraction-truncated", blames=NUMBER, symptom="accepted")
def _() -> None:
    _value("int uint", lambda _, value: int(value) if isinstance(value, Decimal) else value)


@fault("boolean-is-integer", blames=NUMBER, symptom="accepted")
def _() -> None:
    _value("int uint", lambda _, value: int(value) if isinstance(value, bool) else value)


@fault("number-is-boolean", blames="v3.fill-value.bool", symptom="accepted")
def _() -> None:
    _value("bool", lambda _, value: bool(value) if _whole(value) else value)


@fault("null-is-zero", blames=NUMBER, symptom="accepted")
def _() -> None:
    _value("int uint float", lambda _, value: 0 if value is None else value)


@fault("fraction-lost", blames=ROUNDING, symptom="wrong")
def _() -> None:
    _component(lambda _, value: int(value) if isinstance(value, Decimal) else value)


@fault("float-rounded-towards-zero", blames=ROUNDING, symptom="wrong")
def _() -> None:
    def change(size: int, value: Any, element: bytes) -> bytes:
        number = float(np.frombuffer(element, f"<f{size}")[0])
        if not _whole(value) or abs(Decimal(number)) <= abs(Decimal(value)):
            return element
        return (int.from_bytes(element, "little") - 1).to_bytes(size, "little")

    _bytes(change)


@fault("float16-rounded-twice", blames=ROUNDING, symptom="observed")
def _() -> None:
    def change(size: int, value: Any) -> Any:
        if size != 2 or not _whole(value):
            return value
        return Decimal(float(np.float32(float(value))))

    _component(change)


@fault("float32-rounded-twice", blames=ROUNDING, symptom="observed")
def _() -> None:
    def change(size: int, value: Any) -> Any:
        return Decimal(float(value)) if size == 4 and _whole(value) else value

    _component(change)


@fault("subnormals-flushed", blames=ROUNDING, symptom="wrong")
def _() -> None:
    def change(size: int, value: Any, element: bytes) -> bytes:
        tiny = np.finfo(f"f{size}").smallest_normal
        number = np.frombuffer(element, f"<f{size}")[0]
        return bytes(size) if _whole(value) and abs(number) < tiny else element

    _bytes(change)


@fault(
    "negative-infinity-is-infinity",
    blames="v3.fill-value.float.negative-infinity",
    symptom="wrong",
)
def _() -> None:
    _component(lambda _, value: "Infinity" if value == "-Infinity" else value)


@fault("nan-is-zero", blames="v3.fill-value.float.nan", symptom="wrong")
def _() -> None:
    _component(lambda _, value: 0 if value == "NaN" else value)


def _is_hex(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("0x")


@fault("hex-swapped", blames="v3.fill-value.float.hex", symptom="wrong")
def _() -> None:
    _bytes(lambda _, value, element: element[::-1] if _is_hex(value) else element)


@fault("hex-is-a-number", blames="v3.fill-value.float.hex", symptom="wrong")
def _() -> None:
    _component(lambda _, value: int(value, 16) if _is_hex(value) and value[2:].isalnum() else value)


@fault("hex-refused", blames="v3.fill-value.float.hex", symptom="refused")
def _() -> None:
    _component(lambda _, value: None if _is_hex(value) else value)


@fault("hex-nan-payload-lost", blames="v3.fill-value.float.nan-payload", symptom="observed")
def _() -> None:
    def change(size: int, value: Any, element: bytes) -> bytes:
        if not np.isnan(np.frombuffer(element, f"<f{size}")[0]):
            return element
        return np.array([np.nan], f"<f{size}").tobytes()

    _bytes(change)


@fault("negative-zero-lost", blames="v3.fill-value.float.hex", symptom="wrong")
def _() -> None:
    _bytes(lambda size, _, e: bytes(size) if e == bytes(size - 1) + b"\x80" else e)


@fault("complex-parts-exchanged", blames="v3.fill-value.complex", symptom="wrong")
def _() -> None:
    _value("complex", lambda _, value: value[::-1] if isinstance(value, list) else value)


@fault("imaginary-part-lost", blames="v3.fill-value.complex", symptom="wrong")
def _() -> None:
    _value(
        "complex",
        lambda _, v: [v[0], 0] if isinstance(v, list) and len(v) == 2 and _whole(v[1]) else v,
    )


@fault("real-number-is-complex", blames="v3.fill-value.complex", symptom="accepted")
def _() -> None:
    _value("complex", lambda _, value: [value, 0] if _whole(value) else value)


@fault("complex-of-any-length", blames="v3.fill-value.complex", symptom="accepted")
def _() -> None:
    _value("complex", lambda _, v: [*v, 0, 0][:2] if isinstance(v, list) else v)


@fault("infinity-is-the-largest", blames="v3.fill-value.float.infinity", symptom="wrong")
def _() -> None:
    def change(size: int, value: Any, element: bytes) -> bytes:
        return np.array([np.finfo(f"f{size}").max]).tobytes() if value == "Infinity" else element

    _bytes(change)


@fault("any-string-is-nan", blames="v3.fill-value.float.strings", symptom="wrong")
def _() -> None:
    _component(lambda _, value: "NaN" if isinstance(value, str) else value)
