"""Faults of lenient readers: what is missing or has no form is replaced, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.oracle import documents, extensions
from tests.saboteurs.faults.registry import change_configuration, fault, rework, wrap

Document = dict[str, Any]
BYTES = {"name": "bytes", "configuration": {"endian": "little"}}
DEFAULT_KEYS = {"name": "default"}
ARRAY, GROUP = "v3.core.array", "v3.core.group"


def _one_chunk(document: Document) -> Document:
    shape = document.get("shape", [])
    return {"name": "regular", "configuration": {"chunk_shape": [n or 1 for n in shape]}}


def _shape_of_chunks(document: Document) -> Any:
    grid = document["chunk_grid"]
    return grid["configuration"]["chunk_shape"]


def _has_form(value: Any) -> bool:
    return isinstance(value, dict | str)


def _has_name(value: Any) -> bool:
    return not isinstance(value, dict) or isinstance(value.get("name"), str)


def _has_configuration(value: Any) -> bool:
    return not isinstance(value, dict) or isinstance(value.get("configuration"), dict)


def _has_configuration_if_any(value: Any) -> bool:
    return not isinstance(value, dict) or isinstance(value.get("configuration", {}), dict)


def _has_chunk_shape(value: Any) -> bool:
    configuration = value.get("configuration") if isinstance(value, dict) else None
    return not isinstance(configuration, dict) or "chunk_shape" in configuration


def _there(_: Any) -> bool:
    return True


Insists = Callable[[Any], bool]
Instead = Callable[[Document], Any]
# The fault, the clause, the member of an array's document, what the reader insists on, and what it
# takes where that is not so.
MEMBERS: tuple[tuple[str, str, str, Insists, Instead], ...] = (
    (
        "missing-shape-is-that-of-a-chunk",
        f"{ARRAY}.shape.required",
        "shape",
        _there,
        _shape_of_chunks,
    ),
    (
        "missing-data-type-defaulted",
        f"{ARRAY}.data-type.required",
        "data_type",
        _there,
        lambda _: "uint16",
    ),
    (
        "missing-chunk-grid-is-one-chunk",
        f"{ARRAY}.chunk-grid.required",
        "chunk_grid",
        _there,
        _one_chunk,
    ),
    (
        "data-type-of-no-form-defaulted",
        f"{ARRAY}.data-type.definition",
        "data_type",
        _has_form,
        lambda _: "uint16",
    ),
    (
        "chunk-grid-of-no-form-is-one-chunk",
        f"{ARRAY}.chunk-grid.definition",
        "chunk_grid",
        _has_form,
        _one_chunk,
    ),
    (
        "chunk-key-encoding-of-no-form-is-default",
        f"{ARRAY}.chunk-key-encoding.definition",
        "chunk_key_encoding",
        _has_form,
        lambda _: DEFAULT_KEYS,
    ),
    (
        "nameless-chunk-grid-is-one-chunk",
        f"{ARRAY}.chunk-grid.regular-name",
        "chunk_grid",
        _has_name,
        _one_chunk,
    ),
    (
        "nameless-chunk-key-encoding-is-default",
        f"{ARRAY}.chunk-key-encoding.definition",
        "chunk_key_encoding",
        _has_name,
        lambda _: DEFAULT_KEYS,
    ),
    (
        "chunk-grid-of-odd-configuration-is-one-chunk",
        "v3.core.extension.configuration.object",
        "chunk_grid",
        _has_configuration_if_any,
        _one_chunk,
    ),
    (
        "chunk-grid-without-configuration-is-one-chunk",
        f"{ARRAY}.chunk-grid.regular-object",
        "chunk_grid",
        _has_configuration,
        _one_chunk,
    ),
    (
        "chunk-grid-without-chunk-shape-is-one-chunk",
        f"{ARRAY}.chunk-grid.regular-name",
        "chunk_grid",
        _has_chunk_shape,
        _one_chunk,
    ),
    (
        "codecs-of-no-list-are-bytes",
        f"{ARRAY}.codecs.list",
        "codecs",
        lambda value: isinstance(value, list),
        lambda _: [BYTES],
    ),
)


def _member(name: str, clause: str, member: str, insists: Insists, instead: Instead) -> None:
    @fault(name, blames=clause, symptom="accepted")
    def _() -> None:
        def change(document: Document) -> Document:
            if member in document and insists(document[member]):
                return document
            return {**document, member: instead(document)}

        rework(documents, "parse", change)


for _row in MEMBERS:
    _member(*_row)


def _missing_format_is_3(node: str) -> None:
    @fault(
        f"missing-zarr-format-of-{node}-is-3",
        blames=f"v3.core.{node}.zarr-format.required",
        symptom="accepted",
    )
    def _() -> None:
        rework(documents, "parse", lambda document: {"zarr_format": 3, **document})


for _node in ("array", "group"):
    _missing_format_is_3(_node)


def _lists_of_shards(name: str, member: str, clause: str) -> None:
    @fault(name, blames=f"v3.codec.sharding.{clause}.array", symptom="accepted")
    def _() -> None:
        # One object is a list of one; anything else is the plainest chain there is.
        def change(configuration: Document, _: Any) -> Document:
            value = configuration.get(member, [])
            if not isinstance(value, list):
                configuration[member] = [value] if isinstance(value, dict) else [BYTES]
            return configuration

        change_configuration("sharding_indexed", change)


_lists_of_shards("inner-codecs-of-no-list-accepted", "codecs", "codecs")
_lists_of_shards("index-codecs-of-no-list-accepted", "index_codecs", "index-codecs")


@fault(
    "inner-chunk-is-the-shard-by-default",
    blames="v3.codec.sharding.chunk-shape.length",
    symptom="accepted",
)
def _() -> None:
    def change(configuration: Document, decoded: Any) -> Document:
        shape = configuration.get("chunk_shape")
        given = shape if isinstance(shape, list) else [] if shape is None else [shape]
        configuration["chunk_shape"] = [*given, *decoded.shape[len(given) :]]
        return configuration

    change_configuration("sharding_indexed", change)


@fault("endian-null-is-little", blames="v3.codec.bytes.endian.values", symptom="accepted")
def _() -> None:
    change_configuration("bytes", lambda c, _: c | {"endian": c.get("endian", 0) or "little"})


@fault(
    "transpose-order-of-strings-accepted",
    blames="v3.codec.transpose.order.permutation",
    symptom="accepted",
)
def _() -> None:
    def change(configuration: Document, _: Any) -> Document:
        order = configuration.get("order")
        if isinstance(order, list) and all(isinstance(i, str) for i in order):
            configuration["order"] = [int(i) for i in order]
        return configuration

    change_configuration("transpose", change)


@fault(
    "transpose-order-fitted-to-the-array",
    blames="v3.core.codecs.unsupported-representation",
    symptom="accepted",
)
def _() -> None:
    def change(configuration: Document, decoded: Any) -> Document:
        order = configuration.get("order")
        if isinstance(order, list):
            n = len(decoded.shape)
            order = [i for i in order if not isinstance(i, int) or i < n]
            configuration["order"] = order + [i for i in range(n) if i not in order]
        return configuration

    change_configuration("transpose", change)


@fault(
    "storage-transformer-of-no-form-ignored",
    blames=f"{ARRAY}.storage-transformers.definition",
    symptom="accepted",
)
def _() -> None:
    def change(document: Document) -> Document:
        transformers = document.get("storage_transformers")
        if not isinstance(transformers, list):
            return document
        return {**document, "storage_transformers": [t for t in transformers if _has_form(t)]}

    rework(documents, "parse", change)


def _forgiving_chunk_shape(name: str, clause: str, change: Callable[[Any, list[int]], Any]) -> None:
    """Take chunk shapes as an API for creating arrays does, of the chunk and the array shape."""

    @fault(name, blames=clause, symptom="accepted")
    def _() -> None:
        def changed(document: Document) -> Document:
            grid = document.get("chunk_grid")
            configuration = grid.get("configuration") if isinstance(grid, dict) else None
            if not isinstance(configuration, dict) or "chunk_shape" not in configuration:
                return document
            chunk_shape = change(configuration["chunk_shape"], document["shape"])
            return {
                **document,
                "chunk_grid": {**grid, "configuration": {"chunk_shape": chunk_shape}},
            }

        rework(documents, "parse", changed)


def _sizes(change: Callable[[Any, int], Any]) -> Callable[[Any, list[int]], Any]:
    return lambda chunks, shape: (
        [change(c, n) for c, n in zip(chunks, shape, strict=True)]
        if isinstance(chunks, list) and len(chunks) == len(shape)
        else chunks
    )


CHUNK_SHAPE = f"{ARRAY}.chunk-grid.chunk-shape"
CHUNK_SHAPES: tuple[tuple[str, str, Callable[[Any, list[int]], Any]], ...] = (
    (
        "negative-chunk-size-is-whole-dimension",
        "v3.grid.regular.chunk-shape.positive",
        _sizes(lambda c, n: n if isinstance(c, int) and c < 0 else c),
    ),
    (
        "chunk-size-of-no-integer-is-whole-dimension",
        CHUNK_SHAPE,
        _sizes(lambda c, n: c if type(c) is int else n),
    ),
    (
        "chunk-shape-of-one-number-accepted",
        CHUNK_SHAPE,
        lambda chunks, shape: [chunks, *shape[1:]] if isinstance(chunks, int) else chunks,
    ),
    (
        "chunk-shape-in-a-string-accepted",
        CHUNK_SHAPE,
        lambda chunks, _: [*map(int, chunks.split(","))] if isinstance(chunks, str) else chunks,
    ),
    (
        "chunk-shape-null-is-one-chunk",
        CHUNK_SHAPE,
        lambda chunks, shape: shape if chunks is None else chunks,
    ),
)

for _name, _clause, _change in CHUNK_SHAPES:
    _forgiving_chunk_shape(_name, _clause, _change)


@fault("nameless-codec-ignored", blames="v3.core.extension.name.string", symptom="accepted")
def _() -> None:
    def change(document: Document) -> Document:
        codecs = document.get("codecs")
        if not isinstance(codecs, list):
            return document
        return {**document, "codecs": [codec for codec in codecs if _has_name(codec)]}

    rework(documents, "parse", change)


@fault("codec-of-no-form-ignored", blames=f"{ARRAY}.codecs.definition", symptom="accepted")
def _() -> None:
    def change(document: Document) -> Document:
        codecs = document.get("codecs")
        if not isinstance(codecs, list):
            return document
        return {**document, "codecs": [codec for codec in codecs if _has_form(codec)]}

    rework(documents, "parse", change)


@fault("name-of-no-string-made-one", blames="v3.core.extension.name.string", symptom="accepted")
def _() -> None:
    # As if a list of one name were that name.
    def change(parse: Any) -> Any:
        def lenient(value: Any, *where: Any) -> extensions.Extension:
            name = value.get("name") if isinstance(value, dict) else None
            if isinstance(name, list) and len(name) == 1:
                value = {**value, "name": name[0]}
            extension: extensions.Extension = parse(value, *where)
            return extension

        return lenient

    wrap(extensions, "parse", change)
