"""Damaged chunks. No clause demands that a reader notices, so they are scored as robustness.

Nothing here is about metadata. The streams are written by hand where a compressor is involved,
so that the damage is the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.definitions.arrays import MINIMAL
from conformance.cases.definitions.chains import CHECKSUM
from conformance.cases.definitions.compression import BLOSC_STORED, GZIP_STORED
from conformance.cases.definitions.sharding import ENTRIES, INDEX_AT_END
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.oracle.codecs.sharding_indexed import EMPTY

CHUNK = "c/0/0"
GZIP = "v3.codec.gzip.format"


def _damage(name: str, title: str, clause: str, control: Case) -> FaultDraft:
    return fault(f"v3/damage/{name}", title, clause, control=control)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for draft in (*_bytes(), *_gzip(), *_blosc(), *_crc32c(), *_shards()):
        yield draft.robustness()
    # Who disregards them loses nothing, as does the program gzip.
    yield (
        _damage("gzip-trailing-bytes", "Other bytes follow the stream.", GZIP, GZIP_STORED)
        .put(CHUNK, GZIP_STORED.store[CHUNK] + b"garbage")
        .observe()
    )


def _bytes() -> Iterator[FaultDraft]:
    clause = "v3.codec.bytes.elements"
    whole = MINIMAL.store[CHUNK]
    yield _damage("bytes-empty", "A chunk has no bytes.", clause, MINIMAL).cut(CHUNK, 0)
    yield _damage("bytes-cut", "The last byte is missing.", clause, MINIMAL).cut(CHUNK, -1)
    yield _damage("bytes-cut-at-element", "The last element is missing.", clause, MINIMAL).cut(
        CHUNK, -2
    )
    yield _damage("bytes-over-long", "An element follows the last.", clause, MINIMAL).put(
        CHUNK, whole + b"\x07\x00"
    )


def _gzip() -> Iterator[FaultDraft]:
    def gzip(name: str, title: str) -> FaultDraft:
        return _damage(f"gzip-{name}", title, GZIP, GZIP_STORED)

    yield gzip("empty", "A chunk has no bytes.").cut(CHUNK, 0)
    yield gzip("cut-in-data", "The stream ends within its data.").cut(CHUNK, 20)
    yield gzip("cut-in-trailer", "The stream ends within its trailer.").cut(CHUNK, -4)
    yield gzip("data-flipped", "A byte of the data is not what its CRC-32 says.").flip(CHUNK, 16)
    yield gzip("crc-flipped", "The CRC-32 is wrong.").flip(CHUNK, -8)
    yield gzip("size-flipped", "The size in the trailer is wrong.").flip(CHUNK, -1)
    yield gzip("not-gzip", "The first byte is not that of a gzip stream.").flip(CHUNK, 0)


def _blosc() -> Iterator[FaultDraft]:
    clause = "v3.codec.blosc.format"

    def blosc(name: str, title: str) -> FaultDraft:
        return _damage(f"blosc-{name}", title, clause, BLOSC_STORED)

    yield blosc("empty", "A chunk has no bytes.").cut(CHUNK, 0)
    yield blosc("cut-in-header", "The Blosc chunk ends within its header.").cut(CHUNK, 10)
    yield blosc("cut-in-data", "The Blosc chunk ends within its data.").cut(CHUNK, -3)
    yield blosc("size-too-large", "The header claims more data than there is.").flip(CHUNK, 5, 1)


def _crc32c() -> Iterator[FaultDraft]:
    clause = "v3.codec.crc32c.verified"

    def crc32c(name: str, title: str) -> FaultDraft:
        return _damage(f"crc32c-{name}", title, clause, CHECKSUM)

    yield crc32c("empty", "A chunk has no bytes.").cut(CHUNK, 0)
    yield crc32c("data-flipped", "A bit of the data is not what the checksum says.").flip(
        CHUNK, 0, 1
    )
    yield crc32c("checksum-flipped", "A bit of the checksum is wrong.").flip(CHUNK, -1, 1)
    yield crc32c("cut", "The checksum lacks its last byte.").cut(CHUNK, -1)
    yield crc32c("checksum-missing", "There is no checksum.").cut(CHUNK, -4)
    whole = CHECKSUM.store[CHUNK]
    reverse = whole[:-4] + whole[:-5:-1]
    yield crc32c("checksum-big-endian", "The checksum is big-endian.").put(CHUNK, reverse)


def _shards() -> Iterator[FaultDraft]:
    index = "v3.codec.sharding.index"

    def shard(name: str, title: str, clause: str = f"{index}.size") -> FaultDraft:
        return _damage(f"shard-{name}", title, clause, INDEX_AT_END)

    yield shard("empty", "A shard has no bytes.").cut(CHUNK, 0)
    yield shard("cut-in-index", "The shard is shorter than an index.").cut(CHUNK, 30)
    yield shard("index-checksum-flipped", "The checksum of the index is wrong.").flip(CHUNK, -1)
    yield shard("index-flipped", "The index is not what its checksum says.").flip(CHUNK, -30)
    size = len(INDEX_AT_END.store[CHUNK])
    entries = {
        "offset-at-end": (size, 12, "An offset is the length of the shard."),
        "offset-far-out": (2**40, 12, "An offset is far beyond the shard."),
        "offset-overflows": (EMPTY - 5, 12, "Offset and length together overflow 64 bits."),
        "length-too-large": (0, size + 1, "A length is greater than the shard's."),
        "length-of-terabytes": (0, 2**40, "A length is that of a terabyte."),
    }
    for name, (offset, length, title) in entries.items():
        yield shard(name, title, f"{ENTRIES}.invalid").index_entry(CHUNK, 1, offset, length)
    for name, length, title in (
        ("inner-chunk-short", 10, "The length of an inner chunk is short of one element."),
        ("inner-chunk-zero", 0, "The length of an inner chunk is zero."),
    ):
        yield shard(name, title, f"{ENTRIES}.invalid").index_entry(CHUNK, 1, 12, length)
