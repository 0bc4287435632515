"""Reads each different answer of a column once, and keeps what is wrong with which rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from survey.importers.labels import Labels, Reading
from survey.importers.model import Cell, Sheet, tidy
from survey.importers.repairs import Ledger
from survey.importers.values import Wrong

Which: TypeAlias = npt.NDArray[np.intp]
"""For each row the number of its value among the different ones."""
_ROWS = 3
_SHIFTED = 3
"""So many answers in a row that belong elsewhere are no accident."""


class Reader:
    """What was found wrong so far in a sheet: ``problems``, a line for each."""

    def __init__(self, sheet: Sheet, labels: Mapping[str, Labels], ledger: Ledger) -> None:
        self._sheet, self._ledger = sheet, ledger
        self._foreign: Counter[int] = Counter()
        self._options: dict[str, set[str]] = {}
        for id, known in labels.items():
            for text in known.texts:
                self._options.setdefault(text, set()).add(id)
        self.problems: list[str] = []

    def each(
        self, name: str, cells: Sequence[Cell], read: Callable[[list[Cell]], Sequence[Any]]
    ) -> tuple[Which, Sequence[Any]]:
        """What ``read`` makes of each different cell of a column, and which of them each row has.

        It gives a `Reading`, a value, or a `Wrong`, which becomes a problem of ``name``.
        """
        different = list(dict.fromkeys(cells))
        numbers = {cell: number for number, cell in enumerate(different)}
        which = np.fromiter(map(numbers.__getitem__, cells), dtype=np.intp, count=len(cells))
        found = read(different)
        times = np.bincount(which, minlength=len(different))
        for number, value in enumerate(found):
            wrong: tuple[str, ...] = ()
            foreign = False
            if isinstance(value, Wrong):
                wrong, foreign = (value,), True
            elif isinstance(value, Reading):
                wrong, foreign = value.wrong, value.foreign or self._strays(name, value)
                for rule in value.rules:
                    self._ledger.add(rule, int(times[number]))
            if wrong or foreign:
                rows = np.flatnonzero(which == number).tolist()
                if foreign:
                    self._foreign.update(rows)
                self.problems.extend(f"{name}: {self.rows(rows)}: {text}" for text in wrong)
        return which, found

    def _strays(self, name: str, reading: Reading) -> bool:
        """Whether what stands there in own words is an option of other questions."""
        questions = self._options.get(tidy(reading.words)) if reading.words else None
        return questions is not None and name not in questions

    def rows(self, rows: Iterable[int]) -> str:
        """The rows as a message names them, by their numbers in the file."""
        lines = [str(self._sheet.lines[row]) for row in rows]
        more = f" and {len(lines) - _ROWS} more" if len(lines) > _ROWS else ""
        return f"row {', '.join(lines[:_ROWS])}{more}"

    def shifted(self) -> list[str]:
        """A line for each row whose answers stand under the wrong questions."""
        found = {row: times for row, times in self._foreign.items() if times >= _SHIFTED}
        if len(found) > max(_SHIFTED, len(self._sheet.lines) / 2):
            return [
                f"{len(found)} of {len(self._sheet.lines)} rows have answers that do not belong to "
                "the questions that they stand under; is it an export of another edition?"
            ]
        return [
            f"row {self._sheet.lines[row]}: {times} of its answers do not belong to the questions "
            "that they stand under; its cells seem to have shifted: mend the row"
            for row, times in sorted(found.items())
        ]


def take(values: Sequence[Any], which: Which) -> list[Any]:
    """The value of each row; what is wrong is none."""
    right = [None if isinstance(value, Wrong) else value for value in values]
    return [right[number] for number in which.tolist()]
