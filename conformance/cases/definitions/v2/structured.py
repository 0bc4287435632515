"""Structured data types of version 2: fields, their byte orders, nesting, and faults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.v2 import array

STRUCTURED = "v2.dtype.structured"
LIST, PACKED, FIELD = f"{STRUCTURED}.list", f"{STRUCTURED}.packed", f"{STRUCTURED}.field"
TYPE, NESTED = f"{STRUCTURED}.field-type", f"{STRUCTURED}.nested"
BY_SHAPE = f"{STRUCTURED}.field-shape"
ORDER, UNITS = "v2.dtype.byte-order", "v2.dtype.units"


def _structured(name: str, title: str, dtype: Any, *clauses: str) -> Case:
    draft = array(f"v2/structured/{name}", title, *clauses, LIST).dtype(dtype)
    return draft.check("data_type").read()


TWO = _structured(
    "two-fields", "Two fields of unlike sizes.", [["x", "<i2"], ["y", "<f8"]], PACKED, FIELD
)
NEST = _structured(
    "nested",
    "A field that has fields itself, as in the text's example.",
    [["foo", "<f4"], ["bar", [["baz", "<f4"], ["qux", "<i4"]]]],
    NESTED,
)
TIMES = _structured(
    "times", "A time and a span of time.", [["at", "<M8[ns]"], ["for", "<m8[s]"]], TYPE, PACKED
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from (TWO, NEST, TIMES)
    yield from _read()
    yield from _refused()
    yield from _open()


def _read() -> Iterator[Case]:
    yield _structured(
        "pixel",
        "Three unsigned bytes, as in the text's example.",
        [["r", "|u1"], ["g", "|u1"], ["b", "|u1"]],
        f"{STRUCTURED}.example",
    )
    yield _structured(
        "unaligned",
        "No field lies at a multiple of its size.",
        [["a", "|u1"], ["b", "<u4"], ["c", "|b1"], ["d", "<i8"]],
        PACKED,
    )
    yield _structured(
        "both-byte-orders",
        "Fields have different byte orders.",
        [["a", ">u2"], ["b", "<u4"], ["c", ">f8"]],
        TYPE,
        f"{ORDER}.big",
    )
    yield _structured(
        "strings", "Byte strings and unicode strings.", [["s", "|S3"], ["u", "<U2"]], TYPE
    )
    yield _structured(
        "unicode-names",
        "Names of fields have characters beyond ASCII.",
        [["größe", "<u2"], ["高度", "<i2"]],
        f"{STRUCTURED}.field-name",
    )
    yield _structured(
        "names-not-sorted",
        "The fields are not in the order of their names.",
        [["z", "<u2"], ["a", "<u2"], ["m", "<u2"]],
        PACKED,
    )
    yield _structured(
        "nested-twice",
        "A field of a field has fields.",
        [["a", [["b", [["c", "<u2"], ["d", "|u1"]]], ["e", ">u2"]]], ["f", "<i2"]],
        NESTED,
    )
    yield (
        array("v2/structured/order-f", "A structured type in order F.", "v2.array.order.f", LIST)
        .shape(4, 3, chunks=(2, 3))
        .dtype([["x", "<i2"], ["y", "|u1"]])
        .order("F")
        .read()
    )


def _refused() -> Iterator[Case]:
    for name, title, clause, control, member, value in (
        (
            "byte-order-missing",
            "The byte order of a field is missing.",
            ORDER,
            TWO,
            "dtype.1.1",
            "f8",
        ),
        (
            "byte-order-missing-nested",
            "The byte order of a field of a field is missing.",
            ORDER,
            NEST,
            "dtype.1.1.1.1",
            "i4",
        ),
        (
            "units-missing-datetime",
            "The unit of a field is missing.",
            UNITS,
            TIMES,
            "dtype.0.1",
            "<M8",
        ),
    ):
        yield (
            fault(f"v2/structured/{name}", title, clause, control=control)
            .set(member, value)
            .refuse()
        )


def _open() -> Iterator[Case]:
    shaped = array(
        "v2/structured/field-of-shape",
        "A field is a 2 by 2 array, as in the text's example.",
        BY_SHAPE,
        LIST,
    )
    shaped = shaped.dtype([["x", "<f4"], ["y", "<f4"], ["z", "<f4", [2, 2]]])
    yield shaped.observe("zarr-python#1629")
    padding = array(
        "v2/structured/padding",
        "A gap is spelt as a field of raw bytes without a name.",
        f"{STRUCTURED}.field-name",
        LIST,
    )
    yield padding.dtype([["x", "|u1"], ["", "|V3"], ["y", "<u4"]]).observe("zarr-python#1629")
    values: dict[str, tuple[Any, str]] = {
        "field-of-one-item": ([["x", "<i2"], ["y"]], FIELD),
        "field-of-four-items": ([["x", "<i2"], ["y", "<f8", [1], 0]], FIELD),
        "field-is-string": ([["x", "<i2"], "<f8"], FIELD),
        "field-name-is-number": ([["x", "<i2"], [1, "<f8"]], f"{STRUCTURED}.field-name"),
        "field-name-twice": ([["x", "<i2"], ["x", "<f8"]], LIST),
        "field-object": ([["x", "<i2"], ["y", "|O"]], TYPE),
        "field-is-object": ([["x", "<i2"], {"y": "<f8"}], FIELD),
        "object-of-fields": ({"x": "<i2", "y": "<f8"}, LIST),
    }
    # The last two say what is meant, each in its own way.
    meant = list(values)[-2:]
    for name, (value, clause) in values.items():
        draft = fault(f"v2/structured/{name}", f"The dtype is {value!r}.", clause, control=TWO).set(
            "dtype", value
        )
        yield draft.observe("zarr-python#1629") if name in meant else draft.robustness()
