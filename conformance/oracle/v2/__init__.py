"""Version 2 of the specification, executable: a strict reader of arrays and groups, and a writer.

Laid out like the text: data types, fill values, compressors and filters, metadata, and nodes in a
store. What the text only names (most compressors and filters) follows what is in wide use, and
says so.
"""

from conformance.oracle.v2.metadata import ArrayMetadata, GroupMetadata
from conformance.oracle.v2.nodes import ArrayNode, encode_chunks, read_array, read_group

__all__ = [
    "ArrayMetadata",
    "ArrayNode",
    "GroupMetadata",
    "encode_chunks",
    "read_array",
    "read_group",
]
