"""The rectilinear chunk grid, a registered extension: along each dimension, any lengths of chunks.

A chunk that overhangs the array's edge has its whole length, as in a regular grid. Chunks that lie
wholly beyond the edge hold no elements, and are none of the grid's chunks here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand
from conformance.oracle.extensions import Extension

Index = tuple[int, ...]
POSITIVE = "ext.grid.rectilinear.edge-lengths.positive"


@dataclass(frozen=True)
class RectilinearGrid:
    """``edges`` holds the lengths of the chunks along each dimension, as far as the array goes."""

    shape: Index
    edges: tuple[Index, ...]

    def chunks(self) -> Iterator[Index]:
        """The grid indices of all chunks that hold elements, in lexicographical order."""
        return itertools.product(
            *(range(len(e)) if s else range(0) for e, s in zip(self.edges, self.shape, strict=True))
        )

    def region(self, index: Index) -> tuple[slice, ...]:
        """Where the chunk at ``index`` lies in the array, cut at the array's edge."""
        starts = [sum(e[:i]) for e, i in zip(self.edges, index, strict=True)]
        return tuple(
            slice(start, min(start + length, s))
            for start, length, s in zip(starts, self.shape_at(index), self.shape, strict=True)
        )

    def shape_at(self, index: Index) -> Index:
        """The shape of the chunk at ``index``, with what lies beyond the array's edge."""
        return tuple(e[i] for e, i in zip(self.edges, index, strict=True))

    def shapes(self) -> Iterator[Index]:
        """Every shape that a chunk may have; chunks of one element where there are none at all."""
        return itertools.product(*(sorted(set(e)) or [1] for e in self.edges))


def parse(value: Any, extension: Extension, shape: Index) -> RectilinearGrid:
    """Read the grid of an array of ``shape``."""
    clause = "ext.grid.rectilinear"
    demand(
        isinstance(value, dict) and "configuration" in value,
        f"{clause}.configuration.required",
        "a rectilinear grid has no configuration",
    )
    demand(
        extension.must_understand,
        "v3.core.extension.must-understand.not-supported",
        "must_understand: false is not supported for a chunk grid",
    )
    configuration = extension.configuration
    demand(
        configuration.get("kind") == "inline",
        f"{clause}.kind",
        f"kind is {configuration.get('kind')!r}, not 'inline'",
    )
    demand(
        isinstance(configuration.get("chunk_shapes"), list),
        f"{clause}.chunk-shapes.required",
        "chunk_shapes is missing or no array",
    )
    demand(
        set(configuration) == {"kind", "chunk_shapes"},
        "v3.core.extension.configuration.unknown-member",
        "the configuration of a rectilinear grid has members beside kind and chunk_shapes",
    )
    chunk_shapes = configuration["chunk_shapes"]
    demand(
        len(chunk_shapes) == len(shape),
        f"{clause}.chunk-shapes.length",
        "chunk_shapes and shape differ in length",
    )
    return RectilinearGrid(
        shape, tuple(_edges(item, s) for item, s in zip(chunk_shapes, shape, strict=True))
    )


def _edges(value: Any, length: int) -> Index:
    """The lengths that ``value`` declares along a dimension of some ``length``, to its end."""
    if not isinstance(value, list):
        runs = [(_positive(value, POSITIVE), max(length, 1))]
    else:
        runs = [_run(item) for item in value]
        demand(
            sum(edge * count for edge, count in runs) >= length,
            "ext.grid.rectilinear.edge-lengths.sum",
            f"the edge lengths {value!r} do not reach the array's length {length}",
        )
    edges: list[int] = []
    done = 0
    for edge, count in runs:
        # Runs may be far longer than the array: only what it needs is written out.
        needed = min(count, max(-(-(length - done) // edge), 0 if edges else 1))
        edges += [edge] * needed
        done += edge * needed
    return tuple(edges)


def _run(item: Any) -> tuple[int, int]:
    """An edge length, and how often it is repeated."""
    if not isinstance(item, list):
        return _positive(item, POSITIVE), 1
    rle = "ext.grid.rectilinear.run-length"
    demand(len(item) == 2, f"{rle}.form", f"the run {item!r} is no pair of value and count")
    return _positive(item[0], f"{rle}.positive"), _positive(item[1], f"{rle}.positive")


def _positive(value: Any, clause: str) -> int:
    demand(
        is_integer(value) and value > 0,
        clause,
        f"the edge length or count {value!r} is no integer above 0",
    )
    return int(value)
