"""Synthetic responses are of the instrument, obey its skip logic, and say what they are."""

import dataclasses

import pandas as pd
import pytest

from survey.instrument import Condition, Instrument, Option, Question, Section
from survey.responses import CHANNEL, OTHER, SECONDS, SUBMITTED, answered, empty, shown
from survey.synthetic import LABEL, generate, is_synthetic
from tests.survey.sample import INSTRUMENT
from tests.survey.speed import at_most


@pytest.fixture(scope="module")
def responses():
    return generate(INSTRUMENT, 2000)


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_a_table_as_the_importers_make_it(count):
    table = generate(INSTRUMENT, count).table
    assert len(table) == count
    pd.testing.assert_series_equal(table.dtypes, empty(INSTRUMENT).dtypes)


def test_the_same_seed_gives_the_same_table(responses):
    pd.testing.assert_frame_equal(generate(INSTRUMENT, 2000).table, responses.table)
    assert not generate(INSTRUMENT, 2000, seed=1).table.equals(responses.table)


def test_other_people_answer_the_next_edition_with_like_tastes(responses):
    later = generate(dataclasses.replace(INSTRUMENT, edition="2027"), 2000).table
    assert not later["role"].equals(responses.table["role"])
    share = later["role"].value_counts(normalize=True) - responses.table["role"].value_counts(
        normalize=True
    )
    assert share.abs().max() < 0.06


def test_skip_logic_is_obeyed(responses):
    for question in INSTRUMENT.questions:
        unseen = ~shown(responses, question)
        assert not answered(responses, question)[unseen].any()


def test_every_option_is_chosen_by_somebody_and_nobody_answers_everything(responses):
    table = responses.table
    assert set(table["role"].dropna()) == {*INSTRUMENT["role"].option_ids, OTHER}
    assert set(table["ease"].dropna()) == set(INSTRUMENT["ease"].option_ids)
    for question in INSTRUMENT.questions:
        if not question.required:
            assert (shown(responses, question) & ~answered(responses, question)).any()


def test_exclusive_options_stand_alone_and_the_most_is_kept(responses):
    chosen = responses.table.filter(regex=r"^formats\.").dropna().astype(int)
    assert chosen.sum(axis=1).between(1, 3).all()
    assert (chosen.loc[chosen["formats.none"] == 1].sum(axis=1) == 1).all()


def test_rankings_have_each_place_once_without_gaps(responses):
    places = responses.table.filter(regex=r"^wishes\.").dropna(how="all")
    for row in places.itertuples(index=False):
        given = sorted(place for place in row if place is not pd.NA)
        assert given == list(range(1, len(given) + 1))
        assert len(given) <= 2


def test_numbers_lie_in_their_range_and_dates_before_the_survey(responses):
    assert responses.table["arrays"].dropna().between(0, 1_000_000).all()
    assert responses.table["since"].max() < responses.table[SUBMITTED].min().tz_localize(None)


def test_own_words_stand_where_they_belong(responses):
    table = responses.table
    assert (table["role:other"].notna() == (table["role"] == OTHER)).all()
    chose = table["formats.other"].fillna(False).astype(bool)
    assert (table["formats:other"].notna() == chose).all()


def test_every_response_says_that_it_is_synthetic(responses):
    assert responses.table[CHANNEL].str.startswith(LABEL).all()
    for column in ("role:other", "formats:other", "comment"):
        assert responses.table[column].dropna().str.startswith(LABEL).all()
    assert is_synthetic(responses)
    real = responses.table.assign(
        **dict.fromkeys((CHANNEL, "role:other", "formats:other", "comment"), pd.NA)
    ).astype(responses.table.dtypes)
    assert not is_synthetic(dataclasses.replace(responses, table=real))


def test_people_may_write_of_what_is_synthetic(responses):
    table = responses.table.assign(**{CHANNEL: pd.array(["forum"] * 2000, dtype="string")})
    assert not is_synthetic(dataclasses.replace(responses, table=table))


def test_synthetic_responses_among_others_are_found(responses):
    table = responses.table.copy()
    table.loc[5, CHANNEL] = "forum"
    with pytest.raises(ValueError, match="1999 of 2000 responses are synthetic"):
        is_synthetic(dataclasses.replace(responses, table=table))


def test_cleaning_has_something_to_find():
    table = generate(INSTRUMENT, 3000, faults=0.1).table
    typical = table[SECONDS].median()
    assert (table[SECONDS] < typical / 4).mean() > 0.02
    assert table.duplicated([c for c in table if c != SUBMITTED]).any()
    none = generate(INSTRUMENT, 3000, faults=0).table
    assert not none.duplicated([c for c in none if c != SUBMITTED]).any()


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        generate(INSTRUMENT, -1)


def test_many_responses_to_many_columns_take_seconds():
    options = tuple(Option(f"o{n}") for n in range(10))
    questions = tuple(
        Question(
            f"q{n}",
            "multiple",
            "s",
            "Nothing at all.",
            options=options,
            shown_if=(Condition(f"q{n - 1}", ("o1",)),) if n == 5 else (),
        )
        for n in range(11)
    )
    large = Instrument("large", "2026", 9, (Section("s"),), questions, INSTRUMENT.texts)
    with at_most(100):
        assert len(generate(large, 65_000)) == 65_000
