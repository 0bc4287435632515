"""Counts, bases, shares and intervals: against counting by hand and against statsmodels."""

from __future__ import annotations

import pandas as pd
import pytest

from survey.estimates.items import UNMATCHED
from survey.estimates.model import Base
from survey.estimates.plan import Plan
from survey.estimates.tables import REST, UNKNOWN, by_channel, composition, figures
from survey.instrument import Instrument, Option, Question
from survey.instrument.model import Section
from survey.responses import columns
from tests.survey.people import crowd, responses
from tests.survey.sample import DECISION, INSTRUMENT
from tests.survey.speed import at_most


def counts(table):
    return {cell.key: cell.count for cell in table.cells}


def test_a_single_choice_is_counted_with_its_base():
    people = [{"role": "student"}] * 3 + [{"role": "other", "role:other": "Teacher"}] + [{}] * 2
    table = figures(responses(people))["role"]
    assert table.base == Base(asked=6, not_shown=0, no_answer=2, excluded=0, answered=4)
    assert counts(table) == {
        ("scientist",): 0,
        ("research-engineer",): 0,
        ("student",): 3,
        ("other",): 1,
    }
    assert table.additive


def test_who_chose_several_is_one_respondent():
    both = {"formats.v2": True, "formats.v3": True, "formats.ome-zarr": False}
    none = {"formats.v2": False, "formats.none": True}
    table = figures(responses([both, none, {}]))["formats"]
    assert table.base.answered == 2
    assert counts(table)[("v2",)] == 1
    assert counts(table)[("v3",)] == 1
    assert not table.additive


def test_who_was_not_shown_a_question_is_no_missing_answer():
    people = [
        {"formats.v3": True, "ease": "hard", "pain/reading": "often"},
        {"formats.v3": True, "ease": "easy"},
        {"formats.none": True},
    ]
    found = figures(responses(people))
    assert found["ease"].base == Base(3, not_shown=1, no_answer=0, excluded=0, answered=2)
    assert found["pain/reading"].base == Base(3, not_shown=2, no_answer=0, excluded=0, answered=1)
    assert found["pain/writing"].base == Base(3, not_shown=2, no_answer=1, excluded=0, answered=0)


def test_an_answer_to_a_question_that_was_not_shown_does_not_count():
    table = figures(responses([{"formats.none": True, "ease": "hard"}]))["ease"]
    assert table.base.not_shown == 1
    assert set(counts(table).values()) == {0}


@pytest.mark.parametrize("column", ["formats", "formats.v2"])
@pytest.mark.parametrize("blank", [True, False])
def test_answers_that_cleaning_took_out_are_excluded(column, blank):
    people = [{"formats.v2": True}] * 2 + [{"formats.v3": True}]
    given = responses([{}, *people[1:]] if blank else people)
    table = figures(given, pd.DataFrame({column: [True, False, False]}))["formats"]
    assert table.base == Base(3, not_shown=0, no_answer=0, excluded=1, answered=2)
    assert counts(table)[("v2",)] == 1


def test_who_was_shown_a_question_by_an_answer_that_was_taken_out_is_excluded():
    given = responses([{}, {"formats.v3": True, "ease": "hard"}])
    excluded = pd.DataFrame({"formats.v3": [True, False], "ease": [True, False]})
    table = figures(given, excluded)["ease"]
    assert table.base == Base(2, not_shown=0, no_answer=0, excluded=1, answered=1)


def test_a_ranking_has_a_table_of_its_first_places():
    people = [
        {"wishes.speed": 1, "wishes.docs": 2},
        {"wishes.docs": 1},
        {"wishes.docs": 2},
        {"wishes.speed": 1, "wishes.docs": 1},
    ]
    found = figures(responses(people))
    assert counts(found["wishes"])[("docs",)] == 4
    assert not found["wishes"].additive
    assert found["wishes:first"].base.answered == 2
    assert counts(found["wishes:first"])[("docs",)] == 1
    assert found["wishes:first"].additive


