"""Faults in the documents of version 2: keys, data types, codecs by name, and attributes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from conformance.oracle import documents
from conformance.oracle.errors import SpecError
from conformance.oracle.v2 import codecs, data_types, metadata, nodes
from tests.saboteurs.faults.registry import fault, rework, rewrite, tolerate, wrap

Document = dict[str, Any]
ARRAY = "v2.array"
_ZLIB = {"id": "zlib"}
DEFAULTS: Mapping[str, Callable[[Document], Any]] = {
    "zarr_format": lambda _: 2,
    "shape": lambda document: document.get("chunks"),
    "chunks": lambda document: document.get("shape"),
    "dtype": lambda _: "<u2",
    "compressor": lambda _: None,
    "fill_value": lambda _: 0,
    "order": lambda _: "C",
    "filters": lambda _: None,
}


def _defaulted(key: str, clause: str, default: Callable[[Document], Any], what: str = "") -> None:
    name = f"v2-missing-{key}{what}-defaulted".replace("_", "-")

    @fault(name, blames=f"{clause}.required", symptom="accepted")
    def _() -> None:
        rework(documents, "parse", lambda d: d if key in d else {**d, key: default(d)})


for _key, _default in DEFAULTS.items():
    _defaulted(_key, f"{ARRAY}.{_key.replace('_', '-')}", _default)
_defaulted("zarr_format", "v2.group.zarr-format", lambda _: 2, "-of-group")


def _created(node: str, text: bytes) -> None:
    @fault(
        f"v2-broken-document-of-{node}-created-anew",
        blames=f"v2.{node}.object",
        symptom="accepted",
    )
    def _() -> None:
        # As if it were opened to write: what cannot be read is created, and is empty.
        def change(parse: Any) -> Any:
            def creating(data: bytes, attributes: bytes | None = None) -> Any:
                try:
                    return parse(data, attributes)
                except SpecError:
                    return parse(text, attributes)

            return creating

        wrap(nodes, f"parse_{node}", change)


_created(
    "array",
    b'{"zarr_format": 2, "shape": [], "chunks": [], "dtype": "|u1", "compressor": null,'
    b'"fill_value": 0, "order": "C", "filters": null}',
)
_created("group", b'{"zarr_format": 2}')


def _tolerated(name: str, module: Any, clause: str) -> None:
    @fault(f"v2-{name}", blames=clause, symptom="accepted")
    def _() -> None:
        tolerate(module, clause)


for _node in ("array", "group"):
    _tolerated(f"zarr-format-of-{_node}-not-checked", metadata, f"v2.{_node}.zarr-format.integer")
_tolerated("order-of-any-letter", metadata, f"{ARRAY}.order.values")
_tolerated("separator-of-any-string", metadata, f"{ARRAY}.dimension-separator.values")
_tolerated("fields-of-one-name", data_types, "v2.dtype.structured.list")
_tolerated("field-name-of-any-type", data_types, "v2.dtype.structured.field-name")


def _key(name: str, clause: str, key: str, change: Callable[[Any, Document], Any]) -> None:
    """Change the value of a key of an array's document, of the value and the document."""

    @fault(f"v2-{name}", blames=clause, symptom="accepted")
    def _() -> None:
        rework(documents, "parse", lambda d: {**d, key: change(d[key], d)} if key in d else d)


_key(
    "shape-of-no-list-is-that-of-a-chunk",
    f"{ARRAY}.shape.integers",
    "shape",
    lambda shape, d: shape if isinstance(shape, list) else d["chunks"],
)
_key(
    "odd-separator-is-a-period",
    f"{ARRAY}.dimension-separator.values",
    "dimension_separator",
    lambda separator, _: separator if isinstance(separator, str) else ".",
)
_key(
    "negative-length-is-zero",
    f"{ARRAY}.shape.integers",
    "shape",
    lambda shape, _: [max(n, 0) if type(n) is int else 0 for n in shape],
)
_key(
    "chunk-length-that-is-none-is-whole-dimension",
    f"{ARRAY}.chunks.integers",
    "chunks",
    lambda chunks, d: (
        [c if type(c) is int and c > 0 else n for c, n in zip(chunks, d["shape"], strict=True)]
        if isinstance(chunks, list)
        else d["shape"]
    ),
)
_key(
    "chunks-fitted-to-shape",
    f"{ARRAY}.chunks.rank",
    "chunks",
    lambda chunks, d: [*chunks, *d["shape"][len(chunks) :]][: len(d["shape"])],
)
_key(
    "dtype-of-no-form-defaulted",
    "v2.dtype.form",
    "dtype",
    lambda dtype, _: dtype if dtype and isinstance(dtype, str | list) else "<u2",
)
_key(
    "compressor-of-no-form-ignored",
    f"{ARRAY}.compressor.form",
    "compressor",
    lambda value, _: value if isinstance(value, dict) else None,
)
_key(
    "filters-of-no-form-ignored",
    f"{ARRAY}.filters.form",
    "filters",
    lambda value, _: (
        [item for item in value if isinstance(item, dict)] if isinstance(value, list) else None
    ),
)
_key(
    "compressor-without-id-is-zlib",
    f"{ARRAY}.compressor.id",
    "compressor",
    lambda value, _: (
        value
        if value is None or (value.get("id") and isinstance(value["id"], str))
        else {**value, **_ZLIB}
    ),
)
_key(
    "name-of-compressor-is-its-id",
    f"{ARRAY}.compressor.id",
    "compressor",
    lambda value, _: value and {"id": value.get("name"), **value},
)
_key(
    "filter-without-id-ignored",
    f"{ARRAY}.filters.id",
    "filters",
    lambda value, _: value and [item for item in value if isinstance(item.get("id"), str)],
)
_key(
    "unknown-compressor-is-zlib",
    "v2.chunks.compressed",
    "compressor",
    lambda value, _: value and (value if value.get("id") in codecs.CODECS else _ZLIB),
)
_key(
    "unknown-filter-ignored",
    "v2.filters.decode-order",
    "filters",
    lambda value, _: value and [item for item in value if item.get("id") in codecs.CODECS],
)


