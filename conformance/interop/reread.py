"""What a store that was written must read as: the questions that every reader of it is asked.

The oracle's reading of that very store is what is expected, whatever the recipe says; what no
clause gives a value is left out. Whose failure a wrong answer is, is the business of ``interop``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.cases import features, features_v2
from conformance.cases.model import Case, Node, Region
from conformance.cases.values import cut
from conformance.engine.examine import examine
from conformance.engine.written import read
from conformance.ledger import Ledger
from conformance.oracle import FORMATS, SpecError, v2
from conformance.oracle.elements import flat
from conformance.oracle.formats import Array
from conformance.oracle.nodes import key_prefix
from conformance.oracle.v2.nodes import chunk_key

# Of what a node says, what readers are asked for. Not the name of a data type that has two.
_MEMBERS = ("shape", "data_type", "fill_value", "dimension_names", "attributes")


def questions(case: Case, store: Mapping[str, bytes], ledger: Ledger) -> tuple[Case, ...]:
    """The node of a written case as cases to read: all of it, and of an array two regions.

    Where the oracle does not read the store there is one question, and its answer is observed.
    """
    about = replace(
        case,
        kind="read",
        steps=(),
        hierarchy={},
        store={},
        control=None,
        expect=None,
        values=None,
        classes=_classes(case, store),
    )
    paths = {step["path"] for step in case.steps} | set(case.hierarchy)
    examined = examine(store, case.format, ledger, paths)
    readable = examined.readable
    if case.node.path in examined.too_large:
        return (replace(about, kind="observe"),)
    try:
        reading = read(readable, case)
    except SpecError:
        return (replace(about, kind="observe"),)
    asked = case.expect or {}
    body = {name: reading.body[name] for name in _MEMBERS if name in asked and name in reading.body}
    if reading.array is None:
        return (replace(about, expect=body),)
    unknown = _unknown(case, readable, reading.array)
    parts = [None, *regions(reading.array.metadata.shape, *_chunks(case, reading.array))]
    return tuple(_part(about, body, reading.array, unknown, region) for region in parts)


def regions(
    shape: tuple[int, ...], stored: tuple[int, ...], inner: tuple[int, ...]
) -> list[Region]:
    """A region across the edges of chunks, where there is one, and one inside a single chunk.

    ``stored`` is the shape of what has a key of its own, ``inner`` that of the chunks in a shard.
    """
    if not shape or not all(shape):
        return []
    edges = stored if any(n > c for n, c in zip(shape, stored, strict=True)) else inner
    found: list[Region] = []
    if any(n > c for n, c in zip(shape, edges, strict=True)):
        found.append(
            tuple(
                (c - 1, min(n, c + 1), 1) if n > c else (0, n, 1)
                for n, c in zip(shape, edges, strict=True)
            )
        )
    inside = []
    for n, c in zip(shape, inner, strict=True):
        start = (n - 1) // c * c
        inside.append((min(start + 1, n - 1), n, 1))
    return [*found, tuple(inside)]


def _classes(case: Case, store: Mapping[str, bytes]) -> tuple[str, ...]:
    """The classes that a reader needs: by all that the recipe makes, and all that was written.

    A writer may choose among forms of the same document, and not every reader claims all of them.
    """
    checks = ("attributes",) if (case.expect or {}).get("attributes") else ()
    of = features_v2 if case.format == "zarr_v2" else features
    tags = set(case.features)
    if case.node.node_type == "array":
        name = FORMATS[case.format].array_document
        # What the oracle does not read is not held against anybody.
        with suppress(ValueError, LookupError, TypeError, SpecError):
            tags |= of.array_features(json.loads(store[key_prefix(case.node.path) + name]))
    return tuple(of.classes(tags, case.node.node_type, checks))


def _part(
    about: Case,
    body: Mapping[str, Any],
    array: Array,
    unknown: NDArray[np.bool_],
    region: Region | None,
) -> Case:
    part = cut(array.values, region)
    expect = {**body, "shape": [str(n) for n in part.shape[:-1]]}
    if array.metadata.data_type.variable:
        expect["variable_length"] = True
    runs = list(_runs(cut(unknown, region)))
    if runs:
        expect["unspecified"] = runs
    node = Node("array", about.node.path, region)
    classes = about.classes if region is None else (*about.classes, _region_class(about))
    return replace(about, node=node, expect=expect, values=flat(part), classes=classes)


def _region_class(case: Case) -> str:
    return "v2-region-reader" if case.format == "zarr_v2" else "v3-region-reader"


def _runs(unknown: NDArray[np.bool_]) -> Iterator[list[str]]:
    places = np.flatnonzero(unknown)
    for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        found = [place for _, place in run]
        yield [str(found[0]), str(found[-1] + 1)]


def _unknown(case: Case, store: Mapping[str, bytes], array: Array) -> NDArray[np.bool_]:
    """The elements that nobody can know.

    Those that the recipe leaves open, where the shape is that of the recipe, and in version 2 those
    of missing chunks without a fill value.
    """
    metadata = array.metadata
    unknown = np.zeros(metadata.shape, bool)
    asked = case.expect or {}
    if [str(n) for n in metadata.shape] == asked.get("shape"):
        in_order = unknown.reshape(-1)
        for first, end in asked.get("unspecified", ()):
            in_order[int(first) : int(end)] = True
    if isinstance(metadata, v2.ArrayMetadata) and metadata.fill_value is None:
        for index in metadata.chunk_grid.chunks():
            if key_prefix(case.node.path) + chunk_key(metadata, index) not in store:
                unknown[metadata.chunk_grid.region(index)] = True
    return unknown


def _chunks(case: Case, array: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The shape of what has a key of its own, and that of the chunks in a shard."""
    shape = array.metadata.shape
    if not all(shape):
        return shape, shape
    stored = tuple(array.metadata.chunk_grid.shape_at((0,) * len(shape)))
    for step in reversed(case.steps):
        if step["op"] == "create_array" and step["path"] == case.node.path:
            if "shard_shape" in step["array"]:
                return stored, tuple(int(n) for n in step["array"]["chunk_shape"])
            break
    return stored, stored
