"""Each rule for an instrument, for its words and for several editions: what breaks it, what not."""

from dataclasses import replace

import pytest

from survey.instrument import Condition, Instrument, Option, Question, Section, problems, reused
from survey.instrument.rules import seconds
from tests.survey.sample import INSTRUMENT

EXCLUSIVE = Option("none", exclusive=True)


def changed(id: str, instrument: Instrument = INSTRUMENT, **keys: object) -> Instrument:
    """The instrument with other keys at one of its questions."""
    return replace(
        instrument,
        questions=tuple(
            replace(question, **keys) if question.id == id else question
            for question in instrument.questions
        ),
    )


def worded(id: str, language: str = "en", instrument: Instrument = INSTRUMENT, **keys: object):
    """The instrument with other words at one of its questions, in one language."""
    return replace(
        instrument,
        texts=tuple(
            replace(texts, questions={**texts.questions, id: replace(texts.questions[id], **keys)})
            if texts.language == language
            else texts
            for texts in instrument.texts
        ),
    )


def options(id: str, language: str = "en", **words: str) -> Instrument:
    """The instrument with other words for some options of one of its questions."""
    texts = next(texts for texts in INSTRUMENT.texts if texts.language == language)
    return worded(id, language, options={**texts.questions[id].options, **words})


def only(lines: list[str], *parts: str) -> None:
    """There is one line, and it has all of the parts."""
    assert len(lines) == 1, lines
    for part in parts:
        assert part in lines[0]


def test_the_sample_breaks_no_rule():
    assert problems(INSTRUMENT) == []


def test_a_title_that_names_another_year():
    english, spanish = INSTRUMENT.texts
    old, both = (
        replace(english, title=f"Survey of {years}") for years in ("2025", "2025 and 2026")
    )
    only(
        problems(replace(INSTRUMENT, texts=(old, spanish))),
        "texts.en.toml: instrument.title: names 2025, and the edition is 2026",
        "write that year",
    )
    assert problems(replace(INSTRUMENT, texts=(both, spanish))) == []


def test_two_questions_with_one_id():
    twice = replace(INSTRUMENT, questions=(*INSTRUMENT.questions, INSTRUMENT["comment"]))
    only(problems(twice), "instrument.toml: comment: 2 questions have this id", "needs its own")


@pytest.mark.parametrize("id", ["formats", "formats.v2", "pain/reading"])
def test_a_retired_id_is_not_used(id):
    only(problems(replace(INSTRUMENT, retired=frozenset({id}))), f"{id}: is retired", "another")


@pytest.mark.parametrize("id", ["format", "formats.v1", "pain/listing", "pain.reading"])
def test_what_is_retired_may_look_alike(id):
    assert problems(replace(INSTRUMENT, retired=frozenset({id}))) == []


def test_an_unknown_section():
    only(
        problems(changed("comment", section="whom")),
        "instrument.toml: comment: section: whom is none of who, what, wishes",
    )


def test_a_section_without_questions():
    sections = (*INSTRUMENT.sections, Section("empty"))
    texts = tuple(
        replace(texts, sections={**texts.sections, "empty": "Empty"}) for texts in INSTRUMENT.texts
    )
    only(problems(replace(INSTRUMENT, sections=sections, texts=texts)), "empty has no question")


def test_questions_stand_in_the_order_of_their_sections():
    only(problems(changed("wishes", section="who")), "order of their sections")


@pytest.mark.parametrize("sensitivity", ["personal", "sensitive"])
def test_what_is_personal_or_sensitive_is_not_required(sensitivity):
    only(problems(changed("arrays", sensitivity=sensitivity, required=True)), "arrays: required")
    assert problems(changed("arrays", sensitivity=sensitivity)) == []
    assert problems(changed("arrays", required=True)) == []


def test_more_places_than_options():
    only(problems(changed("wishes", most=5)), "wishes: most: is 5, of 4 options")
    assert problems(changed("wishes", most=4)) == []


@pytest.mark.parametrize(("lowest", "highest"), [(5, 5), (6, 5)])
def test_a_number_between_limits_that_leave_nothing(lowest, highest):
    only(problems(changed("arrays", lowest=lowest, highest=highest)), "arrays: lowest: ", "below")


