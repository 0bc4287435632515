"""Faults in the rectilinear grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from conformance.oracle import grid, rectilinear
from tests.saboteurs.faults.registry import (
    fault,
    not_checked,
    wrap,
)

GRID = "ext.grid.rectilinear"


not_checked(
    rectilinear,
    f"{GRID}.edge-lengths.positive",
    f"{GRID}.edge-lengths.sum",
    f"{GRID}.kind",
    f"{GRID}.run-length.positive",
)


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


def _one_chunk(name: str, clause: str, is_whole: Callable[[Any], bool]) -> None:
    """Take the whole array for one chunk where the configuration does not say otherwise."""

    @fault(name, blames=f"{GRID}.{clause}", symptom="accepted")
    def _() -> None:
        def changed(parse: Any) -> Any:
            def lenient(value: Any, shape: tuple[int, ...]) -> Any:
                if value == "rectilinear":
                    value = {"name": value}
                named = isinstance(value, dict) and value.get("name") == "rectilinear"
                if named and is_whole(value.get("configuration")):
                    one = {"kind": "inline", "chunk_shapes": list(shape)}
                    value = {**value, "configuration": one}
                return parse(value, shape)

            return lenient

        wrap(grid, "parse", changed)


_one_chunk(
    "rectilinear-of-no-configuration-is-one-chunk",
    "configuration.required",
    lambda configuration: configuration is None,
)
_one_chunk(
    "rectilinear-of-no-shapes-is-one-chunk",
    "chunk-shapes.required",
    lambda c: isinstance(c, dict) and not isinstance(c.get("chunk_shapes"), list),
)


@fault(
    "dimension-of-no-lengths-is-one-chunk", blames=f"{GRID}.chunk-shapes.length", symptom="accepted"
)
def _() -> None:
    _chunk_shapes(lambda shapes, shape: [*shapes, *shape[len(shapes) :]])


@fault("odd-length-is-whole-dimension", blames=f"{GRID}.edge-lengths.positive", symptom="accepted")
def _() -> None:
    _chunk_shapes(
        lambda shapes, shape: [
            item if isinstance(item, list) or not _is_odd(item) else length
            for item, length in zip(shapes, shape, strict=True)
        ]
    )
