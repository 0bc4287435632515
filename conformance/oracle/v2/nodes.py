"""Arrays and groups in a store: where their documents and chunks lie, and what they hold.

Sections "Chunks" and "Hierarchies". A store is a mapping from keys to bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from conformance.oracle.elements import Elements, filled
from conformance.oracle.errors import SpecError, demand
from conformance.oracle.v2 import codecs, data_types
from conformance.oracle.v2.metadata import (
    ArrayMetadata,
    GroupMetadata,
    parse_array,
    parse_group,
)

Store = Mapping[str, bytes]
Index = tuple[int, ...]


@dataclass(frozen=True)
class ArrayNode:
    """An array with all its elements, ``uint8`` of shape ``(*shape, size of an element)``.

    Elements of missing chunks are zero where the fill value is undefined: they mean nothing.
    """

    metadata: ArrayMetadata
    values: Elements


def normalised(path: str) -> str:
    """A logical path in its one form. Raises `SpecError`."""
    plain = re.sub("/+", "/", path.replace("\\", "/")).strip("/")
    demand(
        not {".", ".."} & set(plain.split("/")),
        "v2.path.dot-segments",
        f"the path {path!r} has a segment . or ..",
    )
    return plain


def key_prefix(path: str) -> str:
    """The prefix of the keys of the node at a normalised path."""
    return f"{path}/" if path else ""


def chunk_key(metadata: ArrayMetadata, index: Index) -> str:
    """The key of a chunk, below the prefix of its array.

    The text gives no key for the chunk of an array without dimensions; 0 is in wide use.
    """
    return metadata.separator.join(map(str, index)) or "0"


def read_array(store: Store, path: str = "") -> ArrayNode:
    """The array at ``path``. Raises `SpecError` for a store that breaks the specification."""
    prefix = key_prefix(normalised(path))
    document = _document(store, prefix + ".zarray", "v2.array.document")
    metadata = parse_array(document, store.get(prefix + ".zattrs"))
    missing = bytes(metadata.dtype.size) if metadata.fill_value is None else metadata.fill_value
    whole = filled(metadata.shape, missing)
    for index in metadata.chunk_grid.chunks():
        data = store.get(prefix + chunk_key(metadata, index))
        if data is not None:
            region = metadata.chunk_grid.region(index)
            inside = tuple(slice(part.stop - part.start) for part in region)
            whole[region] = decode_chunk(metadata, data)[inside]
    return ArrayNode(metadata, whole)


def read_group(store: Store, path: str = "") -> GroupMetadata:
    """The group at ``path``. Raises `SpecError` for a store that breaks the specification."""
    prefix = key_prefix(normalised(path))
    document = _document(store, prefix + ".zgroup", "v2.group.document")
    return parse_group(document, store.get(prefix + ".zattrs"))


def decode_chunk(metadata: ArrayMetadata, data: bytes) -> Elements:
    """The elements of a whole chunk, little-endian and in C order."""
    data = codecs.decode(data, metadata.filters, metadata.compressor)
    lengths, size = metadata.chunk_grid.chunk_shape, metadata.dtype.size
    demand(
        len(data) == math.prod(lengths) * size,
        "v2.chunks.same-shape",
        f"a chunk of {len(data)} bytes, not {math.prod(lengths) * size}",
    )
    stored = np.frombuffer(data, np.uint8)
    if metadata.order == "F":
        stored = backwards(stored.reshape(*reversed(lengths), size))
    chunk = stored.reshape(*lengths, size)
    return chunk[..., data_types.little_endian(metadata.dtype)]


def encode_chunk(metadata: ArrayMetadata, chunk: Elements) -> bytes:
    """Undo `decode_chunk`."""
    stored = chunk[..., data_types.little_endian(metadata.dtype)]
    if metadata.order == "F":
        stored = backwards(stored)
    size = metadata.dtype.size
    return codecs.encode(stored.tobytes(), metadata.filters, metadata.compressor, size)


def backwards(elements: Elements) -> Elements:
    """The dimensions in reverse; the bytes of an element stay together."""
    last = elements.ndim - 1
    return elements.transpose(*reversed(range(last)), last)


def encode_chunks(
    metadata: ArrayMetadata,
    values: Elements,
    path: str = "",
    *,
    outside: bytes | None = None,
) -> dict[str, bytes]:
    """All chunks of an array with these ``values``, by key.

    Edge chunks are whole; beyond the array's edge, where the text leaves them undefined, they hold
    ``outside``, one element's bytes, or zeros.
    """
    grid = metadata.chunk_grid
    chunks = {}
    for index in grid.chunks():
        region = grid.region(index)
        chunk = filled(grid.chunk_shape, outside or bytes(metadata.dtype.size))
        chunk[tuple(slice(part.stop - part.start) for part in region)] = values[region]
        chunks[key_prefix(path) + chunk_key(metadata, index)] = encode_chunk(metadata, chunk)
    return chunks


def _document(store: Store, key: str, clause: str) -> bytes:
    if key not in store:
        raise SpecError(clause, f"there is no {key}")
    return store[key]
