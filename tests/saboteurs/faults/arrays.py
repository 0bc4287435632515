"""Faults in grids and in the elements of missing chunks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from conformance.oracle import grid, nodes
from conformance.oracle.codecs import Elements
from conformance.oracle.codecs.bytes_ import Bytes
from conformance.oracle.grid import RegularGrid
from conformance.oracle.metadata import ArrayMetadata
from tests.saboteurs.faults.registry import (
    fault,
    filled_with_zeros,
    rework,
    rewrite,
    wrap,
    wrap_reader,
)

CHUNK_SHAPE = "v3.core.array.chunk-grid.chunk-shape"
POSITIVE = "v3.grid.regular.chunk-shape.positive"
UNINITIALISED = "v3.core.array.fill-value.uninitialised"


@fault("edge-chunks-cropped", blames="v3.grid.regular.edge-chunk-full", symptom="wrong")
def _() -> None:
    # As if an edge chunk held its elements inside the array, and nothing else.
    def cropped(chunk: Elements, region: tuple[slice, ...]) -> Elements:
        lengths = [r.stop - r.start for r in region]
        elements = chunk.reshape(-1, chunk.shape[-1])
        return elements[: int(np.prod(lengths))].reshape(*lengths, chunk.shape[-1])

    wrap(nodes, "inside", lambda _: cropped)


@fault("edge-chunks-aligned-to-the-end", blames="v3.grid.regular.edge-chunk-full", symptom="wrong")
def _() -> None:
    def last(chunk: Elements, region: tuple[slice, ...]) -> Elements:
        lengths = zip(chunk.shape, region, strict=False)
        return chunk[tuple(slice(n - r.stop + r.start, n) for n, r in lengths)]

    wrap(nodes, "inside", lambda _: last)


@fault("edge-chunks-dropped", blames="v3.grid.regular.grid-shape", symptom="wrong")
def _() -> None:
    def whole(regular: RegularGrid) -> tuple[int, ...]:
        return tuple(s // c for s, c in zip(regular.shape, regular.chunk_shape, strict=True))

    wrap(RegularGrid, "grid_shape", lambda _: property(whole))


@fault("large-chunks-refused", blames="v3.grid.regular.edge-chunk-full", symptom="refused")
def _() -> None:
    def change(parse: Any) -> Any:
        def strict(value: Any, shape: tuple[int, ...]) -> RegularGrid:
            regular: RegularGrid = parse(value, shape)
            if any(c > s > 0 for c, s in zip(regular.chunk_shape, shape, strict=True)):
                raise ValueError("a chunk is larger than the array")
            return regular

        return strict

    wrap(grid, "parse", change)


@fault("zero-lengths-refused", blames="v3.grid.regular.grid-shape", symptom="refused")
def _() -> None:
    def change(parse: Any) -> Any:
        def strict(value: Any, shape: tuple[int, ...]) -> RegularGrid:
            if 0 in shape:
                raise ValueError("an array has no elements")
            regular: RegularGrid = parse(value, shape)
            return regular

        return strict

    wrap(grid, "parse", change)


def _chunk_shape(change: Any) -> None:
    """Change the chunk shape of every document, of the chunk shape and the array's shape."""

    def wrapped(parse: Any) -> Any:
        def lenient(value: Any, shape: tuple[int, ...]) -> Any:
            configuration = value.get("configuration") if isinstance(value, dict) else None
            if isinstance(configuration, dict) and "chunk_shape" in configuration:
                chunk_shape = change(configuration["chunk_shape"], shape)
                value = {**value, "configuration": {"chunk_shape": chunk_shape}}
            return parse(value, shape)

        return lenient

    wrap(grid, "parse", wrapped)


@fault("chunk-size-zero-is-whole-dimension", blames=POSITIVE, symptom="accepted")
def _() -> None:
    _chunk_shape(
        lambda chunks, shape: (
            [c or s for c, s in zip(chunks, shape, strict=True)]
            if isinstance(chunks, list) and len(chunks) == len(shape)
            else chunks
        )
    )


@fault("short-chunk-shape-completed", blames=CHUNK_SHAPE, symptom="accepted")
def _() -> None:
    _chunk_shape(
        lambda chunks, shape: (
            [*chunks, *shape[len(chunks) :]] if isinstance(chunks, list) else chunks
        )
    )


@fault("long-chunk-shape-cut", blames="v3.grid.regular.dimensionality", symptom="accepted")
def _() -> None:
    _chunk_shape(lambda chunks, shape: chunks[: len(shape)] if isinstance(chunks, list) else chunks)


@fault("chunk-sizes-made-integers", blames=CHUNK_SHAPE, symptom="accepted")
def _() -> None:
    _chunk_shape(
        lambda chunks, _: (
            [int(c) if isinstance(c, str) else c for c in chunks]
            if isinstance(chunks, list)
            else chunks
        )
    )


@fault(
    "chunk-grid-short-hand-is-one-chunk",
    blames="v3.core.array.chunk-grid.regular-object",
    symptom="accepted",
)
def _() -> None:
    def change(parse: Any) -> Any:
        def lenient(value: Any, shape: tuple[int, ...]) -> Any:
            if value == "regular":
                return RegularGrid(shape, shape)
            return parse(value, shape)

        return lenient

    wrap(grid, "parse", change)


@fault("missing-chunk-is-zero", blames=UNINITIALISED, symptom="wrong")
def _() -> None:
    filled_with_zeros(nodes)


@fault("missing-chunk-refused", blames=UNINITIALISED, symptom="refused")
def _() -> None:
    class Whole(dict[str, bytes]):
        def get(self, key: str, default: Any = None) -> Any:
            return self[key]

    wrap_reader("array", lambda read: lambda store, path: read(Whole(store), path))


@fault("fill-value-swapped-with-data", blames=UNINITIALISED, symptom="wrong")
def _() -> None:
    # As if the fill value had the byte order of the chunks.
    def change(array: ArrayMetadata) -> ArrayMetadata:
        last = array.codecs.array_to_bytes
        swapped = isinstance(last, Bytes) and last.endian == "big"
        return replace(array, fill_value=array.fill_value[::-1]) if swapped else array

    rework(nodes, "parse_array", change)


@fault("unknown-grid-is-regular", blames="v3.core.extension.unknown-field", symptom="accepted")
def _() -> None:
    rewrite(
        grid,
        "parse",
        lambda value: (
            {**value, "name": "regular"}
            if isinstance(value, dict) and isinstance(value.get("name"), str)
            else value
        ),
    )
