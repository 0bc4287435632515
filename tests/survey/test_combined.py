"""What combinations of options give away together with the counts of the options."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from survey.disclosure import Breach, Rules, attack, examine, protect
from survey.disclosure.attack import work_out
from survey.disclosure.bounds import intervals
from survey.disclosure.combined import named
from survey.disclosure.equations import system
from survey.estimates.combinations import MOST, OPTIONS
from survey.estimates.combinations import combinations as frequent
from survey.estimates.items import Item
from survey.estimates.model import Base, Cell, Figures, Table
from survey.instrument import Condition, Instrument, Option, Question
from tests.survey.tables import hidden, hide, single
from tests.survey.test_disclosure import of

Chosen = frozenset[str]


def base(count: int) -> Base:
    return Base(count, 0, 0, 0, count)


def both(persons: Iterable[str], names: Iterable[str], options: str = "abc") -> tuple[Table, Table]:
    """The options and the combinations of persons, each written as ``ab``; some have a name."""
    people = Counter(frozenset(person) for person in persons)
    count = sum(people.values())
    cells = (Cell((o,), sum(n for who, n in people.items() if o in who)) for o in options)
    whole = Table("x", "x", base(count), tuple(cells), additive=False)
    known = {name: people[frozenset(name)] for name in names}
    rest = Cell(("*",), count - sum(known.values()))
    found = (*(Cell(("+".join(name),), n) for name, n in known.items()), rest)
    return whole, Table("x:together", "x", base(count), found)


def asked(options: str, exclusive: str = "", *more: Question) -> Instrument:
    given = tuple(Option(option, option in exclusive) for option in options)
    question = Question("x", "multiple", "all", "a decision", options=given)
    return Instrument("zarr", "2026", 5, (), (question, *more), ())


def bounds(found: Sequence[Breach]) -> dict[tuple[str, ...], tuple[int, int]]:
    return {(b.table, *b.key): (b.low, b.high) for b in found if b.kind == "bounds"}


def test_combinations_tell_a_hidden_option() -> None:
    whole, together = both(["a"] * 40 + ["b"] * 30 + ["ab"] * 5, ["a", "b"], "ab")
    closed = hide(whole, ("b",))
    assert attack(of(closed)) == []
    assert bounds(attack(of(closed, together))) == {("x", "b"): (35, 35)}
    assert attack(protect(of(whole, together))) == []


def test_the_rest_of_an_option_is_a_figure_though_it_is_printed_nowhere() -> None:
    people = ["a"] * 40 + ["ab"] * 9 + ["b"] * 1 + ["ac"] * 30 + ["c"] * 5
    whole, together = both(people, ["a", "ab", "ac"])
    assert bounds(attack(of(whole, together)))[("x:together", "* with b")] == (1, 1)
    found = examine(of(whole, together))
    assert attack(found.figures) == []
    assert hidden(found.figures["x"]) == set()


def test_a_combination_without_a_name_follows_from_all_totals() -> None:
    people = ["a"] * 20 + ["b"] * 20 + ["c"] * 20 + ["ab", "ac", "bc"] * 3 + ["abc"]
    whole, together = both(people, ["a", "b", "c"])
    found = bounds(attack(of(whole, together)))
    assert found[("x:together", "*", "a", "b", "c")] == (1, 1)
    assert attack(protect(of(whole, together))) == []


def test_what_stands_alone_is_told_by_its_total() -> None:
    people = ["a"] * 40 + ["b"] * 30 + ["n"] * 10 + ["ab"] * 3
    whole, together = both(people, ["a", "b", "n"], "abn")
    closed = of(whole, hide(together, ("n",), ("*",)))
    found = bounds(attack(closed, instrument=asked("abn", "n")))
    assert found[("x:together", "*")] == (3, 3)
    assert found[("x:together", "n")] == (10, 10)
    safe = protect(of(whole, together), instrument=asked("abn", "n"))
    assert attack(safe, instrument=asked("abn", "n")) == []


def test_whoever_broke_the_rules_of_the_questionnaire_contradicts_nothing() -> None:
    for rare, often in (("n", "an"), ("an", "n")):
        people = ["a"] * 40 + ["b"] * 30 + [rare] * 4 + [often] * 9
        whole, together = both(people, ["a", "b", often], "abn")
        safe = protect(of(whole, together), instrument=asked("abn", "n"))
        assert attack(safe, instrument=asked("abn", "n")) == []


def test_whom_a_later_question_was_not_shown_chose_what_stands_alone() -> None:
    later = Question(
        "why",
        "single",
        "all",
        "a decision",
        options=(Option("o0"),),
        shown_if=(Condition("x", ("a",)),),
    )
    whole, _ = both(["a"] * 40 + ["n"] * 3 + ["m"] * 30, [], "anm")
    shown = replace(single("why", [20, 20]), base=Base(73, 33, 0, 0, 40))
    instrument = asked("anm", "nm", later)
    assert bounds(attack(of(hide(whole, ("n",)), shown), instrument=instrument)) == {
        ("x", "n"): (3, 3)
    }
    loose = asked("anm", "", later)
    assert attack(of(hide(whole, ("n",)), shown), instrument=loose) == []


def test_a_filter_tells_of_the_combinations() -> None:
    later = Question(
        "why",
        "single",
        "all",
        "a decision",
        options=(Option("o0"),),
        shown_if=(Condition("x", ("a",)),),
    )
    people = ["a"] * 40 + ["b"] * 30 + ["bc"] * 7 + ["ac"] * 5
    whole, together = both(people, ["a", "b", "bc"])
    shown = replace(single("why", [20, 25]), base=Base(82, 37, 0, 0, 45))
    closed = of(hide(whole, ("a",), ("b",), ("c",)), hide(together, ("*",), ("b+c",)))
    instrument = asked("abc", "", later)
    assert ("x:together", "b+c") not in bounds(attack(closed, instrument=asked("abc")))
    found = bounds(attack(of(*closed.tables, shown), instrument=instrument))
    assert found[("x:together", "b+c")] == (6, 7)


def test_combinations_of_few_lose_their_name_and_a_hidden_one_says_that_it_is_not_of_few() -> None:
    whole, together = both(["a"] * 40 + ["b"] * 5 + ["c"] * 6 + ["ab"] * 3, ["a", "b", "c"])
    found = named(of(whole, together), Rules())["x:together"]
    assert [cell.key[0] for cell in found.cells] == ["a", "c", "*"]
    assert found.cells[-1].count == 8
    _, known = work_out(of(whole, hide(found, ("c",), ("a",))), Rules(minimum=5), None, ())
    assert known["x:together=c"] == (6, 6)


def test_combinations_of_a_withheld_question_are_withheld() -> None:
    whole, together = both(["a"] * 40 + ["b"] * 30 + ["ab"] * 20, ["a", "b", "ab"], "ab")
    given = replace(of(together), withheld={("x",): "sensitive"})
    kept = replace(given, tables=(whole, together))
    assert protect(kept).tables == ()


def test_a_correction_that_renames_the_rest_contradicts_nothing() -> None:
    people = ["a"] * 40 + ["b"] * 9 + ["c"] * 30 + ["bc"] * 5 + ["ab"] * 5
    old = protect(of(*both(people, ["a", "b", "c"])))
    new = of(*both([*people, *["bc"] * 30, *["a"] * 20], ["a", "b", "c", "bc"]))
    safe = protect(new, earlier=[old])
    assert attack(safe, earlier=[old]) == []
    assert ("x:together",) not in safe.withheld


def crowd(count: int, seed: int, options: str) -> list[str]:
    dice = random.Random(seed)
    weights = [dice.uniform(0.1, 0.7) for _ in options]
    found = (
        "".join(o for o, w in zip(options, weights, strict=True) if dice.random() < w)
        for _ in range(count)
    )
    return [person or dice.choice(options) for person in found]


def truth(count: int, seed: int, options: str) -> Figures:
    """As the estimates have them, and with the names that disclosure control lets stand."""
    people = crowd(count, seed, options)
    question = asked(options).questions[0]
    chosen = np.array([[o in person for o in options] for person in people], dtype=bool)
    everybody = np.ones(count, dtype=bool)
    item = Item(
        "x",
        question,
        tuple(options),
        chosen.reshape(count, len(options)),
        everybody,
        ~everybody,
        everybody,
        False,
    )
    names = [key.replace("+", "") for key in list(frequent(item))[:-1]]
    return named(of(*both(people, names, options)), Rules())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 200), st.integers(0, 10**6), st.sampled_from(["ab", "abcd", "abcdefgh"]))
def test_after_protection_the_attack_finds_nothing(count: int, seed: int, options: str) -> None:
    instrument = asked(options)
    found = protect(truth(count, seed, options), instrument=instrument)
    assert attack(found, instrument=instrument) == []
    assert protect(found, instrument=instrument) == found


@pytest.mark.parametrize("options", ["abcd", "abcdefgh"])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(count=st.integers(20, 150), seed=st.integers(0, 10**6), data=st.data())
def test_no_reader_who_tries_all_combinations_learns_more(
    options: str, count: int, seed: int, data: st.DataObject
) -> None:
    """Against a program over every combination that there is."""
    figures = truth(count, seed, options)
    tables = []
    for table in figures.tables:
        keys = [cell.key for cell in table.cells]
        tables.append(hide(table, *data.draw(st.sets(st.sampled_from(keys)))))
    whole, together = tables
    equations = system(of(whole, together), Rules(), asked(options))
    known = intervals(equations, 10**6)
    every = [frozenset(s) for n in range(1, len(options) + 1) for s in combinations(options, n)]
    names = {frozenset(cell.key[0].split("+")): cell for cell in together.cells[:-1]}
    sums = {
        **{("x", c.key): (c, [c.key[0] in s for s in every]) for c in whole.cells},
        **{("x:together", c.key): (c, [s == n for s in every]) for n, c in names.items()},
        ("x:together", ("*",)): (together.cells[-1], [s not in names for s in every]),
    }
    fixed = [(row, cell.count) for cell, row in sums.values() if cell.count is not None]
    fixed.append(([True] * len(every), count))
    limits = [(6 if s in names else 0, count) for s in every]
    if len(options) <= OPTIONS and len(names) < MOST:
        limits = [(6, count) if s in names else (0, 5) for s in every]
    values = {(t.id, cell.key): cell.count for t in figures.tables for cell in t.cells}
    for (table_id, key), (cell, row) in sums.items():
        if cell.count is not None:
            continue
        ends = []
        for sign in (1, -1):
            solved = linprog(
                sign * np.array(row, dtype=float),
                A_eq=np.array([line for line, _ in fixed], dtype=float),
                b_eq=[value for _, value in fixed],
                bounds=limits,
            )
            ends.append(sign * solved.fun)
        low, high = known[f"{table_id}={key[0]}"]
        assert low >= ends[0] - 1e-6
        assert high <= ends[1] + 1e-6
        assert low <= (values[table_id, key] or 0) <= high
