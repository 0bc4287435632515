"""Damaged shards: their index, what its entries say, and the inner chunks. Scored as robustness.

Entries that are half missing or overlap are open points of the text, see ``sharding_faults``.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.definitions.v3 import sharding, sharding_chains
from conformance.cases.definitions.v3.damage import CHUNK, damage
from conformance.cases.definitions.v3.sharding import ENTRIES, INDEX_AT_END, INDEX_WITHOUT_CHECKSUM
from conformance.cases.faults import FaultDraft
from conformance.cases.model import Case
from conformance.oracle.codecs.sharding_indexed import EMPTY, ShardingIndexed
from conformance.oracle.metadata import parse_array

SIZE = "v3.codec.sharding.index.size"
INVALID = f"{ENTRIES}.invalid"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    controls = {
        case.id.rpartition("/")[2]: case for case in (*sharding.cases(), *sharding_chains.cases())
    }
    at_start = _at_start(controls["index-at-start"])
    inner = _inner(controls["inner-crc32c"], controls["nested"])
    for draft in (*_shards(), *_entries(), *at_start, *_without_checksum(), *inner):
        yield draft.robustness()


def _shard(name: str, title: str, clause: str = SIZE, control: Case = INDEX_AT_END) -> FaultDraft:
    return damage(f"shard-{name}", title, clause, control)


def _shards() -> Iterator[FaultDraft]:
    yield _shard("empty", "A shard has no bytes.").cut(CHUNK, 0)
    yield _shard("one-byte", "A shard has one byte.").cut(CHUNK, 1)
    yield _shard("cut-in-index", "The shard is shorter than an index.").cut(CHUNK, 30)
    yield _shard("cut-at-end", "The shard lacks its last byte.").cut(CHUNK, -1)
    yield _shard("trailing-bytes", "Other bytes follow the index.").put(
        CHUNK, INDEX_AT_END.store[CHUNK] + b"garbage"
    )
    yield _shard("index-checksum-flipped", "The checksum of the index is wrong.").flip(CHUNK, -1)
    yield _shard("index-flipped", "The index is not what its checksum says.").flip(CHUNK, -30)
    yield _shard("index-zeros", "The index and its checksum are zeros.").put(
        CHUNK, INDEX_AT_END.store[CHUNK][:-68] + bytes(68)
    )


def _entries() -> Iterator[FaultDraft]:
    size = len(INDEX_AT_END.store[CHUNK])
    entries = {
        "offset-at-end": (size, 12, "An offset is the length of the shard."),
        "offset-far-out": (2**40, 12, "An offset is far beyond the shard."),
        "offset-of-63-bits": (2**63, 12, "An offset is negative when it is taken as signed."),
        "offset-overflows": (EMPTY - 5, 12, "Offset and length together overflow 64 bits."),
        "length-too-large": (0, size + 1, "A length is greater than the shard's."),
        "length-of-terabytes": (0, 2**40, "A length is that of a terabyte."),
        "length-of-63-bits": (0, 2**63, "A length is negative when it is taken as signed."),
        "length-overflows": (
            12,
            EMPTY - 11,
            "Offset and length together are 2 to the power of 64.",
        ),
    }
    for name, (offset, length, title) in entries.items():
        yield _shard(name, title, INVALID).index_entry(CHUNK, 1, offset, length)
    for name, length, title in (
        ("inner-chunk-short", 10, "The length of an inner chunk is short of one element."),
        ("inner-chunk-zero", 0, "The length of an inner chunk is zero."),
        ("inner-chunk-long", 14, "The length of an inner chunk is that of one element more."),
    ):
        yield _shard(name, title, INVALID).index_entry(CHUNK, 1, 12, length)


def _at_start(control: Case) -> Iterator[FaultDraft]:
    whole = control.store[CHUNK]

    def shard(name: str, title: str, clause: str = SIZE) -> FaultDraft:
        return _shard(f"index-at-start-{name}", title, clause, control)

    yield shard("cut", "The shard ends within the index at its start.").cut(CHUNK, 30)
    yield shard("alone", "The shard is the index at its start, and no inner chunk.").cut(CHUNK, 68)
    yield shard("last-chunk-cut", "The shard ends within its last inner chunk.").cut(CHUNK, -1)
    yield shard("shifted", "A byte stands before the index at the start.").put(CHUNK, b"\0" + whole)
    yield shard("offset-overflows", "Offset and length overflow 64 bits.", INVALID).index_entry(
        CHUNK, 1, EMPTY - 5, 12
    )


def _without_checksum() -> Iterator[FaultDraft]:
    def shard(name: str, title: str, clause: str = INVALID) -> FaultDraft:
        return _shard(f"unchecked-{name}", title, clause, INDEX_WITHOUT_CHECKSUM)

    yield shard("cut-at-end", "A shard without a checksum lacks its last byte.").cut(CHUNK, -1)
    yield shard("index-flipped", "A bit of an offset is flipped, and nothing checks it.").flip(
        CHUNK, -58, 0x80
    )
    yield shard("index-zeros", "All entries of the index are zeros.").put(
        CHUNK, INDEX_WITHOUT_CHECKSUM.store[CHUNK][:-64] + bytes(64)
    )


def _inner(checked: Case, nested: Case) -> Iterator[FaultDraft]:
    """Damage that only what decodes the inner chunks can notice."""
    for name, control, words, clause in (
        ("inner-crc32c", checked, "which has a checksum", "v3.codec.crc32c.verified"),
        ("nested", nested, "which is an index", "v3.codec.sharding.index.codecs-apply"),
    ):
        codec = parse_array(control.store["zarr.json"]).codecs.array_to_bytes
        assert isinstance(codec, ShardingIndexed)
        offset, _ = codec.decode_index(control.store[CHUNK])[0]
        yield _shard(
            f"{name}-flipped",
            f"The first byte of an inner chunk, {words}, is flipped.",
            clause,
            control,
        ).flip(CHUNK, offset)
