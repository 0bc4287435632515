"""The zstd codec, a registered extension: frames of RFC 8878, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import zstandard

from conformance.oracle.codecs.common import BytesToBytes, Representation, known_members
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import SpecError, demand

FORMAT = "ext.codec.zstd.format"


@dataclass(frozen=True)
class Zstd(BytesToBytes):
    """Compression with ``level``; ``checksum`` says whether one is stored."""

    level: int
    checksum: bool

    def encode(self, data: bytes) -> bytes:
        return zstandard.ZstdCompressor(self.level, write_checksum=self.checksum).compress(data)

    def decode(self, data: bytes) -> bytes:
        demand(bool(data), FORMAT, "there is no frame")
        parts = []
        while data:
            frame = zstandard.ZstdDecompressor().decompressobj()
            try:
                parts.append(frame.decompress(data))
            except zstandard.ZstdError as error:
                raise SpecError(FORMAT, f"not a zstd frame: {error}") from error
            demand(frame.eof, FORMAT, "the last frame is not whole")
            data = frame.unused_data
        return b"".join(parts)


def parse(configuration: Mapping[str, Any], _: Representation, /) -> Zstd:
    """Read the configuration: ``level``, and whether there is a ``checksum``."""
    known_members("zstd", configuration, {"level", "checksum"})
    level: Any = configuration.get("level")
    demand(
        is_integer(level) and -131072 <= level <= 22,
        "ext.codec.zstd.level",
        f"level is {level!r}, no integer from -131072 to 22",
    )
    checksum: Any = configuration.get("checksum", False)
    demand(
        isinstance(checksum, bool),
        "ext.codec.zstd.checksum",
        f"checksum is {checksum!r}, no boolean",
    )
    return Zstd(level, checksum)
