"""Traits: what is special about a dataset, finer than its features, to tell one cause from another.

A shrunk dataset has few, and they name what the fault needs: ``codec:blosc`` and ``chunks:edge``.
"""

from __future__ import annotations

import base64
import json
import math
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.cases.features import subjects
from conformance.cases.model import Case
from conformance.oracle import data_types
from conformance.oracle.nodes import key_prefix

Json = Any
# What nearly every dataset has: nothing special.
_COMMON = frozenset({"codec:bytes", "grid:regular", "keys:default"})
# What shrinking ends with where it does not matter.
SIMPLEST = frozenset({"dtype:bool", "shape:none", "store:begun"})
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")
# What a compressor or a checksum leaves is divided by one, at best.
_ANY_LENGTH = 1
_OF_URLS = frozenset("#%?")
# The defaults of key encodings.
_SEPARATORS = {("default", "/"), ("v2", ".")}


def is_core(case: Case) -> bool:
    """Whether a case is of what the strategies draw: the core of version 3."""
    return not case.steps and all(name.startswith("v3-") for name in case.classes)


def is_written(case: Case) -> bool:
    """Whether a case is written, of what the strategies draw."""
    return bool(case.steps) and all(name.startswith("v3-") for name in case.classes)


def traits(case: Case) -> frozenset[str]:
    """The traits of a dataset, or of steps; of a faulty one only its features."""
    found = set(case.features) - _COMMON
    if case.steps:
        return frozenset(found | set(_of_steps(case)))
    found |= set(_of_path(case.node.path))
    if "attributes" in case.checks:
        found.add("about:attributes")
    if case.kind != "refuse" and case.node.node_type == "array":
        document = json.loads(case.store[key_prefix(case.node.path) + "zarr.json"])
        found |= set(_of_array(document, case))
    return frozenset(found)


def essential(case: Case) -> frozenset[str]:
    """The traits of a golden case, without the data type and the codecs that only carry it."""
    about = subjects(case.clauses, case.features)
    carried = {feature for feature in case.features if feature not in about}
    return frozenset(t for t in traits(case) if t not in carried)


def _of_steps(case: Case) -> Iterator[str]:
    """The traits of what is made, and of what is there already."""
    for path in {step["path"] for step in case.steps}:
        yield from _of_path(path)
    for key, data in case.store.items():
        if key.rpartition("/")[2] == "zarr.json":
            document = json.loads(data)
            if document["node_type"] == "array":
                yield "store:begun"
                yield from _of_written(document)
    for step in case.steps:
        if step["op"] == "create_array":
            yield from _of_written(document_of(step["array"]))
            if step["array"].get("dimension_names"):
                yield "made:dimension-names"
            if "fill_value" in step["array"]:
                yield from _of_fill_bytes(step["array"])


def _of_written(document: Mapping[str, Json]) -> Iterator[str]:
    """What an API may not express, beside the traits of what is read."""
    yield from _of_document(document)
    keys = document["chunk_key_encoding"]
    separator = _configuration(keys).get("separator")
    if separator is not None and (_name(keys), separator) not in _SEPARATORS:
        yield f"separator:{_name(keys)}{separator}"
    if not document["shape"]:
        yield "shape:none"


def document_of(array: Mapping[str, Json]) -> dict[str, Json]:
    """What the document of an array that is made says of how it is stored."""
    chunks = [int(n) for n in array["chunk_shape"]]
    codecs = array.get("codecs", [{"name": "bytes"}])
    if "shard_shape" in array:
        shard = {"chunk_shape": chunks, "codecs": codecs}
        shard["index_codecs"] = [{"name": "bytes"}, {"name": "crc32c"}]
        shard["index_location"] = array.get("index_location", "end")
        codecs = [{"name": "sharding_indexed", "configuration": shard}]
        chunks = [int(n) for n in array["shard_shape"]]
    return {
        "shape": [int(n) for n in array["shape"]],
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunks}},
        "chunk_key_encoding": array.get("chunk_key_encoding", {"name": "default"}),
        "data_type": array["data_type"],
        "fill_value": None,
        "codecs": codecs,
    }


