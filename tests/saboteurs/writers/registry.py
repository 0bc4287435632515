"""The list of faults of writers, and the few ways to plant one in the honest writer.

A fault changes one small thing in ``writer`` or in how the oracle encodes. It is planted while the
steps of a case are carried out, and gone when the store is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from conformance import oracle
from conformance.oracle import v2
from conformance.oracle.elements import Elements
from tests.saboteurs import writer
from tests.saboteurs.faults.registry import Fault, Symptom, wrap

Json = Any
Store = writer.Store
V3, V2 = "zarr_v3", "zarr_v2"


@dataclass(frozen=True)
class WriterFault(Fault):
    """One mistake that a writer could make; ``does`` says it in plain words.

    A store that is ``invalid`` breaks ``blames`` itself, or a case that cites it says so; one that
    is ``wrong`` is caught by a case that cites it.
    """

    does: str = ""


WRITER_FAULTS: dict[str, WriterFault] = {}


def fault(
    name: str, does: str, *, blames: str, symptom: Symptom
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register the decorated function as what plants the fault."""

    def register(plant: Callable[[], None]) -> Callable[[], None]:
        assert name not in WRITER_FAULTS, f"there are two faults named {name}"
        WRITER_FAULTS[name] = WriterFault(name, blames, symptom, plant, does)
        return plant

    return register


def invalid(name: str, does: str, blames: str) -> Any:
    """A fault that breaks the store."""
    return fault(name, does, blames=blames, symptom="invalid")


def wrong(name: str, does: str, blames: str) -> Any:
    """A fault that lets the store say something else."""
    return fault(name, does, blames=blames, symptom="wrong")


def change_documents(
    change: Callable[[dict[str, Json]], Json], *, node: str = "array", format: str = V3
) -> None:
    """Change a document each time that it is written."""
    document = {
        (V3, "array"): "zarr.json",
        (V3, "group"): "zarr.json",
        (V2, "array"): ".zarray",
        (V2, "group"): ".zgroup",
        (V2, "attributes"): ".zattrs",
    }[format, node]

    def changed(put: Any) -> Any:
        def instead(store: Store, path: str, name: str, value: Json) -> None:
            fits = name == document and (format == V2 or value["node_type"] == node)
            put(store, path, name, change(dict(value)) if fits else value)

        return instead

    wrap(writer, "put", changed)


def change_new(change: Callable[[dict[str, Json]], Json], format: str = V3) -> None:
    """Change the document of an array once, when it is made."""

    def changed(document_of: Any) -> Any:
        def instead(given: str, recipe: Mapping[str, Json]) -> Json:
            document = document_of(given, recipe)
            return change(document) if given == format else document

        return instead

    wrap(writer, "document_of", changed)


def spell(change: Callable[[str], bytes]) -> None:
    """Change the text of a document each time that it is written."""

    def changed(put: Any) -> Any:
        def instead(store: Store, path: str, name: str, value: Json) -> None:
            put(store, path, name, value)
            key = writer.key_prefix(path) + name
            store[key] = change(store[key].decode())

        return instead

    wrap(writer, "put", changed)


def without(name: str) -> Callable[[dict[str, Json]], dict[str, Json]]:
    """The change that leaves a member out."""
    return lambda document: {key: value for key, value in document.items() if key != name}


def saying(**members: Json) -> Callable[[dict[str, Json]], dict[str, Json]]:
    """The change that says something else."""
    return lambda document: {**document, **members}


def after(operation: str, change: Callable[[str, Store, str, Mapping[str, Json]], None]) -> None:
    """Do something more at the end of an operation."""

    def changed(carry_out: Any) -> Any:
        def instead(format: str, store: Store, path: str, step: Mapping[str, Json]) -> Any:
            found = carry_out(format, store, path, step)
            change(format, store, path, step)
            return found

        return instead

    wrap(writer.OPERATIONS, operation, changed)


def change_keys(change: Callable[[str, Any], str], format: str = V3) -> None:
    """Write chunks under other keys, of the key below the array's prefix and its metadata."""

    def changed(chunks: Any) -> Any:
        def instead(given: str, metadata: Any, values: Elements, path: str) -> Any:
            prefix = writer.key_prefix(path)
            for key, where, encoded in chunks(given, metadata, values, path):
                other = change(key.removeprefix(prefix), metadata) if given == format else None
                yield (key if other is None else prefix + other), where, encoded

        return instead

    wrap(writer, "chunks", changed)


def change_chunks(
    change: Callable[[bytes, Any, tuple[slice, ...]], bytes], format: str = V3
) -> None:
    """Change the bytes of chunks, of the array's metadata and where the chunk lies."""

    def changed(chunks: Any) -> Any:
        def instead(given: str, metadata: Any, values: Elements, path: str) -> Any:
            for key, where, encoded in chunks(given, metadata, values, path):
                yield key, where, change(encoded, metadata, where) if given == format else encoded

        return instead

    wrap(writer, "chunks", changed)


def change_elements(name: str, change: Callable[[Elements], Elements], format: str = V3) -> None:
    """Change the elements of arrays of a data type on their way into chunks."""

    def changed(encode: Any) -> Any:
        def instead(metadata: Any, values: Elements, path: str = "") -> Any:
            if metadata.data_type.name == name:
                values = np.ascontiguousarray(change(values))
            return encode(metadata, values, path)

        return instead

    wrap(v2 if format == V2 else oracle, "encode_chunks", changed)


def through(one: str, other: str) -> Callable[[Elements], Elements]:
    """The detour of numbers through another data type of NumPy."""

    def change(values: Elements) -> Elements:
        with np.errstate(all="ignore"):
            numbers = values.view(one).astype(other).astype(one)
        return numbers.view(np.uint8).reshape(values.shape)

    return change


def replaced(owner: Any, name: str, instead: Any) -> None:
    """Put a function in the place of another one, which it is given first."""
    wrap(owner, name, lambda original: partial(instead, original))


def method(owner: type, name: str, instead: Callable[..., Any]) -> None:
    """Put a method in the place of another one; it is given the original, then the rest."""

    def changed(original: Any) -> Any:
        return lambda self, *given: instead(original, self, *given)

    wrap(owner, name, changed)
