"""Arrays of version 2 that change: regions, one in the place of another, append, resize."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe
from conformance.cases.v2 import zlib

UNINITIALISED, POSITION = "v2.chunks.uninitialised", "v2.keys.position"
SHAPE, DOCUMENT = "v2.array.shape.integers", "v2.array.document"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _regions()
    yield from _overwritten()
    yield from _appended()
    yield from _resized()


def _grid(draft: Any) -> Any:
    """An array of 6 by 8 in chunks of 2 by 3; those at the right overhang."""
    return draft.shape(6, 8, chunks=(2, 3)).dtype("<i4", -5)


def _started(name: str, title: str, *clauses: str, change: Callable[..., Any] = _grid) -> Recipe:
    return recipe(f"v2/write/{name}", title, *clauses).array(change)


_REGIONS: dict[str, tuple[str, tuple[tuple[int, ...], ...]]] = {
    "aligned": ("Four whole chunks.", ((0, 4), (0, 6))),
    "within-chunk": ("A part of one chunk.", ((2, 3), (4, 6))),
    "unaligned": ("Parts of four chunks.", ((1, 3), (2, 4))),
    "column": ("A column, across all chunks of it.", ((0, 6), (7, 8))),
    "strided": ("Every second element of every second row.", ((0, 6, 2), (0, 8, 2))),
    "strided-across-chunks": ("Steps longer than a chunk.", ((1, 6, 3), (0, 8, 5))),
}


def _regions() -> Iterator[Case]:
    for name, (title, parts) in _REGIONS.items():
        draft = _started(f"regions/{name}", title, POSITION, UNINITIALISED)
        yield draft.region(*parts).judged()
        draft = _started(f"regions/{name}-of-full", f"{title} All was written before.", POSITION)
        yield draft.write().region(*parts).judged()
    for name, title, change in (
        ("order-f", "Chunks have the order F.", lambda a: _grid(a).order("F")),
        ("zlib", "Chunks are compressed.", lambda a: _grid(a).compressor(zlib())),
        ("slash", "Keys have slashes.", lambda a: _grid(a).separator("/")),
        ("big-endian", "Chunks are big-endian.", lambda a: _grid(a).dtype(">i4", -5)),
    ):
        title = f"Parts of chunks are written. {title}"
        draft = _started(f"regions/{name}", title, POSITION, change=change)
        yield draft.write().region((1, 5), (2, 7)).judged()


def _overwritten() -> Iterator[Case]:
    for name, title, change in (
        ("smaller", "by a smaller one", lambda a: _grid(a).shape(2, 4, chunks=(2, 3))),
        ("larger", "by a larger one", lambda a: _grid(a).shape(7, 9, chunks=(2, 3))),
        ("other-data-type", "by one of another data type", lambda a: _grid(a).dtype("|u1", 3)),
        ("other-keys", "by one with other keys", lambda a: _grid(a).separator("/")),
    ):
        title = f"An array is replaced {title}; no old chunk shows."
        draft = _started(f"overwrite/array-by-{name}", title, DOCUMENT, UNINITIALISED).write()
        yield draft.array(change, overwrite=True).judged()
    draft = recipe(
        "v2/write/overwrite/attributes",
        "An array with attributes is replaced by one without: they are gone.",
        *(DOCUMENT, "v2.attributes.optional"),
    ).array(lambda a: _grid(a).attributes({"old": 1}))
    yield draft.write().array(_grid, overwrite=True).write(first=51).judged()


def _appended() -> Iterator[Case]:
    for name, title, axis, length in (
        ("first-axis", "Whole chunks are appended along the first axis.", 0, 2),
        ("part-of-chunk", "Less than a chunk is appended.", 0, 1),
        ("to-overhang", "What is appended begins within a chunk that overhangs.", 1, 5),
    ):
        yield (
            _started(f"append/{name}", title, SHAPE, POSITION).write().append(axis, length).judged()
        )


def _resized() -> Iterator[Case]:
    for name, title, shapes in (
        ("grow-by-chunks", "Grown by whole chunks.", ((8, 8),)),
        ("grow-by-parts", "Grown by parts of chunks.", ((7, 11),)),
        ("shrink-by-chunks", "Shrunk by whole chunks.", ((2, 3),)),
        ("shrink-by-parts", "Shrunk by parts of chunks.", ((3, 4),)),
        ("shrink-then-grow", "Shrunk, then grown again.", ((2, 3), (6, 8))),
        ("to-nothing", "Shrunk to nothing.", ((0, 8),)),
    ):
        draft = _started(f"resize/{name}", title, SHAPE).write()
        for shape in shapes:
            draft = draft.resize(*shape)
        yield draft.judged()
    draft = _started("resize/nothing-written", "Nothing was written.", UNINITIALISED, SHAPE)
    yield draft.resize(7, 9).judged()
    draft = _started("resize/grow-and-write", "What was added is written.", SHAPE, POSITION)
    yield draft.write().resize(8, 9).region((5, 8), (6, 9)).judged()
    draft = _started(
        "resize/keeps-the-rest",
        "All else that the document says stays.",
        *(SHAPE, "v2.array.filters.id"),
        change=lambda a: (
            _grid(a)
            .dtype(">f4", "-Infinity")
            .order("F")
            .separator("/")
            .compressor(zlib(3))
            .attributes({"größe": [1.5, None]})
        ),
    )
    yield draft.write().resize(4, 8).judged()
