"""The interop matrix: who owns a failure, what readers are asked, and made-up parties."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from conformance import ledger, schemas
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.cases import builder, files, v2
from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.cases.recipes import recipe
from conformance.engine import expectations
from conformance.interop.matrix import Matrix, Plan, crossed, failed, owner
from conformance.interop.reader import Reader, as_result
from conformance.interop.reread import questions, regions
from conformance.results import VERDICTS, Verdict
from conformance.results import interop as model
from conformance.results.interop import Cell, Interop
from tests.interop_parties import CHUNKS, PLAIN, party, recipes
from tests.saboteurs import writing

CLAUSES = ledger.load()


@pytest.fixture(scope="module")
def written() -> dict[str, Case]:
    cases = recipes()
    return {case.id: case for case in cases}


@pytest.fixture(scope="module")
def fixtures(written: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> Fixtures:
    root = tmp_path_factory.mktemp("golden")
    files.write(written.values(), root)
    return files.load(root)


def fill(fixtures: Fixtures, folder: Path, *parties: Selection) -> Interop:
    cases = crossed(fixtures, tuple(fixtures.cases))
    plan = Plan(fixtures, cases, folder / "stores", Limits(request_seconds=20))
    found = Matrix(plan, parties).fill()
    assert schemas.problem("interop", json.loads(json.dumps(model.to_document(found)))) is None
    return found


def cell(found: Interop, writer: str, reader: str, case: str = CHUNKS) -> Cell:
    return next(
        cell
        for row, cell in found.cells()
        if (row.writer, row.case, cell.reader) == (writer, case, reader)
    )


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(("written", "answer"), list(product(VERDICTS, VERDICTS)))
def test_every_failure_has_one_owner(written: Verdict, answer: Verdict, *, changed: bool) -> None:
    expected = "nobody"
    if changed:
        expected = "reader"
    elif written in {"invalid", "wrong"}:
        expected = "writer"
    elif written == "pass":
        at_fault = {"wrong", "crashed", "hung", "accepted", "refused"}
        expected = "reader" if answer in at_fault else "nobody"
    assert owner(written, answer, changed=changed) == expected


@pytest.mark.parametrize(
    ("shape", "stored", "inner", "found"),
    [
        ((), (), (), []),
        ((0, 3), (1, 1), (1, 1), []),
        ((3,), (4,), (4,), [((1, 3, 1),)]),
        ((4, 6), (2, 3), (2, 3), [((1, 3, 1), (2, 4, 1)), ((3, 4, 1), (4, 6, 1))]),
        # Across the edge of a shard where there is one, else of a chunk in it.
        ((8,), (4,), (2,), [((3, 5, 1),), ((7, 8, 1),)]),
        ((4,), (4,), (2,), [((1, 3, 1),), ((3, 4, 1),)]),
        ((5, 1), (2, 1), (2, 1), [((1, 3, 1), (0, 1, 1)), ((4, 5, 1), (0, 1, 1))]),
    ],
)
def test_one_region_is_across_edges_and_one_inside_a_chunk(
    shape: tuple[int, ...], stored: tuple[int, ...], inner: tuple[int, ...], found: list[Any]
) -> None:
    assert regions(shape, stored, inner) == found


def test_what_is_expected_is_what_the_store_says(written: dict[str, Case]) -> None:
    case = written[CHUNKS]
    store = writing.carried_out(case, {}).store
    store["c/0/0"] = bytes(12)
    whole, across, inside = questions(case, store, CLAUSES)
    assert whole.values is not None and whole.values != case.values
    assert across.node.selection == ((1, 3, 1), (2, 4, 1))
    assert across.values == bytes.fromhex("0000 0a00 0f00 1000")
    assert inside.node.selection == ((3, 4, 1), (4, 6, 1))
    assert "v3-region-reader" in inside.classes and "v3-region-reader" not in whole.classes


def test_a_reader_needs_what_the_writer_chose(written: dict[str, Case]) -> None:
    case = written[PLAIN]
    store = writing.carried_out(case, {}).store
    document = json.loads(store["zarr.json"])
    document["chunk_key_encoding"] = "default"
    asked = questions(case, {**store, "zarr.json": json.dumps(document).encode()}, CLAUSES)
    assert "v3-extension-forms-reader" in asked[0].classes
    assert "v3-extension-forms-reader" not in questions(case, store, CLAUSES)[0].classes


def test_what_nobody_can_know_is_not_compared() -> None:
    def no_fill(draft: v2.ArrayDraft) -> v2.ArrayDraft:
        return draft.shape(4, chunks=(2,)).member("fill_value", None)

    case = (
        recipe("v2/write/null", "Null.", "v2.fill-value.null")
        .array(no_fill)
        .region((0, 2))
        .judged()
    )
    store = writing.carried_out(case, {}).store
    assert "1" not in store
    whole, across, inside = questions(case, store, CLAUSES)
    assert whole.expect is not None and whole.expect["unspecified"] == [["2", "4"]]
    assert across.expect is not None and across.expect["unspecified"] == [["1", "2"]]
    assert inside.expect is not None and inside.expect["unspecified"] == [["0", "1"]]


def test_what_the_oracle_does_not_read_is_observed(written: dict[str, Case]) -> None:
    [asked] = questions(written[PLAIN], {"zarr.json": b"{}"}, CLAUSES)
    assert (asked.kind, asked.expect) == ("observe", None)


def test_nothing_is_crossed_that_leaves_nothing_to_read() -> None:
    made = recipe("v3/write/a", "A.", "v3.core.array.single-object").array().write()
    cases = [
        made.judged(),
        recipe("v3/write/b", "B.", "v3.core.array.single-object").array().refuses("v3/write/a"),
        recipe("v3/write/c", "C.", "v3.core.array.single-object").array().write().observe("text"),
        builder.array("v3/read", "Read.", "v3.core.array.single-object").read(),
    ]
    by_id = {case.id: case for case in cases}
    fixtures = Fixtures(Path(), "", "", "", by_id)
    assert crossed(fixtures, tuple(by_id)) == ("v3/write/a",)


def test_honest_parties_read_each_other(fixtures: Fixtures, tmp_path: Path) -> None:
    found = fill(fixtures, tmp_path, party(tmp_path, "a"), party(tmp_path, "b"))
    assert [row.verdict for row in found.rows] == ["pass"] * 6
    assert {cell.verdict for _, cell in found.cells()} == {"pass"}
    assert not any(cell.red for _, cell in found.cells())
    assert (failed(found), found.interrupted) == (False, False)
    assert [p.version for p in found.parties] == ["1", "1"]
    assert all(row.digest for row in found.rows)


@pytest.mark.parametrize("fault", ["writes-invalid", "writes-other-values"])
def test_a_writer_is_blamed_in_every_column(fixtures: Fixtures, tmp_path: Path, fault: str) -> None:
    found = fill(fixtures, tmp_path, party(tmp_path, "a"), party(tmp_path, "bad", fault))
    cells = [cell for row, cell in found.cells() if row.writer == "bad" and row.case == CHUNKS]
    assert [cell.owner for cell in cells] == ["writer", "writer"]
    row = next(row for row in found.rows if row.writer == "bad" and row.case == CHUNKS)
    assert row.verdict == ("invalid" if fault == "writes-invalid" else "wrong")
    assert cell(found, "a", "bad").owner == "nobody"
    assert failed(found)


@pytest.mark.parametrize(
    ("fault", "verdict", "member"),
    [
        ("reads-other-values", "wrong", "values"),
        ("reads-regions-shifted", "wrong", "values"),
        ("refuses", "refused", None),
        ("dies", "crashed", None),
        ("touches", "wrong", None),
    ],
)
def test_a_reader_is_blamed_for_what_everybody_wrote(
    fixtures: Fixtures, tmp_path: Path, fault: str, verdict: str, member: str | None
) -> None:
    found = fill(fixtures, tmp_path, party(tmp_path, "a"), party(tmp_path, "bad", fault))
    for writer in ("a", "bad"):
        mine = cell(found, writer, "bad")
        assert (mine.owner, mine.verdict, mine.status) == ("reader", verdict, "failed")
        assert (mine.mismatch.member if mine.mismatch else None) == member
        assert (mine.selection is not None) == (fault == "reads-regions-shifted")
        assert cell(found, writer, "a").owner == "nobody"
    if fault == "touches":
        assert cell(found, "a", "bad").changed == ("touched",)


def test_a_refusal_outside_of_claims_is_nobodys(fixtures: Fixtures, tmp_path: Path) -> None:
    bad = party(tmp_path, "bad", "refuses", ["v2-core-reader"])
    mine = cell(fill(fixtures, tmp_path, party(tmp_path, "a"), bad), "a", "bad")
    assert (mine.owner, mine.verdict, mine.status) == ("nobody", "unsupported", "fine")


def test_who_cannot_be_started_is_a_column_that_says_why(
    fixtures: Fixtures, tmp_path: Path
) -> None:
    gone = party(tmp_path, "gone", "no-start")
    found = fill(fixtures, tmp_path, party(tmp_path, "a"), gone)
    assert found.parties[1].unavailable is not None
    assert {cell.reader for _, cell in found.cells()} == {"a"}
    assert failed(found)


def test_a_known_failure_is_one_for_the_store_of_one_writer(
    fixtures: Fixtures, tmp_path: Path
) -> None:
    bad = party(tmp_path, "bad", "reads-other-values")
    found = fill(fixtures, tmp_path, bad)
    rows = [as_result(row.writer, row.case, cell) for row, cell in found.cells()]
    path = expectations.update_interop(bad.manifest.folder, "1", rows, None)
    assert path.read_text().count('case = "interop/bad/') == 3
    again = fill(fixtures, tmp_path, bad)
    assert cell(again, "bad", "bad").status == "expected" and not failed(again)
    path.write_text(path.read_text().replace('"interop/bad/v3/write/plain"', '"interop/bad/no"'))
    stale = fill(fixtures, tmp_path, bad)
    assert any("interop/bad/no" in fault for fault in stale.parties[0].faults)
    assert cell(stale, "bad", "bad", PLAIN).status == "failed"
    one = model.Interop(again.edition, again.parties, again.rows, "", 0.0)
    assert model.from_document(model.to_document(one)) == one


def test_what_is_stopped_keeps_what_there_is(
    fixtures: Fixtures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan(fixtures, crossed(fixtures, tuple(fixtures.cases)), tmp_path / "stores")
    matrix = Matrix(plan, [party(tmp_path, "a")])
    real: Callable[..., Any] = Reader.read

    def stopped(self: Any, stop: Any) -> Any:
        stop.set()
        return real(self, stop)

    monkeypatch.setattr(Reader, "read", stopped)
    found = matrix.fill()
    assert found.interrupted
    assert {cell.verdict for _, cell in found.cells()} == {"not-run"}
    assert all(row.verdict == "pass" for row in found.rows)
