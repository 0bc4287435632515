"""Writing into stores that somebody else wrote, in valid forms that writers seldom choose.

What is not written must stay. The stores are the oracle's. Documents have a module of their own.
"""

from __future__ import annotations

import gzip as gzip_format
from collections.abc import Iterator

from conformance.cases.builder import (
    ArrayDraft,
    array,
    bytes_codec,
    gzip,
    sharding,
)
from conformance.cases.definitions.v3.sharding import relaid
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe
from conformance.cases.streams import gzip_stored
from conformance.oracle.metadata import ArrayMetadata

EXISTING = "v3.codec.sharding.order.existing"
OFFSET, SPACE = "v3.codec.sharding.index.offset", "v3.codec.sharding.unused-space"
EMPTY = "v3.codec.sharding.index.empty"
WITHIN = "v3.grid.regular.element-within-chunk"
LITTLE = bytes_codec()


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _shards()
    yield from _streams()
    yield from _chunks()


def _into(name: str, title: str, *clauses: str, draft: ArrayDraft) -> Recipe:
    return recipe(f"v3/write/existing/{name}", title, *clauses).begin(draft)


def _plain() -> ArrayDraft:
    return array("v3/x", "x", "x")


def _shards() -> Iterator[Case]:
    def sharded(location: str = "end", **rest: object) -> ArrayDraft:
        codec = sharding(2, 3, location=location, **rest)  # type: ignore[arg-type]
        draft = _plain().shape(4, 12, chunks=(4, 6)).data_type("uint16", 513)
        return draft.codecs(codec)

    order, gap = (2, 0, 3, 1), b"\xdd\xdd\xdd\xdd"
    some = [n + 1 if n // 12 >= 2 and n % 6 < 3 else 513 for n in range(48)]
    drafts = {
        "shard-shuffled": (
            "Inner chunks lie in another order.",
            (EXISTING,),
            sharded().rechunk(relaid(order, b"")),
        ),
        "shard-gaps": (
            "There are gaps between inner chunks.",
            (EXISTING, SPACE),
            sharded().rechunk(relaid(order, gap)),
        ),
        "shard-gaps-index-at-start": (
            "There are gaps between inner chunks, and the index is at the start.",
            (EXISTING, SPACE, OFFSET),
            sharded("start").rechunk(relaid(order, gap)),
        ),
        "shard-index-without-checksum": (
            "The index has no checksum and is at the start.",
            ("v3.codec.sharding.index.codecs-apply", OFFSET),
            sharded("start", index_codecs=[LITTLE]),
        ),
        "shard-index-big-endian": (
            "The index is big-endian, and the inner chunks are not.",
            ("v3.codec.sharding.index.codecs-apply",),
            sharded(index_codecs=[bytes_codec("big"), {"name": "crc32c"}]),
        ),
        "shard-empty-inner-chunks": (
            "Half of the inner chunks are not stored.",
            (EMPTY, EXISTING),
            sharded().values(*some),
        ),
        "shard-missing": (
            "One of two shards is not stored.",
            ("v3.core.array.fill-value.uninitialised",),
            sharded().missing((0, 1)),
        ),
    }
    for name, (title, clauses, draft) in drafts.items():
        for part, words, region in (
            ("inner-chunk", "One inner chunk is written", ((2, 4), (3, 6))),
            ("part", "Parts of both shards are written", ((1, 3), (4, 8))),
        ):
            full = f"{words} into shards that are there. {title}"
            yield _into(f"{name}-{part}", full, *clauses, draft=draft).region(*region).judged()


def _members(_: ArrayMetadata, __: str, data: bytes) -> bytes:
    raw = gzip_format.decompress(data)
    return gzip_stored(raw[:5]) + gzip_stored(raw[5:])


def _fields(_: ArrayMetadata, __: str, data: bytes) -> bytes:
    return gzip_stored(gzip_format.decompress(data), name=b"chunk", comment=b"of an array")


def _streams() -> Iterator[Case]:
    compressed = _plain().shape(4, 6, chunks=(4, 3)).codecs(LITTLE, gzip())
    yield (
        _into(
            "gzip-header-fields",
            "A part is written of a chunk whose gzip header has a name and a comment.",
            *(WITHIN, "v3.codec.gzip.format"),
            draft=compressed.rechunk(_fields),
        )
        .region((1, 3), (1, 5))
        .judged()
    )
    yield (
        _into(
            "gzip-members",
            "A part is written of a chunk that is a gzip stream of two members.",
            "v3.codec.gzip.members",
            draft=compressed.rechunk(_members),
        )
        .region((1, 3), (1, 5))
        .observe()
    )


def _chunks() -> Iterator[Case]:
    overhanging = _plain().shape(3, 5, chunks=(2, 3)).data_type("uint16", 9)
    yield (
        _into(
            "beyond-the-edge",
            "Chunks hold something else than the fill value beyond the edge.",
            *("v3.grid.regular.edge-chunk-full", WITHIN),
            draft=overhanging.outside(b"\xee\xee"),
        )
        .region((1, 3), (2, 5))
        .judged()
    )
    yield (
        _into(
            "chunks-missing",
            "A part is written of a chunk that is there, and of one that is not.",
            "v3.core.array.fill-value.uninitialised",
            draft=overhanging.missing((0, 1), (1, 1)),
        )
        .region((0, 1), (1, 5))
        .judged()
    )
    for name, encoding, separator, words in (
        ("default-period", "default", ".", "periods"),
        ("v2", "v2", ".", "periods"),
        ("v2-slash", "v2", "/", "slashes"),
        ("v2-left-out", "v2", None, "no separator said"),
    ):
        yield (
            _into(
                f"keys-{name}",
                f"The encoding {encoding} of chunk keys, with {words}.",
                *("v3.grid.regular.key", f"v3.keys.{encoding}.key"),
                draft=overhanging.keys(encoding, separator),
            )
            .region((1, 3), (2, 5))
            .judged()
        )
    yield (
        _into(
            "big-endian",
            "Chunks are big-endian.",
            "v3.codec.bytes.order",
            draft=overhanging.codecs(bytes_codec("big")),
        )
        .region((1, 3), (2, 5))
        .judged()
    )
