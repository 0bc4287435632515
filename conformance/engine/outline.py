"""What a document declares about storage, reduced to what an asker can demand of a writer.

Names and order of codecs, chunk shapes, key encodings. Parameters that writers may choose or leave
out (levels, block sizes, checksums) are no part of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.cases.model import Case
from conformance.oracle.nodes import key_prefix

Json = Any


def declared(case: Case, store: Mapping[str, bytes]) -> tuple[str, str, str] | None:
    """Where the array of a case is stored otherwise than it was asked for: member, asked, found."""
    asked = _asked(case)
    if asked is None:
        return None
    found = _of_document(_document(store, case), case.format)
    for member, wanted in asked.items():
        if found[member] != wanted:
            return member, json.dumps(wanted), json.dumps(found[member])
    return None


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
            "order": document["order"],
            "compressor": _id(document["compressor"]),
            "filters": [_id(item) for item in document["filters"] or ()],
            "dimension_separator": document.get("dimension_separator", "."),
        }
    return {
        "chunk_shape": document["chunk_grid"].get("configuration", {}).get("chunk_shape"),
        "chunk_key_encoding": _keys(document["chunk_key_encoding"]),
        "codecs": _codecs(document["codecs"]),
    }


def _of_recipe(recipe: Mapping[str, Json], format: str) -> dict[str, Json]:
    chunk_shape = [int(n) for n in recipe["chunk_shape"]]
    if format == "zarr_v2":
        asked: dict[str, Json] = {"chunks": chunk_shape}
        for name in ("order", "dimension_separator"):
            if name in recipe:
                asked[name] = recipe[name]
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
            location = recipe.get("index_location", "end")
            asked["codecs"] = [["sharding_indexed", chunk_shape, location, asked["codecs"]]]
    return asked


def _id(codec: Json) -> str | None:
    return None if codec is None else str(codec["id"])


def _keys(encoding: Json) -> list[Json]:
    if isinstance(encoding, str):
        encoding = {"name": encoding}
    separator = "." if encoding["name"] == "v2" else "/"
    return [encoding["name"], encoding.get("configuration", {}).get("separator", separator)]


def _codecs(codecs: Json) -> list[Json]:
    found: list[Json] = []
    for codec in codecs:
        name = codec if isinstance(codec, str) else codec["name"]
        if name != "sharding_indexed":
            found.append(name)
            continue
        shard = codec["configuration"]
        location = shard.get("index_location", "end")
        found.append([name, list(shard["chunk_shape"]), location, _codecs(shard["codecs"])])
    return found
