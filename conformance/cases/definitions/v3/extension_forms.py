"""The forms of an extension definition: names alone, objects, and must_understand.

What single extension points make of them is in the modules of those points.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import (
    CRC32C,
    Json,
    array,
    bytes_codec,
)
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.definitions.v3.sharding import ONE_INNER_CHUNK
from conformance.cases.faults import fault
from conformance.cases.model import Case

BYTES = bytes_codec()
SHORT_HAND = "v3.core.extension.short-hand.equivalent"
OBJECT = "v3.core.extension.object"
IMPLICIT = "v3.core.extension.must-understand.implicit"
GRID: Json = {"name": "regular", "configuration": {"chunk_shape": [2, 3]}}
KEYS: Json = {"name": "default", "configuration": {"separator": "/"}}

# One extension point each: its path in the document, and a good definition of its own.
POINTS: dict[str, tuple[str, Json]] = {
    "codec": ("codecs.1", CRC32C),
    "chunk-grid": ("chunk_grid", GRID),
    "chunk-key-encoding": ("chunk_key_encoding", KEYS),
}

WITH_CHECKSUM = (
    array(
        "v3/extensions/codec-without-configuration",
        "A codec is an object without a configuration, which it does not need.",
        OBJECT,
        "v3.core.extension.configuration.optional",
    )
    .codecs(BYTES, CRC32C)
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield WITH_CHECKSUM
    yield from _codec_forms()
    yield from _must_understand()
    yield from _form_faults()
    yield from _short_hand_faults()
    yield from _open()


def _codec_forms() -> Iterator[Case]:
    forms: dict[str, tuple[list[Json], str, str]] = {
        "codec-short-hand": ([BYTES, "crc32c"], SHORT_HAND, "A codec is its name alone."),
        "codec-empty-configuration": (
            [BYTES, {"name": "crc32c", "configuration": {}}],
            OBJECT,
            "The configuration of a codec is an empty object, which says the same as none.",
        ),
    }
    for special, (codecs, clause, title) in forms.items():
        more = ("v3.core.extension.short-hand",) if clause == SHORT_HAND else ()
        yield array(f"v3/extensions/{special}", title, clause, *more).codecs(*codecs).read()
    yield (
        array(
            "v3/extensions/bytes-short-hand",
            "The bytes codec is its name alone: elements of one byte need no more.",
            SHORT_HAND,
        )
        .data_type("uint8")
        .codecs("bytes")
        .observe()
    )
    yield (
        array(
            "v3/extensions/bytes-empty-configuration",
            "The configuration of the bytes codec is an empty object; elements have one byte.",
            OBJECT,
        )
        .data_type("uint8")
        .codecs({"name": "bytes", "configuration": {}})
        .observe()
    )


def _must_understand() -> Iterator[Case]:
    explicit = {"must_understand": True}
    for member, value, point in (
        ("codecs", [BYTES | explicit], "bytes codec"),
        ("chunk_grid", GRID | explicit, "chunk grid"),
        ("chunk_key_encoding", KEYS | explicit, "chunk key encoding"),
    ):
        yield (
            array(
                f"v3/extensions/must-understand-{point.replace(' ', '-')}",
                f"The {point} says must_understand: true, which it means anyway.",
                IMPLICIT,
            )
            .member(member, value)
            .read()
        )
    yield (
        array(
            "v3/extensions/not-to-be-understood-codec",
            "A codec that readers know says that it need not be understood.",
            "v3.core.extension.must-understand.explicit",
        )
        .codecs(BYTES, CRC32C | {"must_understand": False})
        .observe("zarr-specs#354")
    )


def _form_faults() -> Iterator[Case]:
    names: dict[str, tuple[Any, str]] = {
        "null": (None, "null"),
        "number": (1, "a number"),
        "list": (["crc32c"], "a list"),
    }
    configurations: dict[str, tuple[Any, str]] = {
        "list": ([], "a list"),
        "string": ("", "a string"),
        "null": (None, "null"),
        "number": (0, "a number"),
    }
    name_clause = "v3.core.extension.name.string"
    configuration_clause = "v3.core.extension.configuration.object"
    for point, (path, _) in POINTS.items():
        words = point.replace("-", " ")
        member = "codecs" if point == "codec" else point
        definition = [f"v3.core.array.{member}.definition"]
        named = [
            *definition,
            *(["v3.core.array.chunk-grid.regular-name"] * (member == "chunk-grid")),
        ]
        # Chunks without a checksum are what a reader finds that passes over a codec of no name.
        plain = MINIMAL if point == "codec" else WITH_CHECKSUM
        codecs = [BYTES, CRC32C]
        yield (
            fault(
                f"v3/extensions/{point}-name-missing",
                f"The object of a {words} has no name.",
                name_clause,
                *named,
                control=plain,
            )
            .set("codecs", codecs)
            .drop(f"{path}.name")
            .refuse()
        )
        for special, (value, what) in names.items():
            yield (
                fault(
                    f"v3/extensions/{point}-name-is-{special}",
                    f"The name of a {words} is {what}.",
                    name_clause,
                    *named,
                    control=WITH_CHECKSUM if special == "list" else plain,
                )
                .set("codecs", codecs)
                .set(f"{path}.name", value)
                .refuse()
            )
        for special, (value, what) in configurations.items():
            yield (
                fault(
                    f"v3/extensions/{point}-configuration-is-{special}",
                    f"The configuration of a {words} is {what}.",
                    configuration_clause,
                    *definition,
                    control=WITH_CHECKSUM,
                )
                .set(f"{path}.configuration", value)
                .refuse()
            )


def _short_hand_faults() -> Iterator[Case]:
    codecs: dict[str, tuple[list[Json], str]] = {
        "bytes": (["bytes"], "v3.codec.bytes.endian.required"),
        "transpose": (["transpose", BYTES], "v3.codec.transpose.order.required"),
        "sharding_indexed": (["sharding_indexed"], "v3.codec.sharding.codecs.required"),
    }
    for name, (chain, clause) in codecs.items():
        yield (
            fault(
                f"v3/extensions/short-hand-of-{name.replace('_', '-')}",
                f"The codec {name} is its name alone, and its configuration is not optional.",
                clause,
                control=ONE_INNER_CHUNK if name == "sharding_indexed" else MINIMAL,
            )
            .set("codecs", chain)
            .refuse()
        )


def _open() -> Iterator[Case]:
    for special, value, title in (
        ("string", "false", "A codec has the string false for must_understand."),
        ("null", None, "A codec has null for must_understand."),
    ):
        yield (
            fault(
                f"v3/extensions/must-understand-is-{special}",
                title,
                IMPLICIT,
                control=WITH_CHECKSUM,
            )
            .set("codecs.1.must_understand", value)
            .observe()
        )
    yield (
        fault(
            "v3/extensions/codec-name-of-earlier-draft",
            "The bytes codec has the name that it had before version 3 was final.",
            "v3.core.extension.unknown-field",
            control=MINIMAL,
        )
        .set("codecs.0.name", "endian")
        .observe()
    )
    for name in ("gzip", "blosc"):
        yield (
            fault(
                f"v3/extensions/short-hand-of-{name}",
                f"The codec {name} is its name alone, without its parameters.",
                f"v3.codec.{name}.{'level' if name == 'gzip' else 'cname'}",
                control=MINIMAL,
            )
            .set("codecs", [BYTES, name])
            .observe()
        )
