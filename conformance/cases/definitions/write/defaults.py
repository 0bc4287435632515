"""What a recipe leaves to the library: the document is whole and valid all the same.

Which default it is, is the library's affair. Fill values are in ``fill_values`` and ``v2_arrays``.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import sharding
from conformance.cases.model import Case
from conformance.cases.recipes import plain, recipe

ARRAY = "v3.core.array"
CODECS = f"{ARRAY}.codecs.not-empty", f"{ARRAY}.codecs.required"
KEYS = (f"{ARRAY}.chunk-key-encoding.required",)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    inner = sharding(1, 2, location=None)
    for name, title, clauses, left, change in (
        ("codecs", "The codecs are left to the library.", CODECS, "codecs", plain),
        (
            *("codecs-of-shards", "The codecs of inner chunks are left to the library.", CODECS),
            *("codecs", lambda a: a.codecs(inner)),
        ),
        ("keys", "The encoding of keys is left to the library.", KEYS, "chunk_key_encoding", plain),
    ):
        yield (
            recipe(f"v3/write/defaults/{name}", title, *clauses)
            .array(
                lambda a, change=change: change(a.shape(4, 7, chunks=(2, 4)).data_type("int32", 7)),
                default=[left],
            )
            .write()
            .judged()
        )
    for name, title, keys in (
        (
            *("compressor-and-filters", "Compressor and filters are left to the library."),
            ("compressor", "filters"),
        ),
        ("order", "The order is left to the library.", ("order",)),
    ):
        required = [f"v2.array.{key}.required" for key in keys]
        yield (
            recipe(f"v2/write/defaults/{name}", title, *required)
            .array(lambda a: a.shape(3, 5, chunks=(2, 3)).dtype("<i4", 7), default=keys)
            .write()
            .judged()
        )
