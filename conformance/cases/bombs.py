"""Small gzip streams that hold a great deal, written by hand: the same bytes everywhere.

They use the fixed Huffman codes and matches of 258 bytes alone, so one stream is about 158 times
smaller than what it holds, and a stream of such a stream 158 times smaller again.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

_HEADER = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, 0, 0, 0, 255)
_BEGIN, _END = "110", "0" * 7  # the last block, of fixed codes; the end of the block
_LONGEST = 258
_MATCH = "11000101"  # a match of 258 bytes
_PIECE = bytes(1 << 20)
# Codes and extra bits of the two distances in use.
_DISTANCES = {1: "00000", 13: "00111" + "00"}


@cache
def zeros(mebibytes: int) -> bytes:
    """A gzip stream that holds as many mebibytes of zeros and, up to a match, some more."""
    matches = -(-(mebibytes << 20) // _LONGEST)
    matches += -matches % 8
    checksum = 0
    size = 1 + matches * _LONGEST
    for _ in range(size // len(_PIECE)):
        checksum = zlib.crc32(_PIECE, checksum)
    checksum = zlib.crc32(_PIECE[: size % len(_PIECE)], checksum)
    bits = _BEGIN + _literal(0) + (_MATCH + _DISTANCES[1]) * matches + _END
    return _stream(bits, checksum, size)


@cache
def zeros_twice(mebibytes: int) -> bytes:
    """`zeros` compressed once more: its matches repeat every 13 bytes."""
    data = zeros(mebibytes)
    bits = [_BEGIN]
    at = 0
    while at < len(data):
        ahead = data[at : at + _LONGEST]
        if at >= 13 and len(ahead) == _LONGEST and ahead == data[at - 13 : at - 13 + _LONGEST]:
            bits.append(_MATCH + _DISTANCES[13])
            at += _LONGEST
        else:
            bits.append(_literal(data[at]))
            at += 1
    return _stream("".join(bits) + _END, zlib.crc32(data), len(data))


def _literal(byte: int) -> str:
    return f"{0x30 + byte:08b}" if byte < 144 else f"{0x190 + byte - 144:09b}"


def _stream(bits: str, checksum: int, size: int) -> bytes:
    """A gzip member; DEFLATE fills its bytes from the lowest bit on."""
    deflated = int(bits[::-1], 2).to_bytes(-(-len(bits) // 8), "little")
    return _HEADER + deflated + struct.pack("<II", checksum, size & 0xFFFFFFFF)
