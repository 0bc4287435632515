"""Zstandard frames written by hand, against the library of the format."""

from __future__ import annotations

import pytest
import zstandard

from conformance.cases.streams import zstd_bomb, zstd_frame, zstd_repeated, zstd_skippable


def content(data: bytes) -> bytes:
    frame = zstandard.ZstdDecompressor().decompressobj()
    found: bytes = frame.decompress(data)
    assert frame.eof
    assert frame.unused_data == b""
    return found


@pytest.mark.parametrize("sized", [True, False])
@pytest.mark.parametrize("checksum", [True, False])
def test_frames(sized: bool, checksum: bool) -> None:
    data = zstd_frame(b"abc", b"", b"defgh", sized=sized, checksum=checksum)
    assert content(data) == b"abcdefgh"
    told = zstandard.get_frame_parameters(data)
    assert told.has_checksum == checksum
    assert told.content_size == (8 if sized else zstandard.CONTENTSIZE_UNKNOWN)


def test_a_wrong_checksum_is_one() -> None:
    data = bytearray(zstd_frame(b"abc", checksum=True))
    data[-1] ^= 1
    with pytest.raises(zstandard.ZstdError):
        content(bytes(data))


def test_a_repeated_byte_and_a_frame_to_skip() -> None:
    assert content(zstd_repeated(7, 200)) == bytes([7]) * 200
    assert content(zstd_skippable(b"anything")) == b""


@pytest.mark.parametrize("sized", [True, False])
def test_a_bomb_is_small(sized: bool) -> None:
    data = zstd_bomb(3, sized=sized)
    assert len(data) < 120
    assert content(data) == bytes(3 << 20)
