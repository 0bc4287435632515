"""What the definitions of the registered codecs share. Defines no datasets."""

from __future__ import annotations

from collections.abc import Callable

from conformance.cases.builder import Json
from conformance.oracle.metadata import ArrayMetadata

LITTLE: Json = {"name": "bytes", "configuration": {"endian": "little"}}
# Codecs in front of sharding are undone as well.
SEQUENCE = "v3.core.codecs.sequence"
# Where the text of a codec was discussed, when it was proposed or later.
BITROUND = "zarr-extensions#26"
PACKBITS = "zarr-extensions#3"
SCALE_AND_CAST = "zarr-extensions#43"


def codec(name: str, **configuration: Json) -> Json:
    """A codec with its configuration, which may be empty."""
    return {"name": name, "configuration": configuration}


def stored(data: bytes) -> Callable[[ArrayMetadata, str, bytes], bytes]:
    """For `rechunk`: the only chunk is these bytes, although no writer here would write them."""

    def rewrite(_: ArrayMetadata, __: str, ___: bytes) -> bytes:
        return data

    return rewrite
