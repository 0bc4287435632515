"""The Zarr specifications, executable: a small, slow, clear reader and writer.

Written from the texts alone, and laid out like them, so that an editor of the specification can
hold the two side by side: documents (JSON), extensions, data types and fill values, chunk grids,
chunk keys, codecs, metadata, and nodes in a store; version 2 in ``v2``. `FORMATS` has both. It
imports no Zarr library. It is no library for users: it loads whole arrays and favours plain
statements over speed.

Elements are held as bytes and never as numbers: an array of shape ``(a, b)`` with elements of
``n`` bytes is a numpy array of ``uint8`` and shape ``(a, b, n)``, each element little-endian (each
component of a complex number by itself). So no NaN payload, sign of zero or 64-bit integer can be
lost on the way.
"""

from conformance.oracle.errors import SpecError
from conformance.oracle.formats import FORMATS
from conformance.oracle.metadata import ArrayMetadata, GroupMetadata
from conformance.oracle.nodes import (
    ArrayNode,
    encode_chunks,
    read_array,
    read_group,
)

__all__ = [
    "FORMATS",
    "ArrayMetadata",
    "ArrayNode",
    "GroupMetadata",
    "SpecError",
    "encode_chunks",
    "read_array",
    "read_group",
]
