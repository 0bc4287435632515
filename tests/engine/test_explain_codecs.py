"""Guesses at causes for the registered codecs: each fault is planted by hand."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest

from conformance.cases.builder import array, bytes_codec, sharding
from conformance.cases.definitions.ext.cast_maps import cases as maps
from conformance.cases.model import Case
from conformance.engine.explain import as_if

LITTLE = bytes_codec()


def codec(name: str, **configuration: Any) -> Any:
    return {"name": name, "configuration": configuration}


def explained(case: Case, values: bytes) -> str | None:
    return as_if(case, case.store, values)


def test_what_comes_before_sharding() -> None:
    scaled = codec("scale_offset", offset=100, scale=4)
    case = array("ext/x", "x", "ext.c").data_type("int32", 110).values(*range(1, 7))
    stored = (np.arange(1, 7, dtype="<i4") - 100) * 4
    sharded = case.codecs(scaled, sharding(2, 3)).read()
    assert explained(sharded, stored.tobytes()) == (
        "as if the codecs before sharding were not undone"
    )
    plain = case.codecs(scaled, LITTLE)
    assert explained(plain.read(), stored.tobytes()) == "as if scale_offset were ignored"


def test_packbits() -> None:
    case = array("ext/x", "x", "ext.c").shape(3).data_type("int16")
    low = case.codecs(codec("packbits", last_bit=7)).values(-1, 5, -128).read()
    assert explained(low, struct.pack("<3h", 255, 5, 128)) == (
        "as if packbits did not extend the sign"
    )
    high = case.codecs(codec("packbits", first_bit=8)).values(256, 512, 768).read()
    assert explained(high, struct.pack("<3h", 1, 2, 3)) == (
        "as if decoded bits were not shifted to first_bit"
    )


def test_rounding_by_another_rule() -> None:
    case = (
        array("ext/x", "x", "ext.c")
        .shape(3)
        .data_type("int8")
        .codecs(codec("cast_value", data_type="float64", rounding="towards-zero"), LITTLE)
        .values(1, -1, 2)
        .rechunk(lambda _, __, ___: struct.pack("<3d", 1.5, -1.5, 2.0))
        .read()
    )
    assert explained(case, struct.pack("3b", 2, -1, 2)) == (
        "as if cast_value rounded by the rule towards-positive"
    )


@pytest.mark.parametrize(
    ("name", "values", "cause"),
    [
        (
            "map-first-occurrence",
            (0, 300, 2, 3, 40, 300),
            "the last of repeated inputs of the scalar map were taken",
        ),
        ("map-before-exact-value", (0, 1, 2, 3, 254, 255), "the scalar map were ignored"),
    ],
)
def test_scalar_maps(name: str, values: tuple[int, ...], cause: str) -> None:
    [case] = [c for c in maps() if c.id.endswith(f"/{name}")]
    assert explained(case, struct.pack("<6h", *values)) == f"as if {cause}"
