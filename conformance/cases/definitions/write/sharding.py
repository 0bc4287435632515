"""Writing whole shards: where the index lies, inner codecs, empty inner chunks, nested shards.

Parts of shards are written in ``regions`` and ``existing``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import CRC32C, blosc, bytes_codec, gzip, sharding, transpose
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe

SHARDING = "v3.codec.sharding"
LITTLE, BIG = bytes_codec(), bytes_codec("big")
FORMAT, ENTRIES = f"{SHARDING}.format", f"{SHARDING}.index.entries"
APPLY, INDEX = f"{SHARDING}.codecs.apply", f"{SHARDING}.index.codecs-apply"
EMPTY = f"{SHARDING}.index.empty"
START, END = f"{SHARDING}.index-location.start", f"{SHARDING}.index-location.end"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _index()
    yield from _inner()
    yield from _empty()
    yield from _shapes()


def sharded(name: str, title: str, *clauses: str, codecs: list[Any] | None = None) -> Recipe:
    """An array of 4 by 9: shards of 4 by 6, inner chunks of 2 by 3, fill value 513."""
    started = recipe(f"v3/write/sharding/{name}", title, *clauses)
    return started.array(
        lambda a: (
            a.shape(4, 9, chunks=(4, 6))
            .data_type("uint16", 513)
            .codecs(*(codecs or [sharding(2, 3)]))
        )
    )


def _index() -> Iterator[Case]:
    for name, title, codec, clauses in (
        ("index-at-end", "The index is at the end.", sharding(2, 3), (END, ENTRIES, FORMAT)),
        (
            "index-at-start",
            "The index is at the start, and offsets count from the start of the shard.",
            sharding(2, 3, location="start"),
            (START, f"{SHARDING}.index.offset", ENTRIES),
        ),
        (
            "index-location-left-out",
            "The recipe does not say where the index is.",
            sharding(2, 3, location=None),
            (f"{SHARDING}.index-location", ENTRIES),
        ),
        (
            "index-without-checksum",
            "The index has no checksum.",
            sharding(2, 3, index_codecs=[LITTLE]),
            (INDEX, f"{SHARDING}.index.size"),
        ),
        (
            "index-at-start-without-checksum",
            "The index is at the start and has no checksum.",
            sharding(2, 3, index_codecs=[LITTLE], location="start"),
            (INDEX, START, f"{SHARDING}.index.size"),
        ),
        (
            "index-big-endian",
            "The index is big-endian, inner chunks are not.",
            sharding(2, 3, index_codecs=[BIG, CRC32C]),
            (INDEX,),
        ),
    ):
        yield sharded(name, title, *clauses, codecs=[codec]).write().judged()


def _inner() -> Iterator[Case]:
    for name, title, inner in (
        ("inner-big-endian", "Inner chunks are big-endian, the index is not.", [BIG]),
        ("inner-gzip", "Inner chunks are compressed one by one.", [LITTLE, gzip()]),
        ("inner-blosc", "Inner chunks are compressed by blosc.", [LITTLE, blosc()]),
        ("inner-crc32c", "Each inner chunk has a checksum.", [LITTLE, CRC32C]),
        ("inner-transpose", "Inner chunks are transposed.", [transpose(1, 0), LITTLE]),
        (
            "inner-transpose-gzip-crc32c",
            "Inner chunks are transposed, compressed, and have a checksum.",
            [transpose(1, 0), LITTLE, gzip(), CRC32C],
        ),
    ):
        codec = sharding(2, 3, codecs=inner)
        yield sharded(name, title, APPLY, ENTRIES, codecs=[codec]).write().judged()
    for location in ("start", "end"):
        nested = sharding(2, 3, codecs=[sharding(1, 3, codecs=[LITTLE], location=location)])
        title = f"Inner chunks are shards with their index at the {location}."
        clauses = APPLY, START if location == "start" else END
        yield (
            sharded(f"nested-index-at-{location}", title, *clauses, codecs=[nested])
            .write()
            .judged()
        )
    yield (
        sharded(
            "after-transpose",
            "Shards are transposed as a whole.",
            *("v3.core.codecs.sequence", APPLY),
            # Inner lengths that divide the shard before and after: which of the two counts is open.
            codecs=[transpose(1, 0), sharding(2, 2)],
        )
        .write()
        .judged()
    )
    yield (
        sharded(
            "before-gzip",
            "Shards are compressed as a whole.",
            "v3.core.codecs.sequence",
            codecs=[sharding(2, 3), gzip()],
        )
        .write()
        .observe("zarr-specs#358")
    )


def _empty() -> Iterator[Case]:
    some = [n if 3 <= n % 9 < 6 and n < 18 else 513 for n in range(36)]
    for name, codec in (
        ("", sharding(2, 3)),
        ("-index-at-start", sharding(2, 3, location="start")),
    ):
        yield (
            sharded(
                f"all-but-one-empty{name}",
                "All inner chunks but one hold nothing but the fill value.",
                *(EMPTY, f"{SHARDING}.index.full-shape"),
                codecs=[codec],
            )
            .write(given=some)
            .judged()
        )
    yield (
        sharded("all-empty", "Whole shards hold nothing but the fill value.", FORMAT, EMPTY)
        .write(given=[513] * 36)
        .judged()
    )
    yield (
        sharded("emptied", "Numbers are overwritten by the fill value.", FORMAT, EMPTY)
        .write()
        .write(given=[513] * 36)
        .judged()
    )


def _shapes() -> Iterator[Case]:
    for name, title, shape, shard, inner, clauses in (
        (
            "one-inner-chunk",
            "An inner chunk is as large as its shard.",
            *((4, 6), (4, 6), (4, 6)),
            (f"{SHARDING}.multiple", FORMAT),
        ),
        (
            "inner-chunks-of-one-element",
            "Every element is an inner chunk.",
            *((2, 3), (2, 3), (1, 1)),
            (f"{SHARDING}.chunks-per-shard", ENTRIES),
        ),
        (
            "many-shards",
            "Ten shards of two inner chunks.",
            *((20,), (2,), (1,)),
            (f"{SHARDING}.shard", ENTRIES),
        ),
        (
            "larger-than-array",
            "A shard is larger than the array.",
            *((3, 4), (8, 8), (4, 4)),
            (f"{SHARDING}.index.full-shape", ENTRIES),
        ),
        (
            "three-dimensions",
            "Inner chunks of three dimensions.",
            *((2, 4, 6), (2, 4, 3), (1, 2, 3)),
            (f"{SHARDING}.index.shape", ENTRIES),
        ),
    ):
        yield (
            recipe(f"v3/write/sharding/{name}", title, *clauses)
            .array(
                lambda a, shape=shape, shard=shard, inner=inner: (
                    a.shape(*shape, chunks=shard).data_type("int16", -1).codecs(sharding(*inner))
                )
            )
            .write()
            .judged()
        )
