"""The parts of a `System` that have nothing to do with each other. It solves none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from survey.disclosure.rules import DisclosureError
from survey.disclosure.system import System

Row = tuple[tuple[tuple[str, int], ...], int, int]


@dataclass(frozen=True)
class Block:
    """Unknowns and the rows (terms, low, high) that tie them; ``bounds`` are in their order."""

    unknowns: tuple[str, ...]
    bounds: tuple[tuple[int, int], ...]
    rows: frozenset[Row]
    wanted: frozenset[str]
    tables: frozenset[str]


def blocks(system: System, every: bool = False) -> Iterator[Block]:
    """The independent parts of the system that hold a wanted unknown, or ``every`` part."""
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
            raise contradiction([constraint.table])
    members: dict[str, list[str]] = {}
    for name in sorted(parent):
        members.setdefault(root(name), []).append(name)
    of_root: dict[str, list[tuple[Row, str]]] = {}
    for row, table in rows:
        of_root.setdefault(root(row[0][0][0]), []).append((row, table))
    for top, names in members.items():
        wanted = frozenset(name for name in names if name in system.wanted)
        if wanted or every:
            mine = of_root.get(top, [])
            yield Block(
                tuple(names),
                tuple(system.bounds.get(name, (0, 2**31)) for name in names),
                frozenset(row for row, _ in mine),
                wanted,
                frozenset(table for _, table in mine),
            )


def contradiction(tables: Iterable[str]) -> DisclosureError:
    """The error of tables that no counts agree with."""
    return DisclosureError(
        f"{', '.join(sorted(tables))}: no counts agree with all that these tables say; "
        "make the figures again from one table of responses"
    )
