"""The script for Google Forms, run by Node.js on a strict stand-in: the form that it builds.

The form is compared with the instrument, question by question, and walked through as a respondent
walks through it: by the page that an answer leads to.
"""

import json
import shutil
import subprocess
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from survey.exports.google_forms import google_forms
from survey.instrument import Condition, Instrument, Question, load
from survey.instrument.model import Texts
from tests.survey.sample import ENGLISH, INSTRUMENT
from tests.survey.test_exports import choice, choices

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node.js to run a script")
STAND_IN = Path(__file__).with_name("google_forms_stand_in.js").read_text(encoding="utf-8")
EDITION = load(Path(__file__).parents[2] / "survey/editions/2026")
KINDS = {
    "single": "MultipleChoiceItem",
    "scale": "MultipleChoiceItem",
    "multiple": "CheckboxItem",
    "matrix": "GridItem",
    "ranking": "GridItem",
    "number": "TextItem",
    "date": "DateItem",
    "text": "ParagraphTextItem",
}
BOTH = [
    pytest.param(instrument, texts, id=f"{instrument.survey}-{texts.language}")
    for instrument in (INSTRUMENT, EDITION)
    for texts in instrument.texts
]


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "form.js"
    path.write_text(STAND_IN + script, encoding="utf-8")
    return subprocess.run([NODE, path], capture_output=True, text=True, encoding="utf-8")


def build(instrument: Instrument, folder: Path, language: str | None = None) -> dict:
    """What the script builds; each item has what was last given to each of its methods."""
    done = run(
        google_forms(instrument, language) + "build();console.log(JSON.stringify(MODEL));", folder
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("FormApp.make('x')", "FormApp has no make"),
        ("FormApp.create('x')", "whether the form is published"),
        ("form.setTitel('x')", "Form has no method setTitel"),
        ("form.setTitle('x', 'y')", "Form.setTitle does not take"),
        ("form.setProgressBar('yes')", "Form.setProgressBar does not take"),
        ("form.addPageBreakItem().setRequired(true)", "PageBreakItem has no method setRequired"),
        ("form.addGridItem().setRows([])", "GridItem.setRows does not take"),
        ("form.addCheckboxItem().setChoiceValues(['a', 'a'])", "setChoiceValues does not take"),
        (
            "form.addTextItem().setValidation(FormApp.createTextValidation())",
            "TextItem.setValidation does not take",
        ),
        ("form.addMultipleChoiceItem().title = 'x'", "no property title"),
        (
            "const a = form.addMultipleChoiceItem();"
            "a.setChoices([a.createChoice('x'), a.createChoice('y', SUBMIT)])",
            "stand beside some that do not",
        ),
    ],
)
def test_the_stand_in_throws_at_what_is_not_documented(tmp_path, line, message):
    ready = "const form = FormApp.create('x', true), {SUBMIT} = FormApp.PageNavigationType;"
    done = run(ready + line, tmp_path)
    assert done.returncode != 0 and message in done.stderr


@pytest.mark.parametrize(("instrument", "texts"), BOTH)
def test_the_form_has_every_question_with_all_its_words(tmp_path, instrument, texts):
    form = build(instrument, tmp_path, texts.language)
    assert form["setTitle"] == texts.title
    assert form["setDescription"] == f"{texts.introduction}\n\n{texts.consent}"
    assert form["setConfirmationMessage"] == texts.thanks
    assert form["setCollectEmail"] is False
    asked = [item for item in form["items"] if item["kind"] in KINDS.values()]
    order = [q for section in instrument.sections for q in instrument.of(section)]
    assert [item["setTitle"] for item in asked] == [texts.questions[q.id].text for q in order]
    for question, item in zip(order, asked, strict=True):
        assert item["kind"] == KINDS[question.kind]
        assert texts.questions[question.id].help in item["setHelpText"]
        has_the_answers(question, item, texts)
        if question.required and not question.shown_if:
            assert item["setRequired"] is True
        if not question.required or question.kind == "ranking":
            assert item["setRequired"] is False
    titles = [item["setTitle"] for item in form["items"] if item not in asked]
    assert list(dict.fromkeys(titles)) == [texts.sections[s.id] for s in instrument.sections]


def has_the_answers(question: Question, item: dict, texts: Texts) -> None:
    own = texts.questions[question.id]
    options = [own.options[id] for id in question.option_ids]
    match question.kind:
        case "single" | "scale" | "multiple":
            going = [chosen["text"] for chosen in item.get("setChoices", [])]
            assert item["setChoiceValues"] == options and going in ([], options)
            assert item["showOtherOption"] is question.other
            if question.most is not None:
                assert item["setValidation"] == {"requireSelectAtMost": [question.most]}
        case "matrix":
            assert item["setColumns"] == options
            assert item["setRows"] == [own.rows[id] for id in question.rows]
            assert "setValidation" not in item
        case "ranking":
            assert item["setRows"] == options
            places = range(1, (question.most or len(options)) + 1)
            assert item["setColumns"] == [str(place) for place in places]
            assert item["setValidation"] == {"requireLimitOneResponsePerColumn": []}
        case "date":
            assert item["setIncludesYear"] is True


