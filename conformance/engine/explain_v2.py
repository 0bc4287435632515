"""Misreadings of version 2: what readers with a known fault make of a store; see ``explain``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from conformance.oracle.elements import Elements, filled
from conformance.oracle.errors import SpecError
from conformance.oracle.v2 import read_array
from conformance.oracle.v2.data_types import Simple, components
from conformance.oracle.v2.nodes import ArrayNode, chunk_key, key_prefix

Json = Any
Store = Mapping[str, bytes]
_SWAPPED = {"<": ">", ">": "<"}


def misread_arrays(store: Store, path: str) -> Iterator[tuple[str, Elements]]:
    """All elements of the array, as a reader with each fault would have them."""
    node = read_array(store, path)
    for fault, change in _MISREADINGS:
        misread = _misread(store, path, change)
        if misread is not None:
            yield fault, misread
    for fault, fill in _fills(store, path, node):
        yield fault, _with_fill(store, path, node, fill)
    yield "every element were zero", np.zeros_like(node.values)


def _misread(store: Store, path: str, change: Callable[[Json], None]) -> Elements | None:
    """The elements with the array's document changed; None when it cannot be read so."""
    key = key_prefix(path) + ".zarray"
    document = json.loads(store[key])
    change(document)
    try:
        return read_array({**store, key: json.dumps(document).encode()}, path).values
    except SpecError:
        return None


def _with_fill(store: Store, path: str, node: ArrayNode, fill: bytes) -> Elements:
    """The elements with another fill value in the missing chunks."""
    whole, grid = node.values.copy(), node.metadata.chunk_grid
    for index in grid.chunks():
        if key_prefix(path) + chunk_key(node.metadata, index) not in store:
            region = grid.region(index)
            whole[region] = filled(tuple(part.stop - part.start for part in region), fill)
    return whole


def _fills(store: Store, path: str, node: ArrayNode) -> Iterator[tuple[str, bytes]]:
    dtype, fill = node.metadata.dtype, node.metadata.fill_value
    if fill is not None and isinstance(dtype, Simple):
        text = json.loads(store[key_prefix(path) + ".zarray"])["fill_value"]
        yield from _simple_fills(dtype, fill, text)
    yield "missing chunks were zero, whatever the fill value", bytes(dtype.size)
    if fill is not None:
        swapped, at = b"", 0
        for size, _ in components(dtype):
            swapped, at = swapped + fill[at : at + size][::-1], at + size
        yield "the bytes of the fill value were swapped", swapped


def _simple_fills(dtype: Simple, fill: bytes, text: Json) -> Iterator[tuple[str, bytes]]:
    if dtype.kind in "iu" and dtype.size == 8:
        low = -(1 << 63) if dtype.kind == "i" else 0
        number = int(float(int.from_bytes(fill, "little", signed=low < 0)))
        for double in (min(number, low + (1 << 64) - 1), (number - low) % (1 << 64) + low):
            yield (
                "the fill value went through a double",
                double.to_bytes(8, "little", signed=low < 0),
            )
    if dtype.kind == "S" and isinstance(text, str):
        plain = text.encode("ascii", "replace")[: dtype.size]
        yield "the fill value were no Base64", plain.ljust(dtype.size, b"\0")


def _order(value: str) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        document["order"] = value

    return change


def _byte_order(swap: Mapping[str, str]) -> Callable[[Json], None]:
    def changed(dtype: Json) -> Json:
        if isinstance(dtype, str):
            return swap.get(dtype[:1], dtype[:1]) + dtype[1:]
        return [[field[0], changed(field[1]), *field[2:]] for field in dtype]

    def change(document: Json) -> None:
        document["dtype"] = changed(document["dtype"])

    return change


def _separator(value: str) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        document["dimension_separator"] = value

    return change


def _drop_filters(document: Json) -> None:
    document["filters"] = None


def _reverse_filters(document: Json) -> None:
    document["filters"] = (document["filters"] or [])[::-1]


def _last_filter_only(document: Json) -> None:
    document["filters"] = (document["filters"] or [])[-1:]


def _ignore_astype(document: Json) -> None:
    for item in document["filters"] or ():
        item.pop("astype", None)


def _ignore_elementsize(document: Json) -> None:
    dtype = document["dtype"]
    for item in document["filters"] or ():
        if item["id"] == "shuffle" and isinstance(dtype, str) and dtype[2:].isdigit():
            item["elementsize"] = int(dtype[2:])


_MISREADINGS: tuple[tuple[str, Callable[[Json], None]], ...] = (
    ("order were ignored (always C)", _order("C")),
    ("order were ignored (always F)", _order("F")),
    ("byte order were ignored (always little-endian)", _byte_order({">": "<"})),
    ("byte order were ignored (always big-endian)", _byte_order({"<": ">"})),
    ("byte order were reversed", _byte_order(_SWAPPED)),
    ("the separator of chunk keys were always a period", _separator(".")),
    ("the separator of chunk keys were always a slash", _separator("/")),
    ("filters were ignored", _drop_filters),
    ("filters were undone in the wrong order", _reverse_filters),
    ("only the last filter were undone", _last_filter_only),
    ("delta's astype were ignored", _ignore_astype),
    ("shuffle took the size of an element for its elementsize", _ignore_elementsize),
)
