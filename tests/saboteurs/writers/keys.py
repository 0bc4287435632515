"""Faults of writers in the keys of documents and chunks, and in the names of nodes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.saboteurs import writer
from tests.saboteurs.faults.registry import wrap
from tests.saboteurs.writers.registry import change_keys, invalid, wrong

NAME = "v3.core.node-name"


def of_default(change: Callable[[str], str]) -> Callable[[str, Any], str]:
    """Change the keys of the encoding default alone."""
    return lambda key, metadata: (
        change(key) if metadata.chunk_key_encoding.key((1, 1)).startswith("c") else key
    )


@wrong(
    "separator-always-a-period",
    "The separator of chunk keys is a period, whatever the document says.",
    "v3.keys.default.separator",
)
def _() -> None:
    change_keys(of_default(lambda key: key.replace("/", ".")))


@wrong("no-letter-c", "Keys of chunks have no c.", "v3.keys.default.key")
def _() -> None:
    change_keys(of_default(lambda key: key[2:] or "0"))


@wrong("letter-c-always", "Keys of chunks have a c in every encoding.", "v3.keys.v2.key")
def _() -> None:
    change_keys(lambda key, _: key if key[0] == "c" else f"c/{key}")


@wrong("indices-backwards", "The last index of a chunk comes first.", "v3.grid.regular.key")
def _() -> None:
    change_keys(of_default(lambda key: key[:1] + "".join(reversed(split(key)))))


def split(key: str) -> list[str]:
    """The indices of a key of the encoding default, each after its separator."""
    separator = key[1:2]
    return [separator + index for index in key[2:].split(separator)] if separator else []


@wrong("indices-from-1", "Chunks are counted from 1.", "v3.grid.regular.key")
def _() -> None:
    change_keys(of_default(lambda k: k[:1] + "".join(f"{i[0]}{int(i[1:]) + 1}" for i in split(k))))


@wrong("indices-padded", "Indices have two digits.", "v3.grid.regular.key")
def _() -> None:
    change_keys(of_default(lambda k: k[:1] + "".join(f"{i[0]}{int(i[1:]):02}" for i in split(k))))


@wrong(
    "no-dimensions-has-a-zero",
    "The chunk of an array without dimensions is c/0.",
    "v3.keys.default.zero-dimensions",
)
def _() -> None:
    change_keys(of_default(lambda key: "c/0" if key == "c" else key))


@wrong(
    "no-dimensions-of-v2-has-no-key",
    "The chunk of an array without dimensions has the key c in every encoding.",
    "v3.keys.v2.zero-dimensions",
)
def _() -> None:
    change_keys(lambda key, metadata: key if metadata.shape else "c")


@wrong(
    "chunks-at-the-root",
    "Chunks lie at the root of the store, not below their array.",
    "v3.core.stored.nested-prefix",
)
def _() -> None:
    def changed(chunks: Any) -> Any:
        return lambda format, metadata, values, path: chunks(format, metadata, values, "")

    wrap(writer, "chunks", changed)


@wrong(
    "documents-beside-their-nodes",
    "The document of a node below the root is named after the node.",
    "v3.core.stored.metadata-key",
)
def _() -> None:
    def changed(put: Any) -> Any:
        def instead(store: Any, path: str, name: str, document: Any) -> None:
            put(store, path, name, document)
            if path and name == "zarr.json":
                store[f"{path}.{name}"] = store.pop(f"{path}/{name}")

        return instead

    wrap(writer, "put", changed)


def tolerating(*names: str, prefix: str = "") -> None:
    """Let the writer make nodes of forbidden names."""

    def changed(check_path: Any) -> Any:
        def instead(format: str, path: str) -> None:
            kept = [n for n in path.split("/") if n not in names]
            kept = [n for n in kept if not (prefix and n.startswith(prefix))]
            check_path(format, "/".join(kept))

        return instead

    wrap(writer, "check_path", changed)


@invalid(
    "name-of-underscores-made",
    "A name may begin with two underscores.",
    f"{NAME}.not-reserved-prefix",
)
def _() -> None:
    tolerating(prefix="__")


@invalid("name-of-periods-made", "A name may be three periods.", f"{NAME}.not-periods")
def _() -> None:
    tolerating("...")


@invalid("name-of-document-made", "A name may be zarr.json.", f"{NAME}.not-zarr-json")
def _() -> None:
    tolerating("zarr.json")


def renamed(change: Callable[[str], str]) -> None:
    """Make nodes of other names than are asked for."""
    for operation in ("create_array", "create_group", "write_array"):

        def changed(carry_out: Any) -> Any:
            return lambda format, store, path, step: carry_out(format, store, change(path), step)

        wrap(writer.OPERATIONS, operation, changed)


@wrong("names-quoted", "Names are quoted as in addresses.", NAME)
def _() -> None:
    renamed(quote)


@wrong("names-in-lower-case", "Names are folded to lower case.", NAME)
def _() -> None:
    renamed(str.lower)


@wrong("names-stripped", "White space around names is taken off.", NAME)
def _() -> None:
    renamed(str.strip)


@wrong("names-composed", "Names are brought into the composed form.", f"{NAME}.utf-8")
def _() -> None:
    renamed(lambda path: unicodedata.normalize("NFC", path))
