"""What a cell says that is no choice: a number, a day, a moment, a tick, a place in a ranking.

A reader takes all different cells of a column at once: how ``3/1/2026`` is to be read shows the
rest of its column. In the place of what cannot be read it gives a `Wrong`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import datetime

import pandas as pd

from survey.importers.labels import Labels
from survey.importers.model import Cell, shown, tidy
from survey.importers.times import moments

_YES = frozenset(("Y", "Yes", "Sí", "Oui", "Ja", "1", "True", "true", "TRUE", "Checked"))
_NO = frozenset(("", "N", "No", "Non", "Nein", "0", "False", "false", "FALSE", "Unchecked"))
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")
_PLACE = re.compile(r"(\d+)(?:st|nd|rd|th|\.|º|ª)?(?: (?:choice|place))?")
_FORMS = "is no time in a form that the survey tools write, such as 2026-03-01 13:02:03"


class Wrong(str):
    """The end of a message, in the place of a value."""


def plain(cell: Cell) -> str:
    """The text of a cell, of a list with semicolons."""
    return cell if isinstance(cell, str) else "; ".join(cell)


def ticks_of(labels: Labels, option: str) -> Callable[[list[Cell]], list[bool | Wrong]]:
    """A reader of an option's own column: whether it was chosen."""

    def tick(text: str) -> bool | Wrong:
        if text in _NO:
            return False
        meaning = labels.known.get(text)
        if text in _YES or (meaning is not None and meaning.option == option):
            return True
        return Wrong(f"{shown(text)}: says neither that {option} was chosen nor that it was not")

    return lambda cells: [tick(tidy(plain(cell))) for cell in cells]


def rank(cell: Cell, highest: int) -> int | Wrong:
    """The place that the cell of an option's own column says, 0 for none."""
    text = tidy(plain(cell))
    if not text:
        return 0
    match = _PLACE.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= highest:
        return Wrong(f"{shown(text)}: is no place from 1 to {highest}")
    return int(match[1])


def numbers(
    low: float | None = None, high: float | None = None
) -> Callable[[list[Cell]], list[float | Wrong | None]]:
    """A reader of numbers between two limits, which belong to them."""

    def read(cells: list[Cell]) -> list[float | Wrong | None]:
        return [number(tidy(plain(cell))) for cell in cells]

    def number(text: str) -> float | Wrong | None:
        if not text:
            return None
        if _NUMBER.fullmatch(text) is None:
            return Wrong(f"{shown(text)}: is no number; it is to be written as 1234.5")
        value = float(text)
        if low is not None and value < low:
            return Wrong(f"{shown(text)}: is below the lowest, {low:g}")
        if value > top:
            return Wrong(f"{shown(text)}: is above the highest, {top:g}")
        return value

    top = sys.float_info.max if high is None else high
    return read


def times(cells: list[Cell]) -> list[datetime | Wrong | None]:
    """The moments that the cells say, in UTC."""
    texts = [tidy(plain(cell)) for cell in cells]
    found = moments(text for text in texts if text)
    return [found[text] or Wrong(f"{shown(text)}: {_FORMS}") if text else None for text in texts]


def days(cells: list[Cell]) -> list[pd.Timestamp | Wrong | None]:
    """The days that the cells say."""
    return [
        pd.Timestamp(value.date()) if isinstance(value, datetime) else value
        for value in times(cells)
    ]
