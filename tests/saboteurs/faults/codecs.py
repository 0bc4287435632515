"""Faults in single codecs: bytes, transpose, crc32c, gzip and blosc."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.oracle.codecs import CODECS, blosc, bytes_, crc32c, gzip, transpose
from conformance.oracle.codecs.common import Elements, Representation
from tests.saboteurs.faults.registry import fault, rework, tolerate, wrap

ORDER = "v3.codec.transpose.order.permutation"


@fault("byte-order-ignored", blames="v3.codec.bytes.elements", symptom="wrong")
def _() -> None:
    rework(CODECS, "bytes", lambda codec: replace(codec, endian="little"))


@fault("complex-swapped-whole", blames="v3.codec.bytes.elements", symptom="wrong")
def _() -> None:
    # As if a complex number were one number with one byte order, parts included.
    def ordered(codec: bytes_.Bytes, chunk: Elements, _: Representation) -> Elements:
        return chunk[..., ::-1] if codec.endian == "big" else chunk

    wrap(bytes_.Bytes, "_ordered", lambda _: ordered)


@fault("elements-in-fortran-order", blames="v3.codec.bytes.order", symptom="wrong")
def _() -> None:
    def change(decode: Any) -> Any:
        def fortran(codec: bytes_.Bytes, data: bytes, decoded: Representation) -> Elements:
            shape = decoded.shape[::-1]
            chunk: Elements = decode(codec, data, replace(decoded, shape=shape))
            return chunk.transpose(*range(len(shape))[::-1], len(shape))

        return fortran

    wrap(bytes_.Bytes, "decode", change)


@fault("nan-payload-lost", blames="v3.data-type.float32", symptom="observed")
def _() -> None:
    def change(decode: Any) -> Any:
        def canonical(codec: bytes_.Bytes, data: bytes, decoded: Representation) -> Elements:
            chunk: Elements = decode(codec, data, decoded)
            if decoded.data_type.kind not in ("float", "complex"):
                return chunk
            numbers = chunk.copy().view(f"<f{decoded.data_type.component}")
            numbers[np.isnan(numbers)] = np.nan
            return numbers.view(np.uint8)

        return canonical

    wrap(bytes_.Bytes, "decode", change)


@fault("boolean-bytes-made-one", blames="v3.codec.bytes.bool.other-values", symptom="observed")
def _() -> None:
    def change(decode: Any) -> Any:
        def normal(codec: bytes_.Bytes, data: bytes, decoded: Representation) -> Elements:
            chunk: Elements = decode(codec, data, decoded)
            is_bool = decoded.data_type.kind == "bool"
            return (chunk != 0).astype(np.uint8) if is_bool else chunk

        return normal

    wrap(bytes_.Bytes, "decode", change)


@fault("endian-missing-is-little", blames="v3.codec.bytes.endian.required", symptom="accepted")
def _() -> None:
    tolerate(bytes_, "v3.codec.bytes.endian.required")


@fault("endian-of-any-word", blames="v3.codec.bytes.endian.values", symptom="accepted")
def _() -> None:
    tolerate(bytes_, "v3.codec.bytes.endian.values")


@fault("transpose-inverted", blames="v3.codec.transpose.definition", symptom="wrong")
def _() -> None:
    rework(
        CODECS,
        "transpose",
        lambda codec: transpose.Transpose(tuple(map(int, np.argsort(codec.order)))),
    )


@fault("transpose-ignored", blames="v3.codec.transpose.mapping", symptom="wrong")
def _() -> None:
    rework(CODECS, "transpose", lambda codec: transpose.Transpose(tuple(range(len(codec.order)))))


def _read_order(read: Any) -> None:
    """Let transpose read ``order`` by ``read``, of the order and the number of dimensions."""

    def change(parse: Any) -> Any:
        def lenient(configuration: Any, decoded: Representation) -> Any:
            if "order" in configuration:
                order = read(configuration["order"], len(decoded.shape))
                configuration = {**configuration, "order": order}
            return parse(configuration, decoded)

        return lenient

    wrap(CODECS, "transpose", change)


@fault(
    "transpose-letters-accepted",
    blames="v3.codec.transpose.order.not-letters",
    symptom="accepted",
)
def _() -> None:
    letters = {"C": 1, "F": -1}
    _read_order(
        lambda order, n: list(range(n))[:: letters[order]] if order in ("C", "F") else order
    )


@fault("transpose-negative-axes-accepted", blames=ORDER, symptom="accepted")
def _() -> None:
    _read_order(lambda order, n: [i % n for i in order] if isinstance(order, list) and n else order)


@fault("transpose-no-permutation-is-identity", blames=ORDER, symptom="accepted")
def _() -> None:
    _read_order(lambda order, n: order if _is_permutation(order, n) else list(range(n)))


def _is_permutation(order: Any, n: int) -> bool:
    return isinstance(order, list) and set(map(str, order)) == set(map(str, range(n)))


@fault("transpose-order-defaulted", blames="v3.codec.transpose.order.required", symptom="accepted")
def _() -> None:
    def change(parse: Any) -> Any:
        def lenient(configuration: Any, decoded: Representation) -> Any:
            order = list(range(len(decoded.shape)))[::-1]
            return parse({"order": order, **configuration}, decoded)

        return lenient

    wrap(CODECS, "transpose", change)


@fault("crc32c-left-in-data", blames="v3.codec.crc32c.appended", symptom="refused")
def _() -> None:
    wrap(crc32c.Crc32c, "decode", lambda _: lambda _, data: data)


@fault("crc32c-taken-from-the-front", blames="v3.codec.crc32c.appended", symptom="wrong")
def _() -> None:
    wrap(crc32c.Crc32c, "decode", lambda _: lambda _, data: data[crc32c.SIZE :])


@fault("crc32c-is-crc32", blames="v3.codec.crc32c.checksum", symptom="refused")
def _() -> None:
    def encode(_: crc32c.Crc32c, data: bytes) -> bytes:
        return data + zlib.crc32(data).to_bytes(crc32c.SIZE, "little")

    wrap(crc32c.Crc32c, "encode", lambda _: encode)


@fault("crc32c-big-endian", blames="v3.codec.crc32c.little-endian", symptom="refused")
def _() -> None:
    def change(encode: Any) -> Any:
        return lambda codec, data: data + encode(codec, data)[: -crc32c.SIZE - 1 : -1]

    wrap(crc32c.Crc32c, "encode", change)


@fault("crc32c-not-verified", blames="v3.codec.crc32c.verified", symptom="accepted")
def _() -> None:
    wrap(crc32c.Crc32c, "decode", lambda _: lambda _, data: data[: -crc32c.SIZE])


@fault("gzip-is-zlib", blames="v3.codec.gzip.format", symptom="refused")
def _() -> None:
    wrap(gzip.Gzip, "decode", lambda _: lambda _, data: zlib.decompress(data))


@fault("gzip-header-of-ten-bytes", blames="v3.codec.gzip.format", symptom="refused")
def _() -> None:
    wrap(gzip.Gzip, "decode", lambda _: lambda _, data: zlib.decompress(data[10:-8], -15))


@fault("blosc-shuffle-of-any-word", blames="v3.codec.blosc.shuffle", symptom="accepted")
def _() -> None:
    tolerate(blosc, "v3.codec.blosc.shuffle")


@fault("transpose-of-shape-forgotten", blames="v3.codec.transpose.shape", symptom="refused")
def _() -> None:
    # As if the encoded chunk had the shape of the decoded one.
    wrap(transpose.Transpose, "encoded", lambda _: lambda _, decoded: decoded)


@fault("short-chunk-filled-with-zeros", blames="v3.codec.bytes.elements", symptom="accepted")
def _() -> None:
    def change(decode: Any) -> Any:
        def filling(codec: bytes_.Bytes, data: bytes, decoded: Representation) -> Elements:
            size = codec.encoded_size(decoded)
            chunk: Elements = decode(codec, data.ljust(size, b"\0")[:size], decoded)
            return chunk

        return filling

    wrap(bytes_.Bytes, "decode", change)


@fault("second-gzip-member-dropped", blames="v3.codec.gzip.members", symptom="observed")
def _() -> None:
    def change(decode: Any) -> Any:
        def first(codec: gzip.Gzip, data: bytes) -> bytes:
            size = len(decode(codec, data))
            return zlib.decompressobj(31).decompress(data).ljust(size, b"\0")

        return first

    wrap(gzip.Gzip, "decode", change)


@fault("gzip-of-stored-blocks-alone", blames="v3.codec.gzip.algorithm", symptom="refused")
def _() -> None:
    def change(decode: Any) -> Any:
        def stored(codec: gzip.Gzip, data: bytes) -> bytes:
            if data[10] & 6:
                raise ValueError("the block is compressed")
            content: bytes = decode(codec, data)
            return content

        return stored

    wrap(gzip.Gzip, "decode", change)


def _blosc_without(name: str, clause: str, lacks: Callable[[bytes], bool]) -> None:
    """Refuse Blosc chunks, by their header of 16 bytes."""

    @fault(name, blames=f"v3.codec.blosc.{clause}", symptom="refused")
    def _() -> None:
        def change(decode: Any) -> Any:
            def strict(codec: blosc.Blosc, data: bytes) -> bytes:
                if lacks(data[:16]):
                    raise ValueError(name)
                content: bytes = decode(codec, data)
                return content

            return strict

        wrap(blosc.Blosc, "decode", change)


def _size(header: bytes, at: int) -> int:
    return int.from_bytes(header[at : at + 4], "little")


_blosc_without("blosc-without-blosclz", "cname.values", lambda header: header[2] >> 5 == 0)
_blosc_without("blosc-without-zlib", "cname.values", lambda header: header[2] >> 5 == 3)
_blosc_without("blosc-without-zstd", "cname.values", lambda header: header[2] >> 5 == 4)
_blosc_without("blosc-without-copies", "format", lambda header: bool(header[2] & 2))
_blosc_without("blosc-without-bitshuffle", "format", lambda header: bool(header[2] & 4))
_blosc_without("blosc-of-one-block", "format", lambda header: _size(header, 4) > _size(header, 8))
