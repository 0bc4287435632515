"""The attributes of arrays and groups of version 2, in ``.zattrs``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import encode_json
from conformance.cases.definitions.v2.arrays import MINIMAL
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.cases.v2 import array, group

ANY, OBJECT = "v2.attributes.any-value", "v2.attributes.object"
DOCUMENT, OPTIONAL = "v2.attributes.document", "v2.attributes.optional"
ABSENT = "v2.attributes.absent"

EVERY_KIND = {
    "text": "ham",
    "integer": 42,
    "fraction": 1.5,
    "yes": True,
    "no": False,
    "nothing": None,
    "list": [1, [2, "three"], {}],
    "object": {"a": {"b": []}},
}
EXAMPLE = {"foo": 42, "bar": "apples", "baz": [1, 2, 3, 4]}

DESCRIBED = (
    array("v2/attributes/array", "An array with attributes of every kind.", ANY, OBJECT, DOCUMENT)
    .attributes(EVERY_KIND)
    .read()
)
NAMED = (
    group("v2/attributes/group", "A group with attributes of every kind.", ANY, OBJECT, DOCUMENT)
    .attributes(EVERY_KIND)
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from (DESCRIBED, NAMED)
    yield from _attributes()
    yield from _faults()


def _attributes() -> Iterator[Case]:
    yield (
        array("v2/attributes/array-absent", "An array without attributes.", OPTIONAL, ABSENT)
        .check("attributes")
        .read()
    )
    yield (
        group("v2/attributes/group-absent", "A group without attributes.", OPTIONAL, ABSENT)
        .check("attributes")
        .read()
    )
    values: dict[str, tuple[Any, str]] = {
        "empty": ({}, "The object of attributes is empty."),
        "example": (EXAMPLE, "The attributes of the text's example."),
        "unicode": ({"größe": "緯度 🌍", "": "empty name"}, "Characters beyond ASCII."),
        "like-metadata": ({"shape": [9], "zarr_format": 3}, "Attributes with names of keys."),
    }
    for name, (value, title) in values.items():
        clause = "v2.attributes.example" if name == "example" else ANY
        yield array(f"v2/attributes/array-{name}", title, clause, OBJECT).attributes(value).read()
    yield (
        array(
            "v2/attributes/array-not-of-group",
            "The group above has attributes, and the array has none.",
            DOCUMENT,
            ABSENT,
        )
        .at("foo")
        .also(".zattrs", encode_json({"of": "the group"}))
        .check("attributes")
        .read()
    )
    yield (
        group(
            "v2/attributes/group-not-of-child",
            "The array in the group has attributes of its own.",
            DOCUMENT,
            "v2.group.nested",
        )
        .attributes({"of": "the group"})
        .also("foo/.zarray", MINIMAL.store[".zarray"])
        .also("foo/0.0", MINIMAL.store["0.0"])
        .also("foo/.zattrs", encode_json({"of": "the array"}))
        .read()
    )


def _faults() -> Iterator[Case]:
    senseless: dict[str, tuple[bytes, str]] = {
        "list": (b'["a"]', "a list"),
        "string": (b'"text"', "a string"),
        "empty": (b"", "no bytes at all"),
        "no-json": (b"{spam: 'ham'}", "no JSON"),
        "cut": (b'{"spam": ', "an object that breaks off"),
    }
    for name, (text, words) in senseless.items():
        for node, control in (("array", DESCRIBED), ("group", NAMED)):
            yield _document(node, name, words, control, text).robustness()
    for node, control in (("array", DESCRIBED), ("group", NAMED)):
        # Null is no object, and there is but one thing it can mean: no attributes.
        yield _document(node, "null", "null", control, b"null").observe()
    tokens = ("zarr-specs#141", "zarr-python#412", "zarr-python#3280")
    for name, text, words, discussion in (
        ("nan", b'{"a": NaN}', "an object with NaN without quotes", tokens),
        ("name-twice", b'{"a": 1, "a": 2}', "an object with a name twice", ()),
    ):
        yield _document("array", name, words, DESCRIBED, text).observe(*discussion)


def _document(node: str, name: str, words: str, control: Case, text: bytes) -> FaultDraft:
    return fault(
        f"v2/attributes/{node}-document-{name}",
        f"The document of the attributes is {words}.",
        OBJECT,
        control=control,
    ).put(".zattrs", text)
