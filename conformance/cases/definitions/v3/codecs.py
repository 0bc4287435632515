"""The bytes codec and the transpose codec: byte order, and permutations of dimensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import (
    array,
    bytes_codec,
    transpose,
)
from conformance.cases.faults import fault
from conformance.cases.model import Case

BIG = bytes_codec("big")

BIG_ENDIAN = (
    array(
        "v3/codecs/bytes/big-endian-uint16",
        "Elements of uint16, stored in big-endian byte order.",
        "v3.codec.bytes.elements",
        "v3.codec.bytes.order",
        "v3.codec.bytes.uint16",
        "v3.codec.bytes.name",
    )
    .codecs(BIG)
    .read()
)

TRANSPOSED_2D = (
    array(
        "v3/codecs/transpose/2d",
        "Both dimensions of chunks that are not square are swapped; edge chunks overhang.",
        "v3.codec.transpose.definition",
        "v3.codec.transpose.shape",
        "v3.codec.transpose.mapping",
        "v3.codec.transpose.name",
    )
    .shape(5, 7, chunks=(2, 3))
    .codecs(transpose(1, 0), bytes_codec())
    .outside(b"\xee\xee")
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield BIG_ENDIAN
    yield TRANSPOSED_2D
    yield from _byte_orders()
    yield from _bool_bytes()
    yield from _endian_faults()
    yield from _permutations()
    yield from _order_faults()


def _byte_orders() -> Iterator[Case]:
    zeros: dict[str, Any] = {"complex64": [0, 0], "complex128": [0, 0]}
    names = ("int16", "int32", "uint64", "float16", "float32", "float64", *zeros)
    for name in names:
        yield (
            array(
                f"v3/codecs/bytes/big-endian-{name}",
                f"Elements of {name}, each component stored in big-endian byte order.",
                "v3.codec.bytes.elements",
                f"v3.codec.bytes.{name}",
            )
            .data_type(name, zeros.get(name, 0))
            .codecs(BIG)
            .read()
        )
    yield (
        array(
            "v3/codecs/bytes/big-endian-missing-chunk",
            "Chunks are big-endian, and a chunk is missing whose fill value is no palindrome.",
            "v3.codec.bytes.elements",
        )
        .shape(4, 3, chunks=(2, 3))
        .data_type("int32", 16909060)
        .codecs(BIG)
        .missing((1, 0))
        .read()
    )
    for name in ("uint8", "int8", "bool"):
        yield (
            array(
                f"v3/codecs/bytes/no-endian-{name}",
                f"The byte order is left out, and {name} has none.",
                "v3.codec.bytes.endian.single-byte",
                f"v3.codec.bytes.{name}",
            )
            .data_type(name, False if name == "bool" else 7)
            .codecs(bytes_codec(None))
            .observe()
        )
    for name in ("uint8", "int8", "bool"):
        yield (
            array(
                f"v3/codecs/bytes/big-endian-{name}",
                f"A byte order is given although an element of {name} has a single byte.",
                f"v3.codec.bytes.{name}",
                "v3.codec.bytes.endian.single-byte",
            )
            .data_type(name, False if name == "bool" else 0)
            .codecs(BIG)
            .read()
        )


def _bool_bytes() -> Iterator[Case]:
    yield (
        array(
            "v3/codecs/bytes/bool-other-bytes",
            "Elements of bool are stored as bytes that are neither 0 nor 1.",
            "v3.codec.bytes.bool.other-values",
        )
        .data_type("bool", False)
        .values(b"\x00", b"\x01", b"\x02", b"\x00", b"\x80", b"\xff")
        .observe()
    )


def _endian_faults() -> Iterator[Case]:
    yield (
        fault(
            "v3/codecs/bytes/endian-missing-uint16",
            "The byte order of uint16 is missing: the configuration is an empty object.",
            "v3.codec.bytes.endian.required",
            control=BIG_ENDIAN,
        )
        .set("codecs.0.configuration", {})
        .refuse()
    )
    yield (
        fault(
            "v3/codecs/bytes/configuration-missing-uint16",
            "The byte order of uint16 is missing: there is no configuration.",
            "v3.codec.bytes.endian.required",
            control=BIG_ENDIAN,
        )
        .drop("codecs.0.configuration")
        .refuse()
    )
    values: dict[str, tuple[Any, str]] = {
        "unknown-word": ("middle", "a word of its own"),
        "capital-letter": ("Big", "written with a capital letter"),
        "symbol": (">", "a symbol"),
        "number": (1, "a number"),
        "null": (None, "null"),
    }
    for special, (value, words) in values.items():
        yield (
            fault(
                f"v3/codecs/bytes/endian-{special}",
                f"The byte order is {words}.",
                "v3.codec.bytes.endian.values",
                control=BIG_ENDIAN,
            )
            .set("codecs.0.configuration.endian", value)
            .refuse()
        )


def _permutations() -> Iterator[Case]:
    definition = "v3.codec.transpose.definition"
    # The text writes the order as 0, 1, ... n-1, which says little about n = 0.
    yield (
        array("v3/codecs/transpose/0d", "An array of no dimensions, an empty order.", definition)
        .shape()
        .codecs(transpose(), bytes_codec())
        .observe()
    )
    yield (
        array(
            "v3/codecs/transpose/identity-3d", "The order leaves all dimensions alone.", definition
        )
        .shape(3, 5, 4, chunks=(2, 3, 4))
        .codecs(transpose(0, 1, 2), bytes_codec())
        .outside(b"\xee\xee")
        .read()
    )
    # None of these is its own inverse, so that a reader with the inverse returns something else.
    for order, shape, chunks in (
        ((1, 2, 0), (3, 5, 4), (2, 3, 4)),
        ((2, 0, 1), (4, 3, 5), (4, 2, 3)),
        ((1, 3, 0, 2), (2, 3, 4, 5), (2, 3, 2, 3)),
        ((4, 1, 3, 0, 2), (2, 1, 3, 2, 3), (1, 1, 2, 2, 3)),
    ):
        name = "-".join(map(str, order))
        yield (
            array(
                f"v3/codecs/transpose/order-{name}",
                f"The {len(order)} dimensions are permuted by an order that is not its own "
                "inverse; chunks have unequal sides and overhang.",
                definition,
                "v3.core.codecs.initial-representation",
            )
            .shape(*shape, chunks=chunks)
            .codecs(transpose(*order), bytes_codec())
            .outside(b"\xee\xee")
            .read()
        )
    yield (
        array(
            "v3/codecs/transpose/cubic-chunk",
            "A chunk of equal sides: its encoded shape does not tell the order from its inverse.",
            definition,
        )
        .shape(3, 3, 3)
        .codecs(transpose(1, 2, 0), bytes_codec())
        .read()
    )
    yield (
        array(
            "v3/codecs/transpose/twice",
            "Two transpose codecs, which in the other sequence give another permutation.",
            definition,
            "v3.core.codecs.sequence",
        )
        .shape(2, 3, 4)
        .codecs(transpose(1, 2, 0), transpose(1, 0, 2), bytes_codec())
        .read()
    )
    yield (
        array(
            "v3/codecs/transpose/big-endian-complex64",
            "Dimensions are swapped and components are big-endian.",
            definition,
            "v3.codec.bytes.elements",
        )
        .shape(2, 3)
        .data_type("complex64", [0, 0])
        .codecs(transpose(1, 0), BIG)
        .read()
    )
    yield (
        array(
            "v3/codecs/transpose/missing-chunk",
            "One chunk is missing, and the fill value is not zero.",
            definition,
        )
        .shape(4, 3, chunks=(2, 3))
        .data_type("uint16", 513)
        .codecs(transpose(1, 0), bytes_codec())
        .missing((0, 0))
        .read()
    )


def _order_faults() -> Iterator[Case]:
    for special, title, member in (
        ("order-missing", "The order is missing.", "codecs.0.configuration.order"),
        ("configuration-missing", "There is no configuration.", "codecs.0.configuration"),
    ):
        yield (
            fault(
                f"v3/codecs/transpose/{special}",
                title,
                "v3.codec.transpose.order.required",
                control=TRANSPOSED_2D,
            )
            .drop(member)
            .refuse()
        )
    orders: dict[str, tuple[Any, str]] = {
        "too-short": ([0], "names one of two dimensions"),
        "too-long": ([1, 0, 2], "names a third dimension of two"),
        "empty": ([], "is empty, and there are two dimensions"),
        "duplicate": ([1, 1], "names one dimension twice"),
        "out-of-range": ([1, 2], "counts the dimensions from one"),
        "negative": ([-1, 0], "counts a dimension from the end"),
        "strings": (["1", "0"], "holds strings"),
        "null": (None, "is null"),
        "word-c": ("C", "is the letter C of an earlier draft"),
        "word-f": ("F", "is the letter F of an earlier draft"),
        "number": (1, "is a single number"),
    }
    for special, (order, words) in orders.items():
        more: tuple[str, ...] = ()
        if special.startswith("word"):
            more = ("v3.codec.transpose.order.not-letters",)
        if special in ("too-short", "too-long"):
            more = ("v3.core.codecs.unsupported-representation", "v3.core.codecs.incompatible")
        yield (
            fault(
                f"v3/codecs/transpose/order-{special}",
                f"The order {words}.",
                "v3.codec.transpose.order.permutation",
                *more,
                control=TRANSPOSED_2D,
            )
            .set("codecs.0.configuration.order", order)
            .refuse()
        )
    yield (
        fault(
            "v3/codecs/transpose/order-decimal-point",
            "The numbers of the order are integers written with a decimal point.",
            "v3.codec.transpose.order.permutation",
            control=TRANSPOSED_2D,
        )
        .set("codecs.0.configuration.order", [1.0, 0.0])
        .observe()
    )
