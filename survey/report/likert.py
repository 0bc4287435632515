"""Stacked bars of a scale, or of the rows of a matrix, centred on the middle answer.

Distributions, never means. A row of which a figure is hidden is not drawn: the others would show
how long the hidden part is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from survey.estimates.model import Table
from survey.report.charts import BAR, GAP, TEXT, Chart, Numbers, cell_text, numbers, rows_of, slug
from survey.report.shown import HIDDEN, Reader, Shown, wrapped
from survey.responses import OTHER

APART = frozenset({"dont-know", "not-applicable", "no-opinion", "prefer-not-to-say", OTHER})
"""Ids of answers that stand beside a scale, not on it: in the table, not in the chart."""


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar. ``step`` goes from -3, the lowest answer, to 3."""

    shown: Shown
    left: float
    width: float
    step: int


@dataclass(frozen=True)
class Stack:
    """A row of the chart; without ``segments``, ``note`` says why it is not drawn."""

    lines: tuple[str, ...]
    top: int
    bar: int
    segments: tuple[Segment, ...]
    note: str


@dataclass(frozen=True)
class Likert(Chart):
    """Stacked bars, centred on the middle answer at ``centre`` percent of the width."""

    stacks: tuple[Stack, ...]
    legend: tuple[tuple[int, str], ...]
    centre: float
    height: int


def likert(reader: Reader, question: str, tables: Sequence[Table]) -> Likert:
    """The chart of the tables of one question: one of a scale, one for each row of a matrix."""
    words = reader.words
    rows = [(table, list(reader.cells(table))) for table in tables]
    order = [cell.key[-1] for cell in tables[0].cells if cell.key[-1] not in APART]
    steps = {option: _step(place, len(order)) for place, option in enumerate(order)}
    scales = [[shown for shown in row if shown.cell.key[-1] in steps] for _, row in rows]
    drawn = [
        scale if all(shown.state == "value" for shown in row) else []
        for scale, (_, row) in zip(scales, rows, strict=True)
    ]
    sides = [_sides([shown.drawn or 0 for shown in scale]) for scale in drawn]
    left, right = max(low for low, _ in sides), max(high for _, high in sides)
    unit = 100 / (left + right) if left + right else 0
    stacks, top = [], 0
    for (table, row), scale, (low, _) in zip(rows, drawn, sides, strict=True):
        label = reader.part(table)
        lines = wrapped(label) if label else ()
        shares = [shown.drawn or 0 for shown in scale]
        places = [unit * place for place in accumulate(shares, initial=left - low)]
        segments = tuple(
            Segment(shown, round(x, 2), round(unit * share, 2), steps[shown.cell.key[-1]])
            for shown, x, share in zip(scale, places, shares, strict=False)
        )
        bar = top + TEXT * len(lines)
        stacks.append(Stack(lines, top, bar, segments, _note(reader, row)))
        top = bar + BAR + 8 + GAP
    return Likert(
        slug(question),
        reader.of(question).text,
        "",
        words("chart.likert"),
        _numbers(reader, rows) if reader.part(tables[0]) else numbers(reader, rows[0][1]),
        tuple(line for table, row in rows for line in rows_of(reader, table, row)),
        tuple(stacks),
        tuple((steps[option], reader.option(question, option)) for option in order),
        round(unit * left, 2),
        top,
    )


def _step(place: int, length: int) -> int:
    """Where an answer stands on the scale of colours, from -3 to 3; 0 is the very middle."""
    middle = (length - 1) / 2
    if place == middle:
        return 0
    distance = max(1, round(3 * abs(place - middle) / middle))
    return distance if place > middle else -distance


def _sides(shares: Sequence[float]) -> tuple[float, float]:
    """How much of a row lies left and right of the middle of the scale."""
    half = len(shares) // 2
    middle = shares[half] / 2 if len(shares) % 2 else 0.0
    low = sum(shares[:half]) + middle
    return low, sum(shares) - low


def _note(reader: Reader, row: Sequence[Shown]) -> str:
    states = {shown.state for shown in row}
    if states.intersection(HIDDEN):
        return reader.words("chart.likert_hidden")
    if "not-asked" in states:
        return reader.words("cell.not_asked")
    return reader.words("chart.likert_few") if "few" in states else ""


def _numbers(reader: Reader, rows: Sequence[tuple[Table, list[Shown]]]) -> Numbers:
    words = reader.words
    head = (
        words("chart.row"),
        words("base.answered"),
        *(shown.label for shown in rows[0][1]),
    )
    lines = tuple(
        (
            reader.part(table),
            words.number(table.base.answered),
            *(cell_text(reader, shown) for shown in row),
        )
        for table, row in rows
    )
    return Numbers(head, lines)
