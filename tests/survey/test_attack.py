"""The attacker finds each kind of leak that is planted, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.disclosure import Breach, DisclosureError, Rules, attack, protect, report
from survey.disclosure.bounds import Memory, completed, intervals
from survey.disclosure.equations import system
from survey.disclosure.percent import implied
from survey.disclosure.system import System
from survey.estimates.intervals import wilson
from survey.estimates.model import Base, Cell, Figures, Interval, Table
from survey.instrument import Condition, Instrument, Option, Question
from tests.survey.tables import figures, hidden, hide, single
from tests.survey.test_disclosure import CROSSED, of, people, persons_strategy


def cross(rows: Sequence[Sequence[int]], item: str = "field", by: str = "role") -> Table:
    """A cross table of groups o0, o1, ... of ``by``; everybody answered."""
    groups = {f"o{g}": Base(sum(row), 0, 0, 0, sum(row)) for g, row in enumerate(rows)}
    cells = tuple(
        Cell((f"o{g}", f"o{o}"), count) for g, row in enumerate(rows) for o, count in enumerate(row)
    )
    total = sum(map(sum, rows))
    base = Base(total, 0, 0, 0, total)
    return Table(f"{item}:by:{by}", item, base, cells, by, groups)


def kinds(breaches: list[Breach]) -> set[str]:
    return {breach.kind for breach in breaches}


def test_a_small_cell_that_was_not_hidden() -> None:
    assert attack(of(single("role", [40, 3, 20]))) == [Breach("small", "role", ("o1",), 3, 3)]


def test_a_group_with_one_voice() -> None:
    found = attack(of(single("role", [40, 0])))
    assert kinds(found) == {"group"}
    assert len(found) == 2


def test_a_base_of_few() -> None:
    assert "base" in kinds(attack(of(single("role", [4, 0]))))


def test_a_sensitive_question_crossed() -> None:
    table = cross([[20, 30], [30, 20]])
    assert kinds(attack(of(table), Rules(sensitive=frozenset(["role"])))) == {"sensitive"}
    assert attack(of(table)) == []


def test_a_hidden_cell_with_its_share() -> None:
    table = hide(single("role", [60, 3, 20, 17]), ("o1",), ("o3",))
    cells = tuple(replace(c, share=0.03) if c.key == ("o1",) else c for c in table.cells)
    assert Breach("percent", "role", ("o1",), 3, 3) in attack(of(replace(table, cells=cells)))


def test_a_hidden_cell_with_its_interval() -> None:
    table = hide(single("role", [60, 3, 20, 17]), ("o1",), ("o3",))
    low, high = wilson([3], 100)
    interval = Interval(float(low[0]), float(high[0]))
    cells = tuple(replace(c, interval=interval) if c.key == ("o1",) else c for c in table.cells)
    assert Breach("percent", "role", ("o1",), 3, 3) in attack(of(replace(table, cells=cells)))


@settings(deadline=None)
@given(st.integers(1, 5000), st.integers(0, 3), st.data())
def test_a_rounded_share_never_excludes_the_true_count(
    answered: int, decimals: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, answered))
    cell = Cell(("a",), None, round(count / answered, decimals + 2))
    found = implied(cell, answered, decimals)
    assert found is not None
    assert found[0] <= count <= found[1]
    if answered < 10 ** (decimals + 2):
        assert found == (count, count)


def test_a_rounded_share_of_many_leaves_room() -> None:
    assert implied(Cell(("a",), None, 0.12), 5000, 0) == (575, 625)


def test_one_hidden_cell_follows_from_the_rest() -> None:
    table = hide(single("role", [60, 3, 20]), ("o1",))
    assert attack(of(table)) == [Breach("bounds", "role", ("o1",), 3, 3)]


def test_hidden_cells_are_no_zeros_where_counts_are_shown() -> None:
    counts = [100, 80, 1, 1, 1, 1, 1, 0]
    ones = [(f"o{place}",) for place in range(2, 7)]
    found = attack(of(hide(single("role", counts), *ones)))
    assert {b.key: (b.low, b.high) for b in found} == dict.fromkeys(ones, (1, 1))


def test_zeros_may_be_hidden_where_nothing_else_is_shown() -> None:
    table = hide(single("role", [20, 0]), ("o0",), ("o1",))
    assert attack(of(table)) == []


def test_a_zero_that_was_hidden_beside_a_count_does_not_end_the_attack() -> None:
    gone = ("o2",), ("o3",)
    assert attack(of(hide(single("role", [60, 20, 9, 0]), *gone))) == []
    nobody = attack(of(hide(single("role", [60, 20, 0, 0]), *gone)))
    assert {b.key: (b.low, b.high) for b in nobody} == dict.fromkeys(gone, (0, 0))


def test_two_hidden_cells_of_a_row_follow_from_their_columns() -> None:
    table = hide(cross([[3, 20], [30, 20]]), ("o0", "o0"), ("o0", "o1"))
    whole = single("field", [33, 40])
    assert Breach("bounds", "field:by:role", ("o0", "o0"), 3, 3) in attack(of(whole, table))
    assert attack(of(table)) == []


def test_a_rectangle_of_hidden_cells_that_moves_too_little() -> None:
    square = [("o0", "o0"), ("o0", "o1"), ("o1", "o0"), ("o1", "o1")]
    counts = [[3, 1, 9], [2, 5, 30], [10, 5, 20]]
    whole = single("field", [sum(row[o] for row in counts) for o in range(3)])
    found = attack(of(whole, hide(cross(counts), *square)))
    assert {breach.key for breach in found} == set(square)
    # None of them is below one, since zeros would be shown.
    assert {(b.low, b.high) for b in found} == {(1, 3), (1, 3), (2, 4), (3, 5)}


def test_the_base_of_a_group_tells_the_hidden_option() -> None:
    whole = hide(single("role", [50, 3, 20]), ("o1",), ("o2",))
    table = cross([[25, 25], [0, 3], [10, 10]])
    found = attack(of(whole, hide(table, ("o1", "o1"))))
    assert Breach("bounds", "role", ("o1",), 3, 3) in found
    assert Breach("base", "field:by:role", ("o1",), 3, 3) in found


def test_a_withheld_group_follows_from_the_other_groups() -> None:
    whole = single("field", [35, 38])
    table = cross([[25, 25], [0, 3], [10, 10]])
    kept = tuple(cell for cell in table.cells if cell.key[0] != "o1")
    groups = {group: base for group, base in table.groups.items() if group != "o1"}
    role = single("role", [50, 3, 20])
    closed = hide(role, ("o1",), ("o2",))
    published = of(closed, whole, replace(table, cells=kept, groups=groups))
    withheld = replace(published, withheld={("field:by:role", "o1"): "small"})
    assert Breach("bounds", "field:by:role", ("o1", "o1"), 3, 3) in attack(withheld)
    assert attack(protect(of(role, whole, table))) == []


def test_the_same_table_turned_round() -> None:
    straight = cross([[25, 3, 22], [10, 30, 10]])
    cells = tuple(Cell(cell.key[::-1], cell.count) for cell in straight.cells)
    sums = [35, 33, 32]
    groups = {f"o{o}": Base(n, 0, 0, 0, n) for o, n in enumerate(sums)}
    turned = Table("role:by:field", "role", straight.base, cells, "field", groups)
    safe = hide(straight, ("o0", "o1"), ("o0", "o2"), ("o1", "o1"), ("o1", "o2"))
    assert attack(of(safe)) == []
    found = attack(of(safe, turned))
    assert Breach("bounds", "field:by:role", ("o0", "o1"), 3, 3) in found
    assert attack(protect(of(straight, turned))) == []


def question(id: str, *options: str, when: Condition | None = None) -> Question:
    return Question(
        id,
        "single",
        "all",
        "a decision",
        options=tuple(map(Option, options)),
        shown_if=() if when is None else (when,),
    )


def test_skip_logic_tells_the_hidden_option() -> None:
    parent = hide(single("role", [50, 3, 20, 27]), ("o1",), ("o2",))
    base = Base(100, 80, 0, 0, 20)
    child = replace(single("why", [9, 11]), base=base)
    questions = (
        question("role", "o0", "o1", "o2", "o3"),
        question("why", "o0", "o1", when=Condition("role", ("o2",))),
    )
    asked = Instrument("zarr", "2026", 5, (), questions, ())
    published = of(parent, child)
    assert attack(published) == []
    assert Breach("bounds", "role", ("o1",), 3, 3) in attack(published, instrument=asked)
    open_figures = of(single("role", [50, 3, 20, 27]), child)
    found = protect(open_figures, instrument=asked)
    assert attack(found, instrument=asked) == []


def test_first_places_bound_all_places() -> None:
    first = single("wishes:first", [30, 10])
    first = replace(first, question="wishes")
    places = replace(single("wishes", [40, 20]), base=first.base, additive=False)
    places = replace(places, cells=(Cell(("o0",), 39), Cell(("o1",), 20)))
    first = replace(first, cells=(Cell(("o0",), 36), Cell(("o1",), 4)))
    closed = hide(first, ("o0",), ("o1",))
    assert attack(of(hide(places, ("o0",)), closed)) == []
    found = attack(of(hide(places, ("o0",)), first))
    assert Breach("bounds", "wishes", ("o0",), 36, 40) in found


def test_a_filter_that_leaves_few_out() -> None:
    outer, inner = single("role", [40, 30, 20]), single("role:old", [39, 30, 19])
    found = attack(of(outer, inner))
    assert kinds(found) == {"difference"}
    assert attack(protect(of(outer, inner))) == []
    assert attack(of(outer, single("role:old", [20, 15, 10]))) == []


def test_a_filter_that_leaves_few_of_a_cell_out() -> None:
    outer, inner = single("role", [40, 30, 20]), single("role:old", [30, 28, 10])
    assert attack(of(outer, inner)) == [Breach("difference", "role:old", ("o1",), 2, 2)]
    assert attack(protect(of(outer, inner))) == []


def test_a_group_that_leaves_few_out() -> None:
    persons = [{"languages": {"python"}, "field": "bio"}] * 40
    persons += [{"languages": {"python", "rust"}, "field": "geo"}] * 30
    persons += [{"languages": {"rust"}, "field": "geo"}] * 3
    persons += [{"languages": {"python"}, "field": "climate"}] * 10
    published = figures(persons, ["languages", "field", "field:by:languages"])
    found = attack(published)
    assert Breach("difference", "field:by:languages", ("python",), 3, 3) in found
    assert attack(protect(published)) == []


def test_an_earlier_publication_shows_what_is_hidden_now() -> None:
    counts = [50, 3, 20, 27]
    now = of(hide(single("role", counts), ("o1",), ("o2",)))
    before = of(hide(single("role", counts), ("o1",), ("o3",)))
    assert attack(now) == attack(before) == []
    assert kinds(attack(now, earlier=[before])) == {"bounds"}


def test_an_earlier_publication_of_fewer_persons() -> None:
    old, new = of(single("role", [40, 30])), of(single("role", [41, 31]))
    assert kinds(attack(new, earlier=[old])) == {"difference"}


def test_last_year_with_nearly_the_same_persons() -> None:
    old = of(single("role", [40, 30]), edition="2025")
    assert attack(of(single("role", [41, 31])), earlier=[old]) == [
        Breach("years", "role", (), 2, 2)
    ]
    assert attack(of(single("role", [50, 25])), earlier=[old]) == []


def test_tables_that_contradict_each_other() -> None:
    table = replace(hide(single("role", [60, 30, 20]), ("o0",)), base=Base(40, 0, 0, 0, 40))
    with pytest.raises(DisclosureError, match="role: no counts agree"):
        attack(of(table))


def test_breaches_name_place_and_remedy() -> None:
    lines = report(attack(of(single("role", [40, 3, 20]))))
    assert "role: o1: 3 persons" in lines
    assert "run disclosure control" in lines
    assert report([]) == "The attack found nothing."


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(persons_strategy, st.data())
def test_whatever_is_hidden_the_truth_lies_in_the_interval(
    persons: list[dict[str, object]], data: st.DataObject
) -> None:
    truth = figures(persons, CROSSED)
    tables = []
    for table in truth.tables:
        keys = data.draw(st.sets(st.sampled_from([cell.key for cell in table.cells])))
        tables.append(hide(table, *keys))
    equations = system(replace(truth, tables=tuple(tables)), Rules())
    values = system(truth, Rules()).values
    for name, (low, high) in intervals(equations, 10**6).items():
        assert low <= values[name] <= high


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(persons_strategy, st.integers(1, 9), st.data())
def test_what_is_remembered_changes_no_verdict(
    persons: list[dict[str, object]], width: int, data: st.DataObject
) -> None:
    truth = figures(persons, CROSSED)
    keys = [(table.id, cell.key) for table in truth.tables for cell in table.cells]
    order = data.draw(st.permutations(keys))
    memory = Memory(completed(system(truth, Rules())))
    for count in sorted(data.draw(st.sets(st.integers(1, len(order)), max_size=3))):
        gone = set(order[:count])
        tables = (hide(t, *(key for id, key in gone if id == t.id)) for t in truth.tables)
        equations = system(replace(truth, tables=tuple(tables)), Rules())
        plain, quick = intervals(equations, width), intervals(equations, width, memory)
        for name, (low, high) in plain.items():
            assert (high - low < width) == (quick[name][1] - quick[name][0] < width)


def test_what_is_remembered_wrongly_is_not_believed() -> None:
    equations = System(bounds={"x": (0, 60), "y": (0, 60)}, wanted={"x": ("role", ("o1",))})
    equations.add({"x": 1, "y": 1}, 30, 30, "role")
    equations.add({"x": 1, "y": -1}, 10, 10, "role")
    memory = Memory({"x": 20, "y": 10}, [{"x": 30, "y": 0}, {"x": 10, "y": 20}])
    assert intervals(equations, 5, memory) == {"x": (20, 20)}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(60, 200), st.integers(0, 10**6), st.data())
def test_a_protected_cell_opened_again_is_found(count: int, seed: int, data: st.DataObject) -> None:
    truth = figures(people(count, seed), CROSSED)
    found = protect(truth)
    small = [
        (table.id, cell.key)
        for table in found.tables
        for cell in table.cells
        if cell.key in hidden(table) and 0 < count_of(truth, table.id, cell.key) < 5
    ]
    if not small:
        return
    id, key = data.draw(st.sampled_from(small))
    cells = tuple(
        Cell(key, count_of(truth, id, key)) if cell.key == key else cell for cell in found[id].cells
    )
    tables = tuple(replace(t, cells=cells) if t.id == id else t for t in found.tables)
    breaches = attack(replace(found, tables=tables))
    assert any(b.kind == "small" and (b.table, b.key) == (id, key) for b in breaches)


def count_of(truth: Figures, id: str, key: tuple[str, ...]) -> int:
    found = next(cell.count for cell in truth[id].cells if cell.key == key)
    assert found is not None
    return found
