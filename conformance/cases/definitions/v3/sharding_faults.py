"""Faults in the configuration of the sharding codec, and what its text leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import (
    CRC32C,
    array,
    bytes_codec,
    gzip,
    sharding,
    transpose,
)
from conformance.cases.definitions.v3.sharding import (
    ENTRIES,
    INDEX_AT_END,
    INDEX_WITHOUT_CHECKSUM,
    ONE_INNER_CHUNK,
)
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.oracle.codecs.sharding_indexed import EMPTY

BYTES = bytes_codec()
CONFIGURATION = "codecs.0.configuration"
CLAUSE = "v3.codec.sharding"
ONE_DIMENSION = (
    array("v3/codecs/sharding/one-dimension", "A shard of one dimension.", f"{CLAUSE}.format")
    .shape(2)
    .codecs(sharding(2))
    .read()
)


def _fault(name: str, title: str, *clauses: str, control: Case = INDEX_AT_END) -> FaultDraft:
    return fault(f"v3/codecs/sharding/{name}", title, *clauses, control=control)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield ONE_DIMENSION
    yield from _chunk_shape()
    yield from _lists()
    yield from _location()
    yield from _open()


def _chunk_shape() -> Iterator[Case]:
    yield (
        _fault(
            "chunk-shape-missing",
            "The inner chunk shape is missing.",
            f"{CLAUSE}.chunk-shape.length",
            control=ONE_INNER_CHUNK,
        )
        .drop(f"{CONFIGURATION}.chunk_shape")
        .refuse()
    )
    # A reader that completes the shape from that of the shard finds the right inner chunk.
    shapes: dict[str, tuple[Any, str, str]] = {
        "too-short": ([4], "has one dimension, and the shard two", "length"),
        "too-long": ([4, 6, 1], "has three dimensions, and the shard two", "length"),
        "empty": ([], "has no dimension, and the shard two", "length"),
        "number": (4, "is a single number", "length"),
        "null": (None, "is null", "length"),
    }
    for special, (shape, words, clause) in shapes.items():
        yield (
            _fault(
                f"chunk-shape-{special}",
                f"The inner chunk shape {words}.",
                f"{CLAUSE}.chunk-shape.{clause}",
                control=ONE_INNER_CHUNK,
            )
            .set(f"{CONFIGURATION}.chunk_shape", shape)
            .refuse()
        )
    # A second length of one changes neither the inner chunk nor its elements.
    yield (
        _fault(
            "chunk-shape-too-long-1d",
            "The inner chunk shape has two dimensions, and the shard one.",
            f"{CLAUSE}.chunk-shape.length",
            control=ONE_DIMENSION,
        )
        .set(f"{CONFIGURATION}.chunk_shape", [2, 1])
        .refuse()
    )


def _lists() -> Iterator[Case]:
    for member in ("codecs", "index_codecs"):
        name = member.replace("_", "-")
        words = "codecs of the inner chunks" if member == "codecs" else "codecs of the index"
        yield (
            _fault(f"{name}-missing", f"The {words} are missing.", f"{CLAUSE}.{name}.required")
            .drop(f"{CONFIGURATION}.{member}")
            .refuse()
        )
        turn = transpose(1, 0) if member == "codecs" else transpose(1, 0, 2)
        array, one = f"{CLAUSE}.{name}.array", "v3.core.codecs.one-array-to-bytes"
        required = f"{CLAUSE}.{name}.required"
        # An index without a checksum is what a lenient reader of these lists finds.
        plain = INDEX_AT_END if member == "codecs" else INDEX_WITHOUT_CHECKSUM
        lists: dict[str, tuple[Any, str, str]] = {
            "empty": ([], "are an empty list", "v3.core.array.codecs.not-empty"),
            "without-array-to-bytes": ([turn], "make no bytes", one),
            "object": (BYTES, "are one object without a list", array),
            "null": (None, "are null", array),
        }
        for special, (value, what, clause) in lists.items():
            yield (
                _fault(f"{name}-{special}", f"The {words} {what}.", clause, required, control=plain)
                .set(f"{CONFIGURATION}.{member}", value)
                .refuse()
            )
        # "Exactly one" stands in a sentence of this codec that is itself under discussion.
        yield (
            _fault(f"{name}-bytes-twice", f"The {words} make bytes twice.", f"{CLAUSE}.{name}.one")
            .set(f"{CONFIGURATION}.{member}", [BYTES, BYTES])
            .observe("zarr-specs#358")
        )
        yield (
            _fault(
                f"{name}-unknown",
                f"There is an invented one among the {words}.",
                "v3.core.extension.unknown-field",
                control=plain,
            )
            .set(f"{CONFIGURATION}.{member}", [BYTES, {"name": "zarr-conformance-invented"}])
            .refuse()
        )


def _location() -> Iterator[Case]:
    values: dict[str, tuple[Any, str]] = {
        "unknown-word": ("middle", "a word of its own"),
        "capital-letters": ("END", "in capital letters"),
        "number": (0, "a number"),
        "null": (None, "null"),
    }
    for special, (value, words) in values.items():
        yield (
            _fault(
                f"index-location-{special}",
                f"The location of the index is {words}.",
                f"{CLAUSE}.index-location.values",
            )
            .set(f"{CONFIGURATION}.index_location", value)
            .refuse()
        )


def _open() -> Iterator[Case]:
    shapes: dict[str, tuple[Any, str]] = {
        "does-not-divide": ([3, 3], "does not divide the shard"),
        "larger-than-shard": ([8, 6], "is larger than the shard"),
        "zero": ([0, 3], "has a zero"),
        "negative": ([-2, 3], "has a negative number"),
    }
    for special, (shape, words) in shapes.items():
        yield (
            _fault(
                f"chunk-shape-{special}",
                f"The inner chunk shape {words}.",
                f"{CLAUSE}.chunk-shape.divides",
            )
            .set(f"{CONFIGURATION}.chunk_shape", shape)
            .observe("zarr-specs#370", "zarrs#233")
        )
    for special, shape, words in (
        ("decimal-point", [2.0, 3.0], "is of integers written with a decimal point"),
        ("strings", ["2", "3"], "holds strings"),
    ):
        yield (
            _fault(
                f"chunk-shape-{special}",
                f"The inner chunk shape {words}.",
                f"{CLAUSE}.chunk-shape.integers",
            )
            .set(f"{CONFIGURATION}.chunk_shape", shape)
            .observe()
        )
    yield (
        _fault(
            "index-codecs-of-variable-size",
            "The codecs of the index include a compressor.",
            f"{CLAUSE}.index-codecs.fixed-size",
        )
        .set(f"{CONFIGURATION}.index_codecs", [BYTES, gzip()])
        .observe()
    )
    yield (
        _fault(
            "unknown-parameter",
            "The configuration has a parameter that the codec does not have.",
            "v3.core.extension.configuration.unknown-member",
        )
        .set(f"{CONFIGURATION}.zarr-conformance-invented", 1)
        .observe("zarr-specs#270")
    )
    for member, chain in (("codecs", ["bytes"]), ("index_codecs", [BYTES, CRC32C["name"]])):
        yield (
            _fault(
                f"short-hand-in-{member.replace('_', '-')}",
                f"An item of {member} is a name alone, where the text asks for objects.",
                f"{CLAUSE}.{member.replace('_', '-')}.objects",
            )
            .set(f"{CONFIGURATION}.{member}", chain)
            .observe()
        )
    entries = {
        "offset-empty": ((EMPTY, 12), "An offset says empty, and its length does not."),
        "length-empty": ((0, EMPTY), "A length says empty, and its offset does not."),
        "overlapping": ((6, 12), "An inner chunk begins in the middle of another."),
        "in-the-index": ((48, 12), "An entry refers to bytes of the index."),
    }
    for special, ((offset, length), title) in entries.items():
        yield (
            _fault(f"index-entry-{special}", title, f"{ENTRIES}.invalid")
            .index_entry("c/0/0", 1, offset, length)
            .observe()
        )
