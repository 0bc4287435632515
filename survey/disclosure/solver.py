"""How far the unknowns of one block can move, by linear programming over their constraints.

Counts seen to agree with all constraints spare most programs: an unknown that was seen to move far
enough needs none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from survey.disclosure.blocks import Block, Row, contradiction

Intervals = dict[str, tuple[int, int]]

_TINY = 1e-6
_FEW = 3
"""So few unknowns are moved alone at once."""
_ROUNDS = 12
"""How often bounds are narrowed by each other before programs are asked."""


class Solver:
    """Solves one block; ``points`` may agree with it, a line for each, in the order of unknowns.

    When none does, every interval that is shorter than ``width`` is exact.
    """

    def __init__(self, block: Block, width: int, points: np.ndarray | None = None) -> None:
        self.block, self.width = block, width
        self.quick = False
        self.remember = points is not None
        self.found: list[Mapping[str, float]] = []
        self.place = {name: index for index, name in enumerate(block.unknowns)}
        size = len(block.unknowns)
        self.low, self.high = np.full(size, np.inf), np.full(size, -np.inf)
        bounds: list[tuple[int, int]] = list(block.bounds)
        general = []
        for terms, low, high in sorted(block.rows):
            if len(terms) == 1 and terms[0][1] == 1:
                index = self.place[terms[0][0]]
                bounds[index] = max(bounds[index][0], low), min(bounds[index][1], high)
            else:
                general.append((terms, low, high))
        if any(low > high for low, high in bounds):
            raise contradiction(block.tables)
        self.bounds, self.general = bounds, general
        self.equal = _matrix([r for r in general if r[1] == r[2]], self.place)
        unequal = [r for r in general if r[1] != r[2]]
        turned = [(tuple((n, -f) for n, f in t), -high, -low) for t, low, high in unequal]
        self.most = _matrix([(t, low, high) for t, low, high in unequal] + turned, self.place)
        if points is not None and len(points):
            for point in points[self._agreeing(points)]:
                self.quick = True
                self._see(point)

    def example(self) -> dict[str, float]:
        """Counts that agree with everything."""
        point = self._extreme(np.zeros(len(self.place)))
        return dict(zip(self.block.unknowns, point.tolist(), strict=True))

    def solve(self) -> Intervals:
        """The interval of each wanted unknown."""
        if len(self.general) <= 1 and (simple := self._one_row()) is not None:
            return simple
        wanted = np.array(sorted(self.place[name] for name in self.block.wanted))
        told: Intervals = {}
        if self.quick:
            low, high = self._narrowed()
            for index in wanted[floor_(high[wanted]) - ceil_(low[wanted]) < self.width]:
                name = self.block.unknowns[index]
                told[name] = ceil(low[index] - _TINY), floor(high[index] + _TINY)
            wanted = np.array([i for i in wanted if self.block.unknowns[i] not in told], dtype=int)
        self._together(wanted)
        for index in self._still(wanted):
            if self._moves(index) < self.width:
                self._toward([index], [1.0])
                self._toward([index], [-1.0])
        low, high = ceil_(self.low), floor_(self.high)
        return told | {self.block.unknowns[i]: (int(low[i]), int(high[i])) for i in wanted}

    def _together(self, wanted: np.ndarray) -> None:
        """Moves those that were not yet seen to move far enough, to and fro, while that helps."""
        random = np.random.default_rng(len(wanted))
        still, before = self._still(wanted), len(wanted) + 1
        while _FEW < len(still) < before:
            before = len(still)
            signs = random.choice([-1.0, 1.0], len(still))
            self._toward(still, signs)
            self._toward(still, -signs)
            still = self._still(wanted)

    def _toward(self, places: np.ndarray | list[int], signs: np.ndarray | list[float]) -> None:
        direction = np.zeros(len(self.place))
        direction[places] = signs
        point = self._extreme(direction)
        self._see(point)
        if self.remember:
            self.found.append(dict(zip(self.block.unknowns, point.tolist(), strict=True)))

    def _see(self, point: np.ndarray) -> None:
        self.low = np.minimum(self.low, point)
        self.high = np.maximum(self.high, point)

    def _still(self, wanted: np.ndarray) -> np.ndarray:
        moved = floor_(self.high[wanted]) - ceil_(self.low[wanted])
        return np.asarray(wanted[~(moved >= self.width)])

    def _moves(self, index: int) -> float:
        return float(floor_(self.high[index]) - ceil_(self.low[index]))

    def _agreeing(self, points: np.ndarray) -> np.ndarray:
        """Which of the points keep all bounds and constraints."""
        low, high = np.array(self.bounds, dtype=float).T
        good = ((points >= low - _TINY) & (points <= high + _TINY)).all(axis=1)
        if self.equal is not None:
            sums, tops = self.equal
            good &= (np.abs(sums @ points.T - tops[:, None]) <= _TINY).all(axis=0)
        if self.most is not None:
            sums, tops = self.most
            good &= (sums @ points.T <= tops[:, None] + _TINY).all(axis=0)
        return np.asarray(good)

    def _narrowed(self) -> tuple[np.ndarray, np.ndarray]:
        """Bounds that follow from each constraint alone, taken again as long as they narrow."""
        low, high = np.array(self.bounds, dtype=float).T.copy()
        places = [self.place[name] for terms, _, _ in self.general for name, _ in terms]
        factors = np.array([f for terms, _, _ in self.general for _, f in terms], dtype=float)
        lines = np.repeat(np.arange(len(self.general)), [len(row[0]) for row in self.general])
        least, most = np.array([row[1:] for row in self.general], dtype=float).T
        up = factors > 0
        for _ in range(_ROUNDS):
            small = factors * np.where(up, low[places], high[places])
            large = factors * np.where(up, high[places], low[places])
            rest_small = np.bincount(lines, small)[lines] - small
            rest_large = np.bincount(lines, large)[lines] - large
            ends = (least[lines] - rest_large) / factors, (most[lines] - rest_small) / factors
            before = low.sum(), high.sum()
            np.maximum.at(low, places, np.where(up, *ends))
            np.minimum.at(high, places, np.where(up, *ends[::-1]))
            if (low.sum(), high.sum()) == before:
                break
        return low, high

    def _one_row(self) -> Intervals | None:
        """No program is needed for bounds alone, or for one sum of unknowns."""
        bounds = dict(zip(self.block.unknowns, self.bounds, strict=True))
        if not self.general:
            return {name: bounds[name] for name in self.block.wanted}
        terms, low, high = self.general[0]
        if any(factor != 1 for _, factor in terms):
            return None
        least = sum(bounds[name][0] for name, _ in terms)
        most = sum(bounds[name][1] for name, _ in terms)
        if least > high or most < low:
            raise contradiction(self.block.tables)
        found = {}
        for name in self.block.wanted:
            mine = bounds[name]
            found[name] = max(mine[0], low - most + mine[1]), min(mine[1], high - least + mine[0])
        return found

    def _extreme(self, direction: np.ndarray) -> np.ndarray:
        equal, sums = self.equal or (None, None)
        most, tops = self.most or (None, None)
        result = linprog(
            direction,
            A_eq=equal,
            b_eq=sums,
            A_ub=most,
            b_ub=tops,
            bounds=self.bounds,
            method="highs",
        )
        if result.status != 0:
            raise contradiction(self.block.tables)
        return np.asarray(result.x)


def ceil_(values: np.ndarray) -> np.ndarray:
    """The lowest whole numbers at or above the values, but for what a program leaves unexact."""
    return np.ceil(values - _TINY)


def floor_(values: np.ndarray) -> np.ndarray:
    """The highest whole numbers at or below the values, likewise."""
    return np.floor(values + _TINY)


def _matrix(rows: list[Row], place: dict[str, int]) -> tuple[csr_array, np.ndarray] | None:
    """Sums of unknowns and their highest values, as `linprog` wants them."""
    if not rows:
        return None
    entries = [(i, place[name], f) for i, (terms, _, _) in enumerate(rows) for name, f in terms]
    lines, columns, factors = zip(*entries, strict=True)
    shape = len(rows), len(place)
    matrix = csr_array((np.array(factors, dtype=float), (lines, columns)), shape=shape)
    return matrix, np.array([high for _, _, high in rows], dtype=float)
