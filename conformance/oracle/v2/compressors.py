"""Compressors: streams in formats of their own, with nothing added.

Section "Chunks". Configurations are those in wide use: what one leaves out has the usual value.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import blosc
import zstandard

Configuration = Mapping[str, Any]
Function = Callable[[bytes, Configuration], bytes]

FAILURES = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    blosc.blosc_extension.error,
)
"""What the libraries raise for data that are no stream of theirs, beside the errors of Python."""


def _zlib(data: bytes, configuration: Configuration) -> bytes:
    return zlib.compress(data, configuration.get("level", 1))


def _unzlib(data: bytes, _: Configuration) -> bytes:
    return zlib.decompress(data)


def _gzip(data: bytes, configuration: Configuration) -> bytes:
    return gzip.compress(data, configuration.get("level", 1), mtime=0)


def _ungzip(data: bytes, _: Configuration) -> bytes:
    return gzip.decompress(data)


def _bz2(data: bytes, configuration: Configuration) -> bytes:
    return bz2.compress(data, configuration.get("level", 1))


def _unbz2(data: bytes, _: Configuration) -> bytes:
    return bz2.decompress(data)


def _lzma(data: bytes, configuration: Configuration) -> bytes:
    return lzma.compress(
        data,
        format=configuration.get("format", lzma.FORMAT_XZ),
        check=configuration.get("check", -1),
        preset=configuration.get("preset"),
    )


def _unlzma(data: bytes, configuration: Configuration) -> bytes:
    return lzma.decompress(data, format=configuration.get("format", lzma.FORMAT_XZ))


def _zstd(data: bytes, configuration: Configuration) -> bytes:
    checksum = bool(configuration.get("checksum", False))
    level = configuration.get("level", 1)
    return zstandard.ZstdCompressor(level=level, write_checksum=checksum).compress(data)


def _unzstd(data: bytes, _: Configuration) -> bytes:
    # A frame need not say how long its content is.
    stream = zstandard.ZstdDecompressor().decompressobj()
    content = stream.decompress(data)
    if not stream.eof:
        raise ValueError("the frame is cut")
    return content


def _blosc(data: bytes, configuration: Configuration) -> bytes:
    blosc.set_nthreads(1)
    encoded: bytes = blosc.compress(
        data,
        configuration["typesize"],
        configuration.get("clevel", 5),
        max(configuration.get("shuffle", 1), 0),
        configuration.get("cname", "lz4"),
    )
    return encoded


def _unblosc(data: bytes, _: Configuration) -> bytes:
    decoded: bytes = blosc.decompress(data)
    return decoded


COMPRESSORS: dict[str, tuple[Function, Function]] = {
    "blosc": (_blosc, _unblosc),
    "bz2": (_bz2, _unbz2),
    "gzip": (_gzip, _ungzip),
    "lzma": (_lzma, _unlzma),
    "zlib": (_zlib, _unzlib),
    "zstd": (_zstd, _unzstd),
}
"""How each encodes and decodes, by id."""
