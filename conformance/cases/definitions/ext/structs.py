"""The extension data type ``struct``: what is valid, and what is open. Faults stand apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.cases.builder import ArrayDraft, array, bytes_codec, gzip, sharding, transpose
from conformance.cases.faults import fault
from conformance.cases.model import Case

CLAUSE = "ext.data-type.struct"
DISCUSSION = "zarr-extensions#63"

FLAT = {"id": "int32", "flags": "uint8", "value": "float64"}
POINT = {"x": "float32", "y": "float32"}
SECONDS = {"name": "numpy.datetime64", "configuration": {"unit": "s", "scale_factor": 1}}


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield CONTROL
    yield NESTED
    yield FILLED
    yield from _layouts()
    yield from _fills()
    yield from _chains()
    yield from _open()


def struct(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The data type with these fields, by name."""
    listed = [{"name": name, "data_type": one} for name, one in fields.items()]
    return {"name": "struct", "configuration": {"fields": listed}}


def draft(
    what: str, title: str, *about: str, fields: Mapping[str, Any], fill: Mapping[str, Any]
) -> ArrayDraft:
    """A valid array of structs."""
    id = f"ext/data-types/struct/{what}"
    clauses = (f"{CLAUSE}.{one}" for one in about)
    return array(id, title, *clauses).data_type(struct(fields), dict(fill))


CONTROL = draft(
    "flat-little",
    "Three fields of different sizes, none of which is aligned; little-endian.",
    *("bytes.packed", "bytes.no-padding", "elements", "name", "endian.all-fields"),
    fields=FLAT,
    fill={"id": 0, "flags": 0, "value": 0},
).read()
NESTED = (
    draft(
        "nested-little",
        "A struct inside a struct, little-endian.",
        *("nested", "bytes.nested", "fill-value.nested"),
        fields={"point": struct(POINT), "value": "float64"},
        fill={"point": {"x": 1.5, "y": -2.25}, "value": 3.0},
    )
    .shape(2, 3, chunks=(1, 3))
    .missing((1, 0))
    .check("fill_value")
    .read()
)


FILLED = (
    draft(
        "fill-all-fields",
        "The fill value has another value for each field.",
        *("fill-value", "fill-value.field-valid"),
        fields=FLAT,
        fill={"id": -2, "flags": 255, "value": 1.5},
    )
    .shape(2, 3, chunks=(1, 3))
    .missing((1, 0))
    .codecs(bytes_codec("big"))
    .check("fill_value")
    .read()
)
"""A chunk is missing, so that no reader does without the fill value."""


def _layouts() -> Iterator[Case]:
    zeros = {"id": 0, "flags": 0, "value": 0}
    title = "Three fields of different sizes, each big-endian by itself."
    about = ("endian.all-fields", "bytes.packed")
    big = draft("flat-big", title, *about, fields=FLAT, fill=zeros)
    yield big.codecs(bytes_codec("big")).check("data_type").read()
    title = "A struct inside a struct, big-endian, between two other fields."
    fields = {"id": "uint16", "point": struct(POINT), "value": "int64"}
    fill = {"id": 1, "point": {"x": 0, "y": 0}, "value": 2}
    between = draft("nested-big", title, "bytes.nested", "nested", fields=fields, fill=fill)
    yield between.codecs(bytes_codec("big")).read()
    title = "The fields are in the order that the document gives, which is no alphabetical one."
    fields, fill = {"z": "uint16", "a": "uint16", "m": "uint16"}, {"z": 1, "a": 2, "m": 3}
    order = draft("order", title, "fields.order", fields=fields, fill=fill)
    yield order.shape(2, 3, chunks=(1, 3)).missing((1, 0)).check("fill_value").read()
    title = "One field alone."
    yield draft("one-field", title, "fields.not-empty", fields={"x": "int16"}, fill={"x": 7}).read()
    title = "Fields of single bytes, and a bytes codec without byte order."
    fields, fill = {"a": "uint8", "b": "int8", "c": "bool"}, {"a": 1, "b": -1, "c": True}
    bytewise = draft("single-bytes", title, "endian.single-byte", fields=fields, fill=fill)
    yield bytewise.codecs(bytes_codec(None)).read()
    title = "A complex number, each part big-endian, and a boolean."
    fields, fill = {"c": "complex64", "b": "bool"}, {"c": [1, -1], "b": False}
    parts = draft("complex-field", title, "endian.all-fields", fields=fields, fill=fill)
    yield parts.codecs(bytes_codec("big")).read()
    title = "A field whose data type has a configuration, in compressed chunks."
    about = ("field.data-type.extension", "codec.compressed")
    time = draft(
        "datetime-field",
        title,
        *about,
        fields={"time": SECONDS, "value": "float32"},
        fill={"time": "NaT", "value": "NaN"},
    )
    time = time.shape(2, 3, chunks=(1, 3)).missing((1, 0)).codecs(bytes_codec("big"), gzip())
    yield time.check("fill_value").read()
    title = "Names of fields with spaces, points, slashes and letters of any script."
    names = ("a b", "a.b", "a/b", "日本", "A", "a")
    odd = draft(
        "names",
        title,
        "field.name",
        fields=dict.fromkeys(names, "uint8"),
        fill=dict.fromkeys(names, 1),
    )
    yield odd.read()
    title = "A struct inside a struct has a field of the same name as one beside it."
    fields = {"x": "int16", "inner": struct({"x": "int32"})}
    same = draft(
        "names-independent",
        title,
        "field.name.unique",
        fields=fields,
        fill={"x": 1, "inner": {"x": 2}},
    )
    yield same.shape(2, 3, chunks=(1, 3)).missing((1, 0)).check("fill_value").read()


