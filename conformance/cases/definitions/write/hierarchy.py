"""Groups, deleting, listing, consolidated metadata, and arrays that are open for reading only."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import array, group
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe

DOCUMENT, CHILDREN = "v3.core.group.document", "v3.core.hierarchy.group-children"
TREE, ROOT = "v3.core.hierarchy.tree", "v3.core.hierarchy.root"
KEY = "v3.core.stored.metadata-key"
DELETE, SET = "v3.store.filesystem.delete", "v3.store.filesystem.set"
CONSOLIDATED = "v3.core.group.consolidated-metadata"
UNINITIALISED = "v3.core.array.fill-value.uninitialised"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _groups()
    yield from _deleted()
    yield from _listed()
    yield from _consolidated()
    yield from _read_only()


def _started(name: str, title: str, *clauses: str) -> Recipe:
    return recipe(f"v3/write/hierarchy/{name}", title, *clauses)


def _groups() -> Iterator[Case]:
    draft = _started(
        "root-group", "A group at the root.", DOCUMENT, ROOT, "v3.core.stored.root-key"
    )
    yield draft.group().judged()
    draft = _started("group-in-group", "A group in a group.", DOCUMENT, KEY, CHILDREN)
    yield draft.group().group("g").judged("g")
    draft = _started("groups-and-arrays", "Groups and arrays, three levels of them.", TREE, KEY)
    draft = draft.group().group("g", attributes={"of": "g"}).array(path="a").array(path="g/a")
    draft = draft.group("g/h").array(path="g/h/a")
    yield draft.write("a").write("g/a", first=11).write("g/h/a", first=21).judged("g/h/a")


def _deleted() -> Iterator[Case]:
    def two(name: str, title: str) -> Recipe:
        draft = (
            _started(name, title, DELETE, TREE).group().group("g").array(path="g/a").write("g/a")
        )
        return draft.array(path="ga").write("ga", first=51)

    yield two("delete-array", "An array is deleted.").step("delete_node", "g/a").judged("ga")
    yield (
        two("delete-group", "A group is deleted with the array in it.")
        .step("delete_node", "g")
        .judged("ga")
    )
    yield (
        two("delete-and-make", "An array is deleted and made again: no old chunk shows.")
        .step("delete_node", "g/a")
        .array(path="g/a")
        .judged("g/a")
    )
    yield (
        two("delete-and-make-smaller", "A smaller array is made where one was deleted.")
        .step("delete_node", "g/a")
        .array(lambda a: a.shape(1, 2), "g/a")
        .write("g/a", first=5)
        .judged("g/a")
    )
    yield (
        two("delete-array-make-group", "A group is made where an array was deleted.")
        .step("delete_node", "g/a")
        .group("g/a")
        .judged("g/a")
    )


def _listed() -> Iterator[Case]:
    draft = _started("list-empty", "A group with nothing in it is listed.", CHILDREN)
    yield draft.group().step("list_members").judged()
    draft = _started("list", "A group with groups and arrays in it is listed.", CHILDREN)
    draft = draft.group().group("g").array(path="a").array(path="g/below")
    yield draft.step("list_members").judged()
    draft = _started("list-existing", "A group that somebody else wrote is listed.", CHILDREN)
    draft = draft.begin(group("v3/x", "x", "x")).begin(group("v3/x", "x", "x").at("g"))
    draft = draft.begin(array("v3/x", "x", "x").at("a")).begin(
        array("v3/x", "x", "x").at("g/below")
    )
    yield draft.step("list_members").judged()
    draft = _started("list-after-deleting", "A group is listed after a node is deleted.", CHILDREN)
    draft = draft.group().group("g").array(path="a").step("delete_node", "a")
    yield draft.step("list_members").judged()


def _consolidated() -> Iterator[Case]:
    def tree(name: str, title: str, *clauses: str) -> Recipe:
        draft = _started(name, title, *clauses).group(attributes={"of": "the root"})
        return draft.group("g").array(path="g/a").write("g/a")

    yield (
        tree("consolidate", "The metadata of a hierarchy is consolidated.", CONSOLIDATED)
        .step("consolidate")
        .judged()
    )
    yield (
        tree("consolidate-group", "That of a group below the root is.", CONSOLIDATED)
        .step("consolidate", "g")
        .judged("g")
    )
    yield (
        tree("consolidate-twice", "Metadata is consolidated again.", CONSOLIDATED)
        .step("consolidate")
        .array(path="b")
        .step("consolidate")
        .judged()
    )
    yield (
        tree("read-consolidated", "It is consolidated, and an array is read by it.", CONSOLIDATED)
        .step("consolidate")
        .step("read_consolidated", below="g/a")
        .judged("g/a")
    )
    yield _consolidated_by_others()
    yield (
        tree("consolidated-stale", "Attributes are set afterwards.", f"{CONSOLIDATED}.open")
        .step("consolidate")
        .attributes({"of": "another"}, "g/a")
        .observe("zarr-specs#373", "zarr-specs#383", path="g/a")
    )
    yield (
        tree(
            "consolidated-attributes",
            "The attributes of the group that has it are set.",
            *(CONSOLIDATED, "v3.core.group.attributes.object"),
        )
        .step("consolidate")
        .attributes({"more": 1})
        .judged()
    )


def _consolidated_by_others() -> Case:
    below = array("v3/x", "x", "x").at("a")
    consolidated = {"kind": "inline", "must_understand": False, "metadata": {"a": below.document}}
    above = group("v3/x", "x", "x").member("consolidated_metadata", consolidated)
    return (
        _started(
            "read-consolidated-existing",
            "An array is read by metadata that somebody else consolidated.",
            CONSOLIDATED,
        )
        .begin(below)
        .begin(above)
        .step("read_consolidated", below="a")
        .judged("a")
    )


def _read_only() -> Iterator[Case]:
    draft = _started(
        "read-only-array", "An array that is open for reading only is written.", SET
    ).array(lambda a: a.shape(4, chunks=(2,)))
    yield draft.write().region((1, 3), op="write_read_only").observe()
    draft = _started("read-only-store", "So is one that somebody else wrote.", SET)
    draft = draft.begin(array("v3/x", "x", "x").shape(4, chunks=(2,)).missing((1,)))
    yield draft.region((1, 3), op="write_read_only").observe()
