"""The questionnaire as a page of HTML: to print and fill in with a pen, or to read.

It has no scripts, loads nothing, and asks the server for nothing. Who is asked a question is said
in words, by the number of the question that decides it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey.exports.words import hints, only_if, texts_of, words
from survey.instrument import Instrument, Kind, Question, Texts

TEMPLATES = Path(__file__).parent / "templates"
MARKS: Mapping[Kind, str] = {"single": "round", "scale": "round", "ranking": "place"}


@dataclass(frozen=True)
class Item:
    """A question as it is printed: all its words, in one language.

    ``mark`` is the form of the box to fill in: round where only one of them can be ticked, wider
    for the place of a ranking.
    """

    id: str
    number: int
    kind: str
    text: str
    help: str
    only_if: str
    hints: tuple[str, ...]
    options: tuple[str, ...]
    rows: tuple[str, ...]
    other: str
    unit: str
    mark: str


@dataclass(frozen=True)
class Part:
    """A section of the questionnaire."""

    id: str
    title: str
    items: tuple[Item, ...]


def printable(instrument: Instrument, language: str | None = None) -> str:
    """The whole page; ``language`` is a tag of BCP 47, by default that of the original."""
    texts = texts_of(instrument, language)
    said = words(texts.language)
    return _render(
        "printable.html",
        language=texts.language,
        title=texts.title,
        minutes=said["minutes"].format(edition=instrument.edition, minutes=instrument.minutes),
        introduction=texts.introduction,
        consent=texts.consent,
        thanks=texts.thanks,
        sections=parts(instrument, texts.language),
        words=said,
    )


def parts(instrument: Instrument, language: str | None = None) -> tuple[Part, ...]:
    """The sections with their questions, numbered from 1 through all of them."""
    texts = texts_of(instrument, language)
    numbers = {question.id: number for number, question in enumerate(_all(instrument), 1)}
    return tuple(
        Part(
            section.id,
            texts.sections[section.id],
            tuple(_item(question, texts, numbers) for question in instrument.of(section)),
        )
        for section in instrument.sections
    )


def _all(instrument: Instrument) -> Iterator[Question]:
    for section in instrument.sections:
        yield from instrument.of(section)


def _item(question: Question, texts: Texts, numbers: Mapping[str, int]) -> Item:
    own, said = texts.questions[question.id], words(texts.language)

    def chosen(id: str, answers: str) -> str:
        return said["chosen_at"].format(answers=answers, number=numbers[id])

    return Item(
        id=f"question-{question.id}",
        number=numbers[question.id],
        kind=question.kind,
        text=own.text,
        help=own.help,
        only_if=only_if(question, texts, said, chosen),
        hints=tuple(hints(question, said, own)),
        options=tuple(own.options[id] for id in question.option_ids),
        rows=tuple(own.rows[id] for id in question.rows),
        other=own.other,
        unit=question.unit or "",
        mark=MARKS.get(question.kind, "box"),
    )


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
