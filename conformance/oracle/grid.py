"""Chunk grids, regular and rectilinear: which chunk holds which element."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from conformance.oracle import extensions, rectilinear
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand

Index = tuple[int, ...]


class ChunkGrid(Protocol):
    """What every grid says of the chunks of an array of some ``shape``."""

    @property
    def shape(self) -> Index: ...

    def chunks(self) -> Iterator[Index]:
        """The grid indices of all chunks that hold elements, in lexicographical order."""

    def region(self, index: Index) -> tuple[slice, ...]:
        """Where the chunk at ``index`` lies in the array, cut at the array's edge."""

    def shape_at(self, index: Index) -> Index:
        """The shape of the chunk at ``index``, with what lies beyond the array's edge."""

    def shapes(self) -> Iterator[Index]:
        """Every shape that a chunk may have, at least one."""


@dataclass(frozen=True)
class RegularGrid:
    """Chunks of ``chunk_shape``, aligned with the origin of an array of ``shape``."""

    shape: Index
    chunk_shape: Index

    @property
    def grid_shape(self) -> Index:
        """Chunks along each dimension; the last may overhang the edge."""
        return tuple(-(-s // c) for s, c in zip(self.shape, self.chunk_shape, strict=True))

    def chunks(self) -> Iterator[Index]:
        """The grid indices of all chunks, in lexicographical order."""
        return itertools.product(*map(range, self.grid_shape))

    def region(self, index: Index) -> tuple[slice, ...]:
        """Where the chunk at ``index`` lies in the array, cut at the array's edge."""
        return tuple(
            slice(i * c, min((i + 1) * c, s))
            for i, c, s in zip(index, self.chunk_shape, self.shape, strict=True)
        )

    def shape_at(self, index: Index) -> Index:  # noqa: ARG002
        """The same everywhere: chunks at the array's edge are full."""
        return self.chunk_shape

    def shapes(self) -> Iterator[Index]:
        """The one chunk shape."""
        yield self.chunk_shape


def parse(value: Any, shape: Index) -> ChunkGrid:
    """Read ``chunk_grid`` for an array of ``shape``."""
    extension = extensions.parse(value, "chunk_grid")
    if extension.name == "rectilinear":
        return rectilinear.parse(value, extension, shape)
    if extension.name != "regular":
        raise extensions.unknown(extension, "the chunk grid")
    demand(
        isinstance(value, dict) and "configuration" in value,
        "v3.core.array.chunk-grid.regular-object",
        "a regular grid is an object with name and configuration",
    )
    demand(
        extension.must_understand,
        "v3.core.extension.must-understand.not-supported",
        "must_understand: false is not supported for a chunk grid",
    )
    demand(
        "chunk_shape" in extension.configuration,
        "v3.core.array.chunk-grid.regular-name",
        "the configuration of a regular grid has no chunk_shape",
    )
    demand(
        set(extension.configuration) == {"chunk_shape"},
        "v3.core.extension.configuration.unknown-member",
        "the configuration of a regular grid has members beside chunk_shape",
    )
    chunk_shape = extension.configuration["chunk_shape"]
    demand(
        isinstance(chunk_shape, list) and all(map(is_integer, chunk_shape)),
        "v3.core.array.chunk-grid.chunk-shape",
        "chunk_shape is not an array of integers",
    )
    demand(
        len(chunk_shape) == len(shape),
        "v3.core.array.chunk-grid.chunk-shape",
        "chunk_shape and shape differ in length",
    )
    demand(
        all(length > 0 for length in chunk_shape),
        "v3.grid.regular.chunk-shape.positive",
        "a chunk size is not greater than zero",
    )
    return RegularGrid(shape, tuple(chunk_shape))
