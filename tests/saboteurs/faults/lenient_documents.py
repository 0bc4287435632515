"""Faults of readers that make something of a document that is broken, missing or odd."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.oracle import metadata, nodes
from conformance.oracle.errors import SpecError
from tests.saboteurs.faults.registry import fault, tolerate, wrap

ARRAY, GROUP = "v3.core.array", "v3.core.group"
ARRAY_CREATED = b"""{"zarr_format": 3, "node_type": "array", "shape": [], "data_type": "uint8",
    "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": []}}, "fill_value": 0,
    "chunk_key_encoding": {"name": "default"}, "codecs": ["bytes"]}"""


def _created(node: str) -> bytes:
    return ARRAY_CREATED if node == "array" else b'{"zarr_format": 3, "node_type": "group"}'


def _creates(node: str) -> None:
    """Open as if to write: what cannot be read is created, and is empty."""
    clause = "v3.core.array.single-object" if node == "array" else "v3.core.group.object"

    @fault(f"broken-document-of-{node}-created-anew", blames=clause, symptom="accepted")
    def _() -> None:
        def change(parse: Any) -> Any:
            def creating(data: bytes) -> Any:
                try:
                    return parse(data)
                except SpecError:
                    return parse(_created(node))

            return creating

        wrap(nodes, f"parse_{node}", change)


for _node in ("array", "group"):
    _creates(_node)


@fault("missing-array-created", blames=f"{ARRAY}.document", symptom="accepted")
def _() -> None:
    def change(find: Any) -> Any:
        def creating(store: Mapping[str, bytes], path: str, node: str) -> bytes:
            key = nodes.key_prefix(path) + "zarr.json"
            data: bytes = find(store, path, node) if key in store else _created(node)
            return data

        return creating

    wrap(nodes, "_document", change)


def _other_name(node: str, *, only: bool) -> None:
    clause, symptom = f"v3.core.{node}.document", "refused" if only else "accepted"
    name = f"document-of-{node}-{'only' if only else 'also'}-named-{node}.json"

    @fault(name, blames=clause, symptom="refused" if symptom == "refused" else "accepted")
    def _() -> None:
        def change(find: Any) -> Any:
            def searching(store: Mapping[str, bytes], path: str, node: str) -> bytes:
                other = f"{nodes.key_prefix(path)}{node}.json"
                data: bytes = store[other] if only or other in store else find(store, path, node)
                return data

            return searching

        wrap(nodes, "_document", change)


_other_name("array", only=False)
_other_name("group", only=True)


def _decoded_again(node: str, clause: str) -> None:
    @fault(f"{node}-in-a-string-decoded-again", blames=clause, symptom="accepted")
    def _() -> None:
        def change(parse: Any) -> Any:
            def twice(data: bytes) -> Any:
                text = data.strip()
                return parse(json.loads(text).encode() if text.startswith(b'"') else data)

            return twice

        wrap(nodes, f"parse_{node}", change)


_decoded_again("array", f"{ARRAY}.single-object")
_decoded_again("group", f"{GROUP}.object")


@fault("broken-off-group-closed", blames=f"{GROUP}.object", symptom="accepted")
def _() -> None:
    # What is left of a document is read up to its last whole member.
    def change(parse: Any) -> Any:
        def closing(data: bytes) -> Any:
            text = data.decode()
            for end in range(len(text), 0, -1):
                for close in ("", "}", "}}"):
                    try:
                        json.loads(text[:end].rstrip(", \n") + close)
                    except ValueError:
                        continue
                    return parse((text[:end].rstrip(", \n") + close).encode())
            return parse(data)

        return closing

    wrap(nodes, "parse_group", change)


@fault(
    "consolidated-metadata-of-any-form", blames=f"{GROUP}.consolidated-metadata", symptom="accepted"
)
def _() -> None:
    tolerate(metadata, f"{GROUP}.consolidated-metadata")


def _odd_fill_value(kinds: str, clause: str) -> None:
    first = kinds.split()[0]

    @fault(f"odd-fill-value-of-{first}-is-zero", blames=clause, symptom="accepted")
    def _() -> None:
        def change(original: Any) -> Any:
            def lenient(data_type: Any, value: Any) -> bytes:
                try:
                    element: bytes = original(data_type, value)
                except SpecError:
                    if data_type.kind not in kinds.split():
                        raise
                    return bytes(data_type.size)
                return element

            return lenient

        wrap(metadata.data_types, "fill_value", change)


for _kinds, _clause in (
    ("bool", "v3.fill-value.bool"),
    ("int uint", "v3.fill-value.int.number"),
    ("complex", "v3.fill-value.complex"),
):
    _odd_fill_value(_kinds, _clause)


@fault("truth-of-fill-value-taken", blames="v3.fill-value.bool", symptom="accepted")
def _() -> None:
    def change(original: Any) -> Any:
        return lambda data_type, value: original(
            data_type, bool(value) if data_type.kind == "bool" else value
        )

    wrap(metadata.data_types, "fill_value", change)


@fault("integer-in-a-string-accepted", blames="v3.fill-value.int.number", symptom="accepted")
def _() -> None:
    def change(original: Any) -> Any:
        def lenient(data_type: Any, value: Any) -> bytes:
            if data_type.kind in ("int", "uint") and isinstance(value, str):
                value = int(value, 0)
            element: bytes = original(data_type, value)
            return element

        return lenient

    wrap(metadata.data_types, "fill_value", change)