def _of_fill_bytes(array: Mapping[str, Json]) -> Iterator[str]:
    """What is special about a fill value that is given by its bytes."""
    fill = base64.b64decode(array["fill_value"])
    name = str(array["data_type"])
    if "int" in name:
        number = int.from_bytes(fill, "little", signed=not name.startswith("u"))
        if float(number) != number:
            yield "fill:beyond-doubles"
        if abs(number) > 2**53:
            yield "fill:beyond-53-bits"
    if name.startswith(("float", "complex")):
        form = {2: "e", 4: "f", 8: "d"}[len(fill) // (2 if name.startswith("complex") else 1)]
        for (part,) in struct.iter_unpack(f"<{form}", fill):
            if not math.isfinite(part):
                yield "fill:word"
            elif part == 0 and math.copysign(1, part) < 0:
                yield "fill:negative-zero"
    if any(fill):
        yield "fill:not-zero"


def _of_path(path: str) -> Iterator[str]:
    odd = set(path) - _PLAIN
    if odd:
        yield "path:url-characters" if odd & _OF_URLS else "path:other-characters"


def _of_array(document: Mapping[str, Json], case: Case) -> Iterator[str]:
    shape, chunks = document["shape"], _configuration(document["chunk_grid"])["chunk_shape"]
    prefix = key_prefix(case.node.path)
    held = sum(key.startswith(prefix) and not key.endswith("zarr.json") for key in case.store)
    if held < math.prod(-(-n // c) if c else 0 for n, c in zip(shape, chunks, strict=True)):
        yield "chunks:missing"
    yield from _of_document(document, _size(case))


def _of_document(document: Mapping[str, Json], size: int | None = None) -> Iterator[str]:
    """What is special about how an array is stored; ``size`` is that of an element."""
    shape, chunks = document["shape"], _configuration(document["chunk_grid"])["chunk_shape"]
    if 0 in shape:
        yield "shape:empty"
    if any(c and n % c for n, c in zip(shape, chunks, strict=True)):
        yield "chunks:edge"
    if size is None:
        size = data_types.parse(document["data_type"]).size
    for member in ("chunk_grid", "chunk_key_encoding"):
        yield from _of_form(member.replace("_", "-"), document[member])
    for name, value in document.items():
        if isinstance(value, dict) and value.get("must_understand") is False:
            yield "field:ignorable" if "name" in value else f"field:{name}"
    yield from _of_fill(document["fill_value"])
    for trait in _of_codecs(document["codecs"], size, inside=False):
        yield trait
        if trait == "endian:big":
            yield f"big-endian:{document['data_type']}"


def _of_fill(fill: Json) -> Iterator[str]:
    for part in fill if isinstance(fill, list) else [fill]:
        if isinstance(part, str):
            yield "fill:hex" if part.startswith("0x") else "fill:word"
        elif isinstance(part, int) and float(part) != part:
            yield "fill:beyond-doubles"


def _of_codecs(codecs: list[Json], size: int, *, inside: bool) -> Iterator[str]:
    names = [_name(codec) for codec in codecs]
    where = "inner-chunks" if inside else "chunks"
    if names.count("transpose") > 1:
        yield "transpose:twice"
    if {"transpose", "sharding_indexed"} <= set(names):
        yield "transpose:before-sharding"
    packed = 0
    for codec, name in zip(codecs, names, strict=True):
        configuration = _configuration(codec)
        yield from _of_form("codec", codec)
        if name == "bytes" and configuration.get("endian") == "big":
            yield "endian:big"
        if name in ("transpose", "blosc", "gzip"):
            yield f"{name}:of-{where}"
        if name == "blosc" and (packed or size) % (configuration.get("typesize") or 1):
            yield "blosc:typesize-other"
        if name in ("blosc", "gzip", "crc32c"):
            packed = _ANY_LENGTH
        if name == "sharding_indexed":
            if inside:
                yield "sharding:nested"
            if configuration.get("index_location") == "start":
                yield "index:start"
            yield from _of_index(configuration["index_codecs"])
            yield from _of_codecs(configuration["codecs"], size, inside=True)


def _of_index(codecs: list[Json]) -> Iterator[str]:
    if any(_configuration(codec).get("endian") == "big" for codec in codecs):
        yield "index:big-endian"
    names = [_name(codec) for codec in codecs]
    if "crc32c" not in names:
        yield "index:no-checksum"
    if "transpose" in names:
        yield "index:transpose"


def _of_form(what: str, extension: Json) -> Iterator[str]:
    if isinstance(extension, str):
        yield f"short-hand:{what}"
    elif "must_understand" in extension:
        yield f"must-understand:{what}"


def _name(extension: Json) -> str:
    return str(extension if isinstance(extension, str) else extension["name"])


def _configuration(extension: Json) -> dict[str, Json]:
    given = extension.get("configuration") if isinstance(extension, dict) else None
    return given or {}


def _size(case: Case) -> int:
    """The bytes of one element; 0 where there are none."""
    if not case.expect or not case.values:
        return 0
    return len(case.values) // math.prod(int(n) for n in case.expect["shape"])
