"""Shares of the options of a question over the editions, with visible breaks.

A line joins two editions only where the ledger of comparability allows it. What rose or fell was
decided by the tests of the estimates; here it is only worded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from survey.estimates.change import Change
from survey.estimates.model import JOIN, Cell, Figures, Table
from survey.report.charts import TEXT, Chart, Numbers, Row, cell_text, slug
from survey.report.model import Previous
from survey.report.shown import Reader, Shown, wrapped

LINE = 26
"""How many characters of a label fit beside the words for a change on a phone."""
HEIGHT = 46
"""Pixels from the lowest to the highest share of one line."""


@dataclass(frozen=True)
class Point:
    """The figure of an edition: ``x`` in percent of the width, ``y`` in pixels.

    Without ``y`` there is nothing to draw and ``text`` says why. ``joined``: a line goes to it from
    the point before.
    """

    edition: str
    x: float
    y: float | None
    text: str
    joined: bool


@dataclass(frozen=True)
class Line:
    """The points of an option, what became of it since last year, and whether that is clear."""

    lines: tuple[str, ...]
    top: int
    foot: int
    points: tuple[Point, ...]
    change: str
    clear: bool


@dataclass(frozen=True)
class Trend(Chart):
    """Lines below each other; ``breaks`` are places across, in percent of the width."""

    lines: tuple[Line, ...]
    editions: tuple[tuple[str, float], ...]
    breaks: tuple[tuple[float, str], ...]
    sentences: tuple[str, ...]
    height: int


def trend(reader: Reader, figures: Figures, previous: Previous, table: Table) -> Trend:
    """The chart of a table of this edition and the tables with its id in earlier ones."""
    words = reader.words
    editions = (*previous.figures, figures)
    table = _together(table, previous.figures[-1])
    width = 100 / len(editions)
    places = [round(width * (place + 0.5), 2) for place in range(len(editions))]
    tables = [
        table if edition is figures else next((t for t in edition.tables if t.id == table.id), None)
        for edition in editions
    ]
    since = previous.breaks.get(table.question, ("", ""))[0]
    rows = [[_cell(reader, old, shown) for old in tables] for shown in reader.cells(table)]
    highest = max((found.drawn or 0 for row in rows for found in row if found), default=0) or 1
    changes = {change.key: change for change in previous.changes if change.table == table.id}
    lines, top = [], 0
    for shown, row in zip(reader.cells(table), rows, strict=True):
        labels = wrapped(shown.label, LINE)
        foot = top + TEXT * (len(labels) + 1) + HEIGHT + 6
        points: list[Point] = []
        for edition, x, found in zip(editions, places, row, strict=True):
            y = None if found is None or found.drawn is None else found.drawn / highest
            points.append(
                Point(
                    edition.edition,
                    x,
                    None if y is None else round(foot - HEIGHT * y, 1),
                    found.text if found else words(_absent(edition, table)),
                    bool(points) and None not in (y, points[-1].y) and edition.edition > since,
                )
            )
        change = changes.get(shown.cell.key)
        lines.append(
            Line(
                labels,
                top,
                foot,
                tuple(points),
                _verdict(reader, change),
                change is not None and change.verdict != "unclear",
            )
        )
        top = foot + 2 * TEXT
    return Trend(
        f"changes_{slug(table.id)}",
        reader.title(table),
        reader.part(table),
        words("chart.trend"),
        _numbers(reader, editions, table, rows, changes),
        tuple(
            Row(
                edition.edition,
                old or table,
                shown.cell.key,
                shown.label,
                found,
                changes.get(shown.cell.key) if edition is figures else None,
                edition.withheld.get((table.id,), "not-asked"),
            )
            for shown, row in zip(reader.cells(table), rows, strict=True)
            for edition, old, found in zip(editions, tables, row, strict=True)
        ),
        tuple(lines),
        tuple((edition.edition, x) for edition, x in zip(editions, places, strict=True)),
        tuple(
            (round(x - width / 2, 2), words("chart.break", edition=edition.edition))
            for edition, x in zip(editions[1:], places[1:], strict=True)
            if edition.edition == since
        ),
        tuple(_sentences(reader, rows, changes)),
        top,
    )


def _together(table: Table, before: Figures) -> Table:
    """The table with the options as one that were taken together in last year's."""
    old = next((found for found in before.tables if found.id == table.id), None)
    cells = list(table.cells)
    for key in [cell.key for cell in old.cells if JOIN in cell.key[-1]] if old else ():
        keys = [(*key[:-1], option) for option in key[-1].split(JOIN)]
        parts = [cell for cell in cells if cell.key in keys]
        if len(parts) == len(keys):
            place = cells.index(parts[0])
            cells = [cell for cell in cells if cell.key not in keys]
            cells.insert(place, _one(key, parts))
    return replace(table, cells=tuple(cells))


