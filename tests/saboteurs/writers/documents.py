"""Faults of writers of the documents of version 3."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.saboteurs import writer
from tests.saboteurs.writers.registry import (
    after,
    change_documents,
    change_new,
    invalid,
    replaced,
    saying,
    spell,
    without,
    wrong,
)

Json = Any
ARRAY, GROUP = "v3.core.array", "v3.core.group"


@invalid("shape-left-out", "An array's document has no shape.", f"{ARRAY}.shape.required")
def _() -> None:
    change_documents(without("shape"))


@invalid(
    "fill-value-left-out",
    "An array whose fill value is zero does not say so.",
    f"{ARRAY}.fill-value.required",
)
def _() -> None:
    change_new(lambda document: without("fill_value")(document) if not document["fill_value"]
               else document)  # fmt: skip


@invalid(
    "chunk-key-encoding-left-out",
    "The encoding of chunk keys, where it is the plain one, is not said.",
    f"{ARRAY}.chunk-key-encoding.required",
)
def _() -> None:
    change_new(without("chunk_key_encoding"))


@invalid("array-says-version-2", "The zarr_format is 2.", f"{ARRAY}.zarr-format.value")
def _() -> None:
    change_documents(saying(zarr_format=2))


@invalid("array-node-type-left-out", "No node_type is written.", f"{ARRAY}.node-type.required")
def _() -> None:
    change_documents(without("node_type"))


@invalid("group-node-type-left-out", "No node_type is written.", f"{GROUP}.node-type.required")
def _() -> None:
    change_documents(without("node_type"), node="group")


@invalid("group-says-version-2", "The zarr_format is 2.", f"{GROUP}.zarr-format.value")
def _() -> None:
    change_documents(saying(zarr_format=2), node="group")


@invalid("shape-of-strings", "Lengths are written as strings.", f"{ARRAY}.shape.integers")
def _() -> None:
    change_documents(lambda d: saying(shape=[str(n) for n in d["shape"]])(d))


@invalid(
    "nan-without-quotes",
    "A fill value that is no number is the bare word that many JSON libraries write.",
    f"{ARRAY}.single-object",
)
def _() -> None:
    spell(lambda text: re.sub('"0x7(fc|e|ff8)0*"', "NaN", text).encode())


@wrong(
    "nan-is-zero",
    "A fill value that is no number is written as zero.",
    "v3.fill-value.float.nan",
)
def _() -> None:
    spell(lambda text: re.sub('"0x7(fc|e|ff8)0*"', "0", text).encode())


@wrong(
    "infinity-is-the-largest-number",
    "A fill value of infinity is written as the largest number that is finite.",
    "v3.fill-value.float.infinity",
)
def _() -> None:
    spell(
        lambda text: (
            text.replace('"0x7f800000"', '"0x7f7fffff"')
            .replace('"0x7ff0000000000000"', '"0x7fefffffffffffff"')
            .encode()
        )
    )


@wrong(
    "fill-value-through-float",
    "A fill value of 64 bits goes through a double.",
    "v3.fill-value.int.number",
)
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        fill = document["fill_value"]
        fits = type(fill) is int and int(float(fill)) < 2**63
        return saying(fill_value=int(float(fill)))(document) if fits else document

    change_new(change)


@invalid(
    "complex-fill-value-is-text",
    "A complex fill value is written as Python shows it.",
    "v3.fill-value.complex",
)
def _() -> None:
    change_new(
        lambda d: saying(fill_value="(1+2j)")(d) if str(d["data_type"]).startswith("complex") else d
    )


@invalid(
    "default-fill-value-is-null",
    "Where nobody says a fill value, it is null.",
    f"{ARRAY}.fill-value.default-recorded",
)
def _() -> None:
    def document_of(original: Any, format: str, recipe: Mapping[str, Json]) -> Json:
        document = original(format, recipe)
        return document if "fill_value" in recipe else saying(fill_value=None)(document)

    replaced(writer, "document_of", document_of)


@invalid(
    "shuffle-left-to-the-reader",
    "The document does not say how bytes are shuffled.",
    "v3.codec.blosc.shuffle.recorded",
)
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        codecs = [
            {**codec, "configuration": without("shuffle")(codec["configuration"])}
            if codec["name"] == "blosc"
            else codec
            for codec in document["codecs"]
        ]
        return saying(codecs=codecs)(document)

    change_new(change)


@invalid(
    "structures-under-their-old-name",
    "Structures are given the name that is for old arrays.",
    "ext.data-type.structured.written",
)
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        named = document["data_type"]
        old = isinstance(named, dict) and named["name"] == "struct"
        return saying(data_type={**named, "name": "structured"})(document) if old else document

    change_new(change)


@invalid("boolean-fill-value-is-0", "The fill value false is 0.", "v3.fill-value.bool")
def _() -> None:
    change_new(lambda d: saying(fill_value=int(d["fill_value"]))(d) if d["data_type"] == "bool"
               else d)  # fmt: skip


@wrong(
    "dimension-names-dropped",
    "The names of dimensions are not written.",
    f"{ARRAY}.dimension-names.type",
)
def _() -> None:
    change_documents(without("dimension_names"))


@wrong(
    "dimension-without-name-is-empty",
    "A dimension without a name gets the empty string.",
    f"{ARRAY}.dimension-names.null",
)
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        names = document.get("dimension_names", ())
        return saying(dimension_names=[n or "" for n in names])(document) if names else document

    change_new(change)


@invalid(
    "one-dimension-name-too-many",
    "The names of dimensions have one for the chunks as well.",
    f"{ARRAY}.dimension-names.length",
)
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        names = document.get("dimension_names", ())
        return saying(dimension_names=[*names, "chunk"])(document) if names else document

    change_new(change)


@invalid(
    "attributes-of-pairs",
    "Attributes are a list of pairs.",
    f"{ARRAY}.attributes.object",
)
def _() -> None:
    change_documents(lambda d: saying(attributes=[list(pair) for pair in d["attributes"].items()])
                     (d))  # fmt: skip


@invalid(
    "group-without-attributes-says-null",
    "A group without attributes has null for them.",
    f"{GROUP}.attributes.object",
)
def _() -> None:
    change_documents(lambda d: saying(attributes=d["attributes"] or None)(d), node="group")


@invalid(
    "documents-in-latin-1",
    "Documents are written in Latin-1, where that has the characters.",
    f"{ARRAY}.single-object",
)
def _() -> None:
    def change(text: str) -> bytes:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
        return plain.encode("latin-1", "backslashreplace").replace(b"\\U0001", b"\\u1")

    spell(change)


@invalid("codecs-backwards", "Codecs are in the order of decoding.", "v3.core.codecs.order")
def _() -> None:
    change_new(lambda d: saying(codecs=d["codecs"][::-1])(d))


@invalid(
    "codecs-in-short-form",
    "Codecs are written as their names alone.",
    "v3.codec.bytes.endian.required",
)
def _() -> None:
    change_new(lambda d: saying(codecs=[codec["name"] for codec in d["codecs"]])(d))


@invalid("codecs-empty", "Raw chunks are said to have no codec.", f"{ARRAY}.codecs.not-empty")
def _() -> None:
    change_new(lambda d: saying(codecs=[c for c in d["codecs"] if c["name"] != "bytes"])(d))


@invalid(
    "chunk-shape-of-nothing",
    "A dimension without elements has chunks without elements.",
    "v3.grid.regular.chunk-shape.positive",
)
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        lengths = document["chunk_grid"]["configuration"]["chunk_shape"]
        fitted = [min(*pair) for pair in zip(lengths, document["shape"], strict=True)]
        grid = {"name": "regular", "configuration": {"chunk_shape": fitted}}
        return saying(chunk_grid=grid)(document) if 0 in fitted else document

    change_new(change)


@invalid(
    "consolidated-as-in-version-2",
    "Consolidated metadata are those of version 2, without must_understand.",
    f"{GROUP}.consolidated-metadata",
)
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        if "consolidated_metadata" not in document:
            return document
        nodes = document["consolidated_metadata"]["metadata"]
        old = {"zarr_consolidated_format": 1, "metadata": nodes}
        return saying(consolidated_metadata=old)(document)

    change_documents(change, node="group")


def consolidated(change: Any) -> None:
    """Change the documents that a group has consolidated."""

    def changed(format: str, store: writer.Store, path: str, step: Mapping[str, Json]) -> None:
        document = writer.get(store, path, "zarr.json")
        change(document["consolidated_metadata"]["metadata"])
        writer.put(store, path, "zarr.json", document)

    after("consolidate", changed)


@wrong(
    "consolidated-keeps-old-attributes",
    "What is consolidated has attributes that are no longer there.",
    f"{GROUP}.consolidated-metadata",
)
def _() -> None:
    consolidated(lambda nodes: [node.update(attributes={"old": True}) for node in nodes.values()])
