"""Structs with one fault, and the legacy data type ``structured``."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import ArrayDraft, array, bytes_codec
from conformance.cases.definitions.ext.structs import CLAUSE, CONTROL, DISCUSSION, FILLED, NESTED
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case

FIELDS = "data_type.configuration.fields"
LEGACY = "ext.data-type.structured"
ELEMENT = bytes([1, 2, 3, 4, 5, 6])
"""One element of `_legacy`, packed: it reads otherwise in each byte order."""


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _fields()
    yield from _data_types()
    yield from _fills()
    yield from _structured()


def _fault(what: str, title: str, about: str, control: Case = CONTROL, *more: str) -> FaultDraft:
    return fault(
        f"ext/data-types/struct/{what}", title, f"{CLAUSE}.{about}", *more, control=control
    )


def _fields() -> Iterator[Case]:
    draft = _fault("name-alone", "The data type is its name alone.", "fields")
    yield draft.set("data_type", "struct").refuse()
    draft = _fault("no-configuration", "There is no configuration.", "fields")
    yield draft.drop("data_type.configuration").refuse()
    draft = _fault("no-fields", "The configuration has no fields.", "fields")
    yield draft.set("data_type.configuration", {"members": []}).refuse()
    for what, words, value in (
        ("object", "an object", {"id": "int32", "flags": "uint8", "value": "float64"}),
        ("null", "null", None),
        ("string", "a string", "int32,uint8,float64"),
    ):
        draft = _fault(f"fields-is-{what}", f"The fields are {words}.", "fields")
        yield draft.set(FIELDS, value).refuse()
    # With a fill value to match, so that having no fields is the one fault.
    draft = _fault("fields-empty", "There is no field.", "fields.not-empty")
    yield draft.set(FIELDS, []).set("fill_value", {}).refuse()
    fields: tuple[tuple[str, str, Any], ...] = (
        ("null", "null", None),
        ("number", "a number", 1),
        ("string", "a string, the name of a data type", "uint8"),
    )
    for what, words, value in fields:
        draft = _fault(f"field-is-{what}", f"A field is {words}.", "field.object")
        yield draft.set(f"{FIELDS}.1", value).refuse()
    draft = _fault("field-without-name", "A field has no name.", "field.name.required")
    yield draft.drop(f"{FIELDS}.1.name").refuse()
    draft = _fault("field-name-empty", "The name of a field is empty.", "field.name")
    draft = draft.set("fill_value", {"id": 0, "": 0, "value": 0})
    yield draft.set(f"{FIELDS}.1.name", "").refuse()
    for what, words, name in (("number", "a number", 1), ("null", "null", None)):
        draft = _fault(f"field-name-is-{what}", f"The name of a field is {words}.", "field.name")
        yield draft.set(f"{FIELDS}.1.name", name).refuse()
    title = "Two fields have the same name."
    draft = _fault("field-names-twice", title, "field.name.unique")
    draft = draft.set("fill_value", {"id": 0, "value": 0})
    yield draft.set(f"{FIELDS}.1.name", "id").refuse()
    title = "Two fields of a struct inside a struct have the same name."
    draft = _fault("nested-field-names-twice", title, "field.name.unique", NESTED)
    draft = draft.set("fill_value", {"point": {"x": 0}, "value": 0})
    draft = draft.set(f"{FIELDS}.0.data_type.configuration.fields.1.name", "x")
    yield draft.refuse()


def _data_types() -> Iterator[Case]:
    title = "A field has no data type."
    draft = _fault("field-without-data-type", title, "field.data-type.required")
    yield draft.drop(f"{FIELDS}.2.data_type").refuse()
    sized = f"{CLAUSE}.field.data-type.fixed-size"
    form = "v3.core.array.data-type.definition"
    for what, words, value, clauses in (
        ("null", "null", None, (sized, form)),
        ("number", "a number", 8, (sized, form)),
        ("nameless", "an object without a name", {}, ("v3.core.extension.name.string", sized)),
    ):
        id = f"ext/data-types/struct/field-data-type-is-{what}"
        title = f"The data type of a field is {words}."
        yield (
            fault(id, title, *clauses, control=CONTROL).set(f"{FIELDS}.2.data_type", value).refuse()
        )
    for name in ("string", "bytes"):
        title = f"A field is of the data type {name}, whose elements have no fixed size."
        draft = _fault(f"field-of-{name}", title, "field.variable-length")
        fill = {"id": 0, "flags": 0, "value": ""}
        yield draft.set(f"{FIELDS}.2.data_type", name).set("fill_value", fill).refuse()
    title = "A field names numpy.datetime64 without its configuration."
    yield (
        fault(
            "ext/data-types/struct/field-without-configuration",
            title,
            "ext.data-type.numpy-datetime64.configuration",
            f"{CLAUSE}.field.data-type.extension",
            control=CONTROL,
        )
        .set(f"{FIELDS}.2.data_type", "numpy.datetime64")
        .refuse()
    )
    title = "The data type of a field is one that nobody knows."
    yield (
        fault(
            "ext/data-types/struct/field-of-unknown",
            title,
            "v3.core.extension.unknown-field",
            f"{CLAUSE}.field.data-type.fixed-size",
            control=CONTROL,
        )
        .set(f"{FIELDS}.2.data_type", "float65")
        .refuse()
    )
    for what, control in (("no-endian", CONTROL), ("nested-no-endian", NESTED)):
        title = "The bytes codec does not name the byte order."
        draft = _fault(what, title, "endian", control)
        yield draft.set("codecs", [bytes_codec(None)]).refuse()


def _fills() -> Iterator[Case]:
    for what, words, value in (
        ("number", "the number 0", 0),
        ("null", "null", None),
        ("array", "an array", [0, 0, 0]),
        ("string", "a string that is no base64 either", "?"),
    ):
        draft = _fault(f"fill-is-{what}", f"The fill value is {words}.", "fill-value", FILLED)
        yield draft.set("fill_value", value).refuse()
    title = "The fill value is an empty object."
    draft = _fault("fill-empty", title, "fill-value.every-field", FILLED)
    yield draft.set("fill_value", {}).refuse()
    title = "The fill value leaves a field out."
    draft = _fault("fill-without-field", title, "fill-value.every-field", FILLED)
    yield draft.drop("fill_value.flags").refuse()
    title = "The fill value leaves a field of a struct inside a struct out."
    draft = _fault("fill-without-nested-field", title, "fill-value.every-field", NESTED)
    yield draft.drop("fill_value.point.y").refuse()
    title = "The fill value of a struct inside a struct is a number."
    draft = _fault(
        "fill-nested-is-number", title, "fill-value", NESTED, f"{CLAUSE}.fill-value.nested"
    )
    yield draft.set("fill_value.point", 0).refuse()
    entries: tuple[tuple[str, str, Any], ...] = (
        ("fraction", "an integer is 1.5", 1.5),
        ("range", "an integer is out of its range", 2**31),
        ("string", "an integer is a string", "1"),
        ("null", "an integer is null", None),
        ("array", "an integer is an array", [1]),
    )
    for what, words, value in entries:
        title = f"The fill value of a field that is {words}."
        draft = _fault(f"fill-field-{what}", title, "fill-value.field-valid", FILLED)
        yield draft.set("fill_value.id", value).refuse()


def _legacy(what: str, title: str, *about: str, fill: Any) -> ArrayDraft:
    data_type = {
        "name": "structured",
        "configuration": {"fields": [["a", "uint16"], ["b", "int32"]]},
    }
    id = f"ext/data-types/structured/{what}"
    clauses = (f"{LEGACY}.{one}" for one in about)
    return array(id, title, *clauses, f"{CLAUSE}.legacy-name").data_type(data_type, fill)


def _structured() -> Iterator[Case]:
    zeros = {"a": 0, "b": 0}
    title = "Fields are arrays of a name and a data type."
    control = _legacy(
        "tuples", title, "tuples", "readable", "alias", "legacy-forms", fill=zeros
    ).read()
    yield control
    title = "Fields are arrays, and chunks are big-endian."
    big = _legacy("tuples-big", title, "tuples", "readable", fill={"a": 1, "b": 2})
    yield big.codecs(bytes_codec("big")).read()
    title = "The bytes codec does not name the byte order, which is little-endian then."
    bare = _legacy("no-endian", title, "missing-endian", "legacy-forms", fill=zeros)
    yield bare.codecs(bytes_codec(None)).read()
    packed = base64.b64encode(ELEMENT).decode()
    for what, words, endian in (
        ("little", "little-endian", "little"),
        ("big", "big-endian", "big"),
        ("no-endian", "little-endian because nothing is said", None),
    ):
        title = f"The fill value is packed bytes in base64, {words}."
        draft = _legacy(
            f"base64-{what}", title, "base64", "base64.byte-order", "legacy-forms", fill=packed
        )
        draft = draft.shape(2, 3, chunks=(1, 3)).codecs(bytes_codec(endian)).missing((1, 0))
        draft = draft.check("fill_value")
        # The older forms are in dispute, and readers take these bytes for little-endian.
        yield draft.observe(DISCUSSION) if endian == "big" else draft.read()
    for what, title, member, value in (
        (
            "objects",
            "Fields are objects, as under the name of today.",
            FIELDS,
            [{"name": "a", "data_type": "uint16"}, {"name": "b", "data_type": "int32"}],
        ),
        ("three-items", "A field is an array of three.", f"{FIELDS}.0", ["a", "uint16", [2]]),
        ("base64-short", "The packed bytes are less than an element.", "fill_value", "AAAA"),
    ):
        other = fault(
            f"ext/data-types/structured/{what}", title, f"{LEGACY}.legacy-forms", control=control
        )
        yield other.set(member, value).observe(DISCUSSION)
