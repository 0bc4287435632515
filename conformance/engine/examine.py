"""What lies in a store that an implementation wrote, clause by clause, by the oracle.

Every node is read, every chunk decoded, and every key accounted for. Compressed bytes are never
compared with anything: only what they decode to counts.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

import numpy as np

from conformance.cases.files import is_document
from conformance.cases.model import Format, NodeType
from conformance.engine import readable
from conformance.ledger import Ledger
from conformance.oracle import SpecError, extension_types, v2
from conformance.oracle.codecs import Chain
from conformance.oracle.codecs.gzip import Gzip
from conformance.oracle.elements import filled
from conformance.oracle.metadata import ArrayMetadata, parse_array, parse_group
from conformance.oracle.nodes import key_prefix
from conformance.oracle.v2 import codecs as v2_codecs
from conformance.oracle.v2 import metadata as v2_metadata
from conformance.oracle.v2 import nodes as v2_nodes

Store = Mapping[str, bytes]
_V2_DOCUMENTS = (".zarray", ".zgroup", ".zattrs")
ELEMENTS = 2**20
"""Arrays and chunks of more elements are not looked into: no recipe asks for any."""
_GZIP_FORMAT = "v3.codec.gzip.format"
_OPEN = {
    # A name that the oracle does not know may well be registered.
    readable.UNKNOWN,
    "v2.dtype.kind",
    # Of most types the text gives no form.
    "v2.fill-value.scalar",
    # The text says what these "may be", where it says "must" of the fill values of other types.
    "v3.fill-value.float.form",
    *(extension_types.clause(name, "fill-value") for name in extension_types.FLOATS),
}


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
    ``too_large`` are the paths of arrays that were not looked into.
    """

    nodes: dict[str, NodeType] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    readable: dict[str, bytes] = field(default_factory=dict)
    too_large: set[str] = field(default_factory=set)

    @property
    def broken(self) -> list[Finding]:
        """What breaks a clause."""
        return [finding for finding in self.findings if finding.broken]

    @property
    def observed(self) -> list[Finding]:
        """The rest."""
        return [finding for finding in self.findings if not finding.broken]


def examine(
    store: Store, format: Format, ledger: Ledger, asked: Set[str] | None = None
) -> Examined:
    """Everything in ``store``, a hierarchy of ``format``.

    ``asked`` are the paths of nodes that somebody asked for, where that is known: what lies under
    other names that begin with two underscores may be an extension's.
    """
    found = Examined(readable=dict(store))
    say = _Say(found, ledger)
    if format == "zarr_v2":
        _examine_v2(found, say)
    else:
        _examine_v3(found, say, asked)
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
            and clause not in _OPEN
        )
        self._found.findings.append(Finding(key, clause, message, beyond))

    def note(self, key: str, message: str, clause: str | None = None) -> None:
        self._found.findings.append(Finding(key, clause, message))

    def of(self, key: str) -> readable.Note:
        """Notes of a key."""
        return lambda clause, message: self.note(key, message, clause)


def _examine_v3(found: Examined, say: _Say, asked: Set[str] | None) -> None:
    arrays: dict[str, ArrayMetadata] = {}
    for key in sorted(found.readable):
        prefix, _, name = key.rpartition("/")
        if name != "zarr.json":
            continue
        if asked is not None and _is_an_extensions(prefix, asked):
            say.note(key, "may be an extension's", "v3.core.node-name.reserved-for-extensions")
            continue
        _names(key, prefix, say)
        data = found.readable[key] = readable.v3_document(found.readable[key], say.of(key))
        try:
            if _is_group(data):
                parse_group(data)
                found.nodes[prefix] = "group"
            else:
                arrays[prefix] = parse_array(data)
                found.nodes[prefix] = "array"
        except SpecError as error:
            say.breach(key, error.clause, error.message)
    for path in found.nodes:
        for above in groups_above(path):
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


def _is_an_extensions(path: str, asked: Set[str]) -> bool:
    reserved = any(name.startswith("__") for name in path.split("/"))
    return reserved and not any(a == path or a.startswith(f"{path}/") for a in asked)


def _is_too_large(shape: tuple[int, ...], chunk: tuple[int, ...]) -> bool:
    return max(math.prod(shape), math.prod(chunk)) > ELEMENTS


def _chunks_v3(path: str, metadata: ArrayMetadata, found: Examined, say: _Say) -> Iterator[str]:
    if any(_is_too_large(metadata.shape, shape) for shape in metadata.chunk_grid.shapes()):
        found.too_large.add(path)
        say.note(key_prefix(path) + "zarr.json", "describes an array that is not looked into")
        return
    for index in metadata.chunk_grid.chunks():
        key = key_prefix(path) + metadata.chunk_key_encoding.key(index)
        data = found.readable.get(key)
        if data is None:
            continue
        yield key
        try:
            chunk = metadata.chain(index).decode(data)
        except SpecError as error:
            clause = error.clause
            if clause == _GZIP_FORMAT and not _is_deflated(metadata.chain(index), data):
                clause = "v3.codec.gzip.algorithm"
            say.breach(key, clause, error.message)
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


