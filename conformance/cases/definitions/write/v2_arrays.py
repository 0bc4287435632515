"""Writing arrays of version 2: data types, byte orders, order, shapes, keys, and fill values."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from conformance.cases.definitions.v2.data_types import READ, type_name
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe

DTYPE, FILL = "v2.dtype", "v2.fill-value"
FIELDS = [["x", "<i2"], ["y", "<f8"]]


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _data_types()
    yield from _structured()
    yield from _layouts()
    yield from _fill_values()
    yield from _open_fill_values()


def _array(name: str, title: str, *clauses: str, change: Any = lambda a: a) -> Recipe:
    return recipe(f"v2/write/{name}", title, *clauses).array(change)


def _data_types() -> Iterator[Case]:
    """Every data type that there is a case of for readers, with the same elements."""
    for text, read in READ.items():
        fill = json.loads(read.store[".zarray"])["fill_value"]
        draft = _array(
            f"data-types/{type_name(text)}",
            f"Elements of the data type {text}.",
            *read.clauses[:2],
            f"{DTYPE}.item-size",
            change=lambda a, text=text, fill=fill: a.dtype(text, fill),
        )
        data = read.values or b""
        size = len(data) // 6
        split = [data[i : i + size] for i in range(0, len(data), size)]
        yield draft.write(given=split if text[1] in "iuf" else None).judged()


def _structured() -> Iterator[Case]:
    packed = f"{DTYPE}.structured.packed"
    for name, title, dtype, clauses in (
        ("two-fields", "Two fields of unlike sizes.", FIELDS, (packed,)),
        (
            "unaligned",
            "No field lies at a multiple of its size.",
            [["a", "|u1"], ["b", "<u4"], ["c", "|b1"], ["d", "<i8"]],
            (packed,),
        ),
        (
            "both-byte-orders",
            "Fields have different byte orders.",
            [["a", ">u2"], ["b", "<u4"], ["c", ">f8"]],
            (f"{DTYPE}.structured.field-type", packed),
        ),
        (
            "strings",
            "Byte strings and unicode strings.",
            [["s", "|S3"], ["u", "<U2"]],
            (f"{DTYPE}.structured.field-type", packed),
        ),
        (
            "nested",
            "A field that has fields itself.",
            [["foo", "<f4"], ["bar", [["baz", "<f4"], ["qux", "<i4"]]]],
            (f"{DTYPE}.structured.nested", packed),
        ),
    ):
        change = lambda a, dtype=dtype: a.dtype(dtype)  # noqa: E731
        yield _array(f"structured/{name}", title, *clauses, change=change).write().judged()


def _layouts() -> Iterator[Case]:
    same, key = "v2.chunks.same-shape", "v2.keys.concatenated"
    nested = "v2.array.dimension-separator.nested"
    for name, title, shape, chunks, clauses in (
        ("one-chunk", "One chunk holds all.", (2, 3), (2, 3), ("v2.array.document",)),
        ("edge-chunks", "The last chunks overhang.", (5, 7), (2, 3), (same, "v2.chunks.overhang")),
        ("chunk-larger-than-array", "A chunk is larger than the array.", (2, 3), (4, 8), (same,)),
        ("one-element", "There is one element.", (1,), (1,), (key,)),
        ("many-chunks", "Indices have two digits.", (24,), (2,), ("v2.keys.decimal", key)),
        ("four-dimensions", "Four dimensions.", (2, 3, 2, 5), (1, 2, 2, 3), ("v2.keys.position",)),
        ("length-zero", "There is no element.", (0, 3), (2, 3), ("v2.array.shape.integers",)),
    ):
        change = lambda a, shape=shape, chunks=chunks: a.shape(*shape, chunks=chunks)  # noqa: E731
        yield _array(f"layouts/{name}", title, *clauses, change=change).write().judged()
    draft = _array(
        "layouts/no-dimensions",
        "An array of no dimensions.",
        "v2.keys.no-dimensions",
        change=lambda a: a.shape(),
    )
    yield draft.write().observe()
    for name, separator in (("period", "."), ("slash", "/")):
        yield (
            _array(
                f"keys/{name}",
                f"The separator is a {name}.",
                *("v2.array.dimension-separator.values", key, nested),
                change=lambda a, separator=separator: a.shape(3, 22, chunks=(2, 2)).separator(
                    separator
                ),
            )
            .write()
            .judged()
        )
    for name, dtype, fill in (("little", "<i4", -5), ("big", ">i4", -5), ("void", "|V3", None)):
        yield (
            _array(
                f"order/f-{name}",
                f"Chunks have the order F, elements the data type {dtype}.",
                *("v2.array.order.f", "v2.array.order.within-chunk"),
                change=lambda a, dtype=dtype, fill=fill: (
                    a.shape(3, 5, chunks=(2, 3)).dtype(dtype, fill).order("F")
                ),
            )
            .write()
            .judged()
        )
    for name, words, shaped in (
        ("1d", "one dimension", lambda a: a.shape(5, chunks=(2,))),
        ("3d", "three dimensions", lambda a: a.shape(2, 3, 4, chunks=(2, 3, 2))),
    ):
        yield (
            _array(
                f"order/f-{name}",
                f"Chunks of {words} have the order F.",
                *("v2.array.order.f", "v2.array.order.within-chunk"),
                change=lambda a, shaped=shaped: shaped(a).order("F"),
            )
            .write()
            .judged()
        )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _filled(name: str, title: str, dtype: Any, fill: Any, *clauses: str) -> Recipe:
    """An array of two chunks, of which the second is not written."""
    clauses = (*clauses, "v2.array.fill-value.required")
    change = lambda a: a.shape(6, chunks=(3,)).dtype(dtype, fill)  # noqa: E731
    return _array(f"fill-values/{name}", title, *clauses, change=change).region((0, 3))


def _fill_values() -> Iterator[Case]:
    number, integer = f"{FILL}.float.number", f"{FILL}.integer"
    for name, dtype, fill, clause in (
        ("b1-true", "|b1", True, f"{FILL}.boolean"),
        ("i1-least", "|i1", -128, integer),
        ("u1-greatest", "|u1", 255, integer),
        ("i2-big-endian", ">i2", 258, integer),
        ("i8-beyond-double", "<i8", 2**53 + 1, integer),
        ("u8-greatest", "<u8", 2**64 - 1, integer),
        ("f8-tenth", "<f8", 0.1, number),
        ("f4-big-endian", ">f4", -2.5, number),
        ("f2-fraction", "<f2", 0.5, number),
        ("f8-least", "<f8", 5e-324, number),
        *((f"f{n}-nan", f"<f{n}", "NaN", f"{FILL}.float.nan") for n in (2, 4, 8)),
        *((f"f{n}-infinity", f"<f{n}", "Infinity", f"{FILL}.float.infinity") for n in (4, 8)),
        ("f8-negative-infinity", ">f8", "-Infinity", f"{FILL}.float.negative-infinity"),
        ("bytes", "|S6", _text(b"\xfb\xef\xbe\xff\xff\xff"), f"{FILL}.byte-string"),
        ("bytes-short", "|S6", _text(b"ham\0\0\0"), f"{FILL}.byte-string"),
        (
            *("structured", FIELDS, _text(b"\xfb\x0f\xff\xff\xfe\x00\x00\x00\xf8\x3f")),
            f"{FILL}.structured",
        ),
    ):
        shown = f"{fill} in Base64" if clause.endswith(("string", "structured")) else str(fill)
        title = f"The fill value of {'structures' if dtype == FIELDS else dtype} is {shown}."
        yield _filled(name, title, dtype, fill, clause).judged()
    uninitialised = "v2.chunks.uninitialised"
    for name, given in (("all", [7] * 6), ("some", [1, 2, 3, 7, 7, 7])):
        yield (
            _array(
                f"fill-values/chunks-of-fill-{name}",
                f"The fill value alone is written into {name} chunks, which may be left out.",
                *("v2.chunks.may-be-missing", uninitialised),
                change=lambda a: a.shape(6, chunks=(3,)).dtype("<i4", 7),
            )
            .write(given=given)
            .judged()
        )
    for dtype, word in (("|b1", "b1"), ("<i4", "i4"), (">f8", "f8")):
        yield (
            recipe(
                f"v2/write/fill-values/default-{word}",
                f"{dtype}: the fill value is left to the library, and a chunk is not written.",
                "v2.array.fill-value.required",
            )
            .array(
                lambda a, dtype=dtype: a.shape(6, chunks=(3,)).dtype(dtype, None),
                default=["fill_value"],
            )
            .region((0, 3))
            .judged()
        )


def _open_fill_values() -> Iterator[Case]:
    for name, title, dtype, fill, clause in (
        ("complex", "A complex number.", "<c16", [1.5, -2.5], f"{FILL}.complex"),
        ("datetime", "A time.", "<M8[ns]", 10**15, f"{FILL}.other"),
        ("unicode", "A unicode string.", "<U3", "é漢", f"{FILL}.other"),
        ("void", "Raw bytes.", "|V3", _text(b"\x01\x02\xff"), f"{FILL}.other"),
        ("f8-negative-zero", "Negative zero.", "<f8", -0.0, f"{FILL}.float.number"),
    ):
        draft = _filled(f"{name}-open", f"The fill value: {title}", dtype, fill, clause)
        yield draft.observe("zarr-python#3079")