@pytest.mark.parametrize(("lowest", "highest"), [(None, 5), (5, None), (-1, 0.5), (None, None)])
def test_a_number_between_limits_that_leave_something(lowest, highest):
    assert problems(changed("arrays", lowest=lowest, highest=highest)) == []


@pytest.mark.parametrize("limit", [float("nan"), float("inf")])
def test_a_limit_is_a_number(limit):
    only(problems(changed("arrays", highest=limit)), "arrays: highest: is ", "leave it out")


def test_a_multiple_choice_lets_everybody_answer():
    formats = tuple(Option(option.id) for option in INSTRUMENT["formats"].options)
    only(problems(changed("formats", options=formats)), "formats: exclusive: ", "such as none")


def test_a_multiple_choice_has_options_that_can_stand_together():
    two = (Option("v2"), EXCLUSIVE)
    lines = problems(changed("formats", options=two, other=False, most=None, shown_if=()))
    assert any("formats: exclusive: no two options can stand together" in line for line in lines)
    lines = problems(changed("formats", options=two, most=None))
    assert not any("stand together" in line for line in lines)


def test_other_is_no_option_but_a_key():
    role = (*INSTRUMENT["role"].options, Option("other"))
    lines = problems(changed("role", options=role))
    assert any("role: options: other stands for" in line for line in lines)


@pytest.mark.parametrize(
    ("id", "kind"), [("ease", "scale"), ("pain", "matrix"), ("wishes", "ranking")]
)
def test_own_words_have_no_place_in_an_order(id, kind):
    lines = problems(changed(id, other=True))
    message = f"{id}: other: an answer in own words has no place on a {kind}"
    assert any(message in line for line in lines)


@pytest.mark.parametrize("asked", ["nobody", "arrays", "ease", "wishes"])
def test_a_condition_refers_to_an_earlier_question(asked):
    lines = problems(changed("ease", shown_if=(Condition(asked, ("x",)),)))
    assert f"instrument.toml: ease: shown_if: {asked} is no question that stands before it" in lines


def test_a_condition_refers_to_known_options():
    lines = problems(changed("ease", shown_if=(Condition("formats", ("v2", "v4", "v5")),)))
    only(lines, "ease: shown_if: formats has no option v4, v5")


@pytest.mark.parametrize("asked", ["pain", "wishes", "arrays", "since"])
def test_a_condition_refers_to_a_choice(asked):
    condition = Condition(asked, ("often",))
    only(
        problems(changed("comment", shown_if=(condition,))),
        f"comment: shown_if: {asked} is a",
        "not",
    )


def test_no_condition_hangs_on_a_sensitive_question():
    instrument = changed("role", sensitivity="sensitive", required=False)
    only(problems(instrument), "comment: shown_if: role is sensitive")
    assert problems(changed("role", sensitivity="personal", required=False)) == []


def test_a_question_that_nobody_is_asked():
    never = (Condition("role", ("scientist",)), Condition("role", ("student",)))
    only(problems(changed("comment", shown_if=never)), "comment: shown_if: nobody is ever asked")


def test_a_question_that_nobody_is_asked_because_of_an_earlier_one():
    instrument = changed("formats", shown_if=(Condition("role", ("scientist",)),))
    assert problems(instrument) == []
    lost = (Condition("formats", ("v3",)), Condition("role", ("student",)))
    lines = problems(changed("ease", instrument, shown_if=lost))
    assert [line.split(":")[1] for line in lines] == [" ease", " pain"]
    assert all("shown_if: nobody is ever asked: no answer to role" in line for line in lines)


def test_two_answers_of_a_multiple_choice_can_both_be_needed():
    both = (Condition("formats", ("v2",)), Condition("formats", ("v3",)))
    assert problems(changed("ease", shown_if=both)) == []


def test_conditions_in_a_circle_end():
    circle = changed("formats", shown_if=(Condition("ease", ("hard",)),))
    assert any("formats: shown_if: ease is no question" in line for line in problems(circle))


def test_a_matrix_takes_as_long_as_its_rows():
    assert seconds(INSTRUMENT["pain"]) == 3 * seconds(changed("pain", rows=("one",))["pain"])


