"""The rules of cleaning: what each takes out, what it leaves, and the record of it."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import survey
from survey.cleaning import record
from survey.cleaning.clean import Cleaned, clean
from survey.cleaning.documents import CleaningError
from survey.cleaning.rules import (
    Defect,
    Duplicates,
    Empty,
    Rules,
    Speeders,
    StraightLiners,
    Trials,
    load_rules,
    problems,
)
from survey.instrument import load
from survey.responses import Responses, columns, empty, shown
from tests.survey.sample import INSTRUMENT

BRACES = re.compile(r"{\w+}")
EDITIONS = Path(survey.__file__).parent / "editions"
NOON = pd.Timestamp("2026-11-03T12:00:00Z")


def responses(*rows: dict[str, object]) -> Responses:
    table = empty(INSTRUMENT, len(rows))
    for number, row in enumerate(rows):
        for column, value in row.items():
            table.loc[number, column] = value
    return Responses(INSTRUMENT, table)


def at(minutes: float, **answers: object) -> dict[str, object]:
    return {"@submitted": NOON + pd.Timedelta(minutes=minutes), **answers}


def left(cleaned: Cleaned) -> list[int]:
    return list(cleaned.responses.table.index)


def counts(cleaned: Cleaned, *rules: str) -> dict[str, int]:
    return {one.rule: one.count for one in cleaned.exclusions if one.rule in rules}


def line(cleaned: Cleaned, rule: str) -> str:
    return next(one.line for one in cleaned.exclusions if one.rule == rule)


def matrix(*options: str | None, **answers: object) -> dict[str, object]:
    rows = ("reading", "writing", "cloud-stores")
    given = {f"pain/{row}": o for row, o in zip(rows, options, strict=True) if o is not None}
    return {"formats.v3": True, "ease": "hard", **given, **answers}


def excluded(cleaned: Cleaned, id: str) -> list[bool]:
    """Whether a rule took out what each response had at the question, or a part of it."""
    return list(cleaned.excluded[list(columns(INSTRUMENT[id]))].any(axis=1))


def test_without_rules_nothing_is_left_out() -> None:
    before = responses({"role": "student"}, {}, {"role": "student"})
    cleaned = clean(before, Rules())
    pd.testing.assert_frame_equal(cleaned.responses.table, before.table)
    assert not cleaned.excluded.to_numpy().any()
    assert {(one.rule, one.count) for one in cleaned.exclusions} == {("personal", 0)}


def test_empty_rows_with_own_words_only_or_a_channel_only_have_no_answer() -> None:
    cleaned = clean(
        responses(
            {},
            {"@channel": "list"},
            {"role": "student"},
            {"role": "student", "formats.v2": False, "pain/reading": "often"},
        ),
        Rules(empty=Empty(2)),
    )
    assert left(cleaned) == [3]
    assert line(cleaned, "empty") == (
        "3 responses were left out: fewer than 2 questions are answered."
    )


def test_trials_are_found_by_time_channel_and_text() -> None:
    rule = Trials(
        before=NOON.to_pydatetime(),
        after=(NOON + pd.Timedelta(days=1)).to_pydatetime(),
        channels=("preview",),
        words=("Test", "asdf"),
    )
    cleaned = clean(
        responses(
            at(-1),
            at(0),
            at(1440),
            at(1441),
            {"@channel": "preview"},
            {"comment": "  TEST "},
            {"role:other": "asdf"},
            {"comment": "we test a lot"},
        ),
        Rules(test=rule),
    )
    assert left(cleaned) == [1, 2, 7]
    assert "2026-11-03 12:00 UTC" in line(cleaned, "test")


def test_duplicates_within_the_time_keep_the_first() -> None:
    same = {"role": "student", "arrays": 3.0, "comment": "it is slow"}
    cleaned = clean(
        responses(
            at(10, **same),
            at(0, **same),
            at(65, **same),
            at(200, **same),
            at(5, **{**same, "comment": "it is fast"}),
            same,
        ),
        Rules(duplicates=Duplicates(minutes=60, answers=3)),
    )
    assert left(cleaned) == [1, 3, 4, 5]
    assert line(cleaned, "duplicates") == (
        "2 responses were left out: the same answers as in a response at most 60 minutes before; "
        "1 without a time of sending could not be looked at."
    )


def test_duplicates_with_few_answers_stay() -> None:
    rules = Rules(duplicates=Duplicates(minutes=60, answers=3))
    assert left(clean(responses(at(0, role="student"), at(1, role="student")), rules)) == [0, 1]


def test_the_same_answers_but_another_channel_are_duplicates() -> None:
    rules = Rules(duplicates=Duplicates(minutes=60, answers=1))
    row = {"role": "student"}
    cleaned = clean(
        responses(at(0, **row, **{"@channel": "a"}), at(1, **row, **{"@channel": "b"})), rules
    )
    assert left(cleaned) == [0]


def test_speeders_are_measured_by_the_questions_they_were_shown() -> None:
    # Five questions are shown to everybody; six of them with formats, seven with a role as well.
    long = {"formats.v3": True, "role": "student", "@seconds": 700.0}
    short = {"formats.none": True, "@seconds": 200.0}
    fast = {"formats.v3": True, "role": "student", "@seconds": 200.0}
    cleaned = clean(
        responses(long, long, long, short, fast, {"role": "student"}),
        Rules(speeders=Speeders(share=0.33, least=5)),
    )
    assert left(cleaned) == [0, 1, 2, 3, 5]
    assert line(cleaned, "speeders") == (
        "1 response was left out: less than 33% of the median time for each question shown; "
        "1 without a time taken could not be looked at."
    )


def test_speeders_need_enough_times() -> None:
    rules = Rules(speeders=Speeders(share=0.5, least=3))
    cleaned = clean(responses({"@seconds": 1.0}, {"@seconds": 100.0}), rules)
    assert left(cleaned) == [0, 1]
    assert "not applied, as 2 have a time taken and 3 are needed" in line(cleaned, "speeders")


STRAIGHT = (
    matrix("often", "often", "often"),
    matrix("often", "never", "often"),
    matrix("often", "often", None),
    matrix(None, None, None),
)


def test_straight_liners_lose_the_matrix_and_stay() -> None:
    rules = Rules(straight_liners=StraightLiners(rows=3, takes="answers"))
    cleaned = clean(responses(*STRAIGHT), rules)
    assert left(cleaned) == [0, 1, 2, 3]
    assert cleaned.responses.table.loc[0, ["pain/reading", "pain/writing"]].isna().all()
    assert cleaned.responses.table.loc[0, "ease"] == "hard"
    assert cleaned.responses.table.loc[2, "pain/reading"] == "often"
    assert excluded(cleaned, "pain") == [True, False, False, False]
    assert counts(cleaned, "straight-liners") == {"straight-liners": 1}


def test_straight_liners_are_left_out_where_the_rule_says_so() -> None:
    rules = Rules(straight_liners=StraightLiners(rows=2, takes="responses"))
    cleaned = clean(responses(*STRAIGHT), rules)
    assert left(cleaned) == [1, 3]


def defect(*questions: str, languages: tuple[str, ...] = ()) -> Rules:
    start, end = NOON.to_pydatetime(), (NOON + pd.Timedelta(hours=1)).to_pydatetime()
    reason = {
        "en": "An option could not be chosen.",
        "es": "No se podía elegir una opción.",
    }
    return Rules(defects=(Defect(start, end, questions, reason, languages),))


def test_a_defect_takes_answers_in_its_window_and_the_own_words_beside_them() -> None:
    row = {"role": "student", "formats.v2": True, "formats.v3": False, "formats:other": "Icechunk"}
    cleaned = clean(
        responses(at(-1, **row), at(0, **row), at(59, role="student"), at(60, **row), row),
        defect("formats"),
    )
    table = cleaned.responses.table
    assert left(cleaned) == [0, 1, 2, 3, 4]
    assert list(table["formats.v2"].isna()) == [False, True, True, False, False]
    assert list(table["formats:other"].isna()) == [False, True, True, False, False]
    assert list(cleaned.excluded["formats.v2"]) == [False, True, False, False, False]
    assert not cleaned.excluded["formats.ome-zarr"].any()
    assert line(cleaned, "defect") == (
        "1 answer was left out: An option could not be chosen (formats; 2026-11-03 12:00 UTC to "
        "2026-11-03 13:00 UTC); 1 without a time of sending could not be looked at."
    )


def test_a_defect_of_one_language_leaves_the_others() -> None:
    row = {"role": "student"}
    cleaned = clean(
        responses(at(0, **row, **{"@language": "en"}), at(0, **row, **{"@language": "es"})),
        defect("role", languages=("es",)),
    )
    assert list(cleaned.excluded["role"]) == [False, True]


def test_what_hangs_on_an_excluded_answer_goes_with_it() -> None:
    row = at(0, **matrix("often", "never", None), role="student")
    cleaned = clean(responses(row, at(0, role="student")), defect("formats"))
    for id in ("formats", "ease", "pain"):
        assert excluded(cleaned, id) == [True, False]
        assert cleaned.responses.table.loc[0, list(cleaned.excluded.filter(like=id))].isna().all()
    assert not shown(cleaned.responses, INSTRUMENT["ease"]).any()
    assert cleaned.excluded.loc[0, "pain/cloud-stores"]
    assert counts(cleaned, "defect", "routing") == {"defect": 1, "routing": 2}


def test_an_answer_is_counted_by_one_rule_only() -> None:
    both = Rules(
        straight_liners=StraightLiners(rows=3, takes="answers"), defects=defect("pain").defects
    )
    cleaned = clean(responses(at(0, **matrix("often", "often", "often"))), both)
    assert counts(cleaned, "straight-liners", "defect") == {"straight-liners": 1, "defect": 0}


def test_a_response_is_counted_by_one_rule_only() -> None:
    rules = Rules(empty=Empty(1), test=Trials(channels=("preview",)))
    cleaned = clean(responses({"@channel": "preview"}), rules)
    assert counts(cleaned, "empty", "test") == {"empty": 1, "test": 0}


def test_personal_data_is_replaced_and_counted() -> None:
    cleaned = clean(responses({"comment": "mail bob@example.org"}), Rules())
    assert cleaned.responses.table.loc[0, "comment"] == "mail [e-mail address]"
    assert line(cleaned, "personal") == (
        "A placeholder took the place of 1 passage in texts: what may tell who wrote it; "
        "e-mail addresses 1."
    )
    assert "bob" not in repr(cleaned)


def test_the_record_is_said_in_every_language() -> None:
    words = [
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(Path(record.__file__).parent.glob("words.*.toml"))
    ]
    assert len(words) == 2
    assert words[0].keys() == words[1].keys()
    for part in ("unit", "why"):
        for id, text in words[0][part].items():
            assert BRACES.findall(text) == BRACES.findall(words[1][part][id]), id
        assert words[0][part].keys() == words[1][part].keys()
    cleaned = clean(responses(at(0, role="student"), at(1)), ALL)
    for one in cleaned.exclusions:
        assert one.said("en") == one.said("de") == one.line != one.said("es")
    assert "No se podía elegir una opción (" in next(
        one.said("es") for one in cleaned.exclusions if one.rule == "defect"
    )


ALL = Rules(
    empty=Empty(1),
    test=Trials(before=datetime(2026, 11, 1, tzinfo=UTC), channels=("preview",), words=("test",)),
    duplicates=Duplicates(60, 1),
    speeders=Speeders(0.3, 2),
    straight_liners=StraightLiners(3, "answers"),
    defects=defect("formats", "role").defects,
)


@pytest.mark.parametrize("number", [0, 1, 40])
def test_no_responses_one_response_and_all_the_same(number: int) -> None:
    row = at(0, **matrix("often", "often", "often"), role="student", **{"@seconds": 60.0})
    cleaned = clean(responses(*[row] * number), ALL)
    assert len(cleaned.responses) == min(number, 1)
    assert cleaned.excluded.index.equals(cleaned.responses.table.index)
    assert (cleaned.responses.table.dtypes == empty(INSTRUMENT).dtypes).all()


def test_cleaning_twice_changes_nothing_more() -> None:
    rules = replace(ALL, defects=())
    row = {"role": "student", "comment": "I am @bob"}
    once = clean(responses(at(0, **row), at(1, **row), {}), rules)
    twice = clean(once.responses, rules)
    pd.testing.assert_frame_equal(once.responses.table, twice.responses.table)


FILE = """
[empty]
answers = 1
[test]
before = 2026-11-01T00:00:00Z
channels = ["preview"]
words = ["test"]
[duplicates]
minutes = 60
answers = 1
[speeders]
share = 0.3
least = 2
[straight-liners]
rows = 3
takes = "answers"
[[defect]]
from = 2026-11-03T12:00:00Z
to = 2026-11-03T13:00:00Z
questions = ["formats", "role"]
reason = { en = "An option could not be chosen.", es = "No se podía elegir una opción." }
[personal]
"""


def test_rules_are_read(tmp_path: Path) -> None:
    (tmp_path / "cleaning.toml").write_text(FILE, encoding="utf-8")
    assert load_rules(tmp_path) == ALL
    assert problems(ALL, INSTRUMENT) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("share = 0.3", "share = 30", "speeders.share: 30 is greater than"),
        ("answers = 1\n[test]", "answer = 1\n[test]", "empty: "),
        ("2026-11-01T00:00:00Z", "2026-11-01", "test.before: 2026-11-01 is no date and time"),
        ("= 2026-11-03T13:00:00Z", '= "13:00"', "defect.0.to: 13:00 is no date and time"),
        ("from = 2026", "start = 2026", "defect.0: "),
        ("[personal]", "[personal", "is no TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in FILE
    (tmp_path / "cleaning.toml").write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(CleaningError, match=r"cleaning\.toml: ") as caught:
        load_rules(tmp_path)
    assert message in str(caught.value)


@pytest.mark.parametrize("path", sorted(EDITIONS.glob("*/cleaning.toml")), ids=str)
def test_rules_of_the_editions_fit_their_instruments(path: Path) -> None:
    rules = load_rules(path.parent)
    instrument = load(path.parent)
    assert problems(rules, instrument) == []
    assert len(clean(Responses(instrument, empty(instrument, 2)), rules).responses) == 0


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CleaningError, match=r"cleaning\.toml: cannot be read"):
        load_rules(tmp_path)


def test_rules_that_do_not_fit_the_instrument_are_refused(tmp_path: Path) -> None:
    text = FILE.replace('"role"]', '"rolle"]\nlanguages = ["de"]').replace("rows = 3", "rows = 4")
    text = text.replace(', es = "No se podía elegir una opción."', "")
    text = text.replace("13:00:00Z", "11:00:00Z") + 'names-in = ["ease", "coment"]\n'
    (tmp_path / "cleaning.toml").write_text(text, encoding="utf-8")
    rules = load_rules(tmp_path)
    assert problems(rules, INSTRUMENT) == [
        "cleaning.toml: defect.0: from: does not lie before to; swap or mend them",
        "cleaning.toml: defect.0: questions: rolle is no question of the instrument",
        "cleaning.toml: defect.0: languages: de is none of the instrument",
        "cleaning.toml: defect.0: reason: no words in es; add them",
        "cleaning.toml: personal.names-in: ease has no room for a text",
        "cleaning.toml: personal.names-in: coment is no question of the instrument",
        "cleaning.toml: straight-liners: only 0 questions have 4 rows or more, 1 are needed; "
        "lower rows or matrices, or drop the rule",
    ]
    with pytest.raises(CleaningError, match="rolle"):
        clean(responses({}), rules)
