"""The chunk grid in the metadata: what must be refused, and what the text leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import (
    Json,
)
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.faults import fault
from conformance.cases.model import Case

CHUNK_SHAPE = "v3.core.array.chunk-grid.chunk-shape"
DEFINITION = "v3.core.array.chunk-grid.definition"
REGULAR_OBJECT = "v3.core.array.chunk-grid.regular-object"
REGULAR_NAME = "v3.core.array.chunk-grid.regular-name"
UNKNOWN = "v3.core.extension.unknown-field"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for name, title, clause, shape in (
        ("is-too-short", "chunk_shape has one item fewer than shape.", CHUNK_SHAPE, [2]),
        ("is-too-long", "chunk_shape has one item more than shape.", CHUNK_SHAPE, [2, 3, 1]),
        ("is-empty", "chunk_shape is empty, and the array has two dimensions.", CHUNK_SHAPE, []),
        (
            "has-zero",
            "A chunk length is 0.",
            "v3.grid.regular.chunk-shape.positive",
            [2, 0],
        ),
        (
            "has-negative",
            "A chunk length is negative.",
            "v3.grid.regular.chunk-shape.positive",
            [2, -3],
        ),
        ("has-string", "A chunk length is a string.", CHUNK_SHAPE, [2, "3"]),
        ("has-fraction", "A chunk length is 1.5.", CHUNK_SHAPE, [2, 1.5]),
        ("has-null", "A chunk length is null.", CHUNK_SHAPE, [2, None]),
        ("has-boolean", "A chunk length is true.", CHUNK_SHAPE, [2, True]),
        ("has-array", "A chunk length is an array.", CHUNK_SHAPE, [2, [3]]),
        ("is-number", "chunk_shape is a number.", CHUNK_SHAPE, 2),
        ("is-string", "chunk_shape is a string.", CHUNK_SHAPE, "2, 3"),
        ("is-null", "chunk_shape is null.", CHUNK_SHAPE, None),
    ):
        more = ("v3.grid.regular.dimensionality",) if name.startswith("is-too") else ()
        yield (
            fault(f"v3/arrays/chunk-shape-{name}", title, clause, *more, control=MINIMAL)
            .set("chunk_grid.configuration.chunk_shape", shape)
            .refuse()
        )
    yield (
        fault(
            "v3/arrays/chunk-shape-missing",
            "The configuration of a regular grid has no chunk_shape.",
            REGULAR_NAME,
            CHUNK_SHAPE,
            control=MINIMAL,
        )
        .drop("chunk_grid.configuration.chunk_shape")
        .refuse()
    )
    yield (
        fault(
            "v3/arrays/chunk-grid-configuration-missing",
            "A regular grid has no configuration.",
            REGULAR_OBJECT,
            control=MINIMAL,
        )
        .drop("chunk_grid.configuration")
        .refuse()
    )
    configuration = {"chunk_shape": [2, 3]}
    grids: tuple[tuple[str, str, str, Json], ...] = (
        ("is-number", "The chunk grid is a number.", DEFINITION, 2),
        ("is-null", "The chunk grid is null.", DEFINITION, None),
        ("is-array", "The chunk grid is the chunk shape alone.", DEFINITION, [2, 3]),
        ("is-short-hand", "A regular grid is given as a name alone.", REGULAR_OBJECT, "regular"),
        (
            "is-unknown",
            "The chunk grid has a name that nobody knows.",
            UNKNOWN,
            {"name": "example-unknown-grid", "configuration": configuration},
        ),
        (
            "name-is-capitalised",
            "The name of the chunk grid is Regular.",
            UNKNOWN,
            {"name": "Regular", "configuration": configuration},
        ),
    )
    for name, title, clause, grid in grids:
        yield (
            fault(f"v3/arrays/chunk-grid-{name}", title, clause, control=MINIMAL)
            .set("chunk_grid", grid)
            .refuse()
        )
    yield from _open_grids(configuration)


def _open_grids(configuration: dict[str, list[int]]) -> Iterator[Case]:
    ignorable = {"configuration": configuration, "must_understand": False}
    for name, title, grid in (
        (
            "is-unknown-and-ignorable",
            "An unknown chunk grid says must_understand: false, which grids do not support.",
            {"name": "example-unknown-grid", **ignorable},
        ),
        (
            "is-regular-and-ignorable",
            "A regular grid says must_understand: false, which grids do not support.",
            {"name": "regular", **ignorable},
        ),
    ):
        yield (
            fault(
                f"v3/arrays/chunk-grid-{name}",
                title,
                "v3.core.extension.must-understand.not-supported",
                control=MINIMAL,
            )
            .set("chunk_grid", grid)
            .observe()
        )
    yield (
        fault(
            "v3/arrays/chunk-shape-has-decimal-point",
            "The chunk lengths are written 2.0 and 3.0.",
            CHUNK_SHAPE,
            control=MINIMAL,
        )
        .set("chunk_grid.configuration.chunk_shape", [2.0, 3.0])
        .observe()
    )
