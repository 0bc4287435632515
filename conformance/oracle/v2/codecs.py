"""Codecs, strung together: from the bytes of a chunk to what is stored, and back.

Sections "Chunks" and "Filters", and the keys ``compressor`` and ``filters`` of the document. What
each codec does is in ``compressors`` and ``filters``; any of them may be a filter.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from conformance.oracle.errors import SpecError, demand
from conformance.oracle.v2.compressors import COMPRESSORS, FAILURES, Configuration
from conformance.oracle.v2.filters import FILTERS

Json = Any


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


CODECS = COMPRESSORS | FILTERS
_FAILURES = (LookupError, TypeError, ValueError, struct.error, *FAILURES)


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
