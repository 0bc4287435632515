"""Faults of writers, by name. Each module holds those of one area."""

from tests.saboteurs.writers import changes, chunks, documents, keys, shards, version_2
from tests.saboteurs.writers.registry import WRITER_FAULTS, WriterFault

__all__ = [
    "WRITER_FAULTS",
    "WriterFault",
    "changes",
    "chunks",
    "documents",
    "keys",
    "shards",
    "version_2",
]
