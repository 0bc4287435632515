"""What lies in a store after writing was cut short: chunk by chunk old, new, or neither.

Read by the oracle. Nothing here starts a process, and nothing is judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from conformance.oracle import ArrayMetadata, SpecError
from conformance.oracle.elements import Elements
from conformance.oracle.metadata import parse_array
from conformance.oracle.nodes import inside
from conformance.results.recovery import Document, State

DOCUMENT = "zarr.json"
Region = tuple[slice, ...]


@dataclass(frozen=True)
class Left:
    """What is left: chunks by state, the document, and files that belong to no array."""

    chunks: Mapping[State, int]
    document: Document
    leftovers: tuple[str, ...]


def left(
    store: Mapping[str, bytes],
    layout: ArrayMetadata,
    versions: Mapping[State, Elements],
    inner: tuple[int, ...] | None = None,
) -> Left:
    """What is left of the array at the root of ``store``.

    ``layout`` is its metadata before; the document's own is looked at apart, so that chunks can be
    told where it is broken. ``versions`` are the elements that somebody wrote, by the state that
    has them. Chunks of shape ``inner`` within a shard may be of different versions.
    """
    states: Counter[State] = Counter()
    keys = {DOCUMENT}
    for index in layout.chunk_grid.chunks():
        key = layout.chunk_key_encoding.key(index)
        keys.add(key)
        states[_chunk(store.get(key), layout, index, versions, inner)] += 1
    return Left(dict(states), document(store), tuple(sorted(store.keys() - keys)))


def document(store: Mapping[str, bytes]) -> Document:
    """Whether the document at the root is there, and one of an array."""
    if DOCUMENT not in store:
        return "missing"
    try:
        parse_array(store[DOCUMENT])
    except SpecError:
        return "half"
    return "whole"


def never_written(
    values: Elements,
    layout: ArrayMetadata,
    versions: Mapping[State, Elements],
    inner: tuple[int, ...] | None = None,
) -> bool:
    """Whether some chunk of ``values``, or some inner chunk, has elements that nobody wrote."""
    regions = map(layout.chunk_grid.region, layout.chunk_grid.chunks())
    parts = (part for region in regions for part in _parts(region, inner))
    return any(_version(values[part], part, versions) is None for part in parts)


def _parts(region: Region, inner: tuple[int, ...] | None) -> Iterator[Region]:
    """The inner chunks of a chunk; the chunk itself where it has none."""
    if inner is None:
        yield region
        return
    counts = (-(-(r.stop - r.start) // n) for r, n in zip(region, inner, strict=True))
    for index in np.ndindex(*counts):
        starts = (r.start + i * n for r, i, n in zip(region, index, inner, strict=True))
        yield tuple(
            slice(start, min(start + n, r.stop))
            for start, n, r in zip(starts, inner, region, strict=True)
        )


def _chunk(
    data: bytes | None,
    layout: ArrayMetadata,
    index: tuple[int, ...],
    versions: Mapping[State, Elements],
    inner: tuple[int, ...] | None,
) -> State:
    if data is None:
        return "missing"
    region = layout.chunk_grid.region(index)
    try:
        found = inside(layout.chain(index).decode(data), region)
    except SpecError:
        return "undecodable"
    state = _version(found, region, versions)
    if state is not None:
        return state
    if inner is None:
        return "mixed"
    for part in _parts(region, inner):
        here = tuple(
            slice(p.start - r.start, p.stop - r.start) for p, r in zip(part, region, strict=True)
        )
        if _version(found[here], part, versions) is None:
            return "mixed"
    return "partly"


def _version(found: Elements, region: Region, versions: Mapping[State, Elements]) -> State | None:
    for state, whole in versions.items():
        if np.array_equal(found, whole[region]):
            return state
    return None