def _is_deflated(chain: Chain, data: bytes) -> bool:
    """Whether a chunk that is no gzip stream is of the algorithm, in whatever format.

    The format is only recommended. True where gzip is not the last codec, as nobody knows then.
    """
    if not chain.bytes_to_bytes or not isinstance(chain.bytes_to_bytes[-1], Gzip):
        return True
    for form in (-zlib.MAX_WBITS, zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
        stream = zlib.decompressobj(form)
        try:
            stream.decompress(data)
        except zlib.error:
            continue
        if stream.eof:
            return True
    return False


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


def _is_group(data: bytes) -> bool:
    """Whether a document is a group's; one that does not say so is, where it has no shape."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return False
    if not isinstance(document, dict):
        return False
    assumed = "array" if "shape" in document else "group"
    return bool(document.get("node_type", assumed) == "group")


def _examine_v2(found: Examined, say: _Say) -> None:
    owned = set()
    for key in sorted(found.readable):
        path, _, name = key.rpartition("/")
        if name not in (".zarray", ".zgroup"):
            continue
        if found.nodes.get(path):
            say.note(key, "the array here is a group as well")
            continue
        owned |= {key_prefix(path) + document for document in _V2_DOCUMENTS}
        attributes = found.readable.get(key_prefix(path) + ".zattrs")
        plain = readable.v2_document if name == ".zarray" else readable.v2_group
        data = found.readable[key] = plain(found.readable[key], say.of(key))
        unknown = _unknown_codec(data)
        if unknown is not None:
            say.note(key, f"the codec {unknown!r} is not known", "v2.array.compressor.id")
            continue
        try:
            if name == ".zgroup":
                v2_metadata.parse_group(data, attributes)
                found.nodes[path] = "group"
            else:
                metadata = v2_metadata.parse_array(data, attributes)
                found.nodes[path] = "array"
                owned |= set(_chunks_v2(path, metadata, found, say))
        except SpecError as error:
            say.breach(key, error.clause, error.message)
    for path, kind in found.nodes.items():
        for above in groups_above(path):
            if above not in found.nodes and key_prefix(above) + ".zgroup" not in found.readable:
                say.breach(
                    key_prefix(above) + ".zgroup",
                    f"v2.group.ancestors-of-{kind}",
                    f"there is no group here, above the {kind} {path!r}",
                )
    _strangers(found, owned, say)


def _chunks_v2(path: str, metadata: v2.ArrayMetadata, found: Examined, say: _Say) -> Iterator[str]:
    if _is_too_large(metadata.shape, metadata.chunk_grid.chunk_shape):
        found.too_large.add(path)
        say.note(key_prefix(path) + ".zarray", "describes an array that is not looked into")
        return
    for index in metadata.chunk_grid.chunks():
        key = key_prefix(path) + v2_nodes.chunk_key(metadata, index)
        if key not in found.readable:
            continue
        yield key
        try:
            v2_nodes.decode_chunk(metadata, found.readable[key])
        except SpecError as error:
            say.breach(key, error.clause, error.message)


def _unknown_codec(data: bytes) -> str | None:
    """A codec of ``.zarray`` that the oracle has not: version 2 leaves open which there are."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    filters = document.get("filters")
    codecs = [document.get("compressor"), *(filters if isinstance(filters, list) else ())]
    ids = (codec.get("id") for codec in codecs if isinstance(codec, dict))
    return next(
        (id for id in ids if isinstance(id, str) and id and id not in v2_codecs.CODECS), None
    )


def _strangers(found: Examined, owned: set[str], say: _Say) -> None:
    """Keys that are neither documents nor chunks within the shape of an array.

    Of what lies below a node that cannot be read nobody knows.
    """
    unread = tuple(
        key_prefix(path)
        for path in {f.key.rpartition("/")[0] for f in found.findings if is_document(f.key)}
        if path not in found.nodes and path not in found.too_large
    )
    for key in sorted(found.readable.keys() - owned):
        if key.startswith(unread):
            continue
        if key.rpartition("/")[2] == ".zmetadata":
            say.note(key, "consolidated metadata, which version 2 does not describe")
        else:
            say.note(key, "belongs to no node, or lies beyond the shape of its array")


def groups_above(path: str) -> Iterator[str]:
    """The paths above one, from the root on."""
    parts = path.split("/") if path else []
    return ("/".join(parts[:n]) for n in range(len(parts)))
