"""Faults of strict readers: they refuse what the text allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.oracle import documents
from conformance.oracle.codecs import CODECS
from tests.saboteurs.faults.registry import fault, wrap

Document = dict[str, Any]
Refuses = Callable[[Document], bool]


def _nested(document: Document) -> bool:
    attributes = document.get("attributes")
    values = attributes.values() if isinstance(attributes, dict) else ()
    return any(isinstance(value, dict | list) for value in values)


def _empty_configuration(document: Document) -> bool:
    codecs = document.get("codecs", ())
    return any(isinstance(c, dict) and c.get("configuration") == {} for c in codecs)


def _short_hand(document: Document) -> bool:
    return any(isinstance(codec, str) for codec in document.get("codecs", ()))


# The fault, the clause, the node, and the documents that are refused.
DOCUMENTS: tuple[tuple[str, str, str, Refuses], ...] = (
    ("nested-attributes-refused", "v3.core.array.attributes.any-value", "array", _nested),
    ("nested-attributes-of-group-refused", "v3.core.group.attributes.any-value", "group", _nested),
    (
        "attributes-required",
        "v3.core.array.attributes.optional",
        "array",
        lambda document: "attributes" not in document,
    ),
    (
        "attributes-of-group-required",
        "v3.core.group.attributes.optional",
        "group",
        lambda document: "attributes" not in document,
    ),
    (
        "empty-list-of-transformers-refused",
        "v3.core.array.storage-transformers.none",
        "array",
        lambda document: document.get("storage_transformers") == [],
    ),
    (
        "consolidated-metadata-refused",
        "v3.core.group.consolidated-metadata.readable",
        "group",
        lambda document: "consolidated_metadata" in document,
    ),
    (
        "configuration-of-crc32c-required",
        "v3.codec.crc32c.configuration",
        "array",
        lambda document: {"name": "crc32c"} in document.get("codecs", ()),
    ),
    ("empty-configuration-refused", "v3.core.extension.object", "array", _empty_configuration),
    ("short-hand-of-codec-refused", "v3.core.extension.short-hand", "array", _short_hand),
    (
        "fill-value-must-be-a-number",
        "v3.core.array.fill-value.permitted",
        "array",
        lambda document: isinstance(document.get("fill_value"), str | bool | list),
    ),
)


def _document(name: str, clause: str, node: str, refuses: Refuses) -> None:
    @fault(name, blames=clause, symptom="refused")
    def _() -> None:
        def change(parse: Any) -> Any:
            def strict(*given: Any) -> Document:
                document: Document = parse(*given)
                if document.get("node_type") == node and refuses(document):
                    raise ValueError(name)
                return document

            return strict

        wrap(documents, "parse", change)


for _row in DOCUMENTS:
    _document(*_row)

# The fault, the clause, the codec, and the configurations that are refused.
CONFIGURATIONS: tuple[tuple[str, str, str, Refuses], ...] = (
    (
        "blosc-without-compression-refused",
        "v3.codec.blosc.clevel.zero",
        "blosc",
        lambda c: c.get("clevel") == 0,
    ),
    (
        "blosc-blocksize-required",
        "v3.codec.blosc.blocksize.zero",
        "blosc",
        lambda c: not c.get("blocksize"),
    ),
    (
        "blosc-typesize-always-required",
        "v3.codec.blosc.typesize.ignored",
        "blosc",
        lambda c: "typesize" not in c,
    ),
    (
        "blosc-typesize-required-by-noshuffle",
        "v3.codec.blosc.typesize",
        "blosc",
        lambda c: c.get("shuffle") == "noshuffle" and "typesize" not in c,
    ),
    (
        "gzip-level-zero-refused",
        "v3.codec.gzip.level.zero",
        "gzip",
        lambda c: c.get("level") == 0,
    ),
    ("gzip-level-nine-refused", "v3.codec.gzip.level", "gzip", lambda c: c.get("level") == 9),
    ("gzip-not-installed", "v3.core.codecs.core", "gzip", lambda _: True),
)


def _configuration(name: str, clause: str, codec: str, refuses: Refuses) -> None:
    @fault(name, blames=clause, symptom="refused")
    def _() -> None:
        def change(parse: Any) -> Any:
            def strict(configuration: Any, *decoded: Any) -> Any:
                if refuses(configuration):
                    raise ValueError(name)
                return parse(configuration, *decoded)

            return strict

        wrap(CODECS, codec, change)


for _row in CONFIGURATIONS:
    _configuration(*_row)
