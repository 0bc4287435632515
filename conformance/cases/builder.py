"""A fluent builder of golden datasets: valid arrays and groups. Faults are put in by ``faults``.

Every draft is a value; a method returns a changed copy. ``read`` ends a draft and holds it against
the oracle: what is read back is what went in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from conformance import oracle
from conformance.cases import features, values
from conformance.cases.model import Case, Kind, Node, Region, base64_of
from conformance.oracle.elements import Elements, filled, flat
from conformance.oracle.metadata import ArrayMetadata, parse_array
from conformance.oracle.nodes import key_prefix

Json = Any
Index = tuple[int, ...]


class DefinitionError(Exception):
    """A definition that does not hold: names the case and says what the oracle found instead."""


def bytes_codec(endian: str | None = "little") -> Json:
    """The bytes codec; ``endian`` None leaves the configuration out."""
    return {"name": "bytes"} | ({"configuration": {"endian": endian}} if endian else {})


def transpose(*order: int) -> Json:
    """The transpose codec."""
    return {"name": "transpose", "configuration": {"order": list(order)}}


def gzip(level: int = 5) -> Json:
    """The gzip codec."""
    return {"name": "gzip", "configuration": {"level": level}}


def blosc(
    cname: str = "lz4", clevel: int = 5, shuffle: str = "shuffle", typesize: int = 2, block: int = 0
) -> Json:
    """The blosc codec."""
    configuration = {"cname": cname, "clevel": clevel, "shuffle": shuffle, "typesize": typesize}
    return {"name": "blosc", "configuration": configuration | {"blocksize": block}}


CRC32C: Json = {"name": "crc32c"}


def sharding(
    *chunk_shape: int,
    codecs: Iterable[Json] | None = None,
    index_codecs: Iterable[Json] | None = None,
    location: str | None = "end",
) -> Json:
    """The sharding codec; ``location`` None leaves index_location out."""
    configuration: dict[str, Json] = {
        "chunk_shape": list(chunk_shape),
        "codecs": list(codecs) if codecs is not None else [bytes_codec()],
        "index_codecs": (
            list(index_codecs) if index_codecs is not None else [bytes_codec(), CRC32C]
        ),
    }
    if location is not None:
        configuration["index_location"] = location
    return {"name": "sharding_indexed", "configuration": configuration}


def encode_json(document: Json) -> bytes:
    """A metadata document as the fixtures hold it."""
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True)
class Draft:
    """What every draft has: the case's words, and the store with its faults."""

    id: str
    title: str
    clauses: tuple[str, ...]
    path: str = ""
    checks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    discussion: tuple[str, ...] = ()
    note: str | None = None
    spelling: Callable[[str], str] | None = None
    document: Mapping[str, Json] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def member(self, name: str, value: Json) -> Self:
        """Set a member of the metadata document."""
        return replace(self, document={**self.document, name: value})

    def at(self, path: str) -> Self:
        """Put the node at a path below a root group, with a group at each ancestor."""
        return replace(self, path=path)

    def also(self, key: str, data: bytes) -> Self:
        """Put another key into the store, which a reader of the node does not need."""
        return replace(self, files={**self.files, key: data})

    def read(self) -> Case:
        """End: a valid dataset that reads as what went in."""
        return self._end("read")

    def observe(self, *discussion: str) -> Case:
        """End: a dataset on which the text is open, with our own reading of it."""
        return replace(self, discussion=discussion)._end("observe")

    def _end(self, kind: Kind) -> Case:
        raise NotImplementedError

    def _case(
        self, kind: Kind, node: Node, tags: set[str], classes: Iterable[str], **rest: Any
    ) -> Case:
        """The case with this draft's words; ``rest`` are the other members."""
        return Case(
            id=self.id,
            kind=kind,
            title=self.title,
            clauses=self.clauses,
            classes=tuple(classes),
            features=tuple(sorted(tags)),
            node=node,
            discussion=self.discussion,
            confirmation=self.note,
            **rest,
        )

    def tag(self, *features: str) -> Self:
        """Add feature tags that the metadata does not tell."""
        return replace(self, tags=self.tags + features)

    def check(self, *members: str) -> Self:
        """Say which members of the answer the case is about, beside the values."""
        return replace(self, checks=self.checks + members)

    def stand_by(self, reason: str) -> Self:
        """Say why the expected values hold although no real implementation confirms them."""
        return replace(self, note=reason)

    def spelt(self, change: Callable[[str], str]) -> Self:
        """Change the text of the metadata document; it must go on saying the same."""
        return replace(self, spelling=change)

    def encoded_document(self, document: Mapping[str, Json]) -> bytes:
        """The metadata document as the store holds it."""
        text = encode_json(document)
        return text if self.spelling is None else self.spelling(text.decode()).encode()


