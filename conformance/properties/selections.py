"""A strategy for selections: a region of an array that is not empty."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from conformance.properties.breadth import ready

Draw = Any
Slice = tuple[int, int, int]


@st.composite
def selections(draw: Draw, shape: tuple[int, ...]) -> tuple[Slice, ...]:
    """A start, a stop and a step for each dimension, which together select an element or more.

    Rejects the draw where a dimension is empty: whether no element is a region is nobody's rule.
    """
    assume(0 not in shape)
    steps = draw(_STEPS)
    return tuple(draw(_slices(length, axis, steps)) for axis, length in enumerate(shape))


# An API without steps must not miss most regions.
_STEPS = ready([(1,), (1,), (1, 2, 3)])


@cache
def _slices(length: int, _: int, steps: tuple[int, ...]) -> st.SearchStrategy[Slice]:
    """The slices of a dimension; each axis has a strategy of its own, see `ready`."""
    stops = [(start, stop) for start in range(length) for stop in range(start + 1, length + 1)]
    return ready([(start, stop, step) for step in steps for start, stop in stops])
