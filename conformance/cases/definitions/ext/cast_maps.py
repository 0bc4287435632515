"""The registered cast_value codec: scalar maps, and the codec in a chain with others."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import array, bytes_codec, sharding, transpose
from conformance.cases.definitions.ext.cast_value import (
    CLAUSE,
    INF,
    NAN,
    QUIET_NAN,
    cast,
    decoded,
)
from conformance.cases.definitions.ext.parts import LITTLE, SEQUENCE, codec
from conformance.cases.model import Case

IN_SHARDS = (
    array(
        "ext/codecs/cast-value/fill-value-in-shards",
        "An inner chunk of a shard is missing: it decodes from the cast fill value.",
        f"{CLAUSE}.fill-value",
        SEQUENCE,
    )
    .shape(2, 4)
    .data_type("float64", 300.0)
    .codecs(cast("int16"), sharding(2, 2))
    .values(300.0, 300.0, 1.0, 2.0, 300.0, 300.0, 3.0, -4.0)
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _maps()
    yield from _chains()


def _maps() -> Iterator[Case]:
    numbers, values = (NAN, 1.0, INF, -INF, 3.0, -1.0), (-9, 1, 100, -100, 3, -1)
    yield decoded(
        "map-of-special-values",
        "NaN and infinities are mapped to integers, which have no such numbers.",
        "scalar-map.decode",
        "not-finite",
        "scalar-map",
        "scalar-map.pairs",
        "scalar-map.scalars",
        array_type="int16",
        stored_type="float32",
        numbers=numbers,
        values=values,
        scalar_map={"decode": [["NaN", -9], ["Infinity", 100], ["-Infinity", -100]]},
    ).read()
    yield decoded(
        "map-before-exact-value",
        "Numbers that both data types have are mapped to others.",
        "scalar-map.first",
        "order",
        "scalar-map.decode",
        array_type="int16",
        stored_type="uint8",
        numbers=(0, 1, 2, 3, 254, 255),
        values=(0, 300, -2, 3, 254, -1),
        scalar_map={
            "encode": [[300, 1], [-2, 2], [-1, 255]],
            "decode": [[1, 300], [2, -2], [255, -1]],
        },
    ).read()
    yield decoded(
        "map-before-range",
        "A number out of range is mapped, and another one clamped.",
        "scalar-map.first",
        "order",
        array_type="uint8",
        stored_type="int16",
        numbers=(-1, 300, 301, 7, 0, 255),
        values=(99, 255, 5, 7, 0, 255),
        out_of_range="clamp",
        scalar_map={"decode": [[-1, 99], [301, 5]]},
    ).read()
    yield decoded(
        "map-of-nan-between-floats",
        "NaN is mapped to a number although the other data type has NaN.",
        "nan",
        "scalar-map.first",
        array_type="float64",
        stored_type="float32",
        numbers=(NAN, 1.0, -2.0, 0.5, 4.0, 8.0),
        values=(-1.0, 1.0, -2.0, 0.5, 4.0, 8.0),
        scalar_map={"decode": [["NaN", -1.0]]},
    ).read()
    yield decoded(
        "map-first-occurrence",
        "An input occurs three times in the map.",
        "scalar-map.first-occurrence",
        "scalar-map.unique",
        array_type="int16",
        stored_type="uint8",
        numbers=(0, 1, 2, 3, 4, 1),
        values=(0, 100, 2, 3, 40, 100),
        scalar_map={"decode": [[1, 100], [4, 40], [1, 200], [1, 300]]},
    ).read()
    yield decoded(
        "map-one-way",
        "The map has entries for encoding only, which decoding does not use.",
        "scalar-map",
        "exact",
        array_type="int16",
        stored_type="uint8",
        numbers=(0, 1, 2, 3, 4, 5),
        values=(0, 1, 2, 3, 4, 5),
        scalar_map={"encode": [[-1, 1], [-2, 2]]},
    ).read()
    yield (
        array(
            "ext/codecs/cast-value/nan-fill-value-by-map",
            "The fill value is NaN, which the map takes to 0 and back; a chunk is missing.",
            f"{CLAUSE}.scalar-map.decode",
            f"{CLAUSE}.fill-value.round-trip",
        )
        .shape(4, 3, chunks=(2, 3))
        .data_type("float64", "NaN")
        .codecs(cast("uint8", scalar_map={"encode": [["NaN", 0]], "decode": [[0, "NaN"]]}), LITTLE)
        .values(*(1.0, 2.0, QUIET_NAN["float64"], 255.0, 3.0, 4.0) * 2)
        .missing((1, 0))
        .read()
    )


def _chains() -> Iterator[Case]:
    yield (
        array(
            "ext/codecs/cast-value/big-endian-and-transposed",
            "The bytes codec works on the data type that is stored: big-endian, transposed chunks, "
            "some of which overhang, and one is missing.",
            f"{CLAUSE}.data-type",
            f"{CLAUSE}.array-to-array",
        )
        .shape(5, 4, chunks=(2, 3))
        .data_type("float64", -7.0)
        .codecs(transpose(1, 0), cast("int32"), bytes_codec("big"))
        .values(*(70000 + i * 3 for i in range(20)))
        .missing((1, 0))
        .read()
    )
    yield (
        array(
            "ext/codecs/cast-value/twice",
            "Numbers are cast twice, to two narrower data types.",
            f"{CLAUSE}.data-type",
            f"{CLAUSE}.decoding",
        )
        .data_type("float64", 2.0)
        .codecs(cast("int32"), cast("uint8"), LITTLE)
        .values(2.0, 0.0, 255.0, 7.0, 128.0, 1.0)
        .read()
    )
    yield IN_SHARDS
    yield (
        array(
            "ext/codecs/cast-value/mapped-fill-value-in-shards",
            "An inner chunk of a shard is missing: it decodes from 0, to which NaN is mapped.",
            f"{CLAUSE}.fill-value",
            f"{CLAUSE}.scalar-map.first",
            SEQUENCE,
        )
        .shape(2, 4)
        .data_type("float64", "NaN")
        .codecs(
            cast("uint8", scalar_map={"encode": [["NaN", 0]], "decode": [[0, "NaN"]]}),
            sharding(2, 2, codecs=[LITTLE]),
        )
        .values(*(QUIET_NAN["float64"],) * 2, 1.0, 2.0, *(QUIET_NAN["float64"],) * 2, 3.0, 4.0)
        .read()
    )
    yield (
        array(
            "ext/codecs/cast-value/after-scale-offset",
            "The example of the text: a range of uint16 is shifted to that of uint8.",
            f"{CLAUSE}.fill-value",
            "ext.codec.scale-offset.fill-value",
            f"{CLAUSE}.data-type",
            SEQUENCE,
        )
        .shape(2, 4)
        .data_type("uint16", 1007)
        .codecs(codec("scale_offset", offset=1000), cast("uint8"), sharding(2, 2, codecs=[LITTLE]))
        .values(1000, 1255, 1007, 1007, 1001, 1128, 1007, 1007)
        .read()
    )