def test_it_takes_longer_than_is_promised():
    only(problems(replace(INSTRUMENT, minutes=1)), "minutes: the questions take about", "ask less")
    assert problems(replace(INSTRUMENT, minutes=10)) == []


def test_no_survey_takes_longer_than_ten_minutes():
    only(problems(replace(INSTRUMENT, minutes=11)), "minutes: is 11; 10 are allowed")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("part", ["sections", "questions"])
def test_words_are_missing_or_left_over(language, part):
    def with_words(changed):
        texts = tuple(
            replace(texts, **{part: changed}) if texts.language == language else texts
            for texts in INSTRUMENT.texts
        )
        return problems(replace(INSTRUMENT, texts=texts))

    key = part.removesuffix("s")
    since = INSTRUMENT.texts[0].questions["since"]
    words = replace(since, text="What else?") if part == "questions" else "What else"
    texts = next(texts for texts in INSTRUMENT.texts if texts.language == language)
    known = getattr(texts, part)
    lines = with_words({**known, "more": words})
    only(lines, f"texts.{language}.toml: {key}: words for more, which", "remove")

    first, *rest = known
    lines = with_words({id: known[id] for id in rest})
    only(lines, f"texts.{language}.toml: {key}: no words for {first}; add them")


def test_words_of_options_and_rows_are_missing_or_left_over():
    only(problems(worded("ease", "es", options={})), "texts.es.toml: ease: options: no words for")
    only(problems(options("ease", "es", so="Así")), "texts.es.toml: ease: options: words for so")
    only(problems(worded("pain", rows={})), "texts.en.toml: pain: rows: no words for reading")
    rows = {**INSTRUMENT.texts[0].questions["pain"].rows, "more": "More"}
    only(problems(worded("pain", rows=rows)), "texts.en.toml: pain: rows: words for more")


def test_the_label_of_the_room_for_own_words():
    only(problems(worded("role", "es", other="")), "texts.es.toml: role: other: ", "missing; add")
    only(problems(worded("ease", "es", other="Otra")), "texts.es.toml: ease: other: ", "has not")


def test_help_is_translated():
    only(problems(worded("role", "es", help="")), "texts.es.toml: role: help: is missing", "en")
    assert problems(worded("ease", "es", help="Solo aquí.")) == []


@pytest.mark.parametrize("same", ["Hard", "hard", " hard  ", "Hard.", "ＨＡＲＤ"])
def test_two_options_that_nobody_can_tell_apart(same):
    lines = problems(options("ease", easy=same))
    assert any("texts.en.toml: ease: options: hard, easy all read 'hard'" in x for x in lines)


def test_own_words_that_look_like_an_option():
    only(problems(worded("role", other="student:")), "role: options: student, other all read")


def test_two_rows_or_questions_that_nobody_can_tell_apart():
    rows = {
        **INSTRUMENT.texts[0].questions["pain"].rows,
        "writing": "writing",
        "reading": "Writing",
    }
    only(problems(worded("pain", rows=rows)), "texts.en.toml: pain: rows: reading, writing all")
    only(
        problems(worded("since", text="Anything  else?")),
        "texts.en.toml: question: since, comment all read 'anything else'",
    )


@pytest.mark.parametrize("words", ["Easy ", " Easy", "Quite\neasy", "Easy\x07", "Easy\t!"])
def test_words_that_a_form_service_would_change(words):
    only(problems(options("ease", easy=words)), "texts.en.toml: ease: easy: ", "control character")


@pytest.mark.parametrize("words", ["Speed, More languages", "speed;Documentation, More languages"])
def test_an_option_that_reads_like_several(words):
    found = problems(options("wishes", speed="Speed", validation=words))
    only(found, "texts.en.toml: wishes: options: validation reads", "like several other options")


@pytest.mark.parametrize("words", ["Speed, at last", "Documentation, then more", "a, b; c"])
def test_an_option_with_commas(words):
    assert problems(options("wishes", validation=words)) == []


def test_words_that_mean_different_options_in_two_languages():
    lines = problems(options("ease", "es", easy="Hard"))
    only(lines, "texts.es.toml: ease: options: easy reads 'Hard', which is hard in texts.en.toml")


