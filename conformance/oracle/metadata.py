"""Array and group metadata documents, read strictly.

Section "Metadata" of the core specification. Every demand names the clause it comes from; what the
text leaves open is decided strictly here and never scored (such cases are of kind observe).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle import (
    chunk_keys,
    codecs,
    data_types,
    documents,
    extension_structs,
    extensions,
    grid,
)
from conformance.oracle.codecs import Chain
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand

ARRAY_MEMBERS = {
    "zarr_format": "zarr-format",
    "node_type": "node-type",
    "shape": "shape",
    "data_type": "data-type",
    "chunk_grid": "chunk-grid",
    "chunk_key_encoding": "chunk-key-encoding",
    "fill_value": "fill-value",
    "codecs": "codecs",
}
ARRAY_OPTIONAL = {"attributes", "storage_transformers", "dimension_names"}


@dataclass(frozen=True)
class ArrayMetadata:
    """What an array's document says; ``fill_value`` is one element's bytes."""

    shape: tuple[int, ...]
    data_type: data_types.DataType
    chunk_grid: grid.ChunkGrid
    chunk_key_encoding: chunk_keys.ChunkKeyEncoding
    fill_value: bytes
    chains: Mapping[tuple[int, ...], Chain]
    """The chain of codecs for every shape that a chunk may have."""
    attributes: Mapping[str, Any]
    dimension_names: tuple[str | None, ...]

    @property
    def codecs(self) -> Chain:
        """The chain of every chunk of a regular grid; of another grid, one of its chains."""
        return next(iter(self.chains.values()))

    def chain(self, index: tuple[int, ...]) -> Chain:
        """The chain of the chunk at ``index``."""
        return self.chains[self.chunk_grid.shape_at(index)]


@dataclass(frozen=True)
class GroupMetadata:
    """What a group's document says."""

    attributes: Mapping[str, Any]


def parse_array(data: bytes) -> ArrayMetadata:
    """Read an array's ``zarr.json``. Raises `SpecError`."""
    document = documents.parse(data, "v3.core.array.single-object")
    for member, clause in ARRAY_MEMBERS.items():
        demand(
            member in document,
            f"v3.core.array.{clause}.required",
            f"the member {member} is missing",
        )
    _zarr_format(document, "array")
    demand(
        document["node_type"] == "array",
        "v3.core.array.node-type.value",
        f"node_type is {document['node_type']!r}, not 'array'",
    )
    shape = document["shape"]
    demand(
        isinstance(shape, list) and all(is_integer(n) and n >= 0 for n in shape),
        "v3.core.array.shape.integers",
        "shape is not an array of integers that are lengths",
    )
    data_type = data_types.parse(document["data_type"])
    chunk_grid = grid.parse(document["chunk_grid"], tuple(shape))
    key_encoding = chunk_keys.parse(document["chunk_key_encoding"])
    fill = data_types.fill_value(data_type, document["fill_value"])
    fill = extension_structs.in_byte_order(data_type, document, fill)
    chains = {
        chunk_shape: codecs.parse_chain(
            document["codecs"], codecs.Representation(chunk_shape, data_type, fill)
        )
        for chunk_shape in chunk_grid.shapes()
    }
    transformers = document.get("storage_transformers", [])
    demand(
        isinstance(transformers, list),
        "v3.core.array.storage-transformers.list",
        "storage_transformers is not an array",
    )
    for value in transformers:
        raise extensions.unknown(
            extensions.parse(value, "storage_transformers", "a storage transformer"),
            "the storage transformer",
        )
    names = document.get("dimension_names", [None] * len(shape))
    demand(
        isinstance(names, list) and all(n is None or isinstance(n, str) for n in names),
        "v3.core.array.dimension-names.type",
        "dimension_names is not an array of strings and nulls",
    )
    demand(
        len(names) == len(shape),
        "v3.core.array.dimension-names.length",
        "dimension_names and shape differ in length",
    )
    attributes = _attributes(document, data, "array")
    _additional(document, set(ARRAY_MEMBERS) | ARRAY_OPTIONAL)
    return ArrayMetadata(
        tuple(shape), data_type, chunk_grid, key_encoding, fill, chains, attributes, tuple(names)
    )


def parse_group(data: bytes) -> GroupMetadata:
    """Read a group's ``zarr.json``. Raises `SpecError`."""
    document = documents.parse(data, "v3.core.group.object")
    for member, clause in (("zarr_format", "zarr-format"), ("node_type", "node-type")):
        demand(
            member in document,
            f"v3.core.group.{clause}.required",
            f"the member {member} is missing",
        )
    _zarr_format(document, "group")
    demand(
        document["node_type"] == "group",
        "v3.core.group.node-type.value",
        f"node_type is {document['node_type']!r}, not 'group'",
    )
    attributes = _attributes(document, data, "group")
    if "consolidated_metadata" in document:
        consolidated = document["consolidated_metadata"]
        demand(
            isinstance(consolidated, dict)
            and consolidated.get("must_understand") is False
            and consolidated.get("kind") == "inline"
            and isinstance(consolidated.get("metadata"), dict),
            "v3.core.group.consolidated-metadata",
            "consolidated_metadata has not the structure that the text gives",
        )
    _additional(document, {"zarr_format", "node_type", "attributes", "consolidated_metadata"})
    return GroupMetadata(attributes)


def _zarr_format(document: Mapping[str, Any], node: str) -> None:
    demand(
        is_integer(document["zarr_format"]) and document["zarr_format"] == 3,
        f"v3.core.{node}.zarr-format.value",
        f"zarr_format is {document['zarr_format']!r}, not 3",
    )


def _attributes(document: Mapping[str, Any], data: bytes, node: str) -> Mapping[str, Any]:
    demand(
        isinstance(document.get("attributes", {}), dict),
        f"v3.core.{node}.attributes.object",
        "attributes is not an object",
    )
    # Read again with plain numbers: attributes are the user's JSON, not ours to keep exact.
    plain: Mapping[str, Any] = json.loads(data).get("attributes", {})
    return plain


def _additional(document: Mapping[str, Any], known: set[str]) -> None:
    for member in document.keys() - known:
        demand(
            extensions.is_ignorable(document[member]),
            "v3.core.extension.unknown-field",
            f"the member {member!r} is unknown and not marked must_understand: false",
        )
