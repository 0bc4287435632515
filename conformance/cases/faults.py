"""Stores with one fault: the store of a read case, its control, damaged in one place.

A ``refuse`` case is held against the oracle, which must blame the clause that the case names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from conformance import oracle
from conformance.cases.builder import DefinitionError, encode_json
from conformance.cases.model import Axis, Case, Kind
from conformance.oracle.codecs.sharding_indexed import ShardingIndexed
from conformance.oracle.metadata import parse_array
from conformance.oracle.nodes import key_prefix

Json = Any


@dataclass(frozen=True)
class FaultDraft:
    """The store of a read case, its control, with one fault."""

    id: str
    title: str
    clauses: tuple[str, ...]
    control: Case
    store: Mapping[str, bytes]
    path: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    outside: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def _document_key(self) -> str:
        spelt = oracle.FORMATS[self.control.format]
        array = self.control.node.node_type == "array"
        name = spelt.array_document if array else spelt.group_document
        return key_prefix(self.control.node.path) + name

    def set(self, member: str, value: Json) -> Self:
        """Set a member of the metadata document, by its dotted path: ``codecs.0.name``."""
        document = json.loads(self.store[self._document_key])
        target, last = _descend(document, member)
        target[last] = value
        return self.put(self._document_key, encode_json(document))

    def drop(self, member: str) -> Self:
        """Remove a member of the metadata document, by its dotted path."""
        document = json.loads(self.store[self._document_key])
        target, last = _descend(document, member)
        del target[last]
        return self.put(self._document_key, encode_json(document))

    def text(self, change: Callable[[str], str]) -> Self:
        """Change the text of the metadata document."""
        text = self.store[self._document_key].decode()
        return self.put(self._document_key, change(text).encode())

    def put(self, key: str, data: bytes) -> Self:
        """Set a key of the store."""
        return replace(self, store={**self.store, key: data})

    def at(self, path: str) -> Self:
        """Ask for the node under another path; the store stays as it is."""
        return replace(self, path=path)

    def erase(self, key: str) -> Self:
        """Remove a key from the store."""
        return replace(self, store={k: v for k, v in self.store.items() if k != key})

    def link(self, key: str, target: str) -> Self:
        """Make a key, or a folder of keys, a symbolic link: to ``store/...`` or ``outside/...``.

        What the store held there is no more.
        """
        kept = {k: v for k, v in self.store.items() if k != key and not k.startswith(f"{key}/")}
        return replace(self, store=kept, links={**self.links, key: target})

    def beside(self, name: str, data: bytes) -> Self:
        """Put a file beside the store: ``outside/<name>``."""
        return replace(self, outside={**self.outside, name: data})

    def cut(self, key: str, length: int) -> Self:
        """Keep the first ``length`` bytes of a key; negative: all but the last ones."""
        return self.put(key, self.store[key][:length])

    def flip(self, key: str, offset: int, mask: int = 0xFF) -> Self:
        """Flip bits of one byte of a key; a negative offset counts from the end."""
        data = bytearray(self.store[key])
        data[offset] ^= mask
        return self.put(key, bytes(data))

    def index_entry(self, key: str, position: int, offset: int, length: int) -> Self:
        """Set one entry of a shard's index, with a right checksum; the array must be sharded."""
        metadata = parse_array(self.store[self._document_key])
        codec = metadata.codecs.array_to_bytes
        assert isinstance(codec, ShardingIndexed)
        entries = codec.decode_index(self.store[key])
        entries[position] = (offset, length)
        return self.put(key, with_index(codec, self.store[key], entries))

    def refuse(self) -> Case:
        """End: breaks a MUST or MUST NOT, and opening or reading must fail."""
        error = self._refusal()
        if error.clause != self.clauses[0]:
            raise DefinitionError(f"{self.id}: cites {self.clauses[0]}, the oracle says: {error}")
        return self._case("refuse", "conformance", ())

    def robustness(self) -> Case:
        """End: damage that no clause demands to detect."""
        self._refusal()
        return self._case("refuse", "robustness", ())

    def absurd(self) -> Case:
        """End: valid or open by the text, and more than a reader can be expected to cope with.

        Our own oracle is not asked. Who reads it reads the values of the control.
        """
        return self._case("observe", "robustness", ())

    def observe(self, *discussion: str) -> Case:
        """End: the text does not settle whether this must be refused."""
        return self._case("observe", "conformance", discussion)

    def _refusal(self) -> oracle.SpecError:
        spelt = oracle.FORMATS[self.control.format]
        array = self.control.node.node_type == "array"
        try:
            (spelt.read_array if array else spelt.read_group)(self.store, self.control.node.path)
        except oracle.SpecError as error:
            return error
        raise DefinitionError(f"{self.id}: the oracle reads it without an error")

    def _case(self, kind: Kind, axis: Axis, discussion: tuple[str, ...]) -> Case:
        node = self.control.node
        if self.path is not None:
            node = replace(node, path=self.path)
        same = dict(self.store) == dict(self.control.store) and node == self.control.node
        if same and not self.links:
            raise DefinitionError(f"{self.id}: has no fault, its store is that of its control")
        return Case(
            id=self.id,
            kind=kind,
            title=self.title,
            clauses=self.clauses,
            classes=self.control.classes,
            features=self.control.features,
            node=node,
            format=self.control.format,
            control=self.control.id if kind == "refuse" or axis == "robustness" else None,
            axis=axis,
            discussion=discussion,
            links=self.links,
            store=self.store,
            outside=self.outside,
        )


def fault(id: str, title: str, *clauses: str, control: Case) -> FaultDraft:
    """Begin a dataset with one fault, from the store of a read case."""
    return FaultDraft(id, title, clauses, control, control.store)


def with_index(codec: ShardingIndexed, shard: bytes, entries: list[tuple[int, int]]) -> bytes:
    """A shard with its index replaced, at its place."""
    index = codec.encode_index(entries)
    if codec.index_location == "start":
        return index + shard[len(index) :]
    return shard[: len(shard) - len(index)] + index


def _descend(document: Json, member: str) -> tuple[Json, str | int]:
    *parents, last = (int(part) if part.isdigit() else part for part in member.split("."))
    for part in parents:
        document = document[part]
    return document, last
