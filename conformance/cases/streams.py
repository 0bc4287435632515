"""Compressed streams written by hand, which hold their data uncompressed.

Two right compressors may write different bytes. What must be the same bytes everywhere, such as
the store of a case with damage, is made of these.
"""

from __future__ import annotations

import struct
import zlib

_FEXTRA, _FNAME, _FCOMMENT = 4, 8, 16
_MEMCPYED, _LZ4 = 0x02, 0x20


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
