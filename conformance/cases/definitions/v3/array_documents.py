"""The metadata document of an array: its members, fields that are unknown, and how it is written.

Chunk grid, chunk keys, data type and fill value have modules of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from conformance.cases.builder import (
    array,
)
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case

CORE = "v3.core.array"
UNKNOWN = "v3.core.extension.unknown-field"
INVENTED = "zarr-conformance-invented"

# Texts that are no single JSON object, by what is special: the text from the right one, and a
# title. The documents of groups use them too.
NOT_AN_OBJECT: dict[str, tuple[Callable[[str], str], str]] = {
    "list": (lambda text: f"[{text}]", "The document is a list with the right object."),
    "string": (json.dumps, "The document is a string, which spells the right object."),
    "null": (lambda _: "null\n", "The document is null."),
    "empty": (lambda _: "", "The document has no bytes."),
    "cut": (lambda text: text[: len(text) * 3 // 4], "The document breaks off."),
    "two-objects": (lambda text: text + text, "A second object follows the first."),
    "trailing-text": (lambda text: text + "end", "A word follows the object."),
}

# Values of an unknown field that do not say must_understand: false.
NOT_IGNORABLE: dict[str, tuple[Any, str]] = {
    "object": ({"name": INVENTED}, "an object which does not say whether it must be understood"),
    "object-to-be-understood": (
        {"name": INVENTED, "must_understand": True},
        "an object which says that it must be understood",
    ),
    "object-empty": ({}, "an empty object"),
    "string": ("text", "a string"),
    "number": (1, "a number"),
    "null": (None, "null"),
    "false": (False, "false"),
    "list": ([], "an empty list"),
}


def document(name: str, title: str, *clauses: str) -> FaultDraft:
    """Begin a fault in the document of the minimal array."""
    return fault(f"v3/metadata/array/{name}", title, *clauses, control=MINIMAL)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _mandatory()
    yield from _unknown_fields()
    yield from _storage_transformers()
    yield from _spellings()
    yield from _no_object()
    yield from _open_texts()


def _mandatory() -> Iterator[Case]:
    for member in json.loads(MINIMAL.store["zarr.json"]):
        name = member.replace("_", "-")
        yield (
            document(f"{name}-missing", f"{member} is missing.", f"{CORE}.{name}.required")
            .drop(member)
            .refuse()
        )
    values: dict[str, tuple[tuple[Any, str], ...]] = {
        "zarr_format.value": ((2, "2"), (4, "4"), ("3", "string"), (None, "null"), ([3], "list")),
        "node_type.value": (
            ("group", "group"),
            ("Array", "capital-letter"),
            ("dataset", "unknown-word"),
            (1, "number"),
            (None, "null"),
        ),
        "shape.integers": (
            (6, "number"),
            ("2x3", "string"),
            (None, "null"),
            (["2", "3"], "list-of-strings"),
            ([2, None], "list-with-null"),
        ),
    }
    for key, faults in values.items():
        member, _, clause = key.partition(".")
        name = member.replace("_", "-")
        for value, special in faults:
            draft = document(
                f"{name}-is-{special}",
                f"{member} is {json.dumps(value)}.",
                f"{CORE}.{name}.{clause}",
                f"{CORE}.single-object",
            ).set(member, value)
            # That shape is an array of integers is said without a must.
            yield draft.observe() if member == "shape" else draft.refuse()
    opens: dict[str, tuple[str, Any, str]] = {
        "zarr-format-decimal-point": ("zarr_format", 3.0, "value"),
        "shape-decimal-point": ("shape", [2.0, 3.0], "integers"),
        "shape-negative": ("shape", [2, -3], "integers"),
    }
    for special, (member, value, clause) in opens.items():
        name = member.replace("_", "-")
        yield (
            document(
                special,
                f"{member} is {json.dumps(value)}.",
                f"{CORE}.{name}.{clause}",
                *(("v3.core.metadata.integers",) if special.endswith("point") else ()),
            )
            .set(member, value)
            .observe()
        )


def _unknown_fields() -> Iterator[Case]:
    for special, (value, words) in NOT_IGNORABLE.items():
        yield (
            document(f"unknown-field-{special}", f"There is an unknown field: {words}.", UNKNOWN)
            .set(INVENTED, value)
            .refuse()
        )
    yield (
        array(
            "v3/metadata/array/unknown-field-ignorable",
            "There is an unknown field with a name, which need not be understood.",
            "v3.core.extension.must-understand.ignorable",
            UNKNOWN,
        )
        .member(INVENTED, {"name": INVENTED, "must_understand": False, "configuration": {"a": 1}})
        .read()
    )
    # consolidated_metadata is for groups; here it is an unknown field like any other.
    fields = {
        "unknown-field-ignorable-without-name": (INVENTED, {"must_understand": False}),
        "consolidated-metadata": (
            "consolidated_metadata",
            {"must_understand": False, "kind": "inline", "metadata": {}},
        ),
    }
    for special, (field, value) in fields.items():
        yield (
            array(
                f"v3/metadata/array/{special}",
                f"The field {field} need not be understood, and has no name.",
                "v3.core.extension.must-understand.without-name",
                UNKNOWN,
            )
            .member(field, value)
            .observe("zarr-specs#371", "zarr-specs#317", "zarr-java#94")
        )


def _storage_transformers() -> Iterator[Case]:
    member, clause = "storage_transformers", f"{CORE}.storage-transformers.list"
    yield (
        array(
            "v3/metadata/array/storage-transformers-empty",
            "The list of storage transformers is empty.",
            f"{CORE}.storage-transformers.none",
            clause,
        )
        .member(member, [])
        .read()
    )
    unknown: dict[str, Any] = {
        "unknown": {"name": INVENTED},
        "unknown-configured": {"name": INVENTED, "configuration": {"size": 1}},
        "unknown-short-hand": INVENTED,
    }
    for special, value in unknown.items():
        yield (
            document(
                f"storage-transformer-{special}",
                f"There is a storage transformer of an invented name: {json.dumps(value)}.",
                UNKNOWN,
                "v3.storage-transformer.none",
            )
            .set(member, [value])
            .refuse()
        )
    for special, value in (("null", None), ("number", 1), ("list", [])):
        yield (
            document(
                f"storage-transformer-is-{special}",
                f"There is a storage transformer that is {json.dumps(value)}.",
                f"{CORE}.storage-transformers.definition",
            )
            .set(member, [value])
            .refuse()
        )
    yield (
        document(
            "storage-transformer-not-to-be-understood",
            "A storage transformer of an invented name says that it need not be understood.",
            "v3.core.extension.must-understand.explicit",
            UNKNOWN,
        )
        .set(member, [{"name": INVENTED, "must_understand": False}])
        .observe("zarr-specs#354")
    )
    for special, value in (("null", None), ("object", {}), ("string", "")):
        yield (
            document(
                f"storage-transformers-is-{special}",
                f"storage_transformers is {json.dumps(value)}, where the text has a list.",
                clause,
            )
            .set(member, value)
            .observe()
        )


def _spellings() -> Iterator[Case]:
    def dumped(**options: Any) -> Callable[[str], str]:
        return lambda text: json.dumps(json.loads(text), **options)

    def backwards(text: str) -> str:
        return json.dumps(dict(reversed(json.loads(text).items())), indent=2)

    def escaped(text: str) -> str:
        # The separator of chunk keys as \/, and the first letter of each string as \u00XX.
        text = text.replace('"/"', r'"\/"')
        parts = text.split('"')
        for i in range(1, len(parts), 2):
            if not parts[i].startswith("\\"):
                parts[i] = f"\\u{ord(parts[i][0]):04x}{parts[i][1:]}"
        return '"'.join(parts)

    spellings: dict[str, tuple[Callable[[str], str], str]] = {
        "minified": (dumped(separators=(",", ":")), "The document has no white space."),
        "white-space": (
            lambda text: "\t\r\n " + text.replace("\n", "\r\n\t").replace(": ", " :\t") + "\r\n\n",
            "All white space that JSON knows is around the members.",
        ),
        "members-backwards": (backwards, "The members are in another sequence than usual."),
        "escapes": (escaped, "Strings are written with escapes, names of members among them."),
    }
    for special, (change, title) in spellings.items():
        yield (
            array(f"v3/metadata/array/{special}", title, "v3.core.metadata.json")
            .spelt(change)
            .read()
        )


def _no_object() -> Iterator[Case]:
    for special, (change, title) in NOT_AN_OBJECT.items():
        yield (
            document(f"document-{special}", title, f"{CORE}.single-object", "v3.core.metadata.json")
            .text(change)
            .refuse()
        )


def _open_texts() -> Iterator[Case]:
    def replaced(old: str, new: str) -> Callable[[str], str]:
        return lambda text: text.replace(old, new, 1)

    # The examples of the specification have trailing commas and comments themselves.
    texts: dict[str, tuple[Callable[[str], str], str]] = {
        "byte-order-mark": (lambda text: "\ufeff" + text, "begins with a byte order mark"),
        "trailing-comma": (lambda text: text.rstrip()[:-1] + ",}", "has a trailing comma"),
        "comment": (replaced(",", ", // core"), "has a comment"),
        "member-twice-the-same": (
            replaced('"zarr_format": 3,', '"zarr_format": 3, "zarr_format": 3,'),
            "has a member twice with the same value",
        ),
        "member-twice": (
            replaced('"fill_value": 0,', '"fill_value": 1, "fill_value": 0,'),
            "has a member twice with two values",
        ),
    }
    for special, (change, words) in texts.items():
        syntax = special in ("trailing-comma", "comment")
        clause = "v3.core.metadata.json" if syntax else "v3.core.metadata.encoding"
        yield (document(f"text-{special}", f"The document {words}.", clause).text(change).observe())
    yield (
        document("text-utf-16", "The document is encoded as UTF-16.", "v3.core.metadata.encoding")
        .put("zarr.json", MINIMAL.store["zarr.json"].decode().encode("utf-16-le"))
        .observe()
    )
