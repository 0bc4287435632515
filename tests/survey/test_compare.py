"""What is compared between two editions: changes where comparable, breaks where not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey.comparability import Class, Entry, Ledger, LedgerError, compare
from survey.comparability.compare import CLASSES
from survey.estimates.model import Cell
from survey.estimates.plan import Plan
from survey.estimates.tables import figures
from survey.instrument import Instrument
from tests.survey.next_year import MERGED, NEXT, REASON, SPLIT, edited, options
from tests.survey.people import crowd, responses
from tests.survey.sample import INSTRUMENT


def year(instrument: Instrument, **roles: int):
    people = [{"role": id.replace("_", "-")} for id, times in roles.items() for _ in range(times)]
    return instrument, figures(responses(people, instrument))


def test_all_of_the_same_instrument_is_compared():
    plan = Plan(crossed=(("formats", "role"),))
    before = INSTRUMENT, figures(crowd(1000, seed=1), plan=plan)
    now = NEXT, figures(crowd(1000, NEXT, seed=2), plan=plan)
    found = compare(before, now, Ledger("2026"))
    assert found.breaks == {}
    assert {change.table for change in found.changes} == {
        table.id for table in now[1].tables if table.by is None and table.id != "since"
    }


def test_what_changed_without_an_explanation_is_not_compared_at_all():
    formats = next(question for question in SPLIT.questions if question.id == "formats")
    questions = (replace(q, most=None) if q is formats else q for q in SPLIT.questions)
    now = replace(SPLIT, questions=tuple(questions))
    with pytest.raises(LedgerError) as error:
        compare(year(INSTRUMENT), year(now), Ledger("2026", file="2027/comparability.toml"))
    *lines, remedy = str(error.value).split("\n")
    assert lines and {line.split(": ")[0] for line in lines} == {"2027/comparability.toml"}
    assert {"role", "formats"} <= {line.split(": ")[1] for line in lines}
    assert remedy == "zarr-survey diff 2026 2027 lists all that changed"


def test_a_broken_question_has_a_break_and_no_change():
    ledger = Ledger("2026", (Entry("role", "broken", REASON),))
    found = compare(year(INSTRUMENT, student=40), year(SPLIT, student=40), ledger)
    assert found.breaks == {"role": ("2027", REASON)}
    assert found.changes == ()
    assert "role" not in {table.id for table in found.before.tables}


def test_a_recoded_question_is_compared_in_classes():
    ledger = Ledger("2026", (Entry("role", "recoded", REASON, (MERGED,)),))
    before = year(INSTRUMENT, research_engineer=100, student=100)
    found = compare(before, year(SPLIT, tester=30, developer=20, student=150), ledger)
    changed = {change.key: change for change in found.changes}
    merged = changed[("tester+developer",)]
    assert (merged.difference, merged.verdict) == (-0.25, "fell")
    assert set(changed) == {("scientist",), ("tester+developer",), ("student",), ("other",)}
    assert [cell.key for cell in found.before["role"].cells][1] == ("tester+developer",)


def test_classes_of_several_hidden_cells_are_hidden():
    new = edited("role", options=options("worker", "student"))
    both = Class(("scientist", "research-engineer"), ("worker",))
    ledger = Ledger("2026", (Entry("role", "recoded", REASON, (both,)),))
    instrument, before = year(INSTRUMENT, scientist=50, research_engineer=2, student=50)
    (role,) = (table for table in before.tables if table.id == "role")
    hidden = replace(role.cells[1], count=None, share=None, interval=None, hidden="small")
    role = replace(role, cells=(role.cells[0], hidden, *role.cells[2:]))
    found = compare(
        (instrument, replace(before, tables=(role,))), year(new, worker=50, student=50), ledger
    )
    assert found.before["role"].cells[0] == Cell(("worker",), None, hidden="small")
    assert ("worker",) not in {change.key for change in found.changes}


def test_the_counts_of_a_class_are_added_and_its_interval_made_anew():
    new = edited("role", options=options("worker", "student"))
    both = Class(("scientist", "research-engineer"), ("worker",))
    ledger = Ledger("2026", (Entry("role", "recoded", REASON, (both,)),))
    now = year(new, worker=50, student=50)
    for times, share in ((30, 0.75), (3, None)):
        before = year(
            INSTRUMENT, scientist=times, research_engineer=times, student=times - times // 3
        )
        cell = compare(before, now, ledger).before["role"].cells[0]
        assert cell.count == 2 * times
        assert (cell.share is None) == (share is None)
        assert (cell.interval is None) == (share is None)


def test_own_words_beside_other_options_are_not_compared_unless_the_ledger_says_so():
    more = edited("formats", options=options("v2", "v3", "ome-zarr", "n5", "none"))
    before = INSTRUMENT, figures(crowd(200))
    now = more, figures(crowd(200, more))
    for classes, compared in (((), False), ((Class(("other",), ("other",)),), True)):
        hang = (Entry(id, "relabelled", REASON) for id in ("ease", "pain"))
        ledger = Ledger("2026", (Entry("formats", "recoded", REASON, classes), *hang))
        found = compare(before, now, ledger)
        keys = {change.key for change in found.changes if change.table == "formats"}
        assert (("other",) in keys) == compared
        assert keys - {("other",)} == {("v2",), ("v3",), ("ome-zarr",), ("none",)}
        assert ("other",) in {cell.key for cell in found.before["formats"].cells}


def test_own_words_beside_the_same_options_are_compared():
    found = compare((INSTRUMENT, figures(crowd(200))), (NEXT, figures(crowd(200))), Ledger("2026"))
    assert ("other",) in {change.key for change in found.changes if change.table == "formats"}


def test_numbers_in_other_classes_are_not_compared():
    before = INSTRUMENT, figures(crowd(100))
    now = NEXT, figures(crowd(100, NEXT), plan=Plan(classes={"arrays": (10,)}))
    found = compare(before, now, Ledger("2026"))
    assert found.breaks == {"arrays": ("2027", CLASSES)}
    assert "arrays" not in {change.table for change in found.changes}


def test_a_new_question_has_neither_change_nor_break():
    old = replace(INSTRUMENT, questions=INSTRUMENT.questions[:1])
    found = compare(
        (old, figures(crowd(100, old))), (NEXT, figures(crowd(100, NEXT))), Ledger("2026")
    )
    assert {change.table for change in found.changes} == {"role"}
    assert found.breaks == {}
