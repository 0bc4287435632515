"""Groups and paths of version 2: where nodes lie, and what is above and beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.cases.builder import encode_json
from conformance.cases.definitions.v2.arrays import MINIMAL
from conformance.cases.definitions.v2.documents import PLAIN_GROUP
from conformance.cases.faults import fault
from conformance.cases.model import Case, Node
from conformance.cases.v2 import array, group

NESTED, PREFIX = "v2.group.nested", "v2.path.prefix"
KEY_PREFIX = "v2.path.key-prefix"
NORMALISED, DOTS = "v2.path.normalised", "v2.path.dot-segments"

BELOW = (
    array("v2/hierarchy/array-in-group", "An array in the group at the root.", PREFIX, KEY_PREFIX)
    .at("foo")
    .read()
)
DEEP = (
    array("v2/hierarchy/array-in-groups", "An array below three groups.", PREFIX, NESTED)
    .at("foo/bar/baz")
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from (BELOW, DEEP)
    yield from _groups()
    yield from _paths()
    yield from _spellings_of_paths()
    yield from _without_ancestors()
    yield from _both_versions()


def _groups() -> Iterator[Case]:
    yield (
        group("v2/groups/in-group", "A group in the group at the root.", NESTED, PREFIX)
        .at("foo")
        .attributes({"of": "foo"})
        .also(".zattrs", encode_json({"of": "the root"}))
        .read()
    )
    yield (
        group("v2/groups/in-groups", "A group below two groups.", NESTED, PREFIX)
        .at("foo/bar")
        .attributes({"of": "bar"})
        .also("foo/.zattrs", encode_json({"of": "foo"}))
        .read()
    )
    yield (
        fault(
            "v2/groups/is-array",
            "There is an array, and no group.",
            "v2.group.document",
            control=PLAIN_GROUP,
        )
        .erase(".zgroup")
        .put(".zarray", MINIMAL.store[".zarray"])
        .put("0.0", MINIMAL.store["0.0"])
        .observe()
    )
    yield (
        fault(
            "v2/documents/is-group",
            "There is a group, and no array.",
            "v2.array.document",
            control=MINIMAL,
        )
        .erase(".zarray")
        .put(".zgroup", PLAIN_GROUP.store[".zgroup"])
        .observe()
    )
    yield (
        fault(
            "v2/documents/and-group",
            "There are an array and a group at one path.",
            "v2.array.document",
            control=MINIMAL,
        )
        .put(".zgroup", PLAIN_GROUP.store[".zgroup"])
        .observe()
    )


def _paths() -> Iterator[Case]:
    for name, title, path in (
        ("name-with-blank", "A name has a blank.", "foo bar/baz"),
        ("name-with-dots", "Names have periods.", "foo.bar/.baz"),
        ("name-like-chunk", "A name is like the key of a chunk.", "0.0"),
        ("name-with-hash", "A name has a hash.", "a#b"),
        ("name-with-percent", "A name has a percent sign and two digits.", "a%20b"),
        ("name-in-capitals", "Names have capitals.", "Foo/BAR"),
    ):
        yield array(f"v2/hierarchy/{name}", title, PREFIX, "v2.path.ascii").at(path).read()
    yield (
        array("v2/hierarchy/name-beyond-ascii", "A name is beyond ASCII.", "v2.path.ascii", PREFIX)
        .at("größe")
        .observe("zarr-specs#56")
    )


def _spellings_of_paths() -> Iterator[Case]:
    """The same array by paths that are not normalised; an adapter hands them on as they are."""
    for name, path, clause in (
        ("leading-slash", "/foo/bar/baz", f"{NORMALISED}.leading"),
        ("trailing-slash", "foo/bar/baz/", f"{NORMALISED}.trailing"),
        ("repeated-slash", "foo//bar///baz", f"{NORMALISED}.repeated"),
        ("backslash", "foo\\bar\\baz", f"{NORMALISED}.backslash"),
    ):
        yield replace(
            DEEP,
            id=f"v2/paths/{name}",
            kind="observe",
            title=f"The array at foo/bar/baz is asked for as {path}.",
            clauses=(clause, NORMALISED),
            node=Node("array", path),
        )
    for name, path in (
        ("dot-segment", "foo/./bar/baz"),
        ("two-dots-segment", "foo/bar/../bar/baz"),
    ):
        yield replace(
            DEEP,
            id=f"v2/paths/{name}",
            kind="observe",
            title=f"The array at foo/bar/baz is asked for as {path}.",
            clauses=(DOTS,),
            node=Node("array", path),
            expect=None,
            values=None,
            checks=(),
        )


def _without_ancestors() -> Iterator[Case]:
    group_below = group("v2/x", "x", NESTED).at("foo/bar").read()
    clause = "v2.group.ancestors-of-array"
    yield (
        fault(
            "v2/hierarchy/no-group-above",
            "There is no group above the array.",
            clause,
            control=BELOW,
        )
        .erase(".zgroup")
        .observe()
    )
    yield (
        fault(
            "v2/hierarchy/no-group-between",
            "A group between root and array is not there.",
            clause,
            control=DEEP,
        )
        .erase("foo/bar/.zgroup")
        .observe()
    )
    yield (
        fault(
            "v2/groups/no-group-above",
            "The groups above the group are not there.",
            "v2.group.ancestors-of-group",
            control=group_below,
        )
        .erase(".zgroup")
        .erase("foo/.zgroup")
        .observe()
    )


def _both_versions() -> Iterator[Case]:
    document = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [2, 3],
        "data_type": "uint16",
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 3]}},
        "chunk_key_encoding": {"name": "v2", "configuration": {"separator": "."}},
        "fill_value": 0,
        "codecs": [{"name": "bytes", "configuration": {"endian": "big"}}],
    }
    yield (
        array(
            "v2/hierarchy/version-3-beside",
            "The same folder holds an array of version 3, which has big-endian elements.",
            "v2.array.document",
        )
        .also("zarr.json", encode_json(document))
        .observe("fileglancer#247")
    )
