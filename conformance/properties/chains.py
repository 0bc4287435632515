"""Chains of codecs, drawn for chunks of a shape: transposes, bytes or sharding, compressors.

What is drawn is ready-made, the plainest first: few primitive draws, and short shrinking.
"""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import Any, NamedTuple

from hypothesis import strategies as st

from conformance.cases import builder
from conformance.cases.builder import CRC32C, bytes_codec, transpose
from conformance.properties.breadth import ALL, Without, codec_tags, left, ready

Json = Any
Draw = Any
Shape = tuple[int, ...]

# Transposes, whether the shard is the array-to-bytes codec, compressors.
_PLANS = (
    *[(0, False, 0)] * 4,
    *[(0, False, 1)] * 4,
    *[(1, False, 0)] * 2,
    (0, False, 2),
    (1, False, 1),
    (2, False, 0),
    (2, False, 0),
    (1, False, 2),
    *[(0, True, 0)] * 4,
    (1, True, 0),
)
_DEEPEST = 2
_NOSHUFFLE = {"cname": "lz4", "clevel": 5, "shuffle": "noshuffle", "blocksize": 0}
# In shards only objects are drawn: whether names alone may stand there is open, and so is what
# follows a shard.
_CHECKSUMS = (CRC32C, {"name": "crc32c", "configuration": {}})
_CHECKSUM_FORMS = ("crc32c", CRC32C | {"must_understand": True})


class Place(NamedTuple):
    """Where codecs are: the shards around them, and which chain of the example they are in.

    All that is drawn takes it, to be a strategy of its own: see `ready`.
    """

    depth: int = 0
    chain: int = 0


_OUTSIDE = Place()


def draw_chain(
    draw: Draw, shape: Shape, *, place: Place = _OUTSIDE, without: Without = ALL
) -> list[Json]:
    """A chain of codecs for chunks of ``shape``."""
    turns, sharded, compressors = draw(_plans(bool(shape), place, without))
    chain: list[Json] = []
    for which in range(turns):
        turn = draw(_turns(len(shape), place, which))
        chain.append(turn)
        shape = tuple(shape[i] for i in turn["configuration"]["order"])
    if sharded:
        chain.append(_draw_shards(draw, shape, place, transposed=turns > 0, without=without))
        return chain
    chain.append(draw(_bytes(place, without)))
    chain += [draw(_compressors(place, which, without)) for which in range(compressors)]
    return chain


def _draw_shards(
    draw: Draw, shape: Shape, place: Place, *, transposed: bool, without: Without
) -> Json:
    inner = draw(_inner_shapes(shape, place, transposed))
    index, location = draw(_indices(len(shape), place, without))
    return builder.sharding(
        *inner,
        codecs=draw_chain(
            draw, inner, place=place._replace(depth=place.depth + 1), without=without
        ),
        index_codecs=index,
        location=location,
    )


@cache
def _plans(turnable: bool, place: Place, without: Without) -> st.SearchStrategy[Any]:
    def fits(plan: tuple[int, bool, int]) -> bool:
        turns, sharded, compressors = plan
        return (
            (turnable or not turns)
            and (place.depth < _DEEPEST or not sharded)
            and not (turns and "codec:transpose" in without)
            and not (sharded and "codec:sharding_indexed" in without)
            and not (compressors and without.issuperset(_COMPRESSORS))
        )

    return ready([plan for plan in _PLANS if fits(plan)])


_COMPRESSORS = {"codec:gzip", "codec:crc32c", "codec:blosc"}


@cache
def _turns(dimensions: int, _: Place, __: int) -> st.SearchStrategy[Json]:
    return ready([transpose(*o) for o in itertools.permutations(range(dimensions))])


@cache
def _bytes(place: Place, without: Without) -> st.SearchStrategy[Json]:
    plain = [bytes_codec("little"), bytes_codec("big")]
    explicit = [codec | {"must_understand": True} for codec in plain]
    if place.depth or "form:must_understand" in without:
        explicit = []
    return ready([*plain * 4, *explicit])


@cache
def _compressors(place: Place, _: int, without: Without) -> st.SearchStrategy[Json]:
    checksums = [*_CHECKSUMS, *(_CHECKSUM_FORMS if not place.depth else ())]
    gzips = [builder.gzip(level) for level in range(10)]
    bloscs = [
        builder.blosc(*settings)
        for settings in itertools.product(
            ["lz4", "lz4hc", "blosclz", "zstd", "zlib"],
            [5, 0, 1, 9],
            ["shuffle", "noshuffle", "bitshuffle"],
            [2, 1, 3, 4, 8, 16],
            [0, 256],
        )
    ]
    bare = [{"name": "blosc", "configuration": _NOSHUFFLE}]
    every = [*checksums * 12, *gzips * 4, *bare * 3, *bloscs[:: len(bloscs) // 40 | 1], *bloscs[:6]]
    return ready(left("a compressor", every, lambda c: codec_tags([c]), without))


@cache
def _inner_shapes(shape: Shape, _: Place, transposed: bool) -> st.SearchStrategy[Shape]:
    # Whether inner chunks divide the shard before or behind a transpose is open: then both.
    common = math.gcd(*shape) if transposed else 0
    divisors = ([d for d in range(1, n + 1) if math.gcd(n, common) % d == 0] for n in shape)
    return ready(list(itertools.product(*divisors)))


@cache
def _indices(
    dimensions: int, _: Place, without: Without
) -> st.SearchStrategy[tuple[list[Json], Any]]:
    """The codecs of an index, and where it is."""
    turned = transpose(dimensions, *range(dimensions))
    chains = [
        [*first, order, *checks]
        for first, order, checks in itertools.product(
            [[], [turned]], [bytes_codec(), bytes_codec("big")], [[CRC32C], [], [CRC32C, CRC32C]]
        )
    ]
    allowed = left("the index of a shard", chains, codec_tags, without)
    return ready(list(itertools.product(allowed, ["end", "start", None])))
