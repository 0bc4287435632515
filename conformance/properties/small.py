"""Small valid arrays that have what is asked for: the controls of faults, and of open points.

Of a fault in a document nothing is told by many chunks: here are one or two, the first always
stored, so that a reader that is lenient has something to decode and is seen to go on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from hypothesis import strategies as st

from conformance.cases import builder
from conformance.cases.builder import CRC32C, ArrayDraft, bytes_codec, transpose
from conformance.properties.arrays import key_encodings
from conformance.properties.breadth import ALL, Without, codec_tags, left, ready
from conformance.properties.elements import core_data_types, telling_fills

Json = Any
Draw = Any
Shape = tuple[int, ...]
Chain = Literal["any", "plain", "checked", "gzip", "blosc", "turned", "sharded", "sharded plainly"]


@dataclass(frozen=True)
class Needs:
    """What an array must have; ``least`` is its fewest dimensions."""

    codecs: Chain = "any"
    kinds: str = "bool int uint float complex"
    least: int = 0
    keys: str | None = None
    missing: bool = False
    path: str = ""

    @property
    def tags(self) -> frozenset[str]:
        """The features that it cannot do without."""
        found = {
            "checked": {"codec:crc32c"},
            "gzip": {"codec:gzip"},
            "blosc": {"codec:blosc"},
            "turned": {"codec:transpose"},
            "sharded": {"codec:sharding_indexed"},
            "sharded plainly": {"codec:sharding_indexed"},
        }.get(self.codecs, set())
        return frozenset(found | ({f"keys:{self.keys}"} if self.keys else set()))

    def can_be_met(self, without: Without) -> bool:
        """Whether there is such an array without these features."""
        return without.isdisjoint(self.tags) and _has_data_type(self.kinds, without)


def draw_small(draw: Draw, needs: Needs, without: Without = ALL) -> ArrayDraft:
    """Draw a small array that has what is needed."""
    data_type = draw(core_data_types(needs.kinds, without))
    shape, chunks = draw(_shapes(needs.least, needs.missing))
    fill = draw(_fills(data_type))
    keys = {"name": needs.keys} if needs.keys else draw(key_encodings(without))
    draft = (
        builder.array("v3/drawn/control", "A small array.", "v3.core.array.single-object")
        .shape(*shape, chunks=chunks)
        .data_type(data_type.name, fill)
        .member("chunk_key_encoding", keys)
        .codecs(*draw(_chains(needs.codecs, chunks, without)))
        .at(needs.path)
    )
    if needs.missing:
        draft = draft.missing((1, *(0 for _ in shape[1:])))
    return draft


@cache
def _fills(data_type: Any) -> st.SearchStrategy[Json]:
    return ready(telling_fills(data_type)[:3])


@cache
def _has_data_type(kinds: str, without: Without) -> bool:
    try:
        core_data_types(kinds, without)
    except ValueError:
        return False
    return True


@cache
def _shapes(least: int, missing: bool) -> st.SearchStrategy[tuple[Shape, Shape]]:
    """A shape, and that of its chunks: a single chunk, or two of which the first is stored."""
    wholes: list[Shape] = [(2,), (2, 3), (2, 2), (), (3, 1, 2), (2, 3, 2)]
    if missing:
        return ready([((4,), (2,)), ((4, 3), (2, 3))])
    pairs = [(shape, shape) for shape in wholes] + [((4, 3), (2, 3)), ((3,), (2,))]
    return ready([pair for pair in pairs if len(pair[0]) >= least])


@cache
def _chains(codecs: Chain, shape: Shape, without: Without) -> st.SearchStrategy[list[Json]]:
    little, big = bytes_codec(), bytes_codec("big")
    turn = transpose(*reversed(range(len(shape))))
    half = tuple(math.gcd(n, 2) for n in shape)
    gzip, blosc = builder.gzip(), builder.blosc()
    shards: list[list[Json]] = [
        [builder.sharding(*inner, index_codecs=index, location=location)]
        for inner in (shape, half)
        for index in ([little], [little, CRC32C], [little, CRC32C])
        for location in ("end", "start")
        if codecs != "sharded plainly" or len(index) == 1
    ]
    chains: dict[str, list[list[Json]]] = {
        "plain": [[little], [big]],
        "checked": [[little, CRC32C], [big, CRC32C]],
        "gzip": [[little, gzip]],
        "blosc": [[little, blosc], [big, blosc]],
        "turned": [[turn, little], [turn, big]],
        "sharded": shards,
        "sharded plainly": shards,
    }
    turned = chains["turned"] if shape else []
    chains["any"] = [*chains["plain"] * 4, *chains["checked"] * 2, [little, gzip], *turned]
    chains["turned"] = turned
    return ready(left("codecs", chains[codecs], codec_tags, without))
