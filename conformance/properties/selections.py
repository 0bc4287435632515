"""A strategy for selections: a region of an array that is not empty."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

Draw = Any
Slice = tuple[int, int, int]


@st.composite
def selections(draw: Draw, shape: tuple[int, ...]) -> tuple[Slice, ...]:
    """A start, a stop and a step for each dimension, which together select an element or more.

    Rejects the draw where a dimension is empty: whether no element is a region is nobody's rule.
    """
    assume(0 not in shape)
    strided = draw(st.sampled_from([False, False, True]))
    slices = []
    for length in shape:
        start = draw(st.integers(0, length - 1))
        stop = draw(st.integers(start + 1, length))
        slices.append((start, stop, draw(st.integers(1, length)) if strided else 1))
    return tuple(slices)
