"""The oracle as a writer that is tested: it carries out steps on a store in this process.

``writer_adapter.py`` lets the same writer answer over the protocol.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import numpy as np

from conformance import oracle
from conformance.cases.files import is_document
from conformance.cases.hierarchy import lengths
from conformance.oracle import data_types, v2
from conformance.oracle.data_types import DataType
from conformance.oracle.elements import Elements, flat, unflat
from conformance.oracle.nodes import key_prefix
from conformance.oracle.v2 import data_types as v2_data_types
from conformance.oracle.v2.nodes import chunk_key

Json = Any
Store = MutableMapping[str, bytes]


class Refused(Exception):
    """The writer does not do that."""


def carry_out(format: str, store: Store, step: Mapping[str, Json]) -> dict[str, Json]:
    """Do one step; the body of the answer. Raises `Refused`."""
    found: dict[str, Json] | None = OPERATIONS[step["op"]](format, store, step["path"], step)
    return found or {}


def create_group(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    make_room(format, store, path, overwrite=step.get("overwrite", False))
    put_group(format, store, path, step.get("attributes", {}))


def create_array(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    make_room(format, store, path, overwrite=step.get("overwrite", False))
    put_array(format, store, path, document_of(format, step["array"]))
    if format == "zarr_v2" and step["array"].get("attributes"):
        put(store, path, ".zattrs", step["array"]["attributes"])


def write_array(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    node = open_array(format, store, path)
    everything = tuple(slice(0, length) for length in node.metadata.shape)
    write(format, store, path, everything, step["values"])


def write_region(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    region = tuple(slice(*map(int, part)) for part in step["selection"])
    write(format, store, path, region, step["values"])


def write_read_only(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    raise Refused("the array is open for reading only")


def append(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    shape, axis, added = open_array(format, store, path).metadata.shape, step["axis"], step["shape"]
    longer = [length + int(added[axis]) * (n == axis) for n, length in enumerate(shape)]
    reshape(format, store, path, longer)
    region = tuple(slice(length * (n == axis), longer[n]) for n, length in enumerate(shape))
    write(format, store, path, region, step["values"])


def resize(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    reshape(format, store, path, list(lengths(step["shape"])))


def set_attributes(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    if step.get("numbers"):
        raise Refused("NaN and Infinity are no JSON")
    change_attributes(format, store, path, lambda old: {**old, **step["attributes"]})


def delete_attributes(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    names = set(step["names"])
    change_attributes(
        format, store, path, lambda old: {k: v for k, v in old.items() if k not in names}
    )


def delete_node(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    erase(store, path)


def list_members(format: str, store: Store, path: str, step: Mapping[str, Json]) -> dict[str, Json]:
    prefix = key_prefix(path)
    found = {key.removeprefix(prefix).split("/")[0] for key in store if key.startswith(prefix)}
    told = [(name, node_type(format, store, prefix + name)) for name in sorted(found)]
    return {"members": [{"name": n, "node_type": kind} for n, kind in told if kind]}


def consolidate(format: str, store: Store, path: str, step: Mapping[str, Json]) -> None:
    if format == "zarr_v2":
        documents = {key: json.loads(data) for key, data in below(store, path) if is_document(key)}
        put(store, path, ".zmetadata", {"zarr_consolidated_format": 1, "metadata": documents})
        return
    nodes = {
        key.removesuffix("/zarr.json"): json.loads(data)
        for key, data in below(store, path)
        if key.endswith("/zarr.json")
    }
    for document in nodes.values():
        document.pop("consolidated_metadata", None)
    inline = {"kind": "inline", "must_understand": False, "metadata": nodes}
    put(
        store,
        path,
        "zarr.json",
        {**get(store, path, "zarr.json"), "consolidated_metadata": inline},
    )


def read_consolidated(
    format: str, store: Store, path: str, step: Mapping[str, Json]
) -> dict[str, Json]:
    """An array by the documents that were consolidated, and its own chunks."""
    where = key_prefix(path) + step["below"]
    told = dict(store)
    if format == "zarr_v2":
        for key, document in get(store, path, ".zmetadata")["metadata"].items():
            put(told, path, key, document)
    else:
        nodes = get(store, path, "zarr.json")["consolidated_metadata"]["metadata"]
        put(told, where, "zarr.json", nodes[step["below"]])
    node = oracle.FORMATS[format].read_array(told, where)
    metadata = node.metadata
    return {
        "shape": [str(length) for length in metadata.shape],
        "data_type": metadata.data_type.name,
        "attributes": dict(metadata.attributes),
        "values": base64.b64encode(flat(node.values)).decode(),
    }


OPERATIONS = {
    name: function
    for name, function in list(globals().items())
    if name
    in (
        *("append", "consolidate", "create_array", "create_group", "delete_attributes"),
        *("delete_node", "list_members", "read_consolidated", "resize", "set_attributes"),
        *("write_array", "write_read_only", "write_region"),
    )
}


def make_room(format: str, store: Store, path: str, *, overwrite: bool) -> None:
    """Room for a node: its name is allowed, nothing is there, groups are above."""
    check_path(format, path)
    if node_type(format, store, path) and not overwrite:
        raise Refused(f"there is a node at {path!r}")
    parts = path.split("/") if path else []
    for n in range(len(parts)):
        above = "/".join(parts[:n])
        kind = node_type(format, store, above)
        if kind == "array":
            raise Refused(f"{above!r} is an array")
        if kind is None:
            put_group(format, store, above, {})
    erase(store, path)


def check_path(format: str, path: str) -> None:
    """Whether every name in a path is allowed."""
    for name in path.split("/") if path else ():
        reserved = name.startswith("__") or name == "zarr.json"
        if not name.strip(".") or (format == "zarr_v3" and reserved):
            raise Refused(f"{name!r} is no name of a node")


def put_group(format: str, store: Store, path: str, attributes: Mapping[str, Json]) -> None:
    if format == "zarr_v3":
        document = {"zarr_format": 3, "node_type": "group", "attributes": attributes}
        put(store, path, "zarr.json", document)
        return
    put(store, path, ".zgroup", {"zarr_format": 2})
    if attributes:
        put(store, path, ".zattrs", attributes)


def put_array(format: str, store: Store, path: str, document: Mapping[str, Json]) -> None:
    put(store, path, ".zarray" if format == "zarr_v2" else "zarr.json", document)


def put(store: Store, path: str, name: str, document: Json) -> None:
    store[key_prefix(path) + name] = json.dumps(document).encode()


def get(store: Store, path: str, name: str) -> Json:
    return json.loads(store[key_prefix(path) + name])


def node_type(format: str, store: Store, path: str) -> str | None:
    names = {".zarray": "array", ".zgroup": "group"}
    if format == "zarr_v2":
        kinds = (kind for name, kind in names.items() if key_prefix(path) + name in store)
        return next(kinds, None)
    return (
        get(store, path, "zarr.json")["node_type"]
        if key_prefix(path) + "zarr.json" in store
        else None
    )


def erase(store: Store, path: str) -> None:
    for key, _ in below(store, path):
        del store[key_prefix(path) + key]


def below(store: Store, path: str) -> list[tuple[str, bytes]]:
    """What lies at a path, by key without its prefix."""
    prefix = key_prefix(path)
    return [(k.removeprefix(prefix), data) for k, data in store.items() if k.startswith(prefix)]


def document_of(format: str, recipe: Mapping[str, Json]) -> dict[str, Json]:
    """The metadata document of a recipe; what it leaves out is plain."""
    shape, chunks = list(lengths(recipe["shape"])), list(lengths(recipe["chunk_shape"]))
    if format == "zarr_v2":
        dtype = v2_data_types.parse(recipe["data_type"])
        return {
            "zarr_format": 2,
            "shape": shape,
            "chunks": chunks,
            "dtype": recipe["data_type"],
            "compressor": recipe.get("compressor"),
            "filters": recipe.get("filters"),
            "order": recipe.get("order", "C"),
            "fill_value": v2_fill(dtype, recipe.get("fill_value")),
            "dimension_separator": recipe.get("dimension_separator", "."),
        }
    kind = data_types.parse(recipe["data_type"])
    codecs = recipe.get("codecs") or [{"name": "bytes", "configuration": {"endian": "little"}}]
    if "shard_shape" in recipe:
        index = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]
        shard = {"chunk_shape": chunks, "codecs": codecs, "index_codecs": index}
        shard["index_location"] = recipe.get("index_location", "end")
        codecs = [{"name": "sharding_indexed", "configuration": shard}]
        chunks = list(lengths(recipe["shard_shape"]))
    document = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": shape,
        "data_type": recipe["data_type"],
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunks}},
        "chunk_key_encoding": recipe.get("chunk_key_encoding", {"name": "default"}),
        "fill_value": v3_fill(
            kind, base64.b64decode(recipe.get("fill_value", "")) or bytes(kind.size)
        ),
        "codecs": codecs,
        "attributes": recipe.get("attributes", {}),
    }
    if "dimension_names" in recipe:
        document["dimension_names"] = recipe["dimension_names"]
    return document


def v3_fill(kind: DataType, data: bytes) -> Json:
    """A fill value as JSON: numbers with a point as their bits, which loses nothing."""
    match kind.kind:
        case "bool":
            return data != b"\0"
        case "int" | "uint" | "time":
            return int.from_bytes(data, "little", signed=kind.kind != "uint")
        case "float":
            return "0x" + data[::-1].hex()
        case "complex":
            half = len(data) // 2
            return ["0x" + part[::-1].hex() for part in (data[:half], data[half:])]
        case "string":
            return data.decode()
        case "text":
            return data.decode("utf-32-le").rstrip("\0")
        case "raw":
            return list(data)
        case "struct":
            ends = np.cumsum([field.size for _, field in kind.fields])
            parts = np.split(np.frombuffer(data, np.uint8), ends[:-1])
            pairs = zip(kind.fields, parts, strict=True)
            return {name: v3_fill(field, part.tobytes()) for (name, field), part in pairs}
    return base64.b64encode(data).decode()


def v2_fill(dtype: Any, text: str | None) -> Json:
    """A fill value of version 2 as JSON."""
    if text is None:
        return None
    data, kind = base64.b64decode(text), v2_data_types.described(dtype)
    if kind.kind in ("bool", "int", "uint"):
        return v3_fill(kind, data)
    if kind.kind == "float":
        (number,) = struct.unpack({2: "<e", 4: "<f", 8: "<d"}[len(data)], data)
        words = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
        return words.get(str(number), number)
    if kind.name.startswith(("[", "|S")):
        stored = bytes(data[place] for place in v2_data_types.little_endian(dtype))
        return base64.b64encode(stored).decode()
    raise Refused(f"no fill value of {kind.name} can be told")


def open_array(format: str, store: Store, path: str) -> Any:
    if node_type(format, store, path) != "array":
        raise Refused(f"there is no array at {path!r}")
    return oracle.FORMATS[format].read_array(store, path)


def write(format: str, store: Store, path: str, region: tuple[slice, ...], data: str) -> None:
    """Write elements, and encode the chunks that they lie in."""
    node = open_array(format, store, path)
    kind, whole = node.metadata.data_type, node.values.copy()
    shape = np.empty(whole.shape[:-1], bool)[region].shape
    values = unflat(base64.b64decode(data), shape, kind.size, variable=kind.variable)
    if values is None:
        raise Refused("the values do not fit")
    whole[region] = values
    touched = np.zeros(whole.shape[:-1], bool)
    touched[region] = True
    for key, where, encoded in chunks(format, node.metadata, whole, path):
        if touched[where].any():
            store[key] = encoded


def chunks(
    format: str, metadata: Any, values: Elements, path: str
) -> Iterator[tuple[str, tuple[slice, ...], bytes]]:
    """Every chunk: its key, where it lies in the array, and its bytes."""
    encode = v2.encode_chunks if format == "zarr_v2" else oracle.encode_chunks
    encoded = encode(metadata, values, path)
    for index in metadata.chunk_grid.chunks():
        if format == "zarr_v2":
            key = key_prefix(path) + chunk_key(metadata, index)
        else:
            key = key_prefix(path) + metadata.chunk_key_encoding.key(index)
        yield key, metadata.chunk_grid.region(index), encoded[key]


def reshape(format: str, store: Store, path: str, shape: list[int]) -> None:
    """Another shape: chunks that lie outside go, those at the edge stay as they are."""
    name = ".zarray" if format == "zarr_v2" else "zarr.json"
    node = open_array(format, store, path)
    before = {key for key, _, _ in chunks(format, node.metadata, node.values, path)}
    put(store, path, name, {**get(store, path, name), "shape": shape})
    node = open_array(format, store, path)
    for key in before - {key for key, _, _ in chunks(format, node.metadata, node.values, path)}:
        store.pop(key, None)


def change_attributes(format: str, store: Store, path: str, change: Any) -> None:
    if format == "zarr_v2":
        old = get(store, path, ".zattrs") if key_prefix(path) + ".zattrs" in store else {}
        put(store, path, ".zattrs", change(old))
        return
    document = get(store, path, "zarr.json")
    put(
        store, path, "zarr.json", {**document, "attributes": change(document.get("attributes", {}))}
    )
