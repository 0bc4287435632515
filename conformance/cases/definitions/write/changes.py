"""Arrays that change: one node in the place of another, append, and resize in both directions.

What growing uncovers in chunks that were there is unspecified; the recipes know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.cases.builder import gzip, sharding
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe

UNINITIALISED = "v3.core.array.fill-value.uninitialised"
GRID, OVERHANG = "v3.grid.regular.grid-shape", "v3.grid.regular.overhang"
SHAPE = "v3.core.array.shape.integers"
PATH = "v3.core.hierarchy.path.unique"
SET, DELETE = "v3.store.filesystem.set", "v3.store.filesystem.delete"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _written_again()
    yield from _overwritten()
    yield from _appended()
    yield from _resized()
    yield from _resized_and_written()


def _grid(draft: Any) -> Any:
    """An array of 4 by 6 in chunks of 2 by 3."""
    return draft.shape(4, 6, chunks=(2, 3)).data_type("int32", -5)


def _sharded(draft: Any) -> Any:
    """An array of 4 by 6: shards of 4 by 3, inner chunks of 2 by 3."""
    return draft.shape(4, 6, chunks=(4, 3)).data_type("int32", -5).codecs(sharding(2, 3))


def _started(
    group: str, name: str, title: str, *clauses: str, change: Callable[..., Any] = _grid
) -> Recipe:
    return recipe(f"v3/write/{group}/{name}", title, *clauses).array(change)


def _written_again() -> Iterator[Case]:
    draft = _started("overwrite", "values", "All elements are written twice.", SET)
    yield draft.write().write(first=101).judged()
    draft = _started(
        "overwrite",
        "values-shorter",
        "Compressed chunks are replaced by shorter ones: no byte of the old ones is left.",
        SET,
        change=lambda a: a.shape(4, 64, chunks=(2, 32)).codecs(
            {"name": "bytes", "configuration": {"endian": "little"}}, gzip()
        ),
    )
    yield draft.write().write(given=[9] * 256).judged()


def _overwritten() -> Iterator[Case]:
    def on(name: str, title: str, change: Callable[..., Any] = _grid) -> Recipe:
        return _started("overwrite", name, title, PATH, UNINITIALISED, DELETE, change=change)

    replacements: dict[str, tuple[str, Callable[..., Any]]] = {
        "same": ("An array is replaced by one of the same shape.", _grid),
        "smaller": (
            "An array is replaced by a smaller one.",
            lambda a: _grid(a).shape(2, 4, chunks=(2, 3)),
        ),
        "larger": (
            "An array is replaced by a larger one.",
            lambda a: _grid(a).shape(5, 9, chunks=(2, 3)),
        ),
        "other-chunks": (
            "An array is replaced by one with other chunks.",
            lambda a: _grid(a).shape(4, 6, chunks=(4, 2)),
        ),
        "other-data-type": (
            "An array is replaced by one of another data type.",
            lambda a: _grid(a).data_type("uint8", 3),
        ),
        "other-dimensions": (
            "An array is replaced by one of one dimension.",
            lambda a: _grid(a).shape(6, chunks=(2,)),
        ),
        "other-keys": (
            "An array is replaced by one with other chunk keys.",
            lambda a: _grid(a).keys("v2", "/"),
        ),
    }
    for name, (title, change) in replacements.items():
        draft = on(f"array-by-{name}", f"{title} Nothing is written into it: no old chunk shows.")
        yield draft.write().array(change, overwrite=True).judged()
        draft = on(f"array-by-{name}-written", f"{title} A part of it is written.")
        draft = draft.write().array(change, overwrite=True)
        region = ((1, 4),) if name == "other-dimensions" else ((0, 1), (1, 4))
        yield draft.region(*region).judged()
    below = recipe(
        "v3/write/overwrite/group-by-array",
        "A group with an array in it is replaced by an array.",
        *(PATH, DELETE),
    )
    below = below.group().group("g").array(_grid, "g/a").write("g/a")
    yield below.array(_grid, "g", overwrite=True).judged("g")
    beside = recipe(
        "v3/write/overwrite/beside",
        "An array is replaced; one whose name begins with its name stays.",
        *(PATH, DELETE),
    )
    beside = beside.group().array(_grid, "a").array(_grid, "ab").write("a").write("ab", first=51)
    yield beside.array(_grid, "a", overwrite=True).judged("ab")


def _appended() -> Iterator[Case]:
    for name, title, axis, length, change in (
        ("first-axis", "Whole chunks are appended along the first axis.", 0, 2, _grid),
        ("last-axis", "Whole chunks are appended along the last axis.", 1, 3, _grid),
        ("part-of-chunk", "Less than a chunk is appended.", 0, 1, _grid),
        ("chunk-and-a-half", "A chunk and a half is appended.", 1, 5, _grid),
        ("to-shards", "Shards are appended.", 1, 3, _sharded),
        ("part-of-shard", "A part of a shard is appended.", 0, 1, _sharded),
        (
            *("to-overhang", "What is appended begins within a chunk that overhangs.", 1, 4),
            lambda a: _grid(a).shape(4, 5, chunks=(2, 3)),
        ),
        (
            "to-empty",
            "The length is zero at first.",
            0,
            3,
            lambda a: _grid(a).shape(0, 6, chunks=(2, 3)),
        ),
    ):
        started = _started("append", name, title, GRID, SHAPE, change=change)
        full = started if name == "to-empty" else started.write()
        yield full.append(axis, length).judged()
    twice = _started("append", "twice", "Rows are appended twice.", GRID, SHAPE).write()
    yield twice.append(0, 1).append(0, 2, first=301).judged()


_RESIZED: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = {
    "grow-by-chunks": ("Grown by whole chunks.", ((6, 9),)),
    "grow-by-parts": ("Grown by parts of chunks.", ((5, 7),)),
    "shrink-by-chunks": ("Shrunk by whole chunks.", ((2, 3),)),
    "shrink-by-parts": ("Shrunk by parts of chunks.", ((3, 4),)),
    "grow-and-shrink": ("One length grows, the other shrinks.", ((6, 2),)),
    "shrink-then-grow": ("Shrunk, then grown again.", ((2, 3), (4, 6))),
    "shrink-then-grow-beyond": ("Shrunk, then grown beyond what it was.", ((1, 2), (7, 9))),
    "grow-then-shrink": ("Grown, then as before.", ((6, 9), (4, 6))),
    "to-nothing": ("Shrunk to nothing.", ((0, 6),)),
    "to-nothing-and-back": ("Shrunk to nothing, then as before.", ((0, 6), (4, 6))),
    "to-the-same": ("The shape is set to what it is.", ((4, 6),)),
}


def _resized() -> Iterator[Case]:
    for name, (title, shapes) in _RESIZED.items():
        grown = any(new > old for new, old in zip(shapes[-1], (4, 6), strict=True))
        clauses = (UNINITIALISED, GRID, SHAPE) if grown else (SHAPE, GRID)
        draft = _started("resize", name, title, *clauses).write()
        for shape in shapes:
            draft = draft.resize(*shape)
        yield draft.judged()
    for name in ("grow-by-chunks", "grow-by-parts", "shrink-by-parts", "shrink-then-grow"):
        title, shapes = _RESIZED[name]
        draft = _started(
            "resize", f"shards-{name}", f"Shards. {title}", GRID, SHAPE, change=_sharded
        )
        draft = draft.write()
        for shape in shapes:
            draft = draft.resize(*shape)
        yield draft.judged()
    draft = _started("resize", "nothing-written", "Nothing was written.", UNINITIALISED, SHAPE)
    yield draft.resize(7, 8).judged()
    draft = _started(
        "resize",
        "keeps-the-rest",
        "All that the document says beside the shape stays.",
        *(SHAPE, "v3.core.array.dimension-names.type", "v3.core.array.attributes.any-value"),
        change=lambda a: (
            _grid(a)
            .member("dimension_names", ["y", None])
            .member("attributes", {"größe": [1.5, None]})
            .keys("default", ".")
        ),
    )
    yield draft.write().resize(6, 6).judged()


def _resized_and_written() -> Iterator[Case]:
    draft = _started(
        "resize", "grow-and-write", "What was added is written.", GRID, OVERHANG
    ).write()
    yield draft.resize(6, 8).region((3, 6), (4, 8)).judged()
    draft = _started(
        "resize", "grow-and-write-all", "Grown, then written as a whole.", GRID, OVERHANG
    )
    yield draft.write().resize(5, 7).write(first=101).judged()
    draft = _started(
        "resize", "shrink-and-write-all", "Shrunk, then written as a whole.", GRID, OVERHANG
    )
    yield draft.write().resize(3, 4).write(first=101).judged()
