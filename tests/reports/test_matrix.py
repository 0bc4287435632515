"""The states of the feature matrix, and the order of its rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.cases.model import Axis, Case, Kind, Node
from conformance.results import CaseResult, Verdict
from reports import matrix


def case(id: str, *features: str, kind: Kind = "read", axis: Axis = "conformance") -> Case:
    return Case(id, kind, "t", ("v3.a",), (), features, Node("array", ""), axis=axis)


def column(verdicts: Sequence[Verdict]) -> dict[str, CaseResult]:
    return {
        f"v3/{n}": CaseResult(f"v3/{n}", "read", "conformance", verdict, "", (), "fine")
        for n, verdict in enumerate(verdicts)
    }


@pytest.mark.parametrize(
    ("verdicts", "state", "ran"),
    [
        (("pass", "pass"), "all", 2),
        (("pass", "refused"), "some", 2),
        (("crashed", "unsupported"), "none", 2),
        (("wrong", "pass"), "wrong", 2),
        (("pass", "not-run"), "all", 1),
        (("not-run", "not-run"), "not-run", 0),
        ((), "not-run", 0),
    ],
)
def test_states(verdicts: Sequence[Verdict], state: str, ran: int):
    cases = [case("v3/0", "codec:x"), case("v3/1", "codec:x")]
    (group,) = matrix.groups(cases, [column(verdicts)])
    (cell,) = group.features[0].cells
    assert (cell.state, cell.ran) == (state, ran)


def test_only_valid_data_on_the_conformance_axis_counts():
    cases = [
        case("v3/0", "codec:x", kind="refuse"),
        case("v3/1", "codec:x", kind="observe"),
        case("v3/2", "codec:x", axis="robustness"),
    ]
    assert matrix.groups(cases, []) == ()


def test_kinds_and_rows_are_in_an_order_that_people_expect():
    tags = ("zeta:a", "codec:b", "dtype:int16", "dtype:int8", "dtype:r*", "alpha:a")
    groups = matrix.groups([case("v3/0", *tags)], [])
    assert [group.kind for group in groups] == ["dtype", "codec", "alpha", "zeta"]
    assert [feature.name for feature in groups[0].features] == ["int8", "int16", "r*"]
    assert groups[0].features[2].page == "features/dtype/r-any.html"


def test_version_2_and_extensions_stand_apart():
    cases = [
        case("v3/0", "codec:gzip", "dtype:uint8"),
        case("v2/0", "format:v2", "v2-dtype:uint8", "v2-compressor:zlib"),
        case("ext/0", "codec:zstd", "codec:gzip", "dtype:uint8", "form:short-hand"),
    ]
    groups = {group.title: group for group in matrix.groups(cases, [])}
    assert list(groups) == [
        "Data types",
        "Codecs",
        "Version 2: all datasets",
        "Version 2: data types",
        "Version 2: compressors",
        "Extensions: codecs",
    ]
    # An extension's dataset is refused for the extension, and says nothing of the core.
    assert [feature.cases for feature in groups["Codecs"].features] == [("v3/0",)]
    assert [feature.cases for feature in groups["Extensions: codecs"].features] == [("ext/0",)]
    assert len({group.kind for group in groups.values()}) == len(groups)
