"""What lies in a store that an implementation wrote, clause by clause, by the oracle.

Every node is read, every chunk decoded, and every key accounted for. Compressed bytes are never
compared with anything: only what they decode to counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from conformance.cases.model import Format, NodeType
from conformance.ledger import Ledger
from conformance.oracle import SpecError, v2
from conformance.oracle.elements import filled
from conformance.oracle.metadata import (
    ARRAY_MEMBERS,
    ARRAY_OPTIONAL,
    ArrayMetadata,
    parse_array,
    parse_group,
)
from conformance.oracle.nodes import key_prefix
from conformance.oracle.v2 import nodes as v2_nodes

Store = Mapping[str, bytes]
_V2_DOCUMENTS = (".zarray", ".zgroup", ".zattrs")
_GROUP_MEMBERS = {"zarr_format", "node_type", "attributes", "consolidated_metadata"}
_UNKNOWN = "v3.core.extension.unknown-field"


@dataclass(frozen=True)
class Finding:
    """Something about a key of a store. One that is ``broken`` breaks a clause beyond dispute."""

    key: str
    clause: str | None
    message: str
    broken: bool = False

    def __str__(self) -> str:
        said = f"{self.key}: {self.message}"
        return f"{said} [{self.clause}]" if self.clause else said


@dataclass
class Examined:
    """The nodes of a store by path, and what there is to say about its keys.

    ``readable`` is the store as the oracle can read it: without what it must not judge by.
    """

    nodes: dict[str, NodeType] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    readable: dict[str, bytes] = field(default_factory=dict)

    @property
    def broken(self) -> list[Finding]:
        """What breaks a clause."""
        return [finding for finding in self.findings if finding.broken]

    @property
    def observed(self) -> list[Finding]:
        """The rest."""
        return [finding for finding in self.findings if not finding.broken]


def examine(store: Store, format: Format, ledger: Ledger) -> Examined:
    """Everything in ``store``, a hierarchy of ``format``."""
    found = Examined(readable=dict(store))
    say = _Say(found, ledger)
    if format == "zarr_v2":
        _examine_v2(found, say)
    else:
        _examine_v3(found, say)
    return found


class _Say:
    """Adds findings, and knows from the ledger which of them break a clause beyond dispute."""

    def __init__(self, found: Examined, ledger: Ledger) -> None:
        self._found = found
        self._ledger = ledger

    def breach(self, key: str, clause: str, message: str) -> None:
        row = self._ledger.clauses.get(clause)
        beyond = (
            row is not None
            and row.state != "contested"
            and row.level in ("must", "must-not", "asserted")
            # A name that the oracle does not know may well be registered.
            and clause != _UNKNOWN
        )
        self._found.findings.append(Finding(key, clause, message, beyond))

    def note(self, key: str, message: str, clause: str | None = None) -> None:
        self._found.findings.append(Finding(key, clause, message))


def _examine_v3(found: Examined, say: _Say) -> None:
    arrays: dict[str, ArrayMetadata] = {}
    for key in sorted(found.readable):
        prefix, _, name = key.rpartition("/")
        if name != "zarr.json":
            continue
        _names(key, prefix, say)
        data = found.readable[key] = _known_members(key, found.readable[key], say)
        try:
            if _node_type(data) == "group":
                parse_group(data)
                found.nodes[prefix] = "group"
            else:
                arrays[prefix] = parse_array(data)
                found.nodes[prefix] = "array"
        except SpecError as error:
            say.breach(key, error.clause, error.message)
    for path in found.nodes:
        for above in _above(path):
            if found.nodes.get(above) == "array":
                clause = "v3.core.hierarchy.array-has-no-children"
                say.breach(
                    key_prefix(path) + "zarr.json", clause, f"lies below the array {above!r}"
                )
            elif above not in found.nodes:
                say.note(key_prefix(above) + "zarr.json", f"there is no group here, above {path!r}")
    owned = {key for key in found.readable if key.rpartition("/")[2] == "zarr.json"}
    for path, metadata in arrays.items():
        owned |= set(_chunks_v3(path, metadata, found, say))
    _strangers(found, owned, say)


def _chunks_v3(path: str, metadata: ArrayMetadata, found: Examined, say: _Say) -> Iterator[str]:
    for index in metadata.chunk_grid.chunks():
        key = key_prefix(path) + metadata.chunk_key_encoding.key(index)
        data = found.readable.get(key)
        if data is None:
            continue
        yield key
        try:
            chunk = metadata.chain(index).decode(data)
        except SpecError as error:
            say.breach(key, error.clause, error.message)
            continue
        region = metadata.chunk_grid.region(index)
        beyond = np.ones(chunk.shape[:-1], bool)
        beyond[tuple(slice(part.stop - part.start) for part in region)] = False
        fill = filled(chunk.shape[:-1], metadata.fill_value, variable=metadata.data_type.variable)
        if beyond.any() and (chunk[beyond] != fill[beyond]).any():
            say.note(
                key,
                "beyond the array's edge it holds something else than the fill value",
                "v3.grid.regular.edge-chunk-fill",
            )


def _names(key: str, path: str, say: _Say) -> None:
    """The names of the nodes of a path, as section "Node names" has them."""
    for name in path.split("/") if path else ():
        if not name:
            say.breach(key, "v3.core.node-name.not-empty", "a name is empty")
        elif not name.strip("."):
            say.breach(key, "v3.core.node-name.not-periods", f"{name!r} is made of periods alone")
        elif name.startswith("__"):
            say.breach(
                key,
                "v3.core.node-name.not-reserved-prefix",
                f"{name!r} begins with two underscores",
            )
        elif name == "zarr.json":
            say.breach(key, "v3.core.node-name.not-zarr-json", "a node is named zarr.json")


def _node_type(data: bytes) -> Any:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return document.get("node_type") if isinstance(document, dict) else None


def _known_members(key: str, data: bytes, say: _Say) -> bytes:
    """A document of version 3 without the members that it may or may not have.

    Whether the text allows others is not settled; what they say must not hide the rest.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if not isinstance(document, dict):
        return data
    group = document.get("node_type") == "group"
    known = _GROUP_MEMBERS if group else set(ARRAY_MEMBERS) | ARRAY_OPTIONAL
    drop = [name for name in document if name not in known]
    if group and document.get("consolidated_metadata", ...) is None:
        drop.append("consolidated_metadata")
    for name in drop:
        clause = "v3.core.group.consolidated-metadata" if name in known else _UNKNOWN
        say.note(key, f"has the member {name}", clause)
    if not drop:
        return data
    return json.dumps({k: v for k, v in document.items() if k not in drop}).encode()


