"""What a document declares about storage, reduced to what an asker can demand of a writer.

Names and order of codecs, byte orders, orders of dimensions, chunk shapes, key encodings. What
writers may choose or leave out (levels, block sizes, checksums, what nobody asked for) is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.cases.model import Case
from conformance.oracle.nodes import key_prefix

Json = Any
ANY = "any"
"""Of a part that is left out: as the writer likes."""
SHARDS = "sharding_indexed"


def declared(case: Case, store: Mapping[str, bytes]) -> tuple[str, str, str] | None:
    """Where the array of a case is stored otherwise than it was asked for: member, asked, found."""
    asked = _asked(case)
    if asked is None:
        return None
    found = _of_document(_document(store, case), case.format)
    for member, wanted in asked.items():
        if not _agree(wanted, found[member]):
            return member, json.dumps(wanted), json.dumps(found[member])
    return None


def _agree(wanted: Json, found: Json) -> bool:
    """Whether what was asked for is what is there; what one of them leaves out agrees."""
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_agree, wanted, found))
    return wanted == found or ANY in (wanted, found)


def _asked(case: Case) -> dict[str, Json] | None:
    """What was asked for, by member; those that were left to the library are not there."""
    recipe = None
    for step in case.steps:
        if step["op"] == "create_array" and step["path"] == case.node.path:
            recipe = step["array"]
    if recipe is not None:
        return _of_recipe(recipe, case.format)
    if not case.store:
        return None
    return _of_document(_document(case.store, case), case.format)


def _document(store: Mapping[str, bytes], case: Case) -> Mapping[str, Json]:
    name = ".zarray" if case.format == "zarr_v2" else "zarr.json"
    document: Mapping[str, Json] = json.loads(store[key_prefix(case.node.path) + name])
    return document


def _of_document(document: Mapping[str, Json], format: str) -> dict[str, Json]:
    if format == "zarr_v2":
        return {
            "chunks": document["chunks"],
            "dtype": _byte_orders(document["dtype"]),
            "order": _order(document, document["chunks"]),
            "compressor": _id(document["compressor"]),
            "filters": [_id(item) for item in document["filters"] or ()],
            "dimension_separator": document.get("dimension_separator", "."),
        }
    codecs = _codecs(document["codecs"])
    return {
        "chunk_shape": document["chunk_grid"].get("configuration", {}).get("chunk_shape"),
        "chunk_key_encoding": _keys(document["chunk_key_encoding"]),
        "codecs": codecs,
        "chunk_shape_of_shards": _within_shards(codecs),
    }


def _within_shards(codecs: list[Json]) -> list[int] | None:
    """The shape of the chunks in each shard; None where there are no shards."""
    shards = [codec for codec in codecs if isinstance(codec, list) and codec[0] == SHARDS]
    return shards[0][1] if shards else None


def _of_recipe(recipe: Mapping[str, Json], format: str) -> dict[str, Json]:
    chunk_shape = [int(n) for n in recipe["chunk_shape"]]
    if format == "zarr_v2":
        asked: dict[str, Json] = {
            "chunks": chunk_shape,
            "dtype": _byte_orders(recipe["data_type"]),
        }
        if "order" in recipe:
            asked["order"] = _order(recipe, chunk_shape)
        if "dimension_separator" in recipe:
            asked["dimension_separator"] = recipe["dimension_separator"]
        if "compressor" in recipe:
            asked["compressor"] = _id(recipe["compressor"])
        if "filters" in recipe:
            asked["filters"] = [_id(item) for item in recipe["filters"] or ()]
        return asked
    stored = [int(n) for n in recipe.get("shard_shape", recipe["chunk_shape"])]
    asked = {"chunk_shape": stored}
    if "chunk_key_encoding" in recipe:
        asked["chunk_key_encoding"] = _keys(recipe["chunk_key_encoding"])
    if "codecs" in recipe:
        asked["codecs"] = _codecs(recipe["codecs"])
        if "shard_shape" in recipe:
            location = recipe.get("index_location", ANY)
            asked["codecs"] = [[SHARDS, chunk_shape, location, asked["codecs"]]]
    elif "shard_shape" in recipe:
        asked["chunk_shape_of_shards"] = chunk_shape
    return asked


def _order(document: Mapping[str, Json], chunk_shape: list[int]) -> Json:
    """The order of version 2; with one dimension or none both are the same."""
    return document["order"] if len(chunk_shape) > 1 else ANY


def _id(codec: Json) -> str | None:
    return None if codec is None else str(codec["id"])


def _keys(encoding: Json) -> list[Json]:
    if isinstance(encoding, str):
        encoding = {"name": encoding}
    separator = "." if encoding["name"] == "v2" else "/"
    return [encoding["name"], encoding.get("configuration", {}).get("separator", separator)]


def _byte_orders(data_type: Json) -> Json:
    """The byte orders of a data type of version 2; of one that has none, whatever it says."""
    if isinstance(data_type, str):
        return data_type[:1] if data_type[:1] in ("<", ">") and data_type[2:] != "1" else ANY
    return [_byte_orders(item[1]) for item in data_type]


def _codecs(codecs: Json) -> list[Json]:
    found: list[Json] = []
    for codec in codecs:
        name = codec if isinstance(codec, str) else codec["name"]
        configuration = {} if isinstance(codec, str) else codec.get("configuration", {})
        if name == SHARDS:
            location = configuration.get("index_location", "end")
            inner = _codecs(configuration["codecs"])
            found.append([name, list(configuration["chunk_shape"]), location, inner])
        elif name == "bytes":
            found.append([name, configuration.get("endian", ANY)])
        elif name == "transpose":
            found.append([name, configuration.get("order", ANY)])
        else:
            found.append(name)
    return found
