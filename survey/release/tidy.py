"""The published figures as one tidy table: a line for each figure (Wickham 2014, "Tidy Data").

Only figures that went through disclosure control belong here: nothing is hidden in this module.
"""

from __future__ import annotations

from collections.abc import Iterator

from survey.estimates.model import JOIN, Base, Cell, Figures, Hidden, Table
from survey.instrument.model import QuestionTexts
from survey.release.cells import Value, table
from survey.release.model import Column, File, Subject
from survey.responses import OTHER

HIDDEN = ("small", "secondary", "sensitive")
COLUMNS = (
    Column("survey", "string", "The survey.", required=True),
    Column("edition", "string", "The edition: a year.", required=True),
    Column(
        "source",
        "string",
        "Whether people answered, or a program made the responses up.",
        required=True,
        values=("responses", "synthetic"),
    ),
    Column("table", "string", "The table that the figure stands in.", required=True),
    Column(
        "question",
        "string",
        "The question, by its id in the instrument; of recruitment channels, ':channel'.",
        required=True,
    ),
    Column("by", "string", "The question whose answers make the groups of a cross table."),
    Column("group", "string", "The answer to that question."),
    Column("row", "string", "The row of a matrix."),
    Column(
        "option",
        "string",
        "The answer that is counted; empty where none may be told. Answers chosen together, and no "
        "others, are joined by a plus sign; an asterisk stands for all other combinations. "
        "Of answers in own words it is a code: unmatched where none fits, unsaid where nothing was "
        "written.",
    ),
    Column("label", "string", "The answer or the code in words, in the first language."),
    Column("count", "integer", "How many persons gave the answer; empty where hidden."),
    Column("share", "number", "Their share of base_answered, from 0 to 1; empty for small bases."),
    Column("low", "number", "The lower end of an indicative interval of the share."),
    Column("high", "number", "The upper end of that interval."),
    Column("hidden", "string", "Why the figure is hidden; empty where it is not.", values=HIDDEN),
    Column("base_asked", "integer", "All responses after cleaning; in a group, its own."),
    Column("base_not_shown", "integer", "Of those, the question was not shown to so many."),
    Column("base_no_answer", "integer", "So many saw it and gave no answer."),
    Column("base_excluded", "integer", "Of so many, cleaning took the answer out."),
    Column("base_answered", "integer", "So many answered. The four parts add up to base_asked."),
)


def results(figures: Figures, subject: Subject) -> File:
    """The file of all figures in their order, then of the tables and groups withheld."""
    lines = [_line(figures, subject, of, cell) for of in figures.tables for cell in of.cells]
    lines += [_withheld(figures, subject, key, why) for key, why in figures.withheld.items()]
    return File(
        f"{subject.name}-results.csv",
        "text/csv",
        "All published figures, a line for each.",
        table([column.name for column in COLUMNS], lines),
        COLUMNS,
    )


def _line(figures: Figures, subject: Subject, of: Table, cell: Cell) -> list[Value]:
    group, row, option = parts(of, cell)
    base: Base | None = of.base if of.by is None else of.groups.get(group or "")
    interval = cell.interval
    return [
        *_source(figures, subject),
        of.id,
        of.question,
        of.by,
        group,
        row,
        option,
        _label(subject, of, option),
        cell.count,
        cell.share,
        None if interval is None else interval.low,
        None if interval is None else interval.high,
        cell.hidden,
        *_base(base),
    ]


def _withheld(figures: Figures, subject: Subject, key: tuple[str, ...], why: Hidden) -> list[Value]:
    """The line of a table, or of a group of it, that is not published at all; it has no base."""
    item, _, by = key[0].partition(":by:")
    question, _, row = item.partition("/")
    found = [*_source(figures, subject), key[0], question.partition(":")[0] or item, by or None]
    found += [key[1] if len(key) > 1 else None, row or None]
    return [*found, *([None] * 6), why, *_base(None)]


def _source(figures: Figures, subject: Subject) -> list[Value]:
    source = "synthetic" if subject.synthetic else "responses"
    return [figures.survey, figures.edition, source]


def parts(of: Table, cell: Cell) -> tuple[str | None, str | None, str]:
    """The group, the row and the option that the key of a cell names."""
    key = list(cell.key)
    group = key.pop(0) if of.by is not None else None
    row = key.pop(0) if len(key) > 1 else None
    return group, row, "/".join(key)


def _base(base: Base | None) -> Iterator[Value]:
    if base is None:
        return iter([None] * 5)
    return iter([base.asked, base.not_shown, base.no_answer, base.excluded, base.answered])


def _label(subject: Subject, of: Table, option: str) -> str | None:
    first = subject.instrument.texts[0]
    for code in subject.codes:
        if (code.table, code.id) == (of.id, option):
            return code.words.get(first.language)
    if of.own_words:
        return None
    words = first.questions.get(of.question, QuestionTexts(""))
    if of.together:
        labels = [_option(words, part) for part in option.split(JOIN)]
        return None if None in labels else f" {JOIN} ".join(filter(None, labels))
    return _option(words, option)


def _option(words: QuestionTexts, option: str) -> str | None:
    return words.options.get(option) or (words.other if option == OTHER and words.other else None)
