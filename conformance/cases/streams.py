"""Compressed streams written by hand, which hold their data uncompressed.

Two right compressors may write different bytes. What must be the same bytes everywhere, such as
the store of a case with damage, is made of these.
"""

from __future__ import annotations

import struct
import zlib

import zstandard

_FEXTRA, _FNAME, _FCOMMENT = 4, 8, 16
_MEMCPYED, _LZ4 = 0x02, 0x20
_ZSTD_MAGIC = bytes.fromhex("28b52ffd")


def gzip_stored(
    data: bytes, *, name: bytes = b"", comment: bytes = b"", extra: bytes = b""
) -> bytes:
    """One gzip member (RFC 1952) with one stored block, and the header fields that are given.

    ``extra`` holds whole subfields: two letters, a little-endian length, and as many bytes.
    """
    flags = (_FEXTRA if extra else 0) | (_FNAME if name else 0) | (_FCOMMENT if comment else 0)
    header = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, flags, 0, 0, 255)
    if extra:
        header += struct.pack("<H", len(extra)) + extra
    for field in (name, comment):
        header += field + b"\0" if field else b""
    block = struct.pack("<BHH", 1, len(data), len(data) ^ 0xFFFF) + data
    return header + block + struct.pack("<II", zlib.crc32(data), len(data))


def blosc_stored(data: bytes, typesize: int) -> bytes:
    """One Blosc chunk, of the lz4 format, whose flags say that the data is merely copied."""
    size = len(data)
    head = struct.pack("<BBBB", 2, 1, _MEMCPYED | _LZ4, typesize)
    return head + struct.pack("<III", size, size, size + 16) + data


def zlib_stored(data: bytes) -> bytes:
    """One zlib stream (RFC 1950) with one stored block."""
    block = struct.pack("<BHH", 1, len(data), len(data) ^ 0xFFFF) + data
    return b"\x78\x01" + block + struct.pack(">I", zlib.adler32(data))


def zstd_stored(data: bytes, *, size: bool = True, checksum: bytes = b"") -> bytes:
    """One Zstandard frame (RFC 8878) with one raw block, of less than 256 bytes.

    Without ``size`` the header does not say how long the content is. ``checksum`` is four bytes, at
    the end of a frame that has them.
    """
    flags = (0x20 if size else 0) | (0x04 if checksum else 0)
    # A frame of a single segment has no window; the smallest window is of 1 KiB.
    head = bytes([flags, len(data)]) if size else bytes([flags, 0])
    block = struct.pack("<I", len(data) << 3 | 1)[:3] + data
    return b"\x28\xb5\x2f\xfd" + head + block + checksum


def zstd_frame(*blocks: bytes, sized: bool = True, checksum: bool = False) -> bytes:
    """One Zstandard frame (RFC 8878) of raw blocks, at most 255 bytes in all.

    ``sized`` says whether the header tells the size of the content, ``checksum`` whether the
    checksum of the content is at the end.
    """
    content = b"".join(blocks)
    # A frame that tells its size is a single segment; the other has a window of 1 KiB.
    header = bytes([(0x20 if sized else 0) | (4 if checksum else 0), len(content) if sized else 0])
    body = b""
    for i, block in enumerate(blocks):
        body += struct.pack("<I", len(block) << 3 | (i == len(blocks) - 1))[:3] + block
    end = zstandard.ZstdCompressor(write_checksum=True).compress(content)[-4:] if checksum else b""
    return _ZSTD_MAGIC + header + body + end


def zstd_repeated(byte: int, count: int) -> bytes:
    """One Zstandard frame whose only block repeats a byte, up to 255 times."""
    return (
        _ZSTD_MAGIC
        + struct.pack("<BB", 0x20, count)
        + struct.pack("<I", count << 3 | 1 << 1 | 1)[:3]
        + bytes([byte])
    )


def zstd_skippable(data: bytes) -> bytes:
    """A frame that readers of Zstandard skip."""
    return struct.pack("<II", 0x184D2A50, len(data)) + data


def zstd_bomb(mebibytes: int, *, sized: bool) -> bytes:
    """One Zstandard frame of as many mebibytes of zeros, 32768 times smaller than they.

    ``sized`` says whether the header tells the size of the content; the window is small either way.
    """
    blocks = mebibytes * 8
    window = bytes([7 << 3])
    header = b"\x80" + window + struct.pack("<I", mebibytes << 20) if sized else b"\0" + window
    body = b"".join(
        struct.pack("<I", 1 << 20 | 1 << 1 | (i == blocks - 1))[:3] + b"\0" for i in range(blocks)
    )
    return _ZSTD_MAGIC + header + body
