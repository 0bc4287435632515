"""Writing arrays of every shape: chunks at the edge, their keys, places, named dimensions."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.model import Case
from conformance.cases.recipes import recipe

OVERHANG, FULL = "v3.grid.regular.overhang", "v3.grid.regular.edge-chunk-full"
SHAPE, KEY = "v3.grid.regular.grid-shape", "v3.grid.regular.key"
NAMES = "v3.core.array.dimension-names"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _shapes()
    yield from _keys()
    yield from _places()
    yield from _names()


def _shapes() -> Iterator[Case]:
    none = "v3.core.array.zero-dimensions"
    empty = "v3.core.array.shape.integers"
    for name, title, shape, chunks, clauses in (
        ("one-chunk", "One chunk holds all.", (2, 3), (2, 3), ("v3.core.array.document",)),
        ("edge-chunks", "The last chunks overhang.", (5, 7), (2, 3), (FULL, OVERHANG, SHAPE)),
        ("edge-chunks-1d", "The last chunk overhangs.", (7,), (3,), (FULL, OVERHANG)),
        (
            *("chunk-larger-than-array", "A chunk is larger than the array.", (2, 3), (4, 8)),
            (FULL, OVERHANG),
        ),
        ("one-element", "There is one element.", (1,), (1,), ("v3.core.chunk.hyperrectangle",)),
        ("chunks-of-one-element", "Every element is a chunk.", (3, 2), (1, 1), (SHAPE, KEY)),
        ("many-chunks", "Twelve chunks, so that indices have two digits.", (24,), (2,), (KEY,)),
        (
            *("four-dimensions", "Four dimensions of different lengths.", (2, 3, 2, 5)),
            *((1, 2, 2, 3), ("v3.grid.regular.element-location", SHAPE)),
        ),
        ("length-zero", "There is no element.", (0,), (2,), (empty,)),
        ("length-zero-of-two", "One of two lengths is zero.", (3, 0), (2, 2), (empty,)),
        ("no-dimensions", "An array of no dimensions.", (), (), (none,)),
    ):
        yield (
            recipe(f"v3/write/layouts/{name}", title, *clauses)
            .array(
                lambda a, shape=shape, chunks=chunks: a.shape(*shape, chunks=chunks).data_type(
                    "int32", -9
                )
            )
            .write()
            .judged()
        )


def _keys() -> Iterator[Case]:
    for encoding, separator, word in (
        ("default", "/", "slash"),
        ("default", ".", "period"),
        ("default", None, "left-out"),
        ("v2", ".", "period"),
        ("v2", "/", "slash"),
        ("v2", None, "left-out"),
    ):
        clauses = f"v3.keys.{encoding}.key", f"v3.keys.{encoding}.separator"
        said = "no separator" if separator is None else f"the separator {separator}"
        yield (
            recipe(
                f"v3/write/layouts/keys-{encoding}-{word}",
                f"The encoding {encoding} of chunk keys, with {said}.",
                *clauses,
                KEY,
            )
            .array(
                lambda a, encoding=encoding, separator=separator: (
                    a.shape(3, 22, chunks=(2, 2)).data_type("int8").keys(encoding, separator)
                )
            )
            .write()
            .judged()
        )
        if separator is None:
            continue
        yield (
            recipe(
                f"v3/write/layouts/keys-{encoding}-{word}-no-dimensions",
                f"The encoding {encoding}, with {said}, of an array of no dimensions.",
                f"v3.keys.{encoding}.zero-dimensions",
            )
            .array(
                lambda a, encoding=encoding, separator=separator: a.shape().keys(
                    encoding, separator
                )
            )
            .write()
            .judged()
        )


def _places() -> Iterator[Case]:
    nested, key = "v3.core.stored.nested-prefix", "v3.core.stored.metadata-key"
    yield (
        recipe("v3/write/layouts/below-group", "An array in a group.", key, nested)
        .group()
        .array(path="a")
        .write("a")
        .judged("a")
    )
    yield (
        recipe(
            "v3/write/layouts/below-groups",
            "An array below three groups, each of which is made before it.",
            *(key, nested, "v3.core.group.document"),
        )
        .group()
        .group("a")
        .group("a/b")
        .array(path="a/b/c")
        .write("a/b/c")
        .judged("a/b/c")
    )
    yield (
        recipe(
            "v3/write/layouts/two-arrays",
            "Two arrays in one group, one of whose names begins with the other.",
            *(nested, "v3.core.hierarchy.path.unique"),
        )
        .group()
        .array(path="a")
        .array(path="ab")
        .write("a")
        .write("ab", first=51)
        .judged("a")
    )
    yield (
        recipe(
            "v3/write/layouts/groups-above-not-made",
            "An array is made at a path whose groups nobody made.",
            "v3.core.group.implicit",
        )
        .array(path="a/b")
        .write("a/b")
        .observe(path="a/b")
    )


def _names() -> Iterator[Case]:
    for name, title, names, clauses in (
        ("all", "All dimensions are named.", ["row", "column"], ()),
        ("some", "One of two dimensions is named.", [None, "column"], (f"{NAMES}.null",)),
        ("unicode", "Names beyond ASCII.", ["längengrad", "緯度 🌍"], ()),
        ("white-space", "Names with white space and punctuation.", [" ", "a b/c.d"], ()),
    ):
        yield (
            recipe(
                f"v3/write/dimension-names/{name}",
                title,
                *clauses,
                f"{NAMES}.type",
                f"{NAMES}.length",
            )
            .array(lambda a, names=names: a.member("dimension_names", names))
            .write()
            .judged()
        )
    yield (
        recipe(
            "v3/write/dimension-names/duplicate",
            "Two dimensions of the same name, which the text advises against.",
            f"{NAMES}.distinct",
        )
        .array(lambda a: a.member("dimension_names", ["x", "x"]))
        .write()
        .observe("icechunk#706")
    )
    yield (
        recipe(
            "v3/write/dimension-names/empty",
            "A dimension whose name is the empty string.",
            f"{NAMES}.type",
        )
        .array(lambda a: a.member("dimension_names", ["", "column"]))
        .write()
        .observe("icechunk#706")
    )
