"""The metadata document of a group: its members, unknown fields, and consolidated metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import (
    array,
    encode_json,
    group,
)
from conformance.cases.definitions.v3.array_documents import INVENTED, NOT_AN_OBJECT, NOT_IGNORABLE
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case

CORE = "v3.core.group"
CONSOLIDATED = "v3.core.group.consolidated-metadata"
UNKNOWN = "v3.core.extension.unknown-field"

GROUP = (
    group("v3/metadata/group/with-attributes", "A group with attributes.", f"{CORE}.object")
    .member("attributes", {"spam": "ham", "eggs": 42, "nested": {"list": [1, None, "x"]}})
    .check("attributes")
    .read()
)

_CHILD = json.loads(MINIMAL.store["zarr.json"])

WITH_CONSOLIDATED = (
    group(
        "v3/metadata/group/consolidated",
        "A group holds the metadata of the array in it, as well as the array itself does.",
        f"{CONSOLIDATED}.readable",
        CONSOLIDATED,
    )
    .member("attributes", {"spam": "ham"})
    .member(
        "consolidated_metadata",
        {"must_understand": False, "kind": "inline", "metadata": {"a": _CHILD}},
    )
    .also("a/zarr.json", MINIMAL.store["zarr.json"])
    .check("attributes")
    .read()
)


def _fault(name: str, title: str, clause: str, control: Case = GROUP) -> FaultDraft:
    return fault(f"v3/metadata/group/{name}", title, clause, control=control)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield GROUP
    yield WITH_CONSOLIDATED
    yield from _members()
    yield from _documents()
    yield from _unknown_fields()
    yield from _consolidated_faults()
    yield from _consolidated_open()


def _members() -> Iterator[Case]:
    for member in ("zarr_format", "node_type"):
        name = member.replace("_", "-")
        yield (
            _fault(f"{name}-missing", f"{member} is missing.", f"{CORE}.{name}.required")
            .drop(member)
            .refuse()
        )
    values: dict[str, tuple[str, tuple[tuple[Any, str], ...]]] = {
        "zarr_format": ("value", ((2, "2"), (4, "4"), ("3", "string"), (None, "null"))),
        "node_type": (
            "value",
            (("array", "array"), ("Group", "capital-letter"), ("folder", "unknown-word")),
        ),
        "attributes": ("object", (([], "list"), ("text", "string"), (None, "null"))),
    }
    for member, (clause, faults) in values.items():
        name = member.replace("_", "-")
        for value, special in faults:
            yield (
                _fault(
                    f"{name}-is-{special}",
                    f"{member} is {json.dumps(value)}.",
                    f"{CORE}.{name}.{clause}",
                )
                .set(member, value)
                .refuse()
            )


def _documents() -> Iterator[Case]:
    for special, (change, title) in NOT_AN_OBJECT.items():
        # Of an array's document alone the text says that it holds a single object.
        more = special in ("two-objects", "trailing-text")
        clause = "v3.core.metadata.json" if more else f"{CORE}.object"
        draft = _fault(f"document-{special}", title, clause).text(change)
        yield draft.observe() if more else draft.refuse()
    yield (
        _fault(
            "text-byte-order-mark", "A byte order mark comes first.", "v3.core.metadata.encoding"
        )
        .text(lambda text: "\ufeff" + text)
        .observe()
    )


def _unknown_fields() -> Iterator[Case]:
    for special, (value, words) in NOT_IGNORABLE.items():
        yield (
            _fault(f"unknown-field-{special}", f"There is an unknown field: {words}.", UNKNOWN)
            .set(INVENTED, value)
            .refuse()
        )
    yield (
        group(
            "v3/metadata/group/unknown-field-ignorable-without-name",
            "There is an unknown field which need not be understood, and has no name.",
            "v3.core.extension.must-understand.without-name",
            UNKNOWN,
        )
        .member(INVENTED, {"must_understand": False})
        .observe("zarr-specs#371", "zarr-specs#317", "zarr-java#94")
    )


def _consolidated_faults() -> Iterator[Case]:
    # A reader that knows the field meets another structure than the text gives; for one that does
    # not, it is an unknown field that is not marked must_understand: false.
    values: dict[str, tuple[Any, str]] = {
        "string": ("inline", "a string"),
        "list": ([], "a list"),
        "false": (False, "false"),
        "empty": ({}, "an empty object"),
        "to-be-understood": (
            {"must_understand": True, "kind": "inline", "metadata": {}},
            "an object that must be understood",
        ),
        "without-must-understand": (
            {"kind": "inline", "metadata": {}},
            "an object that does not say whether it must be understood",
        ),
    }
    for special, (value, words) in values.items():
        yield (
            fault(
                f"v3/metadata/group/consolidated-is-{special}",
                f"The value of consolidated_metadata is {words}.",
                CONSOLIDATED,
                UNKNOWN,
                control=WITH_CONSOLIDATED,
            )
            .set("consolidated_metadata", value)
            .refuse()
        )


def _consolidated_open() -> Iterator[Case]:
    yield (
        _fault(
            "consolidated-is-null",
            "The value of consolidated_metadata is null.",
            f"{CONSOLIDATED}.open",
            WITH_CONSOLIDATED,
        )
        .set("consolidated_metadata", None)
        .observe("zarr-specs#373", "zarr-specs#383")
    )
    # A reader that does not know the field may ignore it, whatever else is in it.
    parts: dict[str, tuple[str, Any]] = {
        "kind-unknown": ("kind", "external"),
        "metadata-is-list": ("metadata", []),
        "metadata-is-null": ("metadata", None),
    }
    for special, (member, value) in parts.items():
        yield (
            _fault(
                f"consolidated-{special}",
                f"The member {member} of consolidated_metadata is {json.dumps(value)}.",
                f"{CONSOLIDATED}.structure",
                WITH_CONSOLIDATED,
            )
            .set(f"consolidated_metadata.{member}", value)
            .observe("zarr-specs#373", "zarr-specs#383")
        )
    stale = {**_CHILD, "shape": [9, 9]}
    root = {
        "zarr_format": 3,
        "node_type": "group",
        "consolidated_metadata": {
            "must_understand": False,
            "kind": "inline",
            "metadata": {"a": stale},
        },
    }
    yield (
        array(
            "v3/metadata/group/consolidated-stale",
            "What the group says of an array in it is not what the array's own document says.",
            f"{CONSOLIDATED}.open",
        )
        .at("a")
        .also("zarr.json", encode_json(root))
        .observe("zarr-specs#373", "zarr-specs#383")
    )
