"""The clauses that a drawn dataset is about, from its metadata document and what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = Any
_WORDS = {"NaN": "nan", "Infinity": "infinity", "-Infinity": "negative-infinity"}


def clauses_of(
    document: Mapping[str, Json], *, path: str = "", missing: bool = False, relaid: bool = False
) -> tuple[str, ...]:
    """The clauses that reading this node right or wrong tells of; the most special first.

    ``missing`` says that a chunk is, ``relaid`` that chunks are not as an encoder would write them.
    """
    if document["node_type"] == "group":
        found = [*_group(document), *_place(path)]
    else:
        found = [
            *(_relaid(document["codecs"]) if relaid else ()),
            *_codecs(document["codecs"]),
            *_forms(document),
            *(_fill(document) if missing else ()),
            *_grid(document),
            *_keys(document),
            *_place(path),
            *_members(document),
            *_data_type(document["data_type"]),
            "v3.core.array.single-object",
        ]
    return tuple(dict.fromkeys(found))


def _relaid(codecs: list[Json]) -> Iterator[str]:
    name = _name(codecs[-1])
    if name == "sharding_indexed":
        yield "v3.codec.sharding.order.any"
        yield "v3.codec.sharding.unused-space"
    else:
        yield f"v3.codec.{name}.format"


def _codecs(codecs: list[Json]) -> Iterator[str]:
    names = [_name(codec) for codec in codecs]
    if len(names) > 1:
        yield "v3.core.codecs.sequence"
    for name, codec in zip(names, codecs, strict=True):
        configuration = codec.get("configuration", {}) if isinstance(codec, dict) else {}
        match name:
            case "sharding_indexed":
                yield "v3.codec.sharding.format"
                location = configuration.get("index_location", "default")
                yield f"v3.codec.sharding.index-location.{location}"
                yield "v3.codec.sharding.index.codecs-apply"
                yield "v3.codec.sharding.codecs.apply"
                yield from _codecs(configuration["codecs"])
            case "transpose":
                yield "v3.codec.transpose.definition"
            case "crc32c":
                yield "v3.codec.crc32c.appended"
            case "gzip":
                yield "v3.codec.gzip.format"
            case "blosc":
                if "typesize" not in configuration:
                    yield "v3.codec.blosc.typesize.ignored"
                yield "v3.codec.blosc.format"
            case "bytes":
                yield "v3.codec.bytes.elements"


def _forms(document: Mapping[str, Json]) -> Iterator[str]:
    extensions = [*document["codecs"], document["chunk_grid"], document["chunk_key_encoding"]]
    if any(isinstance(value, str) for value in extensions):
        yield "v3.core.extension.short-hand.equivalent"
    if any(isinstance(value, dict) and "must_understand" in value for value in extensions):
        yield "v3.core.extension.must-understand.implicit"
    if any(isinstance(v, dict) and v.get("must_understand") is False for v in document.values()):
        yield "v3.core.extension.must-understand.ignorable"
        yield "v3.core.extension.unknown-field"
    if any(isinstance(value, dict) and "configuration" not in value for value in extensions):
        yield "v3.core.extension.object"


def _fill(document: Mapping[str, Json]) -> Iterator[str]:
    yield "v3.core.array.fill-value.uninitialised"
    data_type, fill = document["data_type"], document["fill_value"]
    if data_type == "bool":
        yield "v3.fill-value.bool"
    elif "int" in data_type:
        yield "v3.fill-value.int.number"
    elif data_type.startswith("complex"):
        yield "v3.fill-value.complex"
    elif data_type.startswith("float"):
        word = _WORDS.get(fill, "hex") if isinstance(fill, str) else "rounding"
        yield f"v3.fill-value.float.{word}"


def _grid(document: Mapping[str, Json]) -> Iterator[str]:
    shape = document["shape"]
    if not shape:
        yield "v3.core.array.zero-dimensions"
    elif 0 in shape:
        yield "v3.core.array.element-count"
    chunks = document["chunk_grid"]["configuration"]["chunk_shape"]
    if any(n % c for n, c in zip(shape, chunks, strict=True)):
        yield "v3.grid.regular.edge-chunk-full"
    if any(n > c for n, c in zip(shape, chunks, strict=True)):
        yield "v3.grid.regular.element-location"
        yield "v3.grid.regular.grid-shape"


def _keys(document: Mapping[str, Json]) -> Iterator[str]:
    encoding = document["chunk_key_encoding"]
    clause = f"v3.keys.{encoding['name']}"
    if "separator" not in encoding.get("configuration", {}):
        yield f"{clause}.separator.default"
    if not document["shape"]:
        yield f"{clause}.zero-dimensions"
    yield f"{clause}.key"


def _place(path: str) -> Iterator[str]:
    if not path:
        yield "v3.core.stored.root-key"
        return
    yield "v3.core.stored.metadata-key"
    yield "v3.core.stored.nested-prefix"
    yield "v3.core.node-name"
    if not path.isascii():
        yield "v3.core.node-name.utf-8"


def _members(document: Mapping[str, Json]) -> Iterator[str]:
    names = document.get("dimension_names")
    if names is None:
        yield "v3.core.array.dimension-names.default"
    else:
        yield "v3.core.array.dimension-names.type"
        given = [name for name in names if name is not None]
        if len(given) < len(names):
            yield "v3.core.array.dimension-names.null"
        if len(set(given)) < len(given):
            yield "v3.core.array.dimension-names.distinct"
    if "attributes" in document:
        yield "v3.core.array.attributes.object"
    else:
        yield "v3.core.array.attributes.optional"
    if "storage_transformers" in document:
        yield "v3.core.array.storage-transformers.none"


def _data_type(name: str) -> Iterator[str]:
    yield f"v3.data-type.{name}"
    yield f"v3.codec.bytes.{name}"


def _group(document: Mapping[str, Json]) -> Iterator[str]:
    if "consolidated_metadata" in document:
        yield "v3.core.group.consolidated-metadata.readable"
        yield "v3.core.group.consolidated-metadata"
    known = {"zarr_format", "node_type", "attributes", "consolidated_metadata"}
    if document.keys() - known:
        yield "v3.core.extension.must-understand.ignorable"
    if "attributes" in document:
        yield "v3.core.group.attributes.object"
    else:
        yield "v3.core.group.attributes.optional"
    yield "v3.core.group.object"


def _name(codec: Json) -> str:
    return codec if isinstance(codec, str) else str(codec["name"])
