"""What the exports write, read back: HTML, LimeSurvey's table, a script for Google Forms."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from survey.exports.codes import ANSWER_LENGTH, QUESTION_LENGTH, RESERVED, assign, codes
from survey.exports.files import write
from survey.exports.google_forms import google_forms, pages
from survey.exports.limesurvey import COLUMNS, TYPES, limesurvey
from survey.exports.printable import parts, printable
from survey.exports.words import ExportError, words
from survey.instrument import Condition, Instrument, Option, Question, Section, load
from survey.instrument.model import QuestionTexts
from tests.survey.sample import DECISION, ENGLISH, INSTRUMENT

LANGUAGES = ("en", "es")
EDITION = Path(__file__).parents[2] / "survey/editions/2026"
VOID = ("meta", "link", "br", "hr", "img", "input")


def choices(*questions: Question, sections: tuple[str, ...] = ("one",)) -> Instrument:
    """An instrument in English whose words are its ids."""
    said = {
        q.id: QuestionTexts(
            f"{q.id}?", other="Other" if q.other else "", options={o: o for o in q.option_ids}
        )
        for q in questions
    }
    texts = replace(ENGLISH, sections={id: id for id in sections}, questions=said)
    return Instrument("s", "2026", 5, tuple(map(Section, sections)), questions, (texts,))


def choice(id: str, *after: Condition, section: str = "one", **more: object) -> Question:
    options = (Option("yes"), Option("no"))
    return Question(id, "single", section, DECISION, options=options, shown_if=after, **more)


# Codes


def test_codes_are_what_limesurvey_takes_and_no_two_are_the_same() -> None:
    ids = ["a", "very-hard", "very-hardy", "veryhard", "no", "no-thing", "time", "other", "x" * 40]
    found = assign(ids, ANSWER_LENGTH)
    assert list(found) == ids
    assert len(set(found.values())) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]{1,5}", code) for code in found.values())
    assert not RESERVED & set(found.values())
    assert (found["a"], found["no"]) == ("a", "no")


def test_the_code_of_a_question_begins_with_a_letter_and_has_at_most_twenty_signs() -> None:
    found = assign(["role", "help-first-asked", "lang", "a" * 21, "a" * 22], QUESTION_LENGTH)
    assert found["help-first-asked"] == "helpfirstasked"
    assert all(re.fullmatch(r"[a-z][a-z0-9]{0,19}", code) for code in found.values())
    assert len(set(found.values())) == 5


def test_a_code_stays_when_others_come_or_change_their_order() -> None:
    few = assign(["very-hard", "hard", "neither"], ANSWER_LENGTH)
    more = assign(["never", "neither", "very-easy", "hard", "very-hard"], ANSWER_LENGTH)
    assert {id: more[id] for id in few} == few


def test_two_thousand_long_ids_have_different_codes() -> None:
    ids = [f"option-{number}-of-many" for number in range(2000)]
    assert len(set(assign(ids, ANSWER_LENGTH).values())) == 2000


# LimeSurvey


def rows(instrument: Instrument = INSTRUMENT) -> list[dict[str, str]]:
    text = limesurvey(instrument)
    assert text.count("\n") == len(text.splitlines()), "a line for each row"
    return list(csv.DictReader(io.StringIO(text), dialect="excel-tab"))


def test_limesurvey_has_all_rows_of_each_language_in_the_same_order() -> None:
    found = {language: [r for r in rows() if r["language"] == language] for language in LANGUAGES}
    shape = {
        language: [(r["class"], r["type/scale"], r["name"]) for r in own if r["class"] in "QSQA"]
        for language, own in found.items()
    }
    assert shape["en"] == shape["es"]
    kinds = [kind for kind, _, _ in shape["en"]]
    assert (kinds.count("Q"), kinds.count("SQ"), kinds.count("A")) == (9, 7, 15)


def test_limesurvey_has_every_kind_of_question() -> None:
    known = codes(INSTRUMENT).questions
    types = {r["name"]: r["type/scale"] for r in rows() if r["class"] == "Q"}
    assert types.pop("channel") == "S"
    assert types == {known[q.id]: TYPES[q.kind] for q in INSTRUMENT.questions}


def question(id: str, language: str = "en") -> dict[str, str]:
    name = codes(INSTRUMENT).questions[id]
    mine = ("Q", name, language)
    return next(r for r in rows() if (r["class"], r["name"], r["language"]) == mine)


def test_limesurvey_attributes_stand_once_and_their_words_in_each_language() -> None:
    assert question("role")["mandatory"] == question("role", "es")["mandatory"] == "Y"
    assert question("role")["other"] == "Y"
    assert question("role", "es")["other_replace_text"] == "Otra función"
    formats = question("formats")
    assert (formats["exclude_all_others"], formats["max_answers"]) == ("none", "3")
    assert question("formats", "es")["exclude_all_others"] == ""
    assert question("wishes")["max_subquestions"] == "2"
    arrays = question("arrays")
    assert (arrays["min_num_value_n"], arrays["max_num_value_n"]) == ("0", "1000000")
    assert question("arrays", "es")["suffix"] == "GB"
    assert question("since")["date_format"] == "yyyy-mm-dd"


def test_limesurvey_has_a_hidden_question_for_the_channel_once() -> None:
    found = [r for r in rows() if r["name"] == "channel"]
    assert [(r["language"], r["hidden"]) for r in found] == [("en", "1"), ("es", "")]
    assert codes(choices(choice("channel"))).questions["channel"] != "channel"


def test_limesurvey_skip_logic_names_codes_that_exist() -> None:
    known = codes(INSTRUMENT)
    assert question("role")["relevance"] == "1"
    assert question("pain")["relevance"] == (
        '(formats_v3.NAOK == "Y") and '
        f'(ease.NAOK == "{known.options["ease"]["very-hard"]}" or ease.NAOK == "hard")'
    )
    assert question("pain", "es")["relevance"] == question("pain")["relevance"]


def test_limesurvey_escapes_markup_expressions_and_formulas() -> None:
    nasty = replace(ENGLISH, title='{SID} <i>"a"</i>\tb', introduction="-1\n\n{if(1,2)}")
    text = limesurvey(replace(INSTRUMENT, texts=(nasty,)))
    cells = [cell for row in rows(replace(INSTRUMENT, texts=(nasty,))) for cell in row.values()]
    assert "{" not in text and "<script" not in text and "<i>" not in text
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "-", "\t", "\r")]
    assert "&#123;SID&#125; &lt;i&gt;&quot;a&quot;&lt;/i&gt; b" in cells


def test_limesurvey_knows_its_languages_and_keeps_no_addresses() -> None:
    settings = {r["name"]: r["text"] for r in rows() if r["class"] == "S"}
    assert (settings["language"], settings["additional_languages"]) == ("en", "es")
    assert (settings["anonymized"], settings["ipaddr"], settings["refurl"]) == ("Y", "N", "N")
    assert settings["allowsave"] == "N"
    assert re.fullmatch(r"[1-9][0-9]{5}", settings["sid"])
    assert set(rows()[0]) == set(COLUMNS)


# Google Forms


def described(script: str) -> dict:
    """What the script builds."""
    return json.JSONDecoder().raw_decode(script.removeprefix("const FORM = "))[0]


def test_google_forms_has_every_question_in_its_language() -> None:
    form = described(google_forms(INSTRUMENT, "es"))
    assert form["title"] == INSTRUMENT.texts[1].title
    items = [item for page in form["pages"] for item in page["items"]]
    assert [item["kind"] for item in items] == [
        *("choice", "checkbox", "choice", "grid", "grid", "number", "date", "text")
    ]
    by_title = {item["title"]: item for item in items}
    assert by_title["¿Qué formatos usa?"]["most"] == 3
    assert "Si eliges «Ninguno de estos»" in by_title["¿Qué formatos usa?"]["help"]
    assert by_title["¿Cuál es su función?"]["required"] is True
    ranking = by_title["¿Qué es lo que más desea?"]
    assert (ranking["options"], ranking["distinct"]) == (["1", "2"], True)


def test_a_condition_that_forms_cannot_take_is_a_note_and_the_answer_free() -> None:
    asked = choice("a", other=True)
    form = described(
        google_forms(choices(asked, choice("b", Condition("a", ("yes",)), required=True)))
    )
    (page,) = form["pages"]
    assert page["items"][1]["help"] == "Only if you answered “yes” to “a?”."
    assert page["items"][1]["required"] is False


def shape(*questions: Question, sections: tuple[str, ...] = ("one",)) -> list[list[str]]:
    """The ids on each page; the first is what decides whether it is shown, or nothing."""
    found = pages(choices(*questions, sections=sections))
    return [[p.asked.id if p.asked else "", *(q.id for q in p.questions)] for p in found]


YES, NO = Condition("a", ("yes",)), Condition("a", ("no",))


def test_questions_with_the_same_condition_share_a_page() -> None:
    found = shape(choice("a"), choice("b"), choice("c", YES), choice("d", YES), choice("e"))
    assert found == [["", "a", "b"], ["a", "c", "d"], ["", "e"]]


def test_a_page_is_skipped_by_the_page_before_it_alone() -> None:
    later = choice("c", YES, section="two")
    assert shape(choice("a"), choice("b", section="two"), later, sections=("one", "two")) == [
        ["", "a"],
        ["", "b", "c"],
    ]
    assert shape(choice("a"), later, sections=("one", "two")) == [["", "a"], ["a", "c"]]


def test_one_choice_decides_one_page_and_no_skipped_page_decides() -> None:
    assert shape(choice("a"), choice("b", YES), choice("c", NO)) == [
        ["", "a"],
        ["a", "b"],
        ["", "c"],
    ]
    nested = choice("c", Condition("b", ("yes",)))
    assert shape(choice("a"), choice("b", YES), nested) == [["", "a"], ["a", "b"], ["", "c"]]


def test_two_conditions_or_a_choice_with_own_words_decide_no_page() -> None:
    both = choice("c", YES, Condition("b", ("yes",)))
    assert shape(choice("a"), choice("b"), both) == [["", "a", "b", "c"]]
    assert shape(choice("a", other=True), choice("b", YES)) == [["", "a", "b"]]


def test_no_text_ends_the_script_or_a_line_of_it() -> None:
    nasty = replace(ENGLISH, title="</script>\u2028*/ `${1}` \\ '\"")
    script = google_forms(replace(INSTRUMENT, texts=(nasty,)))
    assert "</script" not in script and "\u2028" not in script
    assert described(script)["title"] == nasty.title


# On paper


class Page(HTMLParser):
    """The tags of a page, which have to be closed in order, its text, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.text = ""
        self.feed(text)
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("href", "src")
            if name == "id":
                self.ids.append(value or "")
            if name == "aria-labelledby":
                self.labels.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_all_words_of_a_language_and_no_script(language: str) -> None:
    html = printable(INSTRUMENT, language)
    page = Page(html)
    texts = next(texts for texts in INSTRUMENT.texts if texts.language == language)
    assert f'<html lang="{language}">' in html
    assert not {"script", "b", "form", "iframe"} & set(page.tags)
    assert len(page.ids) == len(set(page.ids)) and set(page.labels) <= set(page.ids)
    for own in texts.questions.values():
        for phrase in (own.text, own.help, own.other, *own.options.values(), *own.rows.values()):
            assert phrase in page.text
    for phrase in (texts.title, texts.consent, texts.thanks, *texts.sections.values()):
        assert phrase in page.text