def test_numbers_are_counted_in_classes_that_do_not_depend_on_them():
    people = [{"arrays": value} for value in (0.5, 1, 9.9, 10, 1_000_000)]
    table = figures(responses(people))["arrays"]
    assert [key for (key,) in counts(table)] == [
        "..1",
        "1..10",
        "10..100",
        "100..1000",
        "1000..10000",
        "10000..100000",
        "100000..1000000",
        "1000000..",
    ]
    assert list(counts(table).values()) == [1, 2, 1, 0, 0, 0, 0, 1]


def test_declared_classes_are_taken():
    plan = Plan(classes={"arrays": (0.5, 50)})
    table = figures(responses([{"arrays": 0.5}, {"arrays": 50}]), plan=plan)["arrays"]
    assert counts(table) == {("..0.5",): 0, ("0.5..50",): 1, ("50..",): 1}


def test_dates_are_counted_by_year_and_years_between_are_zero():
    people = [{"since": pd.Timestamp(day)} for day in ("2019-12-31", "2021-01-01")]
    assert counts(figures(responses(people))["since"]) == {
        ("2019",): 1,
        ("2020",): 0,
        ("2021",): 1,
    }


def test_free_text_that_is_not_coded_has_no_table():
    assert "comment" not in {table.id for table in figures(crowd(20)).tables}


def test_a_small_base_has_counts_and_no_percentages():
    given = crowd(29)
    assert all(cell.share is None for cell in figures(given)["since"].cells)
    assert all(cell.interval is None for cell in figures(given)["since"].cells)
    assert all(
        cell.share == cell.count / 7
        for cell in figures(responses([{"role": "student"}] * 7), plan=Plan(minimum_base=7))[
            "role"
        ].cells
    )


def test_intervals_can_be_left_out():
    cells = figures(crowd(200), plan=Plan(intervals=False))["role"].cells
    assert all(cell.interval is None and cell.share is not None for cell in cells)


@pytest.mark.parametrize("length", [0, 1])
def test_hardly_any_responses_give_every_table(length):
    found = figures(crowd(length))
    assert {table.base.asked for table in found.tables} == {length}
    assert {cell.share for table in found.tables for cell in table.cells} == {None}


def test_everybody_answering_the_same():
    table = figures(responses([{"role": "student"}] * 40))["role"]
    cells = {cell.key[0]: cell for cell in table.cells}
    assert cells["student"].share == 1
    assert cells["student"].interval.high == 1
    assert cells["scientist"].share == 0
    assert cells["scientist"].interval.low == 0


def test_the_groups_of_a_cross_table_add_up_to_its_base():
    found = figures(crowd(300), plan=Plan(crossed=(("formats", "role"), ("pain", "ease"))))
    crossed = [table for table in found.tables if table.by]
    assert [table.id for table in crossed] == [
        "formats:by:role",
        "pain/reading:by:ease",
        "pain/writing:by:ease",
        "pain/cloud-stores:by:ease",
    ]
    for table in crossed:
        for part in ("asked", "not_shown", "no_answer", "excluded", "answered"):
            groups = sum(getattr(base, part) for base in table.groups.values())
            assert groups == getattr(table.base, part)


def test_a_cross_table_is_that_of_pandas():
    given = crowd(300)
    table = figures(given, plan=Plan(crossed=(("ease", "role"),)))["ease:by:role"]
    expected = pd.crosstab(given.table["role"], given.table["ease"], dropna=False)
    for cell in table.cells:
        assert cell.count == expected.loc[cell.key]


def test_a_group_whose_answer_was_taken_out_is_none():
    given = responses([{"role": "student", "formats.v2": True}] * 3)
    excluded = pd.DataFrame({"role": [True, False, False]})
    table = figures(given, excluded, Plan(crossed=(("formats", "role"),)))["formats:by:role"]
    assert table.base.asked == 2
    assert counts(table)[("student", "v2")] == 2


def test_channels_make_groups_and_who_has_none_is_in_one():
    people = [{"@channel": "forum", "role": "student"}, {"role": "student"}]
    (table,) = by_channel(responses(people), INSTRUMENT["role"])
    assert table.id == "role:by:@channel"
    assert {name: base.answered for name, base in table.groups.items()} == {
        "forum": 1,
        UNKNOWN: 1,
    }


def chose(*options):
    return {f"formats.{option}": True for option in options}


