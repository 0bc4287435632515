"""Faults in where things lie: documents and chunks in a store, nodes in a hierarchy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.oracle import documents, nodes
from conformance.oracle.chunk_keys import ChunkKeyEncoding
from conformance.oracle.grid import RegularGrid
from tests.saboteurs.faults.registry import fault, rework, rewrite, wrap, wrap_reader

Store = Mapping[str, bytes]


def _document_at(key: Callable[[str], str]) -> None:
    """Look for the document of a node at a key of its path."""

    def find(store: Store, path: str, _: str) -> bytes:
        return store[key(path)]

    wrap(nodes, "_document", lambda _: find)


@fault("document-beside-its-node", blames="v3.core.stored.metadata-key", symptom="refused")
def _() -> None:
    _document_at(lambda path: f"{path}.zarr.json" if path else "zarr.json")


@fault("root-document-after-a-slash", blames="v3.core.stored.root-key", symptom="refused")
def _() -> None:
    _document_at(lambda path: f"{path}/zarr.json")


@fault("root-must-be-a-group", blames="v3.core.hierarchy.root", symptom="refused")
def _() -> None:
    def change(read: Any) -> Any:
        def strict(store: Store, path: str) -> Any:
            if not path:
                nodes.read_group(store)
            return read(store, path)

        return strict

    wrap_reader("array", change)


@fault("first-slash-of-path-kept", blames="v3.core.hierarchy.path", symptom="refused")
def _() -> None:
    rework(nodes, "key_prefix", lambda prefix: f"/{prefix}" if prefix else prefix)


def _chunk_prefix(change: Callable[[str], str]) -> None:
    """Change the prefix of chunks, but not that of documents."""

    def changed(read: Any) -> Any:
        def misplaced(store: Store, path: str) -> Any:
            prefix = nodes.key_prefix(path)
            document = store[prefix + "zarr.json"]
            moved = {
                prefix + key.removeprefix(change(prefix)): data
                for key, data in store.items()
                if key.startswith(change(prefix))
            }
            return read({**moved, prefix + "zarr.json": document}, path)

        return misplaced

    wrap_reader("array", changed)


@fault("chunks-of-root-after-a-slash", blames="v3.core.stored.root-prefix", symptom="wrong")
def _() -> None:
    _chunk_prefix(lambda prefix: prefix or "/")


@fault("path-and-chunk-key-run-together", blames="v3.core.stored.nested-prefix", symptom="wrong")
def _() -> None:
    _chunk_prefix(lambda prefix: prefix.rstrip("/"))


@fault("names-in-latin-1", blames="v3.core.node-name.utf-8", symptom="refused")
def _() -> None:
    def change(path: str) -> str:
        return path.encode().decode("latin-1")

    rewrite(nodes, "key_prefix", change)


def _padded(name: str) -> None:
    @fault(f"indices-of-{name}-keys-padded", blames=f"v3.keys.{name}.decimal", symptom="wrong")
    def _() -> None:
        # To as many digits as the largest index has, when that has two.
        def change(key: Any) -> Any:
            def padded(encoding: ChunkKeyEncoding, index: tuple[int, ...]) -> str:
                right: str = key(encoding, index)
                if encoding.name != name:
                    return right
                parts = right.split(encoding.separator)
                return encoding.separator.join(p.zfill(2) if p.isdigit() else p for p in parts)

            return padded

        wrap(ChunkKeyEncoding, "key", change)

    @fault(f"indices-of-{name}-keys-hexadecimal", blames=f"v3.keys.{name}.decimal", symptom="wrong")
    def _() -> None:
        def change(key: Any) -> Any:
            def hexadecimal(encoding: ChunkKeyEncoding, index: tuple[int, ...]) -> str:
                right: str = key(encoding, index)
                if encoding.name != name:
                    return right
                parts = right.split(encoding.separator)
                return encoding.separator.join(f"{int(p):x}" if p.isdigit() else p for p in parts)

            return hexadecimal

        wrap(ChunkKeyEncoding, "key", change)

    @fault(
        f"configuration-of-{name}-keys-required",
        blames=f"v3.keys.{name}.configuration.optional",
        symptom="refused",
    )
    def _() -> None:
        def change(document: dict[str, Any]) -> dict[str, Any]:
            keys = document.get("chunk_key_encoding")
            if isinstance(keys, dict) and keys.get("name") == name and "configuration" not in keys:
                raise KeyError("configuration")
            return document

        rework(documents, "parse", change)


for _name in ("default", "v2"):
    _padded(_name)


@fault("separator-after-last-index", blames="v3.keys.v2.separator", symptom="wrong")
def _() -> None:
    rework(ChunkKeyEncoding, "key", lambda key: key if key.startswith("c") else f"{key}.")


@fault("prefix-c-left-out", blames="v3.keys.default.prefix", symptom="wrong")
def _() -> None:
    rework(ChunkKeyEncoding, "key", lambda key: key.lstrip("c/."))


@fault(
    "array-without-dimensions-refused", blames="v3.core.array.zero-dimensions", symptom="refused"
)
def _() -> None:
    def change(shape: tuple[int, ...]) -> tuple[int, ...]:
        if not shape:
            raise ValueError("an array has dimensions")
        return shape

    wrap(RegularGrid, "grid_shape", lambda own: property(lambda grid: change(own.fget(grid))))


@fault("array-of-length-zero-refused", blames="v3.core.array.element-count", symptom="refused")
def _() -> None:
    def change(shape: tuple[int, ...]) -> tuple[int, ...]:
        if 0 in shape:
            raise ValueError("an array has elements")
        return shape

    wrap(RegularGrid, "grid_shape", lambda own: property(lambda grid: change(own.fget(grid))))


def _chunks_begin(name: str, clause: str, change: Callable[[RegularGrid, int, int], int]) -> None:
    """Change where a chunk begins along a dimension, of the grid, the dimension and the index."""

    @fault(name, blames=f"v3.grid.regular.{clause}", symptom="wrong")
    def _() -> None:
        def region(grid: RegularGrid, index: tuple[int, ...]) -> tuple[slice, ...]:
            starts = [change(grid, i, n) for i, n in enumerate(index)]
            sizes = zip(starts, grid.chunk_shape, grid.shape, strict=True)
            return tuple(slice(s, max(s, min(s + c, n))) for s, c, n in sizes)

        wrap(RegularGrid, "region", lambda _: region)


_chunks_begin(
    "chunks-begin-at-the-grid-s-length",
    "origin",
    lambda grid, i, n: n * grid.grid_shape[i],
)
_chunks_begin(
    "first-chunk-is-that-cut-short",
    "aligned",
    lambda grid, i, n: max(0, n * grid.chunk_shape[i] - (-grid.shape[i] % grid.chunk_shape[i])),
)
_chunks_begin(
    "last-chunk-moved-into-the-array",
    "overhang",
    lambda grid, i, n: max(0, min(n * grid.chunk_shape[i], grid.shape[i] - grid.chunk_shape[i])),
)


@fault("chunks-beyond-the-tenth-lost", blames="v3.core.chunk-grid.tessellation", symptom="wrong")
def _() -> None:
    def few(own: Any) -> Any:
        return lambda grid: iter([i for i in own(grid) if max(i, default=0) < 10])

    wrap(RegularGrid, "chunks", few)
