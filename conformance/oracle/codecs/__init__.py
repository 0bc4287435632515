"""The chain of codecs, and the table of the codecs.

Section "Chunk encoding" of the core specification: zero or more array-to-array codecs, exactly one
array-to-bytes codec, zero or more bytes-to-bytes codecs. Each codec has a module here, named
like its document; those of the core specification and registered ones stand side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from conformance.oracle import extensions
from conformance.oracle.codecs import (
    bitround,
    blosc,
    bytes_,
    cast_value,
    crc32c,
    gzip,
    packbits,
    reshape,
    scale_offset,
    sharding_indexed,
    transpose,
    vlen,
    zstd,
)
from conformance.oracle.codecs.common import (
    ArrayToArray,
    ArrayToBytes,
    BytesToBytes,
    Codec,
    Elements,
    Representation,
    filled,
)
from conformance.oracle.errors import SpecError, demand

__all__ = ["Chain", "Codec", "Elements", "Representation", "filled", "parse_chain"]


class Parser(Protocol):
    """Reads a codec's configuration, for input of the given representation."""

    def __call__(self, configuration: Mapping[str, Any], decoded: Representation, /) -> Codec: ...


@dataclass(frozen=True)
class Chain:
    """Codecs in the order in which they encode, and the representation that they start from."""

    decoded: Representation
    array_to_array: tuple[tuple[ArrayToArray, Representation], ...]
    array_to_bytes: ArrayToBytes
    bytes_to_bytes: tuple[BytesToBytes, ...]

    @property
    def inner(self) -> Representation:
        """What the array-to-bytes codec is given."""
        if not self.array_to_array:
            return self.decoded
        codec, decoded = self.array_to_array[-1]
        return codec.encoded(decoded)

    def encode(self, chunk: Elements) -> bytes:
        """The bytes of a chunk of the decoded representation."""
        for codec, _ in self.array_to_array:
            chunk = codec.encode(chunk)
        data = self.array_to_bytes.encode(chunk, self.inner)
        for step in self.bytes_to_bytes:
            data = step.encode(data)
        return data

    def decode(self, data: bytes) -> Elements:
        """The chunk that ``data`` encodes. Raises `SpecError` when it encodes none."""
        for step in reversed(self.bytes_to_bytes):
            data = step.decode(data)
        chunk = self.array_to_bytes.decode(data, self.inner)
        for codec, _ in reversed(self.array_to_array):
            chunk = codec.decode(chunk)
        return chunk

    def encoded_size(self) -> int | None:
        """Bytes of an encoded chunk, or None where they depend on the values."""
        size = self.array_to_bytes.encoded_size(self.inner)
        for step in self.bytes_to_bytes:
            size = None if size is None else step.encoded_size(size)
        return size


def parse_chain(value: Any, decoded: Representation, where: str = "codecs") -> Chain:
    """Read a list of codecs that starts from ``decoded``. Raises `SpecError`."""
    demand(
        isinstance(value, list),
        "v3.core.codecs.one-array-to-bytes",
        f"{where} is not an array, and holds no array-to-bytes codec",
    )
    demand(bool(value), "v3.core.array.codecs.not-empty", f"{where} is empty")
    array_to_array: list[tuple[ArrayToArray, Representation]] = []
    array_to_bytes: ArrayToBytes | None = None
    bytes_to_bytes: list[BytesToBytes] = []
    current = decoded
    for item in value:
        extension = extensions.parse(item, "codecs", f"an item of {where}")
        if extension.name not in CODECS:
            raise extensions.unknown(extension, "the codec")
        codec = CODECS[extension.name](extension.configuration, current)
        if isinstance(codec, BytesToBytes):
            demand(
                array_to_bytes is not None,
                "v3.core.codecs.order",
                f"{extension.name} works on bytes, before any codec that makes bytes",
            )
            bytes_to_bytes.append(codec)
            continue
        if isinstance(codec, ArrayToBytes):
            demand(
                array_to_bytes is None,
                "v3.core.codecs.one-array-to-bytes",
                f"{where} has more than one array-to-bytes codec",
            )
            array_to_bytes = codec
            continue
        demand(
            array_to_bytes is None,
            "v3.core.codecs.order",
            f"{extension.name} works on arrays, after the codec that makes bytes",
        )
        array_to_array.append((codec, current))
        current = codec.encoded(current)
    if array_to_bytes is None:
        raise SpecError("v3.core.codecs.one-array-to-bytes", f"{where} has no array-to-bytes codec")
    return Chain(decoded, tuple(array_to_array), array_to_bytes, tuple(bytes_to_bytes))


def _sharding(configuration: Mapping[str, Any], decoded: Representation, /) -> Codec:
    # Sharding is the one codec that holds chains of its own.
    return sharding_indexed.parse(configuration, decoded, parse_chain)


CODECS: dict[str, Parser] = {
    "bitround": bitround.parse,
    "blosc": blosc.parse,
    "bytes": bytes_.parse,
    "cast_value": cast_value.parse,
    "crc32c": crc32c.parse,
    "gzip": gzip.parse,
    "packbits": packbits.parse,
    "reshape": reshape.parse,
    "scale_offset": scale_offset.parse,
    "sharding_indexed": _sharding,
    "transpose": transpose.parse,
    "vlen-bytes": vlen.byte_strings,
    "vlen-utf8": vlen.utf8,
    "zstd": zstd.parse,
}
