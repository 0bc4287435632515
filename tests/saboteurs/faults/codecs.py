"""Faults in single codecs: bytes, transpose, crc32c, gzip and blosc."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.oracle.codecs import CODECS, blosc, bytes_, crc32c, gzip, transpose
from conformance.oracle.codecs.common import Elements, Representation
from tests.saboteurs.faults.registry import fault, rework, rewrite, tolerate, wrap

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


@fault("elements-in-fortran-order", blames="v3.codec.bytes.elements", symptom="wrong")
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


@fault("transpose-ignored", blames="v3.codec.transpose.definition", symptom="wrong")
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


@fault("crc32c-is-crc32", blames="v3.codec.crc32c.appended", symptom="refused")
def _() -> None:
    def encode(_: crc32c.Crc32c, data: bytes) -> bytes:
        return data + zlib.crc32(data).to_bytes(crc32c.SIZE, "little")

    wrap(crc32c.Crc32c, "encode", lambda _: encode)


@fault("crc32c-big-endian", blames="v3.codec.crc32c.appended", symptom="refused")
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


@fault("gzip-level-zero-refused", blames="v3.codec.gzip.format", symptom="refused")
def _() -> None:
    def change(parse: Any) -> Any:
        return lambda configuration, decoded: parse(
            {**configuration, "level": configuration["level"] or None}, decoded
        )

    wrap(CODECS, "gzip", change)


@fault("blosc-shuffle-of-any-word", blames="v3.codec.blosc.shuffle", symptom="accepted")
def _() -> None:
    tolerate(blosc, "v3.codec.blosc.shuffle")


@fault("blosc-typesize-always-required", blames="v3.codec.blosc.typesize", symptom="refused")
def _() -> None:
    def demanding(configuration: Any) -> Any:
        return configuration if "typesize" in configuration else {**configuration, "clevel": None}

    rewrite(CODECS, "blosc", demanding)
