"""Bars and heat tables: where everything stands, for the templates that draw it.

Lengths across are percent of the width, so that a chart fits a phone and text keeps its size;
lengths down are pixels. Nothing here is markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from survey.estimates.change import Change
from survey.estimates.model import Hidden, Table
from survey.report.shown import HIDDEN, Reader, Shown, State

TEXT, BAR, GAP = 20, 16, 14
"""Pixels: a line of text, the height of a bar, the space below it."""


@dataclass(frozen=True)
class Numbers:
    """The table with the same numbers: a head, and lines that begin with what they are of."""

    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Row:
    """A line of the file beside a chart. Without ``shown`` there is no cell: ``state`` says why."""

    edition: str
    table: Table
    key: tuple[str, ...]
    label: str
    shown: Shown | None
    change: Change | None = None
    state: State = "not-asked"


@dataclass(frozen=True)
class Chart:
    """What every chart has: a name for its files, a title, a description, its numbers.

    ``part`` is what of its question it shows, for where the question stands above it.
    """

    slug: str
    title: str
    part: str
    description: str
    numbers: Numbers
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Bar:
    """A bar: where its label and its bar begin, how long it is, and its interval, if any."""

    shown: Shown
    top: int
    bar: int
    width: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Bars(Chart):
    """Bars from zero to all of the base, in the order of the instrument."""

    bars: tuple[Bar, ...]
    height: int

    @property
    def hidden(self) -> bool:
        """Whether every figure is hidden, so that there is nothing to draw."""
        return all(bar.shown.state in HIDDEN for bar in self.bars)


@dataclass(frozen=True)
class Heat(Chart):
    """A cross table: a line for each group, with the step (0 to 5) of each figure's colour.

    ``withheld`` are the groups that are hidden as a whole, and why.
    """

    groups: tuple[tuple[str, str, tuple[tuple[int, Shown], ...]], ...]
    withheld: tuple[tuple[str, str], ...]


def rows_of(reader: Reader, table: Table, found: Sequence[Shown]) -> tuple[Row, ...]:
    """The lines of a table of this edition."""
    edition = reader.instrument.edition
    return tuple(Row(edition, table, shown.cell.key, shown.label, shown) for shown in found)


def slug(id: str) -> str:
    """A file name and an anchor from the id of a table."""
    return re.sub(r"[^a-z0-9-]+", "_", id.lower()).strip("_") or "table"


def bars(reader: Reader, table: Table) -> Bars:
    """The chart of a table whose options have no order that matters, or of classes."""
    words, found, top = reader.words, list(reader.cells(table)), 0
    drawn = []
    for shown in found:
        bar = top + TEXT * len(shown.lines)
        interval = shown.interval
        drawn.append(
            Bar(
                shown,
                top,
                bar,
                None if shown.drawn is None else round(100 * shown.drawn, 2),
                round(100 * interval.low, 2) if interval else None,
                round(100 * interval.high, 2) if interval else None,
            )
        )
        top = bar + BAR + GAP
    highest = reader.top(table)
    description = words("chart.bars", rows=len(found))
    if highest:
        said = words("chart.highest", option=highest.label, value=highest.text)
        description = f"{said} {description}"
    return Bars(
        slug(table.id),
        reader.title(table),
        reader.part(table),
        description,
        numbers(reader, found),
        rows_of(reader, table, found),
        tuple(drawn),
        top,
    )


def numbers(reader: Reader, found: Sequence[Shown]) -> Numbers:
    """The table of figures below each other: count, share, and interval if there are any."""
    words = reader.words
    intervals = any(shown.interval for shown in found)
    head = ("chart.option", "chart.count", "chart.share", *(["chart.interval"] * intervals))
    lines = []
    for shown in found:
        count = words.number(shown.cell.count) if shown.cell.count is not None else ""
        line = [shown.label, count or shown.long, shown.long if count else ""]
        if shown.state == "not-asked":
            line = [shown.label, shown.long, ""]
        if intervals:
            line.append(span(reader, shown))
        lines.append(tuple(line))
    return Numbers(tuple(map(words, head)), tuple(lines))


def span(reader: Reader, shown: Shown) -> str:
    """The interval of a figure in words; nothing where it has none."""
    if shown.interval is None:
        return ""
    percent = reader.words.percent
    return reader.words(
        "chart.interval_value",
        low=percent(shown.interval.low),
        high=percent(shown.interval.high),
    )


def cell_text(reader: Reader, shown: Shown) -> str:
    """Share and count of a figure in one cell of a table; why, where there is none."""
    if shown.state != "value":
        return shown.long
    return f"{shown.text} ({reader.words.number(shown.cell.count or 0)})"


def heat(
    reader: Reader, table: Table, withheld: Mapping[tuple[str, ...], Hidden] = MappingProxyType({})
) -> Heat:
    """The chart of a cross table: groups down, options across; ``withheld`` as in `Figures`."""
    words, by = reader.words, table.by or ""
    found: dict[str, list[Shown]] = {}
    for shown in reader.cells(table):
        found.setdefault(shown.cell.key[0], []).append(shown)
    groups = tuple(
        (
            reader.option(by, group),
            words.number(table.groups.get(group, table.base).answered),
            tuple((min(5, int(6 * (shown.drawn or 0))), shown) for shown in row),
        )
        for group, row in found.items()
    )
    options = [shown.label for shown in next(iter(found.values()), [])]
    gone = {key[1]: why for key, why in withheld.items() if key[0] == table.id and key[1:]}
    edition = reader.instrument.edition
    crossing = words("section.by", by=reader.of(by).text)
    return Heat(
        slug(table.id),
        f"{reader.title(table)} · {crossing}",
        " · ".join(filter(None, (reader.part(table), crossing))),
        words("chart.heat"),
        Numbers(
            (words("base.group"), words("base.answered"), *options),
            tuple(
                (group, base, *(cell_text(reader, shown) for _, shown in row))
                for group, base, row in groups
            ),
        ),
        (
            *rows_of(reader, table, [shown for row in found.values() for shown in row]),
            *(Row(edition, table, (id, ""), "", None, state=why) for id, why in gone.items()),
        ),
        groups,
        tuple((reader.option(by, id), words(f"cell.{why}")) for id, why in gone.items()),
    )
