"""Fill values as they are written: chosen by the library, special, and chunks of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.cases.builder import gzip, sharding
from conformance.cases.definitions.v3.data_types import bits
from conformance.cases.definitions.v3.fill_values import PAYLOAD_NAN, PI
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe

DEFAULT = "v3.core.array.fill-value.default-recorded"
CHOSEN = "v3.core.array.fill-value.default"
UNINITIALISED = "v3.core.array.fill-value.uninitialised"
INFINITY, NAN = "v3.fill-value.float.infinity", "v3.fill-value.float.nan"
NEGATIVE = "v3.fill-value.float.negative-infinity"
FLOAT, HEX = "v3.fill-value.float.form", "v3.fill-value.float.hex"
COMPLEX, RAW = "v3.fill-value.complex", "v3.fill-value.raw"
INTEGER, RANGE = "v3.fill-value.int.number", "v3.fill-value.int.range"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _default()
    yield from _given()
    yield from _open()
    yield from _chunks()


def _default() -> Iterator[Case]:
    numbers = ("int8", "uint64", "float16", "float64")
    fills: dict[str, Any] = {"bool": False, **dict.fromkeys(numbers, 0)}
    fills |= {name: [0, 0] for name in ("complex64", "complex128")}
    for data_type, fill in fills.items():
        yield (
            recipe(
                f"v3/write/fill-values/default-{data_type}",
                f"{data_type}: the fill value is left to the library, and a chunk is not written.",
                *(DEFAULT, "v3.core.array.fill-value.required", CHOSEN),
            )
            .array(
                lambda a, data_type=data_type, fill=fill: a.shape(4, chunks=(2,)).data_type(
                    data_type, fill
                ),
                default=["fill_value"],
            )
            .region((0, 2))
            .judged()
        )


def _filled(name: str, title: str, data_type: str, fill: Any, *clauses: str) -> Recipe:
    """An array of two chunks, of which the second is not written."""
    return (
        recipe(f"v3/write/fill-values/{name}", title, *clauses, UNINITIALISED)
        .array(lambda a: a.shape(4, chunks=(2,)).data_type(data_type, fill))
        .region((0, 2))
    )


def _given() -> Iterator[Case]:
    yield _filled(
        "bool-true", "The fill value is true.", "bool", True, "v3.fill-value.bool"
    ).judged()
    for width in (8, 16, 32, 64):
        for name, value in (
            (f"int{width}", -(1 << (width - 1))),
            (f"uint{width}", (1 << width) - 1),
        ):
            title = f"{name}: the fill value is {value}."
            yield _filled(f"{name}-extreme", title, name, value, INTEGER, RANGE).judged()
    for value in (2**53 + 1, -(2**53) - 1):
        sign = "negative-" if value < 0 else ""
        title = f"The fill value {value} is no double."
        yield _filled(f"int64-{sign}beyond-double", title, "int64", value, INTEGER).judged()
    for name, pattern in PI.items():
        for word, fill, clause in (
            ("nan", "NaN", NAN),
            ("infinity", "Infinity", INFINITY),
            ("negative-infinity", "-Infinity", NEGATIVE),
        ):
            title = f"{name}: the fill value is {fill}."
            yield _filled(f"{name}-{word}", title, name, fill, clause, FLOAT).judged()
        title = f"{name}: the fill value is pi, as near as can be."
        yield _filled(f"{name}-pi", title, name, pattern, FLOAT).judged()
    for name, word, number in (
        ("float32", "least", 1e-45),
        ("float64", "least", 5e-324),
        ("float64", "tenth", 0.1),
    ):
        title = f"{name}: the fill value is {number}."
        yield _filled(f"{name}-{word}", title, name, number, FLOAT).judged()
    for name in ("complex64", "complex128"):
        for word, parts in (("numbers", [1.5, -2.25]), ("special", ["NaN", "-Infinity"])):
            title = f"{name}: the parts of the fill value are {parts[0]} and {parts[1]}."
            yield _filled(f"{name}-{word}", title, name, parts, COMPLEX).judged()


def _open() -> Iterator[Case]:
    # Contested: how -0 is spelt, what a payload is worth, what the fill value of raw bytes is.
    for name in PI:
        title = f"{name}: the fill value is negative zero."
        size = int(name[5:]) // 8
        hexadecimal = f"0x{(1 << (8 * size - 1)):0{2 * size}x}"
        yield _filled(f"{name}-negative-zero", title, name, hexadecimal, HEX, FLOAT).observe()
        title = f"{name}: the fill value is a not-a-number with a payload."
        clauses = "v3.fill-value.float.nan-payload", HEX
        written = _filled(f"{name}-nan-payload", title, name, PAYLOAD_NAN[name], *clauses)
        yield written.tag("float:nan-payload").observe("zarr-specs#194")
    title = "r16: the fill value is two bytes that differ."
    yield _filled("r16", title, "r16", [1, 254], RAW).observe()


def _chunks() -> Iterator[Case]:
    """Chunks that hold nothing but the fill value may be left out; the elements stay."""

    def chunks(name: str, title: str, change: Callable[..., Any]) -> Recipe:
        return recipe(f"v3/write/fill-values/{name}", title, UNINITIALISED).array(change)

    plain: Callable[..., Any] = lambda a: a.shape(4, 4, chunks=(2, 2)).data_type("int16", 7)  # noqa: E731
    written = chunks("chunks-of-fill", "Every chunk holds the fill value alone.", plain)
    yield written.write(given=[7] * 16).judged()
    some = [7 if n // 8 == 0 else n for n in range(16)]
    written = chunks("chunks-of-fill-some", "Two of four chunks hold the fill value alone.", plain)
    yield written.write(given=some).judged()
    written = chunks("chunks-emptied", "A chunk is overwritten by the fill value.", plain)
    yield written.write().region((0, 2), (0, 2), given=[7] * 4).judged()
    written = chunks(
        "chunks-of-fill-gzip",
        "Chunks that hold the fill value alone, compressed.",
        lambda a: plain(a).codecs({"name": "bytes", "configuration": {"endian": "big"}}, gzip()),
    )
    yield written.write(given=some).judged()
    for name, title, fill, given in (
        (
            "nan-chunks",
            "Elements and the fill value are not-a-number.",
            "NaN",
            bits(8, 0x7FF8 << 48),
        ),
        (
            "negative-zero-chunks",
            "Elements are -0, and the fill value is 0.",
            0.0,
            bits(8, 1 << 63),
        ),
        (
            "zero-chunks",
            "Elements are 0, and the fill value is -0.",
            "0x8000000000000000",
            bits(8, 0),
        ),
    ):
        draft = chunks(
            name, title, lambda a, fill=fill: a.shape(4, chunks=(2,)).data_type("float64", fill)
        ).write(given=[given] * 4)
        # That a sign is kept in a fill value is contested; that elements are is not.
        yield draft.observe() if name == "zero-chunks" else draft.judged()
    shards = lambda a: a.shape(8, chunks=(4,)).codecs(sharding(2))  # noqa: E731
    for name, title, change, count in (
        ("negative-zero-parts", "One part", lambda a: a.shape(4, chunks=(2,)), 4),
        ("negative-zero-parts-in-shards", "In shards, one part", shards, 8),
    ):
        yield (
            recipe(
                f"v3/write/fill-values/{name}",
                f"{title} of each element is -0, and the fill value is 0 and 0.",
                *("v3.data-type.complex64", UNINITIALISED),
            )
            .array(lambda a, change=change: change(a).data_type("complex64", [0.0, 0.0]))
            .write(
                given=[bits(4, 0) + bits(4, 1 << 31), bits(4, 1 << 31) + bits(4, 0)] * (count // 2)
            )
            .judged()
        )
    yield (chunks("nothing-written", "No element is ever written.", plain).judged())
