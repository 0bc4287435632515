"""The keys of chunks in version 2: indices, their order, and the separator between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import encode_json
from conformance.cases.definitions.v2.arrays import MINIMAL
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.v2 import array

SEPARATOR = "v2.array.dimension-separator"
DEFAULT, VALUES, NESTED = f"{SEPARATOR}.default", f"{SEPARATOR}.values", f"{SEPARATOR}.nested"
JOINED = "v2.keys.concatenated"
KEYS = (JOINED, "v2.keys.index", "v2.keys.decimal")


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _separators()
    yield from _numbers()
    yield from _decoys()
    yield from _open()


def _separators() -> Iterator[Case]:
    shapes: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = (
        ("1d", (6,), (2,)),
        ("2d", (4, 6), (2, 3)),
        ("3d", (4, 3, 4), (2, 3, 2)),
    )
    for name, shape, chunks in shapes:
        yield (
            array(f"v2/keys/slash-{name}", "The separator is a slash.", VALUES, NESTED, *KEYS)
            .shape(*shape, chunks=chunks)
            .separator("/")
            .read()
        )
    yield (
        array(
            "v2/keys/default-2d",
            "There is no dimension_separator: the period separates the indices.",
            DEFAULT,
            *KEYS,
        )
        .shape(4, 6, chunks=(2, 3))
        .read()
    )
    yield (
        array("v2/keys/dot", "The separator is a period.", VALUES, *KEYS)
        .shape(4, 6, chunks=(2, 3))
        .separator(".")
        .read()
    )
    yield (
        array("v2/keys/slash-below-group", "A slash, and the array is in a group.", VALUES, NESTED)
        .shape(4, 6, chunks=(2, 3))
        .separator("/")
        .at("foo/bar")
        .read()
    )


def _numbers() -> Iterator[Case]:
    for name, title, shape, chunks in (
        ("twelve-chunks-1d", "Chunk 10 comes after chunk 9, not after chunk 1.", (23,), (2,)),
        (
            "eleven-chunks-second-dimension",
            "Eleven chunks along the second dimension, two along the first.",
            (3, 22),
            (2, 2),
        ),
        ("order-of-indices", "The grid is not square: 0.2 and 2.0 differ.", (2, 9), (2, 3)),
        ("order-of-indices-3d", "The grid has three different lengths.", (4, 3, 1), (1, 1, 1)),
    ):
        yield (
            array(f"v2/keys/{name}", title, *KEYS, "v2.keys.position")
            .shape(*shape, chunks=chunks)
            .read()
        )


def _decoys() -> Iterator[Case]:
    other = bytes(range(100, 112))
    yield (
        array(
            "v2/keys/default-beside-nested",
            "There is no dimension_separator, and folders beside the chunks hold other values.",
            DEFAULT,
        )
        .shape(2, 6, chunks=(2, 3))
        .also("0/0", other)
        .also("0/1", other)
        .read()
    )
    yield (
        array(
            "v2/keys/slash-beside-dots",
            "The separator is a slash, and keys with periods hold other values.",
            VALUES,
        )
        .shape(2, 6, chunks=(2, 3))
        .separator("/")
        .also("0.0", other)
        .also("0.1", other)
        .read()
    )
    yield (
        array(
            "v2/keys/beside-version-3-keys",
            "Keys as those of version 3 hold other values.",
            JOINED,
        )
        .shape(2, 6, chunks=(2, 3))
        .also("c/0/0", other)
        .also("c/0/1", other)
        .read()
    )
    yield (
        array("v2/keys/beyond-the-grid", "Chunks lie outside of the array's grid.", JOINED)
        .shape(2, 6, chunks=(2, 3))
        .also("1.0", other)
        .also("0.2", other)
        .read()
    )


def _open() -> Iterator[Case]:
    nested = array("v2/x", "x", DEFAULT).shape(2, 6, chunks=(2, 3)).separator("/").read()
    document = json.loads(nested.store[".zarray"])
    del document["dimension_separator"]
    yield (
        fault(
            "v2/keys/nested-without-separator",
            "The chunks are nested, and there is no dimension_separator.",
            DEFAULT,
            control=MINIMAL,
        )
        .erase("0.0")
        .put(".zarray", encode_json(document))
        .put("0/0", nested.store["0/0"])
        .put("0/1", nested.store["0/1"])
        .observe("zarr-python#707", "n5-zarr#14")
    )
    values: dict[str, tuple[Any, str]] = {
        "empty": ("", "the empty string"),
        "dash": ("-", "a dash"),
        "two-characters": ("..", "two periods"),
        "number": (0, "a number"),
        "backslash": ("\\", "a backslash"),
        "null": (None, "null"),
    }
    for name, (value, words) in values.items():
        draft = fault(
            f"v2/keys/separator-is-{name}",
            f"The dimension_separator is {words}.",
            VALUES,
            control=MINIMAL,
        ).set("dimension_separator", value)
        # Null may stand for no value, and a backslash separates names of files in some places.
        yield draft.observe() if name in ("null", "backslash") else draft.robustness()