def test_the_page_says_who_is_asked_by_number() -> None:
    items = {item.id: item for part in parts(INSTRUMENT, "en") for item in part.items}
    assert items["question-role"].only_if == ""
    assert items["question-pain"].number == 4
    assert items["question-pain"].only_if == (
        "Only if you answered “Zarr v3, with or without sharding” at question 2 "
        "and you answered “Very hard” or “Hard” at question 3."
    )


def test_the_page_says_how_to_answer() -> None:
    hints = {item.id: item.hints for part in parts(INSTRUMENT, "en") for item in part.items}
    assert hints["question-role"] == ("Choose one.", "Please answer this one.")
    assert hints["question-formats"] == (
        "Choose at most 3.",
        "If you choose “None of these”, choose nothing beside it.",
    )
    assert hints["question-arrays"] == ("A number from 0 to 1000000.", "In GB.")


@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [(None, None, "A number."), (0.5, None, "at least 0.5"), (None, 9, "at most 9")],
)
def test_the_page_says_the_range_of_a_number(lowest: float, highest: float, said: str) -> None:
    number = Question("n", "number", "one", DECISION, lowest=lowest, highest=highest)
    assert said in parts(choices(number))[0].items[0].hints[0]


def test_the_page_has_room_to_write_on_whatever_paper() -> None:
    html = printable(INSTRUMENT)
    assert re.search(r"@page \{(?! *size)[^}]*counter\(pages\)", html) and "A4" not in html
    assert html.count('<span class="place"') == 4, "a number for each option of the ranking"
    assert html.count('<span class="box"') == 5
    other = re.findall(r'<li class="other">.*?</span> (.*?) <span class="line"', html)
    assert other == ["Another role", "Another format"]


