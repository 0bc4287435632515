"""Attributes as they are written: with a node, set later, deleted, and values of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe

Kind = Literal["array", "group"]
KINDS: tuple[Kind, ...] = ("array", "group")
OBJECT = {kind: f"v3.core.{kind}.attributes.object" for kind in KINDS}
ANY = {kind: f"v3.core.{kind}.attributes.any-value" for kind in KINDS}
SINGLE = {"array": "v3.core.array.single-object", "group": "v3.core.group.object"}
JSON = "v3.core.metadata.json"
TOKENS = ("zarr-specs#141", "zarr-python#412", "zarr-python#3280")

_DEEP: Any = 1
for _ in range(6):
    _DEEP = {"deeper": [_DEEP]}

VALUES: dict[str, tuple[str, dict[str, Any]]] = {
    "flat": (
        "every kind of JSON value",
        {"text": "ham", "integer": 42, "fraction": 1.5, "yes": True, "no": False, "nothing": None},
    ),
    "nested": ("lists and objects", {"a": {"b": [1, {"c": [[], {}, None]}]}, "list": [3, 1, 2]}),
    "deep": ("twelve levels", {"deep": _DEEP}),
    "unicode": (
        "characters beyond ASCII and characters that JSON escapes",
        {"größe": "µm", "緯度": "🌍", "control": 'tab\tline\nquote"back\\slash\u0001\u2028'},
    ),
    "empty-name": ("a name that is empty", {"": "no name", " ": "a space"}),
    "numbers": (
        "numbers that need all their digits, and the largest integers that all JSON readers hold",
        {
            "least": -(2**53) + 1,
            "most": 2**53 - 1,
            "tenth": 0.1,
            "third": 0.3333333333333333,
            "small": 1e-7,
            "tiny": 5e-324,
            "large": 1e21,
            "largest": 1.7976931348623157e308,
        },
    ),
    "names-of-members": (
        "names of members of the document",
        {"zarr_format": 2, "node_type": "group", "shape": [9], "must_understand": True},
    ),
    "extension-lookalike": (
        "an object that looks like an extension",
        {"thing": {"name": "zarr-conformance-invented", "must_understand": True}},
    ),
}


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for kind in KINDS:
        yield from _values(kind)
        yield from _changes(kind)
        yield from _open(kind)
    yield from _beside()


def _started(name: str, title: str, *clauses: str, kind: Kind, **made: Any) -> Recipe:
    started = recipe(f"v3/write/attributes/{kind}-{name}", title, *clauses)
    if kind == "group":
        return started.group(attributes=made) if made else started.group()
    return started.array(lambda a: a.member("attributes", made) if made else a)


def _values(kind: Kind) -> Iterator[Case]:
    for name, (words, value) in VALUES.items():
        title = f"Attributes of {'an array' if kind == 'array' else 'a group'}: {words}."
        started = recipe(f"v3/write/attributes/{kind}-{name}", title, ANY[kind], OBJECT[kind])
        if kind == "group":
            yield started.group(attributes=value).judged()
        else:
            yield started.array(lambda a, value=value: a.member("attributes", value)).judged()


def _changes(kind: Kind) -> Iterator[Case]:
    about = OBJECT[kind], ANY[kind]
    draft = _started("set", "Attributes are set where there were none.", *about, kind=kind)
    yield draft.attributes({"a": 1, "b": [2]}).judged()
    draft = _started("added", "An attribute is added.", *about, kind=kind, a=1)
    yield draft.attributes({"b": {"c": None}}).judged()
    draft = _started("changed", "One of two attributes is changed.", *about, kind=kind, a=1, b="b")
    yield draft.attributes({"a": "another"}).judged()
    draft = _started("deleted", "One of two attributes is deleted.", *about, kind=kind, a=1, b=2)
    yield draft.without("a").judged()
    draft = _started("all-deleted", "Both attributes are deleted.", *about, kind=kind, a=1, b=2)
    yield draft.without("a", "b").judged()
    draft = _started("shorter", "A long text becomes a short one.", *about, kind=kind, a="x" * 500)
    yield draft.attributes({"a": ""}).judged()


def _open(kind: Kind) -> Iterator[Case]:
    integers = {"over": 2**53 + 1, "int64": -(2**63), "uint64": 2**64 - 1}
    title = "Integers that no double holds, about which JSON promises nothing."
    draft = _started("integers-beyond-double", title, ANY[kind], kind=kind)
    yield draft.attributes(integers).observe("RFC 8259")
    for name, number in (
        ("nan", "NaN"),
        ("infinity", "Infinity"),
        ("negative-infinity", "-Infinity"),
    ):
        title = f"An attribute is the number {number}, for which JSON has no word."
        draft = _started(name, title, JSON, SINGLE[kind], kind=kind, a=1)
        yield draft.attributes({}, numbers={"b": number}).observe(*TOKENS)


def _beside() -> Iterator[Case]:
    started = recipe(
        "v3/write/attributes/array-keeps-the-rest",
        "An attribute is set; all else that the document says stays, and so do the elements.",
        *(OBJECT["array"], "v3.core.array.dimension-names.type"),
    ).array(
        lambda a: (
            a.shape(3, 4, chunks=(2, 2))
            .data_type("float32", "-Infinity")
            .member("dimension_names", ["y", None])
            .keys("v2", "/")
        )
    )
    yield started.write().attributes({"a": 1}).judged()
    started = recipe(
        "v3/write/attributes/group-keeps-the-rest",
        "An attribute is set to a group; what lies below it stays.",
        OBJECT["group"],
    )
    started = started.group().array(path="a").write("a").attributes({"of": "the root"})
    yield started.judged("a")
