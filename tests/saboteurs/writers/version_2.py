"""Faults of writers of version 2."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.oracle import v2
from conformance.oracle.v2 import codecs
from conformance.oracle.v2.data_types import Simple
from tests.saboteurs import writer
from tests.saboteurs.faults.registry import wrap
from tests.saboteurs.writers.registry import (
    V2,
    change_chunks,
    change_documents,
    change_elements,
    change_keys,
    change_new,
    invalid,
    replaced,
    saying,
    spell,
    through,
    without,
    wrong,
)

Json = Any
ARRAY, GROUP = "v2.array", "v2.group"


@invalid("v2-compressor-left-out", "No compressor is not said.", f"{ARRAY}.compressor.required")
def _() -> None:
    change_documents(without("compressor"), format=V2)


@invalid("v2-filters-left-out", "No filters are not said.", f"{ARRAY}.filters.required")
def _() -> None:
    change_documents(without("filters"), format=V2)


@invalid("v2-order-left-out", "The order C is not said.", f"{ARRAY}.order.required")
def _() -> None:
    change_documents(without("order"), format=V2)


@invalid("v2-fill-value-left-out", "No fill value is not said.", f"{ARRAY}.fill-value.required")
def _() -> None:
    change_documents(without("fill_value"), format=V2)


@invalid("v2-array-says-version-3", "The zarr_format is 3.", f"{ARRAY}.zarr-format.integer")
def _() -> None:
    change_documents(saying(zarr_format=3), format=V2)


@invalid("v2-group-empty", "A group's document is empty.", f"{GROUP}.zarr-format.required")
def _() -> None:
    change_documents(lambda _: {}, node="group", format=V2)


@invalid("v2-dtype-of-the-machine", "Byte orders are =.", "v2.dtype.byte-order")
def _() -> None:
    change_new(
        lambda d: (
            saying(dtype=d["dtype"].replace("<", "="))(d) if isinstance(d["dtype"], str) else d
        ),
        V2,
    )


@invalid("v2-codec-without-id", "A codec has a name for its id.", f"{ARRAY}.compressor.id")
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        codec = document["compressor"]
        if codec is None:
            return document
        return saying(compressor={"name": codec["id"], **without("id")(codec)})(document)

    change_new(change, V2)


@wrong("v2-nan-is-null", "A fill value that is no number is null.", "v2.fill-value.float.nan")
def _() -> None:
    spell(lambda text: text.replace('"NaN"', "null").encode())


@invalid(
    "v2-infinity-without-quotes",
    "An infinite fill value is the bare word.",
    "v2.fill-value.float.infinity",
)
def _() -> None:
    spell(lambda text: text.replace('"Infinity"', "Infinity").encode())


@invalid("v2-infinity-is-inf", "An infinite fill value is -inf.", "v2.fill-value.float")
def _() -> None:
    spell(lambda text: re.sub('"(-?)Infinity"', r'"\1inf"', text).encode())


@invalid(
    "v2-byte-string-as-text",
    "The fill value of byte strings is their text.",
    "v2.fill-value.byte-string",
)
def _() -> None:
    def change(document: dict[str, Json]) -> dict[str, Json]:
        if not str(document["dtype"]).startswith("|S") or document["fill_value"] is None:
            return document
        text = base64.b64decode(document["fill_value"]).decode("latin-1")
        return saying(fill_value=text.rstrip("\0") + "-")(document)

    change_new(change, V2)


@wrong("v2-fill-value-null", "No fill value is ever written.", "v2.fill-value.integer")
def _() -> None:
    change_new(saying(fill_value=None), V2)


@wrong(
    "v2-attributes-in-array", "Attributes are in the array's document.", "v2.attributes.document"
)
def _() -> None:
    def put(original: Any, store: Any, path: str, name: str, document: Json) -> None:
        if name == ".zattrs" and writer.key_prefix(path) + ".zarray" in store:
            array = {**writer.get(store, path, ".zarray"), "attributes": document}
            original(store, path, ".zarray", array)
            return
        original(store, path, name, document)

    replaced(writer, "put", put)


@invalid("v2-attributes-of-pairs", "Attributes are a list of pairs.", "v2.attributes.object")
def _() -> None:
    change_documents(lambda d: [list(pair) for pair in d.items()], node="attributes", format=V2)


@invalid(
    "v2-no-groups-above-arrays",
    "The groups above an array are not made.",
    f"{GROUP}.ancestors-of-array",
)
def _() -> None:
    bare("create_array")


@invalid(
    "v2-no-groups-above-groups",
    "The groups above a group are not made.",
    f"{GROUP}.ancestors-of-group",
)
def _() -> None:
    bare("create_group")


def bare(operation: str) -> None:
    """Take away the groups that an operation makes above its node."""

    def carry_out(original: Any, format: str, store: Any, path: str, step: Any) -> Any:
        before = set(store)
        found = original(format, store, path, step)
        own = writer.key_prefix(path)
        for key in set(store) - before:
            if not key.startswith(own):
                del store[key]
        return found

    replaced(writer.OPERATIONS, operation, carry_out)


@wrong(
    "v2-separator-ignored",
    "The separator is always a period.",
    f"{ARRAY}.dimension-separator.values",
)
def _() -> None:
    change_keys(lambda key, _: key.replace("/", "."), V2)


@wrong("v2-indices-backwards", "The last index of a chunk comes first.", "v2.keys.position")
def _() -> None:
    change_keys(
        lambda k, m: m.separator.join(reversed(k.split(m.separator))),
        V2,
    )


@wrong("v2-indices-hexadecimal", "Indices are hexadecimal.", "v2.keys.decimal")
def _() -> None:
    change_keys(
        lambda k, m: m.separator.join(f"{int(n):x}" for n in k.split(m.separator)),
        V2,
    )


@invalid("v2-edge-chunk-cut", "Edge chunks hold what is inside alone.", "v2.chunks.same-shape")
def _() -> None:
    def change(encoded: bytes, metadata: Any, where: tuple[slice, ...]) -> bytes:
        inside = tuple(part.stop - part.start for part in where)
        bare = metadata.compressor is None and not metadata.filters
        return encoded[: int(np.prod(inside)) * metadata.dtype.size] if bare else encoded

    change_chunks(change, V2)


def encoding(change: Any) -> None:
    """Change the metadata by which chunks are encoded, of the metadata."""

    def changed(encode: Any) -> Any:
        return lambda metadata, values, path="": encode(change(metadata), values, path)

    wrap(v2, "encode_chunks", changed)


@wrong("v2-order-f-ignored", "Chunks are in C order, whatever is said.", f"{ARRAY}.order.f")
def _() -> None:
    encoding(lambda metadata: replace(metadata, order="C"))


@wrong("v2-big-endian-is-little", "Everything is little-endian.", "v2.dtype.byte-order.big")
def _() -> None:
    encoding(
        lambda metadata: (
            replace(metadata, dtype=replace(metadata.dtype, byte_order="<"))
            if isinstance(metadata.dtype, Simple) and metadata.dtype.byte_order == ">"
            else metadata
        )
    )


@wrong("v2-little-endian-is-big", "Everything is big-endian.", "v2.dtype.byte-order.little")
def _() -> None:
    encoding(
        lambda metadata: (
            replace(metadata, dtype=replace(metadata.dtype, byte_order=">"))
            if isinstance(metadata.dtype, Simple) and metadata.dtype.byte_order == "<"
            else metadata
        )
    )


@invalid(
    "v2-filters-after-compressor", "Filters come after the compressor.", "v2.filters.encode-order"
)
def _() -> None:
    def encode(_: Any, data: bytes, before: Any, last: Any, typesize: int) -> bytes:
        data = data if last is None else last.encode(data, typesize)
        for codec in before if last is not None else ():
            data = codec.encode(data)
        return data

    replaced(codecs, "encode", encode)


@invalid("v2-length-in-front", "Compressed chunks begin with their length.", "v2.chunks.no-header")
def _() -> None:
    def change(encoded: bytes, metadata: Any, _: Any) -> bytes:
        length = len(encoded).to_bytes(4, "little")
        return encoded if metadata.compressor is None else length + encoded

    change_chunks(change, V2)


@invalid("v2-zlib-is-raw", "Streams of zlib have no header.", "v2.chunks.compressed")
def _() -> None:
    def deflated(data: bytes, _: Any) -> bytes:
        stream = zlib.compressobj(wbits=-15)
        return stream.compress(data) + stream.flush()

    wrap(codecs.CODECS, "zlib", lambda pair: (deflated, pair[1]))


@invalid("v2-blosc-without-header", "The header of Blosc is left out.", "v2.chunks.blosc")
def _() -> None:
    wrap(
        codecs.CODECS,
        "blosc",
        lambda pair: (lambda data, given: pair[0](data, given)[16:], pair[1]),
    )


@invalid(
    "v2-structures-aligned",
    "The fields of structures are aligned, as compilers do it.",
    "v2.dtype.structured.packed",
)
def _() -> None:
    def change(encoded: bytes, metadata: Any, _: Any) -> bytes:
        if isinstance(metadata.dtype, Simple) or metadata.compressor is not None:
            return encoded
        size = metadata.dtype.size
        elements = (encoded[n : n + size] for n in range(0, len(encoded), size))
        return b"".join(element.ljust(-(-size // 8) * 8 + 8, b"\0") for element in elements)

    change_chunks(change, V2)


@wrong("v2-integers-through-double", "Integers go through doubles.", "v2.dtype.kind.integer")
def _() -> None:
    change_elements("int64", through("<i8", "<f8"), V2)


@wrong("v2-strings-padded-with-blanks", "Short strings end in blanks.", "v2.dtype.kind.string")
def _() -> None:
    change_elements("|S3", lambda v: np.where(v == 0, 32, v).astype(np.uint8), V2)


@wrong("v2-regions-into-empty-chunks", "What was in a chunk is lost.", "v2.chunks.own-format")
def _() -> None:
    def write(original: Any, format: str, store: Any, path: str, region: Any, data: str) -> None:
        for key in [key for key in store if not key.rpartition("/")[2].startswith(".z")]:
            del store[key]
        original(format, store, path, region, data)

    replaced(writer, "write", write)


@wrong("v2-shape-stays", "A new shape is not written.", f"{ARRAY}.shape.integers")
def _() -> None:
    def reshape(original: Any, format: str, store: Any, path: str, shape: list[int]) -> None:
        before = writer.get(store, path, ".zarray")
        original(format, store, path, shape)
        writer.put(store, path, ".zarray", before)

    replaced(writer, "reshape", reshape)


@wrong(
    "v2-attributes-survive",
    "A new array has the attributes of the old one.",
    "v2.attributes.optional",
)
def _() -> None:
    def create_array(original: Any, format: str, store: Any, path: str, step: Any) -> Any:
        key = writer.key_prefix(path) + ".zattrs"
        old = store.get(key)
        found = original(format, store, path, step)
        if old is not None:
            store[key] = old
        return found

    replaced(writer.OPERATIONS, "create_array", create_array)
