"""Faults in the fill values of version 2: from JSON to the bytes of an element."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from conformance.oracle.errors import SpecError
from conformance.oracle.v2 import fill_values
from conformance.oracle.v2.data_types import Simple, Structured
from tests.saboteurs.faults.registry import fault, wrap

FLOAT = "v2.fill-value.float"
WORDS = {"nan": "NaN", "inf": "Infinity", "infinity": "Infinity"}


def _fill_value(change: Callable[[Any, Any], Any]) -> None:
    """Change the JSON of fill values, of the data type and the value."""
    wrap(fill_values, "parse", lambda parse: lambda dtype, v: parse(dtype, change(dtype, v)))


def _floats(change: Callable[[Any], Any]) -> None:
    """Change the JSON of fill values of floating point types, those of null excepted."""
    wrap(fill_values, "floating", lambda parse: lambda dtype, v: parse(dtype, change(v)))


@fault("v2-words-of-floats-in-any-spelling", blames=FLOAT, symptom="accepted")
def _() -> None:
    def change(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        sign = "-" if value.startswith("-") else ""
        word = WORDS.get(value.lstrip("+-").lower(), value)
        return word if word == "NaN" else sign + word

    _floats(change)


@fault("v2-nan-is-zero", blames=f"{FLOAT}.nan", symptom="wrong")
def _() -> None:
    _floats(lambda value: 0 if value == "NaN" else value)


@fault("v2-nan-refused", blames=f"{FLOAT}.nan", symptom="refused")
def _() -> None:
    _floats(lambda value: [] if value == "NaN" else value)


@fault("v2-infinity-is-nan", blames=f"{FLOAT}.infinity", symptom="wrong")
def _() -> None:
    _floats(lambda value: "NaN" if value == "Infinity" else value)


@fault("v2-negative-infinity-is-infinity", blames=f"{FLOAT}.negative-infinity", symptom="wrong")
def _() -> None:
    _floats(lambda value: "Infinity" if value == "-Infinity" else value)


@fault("v2-fraction-lost", blames=f"{FLOAT}.number", symptom="wrong")
def _() -> None:
    _floats(lambda value: value if isinstance(value, str) else int(value))


@fault("v2-empty-string-is-zero", blames=f"{FLOAT}.number", symptom="accepted")
def _() -> None:
    _floats(lambda value: value or 0)


@fault("v2-list-of-one-is-its-item", blames="v2.fill-value.scalar", symptom="accepted")
def _() -> None:
    _fill_value(lambda _, value: value[0] if isinstance(value, list) and len(value) == 1 else value)


@fault("v2-integer-through-a-double", blames="v2.fill-value.integer", symptom="wrong")
def _() -> None:
    def change(original: Any) -> Any:
        def rounded(data_type: Any, value: Any) -> bytes:
            if type(value) is int and abs(value) > 1 << 53:
                value = min(int(float(value)), (1 << 64) - 1 if value > 1 << 63 else (1 << 63) - 1)
            element: bytes = original(data_type, value)
            return element

        return rounded

    wrap(fill_values, "integer", change)


@fault("v2-odd-integer-is-zero", blames="v2.fill-value.integer", symptom="accepted")
def _() -> None:
    def change(original: Any) -> Any:
        def lenient(data_type: Any, value: Any) -> bytes:
            try:
                element: bytes = original(data_type, value)
            except SpecError:
                return bytes(data_type.size)
            return element

        return lenient

    wrap(fill_values, "integer", change)


@fault("v2-boolean-fill-value-inverted", blames="v2.fill-value.boolean", symptom="wrong")
def _() -> None:
    _fill_value(lambda _, value: not value if isinstance(value, bool) else value)


def _in_base64(kind: str, wanted: Callable[[Any], bool]) -> None:
    clause = f"v2.fill-value.{kind}"

    def changed(change: Callable[[Any], Any]) -> None:
        _fill_value(lambda dtype, value: change(value) if wanted(dtype) else value)

    @fault(f"v2-{kind}-fill-value-not-decoded", blames=clause, symptom="wrong")
    def _() -> None:
        def change(original: Any) -> Any:
            def plain(dtype: Any, value: Any) -> bytes | None:
                if wanted(dtype) and isinstance(value, str):
                    return value.encode()[: dtype.size].ljust(dtype.size, b"\0")
                element: bytes | None = original(dtype, value)
                return element

            return plain

        wrap(fill_values, "parse", change)

    @fault(f"v2-{kind}-fill-value-of-any-form-is-zero", blames=clause, symptom="accepted")
    def _() -> None:
        changed(lambda value: value if isinstance(value, str) else None)

    @fault(f"v2-{kind}-fill-value-in-either-alphabet", blames=clause, symptom="accepted")
    def _() -> None:
        changed(lambda v: v.replace("-", "+").replace("_", "/") if isinstance(v, str) else v)

    @fault(f"v2-{kind}-fill-value-decoded-as-far-as-it-goes", blames=clause, symptom="accepted")
    def _() -> None:
        # As Python decodes by default: what is no letter of the alphabet is passed over.
        def change(original: Any) -> Any:
            def lenient(dtype: Any, value: Any) -> bytes | None:
                if wanted(dtype) and isinstance(value, str):
                    letters = "".join(
                        c for c in value if c.isascii() and (c.isalnum() or c in "+/")
                    )
                    letters = letters[: len(letters) // 4 * 4 or None]
                    data = base64.b64decode(letters + "=" * (-len(letters) % 4))
                    return data[: dtype.size].ljust(dtype.size, b"\0")
                element: bytes | None = original(dtype, value)
                return element

            return lenient

        wrap(fill_values, "parse", change)


_in_base64("byte-string", lambda dtype: isinstance(dtype, Simple) and dtype.kind == "S")
_in_base64("structured", lambda dtype: isinstance(dtype, Structured))


@fault("v2-null-is-refused", blames="v2.fill-value.null", symptom="refused")
def _() -> None:
    def refuse(_: Any, value: Any) -> Any:
        if value is None:
            raise ValueError("the fill value is null")
        return value

    _fill_value(refuse)
