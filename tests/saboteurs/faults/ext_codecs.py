"""Faults in the registered codecs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.oracle.codecs import CODECS, Elements, bitround, cast_value, reshape, scale_offset
from conformance.oracle.codecs.cast_value import CastValue
from conformance.oracle.codecs.scale_offset import ScaleOffset
from conformance.oracle.data_types import DataType
from conformance.oracle.errors import SpecError
from tests.saboteurs.faults.registry import (
    change_configuration,
    fault,
    not_checked,
    rework,
    tolerate,
    wrap,
)

CAST = "ext.codec.cast-value"
RESHAPE = "ext.codec.reshape"
SCALE = "ext.codec.scale-offset"
Configuration = dict[str, Any]


not_checked(bitround, "ext.codec.bitround.keepbits.positive")
not_checked(cast_value, f"{CAST}.additional-keys", f"{CAST}.out-of-range.absent")
not_checked(reshape, f"{RESHAPE}.input-dims.aligned")


def _configured(
    name: str, clause: str, codec: str, change: Callable[[Configuration, Any], Configuration]
) -> None:
    @fault(name, blames=clause, symptom="accepted")
    def _() -> None:
        change_configuration(codec, change)


_configured(
    "keepbits-defaulted",
    "ext.codec.bitround.keepbits.required",
    "bitround",
    lambda c, _: {"keepbits": 10, **c},
)
_configured(
    "cast-of-no-configuration-is-to-float32",
    f"{CAST}.configuration.required",
    "cast_value",
    lambda c, _: c or {"data_type": "float32"},
)
_configured(
    "cast-to-no-type-is-to-float32",
    f"{CAST}.data-type.required",
    "cast_value",
    lambda c, _: {"data_type": "float32", **c},
)
_configured(
    "padding-encoding-that-is-unknown-is-none",
    "ext.codec.packbits.padding-encoding",
    "packbits",
    lambda c, _: (
        c
        if c.get("padding_encoding") in ("first_byte", "last_byte")
        else {**c, "padding_encoding": "none"}
    ),
)
_configured(
    "first-bit-after-the-last-is-the-lowest",
    "ext.codec.packbits.last-bit.not-before-first",
    "packbits",
    lambda c, _: (
        {**c, "first_bit": 0} if c.get("first_bit", 0) > c.get("last_bit", math.inf) else c
    ),
)


_configured(
    "keys-beside-offset-and-scale-ignored",
    f"{SCALE}.additional-keys",
    "scale_offset",
    lambda c, _: {key: c[key] for key in ("offset", "scale") if key in c},
)


def _shape_passed_over(name: str, clause: str) -> None:
    @fault(name, blames=clause, symptom="accepted")
    def _() -> None:
        # To decode, the shape of the decoded chunk is enough.
        def change(parse: Any) -> Any:
            def lenient(configuration: Any, decoded: Any) -> Any:
                try:
                    return parse(configuration, decoded)
                except SpecError as error:
                    if error.clause != clause:
                        raise
                    return reshape.Reshape(decoded.shape, decoded.shape)

            return lenient

        wrap(CODECS, "reshape", change)


_shape_passed_over("reshape-of-any-items", f"{RESHAPE}.shape.items")
_shape_passed_over("reshape-of-any-size", f"{RESHAPE}.invariant")
_shape_passed_over("reshape-with-two-rests", f"{RESHAPE}.shape.rest-once")
_shape_passed_over("reshape-in-any-order", f"{RESHAPE}.input-dims.increasing")


def _operand(member: str, default: int) -> None:
    @fault(f"odd-{member}-is-{default}", blames=f"{SCALE}.{member}.encoding", symptom="accepted")
    def _() -> None:
        def change(element: Any) -> Any:
            def lenient(data_type: DataType, value: Any, which: str) -> bytes:
                try:
                    found: bytes = element(data_type, value, which)
                except SpecError:
                    found = element(data_type, default if which == member else 1, which)
                return found

            return lenient

        wrap(scale_offset, "_element", change)


_operand("offset", 0)
_operand("scale", 1)


@fault("offset-added-before-scale", blames=f"{SCALE}.arithmetic", symptom="wrong")
def _() -> None:
    def decode(codec: ScaleOffset, chunk: Elements) -> Elements:
        numbers, offset, scale = codec._operands(chunk)
        with np.errstate(all="ignore"):
            return codec._elements((numbers + offset) / scale, chunk)

    wrap(ScaleOffset, "decode", lambda _: decode)


@fault("scaled-the-wrong-way", blames=f"{SCALE}.arithmetic", symptom="wrong")
def _() -> None:
    def decode(codec: ScaleOffset, chunk: Elements) -> Elements:
        numbers, offset, scale = codec._operands(chunk)
        with np.errstate(all="ignore"):
            return codec._elements(numbers * scale + offset, chunk)

    wrap(ScaleOffset, "decode", lambda _: decode)


@fault("fill-value-of-scaled-not-scaled", blames=f"{SCALE}.fill-value", symptom="wrong")
def _() -> None:
    wrap(ScaleOffset, "encoded", lambda _: lambda _, decoded: decoded)


@fault("fill-value-of-cast-not-cast", blames=f"{CAST}.fill-value", symptom="accepted")
def _() -> None:
    def change(encoded: Any) -> Any:
        def lenient(codec: CastValue, decoded: Any) -> Any:
            try:
                return encoded(codec, decoded)
            except SpecError:
                target = codec.encoded_type
                return replace(decoded, data_type=target, fill_value=bytes(target.size))

        return lenient

    wrap(CastValue, "encoded", change)


@fault("scalar-map-ignored", blames=f"{CAST}.scalar-map.first", symptom="wrong")
def _() -> None:
    rework(CODECS, "cast_value", lambda codec: replace(codec, encode_map=(), decode_map=()))


@fault("last-of-equal-scalars-taken", blames=f"{CAST}.scalar-map.first-occurrence", symptom="wrong")
def _() -> None:
    rework(
        CODECS,
        "cast_value",
        lambda c: replace(c, encode_map=c.encode_map[::-1], decode_map=c.decode_map[::-1]),
    )


@fault("equal-scalars-of-a-map-refused", blames=f"{CAST}.scalar-map.unique", symptom="refused")
def _() -> None:
    def change(codec: CastValue) -> CastValue:
        for pairs in (codec.encode_map, codec.decode_map):
            if len({key for key, _ in pairs}) < len(pairs):
                raise ValueError("a scalar is mapped twice")
        return codec

    rework(CODECS, "cast_value", change)


@fault("scalar-map-only-for-what-no-cast-takes", blames=f"{CAST}.order", symptom="wrong")
def _() -> None:
    def change(mapped: Any) -> Any:
        def late(codec: CastValue, element: bytes, source: DataType, target: DataType) -> bytes:
            value = cast_value.number(source, element)
            try:
                return cast_value.cast(value, target, codec.rounding, codec.out_of_range)
            except SpecError:
                found: bytes = mapped(codec, element, source, target)
                return found

        return late

    wrap(CastValue, "_cast", change)


@fault("rounded-towards-zero-by-default", blames=f"{CAST}.rounding.default", symptom="wrong")
def _() -> None:
    change_configuration("cast_value", lambda c, _: {"rounding": "towards-zero", **c})


def _casts(change: Callable[[Any], Any]) -> None:
    """Change the cast of one number, of the right cast."""
    wrap(cast_value, "cast", change)


def _limits(target: DataType) -> tuple[int, int]:
    bits = 8 * target.size
    low = -(1 << (bits - 1)) if target.kind == "int" else 0
    return low, low + (1 << bits) - 1


@fault("range-checked-before-rounding", blames=f"{CAST}.rounding.before-range", symptom="refused")
def _() -> None:
    def change(cast: Any) -> Any:
        def strict(value: Any, target: DataType, *rules: Any) -> bytes:
            low, high = _limits(target)
            if target.kind != "float" and math.isfinite(value) and not low <= value <= high:
                raise ValueError("out of range")
            element: bytes = cast(value, target, *rules)
            return element

        return strict

    _casts(change)


@fault("not-finite-becomes-zero", blames=f"{CAST}.not-finite", symptom="accepted")
def _() -> None:
    def change(cast: Any) -> Any:
        return lambda value, target, *rules: cast(
            value if target.kind == "float" or math.isfinite(value) else 0, target, *rules
        )

    _casts(change)


@fault("out-of-range-wraps-without-a-rule", blames=f"{CAST}.no-rule", symptom="accepted")
def _() -> None:
    def change(cast: Any) -> Any:
        return lambda value, target, rounding, rule: cast(
            value, target, rounding, rule or ("clamp" if target.kind == "float" else "wrap")
        )

    _casts(change)


def _floats(name: str, clause: str, change: Callable[[Any], Any]) -> None:
    """Change the number that becomes a float."""

    @fault(name, blames=f"{CAST}.{clause}", symptom="wrong")
    def _() -> None:
        wrap(cast_value, "_to_float", lambda own: lambda v, *rest: own(change(v), *rest))


_floats("nan-cast-to-zero", "nan", lambda value: 0 if value != value else value)
_floats("zero-loses-its-sign", "signed-zero", lambda value: value or 0)


@fault(
    "clamped-to-the-largest-number", blames=f"{CAST}.out-of-range.clamp.infinity", symptom="wrong"
)
def _() -> None:
    def change(own: Any) -> Any:
        def finite(value: Any, size: int, *rules: Any) -> bytes:
            element: bytes = own(value, size, *rules)
            number = np.frombuffer(element, f"<f{size}")
            if math.isfinite(value) and np.isinf(number).all():
                return np.nan_to_num(number).astype(f"<f{size}").tobytes()
            return element

        return finite

    wrap(cast_value, "_to_float", change)


@fault("results-out-of-range-wrap", blames=f"{SCALE}.representable", symptom="accepted")
def _() -> None:
    def change(own: Any) -> Any:
        def wrapped(codec: ScaleOffset, numbers: Any, chunk: Elements) -> Elements:
            if codec.data_type.kind != "float":
                low, high = _limits(codec.data_type)
                numbers = [(int(n) - low) % (high - low + 1) + low for n in numbers]
            elements: Elements = own(codec, numbers, chunk)
            return elements

        return wrapped

    tolerate(scale_offset, f"{SCALE}.representable")
    wrap(ScaleOffset, "_elements", change)
