"""Documents that an implementation finds and writes anew, for new attributes or another shape.

They are in valid forms that it may never choose itself, and must mean the same afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.cases.builder import ArrayDraft, array, blosc, bytes_codec, group
from conformance.cases.definitions.v3.group_documents import WITH_CONSOLIDATED
from conformance.cases.model import Case
from conformance.cases.recipes import recipe
from conformance.cases.v2 import array as older_array
from conformance.cases.v2 import group as older_group

LITTLE = bytes_codec()
SHAPE = "v3.core.array.shape.integers"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for name, (title, clause, draft) in _drafts().items():
        started = recipe(f"v3/write/documents/{name}", f"An attribute is set. {title}", clause)
        yield started.begin(draft).attributes({"set": "anew"}).judged()
        title = f"The array grows. {title}"
        started = recipe(f"v3/write/documents/{name}-grown", title, clause, SHAPE).begin(draft)
        first, *rest = (int(n) for n in draft.document["shape"])
        yield started.resize(2 * first, *rest).judged()
    yield from _groups()
    yield from _older()
    yield from _open()


def _plain() -> ArrayDraft:
    return array("v3/x", "x", "x")


def _drafts() -> dict[str, tuple[str, str, ArrayDraft]]:
    names = _plain().member("dimension_names", [None, "längengrad"])
    attributes = {"größe": "µm", "n": [0.1, 1e-7, 1e21], "": {"a": None}}
    return {
        "fill-value-hex": (
            "The fill value is in hexadecimal.",
            "v3.fill-value.float.hex",
            _plain().shape(4, chunks=(2,)).data_type("float64", "0x400921fb54442d18"),
        ),
        "fill-value-infinity": (
            "The fill value is a word.",
            "v3.fill-value.float.negative-infinity",
            _plain().shape(4, chunks=(2,)).data_type("float32", "-Infinity"),
        ),
        "fill-value-beyond-double": (
            "The fill value is an integer that no double holds.",
            "v3.fill-value.int.number",
            _plain().shape(4, chunks=(2,)).data_type("uint64", 2**64 - 1),
        ),
        "dimension-names": (
            "One dimension has a name, beyond ASCII.",
            "v3.core.array.dimension-names.null",
            names,
        ),
        "attributes": (
            "There are attributes beyond ASCII, and numbers of many digits.",
            "v3.core.array.attributes.any-value",
            _plain().member("attributes", attributes),
        ),
        "codecs": (
            "The configuration of a codec has all its members.",
            "v3.core.codecs.sequence",
            _plain().codecs(LITTLE, blosc(shuffle="noshuffle", typesize=1)).missing((0, 0)),
        ),
        "short-hand": (
            "A codec is given by its name alone.",
            "v3.core.extension.short-hand.equivalent",
            _plain().codecs(LITTLE, "crc32c"),
        ),
        "storage-transformers-none": (
            "The list of storage transformers is empty.",
            "v3.core.array.storage-transformers.none",
            _plain().member("storage_transformers", []),
        ),
        "keys-left-out": (
            "The separator of chunk keys is left out.",
            "v3.keys.v2.separator.default",
            _plain().keys("v2"),
        ),
        "spelling": (
            "The document is in one line, with escapes for what is not ASCII.",
            "v3.core.metadata.json",
            names.spelt(lambda text: json.dumps(json.loads(text))),
        ),
    }


def _groups() -> Iterator[Case]:
    clauses = "v3.core.group.attributes.object", "v3.core.group.object"
    attributes = {"größe": ["µm", None], "": 0.1}
    draft = group("v3/x", "x", "x").member("attributes", attributes)
    title = "An attribute is set of a group that has others, beyond ASCII."
    started = recipe("v3/write/documents/group-attributes", title, *clauses).begin(draft)
    yield started.attributes({"set": "anew"}).judged()
    title = "An attribute is set of a group that holds the metadata of the array in it."
    started = recipe("v3/write/documents/group-consolidated", title, *clauses)
    member = json.loads(WITH_CONSOLIDATED.store["zarr.json"])["consolidated_metadata"]
    below = draft.member("consolidated_metadata", member)
    yield started.begin(_plain().at("a")).begin(below).attributes({"set": "anew"}).judged()


def _older() -> Iterator[Case]:
    """Of version 2, where attributes have a document of their own."""
    plain = older_array("v2/x", "x", "x")
    for name, title, draft in (
        ("no-attributes", "There is no document of attributes yet.", plain),
        ("attributes", "There are attributes.", plain.attributes({"größe": [0.1, None]})),
        ("fill-value", "The fill value is a word.", plain.dtype("<f8", "-Infinity")),
        ("no-separator", "The separator is left out.", plain.shape(4, 6, chunks=(2, 3))),
        ("separator-slash", "The separator is a slash.", plain.separator("/")),
    ):
        started = recipe(
            f"v2/write/documents/{name}", f"An attribute is set. {title}", "v2.attributes.document"
        )
        yield started.begin(draft).attributes({"set": "anew"}).judged()
        started = recipe(
            f"v2/write/documents/{name}-grown",
            f"The array grows. {title}",
            "v2.array.shape.integers",
        )
        first, *rest = (int(n) for n in draft.document["shape"])
        yield started.begin(draft).resize(2 * first, *rest).judged()
    started = recipe(
        "v2/write/documents/group",
        "An attribute is set of a group that has others.",
        "v2.attributes.document",
    ).begin(older_group("v2/x", "x", "x").attributes({"größe": [0.1, None]}))
    yield started.attributes({"set": "anew"}).judged()


def _open() -> Iterator[Case]:
    for name, words, member, clause, discussion in (
        (
            "ignorable",
            "that has a name",
            {"name": "zarr_conformance.invented", "must_understand": False},
            "v3.core.extension.must-understand.ignorable",
            (),
        ),
        (
            "ignorable-without-name",
            "that has no name",
            {"must_understand": False},
            "v3.core.extension.must-understand.without-name",
            ("zarr-specs#371", "zarr-specs#317"),
        ),
    ):
        started = recipe(
            f"v3/write/documents/{name}",
            f"An attribute is set in a document with an unknown member {words} and may be ignored.",
            clause,
        ).begin(_plain().member("zarr_conformance_invented", member))
        yield started.attributes({"set": "anew"}).observe(*discussion)
