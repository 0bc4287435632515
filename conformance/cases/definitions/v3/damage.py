"""Damaged chunks. No clause demands that a reader notices, so they are scored as robustness.

Nothing here is about metadata, nor about shards. The streams are written by hand where a compressor
is involved, so that the damage is the same bytes everywhere.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.definitions.v3.chains import CHECKSUM
from conformance.cases.definitions.v3.codecs import TRANSPOSED_2D
from conformance.cases.definitions.v3.compression import BLOSC_STORED, GZIP_STORED
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.cases.streams import blosc_stored, gzip_stored

CHUNK = "c/0/0"
GZIP, BLOSC = "v3.codec.gzip.format", "v3.codec.blosc.format"
ELEMENTS = "v3.codec.bytes.elements"


def damage(name: str, title: str, clause: str, control: Case) -> FaultDraft:
    """Begin a damaged store."""
    return fault(f"v3/damage/{name}", title, clause, control=control)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for draft in (*_bytes(), *_gzip(), *_blosc(), *_crc32c()):
        yield draft.robustness()
    # Who disregards them loses nothing, as does the program gzip.
    yield (
        damage("gzip-trailing-bytes", "Other bytes follow the stream.", GZIP, GZIP_STORED)
        .put(CHUNK, GZIP_STORED.store[CHUNK] + b"garbage")
        .observe()
    )
    yield (
        damage("blosc-trailing-bytes", "Other bytes follow the Blosc chunk.", BLOSC, BLOSC_STORED)
        .put(CHUNK, BLOSC_STORED.store[CHUNK] + b"garbage")
        .observe()
    )


def _bytes() -> Iterator[FaultDraft]:
    whole = MINIMAL.store[CHUNK]
    yield damage("bytes-empty", "A chunk has no bytes.", ELEMENTS, MINIMAL).cut(CHUNK, 0)
    yield damage("bytes-one", "A chunk has one byte.", ELEMENTS, MINIMAL).cut(CHUNK, 1)
    yield damage("bytes-cut", "The last byte is missing.", ELEMENTS, MINIMAL).cut(CHUNK, -1)
    yield damage("bytes-cut-at-element", "The last element is missing.", ELEMENTS, MINIMAL).cut(
        CHUNK, -2
    )
    yield damage("bytes-over-long", "An element follows the last.", ELEMENTS, MINIMAL).put(
        CHUNK, whole + b"\x07\x00"
    )
    yield damage("bytes-over-long-by-one", "A byte follows the last.", ELEMENTS, MINIMAL).put(
        CHUNK, whole + b"\x07"
    )
    yield damage("bytes-doubled", "The chunk's bytes come twice.", ELEMENTS, MINIMAL).put(
        CHUNK, whole * 2
    )
    for name, title, change in (
        ("cut-at-element", "The last element of a transposed chunk is missing.", -2),
        ("empty", "A transposed chunk has no bytes.", 0),
    ):
        yield damage(f"transpose-{name}", title, ELEMENTS, TRANSPOSED_2D).cut(CHUNK, change)


def _gzip() -> Iterator[FaultDraft]:
    whole = GZIP_STORED.store[CHUNK]
    data = MINIMAL.store[CHUNK]

    def gzip(name: str, title: str, clause: str = GZIP) -> FaultDraft:
        return damage(f"gzip-{name}", title, clause, GZIP_STORED)

    yield gzip("empty", "A chunk has no bytes.").cut(CHUNK, 0)
    yield gzip("one-byte", "A chunk has one byte.").cut(CHUNK, 1)
    yield gzip("cut-in-header", "The stream ends within its header.").cut(CHUNK, 5)
    yield gzip("cut-in-data", "The stream ends within its data.").cut(CHUNK, 20)
    yield gzip("cut-in-trailer", "The stream ends within its trailer.").cut(CHUNK, -4)
    yield gzip("data-flipped", "A byte of the data is not what its CRC-32 says.").flip(CHUNK, 16)
    yield gzip("crc-flipped", "The CRC-32 is wrong.").flip(CHUNK, -8)
    yield gzip("size-flipped", "The size in the trailer is wrong.").flip(CHUNK, -1)
    yield gzip("not-gzip", "The first byte is not that of a gzip stream.").flip(CHUNK, 0)
    yield gzip("method-unknown", "The compression method is none that there is.").flip(CHUNK, 2)
    yield gzip("name-not-ended", "The header promises a file name, which does not end.").put(
        CHUNK, whole[:3] + b"\x08" + whole[4:10] + bytes(40).replace(b"\0", b"n")
    )
    yield gzip("block-of-no-kind", "The DEFLATE block is of the kind that is reserved.").put(
        CHUNK, whole[:10] + b"\x07" + whole[11:]
    )
    yield gzip("block-length-flipped", "The length of the stored block contradicts itself.").flip(
        CHUNK, 11
    )
    yield gzip("second-stream-cut", "A second stream is cut after its first bytes.").put(
        CHUNK, whole + whole[:12]
    )
    yield gzip("holds-less", "The stream holds one element less than the chunk.", ELEMENTS).put(
        CHUNK, gzip_stored(data[:-2])
    )
    yield gzip("holds-more", "The stream holds one element more than the chunk.", ELEMENTS).put(
        CHUNK, gzip_stored(data + b"\x07\x00")
    )
    yield gzip("holds-nothing", "The stream holds nothing.", ELEMENTS).put(CHUNK, gzip_stored(b""))


def _blosc() -> Iterator[FaultDraft]:
    data = MINIMAL.store[CHUNK]

    def blosc(name: str, title: str, clause: str = BLOSC) -> FaultDraft:
        return damage(f"blosc-{name}", title, clause, BLOSC_STORED)

    def number(name: str, title: str, offset: int, value: int) -> FaultDraft:
        whole = BLOSC_STORED.store[CHUNK]
        changed = whole[:offset] + struct.pack("<I", value) + whole[offset + 4 :]
        return blosc(name, title).put(CHUNK, changed)

    yield blosc("empty", "A chunk has no bytes.").cut(CHUNK, 0)
    yield blosc("one-byte", "A chunk has one byte.").cut(CHUNK, 1)
    yield blosc("cut-in-header", "The Blosc chunk ends within its header.").cut(CHUNK, 10)
    yield blosc("cut-after-header", "The Blosc chunk is its header alone.").cut(CHUNK, 16)
    yield blosc("cut-in-data", "The Blosc chunk ends within its data.").cut(CHUNK, -3)
    yield blosc("size-too-large", "The header claims more data than there is.").flip(CHUNK, 5, 1)
    yield number("size-of-gibibytes", "The header claims 2 GiB of data.", 4, 2**31 - 1)
    yield number("size-zero", "The header claims that there is no data.", 4, 0)
    yield number("blocksize-zero", "The size of a block in the header is zero.", 8, 0)
    yield number("blocksize-of-gibibytes", "The size of a block is 2 GiB.", 8, 2**31 - 1)
    yield number("stored-size-zero", "The header says that it has no bytes itself.", 12, 0)
    yield number("stored-size-of-gibibytes", "The header says that it has 4 GiB.", 12, 2**32 - 1)
    yield blosc("holds-less", "The chunk holds one element less than it should.", ELEMENTS).put(
        CHUNK, blosc_stored(data[:-2], 2)
    )
    yield blosc("holds-more", "The chunk holds one element more than it should.", ELEMENTS).put(
        CHUNK, blosc_stored(data + b"\x07\x00", 2)
    )
    whole = BLOSC_STORED.store[CHUNK]
    yield blosc("version-unknown", "The version of the format is 9.").put(
        CHUNK, b"\x09" + whole[1:]
    )
    yield blosc("typesize-zero", "The size of an element in the header is zero.").put(
        CHUNK, whole[:3] + b"\0" + whole[4:]
    )
    for name, title, start in (
        ("far-out", "Its compressed block begins far beyond its end.", 2**31 - 1),
        ("negative", "Its compressed block begins before its beginning.", 2**32 - 2**20),
    ):
        # Not merely copied: one block, with its place and its length before it.
        block = struct.pack("<II", start, len(data)) + data
        head = struct.pack("<BBBBIII", 2, 1, 0x20, 2, len(data), len(data), 16 + len(block))
        yield blosc(f"block-{name}", title).put(CHUNK, head + block)


def _crc32c() -> Iterator[FaultDraft]:
    clause = "v3.codec.crc32c.verified"

    def crc32c(name: str, title: str) -> FaultDraft:
        return damage(f"crc32c-{name}", title, clause, CHECKSUM)

    yield crc32c("empty", "A chunk has no bytes.").cut(CHUNK, 0)
    yield crc32c("one-byte", "A chunk has one byte.").cut(CHUNK, 1)
    yield crc32c("data-flipped", "A bit of the data is not what the checksum says.").flip(
        CHUNK, 0, 1
    )
    yield crc32c("checksum-flipped", "A bit of the checksum is wrong.").flip(CHUNK, -1, 1)
    yield crc32c("cut", "The checksum lacks its last byte.").cut(CHUNK, -1)
    yield crc32c("checksum-missing", "There is no checksum.").cut(CHUNK, -4)
    whole = CHECKSUM.store[CHUNK]
    reverse = whole[:-4] + whole[:-5:-1]
    yield crc32c("checksum-big-endian", "The checksum is big-endian.").put(CHUNK, reverse)
    yield damage(
        "crc32c-trailing-bytes", "Zeros follow the checksum.", "v3.codec.crc32c.appended", CHECKSUM
    ).put(CHUNK, whole + bytes(4))
    yield crc32c("all-zeros", "Data and checksum are overwritten with zeros.").put(
        CHUNK, bytes(len(whole))
    )
