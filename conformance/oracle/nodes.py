"""Arrays and groups in a store: where their documents and chunks lie, and what they hold.

Section "Stored representation" of the core specification. A store is a mapping from keys to bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from conformance.oracle.elements import Elements, filled
from conformance.oracle.errors import SpecError
from conformance.oracle.metadata import ArrayMetadata, GroupMetadata, parse_array, parse_group

Store = Mapping[str, bytes]


@dataclass(frozen=True)
class ArrayNode:
    """An array with all its elements, ``uint8`` of shape ``(*shape, size of an element)``."""

    metadata: ArrayMetadata
    values: Elements


def key_prefix(path: str) -> str:
    """The prefix of a node's keys; ``path`` is without its leading slash, the root is empty."""
    return f"{path}/" if path else ""


def read_array(store: Store, path: str = "") -> ArrayNode:
    """The array at ``path``. Raises `SpecError` for a store that breaks the specification."""
    metadata = parse_array(_document(store, path, "array"))
    whole = filled(metadata.shape, metadata.fill_value, variable=metadata.data_type.variable)
    for index in metadata.chunk_grid.chunks():
        data = store.get(key_prefix(path) + metadata.chunk_key_encoding.key(index))
        if data is not None:
            region = metadata.chunk_grid.region(index)
            whole[region] = inside(metadata.chain(index).decode(data), region)
    return ArrayNode(metadata, whole)


def inside(chunk: Elements, region: tuple[slice, ...]) -> Elements:
    """The part of a whole chunk that lies inside the array, which is ``region`` there."""
    return chunk[tuple(slice(r.stop - r.start) for r in region)]


def read_group(store: Store, path: str = "") -> GroupMetadata:
    """The group at ``path``. Raises `SpecError` for a store that breaks the specification."""
    return parse_group(_document(store, path, "group"))


def encode_chunks(
    metadata: ArrayMetadata,
    values: Elements,
    path: str = "",
    *,
    outside: bytes | None = None,
) -> dict[str, bytes]:
    """All chunks of an array with these ``values``, by key.

    Edge chunks are full; beyond the array's edge they hold ``outside``, one element's bytes: the
    fill value, as the regular grid's text recommends, unless another is given.
    """
    grid = metadata.chunk_grid
    chunks = {}
    for index in grid.chunks():
        region = grid.region(index)
        beyond = metadata.fill_value if outside is None else outside
        chunk = filled(grid.shape_at(index), beyond, variable=metadata.data_type.variable)
        chunk[tuple(slice(r.stop - r.start) for r in region)] = values[region]
        key = key_prefix(path) + metadata.chunk_key_encoding.key(index)
        chunks[key] = metadata.chain(index).encode(np.ascontiguousarray(chunk))
    return chunks


def _document(store: Store, path: str, node: str) -> bytes:
    key = key_prefix(path) + "zarr.json"
    if key not in store:
        raise SpecError(f"v3.core.{node}.document", f"there is no {key}")
    return store[key]