def _fills() -> Iterator[Case]:
    for what, title, fill in (
        (
            "fill-other-order",
            "The fill value names the fields in another order, which means nothing in JSON.",
            {"value": 1.5, "id": -2, "flags": 255},
        ),
        (
            "fill-strings",
            "The fill value of a field is a hexadecimal string.",
            {"id": -2, "flags": 255, "value": "0x400921fb54442d18"},
        ),
    ):
        filled = draft(what, title, "fill-value", "fill-value.field-valid", fields=FLAT, fill=fill)
        filled = filled.shape(2, 3, chunks=(1, 3)).missing((1, 0)).codecs(bytes_codec("big"))
        yield filled.check("fill_value").read()


def _chains() -> Iterator[Case]:
    fill = {"id": -2, "flags": 255, "value": 1.5}
    about = ("bytes.packed", "endian.all-fields")
    title = "Chunks are transposed: whole elements move, not their bytes."
    turned = draft("transposed", title, *about, fields=FLAT, fill=fill)
    yield turned.codecs(transpose(1, 0), bytes_codec("big")).read()
    title = "A shard with an inner chunk that is missing, and reads as the fill value."
    shard = draft("sharded", title, "fill-value", *about, fields=FLAT, fill=fill)
    given = [{"id": i, "flags": i, "value": i / 4} if i < 6 else fill for i in range(12)]
    shard = shard.shape(4, 3).codecs(sharding(2, 3, codecs=[bytes_codec("big")]))
    yield shard.values(*given).read()
    title = "A part of an array, across chunks."
    part = draft("region", title, "bytes.packed", fields=FLAT, fill=fill)
    yield part.shape(4, 6, chunks=(2, 3)).region((1, 3), (2, 5)).read()


def _open() -> Iterator[Case]:
    def observed(what: str, title: str, about: str, member: str, value: Any) -> Case:
        one = fault(f"ext/data-types/struct/{what}", title, f"{CLAUSE}.{about}", control=CONTROL)
        return one.set(member, value).observe(DISCUSSION)

    fields = "data_type.configuration.fields"
    yield observed(
        "tuples",
        "The fields are in the legacy form.",
        "field.legacy",
        fields,
        [[name, one] for name, one in FLAT.items()],
    )
    yield observed(
        "core-type-as-object",
        "The data type of a field is an object with a core name.",
        "field.data-type.core",
        f"{fields}.0.data_type",
        {"name": "int32"},
    )
    yield observed(
        "fill-other-member",
        "The fill value has an entry that is no field.",
        "fill-value.other-members",
        "fill_value.other",
        0,
    )
    yield observed(
        "fill-is-base64",
        "The fill value is in the legacy form.",
        "fill-value",
        "fill_value",
        "AAAAAAAAAAAAAAAAAA==",
    )
    yield observed(
        "variable-length-codec",
        "The codec is vlen-bytes.",
        "codec.variable-length",
        "codecs",
        [{"name": "vlen-bytes"}],
    )
