"""Nodes in a hierarchy: where their documents and chunks lie, and which names are in use.

Names that the text forbids are the business of another module.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import (
    array,
    group,
)
from conformance.cases.faults import fault
from conformance.cases.model import Case

KEY = "v3.core.stored.metadata-key"
PREFIX = "v3.core.stored.nested-prefix"
PATH = "v3.core.hierarchy.path"
NAME = "v3.core.node-name"
UTF_8 = "v3.core.node-name.utf-8"
ARRAY_DOCUMENT = "v3.core.array.document"
GROUP_OBJECT = "v3.core.group.object"
GROUP_ATTRIBUTES = "v3.core.group.attributes.object"
DECOY = b"\xdd\xdd" * 6
IGNORABLE = "v3.core.extension.must-understand.ignorable"
PARTS = ("v3.core.hierarchy.path.parts", "v3.core.hierarchy.path.unique")
# Keys are files in directories below a base.
FILES = (
    "v3.store.filesystem.directory",
    "v3.store.filesystem.separator",
    "v3.store.filesystem.join",
    "v3.store.filesystem.get",
    "v3.store.core",
)


IN_GROUP = (
    array(
        "v3/hierarchy/array-in-group",
        "An array in a group in the root group.",
        KEY,
        PREFIX,
        *FILES,
    )
    .shape(4, 3, chunks=(2, 3))
    .at("run/temperature")
    .read()
)
OUTER_GROUP = (
    group(
        "v3/hierarchy/group-with-array",
        "A group in the root group, with an array in it.",
        KEY,
        "v3.core.hierarchy.tree",
        "v3.core.hierarchy.group-children",
    )
    .member("attributes", {"level": 1})
    .check("attributes")
    .at("run")
    .also("run/temperature/zarr.json", IN_GROUP.store["run/temperature/zarr.json"])
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield IN_GROUP
    yield OUTER_GROUP
    yield from _places()
    yield from _names()
    yield from _groups()
    yield from _missing_documents()


def _places() -> Iterator[Case]:
    for name, title, path in (
        ("array-in-root-group", "An array below the root group.", "temperature"),
        ("array-deep", "An array below five groups.", "a/b/c/d/e/temperature"),
        ("array-named-c", "An array named c, like the prefix of its chunks.", "c"),
        (
            "array-named-zero-in-c",
            "An array named 0 in a group named c: its path looks like the key of a chunk.",
            "c/0",
        ),
        ("array-named-like-its-group", "An array with the name of its group.", "run/run"),
    ):
        yield (
            array(f"v3/hierarchy/{name}", title, KEY, PREFIX, PATH, *PARTS)
            .shape(4, 3, chunks=(2, 3))
            .at(path)
            .read()
        )
    # A reader that forgets or mistakes the prefix finds other chunks.
    yield (
        array(
            "v3/hierarchy/chunks-of-another-prefix",
            "Chunks with other values lie where a prefix is forgotten or cut short.",
            PREFIX,
            "v3.core.stored.chunk-prefix",
            KEY,
        )
        .at("run/temperature")
        .also("temperature/c/0/0", DECOY)
        .also("run/c/0/0", DECOY)
        .also("c/0/0", DECOY)
        .read()
    )


def _names() -> Iterator[Case]:
    for label, what, path in (
        ("space", "a space", "sea level"),
        ("dot", "a dot", "a.b"),
        ("leading-dot", "a dot at its start", ".hidden"),
        ("underscore", "one underscore at its start", "_temperature"),
        ("dash", "a dash at its start", "-temperature"),
        ("upper-case", "upper and lower case", "SeaLevel"),
        ("digits", "digits alone", "007"),
        ("percent", "a percent sign, which is no escape", "a%20b"),
        ("plus", "a plus sign, which is no space", "a+b"),
        ("hash", "a hash, which begins no fragment", "a#b"),
        ("ampersand", "an ampersand and an equals sign", "a&b=c"),
        ("brackets", "brackets, which are no pattern", "a[0-9]{b}"),
        ("comma", "a comma and a semicolon", "a,b;c"),
        ("quote", "an apostrophe", "l'eau"),
        ("latin", "an accented letter", "température"),
        ("chinese", "Chinese characters", "温度"),
        ("emoji", "a character beyond the basic plane", "🌡"),
        ("right-to-left", "Hebrew letters", "טמפרטורה"),
        ("zarr", "the four letters zarr", "zarr"),
        ("zarr-suffix", "the suffix .zarr", "run.zarr"),
        ("like-the-document", "the name of the document and more", "zarr.json.old"),
        ("like-v2-metadata", "the name of a document of Zarr v2", ".zarray"),
        ("long", "100 characters", "temperature" * 9 + "1"),
    ):
        yield (
            array(
                f"v3/hierarchy/name-with-{label}",
                f"The array's name has {what}.",
                *((NAME, KEY) if path.isascii() else (UTF_8, NAME, KEY)),
            )
            .at(f"run/{path}")
            .read()
        )
    yield (
        array(
            "v3/hierarchy/names-of-groups-above-unicode",
            "The names of two groups above the array have characters outside ASCII.",
            UTF_8,
            NAME,
            KEY,
        )
        .at("mesures d'été/海/temperature")
        .read()
    )


def _groups() -> Iterator[Case]:
    attributes = {"title": "measured", "levels": [1, 2.5, None], "nested": {"deep": {"er": True}}}
    yield group(
        "v3/hierarchy/group-minimal",
        "A group with its mandatory members and nothing else.",
        GROUP_OBJECT,
        "v3.core.group.document",
        "v3.core.group.attributes.optional",
        "v3.core.hierarchy.group-children",
    ).read()
    yield (
        group(
            "v3/hierarchy/group-attributes",
            "A group with attributes.",
            "v3.core.group.attributes.any-value",
            GROUP_ATTRIBUTES,
        )
        .member("attributes", attributes)
        .check("attributes")
        .read()
    )
    yield (
        group(
            "v3/hierarchy/group-attributes-empty",
            "A group whose attributes are an empty object.",
            GROUP_ATTRIBUTES,
        )
        .member("attributes", {})
        .check("attributes")
        .read()
    )
    yield (
        group("v3/hierarchy/group-in-group", "A group below two groups, with attributes.", KEY)
        .member("attributes", {"level": 2})
        .check("attributes")
        .at("run/first")
        .read()
    )
    yield (
        group(
            "v3/hierarchy/group-name-unicode",
            "A group with a name outside ASCII.",
            UTF_8,
            NAME,
            KEY,
        )
        .at("été/温度")
        .read()
    )
    yield (
        group(
            "v3/hierarchy/group-unknown-field-ignorable",
            "A group has an unknown extension that says it may be ignored.",
            IGNORABLE,
        )
        .member("example-extension", {"name": "example-extension", "must_understand": False})
        .read()
    )


def _missing_documents() -> Iterator[Case]:
    root = array(
        "v3/hierarchy/array-at-root",
        "The root is an array.",
        "v3.core.hierarchy.root",
        "v3.core.stored.root-key",
        "v3.core.stored.root-prefix",
        "v3.core.hierarchy.path.root",
        "v3.core.node-name.root",
    ).read()
    nested = (
        array("v3/hierarchy/array-beside-group", "An array in the root group.", KEY)
        .at("temperature")
        .read()
    )
    yield root
    yield nested
    for name, title, control, key in (
        ("root-array", "The chunks of a root array are there, its zarr.json not.", root, ""),
        (
            "nested-array",
            "The chunks of an array in a group are there, its zarr.json not.",
            nested,
            "temperature/",
        ),
    ):
        yield (
            fault(
                f"v3/hierarchy/no-document-of-{name}",
                title,
                ARRAY_DOCUMENT,
                control=control,
            )
            .erase(f"{key}zarr.json")
            .refuse()
        )
        yield (
            fault(
                f"v3/hierarchy/document-named-otherwise-of-{name}",
                f"{title} A file named array.json holds the document.",
                ARRAY_DOCUMENT,
                control=control,
            )
            .put(f"{key}array.json", control.store[f"{key}zarr.json"])
            .erase(f"{key}zarr.json")
            .refuse()
        )
    # Groups without a document were removed from the text, which still speaks of them elsewhere.
    yield (
        fault(
            "v3/hierarchy/array-in-implicit-groups",
            "The groups above an array have no documents.",
            "v3.core.group.implicit",
            control=IN_GROUP,
        )
        .erase("run/zarr.json")
        .erase("zarr.json")
        .observe()
    )
    yield (
        fault(
            "v3/hierarchy/implicit-group",
            "A group has no document, and the array in it has one.",
            "v3.core.group.implicit",
            "v3.core.group.document",
            control=OUTER_GROUP,
        )
        .erase("run/zarr.json")
        .observe()
    )
