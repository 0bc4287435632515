"""The figures of a report as values. Disclosure control hides cells, the report shows tables.

Zero, not asked and suppressed are three different things: a count of 0, a table that is not there,
and a cell whose ``hidden`` says why; a table or a group hidden as a whole is in ``withheld``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from survey.responses import OTHER

Hidden = Literal["small", "secondary", "sensitive"]
"""Disclosure control says ``small`` of a cell with few answers and of one that would give such a
cell away: to tell which is which would tell more of both.
"""

TOGETHER = ":together"
"""What the id of a table of combinations ends with: ``formats:together``."""
CHANNELS = ":channel"
"""The id of the table of recruitment channels, which are no question."""
JOIN, ELSE = "+", "*"
"""Between the options of a combination, and the key of all combinations that have no name."""


@dataclass(frozen=True)
class Base:
    """What became of the responses at one question; the parts add up.

    ``asked`` is everybody after cleaning: those who were not shown it, those who were and gave no
    answer, those whose answer a rule of cleaning took out, and those who answered.
    """

    asked: int
    not_shown: int
    no_answer: int
    excluded: int
    answered: int

    def __post_init__(self) -> None:
        parts = self.not_shown + self.no_answer + self.excluded + self.answered
        if parts != self.asked:
            raise ValueError(f"the parts of a base add up to {parts}, not to {self.asked}")

    @property
    def shown(self) -> int:
        """Those who saw the question."""
        return self.asked - self.not_shown


@dataclass(frozen=True)
class Interval:
    """An indicative 95 % interval of a share, from 0 to 1: the sample selected itself."""

    low: float
    high: float


@dataclass(frozen=True)
class Cell:
    """One figure: how many of the base. ``key`` are ids: option; row, option; group, option.

    ``count`` and ``share`` are None where the cell is hidden; ``share`` and ``interval`` also where
    the base is too small for percentages.
    """

    key: tuple[str, ...]
    count: int | None
    share: float | None = None
    interval: Interval | None = None
    hidden: Hidden | None = None


@dataclass(frozen=True)
class Table:
    """The figures of one question, of one row of a matrix, or of a question crossed with another.

    ``id`` is ``role``, ``pain/reading``, ``wishes:first`` (the first places of a ranking),
    ``formats:other`` (its own words, by a codebook), ``formats:together`` (who chose which options
    together) or ``formats:by:role``. In a cross table each
    group has a base of its own in ``groups``, ``key`` begins with the group, and ``base`` is of
    those who are in a group: the groups add up to it. The cells of ``multiple``, ``ranking`` and
    codes are of persons and may add up to more than the base.
    """

    id: str
    question: str
    base: Base
    cells: tuple[Cell, ...]
    by: str | None = None
    groups: Mapping[str, Base] = field(default_factory=dict)
    additive: bool = True
    """Whether the cells of a base add up to it: one answer for each person."""

    @property
    def own_words(self) -> bool:
        """Whether it counts what those said who answered "other"."""
        return self.by is None and self.id == f"{self.question}:{OTHER}"

    @property
    def together(self) -> bool:
        """Whether it counts combinations of options."""
        return self.id.endswith(TOGETHER)


@dataclass(frozen=True)
class Figures:
    """All figures of one edition that may be published, before or after disclosure control."""

    survey: str
    edition: str
    tables: tuple[Table, ...]
    withheld: Mapping[tuple[str, ...], Hidden] = field(default_factory=dict)
    """Why a table, named (id,), or a group of it, (id, group), is not there; nor is its base."""

    def __getitem__(self, id: str) -> Table:
        return next(table for table in self.tables if table.id == id)
