"""The lowest and the highest value that unknowns of a `System` can have, by linear programming.

Variables that share no constraint are solved apart, and solutions already seen spare most programs:
a variable that was seen to move far enough needs none of its own. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from survey.disclosure.rules import DisclosureError
from survey.disclosure.system import System

_TINY = 1e-6
_DIRECTIONS = 16
"""How often all unknowns of a block are moved at once before each that stayed is moved alone."""

Row = tuple[tuple[tuple[str, int], ...], int, int]


@dataclass(frozen=True)
class Block:
    """Unknowns and the rows (terms, low, high) that tie them; ``bounds`` are in their order."""

    unknowns: tuple[str, ...]
    bounds: tuple[tuple[int, int], ...]
    rows: frozenset[Row]
    wanted: frozenset[str]
    tables: frozenset[str]


Intervals = dict[str, tuple[int, int]]
Cache = dict[Block, Intervals]


def intervals(system: System, width: int, cache: Cache | None = None) -> Intervals:
    """What each wanted variable can be: whole numbers, lowest and highest.

    An interval of at least ``width`` may be wider than it says. ``cache`` keeps blocks for the next
    call. Raises `DisclosureError` when no counts at all agree with the figures.
    """
    found: Intervals = {}
    for name in system.wanted:
        if name in system.values:
            found[name] = system.values[name], system.values[name]
    for block in blocks(system):
        known = cache.get(block) if cache is not None else None
        if known is None:
            known = _Solver(block, width).solve()
            if cache is not None:
                cache[block] = known
        found.update(known)
    return found


def blocks(system: System) -> Iterator[Block]:
    """The independent parts of the system that hold a wanted unknown."""
    rows: list[tuple[Row, str]] = []
    parent: dict[str, str] = {name: name for name in system.wanted if name not in system.values}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for constraint in system.constraints:
        terms = [(n, f) for n, f in constraint.terms.items() if n not in system.values]
        known = sum(f * system.values.get(n, 0) for n, f in constraint.terms.items())
        low, high = constraint.low - known, constraint.high - known
        if terms:
            rows.append(((tuple(sorted(terms)), low, high), constraint.table))
            for name, _ in terms[1:]:
                parent[root(name)] = root(terms[0][0])
            root(terms[0][0])
        elif not low <= 0 <= high:
            raise _contradiction([constraint.table])
    members: dict[str, list[str]] = {}
    for name in sorted(parent):
        members.setdefault(root(name), []).append(name)
    of_root: dict[str, list[tuple[Row, str]]] = {}
    for row, table in rows:
        of_root.setdefault(root(row[0][0][0]), []).append((row, table))
    for top, names in members.items():
        wanted = frozenset(name for name in names if name in system.wanted)
        if wanted:
            mine = of_root.get(top, [])
            yield Block(
                tuple(names),
                tuple(system.bounds.get(name, (0, 2**31)) for name in names),
                frozenset(row for row, _ in mine),
                wanted,
                frozenset(table for _, table in mine),
            )


class _Solver:
    """Solves one block."""

    def __init__(self, block: Block, width: int) -> None:
        self.block, self.width = block, width
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
            raise _contradiction(block.tables)
        self.bounds, self.general = bounds, general
        self.equal = _matrix([r for r in general if r[1] == r[2]], self.place)
        unequal = [r for r in general if r[1] != r[2]]
        turned = [(tuple((n, -f) for n, f in t), -high, -low) for t, low, high in unequal]
        self.most = _matrix([(t, low, high) for t, low, high in unequal] + turned, self.place)

    def solve(self) -> Intervals:
        """The interval of each wanted unknown."""
        if len(self.general) <= 1 and (simple := self._one_row()) is not None:
            return simple
        wanted = sorted(self.place[name] for name in self.block.wanted)
        random = np.random.default_rng(len(wanted))
        for _ in range(min(_DIRECTIONS, len(wanted))):
            direction = np.zeros(len(self.place))
            direction[wanted] = random.choice([-1.0, 1.0], len(wanted))
            self._extreme(direction)
            self._extreme(-direction)
        found = {}
        for index in wanted:
            if floor(self.high[index] + _TINY) - ceil(self.low[index] - _TINY) < self.width:
                for sign in (1.0, -1.0):
                    direction = np.zeros(len(self.place))
                    direction[index] = sign
                    self._extreme(direction)
            low, high = ceil(self.low[index] - _TINY), floor(self.high[index] + _TINY)
            found[self.block.unknowns[index]] = low, high
        return found

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
            raise _contradiction(self.block.tables)
        found = {}
        for name in self.block.wanted:
            mine = bounds[name]
            found[name] = max(mine[0], low - most + mine[1]), min(mine[1], high - least + mine[0])
        return found

    def _extreme(self, direction: np.ndarray) -> None:
        equal, sums = self.equal
        most, tops = self.most
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
            raise _contradiction(self.block.tables)
        self.low = np.minimum(self.low, result.x)
        self.high = np.maximum(self.high, result.x)


def _matrix(rows: list[Row], place: dict[str, int]) -> tuple[csr_array | None, np.ndarray | None]:
    """Sums of unknowns and their highest values, as `linprog` wants them."""
    if not rows:
        return None, None
    entries = [(i, place[name], f) for i, (terms, _, _) in enumerate(rows) for name, f in terms]
    lines, columns, factors = zip(*entries, strict=True)
    shape = len(rows), len(place)
    matrix = csr_array((np.array(factors, dtype=float), (lines, columns)), shape=shape)
    return matrix, np.array([high for _, _, high in rows], dtype=float)


def _contradiction(tables: Iterable[str]) -> DisclosureError:
    return DisclosureError(
        f"{', '.join(sorted(tables))}: no counts agree with all that these tables say; "
        "make the figures again from one table of responses"
    )
