"""Compressors and filters: from the bytes of a chunk to what is stored, and back.

The text says how they are strung together (sections "Chunks" and "Filters"), and names some; what
each of them does is defined by its own format, and its configuration by what is in wide use. The
oracle knows those whose format is public and settled.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import blosc
import numpy as np
import zstandard

from conformance.oracle.errors import SpecError, demand
from conformance.oracle.v2 import data_types

Json = Any
Configuration = Mapping[str, Json]


@dataclass(frozen=True)
class Codec:
    """A compressor or a filter with its configuration."""

    id: str
    configuration: Configuration

    def encode(self, data: bytes, typesize: int = 1) -> bytes:
        """Encode ``data``; ``typesize``, the bytes of an element, helps some to compress better."""
        return CODECS[self.id][0](data, {"typesize": typesize, **self.configuration})

    def decode(self, data: bytes) -> bytes:
        """Undo `encode`. Raises `SpecError` for data that nothing encodes to."""
        try:
            return CODECS[self.id][1](data, self.configuration)
        except _FAILURES as error:
            raise SpecError(
                "v2.chunks.compressed", f"not encoded with {self.id}: {error}"
            ) from error


_FAILURES = (
    LookupError,
    OSError,
    EOFError,
    ValueError,
    TypeError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    blosc.blosc_extension.error,
)


def compressor(value: Json) -> Codec | None:
    """Read ``compressor``. Raises `SpecError`."""
    if value is None:
        return None
    demand(isinstance(value, dict), "v2.array.compressor.form", "compressor is no object")
    _named(value, "v2.array.compressor.id")
    return _codec(value, "v2.chunks.compressed")


def filters(value: Json) -> tuple[Codec, ...]:
    """Read ``filters``. Raises `SpecError`."""
    if value is None:
        return ()
    demand(isinstance(value, list), "v2.array.filters.form", "filters is no list")
    for item in value:
        demand(isinstance(item, dict), "v2.array.filters.form", "a filter is no object")
        _named(item, "v2.array.filters.id")
    return tuple(_codec(item, "v2.filters.decode-order") for item in value)


def encode(data: bytes, before: tuple[Codec, ...], last: Codec | None, typesize: int) -> bytes:
    """Apply the filters in their order, then the compressor."""
    for codec in before:
        data = codec.encode(data)
    return data if last is None else last.encode(data, typesize)


def decode(data: bytes, before: tuple[Codec, ...], last: Codec | None) -> bytes:
    """Undo the compressor, then the filters from the last to the first."""
    if last is not None:
        data = last.decode(data)
    for codec in reversed(before):
        data = codec.decode(data)
    return data


def _named(value: Json, clause: str) -> None:
    id = value.get("id")
    demand(isinstance(id, str) and id != "", clause, "there is no id that names a codec")


def _codec(value: Json, clause: str) -> Codec:
    id = value["id"]
    demand(id in CODECS, clause, f"the codec {id!r} is not known")
    return Codec(id, {key: item for key, item in value.items() if key != "id"})


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


def _delta(data: bytes, configuration: Configuration) -> bytes:
    given, stored = _numbers(configuration)
    whole = np.frombuffer(data, given)
    encoded = np.empty(whole.shape, stored)
    encoded[:1] = whole[:1]
    encoded[1:] = np.diff(whole)
    return encoded.tobytes()


def _undelta(data: bytes, configuration: Configuration) -> bytes:
    given, stored = _numbers(configuration)
    return (
        np.cumsum(np.frombuffer(data, stored), dtype=given.newbyteorder("="))
        .astype(given)
        .tobytes()
    )


def _numbers(configuration: Configuration) -> tuple[np.dtype[Any], np.dtype[Any]]:
    """The data types of a delta filter: of what it is given, and of what it makes of it."""
    texts = [configuration["dtype"], configuration.get("astype") or configuration["dtype"]]
    for text in texts:
        data_types.parse(text)
    return np.dtype(texts[0]), np.dtype(texts[1])


def _shuffle(data: bytes, configuration: Configuration) -> bytes:
    size = configuration.get("elementsize", 4)
    return np.frombuffer(data, np.uint8).reshape(-1, size).T.tobytes()


def _unshuffle(data: bytes, configuration: Configuration) -> bytes:
    size = configuration.get("elementsize", 4)
    return np.frombuffer(data, np.uint8).reshape(size, -1).T.tobytes()


def _packbits(data: bytes, _: Configuration) -> bytes:
    bits = np.frombuffer(data, np.uint8)
    return bytes([-len(bits) % 8]) + np.packbits(bits).tobytes()


def _unpackbits(data: bytes, _: Configuration) -> bytes:
    bits = np.unpackbits(np.frombuffer(data[1:], np.uint8))
    return bits[: len(bits) - data[0]].tobytes()


def _checksum(function: Callable[[bytes], int]) -> tuple[_Function, _Function]:
    """A checksum before the data, little-endian."""

    def encode(data: bytes, _: Configuration) -> bytes:
        return struct.pack("<I", function(data)) + data

    def decode(data: bytes, _: Configuration) -> bytes:
        (expected,) = struct.unpack_from("<I", data)
        if function(data[4:]) != expected:
            raise ValueError("the checksum is not that of the data")
        return data[4:]

    return encode, decode


_Function = Callable[[bytes, Configuration], bytes]
CODECS: dict[str, tuple[_Function, _Function]] = {
    "adler32": _checksum(zlib.adler32),
    "blosc": (_blosc, _unblosc),
    "bz2": (_bz2, _unbz2),
    "crc32": _checksum(zlib.crc32),
    "delta": (_delta, _undelta),
    "gzip": (_gzip, _ungzip),
    "lzma": (_lzma, _unlzma),
    "packbits": (_packbits, _unpackbits),
    "shuffle": (_shuffle, _unshuffle),
    "zlib": (_zlib, _unzlib),
    "zstd": (_zstd, _unzstd),
}
