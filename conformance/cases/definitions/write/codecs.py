"""Writing with every core codec of version 3 but sharding, alone and in chains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import CRC32C, blosc, bytes_codec, gzip, transpose
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe

STORED = "v3.core.codecs.stored"
SEQUENCE = "v3.core.codecs.sequence"
EVERY_CHUNK = "v3.core.codecs.every-chunk"
LITTLE, BIG = bytes_codec(), bytes_codec("big")
BLOSC = "v3.codec.blosc"
RECORDED = f"{BLOSC}.shuffle.recorded", f"{BLOSC}.typesize.recorded"
CRC = "v3.codec.crc32c"
MAPPING = "v3.codec.transpose.mapping"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _bytes()
    yield from _gzip()
    yield from _blosc()
    yield from _crc32c()
    yield from _transpose()
    yield from _chains()


def _coded(name: str, title: str, *clauses: str, codecs: list[Any], **shape: Any) -> Case:
    """Two rows of chunks, of which the last overhang, written whole."""
    return _recipe(name, title, *clauses, codecs=codecs, **shape).judged()


def _recipe(
    name: str,
    title: str,
    *clauses: str,
    codecs: list[Any],
    shape: tuple[int, ...] = (4, 7),
    chunks: tuple[int, ...] = (2, 4),
) -> Recipe:
    started = recipe(f"v3/write/codecs/{name}", title, *clauses)
    return started.array(
        lambda a: a.shape(*shape, chunks=chunks).data_type("int32", 7).codecs(*codecs)
    ).write()


def _bytes() -> Iterator[Case]:
    clauses = "v3.codec.bytes.order", "v3.codec.bytes.endian.values", STORED
    yield _coded("bytes-little", "Elements are little-endian.", *clauses, codecs=[LITTLE])
    yield _coded("bytes-big", "Elements are big-endian.", *clauses, codecs=[BIG])
    for endian in (None, "big"):
        word = "no-endian" if endian is None else "big-one-byte"
        said = "no endian" if endian is None else "the endian big"
        yield (
            recipe(
                f"v3/write/codecs/bytes-{word}",
                f"Elements of one byte, with {said}.",
                "v3.codec.bytes.elements",
                "v3.codec.bytes.int8",
            )
            .array(lambda a, endian=endian: a.data_type("int8").codecs(bytes_codec(endian)))
            .write()
            .judged()
        )
    yield (
        recipe(
            "v3/write/codecs/bytes-big-bool",
            "Elements are bool, with the endian big, which makes no difference.",
            *("v3.codec.bytes.bool", "v3.codec.bytes.elements"),
        )
        .array(lambda a: a.shape(3, 3, chunks=(2, 3)).data_type("bool", False).codecs(BIG))
        .write()
        .judged()
    )


def _gzip() -> Iterator[Case]:
    clauses = "v3.codec.gzip.algorithm", "v3.codec.gzip.level", STORED
    for level, more in ((0, ("v3.codec.gzip.level.zero",)), (1, ()), (9, ())):
        title = f"gzip of level {level}."
        yield _coded(f"gzip-level-{level}", title, *clauses, *more, codecs=[LITTLE, gzip(level)])


def _blosc() -> Iterator[Case]:
    for cname, shuffle, clause in (
        ("lz4", "noshuffle", f"{BLOSC}.shuffle.none"),
        ("lz4", "shuffle", f"{BLOSC}.shuffle.bytes"),
        ("lz4", "bitshuffle", f"{BLOSC}.shuffle.bits"),
        ("lz4hc", "shuffle", f"{BLOSC}.cname.values"),
        ("blosclz", "shuffle", f"{BLOSC}.cname.values"),
        ("zlib", "shuffle", f"{BLOSC}.cname.values"),
        ("zstd", "bitshuffle", f"{BLOSC}.cname.values"),
    ):
        yield _coded(
            f"blosc-{cname}-{shuffle}",
            f"blosc with {cname} and {shuffle}.",
            *(clause, f"{BLOSC}.format", *RECORDED, STORED),
            codecs=[LITTLE, blosc(cname, 5, shuffle, 4)],
        )
    yield _coded(
        "blosc-clevel-0",
        "blosc that does not compress.",
        *(f"{BLOSC}.clevel.zero", f"{BLOSC}.format", *RECORDED),
        codecs=[LITTLE, blosc("lz4", 0, "noshuffle", 4)],
    )
    yield _coded(
        "blosc-typesize-8",
        "blosc shuffles by eight bytes, and elements have four.",
        *(RECORDED[1], f"{BLOSC}.shuffle.bytes", f"{BLOSC}.format"),
        codecs=[LITTLE, blosc("zstd", 1, "shuffle", 8)],
    )
    yield _coded(
        "blosc-blocksize",
        "blosc with a block size of its own.",
        f"{BLOSC}.format",
        codecs=[LITTLE, blosc("lz4", 5, "shuffle", 4, 256)],
    )
    # Of a few bytes blosc keeps a copy; these are enough to be compressed.
    for cname, shuffle in (("lz4", "shuffle"), ("zstd", "bitshuffle"), ("blosclz", "noshuffle")):
        yield _coded(
            f"blosc-{cname}-compressed",
            f"blosc with {cname}, of chunks large enough to become smaller.",
            *(f"{BLOSC}.format", *RECORDED, STORED),
            codecs=[LITTLE, blosc(cname, 5, shuffle, 4)],
            shape=(16, 20),
            chunks=(16, 16),
        )


def _crc32c() -> Iterator[Case]:
    clauses = f"{CRC}.appended", f"{CRC}.checksum", f"{CRC}.little-endian", STORED
    yield _coded("crc32c", "A checksum follows each chunk.", *clauses, codecs=[LITTLE, CRC32C])
    title = "A checksum of the checksum follows."
    yield _coded("crc32c-twice", title, *clauses, codecs=[LITTLE, CRC32C, CRC32C])


def _transpose() -> Iterator[Case]:
    yield _coded(
        "transpose-2d",
        "The two dimensions are exchanged.",
        *(MAPPING, "v3.codec.transpose.shape"),
        codecs=[transpose(1, 0), LITTLE],
    )
    yield _coded(
        "transpose-identity",
        "The dimensions stay as they are.",
        MAPPING,
        codecs=[transpose(0, 1), LITTLE],
    )
    for name, order in (("cycle", (2, 0, 1)), ("reverse", (2, 1, 0))):
        yield _coded(
            f"transpose-3d-{name}",
            f"Three dimensions in the order {', '.join(map(str, order))}.",
            *(MAPPING, "v3.codec.transpose.shape"),
            codecs=[transpose(*order), LITTLE],
            shape=(2, 4, 5),
            chunks=(2, 2, 3),
        )
    yield _coded(
        "transpose-twice",
        "Two permutations, one after the other.",
        *(SEQUENCE, MAPPING),
        codecs=[transpose(2, 0, 1), transpose(1, 0, 2), LITTLE],
        shape=(2, 3, 4),
        chunks=(2, 3, 4),
    )


def _chains() -> Iterator[Case]:
    for name, title, codecs in (
        ("gzip-crc32c", "The checksum is that of the compressed bytes.", [LITTLE, gzip(), CRC32C]),
        ("crc32c-gzip", "The checksum is compressed, too.", [LITTLE, CRC32C, gzip()]),
        ("transpose-gzip", "Transposed, then compressed.", [transpose(1, 0), LITTLE, gzip()]),
        (
            "transpose-big-blosc-crc32c",
            "Transposed, big-endian, compressed, with a checksum.",
            [transpose(1, 0), BIG, blosc(typesize=4), CRC32C],
        ),
        ("gzip-blosc", "Compressed twice.", [LITTLE, gzip(), blosc(shuffle="noshuffle")]),
    ):
        clauses = SEQUENCE, STORED, EVERY_CHUNK, "v3.core.codecs.order"
        yield _coded(f"chain-{name}", title, *clauses, codecs=codecs)