def test_each_respondent_is_in_one_combination():
    people = [chose("v2")] * 3 + [chose("v3", "v2")] * 4 + [chose("none")] * 2 + [{}] * 5
    table = figures(responses(people), plan=Plan(combinations=("formats",)))["formats:together"]
    assert table.base == Base(14, not_shown=0, no_answer=5, excluded=0, answered=9)
    assert counts(table) == {("v2",): 3, ("none",): 2, ("v2+v3",): 4, ("*",): 0}
    assert table.additive
    assert table.together


def many_options(count):
    options = tuple(Option(f"o{number}") for number in range(count))
    question = Question("many", "multiple", "who", DECISION, options=options)
    return Instrument("many", "2026", 5, (Section("who"),), (question,), ())


def test_only_the_most_frequent_combinations_have_a_name_and_their_order_tells_no_count():
    pairs = [(a, b) for b in range(5) for a in range(b)] + [(0, 1, 2)]
    people = [
        {f"many.o{option}": True for option in pair}
        for count, pair in enumerate(pairs, 1)
        for _ in range(count)
    ]
    given = responses(people, many_options(5))
    found = counts(figures(given, plan=Plan(combinations=("many",)))["many:together"])
    assert len(found) == 11
    assert found[("*",)] == 1
    assert list(found)[:2] == [("o0+o2",), ("o0+o3",)]
    assert sum(found.values()) == len(people)


def test_named_combinations_are_of_few_options():
    people = [{f"many.o{2 * pair}": True, f"many.o{2 * pair + 1}": True} for pair in range(5)] * 9
    given = responses(people, many_options(10))
    found = counts(figures(given, plan=Plan(combinations=("many",)))["many:together"])
    assert found == {("o0+o1",): 9, ("o2+o3",): 9, ("o4+o5",): 9, ("*",): 18}


def test_rare_channels_are_not_named():
    people = [{"@channel": "forum"}] * 40 + [{"@channel": f"to-{n}"} for n in range(9)] + [{}] * 20
    people += [{"@channel": "mail"}] * 12 + [{"@channel": "list"}] * 11
    table = composition(responses(people))
    assert table is not None
    assert counts(table) == {("forum",): 40, ("mail",): 12, (REST,): 20, (UNKNOWN,): 20}
    assert sum(cell.share for cell in table.cells) == pytest.approx(1)


def test_many_rare_channels_leave_the_others_their_names():
    people = [{"@channel": "forum"}] * 10 + [{"@channel": f"to-{n // 5}"} for n in range(10)]
    table = composition(responses(people))
    assert table is not None
    assert counts(table) == {("forum",): 10, (REST,): 10}


@pytest.mark.parametrize("people", [[], [{}] * 30, [{"@channel": "forum"}] * 9 + [{}] * 30])
def test_without_a_channel_that_has_a_name_there_is_no_composition(people):
    assert composition(responses(people)) is None


def test_coded_texts_are_counted_by_person_and_what_no_code_fits_is_published():
    given = responses([{"role": "student", "comment": word} for word in "abcd"] + [{}])
    codes = pd.DataFrame({"slow": [True, False], "docs": [True, False]}, index=[0, 2])
    table = figures(given, codes={"comment": codes})["comment"]
    assert table.base == Base(5, not_shown=1, no_answer=0, excluded=0, answered=4)
    assert counts(table) == {("slow",): 1, ("docs",): 1, (UNMATCHED,): 3}
    assert not table.additive


def test_what_was_taken_out_of_other_responses_is_refused():
    with pytest.raises(ValueError, match="another index"):
        figures(crowd(3), pd.DataFrame({"role": [True, False]}))


def test_a_large_survey_takes_seconds():
    questions = tuple(
        Question(
            f"q{number}",
            "multiple" if number % 3 else "single",
            "all",
            DECISION,
            options=tuple(Option(f"o{option}") for option in range(5)),
        )
        for number in range(30)
    )
    instrument = Instrument("large", "2026", 5, (Section("all"),), questions, ())
    given = crowd(65_000, instrument)
    assert sum(len(list(columns(question))) for question in questions) == 110
    plan = Plan(crossed=tuple((f"q{number}", "q0") for number in range(1, 30)))
    with at_most(100):
        figures(given, plan=plan)
