"""The gzip codec and the blosc codec: their streams, and their parameters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from conformance.cases.builder import (
    array,
    blosc,
    bytes_codec,
    gzip,
)
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.streams import blosc_stored, gzip_stored
from conformance.oracle.metadata import ArrayMetadata

Rewrite = Callable[[ArrayMetadata, str, bytes], bytes]


def restream(stream: Callable[[bytes], bytes]) -> Rewrite:
    """Compress each chunk again with ``stream``; the last codec must be the compressor."""

    def rewrite(metadata: ArrayMetadata, _: str, data: bytes) -> bytes:
        return stream(metadata.codecs.bytes_to_bytes[-1].decode(data))

    return rewrite


GZIP_STORED = (
    array(
        "v3/codecs/gzip/stored-blocks",
        "The gzip stream holds its data in a stored block, although the level is 5.",
        "v3.codec.gzip.format",
        "v3.codec.gzip.name",
        "v3.codec.gzip.kind",
    )
    .codecs(bytes_codec(), gzip(5))
    .rechunk(restream(gzip_stored))
    .read()
)

BLOSC_STORED = (
    array(
        "v3/codecs/blosc/stored",
        "The Blosc chunk is a plain copy of its data, although clevel is 5.",
        "v3.codec.blosc.format",
        "v3.codec.blosc.name",
        "v3.codec.blosc.kind",
    )
    .codecs(bytes_codec(), blosc())
    .rechunk(restream(lambda data: blosc_stored(data, 2)))
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield GZIP_STORED
    yield BLOSC_STORED
    yield from _gzip()
    yield from _gzip_open()
    yield from _blosc()
    yield from _blosc_faults()
    yield from _blosc_open()


def _gzip() -> Iterator[Case]:
    for level in (0, 1, 9):
        yield (
            array(
                f"v3/codecs/gzip/level-{level}",
                f"Chunks are compressed with gzip at level {level}.",
                "v3.codec.gzip.format",
                "v3.codec.gzip.level" if level else "v3.codec.gzip.level.zero",
                "v3.codec.gzip.algorithm",
            )
            .shape(12, 10, chunks=(8, 10))
            .codecs(bytes_codec(), gzip(level))
            .read()
        )
    fields = {"name": b"chunk.bin", "comment": b"a comment", "extra": b"ZC\x02\x00hi"}
    yield (
        array(
            "v3/codecs/gzip/header-fields",
            "The header of the gzip stream has an extra field, a file name and a comment.",
            "v3.codec.gzip.format",
        )
        .codecs(bytes_codec(), gzip())
        .rechunk(restream(lambda data: gzip_stored(data, **fields)))
        .read()
    )


def _gzip_open() -> Iterator[Case]:
    yield (
        array(
            "v3/codecs/gzip/two-members",
            "The gzip stream has two members, whose contents belong together.",
            "v3.codec.gzip.members",
        )
        .codecs(bytes_codec(), gzip())
        .rechunk(restream(lambda data: gzip_stored(data[:5]) + gzip_stored(data[5:])))
        .observe()
    )
    levels: dict[str, tuple[Any, str]] = {
        "ten": (10, "10"),
        "negative": (-1, "-1"),
        "string": ("5", "a string"),
    }
    for special, (level, words) in levels.items():
        yield (
            fault(
                f"v3/codecs/gzip/level-{special}",
                f"The level is {words}.",
                "v3.codec.gzip.level",
                control=GZIP_STORED,
            )
            .set("codecs.1.configuration.level", level)
            .observe()
        )
    yield (
        fault(
            "v3/codecs/gzip/level-missing",
            "The level is missing.",
            "v3.codec.gzip.level",
            control=GZIP_STORED,
        )
        .drop("codecs.1.configuration.level")
        .observe()
    )
    yield (
        fault(
            "v3/codecs/gzip/unknown-parameter",
            "The configuration has a parameter that the codec does not have.",
            "v3.core.extension.configuration.unknown-member",
            control=GZIP_STORED,
        )
        .set("codecs.1.configuration.zarr-conformance-invented", 1)
        .observe("zarr-specs#270")
    )


def _noise(count: int) -> list[int]:
    """Numbers of two bytes that no compressor makes smaller."""
    data = b"".join(hashlib.sha256(bytes([i])).digest() for i in range(count // 16 + 1))
    return [int.from_bytes(data[2 * i : 2 * i + 2], "little") for i in range(count)]


def _blosc() -> Iterator[Case]:
    for cname in ("lz4", "lz4hc", "blosclz", "zstd", "zlib"):
        yield _named(
            cname,
            f"The internal compressor is {cname}.",
            blosc(cname=cname),
            "v3.codec.blosc.format",
            "v3.codec.blosc.cname.values",
            "v3.codec.blosc.shuffle.bytes",
            "v3.codec.blosc.blocksize.zero",
        )
    for shuffle, clause in (("noshuffle", "none"), ("bitshuffle", "bits")):
        yield _named(
            shuffle,
            f"The shuffle is {shuffle}.",
            blosc(shuffle=shuffle),
            "v3.codec.blosc.format",
            f"v3.codec.blosc.shuffle.{clause}",
        )
    for level in (0, 9):
        yield _named(
            f"clevel-{level}",
            f"The clevel is {level}.",
            blosc(clevel=level),
            "v3.codec.blosc.format",
            *(() if level else ("v3.codec.blosc.clevel.zero",)),
        )
    # Unlike the element size on purpose: the frame is a transform of bytes, not of elements.
    for size in (1, 3, 4, 8):
        title = f"The typesize is {size}, and elements have 2 bytes."
        yield _named(f"typesize-{size}", title, blosc(typesize=size))
    yield (
        array(
            "v3/codecs/blosc/typesize-not-dividing",
            "A chunk at the edge has 12 bytes, and the typesize is 8.",
            "v3.codec.blosc.format",
            "v3.codec.blosc.typesize.positive",
        )
        .shape(2, 2, chunks=(2, 3))
        .codecs(bytes_codec(), blosc(typesize=8))
        .outside(b"\xee\xee")
        .read()
    )
    yield _named(
        "blocksize-256",
        "The blocksize is given, and a chunk has several blocks.",
        blosc(block=256),
    )
    no_typesize = blosc(shuffle="noshuffle")
    del no_typesize["configuration"]["typesize"]
    yield _named(
        "noshuffle-without-typesize",
        "There is no typesize, and without shuffling none is needed.",
        no_typesize,
        "v3.codec.blosc.typesize.ignored",
        "v3.codec.blosc.typesize",
    )
    # Bits are shuffled eight elements at a time; the rest of 363 stays as it is.
    yield (
        array(
            "v3/codecs/blosc/bitshuffle-uneven",
            "The shuffle is bitshuffle, and the number of elements is no multiple of eight.",
            "v3.codec.blosc.format",
        )
        .shape(33, 11)
        .codecs(bytes_codec(), blosc(shuffle="bitshuffle"))
        .read()
    )
    yield (
        array(
            "v3/codecs/blosc/incompressible",
            "The data cannot be compressed.",
            "v3.codec.blosc.format",
        )
        .shape(8, 32)
        .values(*_noise(256))
        .codecs(bytes_codec(), blosc())
        .read()
    )


def _named(name: str, title: str, codec: Any, *clauses: str) -> Case:
    draft = array(f"v3/codecs/blosc/{name}", title, *(clauses or ("v3.codec.blosc.format",)))
    draft = draft.shape(64, 20, chunks=(40, 20)).outside(b"\xee\xee")
    return draft.codecs(bytes_codec(), codec).read()


def _blosc_faults() -> Iterator[Case]:
    values: dict[str, tuple[Any, str]] = {
        "unknown-word": ("byteshuffle", "a word of its own"),
        "capital-letter": ("Shuffle", "written with a capital letter"),
        "number": (1, "a number, as in version 2"),
        "true": (True, "true"),
        "null": (None, "null"),
    }
    for special, (value, words) in values.items():
        draft = fault(
            f"v3/codecs/blosc/shuffle-{special}",
            f"The shuffle is {words}.",
            "v3.codec.blosc.shuffle",
            *(("v3.codec.blosc.shuffle.not-automatic",) if special == "number" else ()),
            control=BLOSC_STORED,
        ).set("codecs.1.configuration.shuffle", value)
        # Which members are required is an open point, and null says little else than missing.
        yield draft.observe("ngff-zarr#633") if value is None else draft.refuse()
    for shuffle in ("shuffle", "bitshuffle"):
        yield (
            fault(
                f"v3/codecs/blosc/typesize-missing-{shuffle}",
                f"The typesize is missing, and the shuffle is {shuffle}.",
                "v3.codec.blosc.typesize",
                control=BLOSC_STORED,
            )
            .set("codecs.1.configuration.shuffle", shuffle)
            .drop("codecs.1.configuration.typesize")
            .observe("ngff-zarr#633")
        )


def _blosc_open() -> Iterator[Case]:
    settings: dict[str, tuple[str, Any, str]] = {
        "cname-unknown": ("cname", "zarr-conformance-invented", "The cname is an invented one."),
        "cname-snappy": ("cname", "snappy", "The cname is snappy, and the chunk a plain copy."),
        "clevel-ten": ("clevel", 10, "The clevel is 10."),
        "blocksize-negative": ("blocksize", -1, "The blocksize is negative."),
        "typesize-zero": ("typesize", 0, "The typesize is zero."),
        "typesize-256": ("typesize", 256, "The typesize has no room in a Blosc header."),
        "shuffle-unlike-frame": (
            "shuffle",
            "bitshuffle",
            "The shuffle is not the one that the header of the Blosc chunk names.",
        ),
    }
    for special, (member, value, title) in settings.items():
        yield (
            fault(
                f"v3/codecs/blosc/{special}",
                title,
                f"v3.codec.blosc.{member}",
                control=BLOSC_STORED,
            )
            .set(f"codecs.1.configuration.{member}", value)
            .observe(*(("ngff-zarr#633",) if member in ("typesize", "shuffle") else ()))
        )
    for member in ("cname", "clevel", "shuffle", "blocksize"):
        yield (
            fault(
                f"v3/codecs/blosc/{member}-missing",
                f"The {member} is missing.",
                f"v3.codec.blosc.{member}",
                control=BLOSC_STORED,
            )
            .drop(f"codecs.1.configuration.{member}")
            .observe("ngff-zarr#633")
        )
