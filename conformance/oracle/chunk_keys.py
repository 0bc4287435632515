"""The default and the v2 chunk key encoding: from a chunk's grid index to its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from conformance.oracle import extensions
from conformance.oracle.errors import demand


@dataclass(frozen=True)
class ChunkKeyEncoding:
    """One of the two core encodings, with its separator."""

    name: Literal["default", "v2"]
    separator: str

    def key(self, index: tuple[int, ...]) -> str:
        """The key of the chunk at ``index``, below the prefix of its array."""
        numbers = [str(i) for i in index]
        if self.name == "default":
            return self.separator.join(["c", *numbers])
        return self.separator.join(numbers) if numbers else "0"


def parse(value: Any) -> ChunkKeyEncoding:
    """Read ``chunk_key_encoding``."""
    extension = extensions.parse(value, "chunk_key_encoding")
    name = extension.name
    if name != "default" and name != "v2":
        raise extensions.unknown(extension, "the chunk key encoding")
    demand(
        extension.must_understand,
        "v3.core.extension.must-understand.not-supported",
        "must_understand: false is not supported for a chunk key encoding",
    )
    demand(
        set(extension.configuration) <= {"separator"},
        "v3.core.extension.configuration.unknown-member",
        "the configuration of a chunk key encoding has one optional member, separator",
    )
    separator = extension.configuration.get("separator", "/" if name == "default" else ".")
    demand(
        separator in ("/", "."),
        f"v3.keys.{name}.separator.values",
        f"the separator {separator!r} is neither / nor .",
    )
    return ChunkKeyEncoding("default" if name == "default" else "v2", separator)
