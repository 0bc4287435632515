"""What is taken out of documents because nobody may be blamed for it, and what stays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.engine.readable import v2_document, v2_group, v3_document

GROUP: dict[str, Any] = {"zarr_format": 3, "node_type": "group"}


def noted(change: Any, data: bytes) -> tuple[bytes, list[str]]:
    clauses: list[str] = []
    return change(data, lambda clause, _: clauses.append(clause)), clauses


@pytest.mark.parametrize(
    "data",
    [
        b'{"zarr_format": 3,  "node_type": "group", "attributes": {"a": 1.0, "b": 1e2}}',
        b'{"node_type": "array", "shape": [4], "fill_value": 1.0}',
        b'{"node_type": "array", "shape": [4.5]}',
        b'{"node_type": "array", "shape": [NaN]}',
        b'{"node_type": "array", "shape": [1e999999999]}',
        b'{"node_type": "group", "consolidated_metadata": {"must_understand": true}}',
        b"not JSON",
        b"[1.0]",
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_what_is_not_open_stays_to_the_byte(data: bytes) -> None:
    assert noted(v3_document, data) == (data, [])


def test_an_unknown_member_does_not_hide_the_rest() -> None:
    text = '{"node_type":"array","fill_value":0.1000000000000000055,"attributes":{"a":1e400},"x":1}'
    data, clauses = noted(v3_document, text.encode())
    assert clauses == ["v3.core.extension.unknown-field"]
    assert b"0.1000000000000000055" in data
    assert b"1e400" in data
    assert "x" not in json.loads(data)


@pytest.mark.parametrize(
    ("member", "value", "clause"),
    [
        ("consolidated_metadata", None, "structure"),
        (
            "consolidated_metadata",
            {"must_understand": False, "kind": "other", "metadata": {}},
            "structure",
        ),
        (
            "consolidated_metadata",
            {"must_understand": False, "kind": "inline", "metadata": []},
            "structure",
        ),
    ],
)
def test_forms_of_consolidated_metadata_that_are_open(member: str, value: Any, clause: str) -> None:
    data, clauses = noted(v3_document, json.dumps({**GROUP, member: value}).encode())
    assert clauses == [f"v3.core.group.consolidated-metadata.{clause}"]
    assert json.loads(data) == GROUP


def test_names_of_dimensions_that_are_null_as_a_whole() -> None:
    text = json.dumps({"node_type": "array", "dimension_names": None})
    data, clauses = noted(v3_document, text.encode())
    assert clauses == ["v3.core.array.dimension-names.null-whole"]
    assert json.loads(data) == {"node_type": "array"}


def test_integers_with_a_fraction_or_an_exponent() -> None:
    text = '{"node_type": "array", "shape": [4.0, 1e1, -0], "codecs": [{"a": 2.00}]}'
    data, clauses = noted(v3_document, text.encode())
    assert clauses == ["v3.core.metadata.integers"]
    assert data.count(b"4") == 1
    assert json.loads(data)["shape"] == [4, 10, 0]
    assert b"4.0" not in data
    assert b"2.00" not in data
    data, clauses = noted(v2_document, b'{"shape": [4.0], "fill_value": 1.0}')
    assert json.loads(data) == {"shape": [4], "fill_value": 1.0}
    assert b'"fill_value": 1.0' in data
    assert len(clauses) == 1


def test_a_byte_order_mark() -> None:
    mark = b"\xef\xbb\xbf"
    assert noted(v3_document, mark + b"{}") == (b"{}", ["v3.core.metadata.encoding"])
    assert noted(v2_group, mark + b"{}") == (b"{}", ["v2.group.object"])


def test_other_keys_of_a_group_of_version_2() -> None:
    data, clauses = noted(v2_group, b'{"zarr_format": 2, "n": 1, "a": {}}')
    assert json.loads(data) == {"zarr_format": 2}
    assert clauses == ["v2.group.other-keys"]


def test_other_keys_of_an_array_of_version_2_are_noted_and_stay() -> None:
    data = b'{"zarr_format": 2, "dimension_separator": "/", "node_type": "array"}'
    assert noted(v2_document, data) == (data, ["v2.array.other-keys.absent"])