def _dtype(name: str, clause: str, change: Callable[[str], str]) -> None:
    """Change type strings before they are read, those of fields too."""

    @fault(f"v2-{name}", blames=clause, symptom="accepted")
    def _() -> None:
        rewrite(data_types, "_simple", change)


_dtype(
    "byte-order-of-this-machine-by-default",
    "v2.dtype.byte-order",
    lambda text: f"<{text}" if text[:1] not in "<>|=" else text,
)
_dtype(
    "nanoseconds-by-default",
    "v2.dtype.units",
    lambda text: re.sub(r"^(.[mM]8)(\[\])?$", r"\1[ns]", text),
)
_dtype(
    "units-in-any-case",
    "v2.dtype.units.valid",
    lambda text: text[:3] + text[3:].lower() if text[1:2] in ("m", "M") else text,
)
_dtype(
    "unit-of-any-word",
    "v2.dtype.units.valid",
    lambda text: re.sub(r"^(.[mM]8)[\[(].*", r"\1[ns]", text),
)
_dtype(
    "size-that-is-none-is-two",
    "v2.dtype.item-size",
    lambda text: text if re.fullmatch(r".[a-zA-Z](1|2|4|8|16)(\[.*\])?", text) else f"{text[:2]}2",
)
_dtype(
    "bits-are-unsigned",
    "v2.dtype.kind",
    lambda text: "<u2" if text[1:2] == "t" else text,
)
_dtype(
    "kind-that-is-unknown-is-unsigned",
    "v2.dtype.kind",
    lambda text: text if text[1:2] in "biufcmMSUV" else f"{text[0]}u{text[2:]}",
)


def _field(name: str, clause: str, change: Callable[[Any], Any]) -> None:
    @fault(f"v2-{name}", blames=clause, symptom="accepted")
    def _() -> None:
        rewrite(data_types, "_field", change)


_field(
    "field-of-a-type-alone-gets-a-name",
    "v2.dtype.structured.field",
    lambda value: ["f1", value] if isinstance(value, str) else value,
)
_field(
    "field-without-type-is-a-float",
    "v2.dtype.structured.field",
    lambda value: [*value, "<f8"] if isinstance(value, list) and len(value) == 1 else value,
)
_field(
    "field-of-objects-is-of-pointers",
    "v2.dtype.structured.field-type",
    lambda value: [value[0], "<u8"] if value[1:] == ["|O"] else value,
)
_field(
    "items-of-field-beyond-the-third-ignored",
    "v2.dtype.structured.field",
    lambda value: value[:3] if isinstance(value, list) else value,
)


@fault("v2-attributes-dropped", blames="v2.attributes.document", symptom="wrong")
def _() -> None:
    wrap(metadata, "parse_attributes", lambda _: lambda _: {})


@fault("v2-attributes-required", blames="v2.attributes.optional", symptom="refused")
def _() -> None:
    def change(parse: Any) -> Any:
        def required(data: bytes | None) -> Any:
            return parse(b"" if data is None else data)

        return required

    wrap(metadata, "parse_attributes", change)


@fault("v2-broken-attributes-are-empty", blames="v2.attributes.object", symptom="accepted")
def _() -> None:
    def change(parse: Any) -> Any:
        def forgiving(data: bytes | None) -> Any:
            try:
                return parse(data)
            except SpecError:
                return {}

        return forgiving

    wrap(metadata, "parse_attributes", change)


@fault("v2-nested-attributes-dropped", blames="v2.attributes.any-value", symptom="wrong")
def _() -> None:
    def change(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
        return {k: v for k, v in attributes.items() if not isinstance(v, dict | list)}

    rework(metadata, "parse_attributes", change)


@fault("v2-attributes-in-the-document", blames="v2.attributes.document", symptom="wrong")
def _() -> None:
    # As if version 3 were read, whose attributes are a member of the one document.
    def change(parse: Any) -> Any:
        def inside(data: bytes, _: bytes | None = None) -> Any:
            return parse(data, json.dumps(json.loads(data).get("attributes", {})).encode())

        return inside

    for node in ("array", "group"):
        wrap(nodes, f"parse_{node}", change)
