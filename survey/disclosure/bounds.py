"""The lowest and the highest value that unknowns of a `System` can have. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from survey.disclosure.blocks import Block, blocks
from survey.disclosure.rules import DisclosureError
from survey.disclosure.solver import Intervals, Solver
from survey.disclosure.system import System


@dataclass
class Memory:
    """What spares programs when the same figures are asked about again with more of them hidden.

    ``truth`` has the counts themselves, and ``seen`` counts that agreed with what was published
    before: they agree still when only more was hidden, and are tried before they are believed.
    """

    truth: Mapping[str, float] = field(default_factory=dict)
    seen: list[Mapping[str, float]] = field(default_factory=list)
    solved: dict[Block, Intervals] = field(default_factory=dict)

    def points(self, block: Block) -> np.ndarray:
        """What was seen, and the truth where nothing was, a line for each."""
        names, truth = block.unknowns, self.truth
        if any(name not in truth for name in names):
            return np.empty((0, len(names)))
        plain = [truth[name] for name in names]
        found = [plain]
        for seen in self.seen:
            if not seen.keys().isdisjoint(names):
                found.append([seen.get(n, t) for n, t in zip(names, plain, strict=True)])
        return np.array(found, dtype=float)


def intervals(system: System, width: int, memory: Memory | None = None) -> Intervals:
    """What each wanted variable can be: whole numbers, lowest and highest.

    An interval of at least ``width`` may be wider than it says; with a ``memory``, a shorter one
    may be shorter still. Raises `DisclosureError` when no counts at all agree with the figures.
    """
    found: Intervals = {}
    for name in system.wanted:
        if name in system.values:
            found[name] = system.values[name], system.values[name]
    for block in blocks(system):
        known = memory.solved.get(block) if memory is not None else None
        if known is None:
            known = _solve(block, width, memory)
        found.update(known)
    return found


def completed(system: System) -> dict[str, float]:
    """Counts for everything in the system: what it knows, and what agrees with that, if any does.

    Where nothing does, whoever solves the system will say so.
    """
    found: dict[str, float] = dict(system.values)
    with suppress(DisclosureError):
        for block in blocks(system, every=True):
            with suppress(DisclosureError):
                found |= Solver(block, 0).example()
    return found


def _solve(block: Block, width: int, memory: Memory | None) -> Intervals:
    if memory is None:
        return Solver(block, width).solve()
    solver = Solver(block, width, memory.points(block))
    memory.solved[block] = solver.solve()
    memory.seen += solver.found
    return memory.solved[block]
