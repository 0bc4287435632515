"""What was chosen together: a line for each combination, with a dot for each option in it.

The columns of dots have their names in a staircase above them, so that long names fit a phone. What
has no name stands in the last line and is not drawn: it would be longer than all others.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.estimates.model import JOIN, Table
from survey.report.charts import TEXT, Chart, numbers, rows_of, slug
from survey.report.shown import Reader, Shown, wrapped
from survey.responses import option_ids

STEP, LEFT, DOTS = 30, 2.5, 45.0
"""Pixels from line to line; percent of the width where dots begin, and where they end at most."""
APART = 7.0
"""Percent of the width between two columns of dots, where there is room."""
LONGEST = 30.0
"""Percent of the width of the longest bar, which begins where the dots end."""
ACROSS = 40
"""How many characters of a name fit across a phone."""


@dataclass(frozen=True)
class Column:
    """An option: where its dots are, the lines of its name, and where the first of them is."""

    x: float
    lines: tuple[str, ...]
    top: int


@dataclass(frozen=True)
class Dot:
    """A place in a line, filled where the option is in the combination."""

    x: float
    filled: bool


@dataclass(frozen=True)
class Line:
    """A combination: its middle, its dots, where its first and last filled dot are, its bar."""

    shown: Shown
    y: int
    dots: tuple[Dot, ...]
    first: float
    last: float
    width: float | None


@dataclass(frozen=True)
class Upset(Chart):
    """The chart of a table of combinations; ``rest`` are all that have no name."""

    columns: tuple[Column, ...]
    combined: tuple[Line, ...]
    rest: Shown
    top: int
    height: int


def upset(reader: Reader, table: Table) -> Upset | None:
    """The chart, the most frequent combination first; None where none has a name."""
    *found, rest = reader.cells(table)
    if not found:
        return None
    # Hidden figures stand last and in the order of the options: their place tells nothing.
    found.sort(key=lambda shown: -1 if shown.cell.count is None else -shown.cell.count)
    found.sort(key=lambda shown: shown.cell.count is None)
    question = reader.question(table.question)
    used = {option for shown in found for option in _options(shown)}
    order = [option for option in (option_ids(question) if question else ()) if option in used]
    apart = min(APART, (DOTS - LEFT) / max(1, len(order) - 1))
    columns, top = [], 0
    for place, option in enumerate(order):
        x = round(LEFT + apart * place, 2)
        label = wrapped(reader.option(table.question, option), round(ACROSS * (1 - x / 100)))
        columns.append(Column(x, label, top))
        top += TEXT * len(label)
    highest = max((shown.drawn or 0 for shown in found), default=0)
    lines = tuple(
        _line(shown, top + STEP * place + STEP // 2, order, columns, highest)
        for place, shown in enumerate(found)
    )
    most = reader.top_of(found)
    said = reader.words("chart.highest", option=most.label, value=most.text) if most else ""
    return Upset(
        slug(table.id),
        reader.title(table),
        reader.part(table),
        f"{said} {reader.words('chart.upset')}".strip(),
        numbers(reader, [*found, rest]),
        rows_of(reader, table, [*found, rest]),
        tuple(columns),
        lines,
        rest,
        top,
        top + STEP * (len(found) + 1),
    )


def _line(shown: Shown, y: int, order: list[str], columns: list[Column], highest: float) -> Line:
    chosen = _options(shown)
    dots = tuple(
        Dot(column.x, option in chosen) for option, column in zip(order, columns, strict=True)
    )
    filled = [dot.x for dot in dots if dot.filled]
    width = None
    if shown.drawn is not None:
        width = round(LONGEST * shown.drawn / highest, 2) if highest else 0.0
    return Line(shown, y, dots, filled[0], filled[-1], width)


def _options(shown: Shown) -> list[str]:
    return shown.cell.key[-1].split(JOIN)
