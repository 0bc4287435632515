"""Recipes: what they say, what is expected of them, and their form as data."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from conformance import ledger, schemas
from conformance.cases import builder, v2
from conformance.cases.builder import CRC32C, DefinitionError, bytes_codec, sharding
from conformance.cases.definitions import write
from conformance.cases.features import writing_features
from conformance.cases.model import Case, from_document
from conformance.cases.recipes import recipe

CLAUSE = "v3.some.clause"


def test_a_recipe_is_its_steps_and_what_they_leave_behind() -> None:
    case = recipe("v3/write/x", "An array.", CLAUSE).array().write().judged()
    assert (case.kind, case.format, case.node.node_type) == ("write", "zarr_v3", "array")
    assert [step["op"] for step in case.steps] == ["create_array", "write_array"]
    assert case.values == bytes([1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])
    assert base64.b64decode(case.steps[1]["values"]) == case.values
    assert case.hierarchy == {"": "array"}
    assert case.store == {}
    assert case.classes == ("v3-core-writer",)
    expect = dict(case.expect or {})
    assert len(expect.pop("values_sha256")) == 64
    assert expect == {
        "shape": ["2", "3"],
        "data_type": "uint16",
        "fill_value": "AAA=",
        "dimension_names": [None, None],
        "attributes": {},
    }


def test_the_array_of_a_recipe_is_that_of_the_draft() -> None:
    made = recipe("v3/write/x", "x", CLAUSE).array(
        lambda a: (
            a.shape(4, 6, chunks=(4, 6))
            .data_type("int16", -2)
            .codecs(sharding(2, 3, codecs=[bytes_codec("big"), CRC32C], location="start"))
            .member("dimension_names", ["y", None])
            .member("attributes", {"a": 1})
            .keys("v2", ".")
        ),
        default=["chunk_key_encoding"],
    )
    assert made.steps[0]["array"] == {
        "shape": ["4", "6"],
        "shard_shape": ["4", "6"],
        "chunk_shape": ["2", "3"],
        "index_location": "start",
        "data_type": "int16",
        "fill_value": base64.b64encode(b"\xfe\xff").decode(),
        "codecs": [bytes_codec("big"), CRC32C],
        "dimension_names": ["y", None],
        "attributes": {"a": 1},
    }


def test_shards_whose_index_has_other_codecs_are_said_as_a_codec() -> None:
    codec = sharding(2, 3, index_codecs=[bytes_codec()])
    made = recipe("v3/write/x", "x", CLAUSE).array(lambda a: a.codecs(codec))
    array = made.steps[0]["array"]
    assert "shard_shape" not in array
    assert array["codecs"] == [codec]


def test_an_array_of_version_2_is_said_in_its_own_words() -> None:
    made = recipe("v2/write/x", "x", CLAUSE).array(
        lambda a: a.dtype(">i2", None).order("F").compressor(v2.zlib()).separator("/")
    )
    assert made.format == "zarr_v2"
    assert made.steps[0]["array"] == {
        "shape": ["2", "3"],
        "chunk_shape": ["2", "3"],
        "data_type": ">i2",
        "compressor": {"id": "zlib", "level": 1},
        "filters": None,
        "order": "F",
        "dimension_separator": "/",
    }
    case = made.write().judged()
    assert case.values == bytes([1, 0, 2, 0, 253, 255, 4, 0, 5, 0, 250, 255])
    assert "fill_value" not in (case.expect or {})
    assert {"v2-zlib-writer", "v2-core-writer"} <= set(case.classes)


def test_a_region_is_filled_by_a_ramp_of_its_own() -> None:
    case = (
        recipe("v3/write/x", "x", CLAUSE)
        .array(lambda a: a.shape(5).data_type("uint8", 9))
        .region((0, 5, 2), first=101)
        .judged()
    )
    assert case.steps[1]["selection"] == [["0", "5", "2"]]
    assert case.values == bytes([101, 9, 102, 9, 103])
    assert "v3-strided-region-writer" in case.classes
    assert "write:strided-region" in case.features


def test_unspecified_elements_are_told_as_places() -> None:
    draft = recipe("v3/write/x", "x", CLAUSE).array(
        lambda a: a.shape(2, 3, chunks=(2, 4)).data_type("uint8", 9)
    )
    case = draft.write().resize(2, 5).judged()
    assert (case.expect or {})["unspecified"] == [["3", "4"], ["8", "9"]]
    assert case.values == bytes([1, 2, 3, 9, 9, 4, 5, 6, 9, 9])
    undefined = recipe("v3/write/x", "x", CLAUSE).array(
        lambda a: a.shape(4, chunks=(2,)), default=["fill_value"]
    )
    case = undefined.region((0, 2)).judged()
    assert (case.expect or {})["unspecified"] == [["2", "4"]]
    assert "fill_value" not in (case.expect or {})
    assert "write:default-fill-value" in case.features
    assert "v3-default-fill-value-writer" in case.classes


def test_a_recipe_can_begin_with_a_store() -> None:
    draft = builder.array("v3/x", "x", "x").shape(4, chunks=(2,)).data_type("uint8", 7)
    draft = draft.codecs(bytes_codec(None), builder.gzip()).missing((1,)).at("a")
    case = recipe("v3/write/x", "x", CLAUSE).begin(draft).region((1, 3), path="a").judged("a")
    assert case.values == bytes([1, 101, 102, 7])
    assert sorted(case.store) == ["a/c/0", "a/zarr.json", "zarr.json"]
    assert case.classes == ("v3-core-writer", "v3-gzip-writer", "v3-region-writer")
    assert "codec:gzip" in case.features


def test_a_recipe_can_begin_with_a_group() -> None:
    draft = builder.group("v3/x", "x", "x").member("attributes", {"a": 1}).also("note", b"n")
    case = recipe("v3/write/x", "x", CLAUSE).begin(draft).attributes({"b": 2}).judged()
    assert (case.node.node_type, case.hierarchy) == ("group", {"": "group"})
    assert (case.expect or {}) == {"attributes": {"a": 1, "b": 2}}
    assert sorted(case.store) == ["note", "zarr.json"]
    assert "v3-group-writer" in case.classes


def test_attributes_of_a_store_of_version_2_are_there_at_the_beginning() -> None:
    draft = v2.array("v2/x", "x", "x").attributes({"a": 1})
    case = recipe("v2/write/x", "x", CLAUSE).begin(draft).attributes({"b": 2}).judged()
    assert (case.expect or {})["attributes"] == {"a": 1, "b": 2}


def test_a_store_with_undefined_elements_is_no_beginning() -> None:
    draft = v2.array("v2/x", "x", "x").shape(4, chunks=(2,)).dtype("<u2").missing((1,))
    with pytest.raises(DefinitionError, match="undefined"):
        recipe("v2/write/x", "x", CLAUSE).begin(draft)


def test_the_last_step_of_one_that_refuses_is_not_expected() -> None:
    made = recipe("v3/write/x", "x", CLAUSE).group().group("__x")
    case = made.refuses("v3/write/y")
    assert (case.kind, case.refuses, case.control) == ("write", True, "v3/write/y")
    assert case.hierarchy == {"": "group"}
    observed = made.observe("zarr-specs#56", control="v3/write/y")
    assert (observed.kind, observed.refuses, observed.hierarchy) == ("observe", True, {"": "group"})
    plain = made.observe()
    assert (plain.refuses, plain.hierarchy) == (False, {"": "group", "__x": "group"})


def test_set_attributes_says_what_the_node_is() -> None:
    made = recipe("v3/write/x", "x", CLAUSE).group().array(path="a")
    made = made.attributes({"a": 1}, "a", numbers={"b": "NaN"}).without("a")
    assert made.steps[2:] == (
        {
            "op": "set_attributes",
            "path": "a",
            "node_type": "array",
            "attributes": {"a": 1},
            "numbers": {"b": "NaN"},
        },
        {"op": "delete_attributes", "path": "", "node_type": "group", "names": ["a"]},
    )


def test_a_step_that_is_no_message_is_an_error() -> None:
    made = recipe("v3/write/x", "x", CLAUSE).group()
    with pytest.raises(DefinitionError, match="v3/write/x: list_members"):
        made.step("list_members", below="a").judged()


def test_a_step_that_cannot_be_carried_out_is_an_error() -> None:
    with pytest.raises(DefinitionError, match=r"v3/write/x: .*there is a node already"):
        recipe("v3/write/x", "x", CLAUSE).group().group().judged()
    with pytest.raises(DefinitionError, match="no step makes an array at 'a'"):
        recipe("v3/write/x", "x", CLAUSE).group().write("a")


@pytest.mark.parametrize(
    ("step", "tag"),
    [
        ({"op": "create_array", "array": {"attributes": {"a": 1}}}, "write:attributes"),
        ({"op": "create_array", "array": {}, "overwrite": True}, "write:overwrite"),
        ({"op": "write_region", "selection": [["0", "2", "1"]]}, "write:region"),
        ({"op": "delete_node"}, "write:delete"),
        ({"op": "append"}, "write:append"),
        ({"op": "create_group"}, None),
    ],
)
def test_features_of_writing(step: Any, tag: str | None) -> None:
    assert writing_features([step]) == ({tag} if tag else set())


@pytest.fixture(scope="module")
def defined() -> list[Case]:
    return [case for module in write.MODULES for case in module.cases()]


def test_every_case_that_is_written_is_data(defined: list[Case]) -> None:
    for case in defined:
        assert schemas.problem("case", case.document()) is None, case.id
        assert from_document(case.document(), case.values, case.store) == case


def test_ids_are_those_of_the_format(defined: list[Case]) -> None:
    for case in defined:
        root, middle, *_ = case.id.split("/")
        assert middle == "write", case.id
        assert (root == "v2") == (case.format == "zarr_v2"), case.id


def test_controls_are_recipes_that_ask_for_the_same_kind_of_node(defined: list[Case]) -> None:
    known = {case.id: case for case in defined}
    for case in defined:
        if case.control is None:
            continue
        control = known[case.control]
        assert (control.kind, control.refuses) == ("write", False), case.id
        makes = {step["op"] for step in control.steps}
        assert case.steps[-1]["op"] in makes, case.id


def test_what_must_be_refused_rests_on_an_uncontested_must(defined: list[Case]) -> None:
    """A row that is contested or only advice can fail nobody."""
    rows = ledger.load()
    refused = [case for case in defined if case.refuses and case.kind == "write"]
    assert refused
    for case in refused:
        clause = rows[case.clauses[0]]
        assert (clause.level, clause.state) in {("must", "tested"), ("must-not", "tested")}, case.id


def test_what_is_judged_is_not_about_a_contested_clause(defined: list[Case]) -> None:
    rows = ledger.load()
    about = {case.id: rows[case.clauses[0]] for case in defined if case.kind == "write"}
    assert {id: row.id for id, row in about.items() if row.state == "contested"} == {}
    assert {id: row.id for id, row in about.items() if row.state == "untestable"} == {}
    assert {id: row.id for id, row in about.items() if row.level == "should"} == {}
