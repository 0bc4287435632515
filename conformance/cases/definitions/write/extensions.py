"""Writing the registered data types that libraries write; codecs have a module of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import bytes_codec, gzip, sharding, transpose
from conformance.cases.definitions.ext.structs import FLAT, POINT, struct
from conformance.cases.definitions.ext.texts import TELLING, VLEN
from conformance.cases.definitions.ext.utf32 import TEXTS
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe
from conformance.oracle.extension_times import NOT_A_TIME
from conformance.oracle.extension_types import FLOATS, clause
from conformance.oracle.extensions import slug

UTF32 = "ext.data-type.fixed-length-utf32"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _variable_length()
    yield from _times()
    yield from _utf32()
    yield from _structs()
    yield from _numbers()


def started(name: str, title: str, *clauses: str, change: Any) -> Recipe:
    """A recipe of an array that uses a registered extension."""
    return recipe(f"ext/write/{name}", title, *clauses).array(change)


def _variable_length() -> Iterator[Case]:
    for name, telling in TELLING.items():
        vlen = {"name": VLEN[name]}
        about = f"ext.data-type.{name}.elements", f"ext.codec.{VLEN[name]}.element"
        count = f"ext.codec.{VLEN[name]}.count"
        given = [one.encode() if isinstance(one, str) else one for one in telling]

        def plain(draft: Any, name: str = name, vlen: Any = vlen) -> Any:
            return draft.data_type(name, "").codecs(vlen)

        for what, title, change in (
            ("values", "Elements of many lengths.", lambda a: a),
            ("gzip", "Compressed.", lambda a, vlen=vlen: a.codecs(vlen, gzip())),
            (
                *("transpose", "Transposed."),
                lambda a, vlen=vlen: a.codecs(transpose(1, 0), vlen),
            ),
        ):
            draft = started(
                f"{slug(name)}/{what}",
                f"{name}: {title}",
                *(*about, count),
                change=lambda a, change=change, plain=plain: change(plain(a).shape(3, 3)),
            )
            yield draft.write(given=given).judged()
        draft = started(
            f"{slug(name)}/region",
            f"{name}: a part of four chunks, two of which overhang.",
            *about,
            change=lambda a, plain=plain: plain(a).shape(4, 5, chunks=(2, 3)),
        )
        yield draft.write().region((1, 3), (2, 5)).judged()
        draft = started(
            f"{slug(name)}/shards",
            f"{name}: a part of a shard.",
            *about,
            change=lambda a, plain=plain, vlen=vlen: (
                plain(a).shape(4, 6).codecs(sharding(2, 3, codecs=[vlen]))
            ),
        )
        yield draft.region((1, 3), (2, 5)).judged()
        fill = "é𝄞" if name == "string" else "AQL/"
        draft = started(
            f"{slug(name)}/fill-value",
            f"{name}: the fill value is not empty, and a chunk is not written.",
            f"ext.data-type.{name}.fill-value",
            change=lambda a, plain=plain, fill=fill: (
                plain(a).shape(4, chunks=(2,)).member("fill_value", fill)
            ),
        )
        yield draft.region((0, 2)).judged()


def _times() -> Iterator[Case]:
    numbers = [0, 1, -1, 2**63 - 1, -(2**63) + 1, 2**53 + 1, NOT_A_TIME, 0x0102030405060708]
    for name in ("numpy.datetime64", "numpy.timedelta64"):
        for unit, factor in (("s", 1), ("ns", 1), ("us", 10)):
            data_type = {"name": name, "configuration": {"unit": unit, "scale_factor": factor}}
            endian = bytes_codec("big" if unit == "s" else "little")
            draft = started(
                f"{slug(name)}/{unit}",
                f"{name}: the unit {unit} with the factor {factor}, not-a-time among the elements.",
                *(clause(name, one) for one in ("int64", "unit", "scale-factor", "nat")),
                change=lambda a, data_type=data_type, endian=endian: (
                    a.shape(2, 4).data_type(data_type, 0).codecs(endian)
                ),
            )
            yield draft.write(given=numbers).judged()
        draft = started(
            f"{slug(name)}/fill-value",
            f"{name}: the fill value is not-a-time, and a chunk is not written.",
            *(clause(name, one) for one in ("fill-value", "fill-value.nat")),
            change=lambda a, data_type=data_type: a.shape(4, chunks=(2,)).data_type(
                data_type, "NaT"
            ),
        )
        yield draft.region((0, 2)).judged()


def _utf32() -> Iterator[Case]:
    data_type = {"name": "fixed_length_utf32", "configuration": {"length_bytes": 12}}
    for endian in ("little", "big"):
        draft = started(
            f"fixed-length-utf32/{endian}",
            f"Texts of up to three characters, {endian}-endian.",
            *(f"{UTF32}.bytes", f"{UTF32}.bytes.padding", f"{UTF32}.endian.all-units"),
            change=lambda a, endian=endian: a.data_type(data_type, "").codecs(bytes_codec(endian)),
        )
        yield draft.write(given=TEXTS).judged()
    draft = started(
        "fixed-length-utf32/fill-value",
        "The fill value is a text, and a chunk is not written.",
        f"{UTF32}.fill-value",
        change=lambda a: a.shape(4, chunks=(2,)).data_type(data_type, "é𝄞"),
    )
    yield draft.region((0, 2)).judged()


def _structs() -> Iterator[Case]:
    about = "ext.data-type.struct.bytes.packed", "ext.data-type.structured.written"
    fill = {"id": -1, "flags": 2, "value": 2.5}
    for endian in ("little", "big"):
        draft = started(
            f"struct/flat-{endian}",
            f"Three fields, none of which is aligned, {endian}-endian.",
            *(*about, "ext.data-type.struct.endian.all-fields"),
            change=lambda a, endian=endian: a.data_type(struct(FLAT), fill).codecs(
                bytes_codec(endian)
            ),
        )
        yield draft.write().judged()
    nested = struct({"point": struct(POINT), "value": "float64"})
    draft = started(
        "struct/nested",
        "A struct in a struct.",
        *("ext.data-type.struct.bytes.nested", *about),
        change=lambda a: a.data_type(nested, {"point": {"x": 1.5, "y": -2.25}, "value": 3.0}),
    )
    yield draft.write().judged()
    draft = started(
        "struct/fill-value",
        "The fill value has a value for each field, and a chunk is not written.",
        *("ext.data-type.struct.fill-value", "ext.data-type.struct.fill-value.every-field"),
        change=lambda a: a.shape(4, chunks=(2,)).data_type(struct(FLAT), fill),
    )
    yield draft.region((0, 2)).judged()


def _numbers() -> Iterator[Case]:
    for name in ("bfloat16", *(name for name in FLOATS if name.startswith("float8_"))):
        draft = started(
            f"{slug(name)}/values",
            f"{name}: six numbers, of the smallest there are.",
            clause(name, "bytes"),
            change=lambda a, name=name: (
                a.data_type(name, "0x0000" if name == "bfloat16" else "0x00")
                if name != "float8_e8m0fnu"
                else a.data_type(name, "0x82")
            ),
        )
        yield draft.write().judged()
    for name in ("int2", "int4", "uint2", "uint4"):
        draft = started(
            f"{slug(name)}/values",
            f"{name}: every number, a byte for each.",
            clause(name, "range"),
            change=lambda a, name=name: a.shape(16).data_type(name, 1),
        )
        yield draft.write().judged()
