"""What stands on the page of a section: for each question its base, its charts, and notes.

Which chart a question gets follows from its kind: stacked bars for matrices, and for scales of
which no figure is hidden; bars for the rest, heat tables for questions crossed with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.comparability.rules import NEVER
from survey.estimates.model import Base, Figures, Table
from survey.instrument import Question, Section
from survey.report.charts import Chart, bars, heat
from survey.report.likert import likert
from survey.report.model import Previous
from survey.report.shown import Reader, Shown
from survey.report.trends import Trend, trend
from survey.report.upset import Upset, upset


@dataclass(frozen=True)
class Block:
    """A question of a section; ``crossed`` are its charts with another, named ``crossing``."""

    question: Question
    base: Base | None
    charts: tuple[Chart, ...]
    together: tuple[Upset, ...]
    crossed: tuple[Chart, ...]
    crossing: str
    top: tuple[Shown, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A section: its page, its title, its blocks."""

    id: str
    path: str
    title: str
    blocks: tuple[Block, ...]


def part(reader: Reader, figures: Figures, section: Section) -> Part:
    """The page of a section."""
    return Part(
        section.id,
        f"section-{section.id}.html",
        reader.texts.sections[section.id],
        tuple(_block(reader, figures, q) for q in reader.instrument.of(section)),
    )


def own(figures: Figures, question: str) -> list[Table]:
    """The tables of a question that is not crossed with another, but for combinations."""
    tables = (t for t in figures.tables if t.question == question and t.by is None)
    return [table for table in tables if not table.together]


def _block(reader: Reader, figures: Figures, question: Question) -> Block:
    tables = own(figures, question.id)
    crossed = [t for t in figures.tables if t.question == question.id and t.by is not None]
    seen = any(table.base.shown for table in tables) if tables else None
    together = [t for t in figures.tables if t.question == question.id and t.together]
    together = together if seen else []
    crossed = [] if seen is False else crossed
    top = reader.top(tables[0]) if tables and question.kind not in ("scale", "matrix") else None
    groups = dict.fromkeys(reader.of(table.by).text for table in crossed if table.by)
    crossing = reader.words("section.by", by=reader.words.joined(list(groups)))
    return Block(
        question,
        tables[0].base if tables else None,
        tuple(_charts(reader, question, tables)) if seen else (),
        tuple(filter(None, (upset(reader, table) for table in together))),
        tuple(heat(reader, table, figures.withheld) for table in crossed if table.cells),
        f"{crossing} {reader.words('section.tables', count=len(crossed))}",
        (top,) if top else (),
        (
            *_notes(reader, question, seen, _coded(question, tables)),
            *_withheld(reader, figures, question),
        ),
    )


def _charts(reader: Reader, question: Question, tables: list[Table]) -> Iterator[Chart]:
    tables = [table for table in tables if table.cells]
    drawn = all(shown.state == "value" for table in tables for shown in reader.cells(table))
    if tables and (question.kind == "matrix" or (question.kind == "scale" and drawn)):
        yield likert(reader, question.id, tables)
    else:
        yield from (bars(reader, table) for table in tables)


def _notes(reader: Reader, question: Question, seen: bool | None, coded: bool) -> Iterator[str]:
    words = reader.words
    if question.kind == "text":
        yield words("section.text")
    if seen is None:
        yield words("section.no_figures")
    elif not seen:
        yield words("section.nobody")
    if question.shown_if:
        yield words("section.only")
    if question.kind == "multiple":
        yield words("section.multiple")
    if coded:
        yield words("section.coded")
    if question.kind == "ranking":
        yield words("section.ranking")


def _withheld(reader: Reader, figures: Figures, question: Question) -> Iterator[str]:
    """A note for each table that disclosure control hid as a whole."""
    for (id, *group), why in figures.withheld.items():
        item, _, by = id.partition(":by:")
        if re.split("[/:]", item)[0] == question.id and not group:
            base = Base(0, 0, 0, 0, 0)
            crossing = reader.words("section.by", by=reader.of(by).text) if by else ""
            parts = (reader.part(Table(item, question.id, base, ())), crossing)
            yield " · ".join(filter(None, (*parts, reader.words(f"cell.{why}"))))


def _coded(question: Question, tables: Sequence[Table]) -> bool:
    """Whether any of the tables of a question counts texts."""
    return any(table.own_words or question.kind == "text" for table in tables)


@dataclass(frozen=True)
class Compared:
    """A question on the page of changes: its trends, or why there are none."""

    question: Question
    trends: tuple[Trend, ...]
    notes: tuple[str, ...]


def compared(reader: Reader, figures: Figures, previous: Previous) -> Iterator[Compared]:
    """Every question that has figures, in the order of the instrument."""
    asked = {table.question for edition in previous.figures for table in edition.tables}
    for question in reader.instrument.questions:
        tables = [t for t in own(figures, question.id) if t.cells and not t.own_words]
        if not tables or question.kind in NEVER:
            continue
        notes: tuple[str, ...] = ()
        if question.id in previous.breaks:
            since, reason = previous.breaks[question.id]
            said = reason.get(reader.words.language, next(iter(reason.values())))
            notes = (reader.words("changes.broken", edition=since, reason=said),)
        if question.id not in asked:
            yield Compared(question, (), notes or (reader.words("changes.new"),))
            continue
        found = (trend(reader, figures, previous, table) for table in tables)
        yield Compared(question, tuple(found), notes)
