"""Faults in the forms of extensions, in unknown fields, and in the names of data types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.oracle import codecs, data_types, extensions, metadata
from tests.saboteurs.faults.registry import fault, rewrite, tolerate, wrap

UNKNOWN = "v3.core.extension.unknown-field"


@fault("unknown-field-ignored", blames=UNKNOWN, symptom="accepted")
def _() -> None:
    tolerate(metadata, UNKNOWN)


@fault("value-of-must-understand-ignored", blames=UNKNOWN, symptom="accepted")
def _() -> None:
    wrap(
        extensions,
        "is_ignorable",
        lambda _: lambda value: isinstance(value, dict) and "must_understand" in value,
    )


@fault("unknown-simple-field-ignored", blames=UNKNOWN, symptom="accepted")
def _() -> None:
    # As if only an object could ask to be understood.
    wrap(
        extensions,
        "is_ignorable",
        lambda original: lambda value: not isinstance(value, dict) or original(value),
    )


@fault(
    "ignorable-field-refused",
    blames="v3.core.extension.must-understand.ignorable",
    symptom="refused",
)
def _() -> None:
    wrap(extensions, "is_ignorable", lambda _: lambda _: False)


@fault(
    "must-understand-of-extensions-refused",
    blames="v3.core.extension.must-understand.implicit",
    symptom="refused",
)
def _() -> None:
    wrap(extensions, "MEMBERS", lambda members: members - {"must_understand"})


@fault("short-hand-refused", blames="v3.core.extension.short-hand.equivalent", symptom="refused")
def _() -> None:
    def change(parse: Any) -> Any:
        def strict(value: Any, *where: str) -> extensions.Extension:
            if isinstance(value, str) and where[0] != "data_type":
                raise ValueError(f"{where[-1]} is not an object")
            extension: extensions.Extension = parse(value, *where)
            return extension

        return strict

    wrap(extensions, "parse", change)


@fault(
    "configuration-required",
    blames="v3.core.extension.configuration.optional",
    symptom="refused",
)
def _() -> None:
    def change(parse: Any) -> Any:
        def strict(value: Any, *where: str) -> extensions.Extension:
            if isinstance(value, dict) and "configuration" not in value:
                raise ValueError(f"{where[-1]} has no configuration")
            extension: extensions.Extension = parse(value, *where)
            return extension

        return strict

    wrap(extensions, "parse", change)


@fault(
    "odd-configuration-ignored",
    blames="v3.core.extension.configuration.object",
    symptom="accepted",
)
def _() -> None:
    def change(value: Any) -> Any:
        if isinstance(value, dict) and not isinstance(value.get("configuration", {}), dict):
            return {**value, "configuration": {}}
        return value

    rewrite(extensions, "parse", change)


@fault("null-codec-ignored", blames="v3.core.array.codecs.definition", symptom="accepted")
def _() -> None:
    rewrite(
        codecs,
        "parse_chain",
        lambda items: [i for i in items if i is not None] if isinstance(items, list) else items,
    )


IDENTIFIER = "v3.core.array.data-type.identifier"
OTHER_NAMES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    (
        "of-numpy",
        UNKNOWN,
        lambda n: {"<u2": "uint16", "u2": "uint16", "ushort": "uint16"}.get(n, n),
    ),
    ("of-rust", IDENTIFIER, lambda n: {"u16": "uint16"}.get(n, n)),
    ("in-any-case", IDENTIFIER, str.lower),
    ("stripped", IDENTIFIER, str.strip),
    ("guessed-by-their-start", IDENTIFIER, lambda n: "uint16" if n.startswith("uint") else n),
    ("defaulted-when-empty", IDENTIFIER, lambda n: n or "uint16"),
    ("unknown-are-uint16", UNKNOWN, lambda n: n if data_types.is_core(n) else "uint16"),
)


def _other_names(name: str, clause: str, change: Callable[[str], str]) -> None:
    @fault(f"data-type-names-{name}", blames=clause, symptom="accepted")
    def _() -> None:
        rewrite(data_types, "parse", lambda n: change(n) if isinstance(n, str) else n)


for _row in OTHER_NAMES:
    _other_names(*_row)


@fault("raw-bits-rounded-up", blames="v3.codec.bytes.raw", symptom="accepted")
def _() -> None:
    def change(name: Any) -> Any:
        if isinstance(name, str) and name[:1] == "r" and name[1:].isdecimal():
            return f"r{-(-int(name[1:]) // 8) * 8}"
        return name

    rewrite(data_types, "parse", change)
