"""Groups, places, names, and attributes of version 2; what no text describes is observed."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.definitions.write.attributes import TOKENS, VALUES
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe
from conformance.cases.v2 import array

GROUP, NESTED = "v2.group.document", "v2.group.nested"
ABOVE_ARRAY, ABOVE_GROUP = "v2.group.ancestors-of-array", "v2.group.ancestors-of-group"
OBJECT, ANY, DOCUMENT = (f"v2.attributes.{name}" for name in ("object", "any-value", "document"))
PREFIX = "v2.path.key-prefix"
CONTROL = "v2/write/hierarchy/array-in-group"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _groups()
    yield from _deleted()
    yield from _attributes()
    yield from _names()
    yield from _practice()


def _started(name: str, title: str, *clauses: str) -> Recipe:
    return recipe(f"v2/write/hierarchy/{name}", title, *clauses)


def _groups() -> Iterator[Case]:
    yield _started("root-group", "A group at the root.", GROUP).group().judged()
    draft = _started("array-in-group", "An array in a group.", NESTED, PREFIX, GROUP).group()
    yield draft.array(path="x").write("x").judged("x")
    draft = _started("array-at-root", "An array at the root.", "v2.array.document", PREFIX)
    yield draft.array().write().judged()
    for name, path, words in (("one", "a/b", "one group"), ("two", "a/b/c", "two groups")):
        title = f"An array is made below the root and {words}, which nobody made before."
        draft = _started(f"array-makes-{name}", title, ABOVE_ARRAY, PREFIX).group()
        yield draft.array(path=path).write(path).judged(path)
        title = f"A group is made below the root and {words}, none of which is there."
        yield _started(f"group-makes-{name}", title, ABOVE_GROUP, PREFIX).group(path).judged(path)
    # To a library that knows arrays alone, this is no path within a hierarchy.
    title = "An array is made in a folder of the store, and no group anywhere."
    draft = _started("array-makes-root", title, ABOVE_ARRAY).array(path="a/b").write("a/b")
    yield draft.observe(path="a/b")
    draft = _started(
        "groups-above-stay",
        "The groups above are there, with attributes.",
        ABOVE_ARRAY,
        ABOVE_GROUP,
    )
    draft = draft.group(attributes={"of": "the root"}).group("a", attributes={"of": "a"})
    yield draft.array(path="a/b").judged("a")


def _deleted() -> Iterator[Case]:
    def two(name: str, title: str) -> Recipe:
        draft = _started(name, title, NESTED).group().group("g").array(path="g/a").write("g/a")
        return draft.array(path="ga").write("ga", first=51)

    draft = two("delete-array", "An array is deleted.").step("delete_node", "g/a")
    yield draft.judged("ga")
    draft = two("delete-group", "A group is deleted with the array in it.").step("delete_node", "g")
    yield draft.judged("ga")
    draft = two("delete-and-make", "An array is deleted and made again: no old chunk shows.")
    yield draft.step("delete_node", "g/a").array(path="g/a").judged("g/a")
    draft = _started("list", "A group with a group and an array in it is listed.", NESTED).group()
    yield draft.group("g").array(path="a").step("list_members").judged()


def _attributes() -> Iterator[Case]:
    for name, (words, value) in VALUES.items():
        draft = recipe(
            f"v2/write/attributes/{name}", f"Attributes: {words}.", ANY, OBJECT, DOCUMENT
        )
        # Every second one is of a group.
        if list(VALUES).index(name) % 2:
            yield draft.group(attributes=value).judged()
        else:
            yield draft.array(lambda a, value=value: a.attributes(value)).judged()
    for kind in ("array", "group"):

        def on(name: str, title: str, kind: str = kind) -> Recipe:
            draft = recipe(f"v2/write/attributes/{kind}-{name}", title, DOCUMENT, OBJECT)
            given = {"a": 1, "b": "b"}
            if name == "set":
                return draft.group() if kind == "group" else draft.array()
            if kind == "group":
                return draft.group(attributes=given)
            return draft.array(lambda a: a.attributes(given))

        yield on("set", "Attributes are set where there were none.").attributes({"a": [1]}).judged()
        yield on("added", "An attribute is added.").attributes({"c": None}).judged()
        yield on("changed", "One of two is changed.").attributes({"a": 2}).judged()
        yield on("deleted", "One of two is deleted.").without("a").judged()
        yield on("all-deleted", "Both are deleted.").without("a", "b").judged()
        for word, number in (("nan", "NaN"), ("infinity", "Infinity")):
            draft = on(word, f"An attribute is the number {number}, for which JSON has no word.")
            yield draft.attributes({}, numbers={"c": number}).observe(*TOKENS)
    draft = recipe(
        "v2/write/attributes/keeps-the-rest",
        "An attribute is set to an array that somebody else wrote; the rest stays.",
        DOCUMENT,
    ).begin(array("v2/x", "x", "x").dtype(">f4", "NaN").order("F").attributes({"a": 1}))
    yield draft.attributes({"b": 2}).judged()


def _names() -> Iterator[Case]:
    for word, name in (
        ("space", "a b"),
        ("percent", "a%20b"),
        ("hash", "a#b"),
        ("period-first", ".a"),
        ("periods-and-letter", "...a"),
        ("underscores", "__a"),
        ("like-chunk", "0.0"),
    ):
        draft = recipe(f"v2/write/names/{word}", f"An array has the name {name!r}.", PREFIX)
        yield draft.group().array(path=name).write(name).judged(name)
    for word, path, clause in (
        ("backslash", "a\\b", "v2.path.normalised.backslash"),
        ("leading-slash", "/a", "v2.path.normalised.leading"),
        ("trailing-slash", "a/", "v2.path.normalised.trailing"),
        ("two-slashes", "a//b", "v2.path.normalised.repeated"),
        ("one-period", "a/./b", "v2.path.dot-segments"),
        ("two-periods", "a/../b", "v2.path.dot-segments"),
    ):
        draft = recipe(f"v2/write/names/{word}", f"An array is made at the path {path!r}.", clause)
        yield draft.group().array(path=path).observe(control=CONTROL)
    draft = recipe("v2/write/names/unicode", "A name beyond ASCII.", "v2.path.ascii").group()
    yield draft.array(path="été").write("été").observe(path="été")
    draft = recipe("v2/write/names/below-array", "An array is made below an array.", NESTED)
    yield draft.array(path="x").array(path="x/y").observe(path="x", control=CONTROL)


def _practice() -> Iterator[Case]:
    def tree(name: str, title: str) -> Recipe:
        draft = _started(name, title, GROUP).tag("v2-practice:consolidated").group()
        return draft.array(path="a").write("a").step("consolidate")

    yield tree("consolidate", "Metadata is consolidated, which no text describes.").observe()
    draft = tree("read-consolidated", "An array is read by consolidated metadata.")
    yield draft.step("read_consolidated", below="a").observe(path="a")
    draft = _started("read-only", "An array that is open for reading only is written.", PREFIX)
    draft = draft.array(lambda a: a.shape(4, chunks=(2,))).write()
    yield draft.region((1, 3), op="write_read_only").observe()