@dataclass(frozen=True)
class AnyArrayDraft(Draft):
    """A valid array, of any format: its elements, which chunks are there, and what is read."""

    given: tuple[object, ...] | None = None
    absent: frozenset[Index] = frozenset()
    beyond: bytes | None = None
    selection: Region | None = None

    def values(self, *given: object) -> Self:
        """Set all elements, in C order; without this they are a ramp."""
        return replace(self, given=given)

    def missing(self, *indices: Index) -> Self:
        """Leave chunks out of the store: their elements read as the fill value."""
        return replace(self, absent=self.absent | set(indices))

    def outside(self, element: bytes) -> Self:
        """Fill edge chunks beyond the array's edge with this element's bytes."""
        return replace(self, beyond=element)

    def region(self, *parts: tuple[int, int] | tuple[int, int, int]) -> Self:
        """Read a region only: start, stop and step (1 unless given) along each dimension."""
        return replace(self, selection=tuple((p[0], p[1], *(p[2:] or (1,))) for p in parts))

    def _region(self, whole: Elements) -> Elements:
        selection, lengths = self.selection, whole.shape[:-1]
        if selection is not None and (
            len(selection) != len(lengths)
            or any(
                not 0 <= start < stop <= length or step < 1
                for (start, stop, step), length in zip(selection, lengths, strict=True)
            )
        ):
            raise DefinitionError(f"{self.id}: {selection} is no region of shape {lengths}")
        return values.cut(whole, selection)


