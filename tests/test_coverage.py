"""What is counted as tested, as sharp, and under which name a document is found."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.cases.model import Axis, Case, Kind, Node
from conformance.cases.sharpness import CaughtFault
from conformance.coverage import Coverage, coverage, group_of
from conformance.ledger import Clause, Document, Ledger

CORE = Document(
    "Core", "zarr-developers/zarr-specs", "a" * 40, "docs/v3/core/index.rst", "https://s/"
)
ZSTD = Document(
    "Zstd", "zarr-developers/zarr-extensions", "b" * 40, "codecs/zstd/README.md", "https://e/"
)
EMPTY = Document(
    "Nobody's", ZSTD.repository, "b" * 40, "codecs/none/README.md", "https://n/", "nobody reads it"
)


def clause(
    id: str, level: str = "must", state: str = "tested", document: Document = CORE
) -> Clause:
    return Clause(id, level, ("reader",), document, "s", "A summary.", "0" * 16, state, "why")


def case(id: str, *clauses: str, kind: Kind = "read", axis: Axis = "conformance") -> Case:
    return Case(id, kind, "t", clauses, ("c",), (), Node("array", ""), axis=axis)


def covered(
    clauses: Sequence[Clause], cases: Sequence[Case], faults: Sequence[CaughtFault] = ()
) -> Coverage:
    return coverage(Ledger({c.id: c for c in clauses}, (CORE, ZSTD, EMPTY)), cases, faults)


@pytest.mark.parametrize(
    ("kind", "axis", "fate"),
    [
        ("read", "conformance", "tested"),
        ("refuse", "conformance", "tested"),
        ("observe", "conformance", "observed"),
        ("refuse", "robustness", "observed"),
    ],
)
def test_only_a_case_that_can_be_failed_tests_a_clause(kind: Kind, axis: Axis, fate: str) -> None:
    found = covered([clause("v3.a")], [case("v3/x", "v3.a", kind=kind, axis=axis)])
    assert found.clauses["v3.a"].fate == fate


def test_what_the_ledger_says_of_a_clause_outweighs_its_cases() -> None:
    rows = [clause("v3.a", state="contested"), clause("v3.b", state="untestable"), clause("v3.c")]
    found = covered(rows, [case("v3/x", "v3.a", "v3.b", "v3.gone")])
    assert [c.fate for c in found.clauses.values()] == ["contested", "untestable", "untried"]


def test_sharp_is_what_a_case_that_cites_the_clause_proves() -> None:
    cases = [case("v3/x", "v3.a"), case("v3/y", "v3.b"), case("v3/z", "v3.c", kind="observe")]
    faults = [
        CaughtFault("f", "v3.a", "wrong", ("v3/x",)),
        CaughtFault("g", "v3.b", "wrong", ("v3/x",)),
        CaughtFault("h", "v3.c", "observed", ("v3/z",)),
    ]
    found = covered([clause(f"v3.{name}") for name in "abc"], cases, faults)
    assert [c.sharp for c in found.clauses.values()] == [True, False, False]
    assert found.count().sharpness == (1, 2)


def test_counts_add_up() -> None:
    rows = [
        clause("v3.a"),
        clause("v3.b", "must-not", "contested"),
        clause("v3.c", "should"),
        clause("ext.d", "must", "untestable", ZSTD),
        clause("ext.e", "must", document=ZSTD),
    ]
    found = covered(rows, [case("v3/x", "v3.a", "v3.c"), case("v3/y", "ext.e", kind="observe")])
    total = found.count()
    assert total.clauses == total.testable + total.contested + total.untestable == 5
    assert (total.share, total.cases) == ((2, 3), 2)
    assert (found.strict.share, found.strict.clauses) == ((1, 2), 4)


def test_documents_have_short_names_and_groups() -> None:
    found = covered([clause("v3.a"), clause("ext.d", document=ZSTD)], [])
    assert list(found.documents) == ["v3/core", "ext/codecs/zstd", "ext/codecs/none"]
    assert found.groups == {"Version 3: core": ["v3/core"], "Extensions": ["ext/codecs/zstd"]}
    assert list(found.left_out) == ["ext/codecs/none"]
    assert group_of("v3/codecs/gzip") == "Version 3: parts"
    assert group_of("v2/v2.0") == "Version 2"
    assert group_of("ext") == "Extensions"
