"""Faults in the chunks of version 2: data types, the order of elements, filters, edges."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.oracle.codecs import Elements
from conformance.oracle.v2 import codecs, data_types, nodes
from conformance.oracle.v2.data_types import Structured
from conformance.oracle.v2.metadata import ArrayMetadata
from tests.saboteurs.faults.registry import fault, rework, rewrite, wrap, wrap_reader


def _array(change: Callable[[ArrayMetadata], ArrayMetadata]) -> None:
    """Change what every array's documents say."""
    rework(nodes, "parse_array", change)


@fault("v2-missing-chunk-is-zero", blames="v2.chunks.uninitialised", symptom="wrong")
def _() -> None:
    wrap(
        nodes,
        "filled",
        lambda filled: lambda shape, element: filled(shape, bytes(len(element))),
    )


@fault("v2-missing-chunk-refused", blames="v2.chunks.may-be-missing", symptom="refused")
def _() -> None:
    class Whole(dict[str, bytes]):
        def get(self, key: str, default: Any = None) -> Any:
            return default if key.endswith(".zattrs") else self[key]

    wrap_reader("array", lambda read: lambda store, path: read(Whole(store), path), "zarr_v2")


@fault(
    "v2-fill-value-in-the-byte-order-of-chunks", blames="v2.chunks.uninitialised", symptom="wrong"
)
def _() -> None:
    def change(array: ArrayMetadata) -> ArrayMetadata:
        if array.fill_value is None:
            return array
        places = data_types.little_endian(array.dtype)
        return replace(array, fill_value=bytes(array.fill_value[place] for place in places))

    _array(change)


@fault("v2-order-ignored", blames="v2.array.order.f", symptom="wrong")
def _() -> None:
    _array(lambda array: replace(array, order="C"))


@fault("v2-order-always-f", blames="v2.array.order.c", symptom="wrong")
def _() -> None:
    _array(lambda array: replace(array, order="F"))


@fault("v2-order-of-the-grid", blames="v2.array.order.within-chunk", symptom="wrong")
def _() -> None:
    # As if the order F turned the keys of chunks round, and not only their elements.
    def change(key: Any) -> Any:
        return lambda array, index: key(array, index[::-1] if array.order == "F" else index)

    wrap(nodes, "chunk_key", change)


@fault("v2-elements-of-order-f-reversed-whole", blames="v2.array.order.f", symptom="wrong")
def _() -> None:
    # As if all bytes were turned round, those within an element too.
    wrap(nodes, "backwards", lambda _: lambda elements: elements.transpose())


@fault("v2-big-endian-ignored", blames="v2.dtype.byte-order.big", symptom="wrong")
def _() -> None:
    wrap(data_types, "little_endian", lambda _: lambda dtype: list(range(dtype.size)))


@fault("v2-always-big-endian", blames="v2.dtype.byte-order.little", symptom="wrong")
def _() -> None:
    def big(data_type: Any) -> list[int]:
        places: list[int] = []
        for size, _ in data_types.components(data_type):
            places += reversed(range(len(places), len(places) + size))
        return places

    wrap(data_types, "little_endian", lambda _: big)


@fault(
    "v2-byte-order-of-first-field-for-all", blames="v2.dtype.structured.field-type", symptom="wrong"
)
def _() -> None:
    def change(components: Any) -> Any:
        def alike(data_type: Any) -> Any:
            found = list(components(data_type))
            first = next((big for size, big in found if size > 1), False)
            return iter([(size, first) for size, _ in found])

        return alike

    wrap(data_types, "components", change)


@fault("v2-fields-sorted-by-name", blames="v2.dtype.structured.packed", symptom="wrong")
def _() -> None:
    def change(parse: Any) -> Any:
        def ordered(value: Any) -> Any:
            data_type = parse(value)
            if not isinstance(data_type, Structured):
                return data_type
            return Structured(tuple(sorted(data_type.fields, key=lambda field: field.name)))

        return ordered

    wrap(data_types, "parse", change)


