"""The elements of a dataset as its page shows them."""

from __future__ import annotations

from conformance.cases.builder import array
from reports.datasets import first_elements


def test_elements_of_variable_length_are_shown_one_by_one() -> None:
    draft = array("ext/s", "x", "ext.c").shape(3).data_type("string", "")
    case = draft.codecs({"name": "vlen-utf8"}).values(b"", "é".encode(), b"a\0").read()
    assert first_elements(case, 2) == ("''", "'é'")


def test_numbers_of_the_extensions_are_shown_with_their_bits() -> None:
    draft = array("ext/f", "x", "ext.c").shape(3).data_type("float4_e2m1fn", 1)
    case = draft.values(b"\x0f", b"\x01", b"\x00").read()
    assert first_elements(case) == ("-6.0 (0x0f)", "0.5 (0x01)", "0.0 (0x00)")
