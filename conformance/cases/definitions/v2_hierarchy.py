"""Groups, paths and attributes of version 2, and consolidated metadata, which no text describes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.cases.builder import encode_json
from conformance.cases.definitions.v2_arrays import MINIMAL
from conformance.cases.definitions.v2_documents import PLAIN_GROUP
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case, Node
from conformance.cases.v2 import array, group, zlib

ANY, OBJECT = "v2.attributes.any-value", "v2.attributes.object"
DOCUMENT, OPTIONAL = "v2.attributes.document", "v2.attributes.optional"
ABSENT = "v2.attributes.absent"
NESTED, PREFIX = "v2.group.nested", "v2.path.prefix"
KEY_PREFIX = "v2.path.key-prefix"
NORMALISED, DOTS = "v2.path.normalised", "v2.path.dot-segments"

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
    yield from (DESCRIBED, NAMED, BELOW, DEEP)
    yield from _attributes()
    yield from _attribute_faults()
    yield from _groups()
    yield from _paths()
    yield from _spellings_of_paths()
    yield from _without_ancestors()
    yield from _both_versions()
    yield from _consolidated()
    yield from _examples()


def _attributes() -> Iterator[Case]:
    yield (
        array("v2/attributes/array-absent", "An array without attributes.", ABSENT, OPTIONAL)
        .check("attributes")
        .read()
    )
    yield (
        group("v2/attributes/group-absent", "A group without attributes.", ABSENT, OPTIONAL)
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
            NESTED,
        )
        .attributes({"of": "the group"})
        .also("foo/.zarray", MINIMAL.store[".zarray"])
        .also("foo/0.0", MINIMAL.store["0.0"])
        .also("foo/.zattrs", encode_json({"of": "the array"}))
        .read()
    )


def _attribute_faults() -> Iterator[Case]:
    senseless: dict[str, tuple[bytes, str]] = {
        "list": (b'["a"]', "a list"),
        "null": (b"null", "null"),
        "string": (b'"text"', "a string"),
        "empty": (b"", "no bytes at all"),
        "no-json": (b"{spam: 'ham'}", "no JSON"),
        "cut": (b'{"spam": ', "an object that breaks off"),
    }
    for name, (text, words) in senseless.items():
        for node, control in (("array", DESCRIBED), ("group", NAMED)):
            yield _document(node, name, words, control, text).robustness()
    tokens = ("zarr-specs#141", "zarr-python#412", "zarr-python#3280")
    for name, text, words, discussion in (
        ("nan", b'{"a": NaN}', "an object with NaN without quotes", tokens),
        ("infinity", b'{"a": [-Infinity]}', "an object with Infinity without quotes", tokens),
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
        ("name-of-digits", "A name is a number.", "0/1"),
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
    yield (
        array("v2/hierarchy/array-at-root", "The array is the whole store.", "v2.array.document")
        .also("foo/.zgroup", encode_json({"zarr_format": 2}))
        .read()
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
        ("dot-segment-first", "./foo/bar/baz"),
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


def _consolidated() -> Iterator[Case]:
    below = {".zgroup": {"zarr_format": 2}, "foo/.zarray": json.loads(MINIMAL.store[".zarray"])}
    stale = json.loads(MINIMAL.store[".zarray"]) | {"order": "F"}
    practice = "v2-practice:consolidated"
    for name, title, metadata in (
        ("agrees", "It says what the documents say.", below | {"foo/.zattrs": {"of": "foo"}}),
        ("attributes-differ", "It has other attributes.", below | {"foo/.zattrs": {"of": "it"}}),
        ("array-differs", "It says another order.", below | {"foo/.zarray": stale}),
        ("array-left-out", "The array is not in it.", {".zgroup": {"zarr_format": 2}}),
    ):
        document = {"zarr_consolidated_format": 1, "metadata": metadata}
        yield (
            array(
                f"v2/consolidated/{name}",
                f"There is .zmetadata at the root. {title}",
                "v2.array.document",
                DOCUMENT,
            )
            .at("foo")
            .attributes({"of": "foo"})
            .also(".zmetadata", encode_json(document))
            .tag(practice)
            .observe()
        )
    yield (
        group("v2/consolidated/group", "There is .zmetadata beside a group.", DOCUMENT)
        .attributes({"of": "the root"})
        .also(
            ".zmetadata",
            encode_json(
                {
                    "zarr_consolidated_format": 1,
                    "metadata": {**below, ".zattrs": {"of": "it"}},
                }
            ),
        )
        .tag(practice)
        .observe()
    )
    yield (
        group("v2/consolidated/no-json", "The document .zmetadata is no JSON.", DOCUMENT)
        .also(".zmetadata", b"{")
        .tag(practice)
        .observe()
    )


def _examples() -> Iterator[Case]:
    yield (
        array(
            "v2/examples/array",
            "The example of a single array, with smaller lengths.",
            "v2.example.array",
            "v2.example.array-attributes",
        )
        .shape(4, 4, chunks=(2, 2))
        .dtype("<i4", 42)
        .compressor(zlib())
        .values(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3)
        .attributes(EXAMPLE)
        .read()
    )
    yield (
        array(
            "v2/examples/hierarchy",
            "The example of an array in groups, with smaller lengths.",
            "v2.example.hierarchy",
            PREFIX,
        )
        .shape(4, 4, chunks=(2, 2))
        .dtype("<f8", 0)
        .values(*[42] * 16)
        .at("foo/bar")
        .attributes({"comment": "answer to life, the universe and everything"})
        .read()
    )
    # How images and grids of climate data are laid out in most archives.
    yield (
        array(
            "v2/examples/image",
            "An image: nested keys, planes as chunks, big-endian elements, blosc.",
            "v2.array.dimension-separator.nested",
            "v2.dtype.byte-order.big",
            "v2.chunks.blosc",
        )
        .shape(1, 2, 1, 20, 10, chunks=(1, 1, 1, 16, 8))
        .dtype(">u2", 0)
        .separator("/")
        .compressor({"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0})
        .at("0/0")
        .read()
    )
    yield (
        array(
            "v2/examples/grid",
            "A grid: attributes that name its dimensions, NaN where nothing was measured.",
            ANY,
            "v2.fill-value.float.nan",
            "v2.chunks.compressed",
        )
        .shape(3, 4, 5, chunks=(1, 4, 5))
        .dtype("<f4", "NaN")
        .compressor({"id": "zstd", "level": 1})
        .missing((1, 0, 0))
        .at("temperature")
        .attributes({"_ARRAY_DIMENSIONS": ["time", "lat", "lon"], "units": "K"})
        .read()
    )