@fault("v2-fields-padded", blames="v2.dtype.structured.packed", symptom="refused")
def _() -> None:
    # As a compiler lays fields out: the whole is a multiple of four bytes.
    wrap(
        Structured,
        "size",
        lambda own: property(lambda data_type: -(-own.fget(data_type) // 4) * 4),
    )


@fault("v2-nested-structures-refused", blames="v2.dtype.structured.nested", symptom="refused")
def _() -> None:
    def change(value: Any) -> Any:
        if isinstance(value, list) and any(isinstance(f[1], list) for f in value):
            raise ValueError("a field has fields")
        return value

    rewrite(data_types, "parse", change)


@fault("v2-structured-types-refused", blames="v2.dtype.structured.list", symptom="refused")
def _() -> None:
    def change(value: Any) -> Any:
        if isinstance(value, list):
            raise ValueError("a data type is a string")
        return value

    rewrite(data_types, "parse", change)


@fault("v2-characters-counted-in-bytes", blames="v2.dtype.item-size.unicode", symptom="refused")
def _() -> None:
    rework(
        data_types,
        "_simple",
        lambda simple: (
            replace(simple, size=max(4, simple.size // 16 * 4)) if simple.kind == "U" else simple
        ),
    )


def _lacking(word: str, kind: str) -> None:
    @fault(f"v2-kind-{word}-unknown", blames=f"v2.dtype.kind.{word}", symptom="refused")
    def _() -> None:
        def change(text: str) -> str:
            if text[1:2] == kind:
                raise KeyError(kind)
            return text

        rewrite(data_types, "_simple", change)


for _word, _kind in (
    ("boolean", "b"),
    ("integer", "i"),
    ("unsigned", "u"),
    ("float", "f"),
    ("complex", "c"),
    ("timedelta", "m"),
    ("datetime", "M"),
    ("string", "S"),
    ("unicode", "U"),
    ("void", "V"),
):
    _lacking(_word, _kind)


@fault("v2-filters-ignored", blames="v2.filters.optional", symptom="wrong")
def _() -> None:
    _array(lambda array: replace(array, filters=()))


@fault("v2-filters-undone-forwards", blames="v2.filters.decode-order", symptom="wrong")
def _() -> None:
    _array(lambda array: replace(array, filters=array.filters[::-1]))


@fault("v2-only-the-last-filter-undone", blames="v2.filters.decode-order", symptom="wrong")
def _() -> None:
    _array(lambda array: replace(array, filters=array.filters[-1:]))


@fault("v2-compressor-undone-after-filters", blames="v2.filters.encode-order", symptom="refused")
def _() -> None:
    def decode(data: bytes, before: tuple[codecs.Codec, ...], last: codecs.Codec | None) -> bytes:
        for codec in reversed(before):
            data = codec.decode(data)
        return data if last is None else last.decode(data)

    wrap(codecs, "decode", lambda _: decode)


@fault("v2-compressor-ignored", blames="v2.array.compressor.parameters", symptom="refused")
def _() -> None:
    _array(lambda array: replace(array, compressor=None))


@fault("v2-zlib-is-raw-deflate", blames="v2.chunks.own-format", symptom="refused")
def _() -> None:
    _decoder("zlib", lambda data: zlib.decompress(data, -15))


def _decoder(id: str, decode: Callable[[bytes], bytes]) -> None:
    wrap(codecs.CODECS, id, lambda both: (both[0], lambda data, _: decode(data)))


@fault("v2-size-before-compressed-data-assumed", blames="v2.chunks.no-header", symptom="refused")
def _() -> None:
    def change(codec_decode: Any) -> Any:
        return lambda codec, data: codec_decode(codec, data[4:])

    wrap(codecs.Codec, "decode", change)


@fault("v2-blosc-not-installed", blames="v2.chunks.blosc", symptom="refused")
def _() -> None:
    def refuse(_: bytes) -> bytes:
        raise ValueError("blosc is not installed")

    _decoder("blosc", refuse)


def _decode_chunk(change: Callable[[Any, ArrayMetadata, bytes], Elements]) -> None:
    """Change how a chunk is decoded, of the right way, the array and the data."""
    wrap(nodes, "decode_chunk", lambda own: lambda array, data: change(own, array, data))


@fault("v2-edge-chunks-aligned-to-the-end", blames="v2.chunks.overhang", symptom="wrong")
def _() -> None:
    def change(own: Any, array: ArrayMetadata, data: bytes) -> Elements:
        chunk: Elements = own(array, data)
        return (
            chunk[tuple(slice(None, None, -1) for _ in array.shape)]
            if any(s % c for s, c in zip(array.shape, array.chunk_grid.chunk_shape, strict=True))
            else chunk
        )

    _decode_chunk(change)


@fault("v2-short-chunk-filled-with-zeros", blames="v2.chunks.same-shape", symptom="accepted")
def _() -> None:
    def lenient(own: Any, array: ArrayMetadata, data: bytes) -> Elements:
        size = math.prod(array.chunk_grid.chunk_shape) * array.dtype.size
        plain = codecs.decode(data, array.filters, array.compressor)
        bare = replace(array, filters=(), compressor=None)
        chunk: Elements = own(bare, plain.ljust(size, b"\0")[:size])
        return chunk

    _decode_chunk(lenient)


@fault("v2-outside-of-edge-chunks-counted", blames="v2.chunks.outside", symptom="refused")
def _() -> None:
    # As if there were something wrong with elements beyond the edge that are not the fill value.
    def change(own: Any, array: ArrayMetadata, data: bytes) -> Elements:
        chunk: Elements = own(array, data)
        fill = array.fill_value or bytes(array.dtype.size)
        sizes = zip(array.shape, array.chunk_grid.chunk_shape, strict=True)
        for axis, (length, size) in enumerate(sizes):
            beyond = np.take(chunk, range(length % size or size, size), axis)
            if beyond.size and (beyond != np.frombuffer(fill, np.uint8)).any():
                raise ValueError("there are elements beyond the edge")
        return chunk

    _decode_chunk(change)
