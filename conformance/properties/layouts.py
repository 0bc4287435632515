"""Other valid encodings of a chunk that is encoded already: streams and shards laid out anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.cases.streams import blosc_stored, gzip_stored
from conformance.oracle.codecs.blosc import Blosc
from conformance.oracle.codecs.gzip import Gzip
from conformance.oracle.codecs.sharding_indexed import EMPTY, ShardingIndexed
from conformance.oracle.metadata import ArrayMetadata

Rewrite = Callable[[ArrayMetadata, str, bytes], bytes]
_HEADER = {"name": b"chunk.bin", "comment": b"a comment", "extra": b"ZC\x02\x00hi"}


@dataclass(frozen=True)
class Layout:
    """How gzip streams, Blosc chunks and shards are made, where a chain has one of them last."""

    header: bool
    backwards: bool
    gap: bytes

    def __call__(self, metadata: ArrayMetadata, _: str, data: bytes) -> bytes:
        """A chunk with the same content; other chains leave it as it is."""
        codecs = metadata.codecs
        last = codecs.bytes_to_bytes[-1] if codecs.bytes_to_bytes else codecs.array_to_bytes
        match last:
            case Gzip():
                return gzip_stored(last.decode(data), **(_HEADER if self.header else {}))
            case Blosc():
                return blosc_stored(last.decode(data), last.typesize)
            case ShardingIndexed():
                return self._shard(last, data)
        return data

    def _shard(self, codec: ShardingIndexed, shard: bytes) -> bytes:
        """The inner chunks in another order, each after a gap."""
        entries = codec.decode_index(shard)
        start = len(codec.encode_index(entries)) if codec.index_location == "start" else 0
        every = range(len(entries))
        body = b""
        for i in reversed(every) if self.backwards else (*every[::2], *every[1::2]):
            offset, length = entries[i]
            if length != EMPTY:
                body += self.gap
                entries[i] = (start + len(body), length)
                body += shard[offset : offset + length]
        body += self.gap
        index = codec.encode_index(entries)
        return index + body if start else body + index


LAYOUTS = (
    None,
    None,
    Layout(header=False, backwards=True, gap=b""),
    Layout(header=True, backwards=False, gap=b"\xaa\xbb\xcc"),
    Layout(header=True, backwards=True, gap=b"\xaa"),
)
"""Some layouts, the plainest first; None is as the oracle encodes."""


def is_open_to(codec: object) -> bool:
    """Whether there is more than one layout where this is the last codec of a chain."""
    name = codec if isinstance(codec, str) else codec["name"] if isinstance(codec, dict) else ""
    return name in ("gzip", "blosc", "sharding_indexed")
