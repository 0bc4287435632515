"""The first edition of the Zarr survey: whole, short, in two languages, and fit to be asked."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import survey
from survey.instrument import editions, load, problems, reused
from survey.instrument.model import CHOICE
from survey.instrument.rules import seconds
from survey.report import methods

EDITIONS = Path(survey.__file__).parent / "editions"
INSTRUMENT = load(EDITIONS / "2026")
QUESTIONS = pytest.mark.parametrize("question", INSTRUMENT.questions, ids=lambda q: q.id)
LANGUAGES = pytest.mark.parametrize("texts", INSTRUMENT.texts, ids=lambda texts: texts.language)


def test_it_breaks_no_rule():
    assert problems(INSTRUMENT) == []


def test_no_edition_reuses_an_id():
    assert reused(editions(EDITIONS)) == []


def test_about_25_questions_in_less_than_ten_minutes():
    assert 22 <= len(INSTRUMENT.questions) <= 28
    assert INSTRUMENT.minutes < 10
    assert sum(map(seconds, INSTRUMENT.questions)) <= 60 * INSTRUMENT.minutes


def test_one_question_has_to_be_answered_by_all():
    required = [question for question in INSTRUMENT.questions if question.required]
    assert [question.id for question in required] == ["use"]
    assert not required[0].shown_if
    assert "every question but one" in INSTRUMENT.texts[0].consent


def test_each_of_the_topics_is_asked():
    topics = {
        "role": ["researcher"],
        "field": ["bioimaging", "weather-climate"],
        "experience": ["below-1"],
        "formats": ["v2", "v3", "n5", "netcdf", "hdf5", "ome-zarr"],
        "languages": ["python", "rust"],
        "libraries": ["zarr-python-2", "zarr-python-3"],
        "size": ["from-1pb"],
        "stores": ["local", "zip", "object", "database"],
        "codecs": ["zstd"],
        "sharding": ["used"],
        "tools": ["xarray", "dask", "napari", "gdal"],
        "satisfaction": ["neutral"],
        "wishes": ["speed"],
        "help": ["issues"],
        "statements": ["agree"],
    }
    for id, options in topics.items():
        assert set(options) <= set(INSTRUMENT[id].option_ids)


@QUESTIONS
def test_each_question_decides_something_of_its_own(question):
    decisions = [other.decision for other in INSTRUMENT.questions]
    assert decisions.count(question.decision) == 1
    assert question.version == 1


@QUESTIONS
def test_scales_have_a_middle_and_as_much_on_either_side(question):
    if question.kind in ("scale", "matrix"):
        assert len(question.option_ids) == 5


@QUESTIONS
def test_a_choice_leaves_nobody_without_an_answer(question):
    """A list that cannot name everything has room for own words, or all its options are a scale."""
    closed = {"use", "experience", "v3-move", "size", "sharding", "conduct", "region", "tasks"}
    if question.kind in ("single", "multiple"):
        assert question.other is (question.id not in closed)


@QUESTIONS
def test_free_text_is_personal_and_asks_for_no_names(question):
    if question.kind == "text":
        assert question.sensitivity == "personal"
        assert "no names" in INSTRUMENT.texts[0].questions[question.id].help


def test_what_is_sensitive_is_marked():
    marked = {q.id: q.sensitivity for q in INSTRUMENT.questions if q.sensitivity != "none"}
    assert marked == {
        "trouble": "personal",
        "statements": "sensitive",
        "conduct": "sensitive",
        "region": "personal",
        "comment": "personal",
    }


def test_who_does_not_use_zarr_is_asked_little():
    def asked(**answers: str) -> set[str]:
        """The questions shown, when a question without an answer here is answered in every way."""
        shown: set[str] = set()
        for question in INSTRUMENT.questions:
            if all(
                condition.question in shown
                and answers.get(condition.question, condition.any[0]) in condition.any
                for condition in question.shown_if
            ):
                shown.add(question.id)
        return shown

    everything = {question.id for question in INSTRUMENT.questions}
    assert asked(use="weekly") == everything - {"barriers"}
    never = asked(use="never")
    assert "barriers" in never
    assert len(never) < len(everything) / 2
    assert asked(use="former") == never | {"experience", "trouble"}
    assert "clouds" not in asked(use="weekly", stores="local")
    assert not {"codecs", "v3-move"} & asked(use="weekly", tasks="read")


@LANGUAGES
def test_every_question_has_all_its_words(texts):
    assert list(texts.questions) == [question.id for question in INSTRUMENT.questions]
    for question in INSTRUMENT.questions:
        words = texts.questions[question.id]
        assert words.text.endswith(("?", "."))
        assert list(words.options) == list(question.option_ids)
        assert list(words.rows) == list(question.rows)
        assert bool(words.options) is (question.kind in CHOICE)


def test_spanish_is_complete_and_spanish():
    english, spanish = INSTRUMENT.texts
    assert (english.language, spanish.language) == ("en", "es")
    for id, words in spanish.questions.items():
        original = english.questions[id]
        assert words.text != original.text
        assert "¿" in words.text
        assert bool(words.help) is bool(original.help)
        assert not (words.help and words.help == original.help)
        assert not set(words.rows.values()) & set(original.rows.values())
    for key in ("title", "introduction", "consent", "thanks"):
        assert getattr(spanish, key) != getattr(english, key)
    assert spanish.consent.count("\n\n") == english.consent.count("\n\n")


@LANGUAGES
def test_no_address_is_invented(texts):
    words = " ".join(
        [texts.title, texts.introduction, texts.consent, texts.thanks]
        + [f"{words.text} {words.help}" for words in texts.questions.values()]
    )
    assert not re.search(r"@|https?:|www\.", words)


@pytest.mark.parametrize(
    "said",
    [
        "voluntary",
        "names or e-mail addresses",
        "link",
        "published",
        "coders",
        "survey's maintainers",
    ],
)
def test_the_consent_says(said):
    assert said in INSTRUMENT.texts[0].consent


def test_a_question_more_than_ten_minutes_is_found():
    more = replace(INSTRUMENT["trouble"], id="trouble-again")
    longer = replace(INSTRUMENT, questions=(*INSTRUMENT.questions, more, more))
    assert any("ask less" in line for line in problems(longer))


def test_the_methods_are_told_in_each_language_alike():
    told = [methods.load(EDITIONS / "2026" / f"methods.{name}.toml") for name in ("en", "es")]
    assert told[0].keys() == told[1].keys()
    assert all(told[0][key] != told[1][key] for key in told[0])


def test_the_methods_say_nothing_of_a_survey_that_has_not_run():
    told = methods.load(EDITIONS / "2026" / "methods.en.toml")
    unknown = ("sponsor", "recruitment", "dates")
    assert not {f"aapor.{name}" for name in unknown} & told.keys()
    unknown = ("dates", "visitors", "view_rate", "participation_rate", "cookies", "log_file")
    assert not {f"cherries.{name}" for name in unknown} & told.keys()