@dataclass(frozen=True)
class ArrayDraft(AnyArrayDraft):
    """A valid array of version 3, at first one chunk of ``uint16``."""

    rewrite: Callable[[ArrayMetadata, str, bytes], bytes] | None = None

    def shape(self, *shape: int, chunks: tuple[int, ...] | None = None) -> Self:
        """Set the shape, and the chunk shape (the whole array unless given)."""
        grid = {"name": "regular", "configuration": {"chunk_shape": list(chunks or shape)}}
        return self.member("shape", list(shape)).member("chunk_grid", grid)

    def data_type(self, value: Json, fill: Json = 0) -> Self:
        """Set the data type, by name or as an object, and the JSON fill value."""
        return self.member("data_type", value).member("fill_value", fill)

    def codecs(self, *codecs: Json) -> Self:
        """Set the chain of codecs."""
        return self.member("codecs", list(codecs))

    def keys(self, name: str, separator: str | None = None) -> Self:
        """Set the chunk key encoding."""
        value: Json = {"name": name}
        if separator is not None:
            value["configuration"] = {"separator": separator}
        return self.member("chunk_key_encoding", value)

    def rechunk(self, rewrite: Callable[[ArrayMetadata, str, bytes], bytes]) -> Self:
        """Rewrite each encoded chunk (metadata, key, data) into another valid encoding."""
        return replace(self, rewrite=rewrite)

    def expected(self, metadata: ArrayMetadata) -> Elements:
        """The elements of the array: those given, and the fill value in missing chunks."""
        if self.given is None:
            whole = values.ramp(metadata.data_type, metadata.shape)
        else:
            whole = values.elements(metadata.data_type, metadata.shape, self.given)
        for index in self.absent:
            region = metadata.chunk_grid.region(index)
            lengths = tuple(r.stop - r.start for r in region)
            whole[region] = filled(
                lengths, metadata.fill_value, variable=metadata.data_type.variable
            )
        return whole

    def store(self) -> tuple[ArrayMetadata, Elements, dict[str, bytes]]:
        """The metadata, the elements, and all keys of the store."""
        document = self.encoded_document(self.document)
        metadata = parse_array(document)
        whole = self.expected(metadata)
        chunks = oracle.encode_chunks(metadata, whole, self.path, outside=self.beyond)
        for index in self.absent:
            del chunks[key_prefix(self.path) + metadata.chunk_key_encoding.key(index)]
        if self.rewrite is not None:
            chunks = {key: self.rewrite(metadata, key, data) for key, data in chunks.items()}
        store = {key_prefix(self.path) + "zarr.json": document, **chunks, **self.files}
        return metadata, whole, ancestors(self.path) | store

    def _end(self, kind: Kind) -> Case:
        try:
            metadata, whole, store = self.store()
            found = oracle.read_array(store, self.path)
        except oracle.SpecError as error:
            raise DefinitionError(f"{self.id}: the oracle refuses it: {error}") from error
        if not np.array_equal(found.values, whole):
            raise DefinitionError(f"{self.id}: the oracle reads other elements than went in")
        region = self._region(whole)
        tags = features.array_features(self.document) | set(self.tags)
        tags |= features.region_features(self.selection)
        expect: dict[str, Json] = {
            "shape": [str(n) for n in region.shape[:-1]],
            "data_type": metadata.data_type.name,
            "dimension_names": list(metadata.dimension_names),
            "attributes": dict(metadata.attributes),
            "values_sha256": hashlib.sha256(flat(region)).hexdigest(),
        }
        if metadata.data_type.alias:
            # A reader may present it by either name.
            del expect["data_type"]
        if metadata.data_type.variable:
            expect["variable_length"] = True
        if metadata.data_type.kind != "raw":
            # The text leaves open what the fill value of a raw data type looks like.
            expect["fill_value"] = base64_of(metadata.fill_value)
        return self._case(
            kind,
            Node("array", self.path, self.selection),
            tags,
            features.classes(tags, "array", self.checks),
            checks=tuple(dict.fromkeys(("values", *self.checks))),
            expect=expect,
            values=flat(region),
            store=store,
        )


@dataclass(frozen=True)
class GroupDraft(Draft):
    """A valid group of version 3, at first with nothing but its mandatory members."""

    def _end(self, kind: Kind) -> Case:
        key = key_prefix(self.path) + "zarr.json"
        store = ancestors(self.path) | {key: self.encoded_document(self.document), **self.files}
        try:
            found = oracle.read_group(store, self.path)
        except oracle.SpecError as error:
            raise DefinitionError(f"{self.id}: the oracle refuses it: {error}") from error
        tags = {"node:group", *self.tags}
        if any(isinstance(v, dict) and "must_understand" in v for v in self.document.values()):
            tags.add("form:must_understand")
        return self._case(
            kind,
            Node("group", self.path),
            tags,
            features.classes(tags, "group", self.checks),
            checks=tuple(dict.fromkeys(self.checks)),
            expect={"attributes": dict(found.attributes)},
            store=store,
        )


def array(id: str, title: str, *clauses: str) -> ArrayDraft:
    """Begin an array: shape 2 by 3, one chunk, ``uint16``, little-endian, default keys."""
    document = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [2, 3],
        "data_type": "uint16",
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 3]}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
        "fill_value": 0,
        "codecs": [bytes_codec()],
    }
    return ArrayDraft(id, title, clauses, document=document)


def group(id: str, title: str, *clauses: str) -> GroupDraft:
    """Begin a group."""
    return GroupDraft(id, title, clauses, document={"zarr_format": 3, "node_type": "group"})


def ancestors(path: str) -> dict[str, bytes]:
    """The documents of the groups above ``path``."""
    document = encode_json({"zarr_format": 3, "node_type": "group"})
    parts = path.split("/") if path else []
    return {key_prefix("/".join(parts[:n])) + "zarr.json": document for n in range(len(parts))}
