"""How a data type is named in the metadata: names that must be refused, and open forms."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import (
    Json,
)
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.faults import fault
from conformance.cases.model import Case

DEFINITION = "v3.core.array.data-type.definition"
IDENTIFIER = "v3.core.array.data-type.identifier"
RAW = "v3.data-type.raw"
RAW_BITS = "v3.codec.bytes.raw"
UNKNOWN = "v3.core.extension.unknown-field"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for name, title, identifier in (
        ("unknown", "The data type has a name that nobody knows.", "example-unknown-type"),
        ("upper-case", "The data type is written UInt16.", "UInt16"),
        ("all-upper-case", "The data type is written UINT16.", "UINT16"),
        ("numpy-little-endian", "The data type is written <u2, as in Zarr v2.", "<u2"),
        ("numpy-short", "The data type is written u2, as numpy does.", "u2"),
        ("c-name", "The data type is written ushort, as in C.", "ushort"),
        ("rust-name", "The data type is written u16, as in Rust.", "u16"),
        ("trailing-space", "A space follows the data type's identifier.", "uint16 "),
        ("no-such-width", "The data type is uint48, a width that no core data type has.", "uint48"),
        ("empty", "The data type is the empty string.", ""),
        ("raw-without-bits", "The data type is r, without a number of bits.", "r"),
    ):
        yield (
            fault(f"v3/data-types/name-{name}", title, UNKNOWN, IDENTIFIER, control=MINIMAL)
            .set("data_type", identifier)
            .refuse()
        )
    for width in (9, 12):
        yield (
            fault(
                f"v3/data-types/raw-of-{width}-bits",
                f"The data type is r{width}, and {width} is no multiple of 8.",
                RAW_BITS,
                RAW,
                "v3.core.data-type.whole-bytes",
                control=MINIMAL,
            )
            .set("data_type", f"r{width}")
            .set("fill_value", [0, 0])
            .refuse()
        )
    others: tuple[tuple[str, str, Json], ...] = (
        ("number", "The data type is a number.", 16),
        ("null", "The data type is null.", None),
        ("boolean", "The data type is true.", True),
        ("array", "The data type is an array with one name.", ["uint16"]),
    )
    for name, title, value in others:
        yield (
            fault(f"v3/data-types/is-{name}", title, DEFINITION, control=MINIMAL)
            .set("data_type", value)
            .refuse()
        )
    objects: tuple[tuple[str, str, Json], ...] = (
        ("core-type-as-object", "A core data type is an object with a name.", {"name": "uint16"}),
        (
            "core-type-as-object-with-configuration",
            "A core data type is an object with a name and an empty configuration.",
            {"name": "uint16", "configuration": {}},
        ),
    )
    for name, title, definition in objects:
        yield (
            fault(f"v3/data-types/{name}", title, IDENTIFIER, control=MINIMAL)
            .set("data_type", definition)
            .observe()
        )
    yield (
        fault(
            "v3/data-types/unknown-and-ignorable",
            "An unknown data type says must_understand: false, which data types do not support.",
            "v3.core.extension.must-understand.not-supported",
            control=MINIMAL,
        )
        .set("data_type", {"name": "example-unknown-type", "must_understand": False})
        .observe()
    )
    yield (
        fault("v3/data-types/raw-of-0-bits", "The data type is r0.", RAW, control=MINIMAL)
        .set("data_type", "r0")
        .set("fill_value", [])
        .observe()
    )
