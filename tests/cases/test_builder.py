"""The builder: it makes what was said, and refuses a definition that does not hold."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conformance import oracle, schemas
from conformance.cases.builder import (
    DefinitionError,
    array,
    bytes_codec,
    group,
    gzip,
    sharding,
)
from conformance.cases.faults import fault
from conformance.cases.model import from_document
from conformance.oracle.codecs.sharding_indexed import EMPTY, ShardingIndexed
from conformance.oracle.metadata import parse_array

CLAUSE = "v3.core.array.zarr-format.value"


def test_a_plain_array_is_its_ramp() -> None:
    case = array("v3/x", "A plain array.", "v3.some.clause").read()
    assert case.kind == "read"
    assert case.store["c/0/0"] == case.values == bytes([1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])
    assert case.expect is not None
    assert case.expect["shape"] == ["2", "3"]
    assert case.expect["fill_value"] == "AAA="
    assert case.classes == ("v3-core-reader",)
    assert set(case.features) == {"codec:bytes", "dtype:uint16", "grid:regular", "keys:default"}


def test_a_missing_chunk_reads_as_the_fill_value() -> None:
    draft = array("v3/x", "x", "v3.c").shape(4, chunks=(2,)).data_type("uint8", 9).missing((1,))
    case = draft.codecs(bytes_codec(None)).read()
    assert "c/1" not in case.store
    assert case.values == bytes([1, 2, 9, 9])


def test_edge_chunks_are_full_and_hold_what_was_asked_beyond_the_edge() -> None:
    draft = array("v3/x", "x", "v3.c").shape(3, chunks=(2,)).data_type("uint8")
    case = draft.codecs(bytes_codec(None)).outside(b"\xee").read()
    assert case.store["c/1"] == bytes([3, 0xEE])
    assert case.values == bytes([1, 2, 3])


def test_a_region_is_expected_where_one_is_read() -> None:
    draft = array("v3/x", "x", "v3.c").shape(4, 6, chunks=(2, 3))
    case = draft.region((1, 3), (0, 5, 2)).read()
    assert case.node.selection == ((1, 3, 1), (0, 5, 2))
    assert case.expect is not None and case.expect["shape"] == ["2", "3"]
    assert np.frombuffer(case.values or b"", "<u2").tolist() == [7, 9, 11, 13, 15, 17]
    assert case.store == draft.read().store
    assert case.classes == ("v3-core-reader", "v3-region-reader", "v3-strided-region-reader")
    assert schemas.problem("case", case.document()) is None
    again = from_document(case.document(), case.values)
    assert (again.node, again.expect) == (case.node, case.expect)


def test_an_array_without_dimensions_has_a_region() -> None:
    case = array("v3/x", "x", "v3.c").shape().region().read()
    assert (case.node.selection, case.values) == ((), b"\x01\0")
    assert case.classes == ("v3-core-reader", "v3-region-reader")


@pytest.mark.parametrize(
    "parts", [((0, 2),), ((0, 2), (3, 3)), ((0, 2), (1, 4)), ((-1, 2), (0, 3)), ((0, 2, 0), (0, 3))]
)
def test_a_region_lies_inside_the_array(parts: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(DefinitionError, match=r"v3/x: .* is no region of shape \(2, 3\)"):
        array("v3/x", "x", "v3.c").region(*parts).read()


def test_an_array_below_the_root_has_groups_above_it() -> None:
    case = array("v3/x", "x", "v3.c").at("a/b").read()
    assert {"zarr.json", "a/zarr.json", "a/b/zarr.json", "a/b/c/0/0"} == set(case.store)
    assert json.loads(case.store["a/zarr.json"])["node_type"] == "group"


def test_an_array_that_the_oracle_refuses_is_no_read_case() -> None:
    with pytest.raises(DefinitionError, match="v3/x: the oracle refuses it"):
        array("v3/x", "x", "v3.c").codecs(gzip()).read()


def test_classes_follow_from_codecs_inside_sharding_and_from_checks() -> None:
    case = (
        array("v3/x", "x", "v3.c")
        .codecs(sharding(1, 3, codecs=[bytes_codec(), gzip()]))
        .member("attributes", {"a": 1})
        .check("attributes")
        .read()
    )
    assert {"v3-gzip-reader", "v3-sharding-reader", "v3-attributes-reader"} <= set(case.classes)
    assert case.checks == ("values", "attributes")


def test_a_fault_names_the_clause_that_the_oracle_blames() -> None:
    control = array("v3/x", "x", "v3.c").read()
    case = (
        fault("v3/y", "zarr_format is 4.", CLAUSE, control=control).set("zarr_format", 4).refuse()
    )
    assert (case.kind, case.control, case.expect) == ("refuse", "v3/x", None)
    with pytest.raises(DefinitionError, match=r"cites v3\.other"):
        fault("v3/y", "x", "v3.other", control=control).set("zarr_format", 4).refuse()
    with pytest.raises(DefinitionError, match="reads it without an error"):
        fault("v3/y", "x", CLAUSE, control=control).set("fill_value", 1).refuse()


def test_faults_in_bytes() -> None:
    control = array("v3/x", "x", "v3.c").read()
    draft = fault("v3/y", "x", "v3.c", control=control)
    assert draft.cut("c/0/0", -1).store["c/0/0"] == control.store["c/0/0"][:-1]
    assert draft.flip("c/0/0", 0).store["c/0/0"][0] == control.store["c/0/0"][0] ^ 0xFF
    assert "c/0/0" not in draft.erase("c/0/0").store
    with pytest.raises(DefinitionError, match="has no fault"):
        draft.observe()


def test_an_index_entry_is_moved_under_a_right_checksum() -> None:
    for location in ("start", "end"):
        control = (
            array("v3/x", "x", "v3.c").shape(4, 4).codecs(sharding(2, 2, location=location)).read()
        )
        moved = fault("v3/y", "x", "v3.c", control=control).index_entry("c/0/0", 1, EMPTY, EMPTY)
        node = oracle.read_array(moved.store)
        codec = node.metadata.codecs.array_to_bytes
        assert isinstance(codec, ShardingIndexed)
        assert codec.decode_index(moved.store["c/0/0"])[1] == (EMPTY, EMPTY)
        assert not node.values[:2, 2:].any()


def test_dotted_members_reach_into_lists() -> None:
    control = array("v3/x", "x", "v3.c").read()
    draft = fault("v3/y", "x", "v3.c", control=control)
    changed = draft.set("codecs.0.configuration.endian", "big")
    assert parse_array(changed.store["zarr.json"]).codecs.array_to_bytes.endian == "big"  # type: ignore[attr-defined]
    dropped = draft.drop("codecs.0.configuration")
    assert json.loads(dropped.store["zarr.json"])["codecs"] == [{"name": "bytes"}]


def test_a_group_expects_its_attributes() -> None:
    case = group("v3/g", "x", "v3.c").member("attributes", {"a": [1, None]}).read()
    assert case.expect == {"attributes": {"a": [1, None]}}
    assert case.classes == ("v3-group-reader",)
