"""The registered cast_value codec: what must be refused, and what the text leaves open."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from conformance.cases.builder import Json, array
from conformance.cases.definitions.ext.cast_maps import IN_SHARDS
from conformance.cases.definitions.ext.cast_value import (
    BYTES,
    CLAUSE,
    INF,
    NAN,
    WIDENED,
    cast,
    packed,
)
from conformance.cases.definitions.ext.parts import LITTLE, SCALE_AND_CAST
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case

ROUND_TRIP = f"{CLAUSE}.fill-value.round-trip"
RANGE = f"{CLAUSE}.out-of-range.absent"
NOT_FINITE = f"{CLAUSE}.not-finite"
NO_RULE = f"{CLAUSE}.no-rule"
# No chunk of these arrays needs the fill value, so a reader may never cast it back.
WHEN_FOUND_OUT = (SCALE_AND_CAST, "https://github.com/zarrs/zarrs/pull/374")
CHUNK = "c/0/0"
CONFIGURATION = "codecs.0.configuration"

NARROW = (
    array(
        "ext/codecs/cast-value/int8-as-float64",
        "Integers of int8 are stored as float64.",
        f"{CLAUSE}.exact",
    )
    .data_type("int8", 3)
    .codecs(cast("float64"), LITTLE)
    .values(3, -128, 127, 0, -1, 99)
    .read()
)

SMALL = (
    array(
        "ext/codecs/cast-value/uint8-as-int16",
        "Integers of uint8 are stored as int16.",
        f"{CLAUSE}.exact",
        f"{CLAUSE}.fill-value.round-trip",
    )
    .data_type("uint8", 7)
    .codecs(cast("int16"), LITTLE)
    .values(7, 0, 255, 1, 128, 100)
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield NARROW
    yield SMALL
    yield from _configurations()
    yield from _fill_values()
    yield from _elements()
    yield from _open()


def _fault(name: str, title: str, *clauses: str, control: Case = BYTES) -> FaultDraft:
    return fault(f"ext/codecs/cast-value/{name}", title, *clauses, control=control)


def _configurations() -> Iterator[Case]:
    keys = f"{CLAUSE}.additional-keys"
    yield (
        _fault("additional-key", "The configuration has a key more.", keys)
        .set(f"{CONFIGURATION}.round", "nearest-even")
        .refuse()
    )
    yield (
        _fault("additional-key-null", "The configuration has a key more, of null.", keys)
        .set(f"{CONFIGURATION}.version", None)
        .refuse()
    )
    required = f"{CLAUSE}.data-type.required"
    yield (
        _fault(
            "data-type-missing", "The configuration has no data_type.", required, control=WIDENED
        )
        .set(CONFIGURATION, {"rounding": "nearest-even"})
        .refuse()
    )
    yield (
        _fault(
            "configuration-missing",
            "There is no configuration, and so no data_type.",
            required,
            f"{CLAUSE}.configuration.required",
            control=WIDENED,
        )
        .drop(CONFIGURATION)
        .refuse()
    )
    yield (
        _fault(
            "data-type-unknown",
            "The data_type is one that nobody knows.",
            "v3.core.extension.unknown-field",
            f"{CLAUSE}.data-type",
        )
        .set(f"{CONFIGURATION}.data_type", "example-unknown-type")
        .refuse()
    )


def _fill_values() -> Iterator[Case]:
    # An inner chunk is missing, so that no reader does without the fill value that is cast.
    fills: tuple[tuple[str, Json, dict[str, Json], str, str], ...] = (
        ("nan", "NaN", {}, NOT_FINITE, "The fill value is NaN, which int16 does not have."),
        (
            "infinite",
            "Infinity",
            {"out_of_range": "clamp"},
            NOT_FINITE,
            "The fill value is infinite, and numbers out of range are clamped.",
        ),
        ("out-of-range", 40000.0, {}, RANGE, "The fill value is out of the range of int16."),
    )
    for name, fill, configuration, clause, title in fills:
        yield (
            _fault(
                f"fill-value-{name}",
                f"{title} An inner chunk is missing.",
                clause,
                f"{CLAUSE}.fill-value",
                control=IN_SHARDS,
            )
            .set("fill_value", fill)
            .set(CONFIGURATION, {"data_type": "int16", **configuration})
            .refuse()
        )
    yield (
        _fault(
            "fill-value-not-cast-back",
            "The fill value of uint8 is mapped to 300, which cannot be cast back.",
            ROUND_TRIP,
            f"{CLAUSE}.fill-value",
            control=SMALL,
        )
        .set(f"{CONFIGURATION}.scalar_map", {"encode": [[7, 300]]})
        .observe(*WHEN_FOUND_OUT)
    )
    changed: tuple[tuple[str, Json, dict[str, Json], str], ...] = (
        ("clamped", 300.0, {"out_of_range": "clamp"}, "The fill value comes back clamped."),
        ("rounded", 1.5, {}, "The fill value comes back rounded."),
    )
    for name, fill, configuration, title in changed:
        yield (
            _fault(f"fill-value-{name}", title, f"{ROUND_TRIP}.changed")
            .set("fill_value", fill)
            .set(CONFIGURATION, {"data_type": "uint8", **configuration})
            .observe(*WHEN_FOUND_OUT)
        )


def _elements() -> Iterator[Case]:
    doubles = "float64", (3.0, -128.0, 127.0, 0.0, -1.0)
    numbers: tuple[tuple[str, float, dict[str, Json], str, str], ...] = (
        ("above-range", 128.0, {}, RANGE, "A stored number is one above the range of int8."),
        ("below-range", -129.0, {}, RANGE, "A stored number is one below the range of int8."),
        ("rounded-out-of-range", 127.5, {}, RANGE, "A stored number is rounded out of range."),
        ("far-out-of-range", 1e300, {}, RANGE, "A stored number is far out of range."),
        ("nan", NAN, {}, NOT_FINITE, "A stored NaN has no counterpart in int8."),
        ("infinite", INF, {}, NOT_FINITE, "A stored infinity has no counterpart in int8."),
        (
            "nan-clamped",
            NAN,
            {"out_of_range": "clamp"},
            NOT_FINITE,
            "A stored NaN has no counterpart in int8, where numbers out of range are clamped.",
        ),
        (
            "infinite-clamped",
            -INF,
            {"out_of_range": "clamp"},
            NOT_FINITE,
            "A stored infinity has no counterpart in int8, where numbers are clamped.",
        ),
        (
            "nan-not-in-map",
            NAN,
            {"scalar_map": {"decode": [["Infinity", 0]], "encode": [[99, "NaN"]]}},
            NOT_FINITE,
            "A stored NaN is not in the map for decoding.",
        ),
    )
    for name, number, configuration, clause, title in numbers:
        yield (
            _fault(f"element-{name}", title, clause, NO_RULE, control=NARROW)
            .set(CONFIGURATION, {"data_type": "float64", **configuration})
            .put(CHUNK, packed(doubles[0], *doubles[1], number))
            .refuse()
        )
    whole = (
        array(
            "ext/codecs/cast-value/uint16-as-int32",
            "Integers of uint16 are stored as int32.",
            f"{CLAUSE}.exact",
        )
        .data_type("uint16", 3)
        .codecs(cast("int32"), LITTLE)
        .values(3, 65535, 0, 1, 2, 32768)
        .read()
    )
    yield whole
    for name, number, title in (
        ("integer-above-range", 65536, "A stored integer is one above the range of uint16."),
        ("integer-below-range", -1, "A stored integer is negative, and uint16 has none."),
    ):
        yield (
            _fault(f"element-{name}", title, RANGE, NO_RULE, control=whole)
            .put(CHUNK, struct.pack("<6i", 3, 65535, 0, 1, 2, number))
            .refuse()
        )


def _open() -> Iterator[Case]:
    members: tuple[tuple[str, str, Json, str, str], ...] = (
        ("rounding-unknown", "rounding", "up", "rounding", "The rounding is up."),
        (
            "out-of-range-unknown",
            "out_of_range",
            "saturate",
            "out-of-range",
            "The out_of_range is saturate.",
        ),
        (
            "scalar-map-unknown-member",
            "scalar_map",
            {"both": [[1, 2]]},
            "scalar-map",
            "The scalar_map has a member that nobody knows.",
        ),
        (
            "scalar-map-of-triples",
            "scalar_map",
            {"decode": [[1, 2, 3]]},
            "scalar-map.pairs",
            "An entry of the map has three items.",
        ),
        (
            "scalar-map-fraction",
            "scalar_map",
            {"decode": [[1.5, 2.0]]},
            "scalar-map.scalars",
            "An input of the map is 1.5, which is no fill value of uint8.",
        ),
    )
    for name, member, value, clause, title in members:
        yield (
            _fault(name, title, f"{CLAUSE}.{clause}")
            .set(f"{CONFIGURATION}.{member}", value)
            .observe()
        )
    yield (
        _fault(
            "wrap-to-float32",
            "Numbers out of range are wrapped, and the data_type is float32.",
            f"{CLAUSE}.out-of-range.wrap.integral",
            control=WIDENED,
        )
        .set(f"{CONFIGURATION}.out_of_range", "wrap")
        .observe()
    )
    yield (
        _fault(
            "data-type-bool",
            "The data_type is bool, for which the codec is not defined.",
            f"{CLAUSE}.data-types",
        )
        .set(f"{CONFIGURATION}.data_type", "bool")
        .set("fill_value", 1.0)
        .put(CHUNK, bytes([1, 0, 1, 1, 0, 0]))
        .observe()
    )
    yield (
        _fault(
            "beyond-float16",
            "A stored number is beyond the finite range of float16, and there is no rule for it.",
            f"{CLAUSE}.out-of-range.absent.floating-point",
            control=NARROW,
        )
        .set("data_type", "float16")
        .set("fill_value", 3.0)
        .put(CHUNK, packed("float64", 3.0, 1e6, 127.0, 0.0, -1.0, 99.0))
        .observe(SCALE_AND_CAST)
    )
