"""The gzip codec: DEFLATE (RFC 1951) in the gzip file format (RFC 1952)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle.codecs.common import BytesToBytes, Representation, known_members
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import SpecError, demand


@dataclass(frozen=True)
class Gzip(BytesToBytes):
    """Compression with ``level`` 0 (none) to 9 (most)."""

    level: int

    def encode(self, data: bytes) -> bytes:
        return gzip.compress(data, self.level, mtime=0)

    def decode(self, data: bytes) -> bytes:
        try:
            return gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise SpecError("v3.codec.gzip.format", f"not a gzip stream: {error}") from error


def parse(configuration: Mapping[str, Any], _: Representation, /) -> Gzip:
    """Read the configuration: ``level``, an integer from 0 to 9."""
    known_members("gzip", configuration, {"level"})
    level: Any = configuration.get("level")
    demand(
        is_integer(level) and 0 <= level <= 9,
        "v3.codec.gzip.level",
        f"level is {level!r}, no integer from 0 to 9",
    )
    return Gzip(level)
