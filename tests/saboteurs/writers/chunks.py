"""Faults of writers of chunks of version 3: where elements go, and what codecs make of them."""

from __future__ import annotations

import gzip as gzip_format
import zlib
from dataclasses import replace
from typing import Any

import numpy as np

from conformance import oracle
from conformance.oracle.codecs import Chain
from conformance.oracle.codecs.blosc import Blosc
from conformance.oracle.codecs.bytes_ import Bytes
from conformance.oracle.codecs.crc32c import Crc32c
from conformance.oracle.codecs.gzip import Gzip
from conformance.oracle.codecs.transpose import Transpose
from conformance.oracle.elements import Elements, filled
from tests.saboteurs import writer
from tests.saboteurs.writers.registry import (
    change_chunks,
    change_elements,
    fault,
    invalid,
    method,
    replaced,
    through,
    wrong,
)

WITHIN, LOCATION = "v3.grid.regular.element-within-chunk", "v3.grid.regular.element-location"
FILL = "v3.core.array.fill-value.uninitialised"


@invalid(
    "edge-chunk-cut",
    "A chunk at the edge holds what lies within the array, and nothing else.",
    "v3.grid.regular.edge-chunk-full",
)
def _() -> None:
    def change(encoded: bytes, metadata: Any, where: tuple[slice, ...]) -> bytes:
        inside = tuple(part.stop - part.start for part in where)
        return encoded[: int(np.prod(inside)) * metadata.data_type.size]

    change_chunks(change)


@wrong("byte-order-ignored", "Everything is little-endian.", "v3.codec.bytes.order")
def _() -> None:
    method(
        Bytes,
        "encode",
        lambda encode, codec, *given: encode(replace(codec, endian="little"), *given),
    )


@wrong("first-dimension-fastest", "Chunks are in the order of Fortran.", "v3.codec.bytes.elements")
def _() -> None:
    def encode(original: Any, codec: Bytes, chunk: Elements, decoded: Any) -> Any:
        turned = chunk.transpose(*reversed(range(chunk.ndim - 1)), chunk.ndim - 1)
        return original(codec, np.ascontiguousarray(turned).reshape(chunk.shape), decoded)

    method(Bytes, "encode", encode)


@invalid("checksum-of-zlib", "The checksum is CRC-32, not CRC-32C.", "v3.codec.crc32c.checksum")
def _() -> None:
    method(Crc32c, "encode", lambda _, __, data: data + zlib.crc32(data).to_bytes(4, "little"))


@invalid(
    "checksum-big-endian",
    "The checksum is written in the order of the network.",
    "v3.codec.crc32c.little-endian",
)
def _() -> None:
    method(Crc32c, "encode", lambda encode, c, data: data + encode(c, data)[:-5:-1])


@invalid("checksum-in-front", "The checksum comes first.", "v3.codec.crc32c.appended")
def _() -> None:
    method(Crc32c, "encode", lambda encode, c, data: encode(c, data)[-4:] + data)


@invalid("gzip-left-out", "Small chunks are not compressed.", "v3.codec.gzip.algorithm")
def _() -> None:
    method(Gzip, "encode", lambda _, __, data: data)
    method(Gzip, "decode", lambda _, __, data: data)


@invalid("gzip-cut", "The end of the stream is never written.", "v3.codec.gzip.algorithm")
def _() -> None:
    method(Gzip, "encode", lambda _, __, data: gzip_format.compress(data, 0)[:-9])


@invalid("blosc-without-header", "The header of Blosc is left out.", "v3.codec.blosc.format")
def _() -> None:
    method(Blosc, "encode", lambda encode, codec, data: encode(codec, data)[16:])


@invalid(
    "bytes-codecs-backwards",
    "What works on bytes is applied last one first.",
    "v3.core.codecs.sequence",
)
def _() -> None:
    def encode(original: Any, chain: Chain, chunk: Elements) -> Any:
        return original(replace(chain, bytes_to_bytes=chain.bytes_to_bytes[::-1]), chunk)

    method(Chain, "encode", encode)


@invalid(
    "bytes-codecs-left-out-of-parts",
    "Of a chunk that is changed in part, what works on bytes is left out.",
    "v3.core.codecs.every-chunk",
)
def _() -> None:
    def write_region(original: Any, format: str, store: Any, path: str, step: Any) -> Any:
        metadata = writer.open_array(format, store, path).metadata
        before = dict(store)
        original(format, store, path, step)
        if metadata.codecs.bytes_to_bytes:
            bare = replace(metadata.codecs, bytes_to_bytes=())
            for key in store.keys() - {"zarr.json"}:
                if store[key] != before.get(key):
                    store[key] = bare.encode(metadata.codecs.decode(store[key]))

    replaced(writer.OPERATIONS, "write_region", write_region)


@wrong("transpose-left-out", "Chunks are not transposed.", "v3.codec.transpose.shape")
def _() -> None:
    def encode(_: Any, codec: Transpose, chunk: Elements) -> Elements:
        shape = tuple(chunk.shape[n] for n in codec.order)
        return np.ascontiguousarray(chunk).reshape(*shape, chunk.shape[-1])

    method(Transpose, "encode", encode)


@wrong(
    "transpose-inverted",
    "The order is taken for that of decoding.",
    "v3.codec.transpose.mapping",
)
def _() -> None:
    def encode(original: Any, codec: Transpose, chunk: Elements) -> Any:
        inverse = replace(codec, order=tuple(int(n) for n in np.argsort(codec.order)))
        shape = tuple(chunk.shape[n] for n in codec.order)
        return np.ascontiguousarray(original(inverse, chunk)).reshape(*shape, chunk.shape[-1])

    method(Transpose, "encode", encode)