def later(**keys: object) -> Instrument:
    """The sample a year later."""
    return replace(INSTRUMENT, **{"edition": "2027", **keys})


def without(id: str, **keys: object) -> Instrument:
    """The sample a year later, without one question."""
    return later(questions=tuple(q for q in INSTRUMENT.questions if q.id != id), **keys)


def test_the_same_again_reuses_nothing():
    assert reused([]) == []
    assert reused([INSTRUMENT]) == []
    assert reused([later(), INSTRUMENT]) == []


def test_what_is_no_longer_asked_is_retired():
    only(
        reused([INSTRUMENT, without("since")]),
        "2027/instrument.toml: retired: since is missing, which 2026 had; add it",
    )
    assert reused([INSTRUMENT, without("since", retired=frozenset({"since"}))]) == []


def test_options_and_rows_that_are_dropped_are_retired():
    shorter = changed("ease", later(), options=INSTRUMENT["ease"].options[1:])
    only(reused([INSTRUMENT, shorter]), "retired: ease.very-hard is missing")
    assert reused([INSTRUMENT, replace(shorter, retired=frozenset({"ease.very-hard"}))]) == []
    shorter = changed("pain", later(), rows=("reading", "writing"))
    only(reused([INSTRUMENT, shorter]), "retired: pain/cloud-stores is missing")


def test_with_a_question_its_options_are_retired():
    assert reused([INSTRUMENT, without("pain", retired=frozenset({"pain"}))]) == []


def test_what_was_retired_stays_retired():
    between = without("since", retired=frozenset({"since"}))
    last = replace(without("since"), edition="2028")
    only(reused([last, INSTRUMENT, between]), "2028/instrument.toml: retired: since is missing")
    again = later(edition="2028")
    only(reused([INSTRUMENT, between, again]), "2028/instrument.toml: since: was retired in 2027")


def test_another_survey_has_ids_of_its_own():
    assert reused([INSTRUMENT, without("since", survey="another")]) == []


def test_another_meaning_needs_a_higher_version():
    kind = changed("arrays", later(), kind="text", lowest=None, highest=None)
    only(reused([INSTRUMENT, kind]), "2027/instrument.toml: arrays: kind: is text, 2026 had number")
    unit = changed("arrays", later(), unit="TB")
    only(reused([INSTRUMENT, unit]), "arrays: unit: is TB, 2026 had GB; raise the version")
    turned = changed("ease", later(), options=INSTRUMENT["ease"].options[::-1])
    only(reused([INSTRUMENT, turned]), "ease: options: 2026 had another order; raise")
    for meant, id in ((kind, "arrays"), (unit, "arrays"), (turned, "ease")):
        assert reused([INSTRUMENT, changed(id, meant, version=2)]) == []


def test_the_order_of_what_has_none_may_change():
    turned = changed("wishes", later(), options=INSTRUMENT["wishes"].options[::-1])
    assert reused([INSTRUMENT, turned]) == []


def test_a_version_never_goes_down():
    before = changed("ease", version=3)
    only(reused([before, later()]), "ease: version: is 1, 2026 had 3; it never goes down")


def test_words_keep_their_id():
    words = {**INSTRUMENT.texts[0].questions["ease"].options, "easy": "Hard", "hard": "Easy"}
    swapped = worded("ease", instrument=later(), options=words)
    lines = reused([INSTRUMENT, swapped])
    assert len(lines) == 2
    assert (
        "2027/texts.en.toml: ease: options: hard reads 'Easy', which was easy in 2026" in lines[0]
    )
    moved = worded("since", instrument=later(), text="Anything else?")
    only(reused([INSTRUMENT, moved]), "texts.en.toml: question: since reads", "comment in 2026")


def test_words_may_change_under_their_id():
    instrument = worded("since", instrument=later(), text="When did you first use Zarr?")
    assert reused([INSTRUMENT, instrument]) == []
    more = Question("more", "text", "wishes", "Where the next year goes.")
    assert reused([INSTRUMENT, later(questions=(*INSTRUMENT.questions, more))]) == []
