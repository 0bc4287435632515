"""The registered zstd codec: levels, checksums, kinds of frames, and damaged ones."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import array, bytes_codec, sharding, transpose
from conformance.cases.definitions.ext.parts import LITTLE, codec, stored
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.cases.streams import zstd_bomb, zstd_frame, zstd_repeated, zstd_skippable

CLAUSE = "ext.codec.zstd"
FORMAT = f"{CLAUSE}.format"
CHUNK = "c/0/0"
# The ramp of the smallest array.
CONTENT = bytes([1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])

STORED = (
    array(
        "ext/codecs/zstd/raw-block",
        "A chunk is one frame with one raw block, whose header tells the size of the content.",
        FORMAT,
        f"{CLAUSE}.name",
        f"{CLAUSE}.bytes-to-bytes",
    )
    .codecs(LITTLE, codec("zstd", level=1, checksum=False))
    .rechunk(stored(zstd_frame(CONTENT)))
    .read()
)

CHECKED = (
    array(
        "ext/codecs/zstd/checksum",
        "The configuration asks for a checksum, and the frame has one.",
        f"{CLAUSE}.checksum",
        FORMAT,
    )
    .codecs(LITTLE, codec("zstd", level=1, checksum=True))
    .rechunk(stored(zstd_frame(CONTENT, checksum=True)))
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield STORED
    yield CHECKED
    yield from _valid()
    yield from _frames()
    yield from _configurations()
    yield from _damage()


def _valid() -> Iterator[Case]:
    for name, level, title in (
        ("level-0", 0, "The level is 0, which is the default level."),
        ("level-22", 22, "The level is the highest."),
        ("level-lowest", -131072, "The level is the lowest."),
    ):
        yield (
            array(f"ext/codecs/zstd/{name}", title, f"{CLAUSE}.level", FORMAT)
            .shape(20, 25)
            .codecs(LITTLE, codec("zstd", level=level, checksum=False))
            .read()
        )
    yield (
        array(
            "ext/codecs/zstd/checksum-left-out",
            "The configuration does not speak of a checksum, which is optional.",
            f"{CLAUSE}.checksum",
            f"{CLAUSE}.checksum.omitted",
        )
        .shape(6, 8)
        .codecs(LITTLE, codec("zstd", level=3))
        .read()
    )
    yield (
        array(
            "ext/codecs/zstd/edge-and-missing-chunks",
            "Big-endian, transposed chunks are compressed with checksums; some overhang, and two "
            "are missing.",
            f"{CLAUSE}.bytes-to-bytes",
            f"{CLAUSE}.checksum",
        )
        .shape(7, 5, chunks=(4, 2))
        .data_type("int32", -70000)
        .codecs(transpose(1, 0), bytes_codec("big"), codec("zstd", level=5, checksum=True))
        .missing((0, 1), (1, 2))
        .read()
    )
    yield (
        array(
            "ext/codecs/zstd/inside-shards",
            "Each inner chunk of a shard is compressed by itself; one is missing.",
            f"{CLAUSE}.bytes-to-bytes",
        )
        .shape(4, 6)
        .data_type("uint16", 9)
        .codecs(sharding(2, 3, codecs=[LITTLE, codec("zstd", level=1, checksum=False)]))
        .values(*range(1, 13), *(n for row in range(2) for n in (9, 9, 9, 20 + row, 30, 40)))
        .read()
    )
    yield (
        array(
            "ext/codecs/zstd/repeated-byte",
            "A chunk is one frame with one block that repeats a byte.",
            FORMAT,
        )
        .codecs(LITTLE, codec("zstd", level=1, checksum=False))
        .values(*[0x0707] * 6)
        .rechunk(stored(zstd_repeated(7, 12)))
        .read()
    )
    yield (
        array("ext/codecs/zstd/three-blocks", "A chunk is one frame with three raw blocks.", FORMAT)
        .codecs(LITTLE, codec("zstd", level=1, checksum=False))
        .rechunk(stored(zstd_frame(CONTENT[:1], CONTENT[1:7], CONTENT[7:])))
        .read()
    )


def _frames() -> Iterator[Case]:
    first, second = CONTENT[:6], CONTENT[6:]
    for name, data, title in (
        (
            "size-untold",
            zstd_frame(CONTENT, sized=False),
            "The frame does not tell the size of its content.",
        ),
        (
            "two-frames",
            zstd_frame(first) + zstd_frame(second),
            "The content of a chunk is in two frames.",
        ),
        (
            "skippable-frame-first",
            zstd_skippable(b"skipped") + zstd_frame(CONTENT),
            "A frame to be skipped comes before the frame with the content.",
        ),
    ):
        yield (
            array(f"ext/codecs/zstd/{name}", title, f"{CLAUSE}.frames")
            .codecs(LITTLE, codec("zstd", level=1, checksum=False))
            .rechunk(stored(data))
            .observe("zarr-python#2056")
        )
    yield (
        array(
            "ext/codecs/zstd/checksum-undeclared",
            "The frame has a checksum that the configuration does not speak of.",
            f"{CLAUSE}.checksum",
        )
        .codecs(LITTLE, codec("zstd", level=1, checksum=False))
        .rechunk(stored(zstd_frame(CONTENT, checksum=True)))
        .observe()
    )
    yield (
        array(
            "ext/codecs/zstd/checksum-absent",
            "The configuration asks for a checksum that the frame does not have.",
            f"{CLAUSE}.checksum",
        )
        .codecs(LITTLE, codec("zstd", level=1, checksum=True))
        .rechunk(stored(zstd_frame(CONTENT)))
        .observe()
    )


def _configurations() -> Iterator[Case]:
    yield (
        fault(
            "ext/codecs/zstd/name-is-capitalised",
            "The name of the codec is Zstd.",
            "v3.core.extension.unknown-field",
            f"{CLAUSE}.name",
            control=STORED,
        )
        .set("codecs.1.name", "Zstd")
        .refuse()
    )
    for name, member, value, title in (
        ("level-23", "level", 23, "The level is above the highest."),
        ("level-is-fraction", "level", 1.5, "The level is 1.5, which the schema allows."),
        ("checksum-is-number", "checksum", 1, "The checksum is a number."),
        ("unknown-member", "window", 10, "The configuration has a member that nobody knows."),
    ):
        clause = member if member in ("level", "checksum") else "level"
        yield (
            fault(f"ext/codecs/zstd/{name}", title, f"{CLAUSE}.{clause}", control=STORED)
            .set(f"codecs.1.configuration.{member}", value)
            .observe()
        )
    yield (
        fault(
            "ext/codecs/zstd/level-missing",
            "The configuration is empty.",
            f"{CLAUSE}.level",
            control=STORED,
        )
        .set("codecs.1.configuration", {})
        .observe()
    )


def _damage() -> Iterator[Case]:
    def zstd(name: str, title: str, control: Case = CHECKED) -> FaultDraft:
        return fault(f"ext/damage/zstd-{name}", title, FORMAT, control=control)

    size = len(CHECKED.store[CHUNK])
    for draft in (
        zstd("empty", "A chunk has no bytes.").cut(CHUNK, 0),
        zstd("not-zstd", "The first byte is not that of a frame.").flip(CHUNK, 0),
        zstd("cut-in-header", "The frame ends within its header.").cut(CHUNK, 5),
        zstd("cut-in-data", "The frame ends within its block.").cut(CHUNK, 12),
        zstd("cut-in-checksum", "The checksum lacks its last byte.").cut(CHUNK, -1),
        zstd("data-flipped", "A bit of the data is not what the checksum says.").flip(CHUNK, 10, 1),
        zstd("checksum-flipped", "A bit of the checksum is wrong.").flip(CHUNK, size - 1, 1),
        zstd("size-too-large", "The header tells more content than there is.", STORED).flip(
            CHUNK, 5, 0x40
        ),
        zstd("size-too-small", "The header tells less content than there is.", STORED).flip(
            CHUNK, 5, 0x08
        ),
        zstd("content-short", "The content lacks the last element.", STORED).put(
            CHUNK, zstd_frame(CONTENT[:-2])
        ),
        zstd("content-over-long", "An element follows the last.", STORED).put(
            CHUNK, zstd_frame(CONTENT + b"\x07\x00")
        ),
    ):
        yield draft.robustness()
    yield (
        zstd("trailing-bytes", "Other bytes follow the frame.", STORED)
        .put(CHUNK, STORED.store[CHUNK] + b"garbage")
        .observe()
    )
    for name, sized, words in (
        ("bomb", True, "Its header says so"),
        ("bomb-size-untold", False, "Its header does not say so"),
    ):
        yield (
            zstd(name, f"The frame holds 256 MiB of zeros in 8 KiB. {words}.", STORED)
            .put(CHUNK, zstd_bomb(256, sized=sized))
            .absurd()
        )
