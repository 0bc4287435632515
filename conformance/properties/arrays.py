"""A strategy for valid arrays, over everything that the oracle knows and nobody contests.

Small things are drawn first, so that Hypothesis shrinks to few dimensions, plain codecs and small
numbers. A drawn array is a `Case` of kind ``read``, held against the oracle like a golden one.
"""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from conformance.cases import builder, values
from conformance.cases.builder import CRC32C, ArrayDraft
from conformance.cases.model import Case
from conformance.oracle.data_types import DataType
from conformance.properties.elements import core_data_types, elements, fill_values

Json = Any
Shape = tuple[int, ...]
Draw = Any

MOST_ELEMENTS = 120
_NAME = st.text("abcXYZ019-_. éß漢🙂", min_size=1, max_size=6)
# Attributes are JSON that every parser keeps: numbers that a double holds, no lone surrogates.
_TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
_JSON: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def array_cases(draw: Draw) -> Case:
    """A valid array in a store, with its elements. Its id tells nothing."""
    draft: ArrayDraft = draw(array_drafts())
    return draft.read()


@st.composite
def array_drafts(draw: Draw) -> ArrayDraft:
    """The array before its end, for faults and other encodings to begin from."""
    data_type: DataType = draw(core_data_types())
    shape = draw(shapes())
    chunks = tuple(draw(st.integers(1, min(5, max(1, n) + 1))) for n in shape)
    draft = (
        builder.array("v3/drawn", "A drawn array.", "v3.core.codecs.sequence")
        .shape(*shape)
        .member("chunk_grid", _grid(chunks))
        .data_type(data_type.name, draw(fill_values(data_type)))
        .codecs(*draw(codec_chains(chunks, data_type)))
    )
    draft = draw(_keys(draft))
    element = elements(data_type)
    count = math.prod(shape)
    # Drawing each element would cost most of the time: a ramp tells positions, a pool is dull.
    given = [row.tobytes() for row in values.ramp(data_type, (count,))]
    if draw(st.booleans()):
        pool = draw(st.lists(element, min_size=1, max_size=4))
        given = [pool[i % len(pool)] for i in range(count)]
    for _ in range(draw(st.integers(0, 3)) if count else 0):
        given[draw(st.integers(0, count - 1))] = draw(element)
    draft = draft.values(*given).outside(draw(element))
    grid = [range(-(-n // c)) for n, c in zip(shape, chunks, strict=True)]
    if math.prod(map(len, grid)) and draw(st.booleans()):
        draft = draft.missing(tuple(draw(st.sampled_from(axis)) for axis in grid))
    return _decorated(draw, draft, len(shape))


@st.composite
def shapes(draw: Draw) -> Shape:
    """No to four dimensions, of zero to seven, and not too many elements."""
    shape: list[int] = []
    for _ in range(draw(st.integers(0, 4))):
        room = MOST_ELEMENTS // max(1, math.prod(n for n in shape if n))
        shape.append(draw(st.integers(0, max(1, min(7, room)))))
    return tuple(shape)


@st.composite
def codec_chains(draw: Draw, shape: Shape, data_type: DataType, depth: int = 0) -> list[Json]:
    """A chain of codecs for chunks of ``shape``: transposes, bytes or sharding, compressors."""
    chain: list[Json] = []
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2])) if shape else 0):
        order = draw(st.permutations(range(len(shape))))
        chain.append(builder.transpose(*order))
        shape = tuple(shape[i] for i in order)
    if depth < 2 and draw(st.sampled_from([False, False, True])):
        chain.append(draw(_shards(shape, data_type, depth, transposed=bool(chain))))
        # What may follow sharding is an open point.
        return chain
    chain.append(builder.bytes_codec(draw(st.sampled_from(["little", "big"]))))
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        chain.append(draw(_compressors()))
    return chain


@st.composite
def _shards(draw: Draw, shape: Shape, data_type: DataType, depth: int, *, transposed: bool) -> Json:
    # Whether inner chunks divide the shard before or behind a transpose is open: then both.
    common = math.gcd(*shape) if transposed else 0
    inner = tuple(draw(st.sampled_from(_divisors(math.gcd(n, common)))) for n in shape)
    index = [builder.bytes_codec(draw(st.sampled_from(["little", "big"])))]
    if draw(st.booleans()):
        index.append(CRC32C)
    return builder.sharding(
        *inner,
        codecs=draw(codec_chains(inner, data_type, depth + 1)),
        index_codecs=index,
        location=draw(st.sampled_from(["end", "start", None])),
    )


@st.composite
def _compressors(draw: Draw) -> Json:
    name = draw(st.sampled_from(["gzip", "crc32c", "blosc"]))
    if name == "gzip":
        return builder.gzip(draw(st.integers(0, 9)))
    if name == "crc32c":
        return CRC32C
    return builder.blosc(
        draw(st.sampled_from(["lz4", "lz4hc", "blosclz", "zstd", "zlib"])),
        draw(st.integers(0, 9)),
        draw(st.sampled_from(["noshuffle", "shuffle", "bitshuffle"])),
        draw(st.sampled_from([1, 2, 3, 4, 8, 16])),
    )


@st.composite
def _keys(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    name = draw(st.sampled_from(["default", "v2"]))
    return draft.keys(name, draw(st.sampled_from([None, "/", "."])))


def _decorated(draw: Draw, draft: ArrayDraft, dimensions: int) -> ArrayDraft:
    if draw(st.booleans()):
        draft = draft.member("attributes", draw(st.dictionaries(_TEXT, _JSON, max_size=3)))
        draft = draft.check("attributes")
    if draw(st.booleans()):
        names = st.lists(st.none() | _NAME, min_size=dimensions, max_size=dimensions)
        unique = names.filter(lambda ns: len({n for n in ns if n}) == sum(1 for n in ns if n))
        draft = draft.member("dimension_names", draw(unique)).check("dimension_names")
    path = draw(st.sampled_from(["", "", "a", "a/b", "c", "c/0", "é 漢/x.y"]))
    return draft.at(path) if path else draft


def _grid(chunks: Shape) -> Json:
    return {"name": "regular", "configuration": {"chunk_shape": list(chunks)}}


def _divisors(n: int) -> list[int]:
    return [d for d in range(1, n + 1) if n % d == 0]
