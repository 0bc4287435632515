"""A strategy for datasets on what the specification leaves open: recorded, never scored.

Each module holds the open points of one subject, with the discussions that the golden cases on
the same point name. When the text settles one, it moves to the valid arrays or the mutations.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.oracle.nodes import key_prefix
from conformance.properties.breadth import ALL, Without, left, ready
from conformance.properties.nodes import draw_group
from conformance.properties.open_points import codecs, documents, values
from conformance.properties.open_points.model import OpenPoint
from conformance.properties.small import draw_small

__all__ = ["OPEN_POINTS", "OpenPoint", "open_cases"]

Draw = Any
OPEN_POINTS = (*values.POINTS, *codecs.POINTS, *documents.POINTS)


@st.composite
def open_cases(draw: Draw, *, without: Without = ALL) -> Case:
    """A small array or group on an open point, as a `Case` of kind ``observe``.

    ``without`` are feature tags that must not be drawn.
    """
    point: OpenPoint = draw(_open_points(without))
    if point.node == "group":
        control = draw_group(draw, without).read()
    else:
        draft = draw_small(draw, point.needs, without)
        clauses = tuple(c.format(data_type=draft.document["data_type"]) for c in point.clauses)
        draft = replace(draft, title=title(point), clauses=clauses)
        if point.change is not None:
            return point.change(draw, draft).tag(*_untold(point)).observe(*point.discussion)
        control = draft.read()
    document = json.loads(control.store[key_prefix(control.node.path) + "zarr.json"])
    begun = fault(f"{control.id}-open", title(point), *point.clauses, control=control)
    assert point.alter is not None
    return point.alter(draw, begun, document).observe(*point.discussion)


def title(point: OpenPoint) -> str:
    """The title of the cases on it."""
    return f"A drawn {point.node}: {point.name}."


def _untold(point: OpenPoint) -> list[str]:
    """The tags that the document does not tell."""
    return [tag for tag in point.tags if tag.startswith("float:")]


@cache
def _open_points(without: Without) -> st.SearchStrategy[OpenPoint]:
    fitting = left(
        "an open point", OPEN_POINTS, lambda p: () if p.fits(without) else without, without
    )
    # Where we have a reading of our own, or two implementations, more can be seen.
    return ready(point for point in fitting for _ in range(3 if point.change else 1))
