"""What changed between two editions: differences of shares, tested, worded with restraint.

A share is said to have risen or fallen only when a test says so that allows for all comparisons of
its question. The test takes the two samples as random and apart from one another; neither is quite
so, hence "indicative". It works on figures alone, so the published ones give away nothing new.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from survey.estimates.intervals import LEVEL, newcombe
from survey.estimates.model import Interval, Table

Verdict = Literal["rose", "fell", "unclear"]
"""``unclear`` is worded "no clear change": never "did not change"."""
LEAST_EXPECTED = 5
"""Below this expected count Fisher's exact test takes the place of the normal one.

Cochran, W. G. (1954), Biometrics 10, 417-451.
"""


@dataclass(frozen=True)
class Change:
    """How one share changed since the edition before; ``key`` as in `Cell`.

    ``difference``, its indicative interval (Newcombe) and ``standardised`` (the difference with
    the earlier mix of recruitment channels) are shares, from -1 to 1. ``p`` is of this comparison
    alone, ``adjusted`` after Holm's correction for all comparisons of the question.
    """

    table: str
    key: tuple[str, ...]
    verdict: Verdict
    difference: float
    interval: Interval
    p: float
    adjusted: float
    standardised: float | None = None


def changes(
    pairs: Iterable[tuple[Table, Table]],
    standardised: Mapping[tuple[str, tuple[str, ...]], float] = MappingProxyType({}),
) -> tuple[Change, ...]:
    """The changes in ``pairs`` of a table before and the table now, in their order.

    Compared are the cells that both have with a share: none that is hidden, missing in one, or of
    a base too small for percentages. All comparisons of a question are one family: the rows of a
    matrix together. ``standardised`` holds differences by table and key.
    """
    families: dict[str, list[_Pair]] = defaultdict(list)
    order: list[_Pair] = []
    for before, now in pairs:
        for pair in _both(before, now):
            families[now.question].append(pair)
            order.append(pair)
    found = {
        (pair.table, pair.key): (p, adjusted)
        for family in families.values()
        for pair, p, adjusted in _family(family)
    }
    return tuple(
        _change(pair, *found[pair.table, pair.key], standardised.get((pair.table, pair.key)))
        for pair in order
    )


def two_sided(count: int, base: int, count_before: int, base_before: int) -> float:
    """The p-value of "both shares are the same": the score test, or Fisher's exact for few.

    The score test is the chi-squared test of the two by two table without continuity correction;
    it goes with Newcombe's interval. Both bases have to be above 0.
    """
    pooled = (count + count_before) / (base + base_before)
    if pooled in (0, 1):
        return 1.0
    if min(pooled, 1 - pooled) * min(base, base_before) < LEAST_EXPECTED:
        rows = [[count, base - count], [count_before, base_before - count_before]]
        from scipy import stats  # takes as long as all the estimates, and most builds need none

        return float(stats.fisher_exact(rows).pvalue)
    error = math.sqrt(pooled * (1 - pooled) * (1 / base + 1 / base_before))
    z = (count / base - count_before / base_before) / error
    return float(2 * ndtr(-abs(z)))


def holm(p: Sequence[float]) -> NDArray[np.float64]:
    """The p-values of one family, adjusted, in their order.

    Holm, S. (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    steps = values[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


@dataclass(frozen=True)
class _Pair:
    """A cell in two editions: of how many, how many."""

    table: str
    key: tuple[str, ...]
    count: int
    base: int
    count_before: int
    base_before: int


def _both(before: Table, now: Table) -> Iterator[_Pair]:
    earlier = {cell.key: cell for cell in before.cells}
    for cell in now.cells:
        old = earlier.get(cell.key)
        if old is None or old.share is None or cell.share is None:
            continue
        if old.count is None or cell.count is None:
            continue
        yield _Pair(
            now.id, cell.key, cell.count, now.base.answered, old.count, before.base.answered
        )


def _family(pairs: Sequence[_Pair]) -> Iterator[tuple[_Pair, float, float]]:
    p = [two_sided(x.count, x.base, x.count_before, x.base_before) for x in pairs]
    yield from zip(pairs, p, map(float, holm(p)), strict=True)


def _change(pair: _Pair, p: float, adjusted: float, standardised: float | None) -> Change:
    numbers = (pair.count, pair.base, pair.count_before, pair.base_before)
    low, high = (float(end) for end in newcombe(*numbers))
    difference = pair.count / pair.base - pair.count_before / pair.base_before
    verdict: Verdict = "unclear"
    if adjusted < 1 - LEVEL and (low > 0 or high < 0):
        verdict = "rose" if difference > 0 else "fell"
    return Change(
        pair.table, pair.key, verdict, difference, Interval(low, high), p, adjusted, standardised
    )
