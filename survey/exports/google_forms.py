"""A script that builds the questionnaire as a Google Form: Google Apps Script, with ``FormApp``.

`google_forms.gs` builds any form; here it gets the description of one, in one language. Each
section begins a page. Forms can skip a page, by the answer to a choice on the page before it:
questions that need no more have a page of their own. All others say in their help whom they are
for, and nobody has to answer them. Forms does not enforce which options stand alone; the help says
so. A ranking is a grid: the options are its rows, the places its columns. A scale is a choice,
because each of its points has a label. What Forms calls an answer in own words is "Other".

Source: the reference of Apps Script's Forms service.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from survey.exports.words import limits, only_if, texts_of, words
from survey.instrument import Instrument, Question, Section, Texts

BUILDER = Path(__file__).with_name("google_forms.gs")


@dataclass
class Page:
    """A page of the form: questions of a section that are shown or skipped together."""

    section: Section
    asked: Question | None = None
    """The question of the page before whose answer decides whether this one is shown."""
    questions: list[Question] = field(default_factory=list)


def google_forms(instrument: Instrument, language: str | None = None) -> str:
    """The script; ``language`` is a tag of BCP 47, by default that of the original."""
    texts = texts_of(instrument, language)
    form = json.dumps(_form(instrument, texts), ensure_ascii=False, indent=1)
    # Older engines end a line at these two; and no text can end a script that it stands in.
    for sign in "\u2028\u2029<":
        form = form.replace(sign, f"\\u{ord(sign):04x}")
    return f"const FORM = {form};\n\n{BUILDER.read_text(encoding='utf-8')}"


def pages(instrument: Instrument) -> tuple[Page, ...]:
    """The questions of an instrument on the pages of a form, in their order."""
    found: list[Page] = []
    for section in instrument.sections:
        page = Page(section)
        for question in instrument.of(section):
            asked = _decides(instrument, question, page if page.questions else _last(found))
            if page.asked is not None and question.shown_if == page.questions[0].shown_if:
                page.questions.append(question)
                continue
            if asked is not None or page.asked is not None:
                if page.questions:
                    found.append(page)
                page = Page(section, asked)
            page.questions.append(question)
        found.append(page)
    return tuple(found)


def _last(found: list[Page]) -> Page | None:
    return found[-1] if found else None


def _decides(instrument: Instrument, question: Question, before: Page | None) -> Question | None:
    """The question on the page before that Forms can take for the skip logic of another.

    It has to be the only condition, and a choice without own words: what follows "other" cannot be
    set. Who skips a page skips what it decides, so that one is no skipped page itself.
    """
    if before is None or before.asked is not None or len(question.shown_if) != 1:
        return None
    asked = instrument[question.shown_if[0].question]
    fit = asked.kind in ("single", "scale") and not asked.other and asked in before.questions
    return asked if fit else None


def _form(instrument: Instrument, texts: Texts) -> Mapping[str, Any]:
    return {
        "title": texts.title,
        "description": f"{texts.introduction}\n\n{texts.consent}",
        "confirmation": texts.thanks,
        "pages": list(_pages(instrument, texts)),
    }


def _pages(instrument: Instrument, texts: Texts) -> Iterator[Mapping[str, Any]]:
    before: Page | None = None
    for page in pages(instrument):
        skip = None
        if page.asked is not None and before is not None:
            labels = texts.questions[page.asked.id].options
            chosen = page.questions[0].shown_if[0].any
            skip = {
                "item": before.questions.index(page.asked),
                "any": [labels[id] for id in chosen],
            }
        yield {
            "title": texts.sections[page.section.id],
            "skip": skip,
            "items": [_item(q, texts, noted=page.asked is None) for q in page.questions],
        }
        before = page


def _item(question: Question, texts: Texts, noted: bool) -> Mapping[str, Any]:
    own, said = texts.questions[question.id], words(texts.language)

    def chosen(id: str, answers: str) -> str:
        name = said["quoted"].format(texts.questions[id].text)
        return said["chosen_to"].format(answers=answers, question=name)

    note = only_if(question, texts, said, chosen) if noted else ""
    # Forms asks for an answer to every row: a ranking has rows that get no place.
    required = question.required and not note and question.kind != "ranking"
    help = (note, own.help, *limits(question, said, own))
    return {
        "title": own.text,
        "help": " ".join(part for part in help if part),
        "required": required,
    } | _answers(question, texts)


def _answers(question: Question, texts: Texts) -> dict[str, Any]:
    own = texts.questions[question.id]
    options = [own.options[id] for id in question.option_ids]
    match question.kind:
        case "single" | "scale":
            return {"kind": "choice", "options": options, "other": question.other}
        case "multiple":
            found = {"kind": "checkbox", "options": options, "other": question.other}
            return found | {"most": question.most}
        case "matrix":
            rows = [own.rows[id] for id in question.rows]
            return {"kind": "grid", "rows": rows, "options": options, "distinct": False}
        case "ranking":
            places = [str(place) for place in range(1, (question.most or len(options)) + 1)]
            return {"kind": "grid", "rows": options, "options": places, "distinct": True}
        case "number":
            return {"kind": "number", "lowest": question.lowest, "highest": question.highest}
        case kind:
            return {"kind": kind}