def _examine_v2(found: Examined, say: _Say) -> None:
    owned = set()
    for key in sorted(found.readable):
        path, _, name = key.rpartition("/")
        read: Callable[[Store, str], Any]
        if name == ".zarray":
            read, kind = v2.read_array, "array"
        elif name == ".zgroup":
            read, kind = v2.read_group, "group"
            found.readable[key] = _plain_group(key, found.readable[key], say)
        else:
            continue
        if found.nodes.get(path):
            say.note(key, "the array here is a group as well")
            continue
        owned |= {key_prefix(path) + document for document in _V2_DOCUMENTS}
        documents = {k: found.readable[k] for k in owned & found.readable.keys()}
        try:
            node = read(documents, path)
        except SpecError as error:
            say.breach(key, error.clause, error.message)
            continue
        found.nodes[path] = "array" if kind == "array" else "group"
        if isinstance(node, v2.ArrayNode):
            owned |= set(_chunks_v2(path, node.metadata, found, say))
    for path, kind in found.nodes.items():
        for above in _above(path):
            if above not in found.nodes:
                say.breach(
                    key_prefix(above) + ".zgroup",
                    f"v2.group.ancestors-of-{kind}",
                    f"there is no group here, above the {kind} {path!r}",
                )
    _strangers(found, owned, say)


def _chunks_v2(path: str, metadata: v2.ArrayMetadata, found: Examined, say: _Say) -> Iterator[str]:
    for index in metadata.chunk_grid.chunks():
        key = key_prefix(path) + v2_nodes.chunk_key(metadata, index)
        if key not in found.readable:
            continue
        yield key
        try:
            v2_nodes.decode_chunk(metadata, found.readable[key])
        except SpecError as error:
            say.breach(key, error.clause, error.message)


def _plain_group(key: str, data: bytes, say: _Say) -> bytes:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return data
    others = sorted(document.keys() - {"zarr_format"}) if isinstance(document, dict) else []
    if not others:
        return data
    say.note(key, f"has the keys {', '.join(others)}", "v2.group.other-keys")
    return json.dumps({k: v for k, v in document.items() if k == "zarr_format"}).encode()


def _strangers(found: Examined, owned: set[str], say: _Say) -> None:
    """Keys that are neither documents nor chunks within the shape of an array."""
    for key in sorted(found.readable.keys() - owned):
        if key.rpartition("/")[2] == ".zmetadata":
            say.note(key, "consolidated metadata, which version 2 does not describe")
        else:
            say.note(key, "belongs to no node, or lies beyond the shape of its array")


def _above(path: str) -> Iterator[str]:
    parts = path.split("/") if path else []
    return ("/".join(parts[:n]) for n in range(len(parts)))
