"""Faults in metadata documents: JSON, members that are there or not, and what they may be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.oracle import documents, metadata, nodes
from tests.saboteurs.faults.registry import fault, rework, rewrite, tolerate, wrap, wrap_reader

JSON = "v3.core.metadata.json"
# What a reader that does not insist could put in place of a member that is missing.
DEFAULTS: Mapping[str, Any] = {
    "zarr_format": 3,
    "node_type": "array",
    "chunk_key_encoding": {"name": "default"},
    "fill_value": 0,
    "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
}


def _document(change: Any) -> None:
    """Change every document after it is parsed as JSON."""
    rework(documents, "parse", change)


def _defaulted(member: str) -> None:
    @fault(
        f"missing-{member}-defaulted".replace("_", "-"),
        blames=f"v3.core.array.{member.replace('_', '-')}.required",
        symptom="accepted",
    )
    def _() -> None:
        _document(lambda document: {member: DEFAULTS[member], **document})


for _member in DEFAULTS:
    _defaulted(_member)


@fault(
    "missing-node-type-is-group",
    blames="v3.core.group.node-type.required",
    symptom="accepted",
)
def _() -> None:
    _document(lambda document: {"node_type": "group", **document})


def _not_checked(node: str, member: str) -> None:
    clause = f"v3.core.{node}.{member}.value"

    @fault(f"{member}-of-{node}-not-checked", blames=clause, symptom="accepted")
    def _() -> None:
        tolerate(metadata, clause)


for _node in ("array", "group"):
    _not_checked(_node, "zarr-format")
    _not_checked(_node, "node-type")


@fault("later-zarr-format-accepted", blames="v3.core.array.zarr-format.value", symptom="accepted")
def _() -> None:
    def change(document: dict[str, Any]) -> dict[str, Any]:
        number = document.get("zarr_format")
        later = isinstance(number, int) and number > 3
        return {**document, "zarr_format": 3} if later else document

    _document(change)


@fault("storage-transformers-ignored", blames="v3.core.extension.unknown-field", symptom="accepted")
def _() -> None:
    _document(lambda d: {k: v for k, v in d.items() if k != "storage_transformers"})


@fault(
    "storage-transformers-member-refused",
    blames="v3.core.array.storage-transformers.list",
    symptom="refused",
)
def _() -> None:
    wrap(metadata, "ARRAY_OPTIONAL", lambda members: members - {"storage_transformers"})


@fault(
    "number-of-dimension-names-not-checked",
    blames="v3.core.array.dimension-names.length",
    symptom="accepted",
)
def _() -> None:
    tolerate(metadata, "v3.core.array.dimension-names.length")


@fault(
    "dimension-names-of-any-type", blames="v3.core.array.dimension-names.type", symptom="accepted"
)
def _() -> None:
    tolerate(metadata, "v3.core.array.dimension-names.type")


def _change(change: Any) -> None:
    """Change the metadata of every array after it is read."""
    rework(nodes, "parse_array", change)


@fault("dimension-names-dropped", blames="v3.core.array.dimension-names.type", symptom="wrong")
def _() -> None:
    _change(lambda m: replace(m, dimension_names=(None,) * len(m.shape)))


@fault("dimension-names-invented", blames="v3.core.array.dimension-names.default", symptom="wrong")
def _() -> None:
    def change(array: metadata.ArrayMetadata) -> metadata.ArrayMetadata:
        if array.dimension_names and not any(array.dimension_names):
            return replace(
                array, dimension_names=tuple(f"dim_{i}" for i in range(len(array.shape)))
            )
        return array

    _change(change)


@fault(
    "dimension-names-distinct",
    blames="v3.core.array.dimension-names.distinct",
    symptom="refused",
)
def _() -> None:
    def change(array: metadata.ArrayMetadata) -> metadata.ArrayMetadata:
        names = [name for name in array.dimension_names if name]
        if len(set(names)) < len(names):
            raise ValueError("two dimensions have one name")
        return array

    _change(change)


@fault("unnamed-dimension-is-empty", blames="v3.core.array.dimension-names.null", symptom="wrong")
def _() -> None:
    _change(lambda m: replace(m, dimension_names=tuple(n or "" for n in m.dimension_names)))


@fault("fill-value-of-metadata-zero", blames="v3.fill-value.int.number", symptom="wrong")
def _() -> None:
    # Elements are right; only the fill value that the metadata shows is not.
    def change(node: nodes.ArrayNode) -> nodes.ArrayNode:
        zero = bytes(node.metadata.data_type.size)
        return replace(node, metadata=replace(node.metadata, fill_value=zero))

    wrap_reader("array", lambda read: lambda store, path: change(read(store, path)))


def _attributes(change: Any) -> None:
    """Change attributes as they are read."""
    rework(metadata, "_attributes", change)


@fault("attributes-dropped", blames="v3.core.array.attributes.object", symptom="wrong")
def _() -> None:
    _attributes(lambda _: {})


@fault("attributes-in-latin-1", blames="v3.core.array.attributes.object", symptom="wrong")
def _() -> None:
    def change(attributes: Any) -> Any:
        text = json.dumps(attributes, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return json.loads(text.decode("latin-1"), strict=False)

    _attributes(change)


@fault("attributes-through-doubles", blames="v3.core.array.attributes.object", symptom="observed")
def _() -> None:
    _attributes(lambda attributes: json.loads(json.dumps(attributes), parse_int=float))


@fault("escaped-pairs-not-joined", blames=JSON, symptom="wrong")
def _() -> None:
    def change(attributes: Any) -> Any:
        def split(text: str) -> str:
            units = text.encode("utf-16-be", "surrogatepass")
            pairs = zip(units[::2], units[1::2], strict=True)
            return "".join(
                chr(a << 8 | b) if not 0xD8 <= a <= 0xDF else "\N{REPLACEMENT CHARACTER}"
                for a, b in pairs
            )

        return {k: split(v) if isinstance(v, str) else v for k, v in attributes.items()}

    _attributes(change)


def _of_any_type(node: str) -> None:
    @fault(
        f"attributes-of-{node}-of-any-type",
        blames=f"v3.core.{node}.attributes.object",
        symptom="accepted",
    )
    def _() -> None:
        # What is no object is taken for an empty one.
        _document(lambda d: d if isinstance(d.get("attributes"), dict) else {**d, "attributes": {}})
        _attributes(lambda attributes: attributes if isinstance(attributes, dict) else {})


for _node in ("array", "group"):
    _of_any_type(_node)


def _text(change: Any) -> None:
    """Change the bytes of every document before they are parsed."""
    for name in ("parse_array", "parse_group"):
        rewrite(nodes, name, change)


@fault("text-after-document-ignored", blames=JSON, symptom="accepted")
def _() -> None:
    def change(data: bytes) -> bytes:
        text = data.decode("utf-8", "ignore")
        try:
            end = json.JSONDecoder().raw_decode(text.lstrip())[1]
        except ValueError:
            return data
        return text.lstrip()[:end].encode()

    _text(change)


@fault("document-in-a-list-accepted", blames="v3.core.array.single-object", symptom="accepted")
def _() -> None:
    _text(lambda data: data.strip()[1:-1] if data.strip().startswith(b"[") else data)
