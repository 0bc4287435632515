"""Faults in the registered data types: their definitions, their fill values, their byte order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance import ledger
from conformance.oracle import (
    data_types,
    extension_structs,
    extension_texts,
    extension_times,
    extension_types,
)
from conformance.oracle.codecs import CODECS
from conformance.oracle.data_types import DataType
from conformance.oracle.errors import SpecError
from conformance.oracle.extensions import slug
from tests.saboteurs.faults.registry import fault, not_checked, rewrite, wrap

STRUCT = "ext.data-type.struct"
STRUCTURED = "ext.data-type.structured"
UTF32 = "ext.data-type.fixed-length-utf32"
TIMES = ("numpy.datetime64", "numpy.timedelta64")
Configuration = dict[str, Any]


for _name in TIMES:
    _document = f"ext.data-type.{slug(_name)}"
    not_checked(
        extension_times,
        f"{_document}.no-other-members",
        f"{_document}.scale-factor",
        f"{_document}.unit",
    )
not_checked(extension_structs, f"{STRUCT}.field.name")
not_checked(
    extension_structs, f"{STRUCT}.field.name.unique", also=(f"{STRUCT}.fill-value.other-members",)
)


def _defined(name: str, clause: str, type: str, change: Callable[[Any], Any]) -> None:
    """Change the definitions of one data type before they are read."""

    @fault(name, blames=clause, symptom="accepted")
    def _() -> None:
        rewrite(data_types, "parse", lambda v: change(v) if _named(v) == type else v)


def _named(value: Any) -> Any:
    return value.get("name") if isinstance(value, dict) else value


def _configured(change: Callable[[Configuration], Configuration]) -> Callable[[Any], Any]:
    return lambda value: (
        {**value, "configuration": change(value["configuration"])}
        if isinstance(value, dict) and isinstance(value.get("configuration"), dict)
        else value
    )


def _object(default: Configuration) -> Callable[[Any], Any]:
    return lambda value: {
        "configuration": default,
        **(value if isinstance(value, dict) else {"name": value}),
    }


_THREE = {"length_bytes": 12}
_defined(
    "utf32-by-its-name-alone",
    f"{UTF32}.object",
    "fixed_length_utf32",
    _object(_THREE),
)
_defined(
    "utf32-configuration-defaulted",
    f"{UTF32}.configuration",
    "fixed_length_utf32",
    _object(_THREE),
)
_defined(
    "utf32-length-by-another-name",
    f"{UTF32}.length-bytes.required",
    "fixed_length_utf32",
    _configured(lambda c: {"length_bytes": c["length"]} if "length" in c else c),
)
_defined(
    "utf32-length-that-is-none-defaulted",
    f"{UTF32}.length-bytes",
    "fixed_length_utf32",
    _configured(
        lambda c: c if type(c.get("length_bytes")) is int and c["length_bytes"] else _THREE
    ),
)
_defined(
    "utf32-length-without-its-sign",
    f"{UTF32}.length-bytes",
    "fixed_length_utf32",
    _configured(lambda c: {k: abs(n) if type(n) is int else n for k, n in c.items()}),
)
_defined(
    "utf32-length-in-a-string-accepted",
    f"{UTF32}.length-bytes",
    "fixed_length_utf32",
    _configured(
        lambda c: (
            {"length_bytes": int(c["length_bytes"])}
            if isinstance(c.get("length_bytes"), str)
            else c
        )
    ),
)
for _name in TIMES:
    _document = f"ext.data-type.{slug(_name)}"
    _kind = slug(_name).removeprefix("numpy-")
    _defined(
        f"{_kind}-configuration-defaulted",
        f"{_document}.configuration",
        _name,
        _object({"unit": "generic", "scale_factor": 1}),
    )
    _defined(
        f"{_kind}-unit-defaulted",
        f"{_document}.unit.required",
        _name,
        _configured(lambda c: {"unit": "s", **c}),
    )
    _defined(
        f"{_kind}-scale-factor-defaulted",
        f"{_document}.scale-factor.required",
        _name,
        _configured(lambda c: {"scale_factor": 1, **c}),
    )
_defined(
    "field-type-without-configuration-defaulted",
    f"{STRUCT}.field.data-type.extension",
    "numpy.datetime64",
    _object({"unit": "generic", "scale_factor": 1}),
)
_defined(
    "fields-in-an-object-accepted",
    f"{STRUCT}.fields",
    "struct",
    _configured(
        lambda c: (
            {"fields": [{"name": n, "data_type": t} for n, t in c["fields"].items()]}
            if isinstance(c.get("fields"), dict)
            else c
        )
    ),
)


@fault("utf32-fill-value-cut", blames=f"{UTF32}.too-long", symptom="accepted")
def _() -> None:
    def change(own: Any) -> Any:
        return lambda data_type, value: own(
            data_type,
            value[: data_type.size // 4]
            if data_type.kind == "text" and isinstance(value, str)
            else value,
        )

    wrap(extension_texts, "fill_value", change)


def _swapped_whole(name: str, clause: str) -> None:
    @fault(name, blames=clause, symptom="wrong")
    def _() -> None:
        # As if an element were one number.
        def change(parse: Any) -> Any:
            def whole(value: Any) -> DataType:
                data_type: DataType = parse(value)
                text = data_type.kind == "text"
                return replace(data_type, component=data_type.size) if text else data_type

            return whole

        wrap(data_types, "parse", change)


_swapped_whole("utf32-swapped-whole", f"{UTF32}.endian.all-units")


def _endian_by_default(name: str, clause: str, kind: str) -> None:
    @fault(name, blames=clause, symptom="accepted")
    def _() -> None:
        def change(parse: Any) -> Any:
            return lambda configuration, decoded: parse(
                {"endian": "little", **configuration}
                if decoded.data_type.kind == kind
                else configuration,
                decoded,
            )

        wrap(CODECS, "bytes", change)


_endian_by_default("utf32-little-endian-by-default", f"{UTF32}.endian", "text")
_endian_by_default("struct-little-endian-by-default", f"{STRUCT}.endian", "struct")


@fault("byte-order-of-fields-ignored", blames=f"{STRUCT}.endian.all-fields", symptom="wrong")
def _() -> None:
    def change(parse: Any) -> Any:
        return lambda configuration, decoded: parse(
            {**configuration, "endian": "little"}
            if decoded.data_type.kind == "struct" and "endian" in configuration
            else configuration,
            decoded,
        )

    wrap(CODECS, "bytes", change)


@fault("structured-needs-a-byte-order", blames=f"{STRUCTURED}.missing-endian", symptom="refused")
def _() -> None:
    def change(parse: Any) -> Any:
        def strict(configuration: Any, decoded: Any) -> Any:
            if decoded.data_type.legacy and "endian" not in configuration:
                raise ValueError("endian is missing")
            return parse(configuration, decoded)

        return strict

    wrap(CODECS, "bytes", change)


def _odd_fill_value(name: str, clause: str, wanted: Callable[[DataType], bool]) -> None:
    @fault(name, blames=clause, symptom="accepted")
    def _() -> None:
        def change(own: Any) -> Any:
            def lenient(data_type: DataType, value: Any, *rest: Any) -> bytes:
                try:
                    element: bytes = own(data_type, value, *rest)
                except SpecError:
                    if not wanted(data_type):
                        raise
                    return b"" if data_type.variable else bytes(data_type.size)
                return element

            return lenient

        wrap(extension_types, "fill_value", change)


def _of_type(document: str) -> Callable[[DataType], bool]:
    return lambda data_type: slug(data_type.name) == document


for _clause in ledger.load():
    _type, _, _about = _clause.id.removeprefix("ext.data-type.").rpartition(".")
    # Where the text says what a fill value may be, no case is scored.
    _scored = _clause.level == "must" and _clause.state == "tested"
    if _scored and _clause.id.startswith("ext.data-type.") and _about == "fill-value":
        _odd_fill_value(f"odd-fill-value-of-{_type}-is-zero", _clause.id, _of_type(_type))
_odd_fill_value(
    "odd-fill-value-of-nested-struct-is-zero", f"{STRUCT}.fill-value.nested", _of_type("struct")
)


def _struct_fill(name: str, clause: str, change: Callable[[DataType, Any], Any]) -> None:
    """Change the fill values of structs, of the data type and the JSON value."""

    @fault(name, blames=clause, symptom="accepted")
    def _() -> None:
        def changed(own: Any) -> Any:
            return lambda data_type, value, any_fill: own(
                data_type, change(data_type, value), any_fill
            )

        wrap(extension_structs, "fill_value", changed)


def _zero(data_type: DataType) -> Any:
    return {name: _zero(field) for name, field in data_type.fields} if data_type.fields else 0


_struct_fill(
    "fill-value-of-missing-field-is-zero",
    f"{STRUCT}.fill-value.every-field",
    lambda data_type, value: {**_zero(data_type), **value} if isinstance(value, dict) else value,
)


@fault(
    "odd-fill-value-of-field-is-zero", blames=f"{STRUCT}.fill-value.field-valid", symptom="accepted"
)
def _() -> None:
    def changed(own: Any) -> Any:
        def lenient(data_type: DataType, value: Any, any_fill: Any) -> bytes:
            def zero(field: DataType, given: Any) -> bytes:
                try:
                    element: bytes = any_fill(field, given)
                except SpecError:
                    return bytes(field.size)
                return element

            whole: bytes = own(data_type, value, zero)
            return whole

        return lenient

    wrap(extension_structs, "fill_value", changed)


def _fields(name: str, clause: str, change: Callable[[Any], Any]) -> None:
    """Change the definition of every field; fill values are then zeros where they do not fit."""

    @fault(name, blames=f"{STRUCT}.{clause}", symptom="accepted")
    def _() -> None:
        def changed(own: Any) -> Any:
            return lambda value, any_type, **legacy: own(change(value), any_type, **legacy)

        def zeros(own: Any) -> Any:
            def lenient(data_type: DataType, value: Any, any_fill: Any) -> bytes:
                try:
                    element: bytes = own(data_type, value, any_fill)
                except SpecError:
                    return bytes(data_type.size)
                return element

            return lenient

        wrap(extension_structs, "_field", changed)
        wrap(extension_structs, "fill_value", zeros)


def _has_name(value: Any) -> bool:
    return isinstance(value, dict) and "name" in value


def _typed(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: (
        {**value, "data_type": change(value["data_type"])}
        if isinstance(value, dict) and "data_type" in value
        else value
    )


_fields(
    "field-of-a-type-alone-gets-a-name",
    "field.object",
    lambda value: {"name": "f", "data_type": value} if isinstance(value, str) else value,
)
_fields(
    "field-without-name-gets-one",
    "field.name.required",
    lambda value: {"name": "f", **value} if isinstance(value, dict) else value,
)
_fields(
    "field-without-type-is-float64",
    "field.data-type.required",
    lambda value: {"data_type": "float64", **value} if isinstance(value, dict) else value,
)
_fields(
    "field-of-no-type-is-float64",
    "field.data-type.fixed-size",
    _typed(lambda t: t if isinstance(_named(t), str) else "float64"),
)
_fields(
    "field-of-an-unknown-float-is-float64",
    "field.data-type.fixed-size",
    _typed(lambda t: "float64" if isinstance(t, str) and t.startswith("float") else t),
)
_fields(
    "field-name-made-a-string",
    "field.name",
    lambda value: {**value, "name": str(value["name"])} if _has_name(value) else value,
)
_fields(
    "field-of-variable-length-is-a-pointer",
    "field.variable-length",
    _typed(lambda t: "uint64" if _named(t) in ("string", "bytes") else t),
)


def _struct(name: str, clause: str, symptom: Any, change: Callable[[DataType], DataType]) -> None:
    @fault(name, blames=clause, symptom=symptom)
    def _() -> None:
        def changed(parse: Any) -> Any:
            def other(value: Any) -> DataType:
                data_type: DataType = parse(value)
                return change(data_type) if data_type.kind == "struct" else data_type

            return other

        wrap(data_types, "parse", changed)


def _sorted(data_type: DataType) -> DataType:
    fields = tuple(sorted(data_type.fields, key=lambda field: field[0]))
    parts = tuple(size for _, field in fields for size in field.components)
    return replace(data_type, fields=fields, parts=parts)


def _several(data_type: DataType) -> DataType:
    if len(data_type.fields) == 1:
        raise ValueError("a struct has several fields")
    return data_type


def _not_legacy(data_type: DataType) -> DataType:
    if data_type.legacy:
        raise ValueError("structured is unknown")
    return data_type


_struct("fields-sorted-by-name", f"{STRUCT}.fields.order", "wrong", _sorted)
_struct("struct-of-one-field-refused", f"{STRUCT}.fields.not-empty", "refused", _several)
_struct("structured-unknown", f"{STRUCTURED}.readable", "refused", _not_legacy)


@fault("fields-in-pairs-refused", blames=f"{STRUCTURED}.legacy-forms", symptom="refused")
def _() -> None:
    def change(own: Any) -> Any:
        return lambda value, any_type, **_: own(value, any_type, legacy=False)

    wrap(extension_structs, "_field", change)
