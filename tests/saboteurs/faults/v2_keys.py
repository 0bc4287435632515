"""Faults in the keys of version 2: where documents and chunks lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.oracle import documents
from conformance.oracle.v2 import nodes
from conformance.oracle.v2.metadata import ArrayMetadata
from tests.saboteurs.faults.registry import fault, rework, rewrite, wrap, wrap_reader


def _array(change: Callable[[ArrayMetadata], ArrayMetadata]) -> None:
    """Change what every array's documents say."""
    rework(nodes, "parse_array", change)


@fault("v2-slash-by-default", blames="v2.array.dimension-separator.default", symptom="wrong")
def _() -> None:
    rework(
        documents,
        "parse",
        lambda document: {"dimension_separator": "/", **document},
    )


@fault("v2-separator-ignored", blames="v2.array.dimension-separator.values", symptom="wrong")
def _() -> None:
    _array(lambda array: replace(array, separator="."))


@fault("v2-nested-keys-unknown", blames="v2.array.dimension-separator.nested", symptom="wrong")
def _() -> None:
    class Flat(dict[str, bytes]):
        def get(self, key: str, default: Any = None) -> Any:
            return super().get(key, default) if key.count("/") == 0 else default

    wrap_reader("array", lambda read: lambda store, path: read(Flat(store), path), "zarr_v2")


@fault("v2-separator-guessed", blames="v2.array.dimension-separator.default", symptom="wrong")
def _() -> None:
    # As if nested keys were meant wherever there are any.
    class Guesses(dict[str, bytes]):
        def get(self, key: str, default: Any = None) -> Any:
            folder, last = key.rpartition("/")[::2]
            nested = f"{folder}/{last.replace('.', '/')}".lstrip("/")
            found = super().get(key) if key.endswith(".zattrs") else super().get(nested)
            return super().get(key, default) if found is None else found

    wrap_reader("array", lambda read: lambda store, path: read(Guesses(store), path), "zarr_v2")


def _keys(name: str, clause: str, change: Callable[[Any, tuple[int, ...], str], str]) -> None:
    """Change the keys of chunks, of the array, the index and the right key."""

    @fault(f"v2-{name}", blames=clause, symptom="wrong")
    def _() -> None:
        def changed(key: Any) -> Any:
            return lambda array, index: change(array, index, key(array, index))

        wrap(nodes, "chunk_key", changed)


_keys("keys-with-prefix-c", "v2.keys.concatenated", lambda a, _, key: f"c{a.separator}{key}")
_keys(
    "indices-reversed-in-keys",
    "v2.keys.concatenated",
    lambda a, index, _: a.separator.join(map(str, index[::-1])),
)
_keys(
    "indices-padded",
    "v2.keys.decimal",
    lambda a, index, _: a.separator.join(f"{i:02}" for i in index),
)
_keys(
    "chunks-counted-from-one",
    "v2.keys.index",
    lambda a, index, _: a.separator.join(str(i + 1) for i in index),
)
_keys(
    "chunks-named-by-their-first-element",
    "v2.keys.position",
    lambda a, index, _: a.separator.join(
        str(i * c) for i, c in zip(index, a.chunk_grid.chunk_shape, strict=True)
    ),
)


@fault("v2-document-named-zarr.json", blames="v2.array.document", symptom="refused")
def _() -> None:
    rewrite(
        nodes, "_document", lambda store: {k: v for k, v in store.items() if ".zarray" not in k}
    )


@fault("v2-document-of-group-named-zarr.json", blames="v2.group.document", symptom="refused")
def _() -> None:
    rewrite(
        nodes, "_document", lambda store: {k: v for k, v in store.items() if ".zgroup" not in k}
    )


@fault("v2-path-without-its-last-slash", blames="v2.path.key-prefix", symptom="refused")
def _() -> None:
    wrap(nodes, "key_prefix", lambda _: lambda path: path)


@fault("v2-only-the-last-name-of-a-path", blames="v2.path.prefix", symptom="refused")
def _() -> None:
    rework(nodes, "normalised", lambda path: path.rpartition("/")[2])


@fault("v2-groups-only-below-the-root", blames="v2.group.nested", symptom="refused")
def _() -> None:
    rework(nodes, "normalised", lambda path: path.partition("/")[0])