# All of them


@pytest.mark.parametrize("export", [printable, limesurvey, google_forms])
def test_two_exports_are_the_same(export: Callable[[Instrument], str]) -> None:
    assert export(INSTRUMENT) == export(INSTRUMENT)


def test_all_exports_are_written_as_files(tmp_path: Path) -> None:
    files = write(INSTRUMENT, tmp_path / "new" / "folder")
    assert [path.name for path in files] == [
        "limesurvey.txt",
        *("questionnaire.en.html", "google-forms.en.gs"),
        *("questionnaire.es.html", "google-forms.es.gs"),
    ]
    assert files[0].read_bytes().decode() == limesurvey(INSTRUMENT)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match=r"file: cannot be written .* give another folder"):
        write(INSTRUMENT, tmp_path / "file")


@pytest.mark.parametrize("export", [printable, google_forms])
def test_a_language_without_texts_or_words_is_named(export: Callable[..., str]) -> None:
    with pytest.raises(ExportError, match=r"texts\.fr\.toml: .* export in en, es"):
        export(INSTRUMENT, "fr")
    french = replace(INSTRUMENT, texts=(replace(ENGLISH, language="fr"),))
    with pytest.raises(ExportError, match=r"words\.fr\.toml: is not there; export in en, es"):
        export(french)


def test_a_region_has_the_words_of_its_language() -> None:
    assert words("es-MX") == words("es")
    assert set(words("en")) == set(words("es"))
    for key, phrase in words("en").items():
        fields = re.findall(r"\{\w*\}", phrase)
        assert sorted(fields) == sorted(re.findall(r"\{\w*\}", words("es")[key])), key


def test_the_first_edition_is_exported_in_all_its_languages() -> None:
    instrument = load(EDITION)
    known = codes(instrument)
    found = rows(instrument)
    names = {r["name"] for r in found if r["class"] == "Q"}
    assert names == {*known.questions.values(), "channel"}
    for texts in instrument.texts:
        Page(printable(instrument, texts.language))
        script = google_forms(instrument, texts.language)
        items = [item for page in described(script)["pages"] for item in page["items"]]
        assert len(items) == len(instrument.questions)
