"""How the respondents came here: the channel of their link, this year and beside last year's."""

from __future__ import annotations

from dataclasses import replace

from survey.estimates.model import CHANNELS, Cell, Figures, Table
from survey.report.charts import Bars, Numbers, bars, cell_text
from survey.report.model import Previous
from survey.report.shown import Reader

SLUG = "survey_channel"
"""The name of the chart's files: no question can have it, since no id has such a line in it."""


def composition(figures: Figures) -> Table | None:
    """The table of channels; None where none was recorded, or where it is withheld."""
    return next((table for table in figures.tables if table.id == CHANNELS), None)


def came_by(reader: Reader, figures: Figures) -> Bars | None:
    """The chart of the channels, if there are any."""
    table = composition(figures)
    return None if table is None else replace(bars(reader, table), slug=SLUG)


def beside(reader: Reader, figures: Figures, previous: Previous) -> Numbers | None:
    """The channels of last year and of this one; None unless both years have them.

    A channel that has no line in one of the years is among its rare ones, or was not used.
    """
    last, now = composition(previous.figures[-1]), composition(figures)
    if last is None or now is None:
        return None
    words = reader.words
    sides = [{cell.key: cell for cell in table.cells} for table in (last, now)]
    keys = [*sides[1], *(key for key in sides[0] if key not in sides[1])]

    def text(table: Table, cell: Cell | None) -> str:
        return (
            words("channel.none") if cell is None else cell_text(reader, reader.shown(table, cell))
        )

    lines = tuple(
        (
            reader.option(CHANNELS, key[0]),
            text(last, sides[0].get(key)),
            text(now, sides[1].get(key)),
        )
        for key in keys
    )
    head = words("channel.channel"), previous.figures[-1].edition, figures.edition
    return Numbers(head, lines)
