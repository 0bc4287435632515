"""A fluent builder of golden datasets of version 2; see ``builder`` for what drafts are.

Faults are put in by ``faults``, as in version 3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from conformance import oracle
from conformance.cases import features, features_v2, values_v2
from conformance.cases.builder import AnyArrayDraft, DefinitionError, Draft, encode_json
from conformance.cases.model import Case, Kind, Node, base64_of
from conformance.oracle.elements import Elements, filled, flat
from conformance.oracle.v2 import ArrayMetadata, encode_chunks, read_array, read_group
from conformance.oracle.v2.metadata import parse_array
from conformance.oracle.v2.nodes import chunk_key, key_prefix

Json = Any


def zlib(level: int = 1) -> Json:
    """The compressor zlib."""
    return {"id": "zlib", "level": level}


def delta(dtype: str, astype: str | None = None) -> Json:
    """The filter delta, with both data types, as the text's example and writers have it."""
    return {"id": "delta", "dtype": dtype, "astype": astype or dtype}


def shuffle(elementsize: int) -> Json:
    """The filter shuffle."""
    return {"id": "shuffle", "elementsize": elementsize}


@dataclass(frozen=True)
class NodeDraft(Draft):
    """What arrays and groups have in common: ``.zattrs``."""

    attrs: Json | None = None

    def attributes(self, value: Json) -> Self:
        """Store attributes, which the case is about."""
        return replace(self, attrs=value).check("attributes")

    def with_attributes(self, store: dict[str, bytes]) -> dict[str, bytes]:
        """All keys of the store: those given, ``.zattrs``, and the groups above."""
        if self.attrs is not None:
            store = {**store, key_prefix(self.path) + ".zattrs": encode_json(self.attrs)}
        return ancestors(self.path) | store | dict(self.files)


@dataclass(frozen=True)
class ArrayDraft(NodeDraft, AnyArrayDraft):
    """A valid array of version 2, at first one chunk of ``<u2`` without compressor and filters."""

    rewrite: Callable[[bytes], bytes] | None = None

    def shape(self, *shape: int, chunks: tuple[int, ...] | None = None) -> Self:
        """Set the shape, and the chunk shape (the whole array unless given)."""
        return self.member("shape", list(shape)).member("chunks", list(chunks or shape))

    def dtype(self, dtype: Json, fill: Json = None) -> Self:
        """Set the data type and the JSON fill value."""
        return self.member("dtype", dtype).member("fill_value", fill)

    def order(self, order: str) -> Self:
        """Set the order of elements within a chunk."""
        return self.member("order", order)

    def separator(self, separator: str) -> Self:
        """Set the separator of the indices in keys of chunks."""
        return self.member("dimension_separator", separator)

    def compressor(self, compressor: Json) -> Self:
        """Set the compressor."""
        return self.member("compressor", compressor)

    def filters(self, *filters: Json) -> Self:
        """Set the filters."""
        return self.member("filters", list(filters))

    def rechunk(self, rewrite: Callable[[bytes], bytes]) -> Self:
        """Rewrite each stored chunk into another valid encoding."""
        return replace(self, rewrite=rewrite)

    def expected(self, metadata: ArrayMetadata) -> Elements:
        """The elements of the array: those given, and the fill value in missing chunks."""
        if self.given is None:
            whole = values_v2.ramp(metadata.dtype, metadata.shape)
        else:
            whole = values_v2.elements(metadata.dtype, metadata.shape, self.given)
        for index in self.absent:
            region = metadata.chunk_grid.region(index)
            lengths = tuple(part.stop - part.start for part in region)
            whole[region] = filled(lengths, metadata.fill_value or bytes(metadata.dtype.size))
        return whole

    def store(self) -> tuple[ArrayMetadata, Elements, dict[str, bytes]]:
        """The metadata, the elements, and all keys of the store."""
        document, prefix = self.encoded_document(self.document), key_prefix(self.path)
        metadata = parse_array(document)
        whole = self.expected(metadata)
        chunks = encode_chunks(metadata, whole, self.path, outside=self.beyond)
        for index in self.absent:
            del chunks[prefix + chunk_key(metadata, index)]
        if self.rewrite is not None:
            chunks = {key: self.rewrite(data) for key, data in chunks.items()}
        return metadata, whole, self.with_attributes({prefix + ".zarray": document, **chunks})

    def _end(self, kind: Kind) -> Case:
        try:
            metadata, whole, store = self.store()
            found = read_array(store, self.path)
        except oracle.SpecError as error:
            raise DefinitionError(f"{self.id}: the oracle refuses it: {error}") from error
        if not np.array_equal(found.values, whole):
            raise DefinitionError(f"{self.id}: the oracle reads other elements than went in")
        defined = metadata.fill_value is not None or not self.absent
        if kind == "read" and not defined:
            raise DefinitionError(f"{self.id}: elements are undefined; make it an observe case")
        region = self._region(whole)
        tags = features_v2.array_features(self.document) | set(self.tags)
        tags |= {f"v2-{tag}" for tag in features.region_features(self.selection)}
        expect: dict[str, Json] = {
            "shape": [str(n) for n in region.shape[:-1]],
            "data_type": metadata.data_type.name,
            "attributes": dict(found.metadata.attributes),
        }
        if defined:
            expect["values_sha256"] = hashlib.sha256(flat(region)).hexdigest()
        if metadata.fill_value is not None:
            expect["fill_value"] = base64_of(metadata.fill_value)
        return self._case(
            kind,
            Node("array", self.path, self.selection),
            tags,
            features_v2.classes(tags, "array", self.checks),
            format="zarr_v2",
            checks=tuple(dict.fromkeys(("values" if defined else "shape", *self.checks))),
            expect=expect,
            values=flat(region) if defined else None,
            store=store,
        )


@dataclass(frozen=True)
class GroupDraft(NodeDraft):
    """A valid group of version 2."""

    def _end(self, kind: Kind) -> Case:
        key = key_prefix(self.path) + ".zgroup"
        store = self.with_attributes({key: self.encoded_document(self.document)})
        try:
            found = read_group(store, self.path)
        except oracle.SpecError as error:
            raise DefinitionError(f"{self.id}: the oracle refuses it: {error}") from error
        tags = {features_v2.FORMAT, "node:group", *self.tags}
        return self._case(
            kind,
            Node("group", self.path),
            tags,
            features_v2.classes(tags, "group", self.checks),
            format="zarr_v2",
            checks=tuple(dict.fromkeys(self.checks)),
            expect={"attributes": dict(found.attributes)},
            store=store,
        )


def array(id: str, title: str, *clauses: str) -> ArrayDraft:
    """Begin an array: shape 2 by 3, one chunk, ``<u2``, no compressor, no filters."""
    document = {
        "zarr_format": 2,
        "shape": [2, 3],
        "chunks": [2, 3],
        "dtype": "<u2",
        "compressor": None,
        "fill_value": 0,
        "order": "C",
        "filters": None,
    }
    return ArrayDraft(id, title, clauses, document=document)


def group(id: str, title: str, *clauses: str) -> GroupDraft:
    """Begin a group."""
    return GroupDraft(id, title, clauses, document={"zarr_format": 2})


def ancestors(path: str) -> dict[str, bytes]:
    """The documents of the groups above ``path``."""
    parts = path.split("/") if path else []
    keys = [key_prefix("/".join(parts[:n])) + ".zgroup" for n in range(len(parts))]
    return dict.fromkeys(keys, encode_json({"zarr_format": 2}))
