"""A strategy for two encodings of one array, which a reader must not tell apart.

What differs is how the elements are stored: chunk shape, codecs, byte order, sharding, the key
encoding, whether a chunk that holds only the fill value is stored.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conformance.cases.builder import ArrayDraft
from conformance.cases.model import Case
from conformance.oracle import data_types
from conformance.properties.arrays import array_drafts, chunk_shapes, codec_chains, keys
from conformance.properties.breadth import ALL, Without
from conformance.properties.clauses import clauses_of

Draw = Any


@st.composite
def equal_encodings(draw: Draw, *, without: Without = ALL) -> tuple[Case, Case]:
    """Two read cases with the same metadata for users and the same elements."""
    draft: ArrayDraft = draw(array_drafts(without=without))
    one = draft.read()
    assert one.expect is not None and one.values is not None
    size = data_types.parse(one.expect["data_type"]).size
    shape = tuple(draft.document["shape"])
    chunks = draw(chunk_shapes(shape))
    other = (
        replace(draft, absent=frozenset(), rewrite=None, spelling=None)
        .shape(*shape, chunks=chunks)
        .codecs(*draw(codec_chains(chunks, without=without)))
        .values(*(one.values[at : at + size] for at in range(0, len(one.values), size)))
    )
    other = draw(keys(other, without=without))
    return one, replace(other, clauses=clauses_of(other.document, path=other.path)).read()
