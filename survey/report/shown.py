"""One figure as a reader sees it: its label, its text, and which of the kinds of nothing it is.

Zero, hidden, not asked and too few for percentages are told apart here, for charts, tables and
files alike.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from survey.estimates.items import FIRST, UNMATCHED, UNSAID
from survey.estimates.model import CHANNELS, ELSE, JOIN, Base, Cell, Interval, Table
from survey.estimates.tables import REST, UNKNOWN
from survey.instrument import Instrument, Question
from survey.instrument.model import QuestionTexts
from survey.report.model import Coding
from survey.report.words import Words
from survey.responses import OTHER

State = Literal["value", "few", "small", "secondary", "sensitive", "not-asked"]
HIDDEN: tuple[State, ...] = ("small", "secondary", "sensitive")
"""There is a figure, and it is not published."""
LINE = 34
"""How many characters of a label fit beside a figure on a phone."""


def wrapped(text: str, width: int = LINE) -> tuple[str, ...]:
    """The lines of a text in a chart, where text does not flow."""
    return tuple(textwrap.wrap(text, width)) or ("",)


@dataclass(frozen=True)
class Shown:
    """A cell with its base. ``text`` is short, ``long`` says why a figure is hidden."""

    label: str
    cell: Cell
    base: Base
    state: State
    text: str
    long: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The label, broken for a chart."""
        return wrapped(self.label)

    @property
    def drawn(self) -> float | None:
        """The share to draw; None where there is nothing to draw."""
        return self.cell.share if self.state == "value" else None

    @property
    def interval(self) -> Interval | None:
        """The interval to show; none where there is no share."""
        return self.cell.interval if self.state == "value" else None


class Reader:
    """Figures of one instrument in the words of one language."""

    def __init__(
        self, instrument: Instrument, words: Words, codings: Sequence[Coding] = ()
    ) -> None:
        self.instrument = instrument
        self._codes = {each.table: {c.id: c.words for c in each.codes} for each in codings}
        self.words = words
        found = [texts for texts in instrument.texts if texts.language == words.language]
        self.texts = found[0] if found else instrument.texts[0]

    def of(self, question: str) -> QuestionTexts:
        """The words of a question; of one that is no longer asked, its id."""
        if question == CHANNELS:
            own = {REST: self.words("channel.rest"), UNKNOWN: self.words("channel.unknown")}
            return QuestionTexts(self.words("channel.title"), options=own)
        return self.texts.questions.get(question) or QuestionTexts(question)

    def question(self, id: str) -> Question | None:
        """The question, unless this edition does not ask it."""
        return next((found for found in self.instrument.questions if found.id == id), None)

    def option(self, question: str, option: str) -> str:
        """The words of an option; of a code or a class, which has none, its id."""
        texts = self.of(question)
        if option == OTHER and texts.other:
            return texts.other.rstrip(" :")
        if JOIN in option:
            parts = [self.option(question, part) for part in option.split(JOIN)]
            return self.words.joined(parts, "questionnaire.or")
        asked = self.question(question)
        if asked and asked.kind == "number" and ".." in option:
            return self._class(option, asked.unit)
        return texts.options.get(option, option)

    def part(self, table: Table) -> str:
        """Which part of a question a table is of: a row of a matrix, or a place of a ranking."""
        item = table.id.partition(":by:")[0]
        part = item.removeprefix(table.question)
        if not part:
            asked = self.question(table.question)
            return self.words("chart.any_place") if asked and asked.kind == "ranking" else ""
        if part == f":{FIRST}":
            return self.words("chart.first")
        if table.together:
            return self.words("chart.together")
        if part == f":{OTHER}":
            return self.words("chart.own_words")
        return self.of(table.question).rows.get(part[1:], part[1:])

    def title(self, table: Table) -> str:
        """The question, and the part of it that the table is of."""
        return " · ".join(filter(None, (self.of(table.question).text, self.part(table))))

    def shown(self, table: Table, cell: Cell) -> Shown:
        """A cell of a table with its own base."""
        base = table.groups.get(cell.key[0], table.base) if table.by else table.base
        state = self._state(cell, base)
        return Shown(
            self._label(table, cell.key[-1]),
            cell,
            base,
            state,
            self._text(cell, base, state),
            self.words(f"cell.{state}") if state in HIDDEN else self._text(cell, base, state),
        )

    def cells(self, table: Table) -> Iterator[Shown]:
        """All cells of a table, in their order."""
        return (self.shown(table, cell) for cell in table.cells)

    def top(self, table: Table) -> Shown | None:
        """The highest published share; None where there is none above zero.

        The label names every option that has it. A hidden figure may be higher.
        """
        return self.top_of(self.cells(table))

    def top_of(self, cells: Iterable[Shown]) -> Shown | None:
        """As `top`, of some cells."""
        found = [shown for shown in cells if shown.drawn]
        highest = max((shown.drawn or 0 for shown in found), default=0)
        first = [shown for shown in found if shown.drawn == highest]
        if not first:
            return None
        return replace(first[0], label=self.words.joined([shown.label for shown in first]))

    def _label(self, table: Table, option: str) -> str:
        if table.together:
            return self._combination(table.question, option)
        codes = self._codes.get(table.id)
        if codes is None:
            return self.option(table.question, option)
        if option == UNMATCHED:
            return self.words("chart.unmatched")
        if option == UNSAID:
            return self.words("chart.unsaid")
        return codes[option].get(self.words.language, option)

    def _combination(self, question: str, key: str) -> str:
        """What was chosen together, and nothing else."""
        if key == ELSE:
            return self.words("chart.rest")
        first, *more = [self.option(question, option) for option in key.split(JOIN)]
        asked = self.question(question)
        alone = asked and any(option.id == key and option.exclusive for option in asked.options)
        if more or alone:
            return self.words.joined([first, *more])
        return self.words("chart.only", option=first)

    def _class(self, name: str, unit: str | None) -> str:
        """A class of a number, from one bound to below the other."""
        low, high = (
            self.words.number(float(end), exact=True) if end else "" for end in name.split("..")
        )
        key = "from_to" if low and high else "from" if low else "to"
        return f"{self.words(f'class.{key}', low=low, high=high)} {unit or ''}".strip()

    def _state(self, cell: Cell, base: Base) -> State:
        if cell.hidden is not None:
            return cell.hidden
        if base.shown == 0:
            return "not-asked"
        return "few" if cell.share is None else "value"

    def _text(self, cell: Cell, base: Base, state: State) -> str:
        match state:
            case "value":
                return self.words.percent(cell.share or 0)
            case "few":
                return self.words(
                    "cell.of",
                    count=self.words.number(cell.count or 0),
                    base=self.words.number(base.answered),
                )
            case "not-asked":
                return self.words("cell.not_asked")
            case _:
                return self.words("cell.hidden")
