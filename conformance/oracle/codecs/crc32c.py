"""The crc32c codec: the input, followed by its CRC32C checksum, little-endian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import google_crc32c

from conformance.oracle.codecs.common import BytesToBytes, Representation, known_members
from conformance.oracle.errors import demand

SIZE = 4


@dataclass(frozen=True)
class Crc32c(BytesToBytes):
    """The checksum of RFC 3720, appended."""

    def encode(self, data: bytes) -> bytes:
        checksum: int = google_crc32c.value(data)
        return data + checksum.to_bytes(SIZE, "little")

    def decode(self, data: bytes) -> bytes:
        demand(len(data) >= SIZE, "v3.codec.crc32c.appended", "no room for a checksum")
        content = data[:-SIZE]
        demand(
            self.encode(content) == data,
            "v3.codec.crc32c.appended",
            "the checksum is not that of the content",
        )
        return content

    def encoded_size(self, size: int) -> int:
        return size + SIZE


def parse(configuration: Mapping[str, Any], _: Representation, /) -> Crc32c:
    """Read the configuration: there is none."""
    known_members("crc32c", configuration, set())
    return Crc32c()
