"""Strategies for valid arrays, over everything that the oracle knows and nobody contests.

Small things are drawn first, so that Hypothesis shrinks to few dimensions, plain codecs and small
numbers. What is drawn is ready-made where it can be: the primitive draws are what costs time. A
drawn array is a `Case` of kind ``read``, held against the oracle like a golden one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from conformance.cases import values
from conformance.cases.builder import ArrayDraft
from conformance.cases.model import Case
from conformance.oracle.data_types import DataType
from conformance.oracle.nodes import key_prefix
from conformance.properties import decoration
from conformance.properties.breadth import ALL, Without, extension_tags, left, ready
from conformance.properties.chains import Place, draw_chain
from conformance.properties.clauses import clauses_of
from conformance.properties.elements import (
    core_data_types,
    draw_element,
    draw_fill,
    fill_element,
    telling_elements,
)
from conformance.properties.layouts import LAYOUTS, is_open_to
from conformance.properties.names import draw_path

Json = Any
Draw = Any
Shape = tuple[int, ...]

MOST_ELEMENTS = 120
# What the elements are, which chunks are missing, and whether others lie where theirs would with
# another chunk key encoding.
_CONTENTS = (
    ("ramp", "none", False),
    ("ramp", "first", False),
    ("ramp", "last", True),
    ("ramp", "first", True),
    ("telling", "none", False),
    *((f"fill {mask}", "none", False) for mask in (0, 1, 2, 4, 6, 9)),
    ("fill 5", "last", False),
    ("drawn", "none", False),
    ("telling", "some", True),
    ("ramp", "some", False),
    ("ramp", "all", True),
)
_CONTENT = ready(_CONTENTS)
_LAYOUTS = ready(LAYOUTS)
_ENCODINGS = (("c/", "/"), ("c.", "."), ("", "."), ("", "/"))


@st.composite
def array_cases(draw: Draw, *, without: Without = ALL) -> Case:
    """A valid array in a store, with its elements. Its id tells nothing.

    ``without`` are feature tags that must not be drawn.
    """
    return draw_array(draw, without).read()


@st.composite
def array_drafts(draw: Draw, *, without: Without = ALL) -> ArrayDraft:
    """The array before its end, for other encodings and regions to begin from.

    Nothing lies where another encoding of it may put a chunk.
    """
    return draw_array(draw, without, decoys=False)


@st.composite
def codec_chains(
    draw: Draw, shape: Shape, _: DataType | None = None, *, without: Without = ALL
) -> list[Json]:
    """A chain of codecs for chunks of ``shape``; those of the core are the same for all types."""
    return draw_chain(draw, shape, place=Place(chain=1), without=without)


@st.composite
def chunk_shapes(draw: Draw, shape: Shape) -> Shape:
    """The shape of the chunks of an array of ``shape``."""
    return tuple(draw(_chunk_lengths(n, axis)) for axis, n in enumerate(shape))


@st.composite
def keys(draw: Draw, draft: ArrayDraft, *, without: Without = ALL) -> ArrayDraft:
    """The array with a drawn chunk key encoding."""
    return draft.member("chunk_key_encoding", draw(key_encodings(without, 1)))


def draw_array(
    draw: Draw, without: Without = ALL, path: str | None = None, *, decoys: bool = True
) -> ArrayDraft:
    """Draw an array, at ``path`` where it is given."""
    data_type: DataType = draw(core_data_types(without=without))
    fill: Json = draw_fill(draw, data_type)
    shape, chunks = _draw_shape(draw)
    content, absent, decoyed = draw(_CONTENT)
    keys = draw(key_encodings(without))
    codecs = draw_chain(draw, chunks, without=without)
    odd = draw_element(draw, data_type)
    path = draw_path(draw) if path is None else path
    document: dict[str, Json] = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": list(shape),
        "data_type": data_type.name,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": list(chunks)}},
        "chunk_key_encoding": keys,
        "fill_value": fill,
        "codecs": codecs,
    }
    files: dict[str, bytes] = {}
    spelling, checks = decoration.decorate(draw, document, files, key_prefix(path), without)
    grid = [range(-(-n // c)) for n, c in zip(shape, chunks, strict=True)]
    missing = _missing(absent, list(itertools.product(*grid)))
    if decoys and decoyed:
        files |= _decoys(key_prefix(path), keys, missing, odd * math.prod(chunks))
    rewrite = draw(_LAYOUTS) if is_open_to(codecs[-1]) else None
    return ArrayDraft(
        "v3/drawn",
        "A drawn array.",
        clauses_of(document, path=path, missing=bool(missing), relaid=rewrite is not None),
        path=path,
        checks=checks,
        spelling=spelling,
        document=document,
        given=_given(draw, content, data_type, fill, odd, math.prod(shape)),
        absent=frozenset(missing),
        beyond=odd,
        files=files,
        rewrite=rewrite,
    )


def _draw_shape(draw: Draw) -> tuple[Shape, Shape]:
    """A shape of no to four dimensions and not too many elements, and the shape of its chunks."""
    pairs: list[tuple[int, int]] = []
    room = MOST_ELEMENTS
    for axis in range(draw(_DIMENSIONS)):
        pairs.append(draw(_lengths(min(7 if axis else 12, max(1, room)), axis)))
        room //= max(1, *pairs[-1])
    return tuple(n for n, _ in pairs), tuple(c for _, c in pairs)


_DIMENSIONS = ready([0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4])


@cache
def _lengths(longest: int, _: int) -> st.SearchStrategy[tuple[int, int]]:
    """The length of a dimension, and of its chunks."""
    lengths = [*range(1, min(7, longest) + 1), *range(11, longest + 1)]
    pairs = [(n, c) for n in lengths for c in {n, 1, 2, 3, n + 1} if c <= max(n + 1, 2)]
    return ready([*(p for p in pairs if p[1] <= p[0]), *pairs, (0, 1), (0, 3)])


@cache
def _chunk_lengths(length: int, _: int) -> st.SearchStrategy[int]:
    return ready(sorted({1, 2, 3, max(1, length), length + 1}))


@cache
def key_encodings(without: Without = ALL, _: int = 0) -> st.SearchStrategy[Json]:
    """A chunk key encoding, its defaults written or not."""
    configurations: Sequence[Mapping[str, Json]] = (
        {"configuration": {"separator": "/"}},
        {"configuration": {"separator": "."}},
        {},
        {"configuration": {}},
        {"configuration": {"separator": "/"}, "must_understand": True},
    )
    every = [{"name": name, **more} for name in ("default", "v2") for more in configurations]
    return ready(
        left("the chunk key encoding", every, lambda e: extension_tags("keys", e), without)
    )


def _missing(absent: str, indices: list[Shape]) -> list[Shape]:
    match absent:
        case "first":
            return indices[:1]
        case "last":
            return indices[-1:]
        case "some":
            return indices[::2]
        case "all":
            return indices
    return []


def _decoys(prefix: str, keys: Json, missing: Sequence[Shape], chunk: bytes) -> Mapping[str, bytes]:
    """Chunks where those of ``missing`` would be with another encoding."""
    separator = keys.get("configuration", {}).get("separator", "." if keys["name"] == "v2" else "/")
    right = "c" + separator if keys["name"] == "default" else ""
    return {
        prefix + start + between.join(map(str, index)): chunk
        for index in missing
        if index
        for start, between in _ENCODINGS
        # One dimension has the same keys with both separators of v2.
        if (start != right or between != separator) and (start or right or len(index) > 1)
    }


def _given(
    draw: Draw, content: str, data_type: DataType, fill: Json, odd: bytes, count: int
) -> tuple[bytes, ...]:
    """All elements. Drawing each would cost most of the time."""
    word, _, mask = content.partition(" ")
    given = [*_ramp(data_type)[:count]]
    match word:
        case "telling":
            telling = telling_elements(data_type)
            given = [telling[(i * 5 + 1) % len(telling)] for i in range(count)]
        case "fill":
            # Runs of elements that are the fill value, so that inner chunks are empty.
            plain, run = fill_element(data_type, fill), -(-count // 4) or 1
            given = [e if int(mask) >> i // run & 1 else plain for i, e in enumerate(given)]
        case "drawn":
            for which in range(1, min(count, 3) + 1):
                given[which * 7 % count] = draw_element(draw, data_type, which)
    if count and word != "fill":
        given[count // 2] = odd
    return tuple(given)


@cache
def _ramp(data_type: DataType) -> list[bytes]:
    """Elements that tell their position, as many as an array may have."""
    return [row.tobytes() for row in values.ramp(data_type, (MOST_ELEMENTS,))]
