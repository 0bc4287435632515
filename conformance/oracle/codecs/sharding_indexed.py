"""The sharding codec: inner chunks one after the other, and an index that says where.

The index is an array of ``uint64`` of shape ``(*chunks per shard, 2)`` with offset and length of
each inner chunk, encoded by a chain of its own, at the start or the end of the shard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from conformance.oracle.codecs.common import (
    ArrayToBytes,
    Elements,
    Representation,
    known_members,
)
from conformance.oracle.data_types import CORE
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand
from conformance.oracle.grid import RegularGrid

if TYPE_CHECKING:
    from conformance.oracle.codecs import Chain

EMPTY = 2**64 - 1


@dataclass(frozen=True)
class ShardingIndexed(ArrayToBytes):
    """Inner chunks of the shape, chain and index of a configuration."""

    inner: Representation
    codecs: Chain
    index_codecs: Chain
    index_location: Literal["start", "end"]

    def encode(self, chunk: Elements, decoded: Representation) -> bytes:
        """Write inner chunks in lexicographical order; those full of the fill value are empty."""
        grid = RegularGrid(decoded.shape, self.inner.shape)
        size = self._index_size()
        position = size if self.index_location == "start" else 0
        parts, entries = [], []
        for index in grid.chunks():
            inner = chunk[grid.region(index)]
            if np.array_equal(inner, self.inner.filled()):
                entries.append((EMPTY, EMPTY))
                continue
            data = self.codecs.encode(np.ascontiguousarray(inner))
            entries.append((position, len(data)))
            parts.append(data)
            position += len(data)
        index_bytes = self.encode_index(entries)
        parts.insert(0 if self.index_location == "start" else len(parts), index_bytes)
        return b"".join(parts)

    def decode(self, data: bytes, decoded: Representation) -> Elements:
        grid = RegularGrid(decoded.shape, self.inner.shape)
        chunk = decoded.filled()
        for index, (offset, length) in zip(grid.chunks(), self.decode_index(data), strict=True):
            if (offset, length) == (EMPTY, EMPTY):
                continue
            demand(
                offset + length <= len(data),
                "v3.codec.sharding.index.entries",
                f"the inner chunk {index} ends at {offset + length}, the shard at {len(data)}",
            )
            chunk[grid.region(index)] = self.codecs.decode(data[offset : offset + length])
        return chunk

    def encoded_size(self, decoded: Representation) -> int | None:  # noqa: ARG002
        return None

    def encode_index(self, entries: list[tuple[int, int]]) -> bytes:
        """The index with these (offset, length) entries, in order of the inner chunks."""
        numbers = np.array(entries, "<u8").reshape(self.index_codecs.decoded.shape)
        return self.index_codecs.encode(numbers[..., None].view(np.uint8))

    def decode_index(self, data: bytes) -> list[tuple[int, int]]:
        """The (offset, length) entries of the index of a shard."""
        size = self._index_size()
        demand(len(data) >= size, "v3.codec.sharding.index.size", "no room for the index")
        encoded = data[:size] if self.index_location == "start" else data[len(data) - size :]
        numbers = np.ascontiguousarray(self.index_codecs.decode(encoded)).view("<u8")
        return [(int(offset), int(length)) for offset, length in numbers.reshape(-1, 2)]

    def _index_size(self) -> int:
        size = self.index_codecs.encoded_size()
        assert size is not None, "parse() refuses index codecs of variable size"
        return size


def parse(
    configuration: Mapping[str, Any],
    decoded: Representation,
    parse_chain: Callable[[Any, Representation, str], Chain],
) -> ShardingIndexed:
    """Read the configuration, for shards of ``decoded``."""
    known_members(
        "sharding_indexed",
        configuration,
        {"chunk_shape", "codecs", "index_codecs", "index_location"},
    )
    for member in ("codecs", "index_codecs"):
        clause = f"v3.codec.sharding.{member.replace('_', '-')}"
        demand(member in configuration, f"{clause}.required", f"{member} is missing")
        demand(isinstance(configuration[member], list), f"{clause}.array", f"{member} is no array")
    shape: Any = configuration.get("chunk_shape")
    demand(
        isinstance(shape, list) and len(shape) == len(decoded.shape),
        "v3.codec.sharding.chunk-shape.length",
        f"chunk_shape is {shape!r}, no array of the {len(decoded.shape)} dimensions of the shard",
    )
    demand(
        all(is_integer(n) and n > 0 for n in shape),
        "v3.codec.sharding.chunk-shape.integers",
        f"chunk_shape is {shape!r}, no array of positive integers",
    )
    demand(
        all(outer % n == 0 for outer, n in zip(decoded.shape, shape, strict=True)),
        "v3.codec.sharding.chunk-shape.divides",
        "the inner chunk shape does not divide the shard shape",
    )
    inner = replace(decoded, shape=tuple(shape))
    codecs = parse_chain(configuration["codecs"], inner, "the inner codecs")
    per_shard = tuple(outer // n for outer, n in zip(decoded.shape, shape, strict=True))
    index = Representation((*per_shard, 2), CORE["uint64"], bytes(8))
    index_codecs = parse_chain(configuration["index_codecs"], index, "the index codecs")
    demand(
        index_codecs.encoded_size() is not None,
        "v3.codec.sharding.index-codecs.fixed-size",
        "the index codecs produce an index of variable size",
    )
    location = configuration.get("index_location", "end")
    demand(
        location in ("start", "end"),
        "v3.codec.sharding.index-location.values",
        f"index_location is {location!r}, neither start nor end",
    )
    return ShardingIndexed(inner, codecs, index_codecs, location)
