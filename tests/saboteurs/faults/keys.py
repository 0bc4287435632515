"""Faults in chunk keys and in the names of nodes: where a reader looks for what."""

from __future__ import annotations

import unicodedata
import urllib.parse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.oracle import chunk_keys, nodes
from conformance.oracle.chunk_keys import ChunkKeyEncoding
from tests.saboteurs.faults.registry import fault, rework, rewrite, tolerate, wrap, wrap_reader


class Guesses(dict[str, bytes]):
    """A store in which a chunk is also found under the key of another separator."""

    def get(self, key: str, default: Any = None) -> Any:
        folder, last = key.rpartition("/")[::2]
        others = (key, key.replace("/", "."), f"{folder}/{last.replace('.', '/')}".lstrip("/"))
        return next((self[other] for other in others if other in self), default)


@fault("separator-guessed", blames="v3.core.array.fill-value.uninitialised", symptom="wrong")
def _() -> None:
    wrap_reader("array", lambda read: lambda store, path: read(Guesses(store), path))


def _by_default(name: str, separator: str) -> None:
    def change(value: Any) -> Any:
        if not isinstance(value, dict) or value.get("name") != name:
            return value
        configuration = value.get("configuration", {})
        if not isinstance(configuration, dict):
            return value
        return {**value, "configuration": {"separator": separator, **configuration}}

    rewrite(chunk_keys, "parse", change)


@fault("default-separator-is-dot", blames="v3.keys.default.separator.default", symptom="wrong")
def _() -> None:
    _by_default("default", ".")


@fault("v2-separator-is-slash", blames="v3.keys.v2.separator.default", symptom="wrong")
def _() -> None:
    _by_default("v2", "/")


@fault("separator-ignored", blames="v3.keys.default.separator", symptom="wrong")
def _() -> None:
    rework(chunk_keys, "parse", lambda e: replace(e, separator="/" if e.name == "default" else "."))


def _any_separator(name: str) -> None:
    clause = f"v3.keys.{name}.separator.values"

    @fault(f"any-separator-of-{name}-accepted", blames=clause, symptom="accepted")
    def _() -> None:
        tolerate(chunk_keys, clause)


for _name in ("default", "v2"):
    _any_separator(_name)


@fault("v2-keys-with-prefix", blames="v3.keys.v2.key", symptom="wrong")
def _() -> None:
    rework(chunk_keys, "parse", lambda encoding: replace(encoding, name="default"))


@fault("default-keys-without-prefix", blames="v3.keys.default.key", symptom="wrong")
def _() -> None:
    rework(chunk_keys, "parse", lambda encoding: replace(encoding, name="v2"))


def _key(key: Any) -> None:
    """Change keys by ``key``, of the encoding, the index and the right key."""

    def change(original: Any) -> Any:
        return lambda encoding, index: key(encoding, index, original(encoding, index))

    wrap(ChunkKeyEncoding, "key", change)


@fault("0d-key-has-a-zero", blames="v3.keys.default.zero-dimensions", symptom="wrong")
def _() -> None:
    _key(lambda encoding, index, key: key if index else f"{key}{encoding.separator}0")


@fault("0d-key-of-v2-is-empty", blames="v3.keys.v2.zero-dimensions", symptom="wrong")
def _() -> None:
    _key(lambda encoding, index, key: "" if encoding.name == "v2" and not index else key)


@fault("indices-reversed-in-keys", blames="v3.keys.default.key", symptom="wrong")
def _() -> None:
    wrap(ChunkKeyEncoding, "key", lambda key: lambda encoding, index: key(encoding, index[::-1]))


@fault(
    "unknown-key-encoding-is-default", blames="v3.core.extension.unknown-field", symptom="accepted"
)
def _() -> None:
    def change(value: Any) -> Any:
        known = isinstance(value, dict) and value.get("name") in ("default", "v2")
        return value if known or not isinstance(value, dict) else {**value, "name": "default"}

    rewrite(chunk_keys, "parse", change)


def _path(change: Any) -> None:
    """Change the path of every node that is read, before its keys are made."""
    rewrite(nodes, "key_prefix", change)


@fault("percent-in-names-decoded", blames="v3.core.node-name", symptom="refused")
def _() -> None:
    _path(urllib.parse.unquote)


@fault("plus-in-names-is-space", blames="v3.core.node-name", symptom="refused")
def _() -> None:
    _path(lambda path: path.replace("+", " "))


@fault("names-in-lower-case", blames="v3.core.node-name", symptom="refused")
def _() -> None:
    _path(str.lower)


@fault("names-decomposed", blames="v3.core.node-name", symptom="refused")
def _() -> None:
    _path(lambda path: unicodedata.normalize("NFD", path))


@fault("chunks-below-root", blames="v3.core.stored.chunk-prefix", symptom="wrong")
def _() -> None:
    # The document is read at its path, the chunks as if the array were the root.
    def change(read: Any) -> Any:
        def misplaced(store: Mapping[str, bytes], path: str = "") -> nodes.ArrayNode:
            rooted = {**store, "zarr.json": store[nodes.key_prefix(path) + "zarr.json"]}
            node: nodes.ArrayNode = read(rooted, "")
            return node

        return misplaced

    wrap_reader("array", change)


def _odd_separator(name: str, default: str) -> None:
    clause = f"v3.keys.{name}.separator.values"

    @fault(f"odd-separator-of-{name}-is-its-default", blames=clause, symptom="accepted")
    def _() -> None:
        def change(value: Any) -> Any:
            configuration = value.get("configuration") if isinstance(value, dict) else None
            if not isinstance(configuration, dict) or value["name"] != name:
                return value
            odd = not isinstance(configuration.get("separator", default), str)
            return {**value, "configuration": {"separator": default}} if odd else value

        rewrite(chunk_keys, "parse", change)


_odd_separator("default", "/")
_odd_separator("v2", ".")
