"""Writing with the registered codecs that libraries write. Data types stand apart."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import CRC32C, bytes_codec, sharding, transpose
from conformance.cases.definitions.ext.parts import LITTLE, PACKBITS, codec
from conformance.cases.definitions.write.extensions import started
from conformance.cases.model import Case

BIG = bytes_codec("big")


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _zstd()
    yield from _arrays_to_arrays()
    yield from _packbits()


def _zstd() -> Iterator[Case]:
    prefix = "ext.codec.zstd"
    for level in (-5, 0, 3, 22):
        draft = started(
            f"zstd/level-{level}" if level >= 0 else "zstd/level-negative",
            f"zstd of level {level}.",
            *(f"{prefix}.level", f"{prefix}.format", f"{prefix}.bytes-to-bytes"),
            change=lambda a, level=level: a.shape(4, 16, chunks=(4, 8)).codecs(
                LITTLE, codec("zstd", level=level, checksum=False)
            ),
        )
        yield draft.write().judged()
    draft = started(
        "zstd/checksum",
        "The frame has a checksum.",
        *(f"{prefix}.checksum", f"{prefix}.format"),
        change=lambda a: a.codecs(LITTLE, codec("zstd", level=1, checksum=True)),
    )
    yield draft.write().judged()
    draft = started(
        "zstd/inner-chunks",
        "Inner chunks of a shard are compressed.",
        *(f"{prefix}.bytes-to-bytes", "v3.codec.sharding.codecs.apply"),
        change=lambda a: a.shape(4, 6).codecs(
            sharding(2, 3, codecs=[LITTLE, codec("zstd", level=3, checksum=False), CRC32C])
        ),
    )
    yield draft.write().region((1, 3), (2, 5)).judged()


def _arrays_to_arrays() -> Iterator[Case]:
    floats = [1.0, 1.5, -2.25, 0.0625, 1024.0, 3.75]
    for name, title, clauses, data_type, codecs, given in (
        (
            "bitround/exact",
            "Numbers that keep all their bits.",
            ("ext.codec.bitround.array-to-array", "ext.codec.bitround.name"),
            "float32",
            [codec("bitround", keepbits=4), LITTLE],
            floats,
        ),
        (
            "scale-offset/integers",
            "Integers less an offset, times a scale.",
            ("ext.codec.scale-offset.encoding", "ext.codec.scale-offset.fill-value"),
            "int32",
            [codec("scale_offset", offset=100, scale=4), BIG],
            [100, 101, -5, 2**20, 0, 99],
        ),
        (
            "scale-offset/numbers",
            "Numbers less an offset, times a scale.",
            ("ext.codec.scale-offset.encoding",),
            "float64",
            [codec("scale_offset", offset=0.5, scale=4), LITTLE],
            floats,
        ),
        (
            "cast-value/narrower",
            "Integers that are stored in fewer bytes.",
            ("ext.codec.cast-value.name",),
            "int32",
            [codec("cast_value", data_type="int16"), LITTLE],
            [0, 1, -1, 32767, -32768, 258],
        ),
        (
            "cast-value/scalar-map",
            "Two integers that a byte does not hold are stored as others.",
            ("ext.codec.cast-value.scalar-map.encode",),
            "int16",
            [
                codec(
                    "cast_value",
                    data_type="uint8",
                    scalar_map={
                        "encode": [[300, 254], [-1, 255]],
                        "decode": [[254, 300], [255, -1]],
                    },
                ),
                LITTLE,
            ],
            [0, 300, -1, 253, 7, 300],
        ),
        (
            "reshape/two-dimensions",
            "Chunks of other dimensions.",
            ("ext.codec.reshape.order", "ext.codec.reshape.array-to-array"),
            "uint16",
            [codec("reshape", shape=[3, -1]), transpose(1, 0), LITTLE],
            None,
        ),
    ):
        draft = started(
            name,
            title,
            *clauses,
            change=lambda a, data_type=data_type, codecs=codecs: a.data_type(data_type).codecs(
                *codecs
            ),
        )
        yield draft.write(given=given).judged()


def _packbits() -> Iterator[Case]:
    draft = started(
        "packbits/high-bytes",
        "The higher byte of each element is stored; the lower ones are zero.",
        *("ext.codec.packbits.first-bit", "ext.codec.packbits.elements"),
        change=lambda a: a.data_type("uint16").codecs(codec("packbits", first_bit=8)),
    )
    yield draft.write(given=[n << 8 for n in (0, 1, 127, 128, 255, 90)]).judged()
    # In which order the bits lie is contested.
    draft = started(
        "packbits/booleans",
        "Eight booleans to a byte.",
        "ext.codec.packbits.bit-order",
        change=lambda a: a.shape(11).data_type("bool", False).codecs(codec("packbits")),
    )
    yield draft.write().observe(PACKBITS)
