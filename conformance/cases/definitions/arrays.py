"""Arrays at large: dimensions, edge chunks, zero lengths, missing chunks, places in a hierarchy."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import array
from conformance.cases.model import Case

# The plainest array there is; most cases with a fault begin from it.
MINIMAL = array(
    "v3/arrays/minimal",
    "An array of two dimensions in one chunk, with every mandatory member and nothing else.",
    "v3.core.array.single-object",
).read()


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield MINIMAL
    yield (
        array(
            "v3/arrays/edge-chunks-2d",
            "Edge chunks overhang both dimensions.",
            "v3.grid.regular.edge-chunk-full",
        )
        .shape(5, 7, chunks=(2, 3))
        .outside(b"\xee\xee")
        .read()
    )
