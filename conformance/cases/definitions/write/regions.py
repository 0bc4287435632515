"""Writing parts of arrays: along chunks and across them, with steps, and into shards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.cases.builder import CRC32C, bytes_codec, gzip, sharding, transpose
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe

Parts = tuple[tuple[int, ...], ...]

LOCATION = "v3.grid.regular.element-location"
WITHIN = "v3.grid.regular.element-within-chunk"
KEY, EVERY = "v3.grid.regular.key", "v3.core.codecs.every-chunk"
ENTRIES, FORMAT = "v3.codec.sharding.index.entries", "v3.codec.sharding.format"
EMPTY = "v3.codec.sharding.index.empty"
LITTLE, BIG = bytes_codec(), bytes_codec("big")


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _parts()
    yield from _chains()
    yield from _series()
    yield from _shards()
    yield from _inner_chains()


def _on(name: str, title: str, *clauses: str, change: Callable[..., Any]) -> Recipe:
    return recipe(f"v3/write/regions/{name}", title, *clauses).array(change)


def _grid(draft: Any) -> Any:
    """An array of 6 by 8 in chunks of 2 by 3; those at the right overhang."""
    return draft.shape(6, 8, chunks=(2, 3)).data_type("int32", -5)


# Of an array of 6 by 8 in parts of 2 by 3.
_REGIONS: dict[str, tuple[str, Parts]] = {
    "one-chunk": ("One whole chunk.", ((2, 4), (3, 6))),
    "aligned": ("Four whole chunks.", ((0, 4), (0, 6))),
    "edge-chunk": ("A chunk that overhangs, as far as the array goes.", ((4, 6), (6, 8))),
    "within-chunk": ("A part of one chunk.", ((2, 3), (4, 6))),
    "unaligned": ("Parts of four chunks.", ((1, 3), (2, 4))),
    "one-element": ("One element.", ((3, 4), (4, 5))),
    "row": ("A row, across all chunks of it.", ((3, 4), (0, 8))),
    "column": ("A column, across all chunks of it.", ((0, 6), (7, 8))),
    "all": ("All, as a region.", ((0, 6), (0, 8))),
    "strided": ("Every second element of every second row.", ((0, 6, 2), (0, 8, 2))),
    "strided-across-chunks": ("Steps longer than a chunk.", ((1, 6, 3), (0, 8, 5))),
    "strided-last-beyond": ("A step over the end.", ((5, 6, 4), (1, 8, 3))),
}


def _parts() -> Iterator[Case]:
    for name, (title, parts) in _REGIONS.items():
        clauses = LOCATION, WITHIN, KEY
        # Into an array in which nothing was written, and into one that is full.
        yield _on(name, title, *clauses, change=_grid).region(*parts).judged()
        full = _on(f"{name}-of-full", f"{title} All was written before.", *clauses, change=_grid)
        yield full.write().region(*parts).judged()


def _chains() -> Iterator[Case]:
    for name, title, codecs in (
        ("big-endian", "A part of big-endian chunks.", [BIG]),
        ("gzip", "A part of compressed chunks.", [LITTLE, gzip()]),
        ("crc32c", "A part of chunks with checksums.", [LITTLE, CRC32C]),
        ("transpose", "A part of transposed chunks.", [transpose(1, 0), LITTLE]),
        (
            "transpose-gzip",
            "A part of transposed and compressed ones.",
            [transpose(1, 0), BIG, gzip()],
        ),
    ):
        yield (
            _on(
                name, title, EVERY, WITHIN, change=lambda a, codecs=codecs: _grid(a).codecs(*codecs)
            )
            .write()
            .region((1, 5), (2, 7))
            .judged()
        )


def _series() -> Iterator[Case]:
    yield (
        _on("overlapping", "Two regions overlap: the later one counts.", LOCATION, change=_grid)
        .region((0, 4), (0, 5))
        .region((2, 6), (3, 8), first=301)
        .judged()
    )
    yield (
        _on("row-by-row", "Three rows, one after the other.", LOCATION, change=_grid)
        .region((0, 1), (0, 8))
        .region((1, 2), (0, 8), first=201)
        .region((2, 3), (0, 8), first=301)
        .judged()
    )
    yield (
        _on(
            "one-dimension",
            "A part of an array of one dimension, across three chunks.",
            LOCATION,
            change=lambda a: a.shape(10, chunks=(4,)).data_type("int16", 9),
        )
        .region((3, 9))
        .judged()
    )
    yield (
        _on(
            "four-dimensions",
            "A part of an array of four dimensions.",
            LOCATION,
            change=lambda a: a.shape(2, 3, 2, 5, chunks=(1, 2, 2, 3)).data_type("int16", 9),
        )
        .region((0, 2), (1, 3), (1, 2), (1, 5))
        .judged()
    )
    yield (
        _on(
            "no-dimensions",
            "The one element of an array of no dimensions, as a region.",
            "v3.core.array.zero-dimensions",
            change=lambda a: a.shape().data_type("int16", 9),
        )
        .region()
        .judged()
    )


def _sharded(draft: Any, codec: Any = None) -> Any:
    """An array of 4 by 12: shards of 4 by 6, inner chunks of 2 by 3."""
    draft = draft.shape(4, 12, chunks=(4, 6)).data_type("int32", -5)
    return draft.codecs(codec or sharding(2, 3))


_IN_SHARDS: dict[str, tuple[str, Parts]] = {
    "inner-chunk": ("One inner chunk of a shard.", ((2, 4), (3, 6))),
    "within-inner-chunk": ("A part of an inner chunk.", ((1, 2), (4, 6))),
    "across-inner-chunks": ("Parts of four inner chunks.", ((1, 3), (2, 4))),
    "across-shards": ("Parts of two shards.", ((1, 3), (4, 9))),
    "whole-shard": ("A whole shard.", ((0, 4), (6, 12))),
    "strided-in-shards": ("Steps across inner chunks and shards.", ((0, 4, 2), (1, 12, 4))),
}


def _shards() -> Iterator[Case]:
    for name, (title, parts) in _IN_SHARDS.items():
        started = _on(f"shard-{name}", title, ENTRIES, EMPTY, FORMAT, change=_sharded)
        yield started.region(*parts).judged()
        title = f"{title} All was written before."
        started = _on(f"shard-{name}-of-full", title, ENTRIES, FORMAT, change=_sharded)
        yield started.write().region(*parts).judged()
    yield (
        _on(
            "shard-by-inner-chunks",
            "A shard, inner chunk by inner chunk.",
            ENTRIES,
            change=_sharded,
        )
        .region((0, 2), (0, 3))
        .region((2, 4), (3, 6), first=201)
        .region((0, 2), (3, 6), first=301)
        .region((2, 4), (0, 3), first=401)
        .judged()
    )
    yield (
        _on("shard-emptied", "An inner chunk becomes the fill value.", EMPTY, change=_sharded)
        .write()
        .region((0, 2), (3, 6), given=[-5] * 6)
        .judged()
    )


def _inner_chains() -> Iterator[Case]:
    nested = sharding(2, 3, codecs=[sharding(1, 3)])
    for name, title, codec in (
        ("index-at-start", "The index is at the start.", sharding(2, 3, location="start")),
        ("gzip", "Inner chunks are compressed.", sharding(2, 3, codecs=[LITTLE, gzip()])),
        ("crc32c", "Inner chunks have checksums.", sharding(2, 3, codecs=[LITTLE, CRC32C])),
        (
            *("transpose", "Inner chunks are transposed."),
            sharding(2, 3, codecs=[transpose(1, 0), BIG]),
        ),
        ("nested", "Inner chunks are shards.", nested),
    ):
        started = _on(
            f"shard-{name}",
            f"A part of a shard. {title}",
            *(ENTRIES, "v3.codec.sharding.codecs.apply"),
            change=lambda a, codec=codec: _sharded(a, codec),
        )
        yield started.write().region((1, 3), (2, 8)).judged()
