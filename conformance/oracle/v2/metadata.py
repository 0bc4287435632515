"""The documents ``.zarray``, ``.zgroup`` and ``.zattrs``, read strictly.

Sections "Metadata", "Groups" and "Attributes". Every demand names the clause it comes from; what
the text leaves open is decided strictly here and never scored (such cases are of kind observe).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle import documents
from conformance.oracle.data_types import DataType
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand
from conformance.oracle.grid import RegularGrid
from conformance.oracle.v2 import codecs, data_types, fill_values

Json = Any

ARRAY_KEYS = {
    "zarr_format": "zarr-format",
    "shape": "shape",
    "chunks": "chunks",
    "dtype": "dtype",
    "compressor": "compressor",
    "fill_value": "fill-value",
    "order": "order",
    "filters": "filters",
}


@dataclass(frozen=True)
class ArrayMetadata:
    """What an array's documents say; ``fill_value`` is one element's bytes, None if undefined."""

    shape: tuple[int, ...]
    chunk_grid: RegularGrid
    dtype: data_types.Type
    fill_value: bytes | None
    order: str
    separator: str
    filters: tuple[codecs.Codec, ...]
    compressor: codecs.Codec | None
    attributes: Mapping[str, Json]

    @property
    def data_type(self) -> DataType:
        """The data type in the terms of answers."""
        return data_types.described(self.dtype)

    @property
    def dimension_names(self) -> tuple[None, ...]:
        """Version 2 has no names for dimensions."""
        return (None,) * len(self.shape)


@dataclass(frozen=True)
class GroupMetadata:
    """What a group's documents say."""

    attributes: Mapping[str, Json]


def parse_array(data: bytes, attributes: bytes | None = None) -> ArrayMetadata:
    """Read ``.zarray``, and ``.zattrs`` where there is one. Raises `SpecError`."""
    document = documents.parse(data, "v2.array.object")
    for key, clause in ARRAY_KEYS.items():
        demand(key in document, f"v2.array.{clause}.required", f"the key {key} is missing")
    _zarr_format(document, "array")
    shape = _lengths(document, "shape", least=0)
    chunks = _lengths(document, "chunks", least=1)
    demand(len(shape) == len(chunks), "v2.array.chunks.rank", "shape and chunks differ in length")
    dtype = data_types.parse(document["dtype"])
    return ArrayMetadata(
        shape,
        RegularGrid(shape, chunks),
        dtype,
        fill_values.parse(dtype, document["fill_value"]),
        _order(document),
        _separator(document),
        codecs.filters(document["filters"]),
        codecs.compressor(document["compressor"]),
        parse_attributes(attributes),
    )


def parse_group(data: bytes, attributes: bytes | None = None) -> GroupMetadata:
    """Read ``.zgroup``, and ``.zattrs`` where there is one. Raises `SpecError`."""
    document = documents.parse(data, "v2.group.object")
    demand(
        "zarr_format" in document, "v2.group.zarr-format.required", "the key zarr_format is missing"
    )
    _zarr_format(document, "group")
    others = sorted(document.keys() - {"zarr_format"})
    demand(not others, "v2.group.other-keys", f"the document has other keys, {others}")
    return GroupMetadata(parse_attributes(attributes))


def parse_attributes(data: bytes | None) -> Mapping[str, Json]:
    """Read ``.zattrs``; there are no attributes where there is no such document."""
    if data is None:
        return {}
    documents.parse(data, "v2.attributes.object")
    # Read again with plain numbers: attributes are the user's JSON, not ours to keep exact.
    plain: Mapping[str, Json] = json.loads(data)
    return plain


def _zarr_format(document: Mapping[str, Json], node: str) -> None:
    value = document["zarr_format"]
    demand(
        is_integer(value) and value == 2,
        f"v2.{node}.zarr-format.integer",
        f"zarr_format is {value!r}, not 2",
    )


def _lengths(document: Mapping[str, Json], key: str, least: int) -> tuple[int, ...]:
    value = document[key]
    demand(
        isinstance(value, list) and all(is_integer(n) and n >= least for n in value),
        f"v2.array.{key}.integers",
        f"{key} is no list of integers that are lengths",
    )
    return tuple(value)


def _order(document: Mapping[str, Json]) -> str:
    order: str = document["order"]
    demand(order in ("C", "F"), "v2.array.order.values", f"order is {order!r}, neither C nor F")
    return order


def _separator(document: Mapping[str, Json]) -> str:
    separator: str = document.get("dimension_separator", ".")
    demand(
        separator in (".", "/"),
        "v2.array.dimension-separator.values",
        f"dimension_separator is {separator!r}, neither . nor /",
    )
    return separator
