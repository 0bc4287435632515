"""Guesses at causes in version 2: each fault is planted by hand, and told from the others."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.cases.model import Case
from conformance.cases.v2 import array, delta, shuffle
from conformance.engine.explain import as_if

CHUNKED = array("v2/x", "x", "v2.c").shape(4, 6, chunks=(2, 3))


def explained(case: Case, values: bytes) -> str | None:
    return as_if(case, case.store, values)


def test_the_right_values_need_no_explanation() -> None:
    case = array("v2/x", "x", "v2.c").values(1, 2, 3, 4, 5, 7).read()
    assert explained(case, bytes([9] * 12)) is None


def test_order() -> None:
    case = array("v2/x", "x", "v2.c").shape(2, 3).order("F").read()
    stored = np.arange(1, 7, dtype="<u2").reshape(2, 3).T.reshape(2, 3)
    assert explained(case, stored.tobytes()) == "as if order were ignored (always C)"
    plain = array("v2/x", "x", "v2.c").shape(2, 3).read()
    turned = np.arange(1, 7, dtype="<u2").reshape(3, 2).T
    assert explained(plain, turned.tobytes()) == "as if order were ignored (always F)"


def test_byte_order() -> None:
    case = array("v2/x", "x", "v2.c").dtype(">u2").read()
    stored = np.arange(1, 7, dtype=">u2").tobytes()
    assert explained(case, stored) == "as if byte order were ignored (always little-endian)"


def test_byte_order_of_one_field() -> None:
    case = array("v2/x", "x", "v2.c").dtype([["a", ">u2"], ["b", "<u2"]]).read()
    values = np.frombuffer(case.values or b"", "<u2").reshape(-1, 2).copy()
    values[:, 0] = values[:, 0].byteswap()
    assert explained(case, values.tobytes()) == (
        "as if byte order were ignored (always little-endian)"
    )


def test_separator() -> None:
    case = CHUNKED.dtype("<u2", 7).separator("/").read()
    assert explained(case, np.full(24, 7, "<u2").tobytes()) == (
        "as if the separator of chunk keys were always a period"
    )


@pytest.mark.parametrize(
    ("dtype", "fill", "element", "cause"),
    [
        ("<u2", 513, bytes(2), "missing chunks were zero, whatever the fill value"),
        (">u2", 258, bytes([1, 2]), "the bytes of the fill value were swapped"),
        (
            "<i8",
            2**53 + 1,
            (2**53).to_bytes(8, "little"),
            "the fill value went through a double",
        ),
        ("|S4", "aGFtIQ==", b"aGFt", "the fill value were no Base64"),
    ],
)
def test_fill_values(dtype: str, fill: object, element: bytes, cause: str) -> None:
    case = array("v2/x", "x", "v2.c").shape(2, chunks=(1,)).dtype(dtype, fill).missing((1,)).read()
    first = (case.values or b"")[: len(element)]
    assert explained(case, first + element) == f"as if {cause}"


def test_filters() -> None:
    plain = array("v2/x", "x", "v2.c").filters(delta("<u2")).values(1, 3, 2, 9, 4, 4).read()
    assert explained(plain, plain.store["0.0"]) == "as if filters were ignored"
    two = (
        array("v2/x", "x", "v2.c").filters(delta("<u2"), shuffle(2)).values(1, 3, 2, 9, 4, 4).read()
    )
    stored = np.frombuffer(two.store["0.0"], "<u2")
    summed = np.cumsum(stored, dtype="<u2").view(np.uint8).reshape(2, -1).T
    assert explained(two, summed.tobytes()) == "as if filters were undone in the wrong order"
    differences = np.diff(np.array([0, 1, 3, 2, 9, 4, 4], "<u2")).astype("<u2")
    assert explained(two, differences.tobytes()) == "as if only the last filter were undone"


def test_a_shuffle_of_the_wrong_size() -> None:
    case = array("v2/x", "x", "v2.c").dtype("<u4", 0).filters(shuffle(2)).read()
    stored = np.frombuffer(case.store["0.0"], np.uint8).reshape(4, -1).T.tobytes()
    assert explained(case, stored) == (
        "as if shuffle took the size of an element for its elementsize"
    )


def test_a_region_is_cut_from_what_was_misread() -> None:
    case = CHUNKED.order("F").region((1, 3), (2, 5)).read()
    whole = np.empty((4, 6), "<u2")
    right = np.arange(1, 25, dtype="<u2").reshape(4, 6)
    for i in (0, 2):
        for j in (0, 3):
            whole[i : i + 2, j : j + 3] = right[i : i + 2, j : j + 3].T.reshape(2, 3)
    assert explained(case, whole[1:3, 2:5].tobytes()) == "as if order were ignored (always C)"
