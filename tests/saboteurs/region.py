"""How the saboteurs read a part of an array: chunk by chunk along each dimension, as libraries do.

The oracle reads whole arrays only. The steps are functions of their own, so that a fault can be
planted in one.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from conformance.oracle.codecs import Elements, filled
from conformance.oracle.grid import RegularGrid
from conformance.oracle.nodes import ArrayNode


@dataclass(frozen=True)
class Part:
    """Along one dimension, the elements of one chunk, and their place in the region."""

    chunk: int
    source: range
    target: slice


def cut(node: ArrayNode, selection: tuple[slice, ...]) -> Elements:
    """The elements of a region."""
    grid = node.metadata.chunk_grid
    # Of any other grid, the array is taken for a single chunk.
    chunk_shape = grid.chunk_shape if isinstance(grid, RegularGrid) else grid.shape
    wanted = [range(part.start, part.stop, part.step) for part in selection]
    data_type, fill = node.metadata.data_type, node.metadata.fill_value
    # Version 2 has arrays without a fill value.
    fill = bytes(data_type.size) if fill is None else fill
    region = filled(tuple(map(len, wanted)), fill, variable=data_type.variable)
    split = [list(parts(*one)) for one in zip(wanted, chunk_shape, grid.shape, strict=True)]
    for chunk in itertools.product(*split):
        source = np.ix_(*(part.source for part in chunk))
        region[tuple(part.target for part in chunk)] = node.values[source]
    return region


def parts(wanted: range, chunk: int, length: int) -> Iterator[Part]:
    """What is wanted along a dimension of some ``length``, one chunk after the other."""
    done = 0
    for index in range(wanted[0] // chunk, wanted[-1] // chunk + 1):
        end = bisect_left(wanted, (index + 1) * chunk)
        yield Part(index, wanted[done:end], slice(done, end))
        done = end
