"""Faults in the registered codecs and in the rectilinear grid."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any, NoReturn

import numpy as np

from conformance.oracle import grid, rectilinear
from conformance.oracle.codecs import CODECS, Elements, bitround, cast_value, reshape, scale_offset
from conformance.oracle.codecs.cast_value import CastValue
from conformance.oracle.codecs.scale_offset import ScaleOffset
from conformance.oracle.data_types import DataType
from conformance.oracle.errors import SpecError
from tests.saboteurs.faults.registry import (
    change_configuration,
    fault,
    rework,
    tolerate,
    wrap,
)

CAST = "ext.codec.cast-value"
RESHAPE = "ext.codec.reshape"
SCALE = "ext.codec.scale-offset"
GRID = "ext.grid.rectilinear"
Configuration = dict[str, Any]


def _not_checked(module: ModuleType, *clauses: str) -> None:
    for clause in clauses:
        name = clause.removeprefix("ext.").replace(".", "-") + "-not-checked"

        def plant(clause: str = clause) -> None:
            tolerate(module, clause)

        fault(name, blames=clause, symptom="accepted")(plant)


_not_checked(bitround, "ext.codec.bitround.keepbits.positive")
_not_checked(cast_value, f"{CAST}.additional-keys", f"{CAST}.out-of-range.absent")
_not_checked(reshape, f"{RESHAPE}.input-dims.aligned")
_not_checked(scale_offset, f"{SCALE}.additional-keys")
_not_checked(
    rectilinear,
    f"{GRID}.edge-lengths.positive",
    f"{GRID}.edge-lengths.sum",
    f"{GRID}.kind",
    f"{GRID}.run-length.positive",
)


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
    "padding-encoding-that-is-unknown-is-first-byte",
    "ext.codec.packbits.padding-encoding",
    "packbits",
    lambda c, _: (
        c
        if c.get("padding_encoding", "none") in ("last_byte", "none")
        else {**c, "padding_encoding": "first_byte"}
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


def _grid(change: Callable[[dict[str, Any], tuple[int, ...]], Any]) -> None:
    """Change every rectilinear grid before it is read, of the grid and the shape of the array."""

    def changed(parse: Any) -> Any:
        def lenient(value: Any, shape: tuple[int, ...]) -> Any:
            if isinstance(value, dict) and value.get("name") == "rectilinear":
                value = change(value, shape)
            return parse(value, shape)

        return lenient

    wrap(grid, "parse", changed)


def _chunk_shapes(change: Callable[[Any, tuple[int, ...]], Any]) -> None:
    def changed(value: dict[str, Any], shape: tuple[int, ...]) -> Any:
        configuration = value.get("configuration", {})
        shapes = change(configuration.get("chunk_shapes"), shape)
        return {**value, "configuration": {**configuration, "chunk_shapes": shapes}}

    _grid(changed)


@fault("only-regular-grids-known", blames=f"{GRID}.name", symptom="refused")
def _() -> None:
    def refuse(*_: Any) -> NoReturn:
        raise ValueError("the grid is not regular")

    _grid(refuse)


@fault(
    "configuration-of-rectilinear-ignored",
    blames=f"{GRID}.configuration.required",
    symptom="refused",
)
def _() -> None:
    _chunk_shapes(lambda _, shape: list(shape))


@fault("first-lengths-taken-for-all", blames=f"{GRID}.chunk-shapes.required", symptom="refused")
def _() -> None:
    def first(item: Any) -> Any:
        while isinstance(item, list) and item:
            item = item[0]
        return item

    _chunk_shapes(lambda shapes, _: [first(item) for item in shapes])


@fault("chunk-shapes-cut-to-the-array", blames=f"{GRID}.chunk-shapes.length", symptom="accepted")
def _() -> None:
    _chunk_shapes(
        lambda shapes, shape: shapes[: len(shape)] if isinstance(shapes, list) else shapes
    )


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


def _edge_lengths(name: str, clause: str, change: Callable[[list[Any], int], list[Any]]) -> None:
    """Change the list of lengths along a dimension, of the list and the array's length."""

    @fault(name, blames=f"{GRID}.{clause}", symptom="accepted")
    def _() -> None:
        _chunk_shapes(
            lambda shapes, shape: [
                change(item, length) if isinstance(item, list) else item
                for item, length in zip(shapes, shape, strict=True)
            ]
        )


def _declared(items: list[Any]) -> int:
    """How far the lengths that are right reach."""
    total = 0
    for item in items:
        edge, count = item if isinstance(item, list) and len(item) == 2 else (item, 1)
        if type(edge) is int and type(count) is int and min(edge, count) > 0:
            total += edge * count
    return total


def _is_odd(item: Any) -> bool:
    return _declared([item]) == 0


def _stretched(items: list[Any], length: int) -> list[Any]:
    rest = length - _declared(items)
    return [*items[:-1], items[-1] + rest] if rest > 0 and type(items[-1]) is int else items


_edge_lengths(
    "odd-length-left-out",
    "edge-lengths.positive",
    lambda items, _: [i for i in items if isinstance(i, list) or not _is_odd(i)],
)
_edge_lengths(
    "odd-run-left-out",
    "run-length.positive",
    lambda items, _: [i for i in items if not isinstance(i, list) or not _is_odd(i)],
)
_edge_lengths("last-chunk-stretched-to-the-end", "edge-lengths.sum", _stretched)


@fault("kind-is-inline-by-default", blames=f"{GRID}.kind", symptom="accepted")
def _() -> None:
    _grid(lambda value, _: {**value, "configuration": {"kind": "inline", **value["configuration"]}})