@wrong(
    "rest-of-chunk-forgotten",
    "A part is written into an empty chunk, and what was there is lost.",
    WITHIN,
)
def _() -> None:
    def write(original: Any, format: str, store: Any, path: str, region: Any, data: str) -> None:
        node = writer.open_array(format, store, path)
        touched = np.zeros(node.metadata.shape, bool)
        touched[region] = True
        for key, where, _ in list(writer.chunks(format, node.metadata, node.values, path)):
            if touched[where].any():
                store.pop(key, None)
        original(format, store, path, region, data)

    replaced(writer, "write", write)


@wrong("steps-ignored", "A region with steps is written without gaps.", LOCATION)
def _() -> None:
    def write(original: Any, format: str, store: Any, path: str, region: Any, data: str) -> None:
        close = tuple(
            slice(r.start, r.start + len(range(r.start, r.stop, r.step or 1))) for r in region
        )
        original(format, store, path, close, data)

    replaced(writer, "write", write)


@wrong("regions-from-the-origin", "A region begins where its chunk begins.", LOCATION)
def _() -> None:
    def write(original: Any, format: str, store: Any, path: str, region: Any, data: str) -> None:
        grid = writer.open_array(format, store, path).metadata.chunk_grid.shape_at(
            (0,) * len(region)
        )
        moved = tuple(
            slice(r.start - r.start % n, r.stop - r.start % n, r.step)
            for r, n in zip(region, grid, strict=True)
        )
        original(format, store, path, moved, data)

    replaced(writer, "write", write)


@wrong("emptied-chunks-stay", "A chunk that is the fill value again is not written.", FILL)
def _() -> None:
    dropping(lambda metadata: metadata.fill_value)


@wrong("chunks-of-zeros-left-out", "Chunks of zeros are left out, whatever the fill value.", FILL)
def _() -> None:
    dropping(lambda metadata: bytes(metadata.data_type.size))


def dropping(element: Any) -> None:
    """Leave out chunks that are full of an element."""

    def chunks(original: Any, format: str, metadata: Any, values: Elements, path: str) -> Any:
        for key, where, encoded in original(format, metadata, values, path):
            full = filled(
                values[where].shape[:-1], element(metadata), variable=metadata.data_type.variable
            )
            if not np.array_equal(values[where], full):
                yield key, where, encoded

    replaced(writer, "chunks", chunks)


@wrong(
    "chunk-shape-backwards-in-document",
    "The document has the chunk shape backwards once chunks are written.",
    LOCATION,
)
def _() -> None:
    def write(original: Any, format: str, store: Any, path: str, *given: Any) -> None:
        original(format, store, path, *given)
        document = writer.get(store, path, "zarr.json")
        grid = document["chunk_grid"]
        grid["configuration"]["chunk_shape"].reverse()
        writer.put(store, path, "zarr.json", document)

    replaced(writer, "write", write)


@wrong("int64-through-double", "Integers go through doubles.", "v3.data-type.int64")
def _() -> None:
    change_elements("int64", through("<i8", "<f8"))


@wrong("uint64-is-signed", "Integers are cut at the largest signed one.", "v3.data-type.uint64")
def _() -> None:
    def change(values: Elements) -> Elements:
        numbers = np.minimum(values.view("<u8"), 2**63 - 1)
        return numbers.astype("<u8").view(np.uint8).reshape(values.shape)

    change_elements("uint64", change)


@wrong("float16-cut", "Numbers lose the last bit of their mantissa.", "v3.data-type.float16")
def _() -> None:
    change_elements("float16", lambda values: values & np.array([0xFE, 0xFF], np.uint8))


@wrong("float64-through-float32", "Numbers go through float32.", "v3.data-type.float64")
def _() -> None:
    change_elements("float64", through("<f8", "<f4"))


@wrong("negative-zero-lost", "Zero has no sign.", "v3.data-type.float32")
def _() -> None:
    change_elements("float32", lambda v: np.where(v.view("<f4") == 0, np.uint8(0), v))


@wrong("subnormals-flushed", "Numbers close to zero are zero.", "v3.codec.bytes.float64")
def _() -> None:
    def change(values: Elements) -> Elements:
        numbers = values.view("<f8").copy()
        numbers[np.abs(numbers) < np.finfo("<f8").tiny] = 0
        return numbers.view(np.uint8).reshape(values.shape)

    change_elements("float64", change)


@wrong("halves-swapped", "The imaginary part comes first.", "v3.data-type.complex64")
def _() -> None:
    change_elements("complex64", lambda values: values[..., [4, 5, 6, 7, 0, 1, 2, 3]])


@fault(
    "raw-bytes-backwards",
    "Raw bytes are taken for a number.",
    blames="v3.data-type.raw",
    symptom="observed",
)
def _() -> None:
    change_elements("r24", lambda values: values[..., ::-1])


@wrong("booleans-inverted", "Booleans are stored inverted.", "v3.data-type.bool")
def _() -> None:
    change_elements("bool", lambda values: 1 - values)


@wrong("int8-is-unsigned", "Negative numbers are stored as zero.", "v3.data-type.int8")
def _() -> None:
    change_elements("int8", lambda values: np.where(values < 128, values, 0).astype(np.uint8))


@wrong(
    "first-dimension-lost",
    "An array without dimensions gets the fill value.",
    "v3.core.array.zero-dimensions",
)
def _() -> None:
    def encode(original: Any, metadata: Any, values: Elements, path: str = "") -> Any:
        return original(metadata, values if metadata.shape else np.zeros_like(values), path)

    replaced(oracle, "encode_chunks", encode)
