"""The optional members of an array's document that name and describe: dimensions, attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.cases.builder import (
    array,
)
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.faults import fault
from conformance.cases.model import Case

TYPE = "v3.core.array.dimension-names.type"
LENGTH = "v3.core.array.dimension-names.length"
ATTRIBUTES = "v3.core.array.attributes.object"
ANY = "v3.core.array.attributes.any-value"

NAME_CLAUSES = {
    "some": ("v3.core.array.dimension-names.null",),
    "none": ("v3.core.array.dimension-names.null",),
    "duplicate": ("v3.core.array.dimension-names.distinct",),
}

NAMED = (
    array("v3/dimension-names/all", "All dimensions are named.", TYPE)
    .member("dimension_names", ["row", "column"])
    .check("dimension_names")
    .read()
)

DESCRIBED = (
    array(
        "v3/attributes/flat", "There are attributes of every kind of JSON value.", ANY, ATTRIBUTES
    )
    .member(
        "attributes",
        {"text": "ham", "integer": 42, "fraction": 1.5, "yes": True, "no": False, "nothing": None},
    )
    .check("attributes")
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield NAMED
    yield DESCRIBED
    yield from _names()
    yield from _name_faults()
    yield from _attributes()
    yield from _attribute_faults()
    yield from _open_attributes()


def _names() -> Iterator[Case]:
    names: dict[str, tuple[list[str | None], str]] = {
        "some": ([None, "column"], "One dimension is named, the other is not."),
        "none": ([None, None], "All names are null."),
        "unicode": (["längengrad", "緯度 🌍"], "Names have characters beyond ASCII."),
        "duplicate": (["x", "x"], "Two dimensions have the same name."),
        "unlike-case": (["x", "X"], "Two names differ in case alone."),
        "white-space": ([" ", "a b/c.d"], "Names have white space and punctuation."),
    }
    for special, (value, title) in names.items():
        yield (
            array(f"v3/dimension-names/{special}", title, *NAME_CLAUSES.get(special, ()), TYPE)
            .member("dimension_names", value)
            .check("dimension_names")
            .read()
        )
    yield (
        array(
            "v3/dimension-names/absent",
            "There is no member for names: no dimension is named.",
            "v3.core.array.dimension-names.default",
        )
        .check("dimension_names")
        .read()
    )
    yield (
        array("v3/dimension-names/0d", "An array of no dimensions has an empty list.", LENGTH)
        .shape()
        .member("dimension_names", [])
        .check("dimension_names")
        .read()
    )
    for special, empty, title in (
        ("empty-string", ["", "column"], "One name is an empty string."),
        ("empty-strings", ["", ""], "All names are empty strings."),
    ):
        yield (
            array(f"v3/dimension-names/{special}", title, TYPE)
            .member("dimension_names", empty)
            .check("dimension_names")
            .observe("icechunk#706")
        )
    yield (
        fault(
            "v3/dimension-names/is-null",
            "dimension_names is null.",
            TYPE,
            "v3.core.array.dimension-names.null-whole",
            control=NAMED,
        )
        .set("dimension_names", None)
        .observe("zarrita(py)#10")
    )


def _name_faults() -> Iterator[Case]:
    values: dict[str, tuple[Any, str, str]] = {
        "too-few": (["row"], LENGTH, "There is one name for two dimensions."),
        "too-many": (["row", "column", None], LENGTH, "There are three names for two dimensions."),
        "empty-list": ([], LENGTH, "There is no name for two dimensions."),
        "number-element": (["row", 1], TYPE, "A name is a number."),
        "false-element": ([False, "column"], TYPE, "A name is false."),
        "list-element": ([["row"], ["column"]], TYPE, "Names are lists."),
        "is-string": ("xy", TYPE, "The names are one string, with a letter for each dimension."),
        "is-object": ({"row": 0, "column": 1}, TYPE, "The names are an object."),
    }
    for special, (value, clause, title) in values.items():
        yield (
            fault(f"v3/dimension-names/{special}", title, clause, control=NAMED)
            .set("dimension_names", value)
            .refuse()
        )


def _attributes() -> Iterator[Case]:
    values: dict[str, tuple[dict[str, Any], str]] = {
        "empty": ({}, "The object of attributes is empty."),
        "nested": (
            {"a": {"b": [1, {"c": [[], {}, None]}]}, "list": [3, 1, 2]},
            "Attributes are nested.",
        ),
        "unicode": (
            {"größe": "µm", "緯度": "🌍", "control": 'tab\tline\nquote"back\\slash\u0001'},
            "Keys and values have characters beyond ASCII and characters that JSON escapes.",
        ),
        "empty-key": ({"": "no name", " ": "a space"}, "A key is the empty string."),
        "long-string": ({"long": "0123456789abcdef" * 128}, "A string has 2048 characters."),
        "numbers": (
            {"least": -(2**53) + 1, "most": 2**53 - 1, "small": 1e-7, "large": 1e21, "tenth": 0.1},
            "Numbers are as large as every JSON reader can hold.",
        ),
        "keys-of-members": (
            {"zarr_format": 2, "node_type": "group", "shape": [9], "must_understand": True},
            "Keys are those of members of the document.",
        ),
        "extension-lookalike": (
            {"thing": {"name": "zarr-conformance-invented", "must_understand": True}},
            "An attribute looks like an extension that must be understood.",
        ),
    }
    for special, (value, title) in values.items():
        yield (
            array(f"v3/attributes/{special}", title, ANY, ATTRIBUTES)
            .member("attributes", value)
            .check("attributes")
            .read()
        )
    yield (
        array(
            "v3/attributes/absent", "There are no attributes.", "v3.core.array.attributes.optional"
        )
        .check("attributes")
        .read()
    )
    yield (
        array(
            "v3/attributes/surrogate-pair",
            "A character beyond the basic plane is written as a pair of escapes.",
            "v3.core.metadata.json",
            ATTRIBUTES,
        )
        .member("attributes", {"earth": "🌍"})
        .spelt(lambda text: text.replace("🌍", "\\ud83c\\udf0d"))
        .check("attributes")
        .read()
    )


def _attribute_faults() -> Iterator[Case]:
    values: dict[str, tuple[Any, str]] = {
        "is-list": ([1, 2], "a list"),
        "is-string": ("text", "a string"),
        "is-number": (1, "a number"),
        "is-null": (None, "null"),
        "is-false": (False, "false"),
    }
    for special, (value, words) in values.items():
        yield (
            fault(
                f"v3/attributes/{special}",
                f"The value of attributes is {words}.",
                ATTRIBUTES,
                control=DESCRIBED,
            )
            .set("attributes", value)
            .refuse()
        )


def _open_attributes() -> Iterator[Case]:
    integers = {"over": 2**53 + 1, "int64": -(2**63), "uint64": 2**64 - 1}
    yield (
        array(
            "v3/attributes/integers-of-64-bits",
            "Integers are beyond what a binary64 number holds exactly.",
            ATTRIBUTES,
        )
        .member("attributes", integers)
        .check("attributes")
        .observe()
    )
    for special, token in (
        ("nan", "NaN"),
        ("infinity", "Infinity"),
        ("minus-infinity", "-Infinity"),
    ):
        yield (
            fault(
                f"v3/attributes/bare-{special}",
                f"An attribute is the bare word {token}, which is no JSON.",
                "v3.core.metadata.json",
                control=DESCRIBED,
            )
            .text(_replaced("1.5", token))
            .observe("zarr-specs#141", "zarr-python#412", "zarr-python#3280")
        )
    yield (
        fault(
            "v3/attributes/key-twice",
            "An attribute is there twice, with two values.",
            "v3.core.metadata.json",
            control=MINIMAL,
        )
        .text(lambda text: text.replace("{", '{"attributes": {"a": 1, "a": 2}, ', 1))
        .observe()
    )


def _replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)