@pytest.mark.parametrize(
    ("lowest", "highest", "rule"),
    [
        (0, 10, {"requireNumberBetween": [0, 10]}),
        (0, None, {"requireNumberGreaterThanOrEqualTo": [0]}),
        (None, 0.5, {"requireNumberLessThanOrEqualTo": [0.5]}),
        (None, None, {"requireNumber": []}),
    ],
)
def test_a_number_keeps_to_its_limits(tmp_path, lowest, highest, rule):
    arrays = replace(INSTRUMENT["arrays"], lowest=lowest, highest=highest)
    others = tuple(arrays if q.id == "arrays" else q for q in INSTRUMENT.questions)
    form = build(replace(INSTRUMENT, questions=others), tmp_path)
    (item,) = (item for item in form["items"] if item["kind"] == "TextItem")
    assert item["setValidation"] == rule


def test_the_form_is_published_by_who_has_looked_at_it(tmp_path):
    assert build(INSTRUMENT, tmp_path)["published"] is False


# The way through the form


def way(form: dict, answers: dict[str, str]) -> list[str]:
    """The titles of the questions that somebody sees who gives these answers."""
    pages: list[list[dict]] = [[]]
    for item in form["items"]:
        if item["kind"] == "PageBreakItem":
            pages.append([])
        pages[-1].append(item)
    starts = {page[0]["id"]: number for number, page in enumerate(pages) if number}
    seen: list[str] = []
    at: int | str = 0
    while at != "SUBMIT":
        assert isinstance(at, int)
        to = (
            pages[at + 1][0].get("setGoToPage", pages[at + 1][0]["id"])
            if pages[at + 1 :]
            else ("SUBMIT")
        )
        for item in pages[at]:
            if item["kind"] in KINDS.values():
                seen.append(item["setTitle"])
                for chosen in item.get("setChoices", []):
                    if answers.get(item["setTitle"]) == chosen["text"]:
                        to = chosen["to"]
        assert to == "SUBMIT" or starts[to] > at, "no way leads back"
        at = to if to == "SUBMIT" else starts[to]
    return seen


@pytest.mark.parametrize(("instrument", "texts"), BOTH)
def test_whoever_is_asked_sees_the_question_and_a_skipped_page_is_not_for_them(
    tmp_path, instrument, texts
):
    form = build(instrument, tmp_path, texts.language)
    text = {q.id: texts.questions[q.id].text for q in instrument.questions}
    going = [item["setTitle"] for item in form["items"] if "setChoices" in item]
    decisive = [q for q in instrument.questions if text[q.id] in going]
    assert bool(decisive) == (instrument is EDITION)
    skipped: set[str] = set()
    for given in product(*([None, *q.option_ids] for q in decisive)):
        answers = {q.id: id for q, id in zip(decisive, given, strict=True) if id is not None}
        words = {text[id]: texts.questions[id].options[option] for id, option in answers.items()}
        seen = way(form, words)
        assert seen == [title for title in text.values() if title in seen], "in their order"
        for question in instrument.questions:
            holds = [
                c.question in answers and answers[c.question] in c.any
                for c in question.shown_if
                if instrument[c.question] in decisive
            ]
            if text[question.id] not in seen:
                skipped.add(question.id)
                assert not all(holds), f"{question.id} is lost"
            elif question.shown_if and not all(holds):
                note = next(i for i in form["items"] if i["setTitle"] == text[question.id])
                assert note["setHelpText"].startswith(("Only if", "Solo si"))
    assert bool(skipped) == bool(decisive)


YES = Condition("a", ("yes",))


def test_a_page_at_the_end_is_skipped_to_the_end(tmp_path):
    form = build(choices(choice("a"), choice("b", YES)), tmp_path)
    assert way(form, {"a?": "yes"}) == ["a?", "b?"]
    assert way(form, {"a?": "no"}) == way(form, {}) == ["a?"]


def test_two_pages_are_skipped_each_by_its_own_answer(tmp_path):
    asked = choices(
        choice("a"), choice("b", YES), choice("c"), choice("d", Condition("c", ("no",)))
    )
    form = build(asked, tmp_path)
    assert way(form, {"a?": "yes", "c?": "no"}) == ["a?", "b?", "c?", "d?"]
    assert way(form, {"a?": "yes", "c?": "yes"}) == ["a?", "b?", "c?"]
    assert way(form, {"c?": "no"}) == ["a?", "c?", "d?"]
    assert way(form, {"a?": "no"}) == ["a?", "c?"]


def test_a_text_that_looks_like_code_is_a_text(tmp_path):
    nasty = replace(ENGLISH, title="</script>\u2028*/ `${1}` \\ '\" \U0001f600")
    form = build(replace(INSTRUMENT, texts=(nasty,)), tmp_path)
    assert form["setTitle"] == nasty.title
