"""Damage to what is stored. No clause demands that a reader notices: scored as robustness."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.cases.faults import FaultDraft
from conformance.oracle.codecs.sharding_indexed import EMPTY
from conformance.properties.breadth import ready
from conformance.properties.mutations.model import Draw, Json, Mutation
from conformance.properties.small import Chain, Needs


def _chunk(draft: FaultDraft) -> str:
    """The key of the first chunk."""
    return min(key for key in draft.store if not key.endswith("zarr.json"))


def _cut(*lengths: int) -> Any:
    one_of = ready(lengths)
    return lambda draw, draft, _: draft.cut(_chunk(draft), draw(one_of))


def _flip(*offsets: int) -> Any:
    one_of = ready([(offset, mask) for mask in (1, 0x80) for offset in offsets])
    return lambda draw, draft, _: draft.flip(_chunk(draft), *draw(one_of))


def _longer(draw: Draw, draft: FaultDraft, _: Json) -> FaultDraft:
    key = _chunk(draft)
    return draft.put(key, draft.store[key] + draw(st.sampled_from([b"\0", b"\7\0", bytes(16)])))


def _entry(draw: Draw, draft: FaultDraft, _: Json) -> FaultDraft:
    key = _chunk(draft)
    size = len(draft.store[key])
    ready = [(size, 1), (2**40, 12), (EMPTY - 5, 12), (0, size + 1), (0, 2**40)]
    return draft.index_entry(key, 0, *draw(st.sampled_from(ready)))


def _damage(name: str, clause: str, apply: Any, codecs: Chain) -> Mutation:
    return Mutation(name, (clause,), apply, Needs(codecs=codecs), axis="robustness")


ELEMENTS, VERIFIED = "v3.codec.bytes.elements", "v3.codec.crc32c.verified"
MUTATIONS = (
    _damage("a chunk is cut", ELEMENTS, _cut(-1, 0), "plain"),
    _damage("a chunk is too long", ELEMENTS, _longer, "plain"),
    _damage("a gzip stream is cut", "v3.codec.gzip.format", _cut(-4, 0, 5, -1), "gzip"),
    _damage("a gzip stream is damaged", "v3.codec.gzip.format", _flip(-8, -1, 0), "gzip"),
    _damage("a blosc chunk is cut", "v3.codec.blosc.format", _cut(-3, 0, 10), "blosc"),
    _damage("a chunk is not what its checksum says", VERIFIED, _flip(0, -5), "checked"),
    _damage("a checksum is damaged", VERIFIED, _flip(-1, -4), "checked"),
    _damage("a chunk is cut in its checksum", VERIFIED, _cut(-1, -4, 0), "checked"),
    _damage("a shard is cut", "v3.codec.sharding.index.size", _cut(0, 7, 15), "sharded"),
    _damage(
        "an entry of an index is out of its shard",
        "v3.codec.sharding.index.entries.invalid",
        _entry,
        "sharded",
    ),
)
