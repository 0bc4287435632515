"""Holds an adapter's answer against what a case expects, member by member."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from conformance.cases.model import Case
from conformance.cases.values import shown
from conformance.oracle.elements import Elements, one, unflat
from conformance.results import Mismatch


def mismatch(case: Case, body: Mapping[str, Any], values: bytes | None) -> Mismatch | None:
    """The first member of an ``ok`` answer that differs from the case's expectation, if any.

    Members that the answer leaves out are not compared. A fill value's bytes and all elements are
    compared byte by byte, attributes as JSON values (``1`` equals ``1.0``).
    """
    expect = case.expect or {}
    for member in ("shape", "data_type"):
        if member in expect and member in body and body[member] != expect[member]:
            return Mismatch(member, _text(expect[member]), _text(body[member]))
    if case.values is not None and values is not None:
        found = _values(case, expect, values)
        if found is not None:
            return found
    if "fill_value" in expect and "fill_value" in body:
        found = _fill_value(expect, body["fill_value"])
        if found is not None:
            return found
    if "dimension_names" in expect and "dimension_names" in body:
        names = body["dimension_names"] or [None] * len(expect["shape"])
        if names != expect["dimension_names"]:
            return Mismatch("dimension_names", _text(expect["dimension_names"]), _text(names))
    if (
        "attributes" in expect
        and "attributes" in body
        and not _same_json(expect["attributes"], body["attributes"])
    ):
        return Mismatch("attributes", _text(expect["attributes"]), _text(body["attributes"]))
    return None


def as_elements(data: bytes, expect: Mapping[str, Any], expected: bytes) -> Elements | None:
    """The elements of an answer; None when there are too few or too many.

    ``expected`` are the bytes that the case expects: they tell the size of an element.
    """
    shape = tuple(int(n) for n in expect["shape"])
    size = len(expected) // (math.prod(shape) or 1)
    return unflat(data, shape, size, variable=expect.get("variable_length", False))


def _values(case: Case, expect: Mapping[str, Any], values: bytes) -> Mismatch | None:
    if values == case.values:
        return None
    assert case.values is not None
    wanted = as_elements(case.values, expect, case.values)
    found = as_elements(values, expect, case.values)
    assert wanted is not None, "fixtures are checked when they are loaded"
    if found is None:
        return Mismatch("values", f"{len(case.values)} bytes", f"{len(values)} bytes")
    different = np.any(wanted != found, axis=-1)
    first = tuple(int(i) for i in np.argwhere(different)[0])
    return Mismatch(
        "values",
        shown(expect.get("data_type", ""), one(wanted, first)),
        shown(expect.get("data_type", ""), one(found, first)),
        index=first,
        differing=int(different.sum()),
        elements=int(different.size),
    )


def _fill_value(expect: Mapping[str, Any], found: str) -> Mismatch | None:
    data_type = expect.get("data_type", "")
    wanted = base64.b64decode(expect["fill_value"])
    try:
        given = base64.b64decode(found, validate=True)
    except binascii.Error:
        given = b""
    if given == wanted:
        return None
    text = f"{len(given)} bytes: {given[:16].hex()}"
    if len(given) == len(wanted) or expect.get("variable_length"):
        text = shown(data_type, given)
    return Mismatch("fill_value", shown(data_type, wanted), text)


def _same_json(one: Any, other: Any) -> bool:
    """Whether an answer (``other``) is the JSON value that was expected."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same_json(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same_json, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, float) and isinstance(other, int):
        # Where the document says 4e16 an answer may say 40000000000000000: the double counts.
        return _as_double(other) == one
    return bool(one == other)


def _as_double(number: int) -> float | None:
    try:
        return float(number)
    except OverflowError:
        return None


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + " ..."
