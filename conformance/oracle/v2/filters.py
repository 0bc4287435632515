"""Filters: what is done to the bytes of a chunk before compression.

The text has the filter delta in an example, and defines none. These are the ones whose meaning is
settled by wide use. Their arithmetic is numpy's; elements leave as bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from conformance.oracle.v2 import data_types
from conformance.oracle.v2.compressors import Configuration, Function


def _delta(data: bytes, configuration: Configuration) -> bytes:
    given, stored = _numbers(configuration)
    whole = np.frombuffer(data, given)
    encoded = np.empty(whole.shape, stored)
    encoded[:1] = whole[:1]
    encoded[1:] = np.diff(whole)
    return encoded.tobytes()


def _undelta(data: bytes, configuration: Configuration) -> bytes:
    given, stored = _numbers(configuration)
    whole = np.cumsum(np.frombuffer(data, stored), dtype=given.newbyteorder("="))
    return whole.astype(given).tobytes()


def _scale_offset(data: bytes, configuration: Configuration) -> bytes:
    given, stored = _numbers(configuration)
    whole = np.frombuffer(data, given)
    scaled = (whole - configuration["offset"]) * configuration["scale"]
    return bytes(np.around(scaled).astype(stored).tobytes())


def _unscale_offset(data: bytes, configuration: Configuration) -> bytes:
    given, stored = _numbers(configuration)
    whole = np.frombuffer(data, stored) / configuration["scale"] + configuration["offset"]
    return bytes(whole.astype(given).tobytes())


def _as_type(data: bytes, configuration: Configuration) -> bytes:
    stored, given = (np.dtype(configuration[key]) for key in ("encode_dtype", "decode_dtype"))
    return np.frombuffer(data, given).astype(stored).tobytes()


def _as_type_again(data: bytes, configuration: Configuration) -> bytes:
    stored, given = (np.dtype(configuration[key]) for key in ("encode_dtype", "decode_dtype"))
    return np.frombuffer(data, stored).astype(given).tobytes()


def _same(data: bytes, _: Configuration) -> bytes:
    """What rounds the elements before they are stored has nothing to undo."""
    return data


def _numbers(configuration: Configuration) -> tuple[np.dtype[Any], np.dtype[Any]]:
    """The data types of a filter: of what it is given, and of what it makes of it."""
    texts = [configuration["dtype"], configuration.get("astype") or configuration["dtype"]]
    for text in texts:
        data_types.parse(text)
    return np.dtype(texts[0]), np.dtype(texts[1])


def _shuffle(data: bytes, configuration: Configuration) -> bytes:
    size = int(configuration.get("elementsize", 4))
    return bytes(np.frombuffer(data, np.uint8).reshape(-1, size).T.tobytes())


def _unshuffle(data: bytes, configuration: Configuration) -> bytes:
    size = int(configuration.get("elementsize", 4))
    return bytes(np.frombuffer(data, np.uint8).reshape(size, -1).T.tobytes())


def _packbits(data: bytes, _: Configuration) -> bytes:
    bits = np.frombuffer(data, np.uint8)
    return bytes([-len(bits) % 8]) + np.packbits(bits).tobytes()


def _unpackbits(data: bytes, _: Configuration) -> bytes:
    bits = np.unpackbits(np.frombuffer(data[1:], np.uint8))
    return bits[: len(bits) - data[0]].tobytes()


def _checksum(function: Callable[[bytes], int]) -> tuple[Function, Function]:
    """A checksum before the data, little-endian."""

    def encode(data: bytes, _: Configuration) -> bytes:
        return struct.pack("<I", function(data)) + data

    def decode(data: bytes, _: Configuration) -> bytes:
        (expected,) = struct.unpack_from("<I", data)
        if function(data[4:]) != expected:
            raise ValueError("the checksum is not that of the data")
        return data[4:]

    return encode, decode


FILTERS: dict[str, tuple[Function, Function]] = {
    "adler32": _checksum(zlib.adler32),
    "astype": (_as_type, _as_type_again),
    "bitround": (_same, _same),
    "crc32": _checksum(zlib.crc32),
    "delta": (_delta, _undelta),
    "fixedscaleoffset": (_scale_offset, _unscale_offset),
    "packbits": (_packbits, _unpackbits),
    "shuffle": (_shuffle, _unshuffle),
}
"""How each encodes and decodes, by id."""