def _one(key: tuple[str, ...], parts: list[Cell]) -> Cell:
    """One cell of several; hidden when any of them is."""
    hidden = next((cell.hidden for cell in parts if cell.hidden), None)
    counts = [cell.count for cell in parts if cell.count is not None]
    shares = [cell.share for cell in parts if cell.share is not None]
    return Cell(
        key,
        None if hidden else sum(counts),
        sum(shares) if not hidden and len(shares) == len(parts) else None,
        hidden=hidden,
    )


def _cell(reader: Reader, table: Table | None, shown: Shown) -> Shown | None:
    if table is None:
        return None
    found = next((cell for cell in table.cells if cell.key == shown.cell.key), None)
    return reader.shown(table, found) if found else None


def _absent(edition: Figures, table: Table) -> str:
    """Which word stands for a cell that an edition does not have."""
    return "cell.hidden" if (table.id,) in edition.withheld else "cell.not_asked"


def _verdict(reader: Reader, change: Change | None) -> str:
    return reader.words(f"changes.{change.verdict}" if change else "changes.not_compared")


def _sentences(
    reader: Reader, rows: list[list[Shown | None]], changes: dict[tuple[str, ...], Change]
) -> list[str]:
    """What rose and what fell, and nothing else."""
    found = []
    for row in rows:
        before, now = row[-2], row[-1]
        change = changes.get(now.cell.key) if now else None
        if before and now and change and change.verdict != "unclear":
            found.append(
                reader.words(
                    "changes.sentence",
                    option=now.label,
                    verdict=reader.words(f"changes.{change.verdict}"),
                    before=before.text,
                    now=now.text,
                )
            )
    return found


def _numbers(
    reader: Reader,
    editions: tuple[Figures, ...],
    table: Table,
    rows: list[list[Shown | None]],
    changes: dict[tuple[str, ...], Change],
) -> Numbers:
    words = reader.words
    standardised = any(change.standardised is not None for change in changes.values())
    head = [words("chart.option"), *(edition.edition for edition in editions)]
    head += [words("changes.verdict"), words("changes.difference"), words("chart.interval")]
    head += [words("changes.standardised")] * standardised
    lines = []
    for shown, row in zip(reader.cells(table), rows, strict=True):
        line = [shown.label]
        line += [
            cell_text(reader, found) if found else words(_absent(edition, table))
            for edition, found in zip(editions, row, strict=True)
        ]
        change = changes.get(shown.cell.key)
        line.append(_verdict(reader, change))
        line.append(words.points(change.difference) if change else "")
        line.append(_interval(reader, change))
        if standardised:
            other = change.standardised if change else None
            line.append("" if other is None else words.points(other))
        lines.append(tuple(line))
    return Numbers(tuple(head), tuple(lines))


def _interval(reader: Reader, change: Change | None) -> str:
    if change is None:
        return ""
    words = reader.words
    return words(
        "chart.interval_value",
        low=words.points(change.interval.low),
        high=words.points(change.interval.high),
    )
