"""Tables whose persons are among those of another: filters, and publications that were replaced.

The difference of the two is a table too, of those who are only in the larger. That it is nowhere
printed protects nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from survey.disclosure.rules import Rules
from survey.disclosure.system import Key, item, partition, sections
from survey.estimates.model import ELSE, Base, Cell, Figures, Table


@dataclass(frozen=True)
class Nested:
    """The persons of ``inner`` are among those of ``outer``, in the cells ``keys``.

    ``difference`` are those who answered only in ``outer``; ``group`` is that of a cross table.
    """

    inner: Table
    outer: Table
    group: str | None
    keys: tuple[Key, ...]
    difference: int
    inner_prefix: str = ""
    outer_prefix: str = ""


def nested(figures: Figures, publications: Sequence[Figures] = ()) -> Iterator[Nested]:
    """Pairs within the figures (``formats`` and a filter ``formats:novices``), and with others.

    ``publications`` are earlier ones; the larger may be the old or the new.
    """
    alike: dict[str, list[Table]] = {}
    for table in figures.tables:
        if table.by is None and not table.own_words:
            alike.setdefault(table.id.split(":")[0], []).append(table)
    for tables in alike.values():
        for one, other in combinations(tables, 2):
            if one.additive == other.additive:
                yield from _pairs(one, other, "", "")
    for number, old in enumerate(publications, 1):
        before = {table.id: table for table in old.tables}
        for table in figures.tables:
            if table.id in before and table.by == before[table.id].by:
                yield from _pairs(table, before[table.id], "", f"publication {number}: ")


def leaks(pair: Nested, rules: Rules) -> Iterator[Key]:
    """The cells that say too much about those who are only in the larger table."""
    if pair.difference == 0:
        return
    both = _counts(pair.inner), _counts(pair.outer)
    for key in pair.keys:
        inner, outer = both[0].get(key), both[1].get(key)
        if inner is None or outer is None:
            continue
        rest = outer - inner
        everybody = rest >= pair.difference - rules.short_of_all
        if rules.small(pair.difference) or rules.small(rest) or everybody:
            yield key


def outsiders(table: Table, tables: Mapping[str, Table]) -> Iterator[tuple[str, int]]:
    """Each group of a cross table whose groups overlap, and how many of the whole are not in it.

    Groups that do not overlap need no such care: the rest of one is the others.
    """
    whole = tables.get(item(table))
    if table.by is not None and whole is not None and not partition(tables, table):
        for group, base in table.groups.items():
            yield group, whole.base.answered - base.answered


def _pairs(one: Table, other: Table, prefix: str, other_prefix: str) -> Iterator[Nested]:
    of_other = {group: (base, cells) for group, base, cells in sections(other)}
    for group, base, cells in sections(one):
        if group not in of_other:
            continue
        other_base, other_cells = of_other[group]
        if _within(base, cells, other_base, other_cells):
            inner, outer, prefixes = one, other, (prefix, other_prefix)
        elif _within(other_base, other_cells, base, cells):
            inner, outer, prefixes = other, one, (other_prefix, prefix)
        else:
            continue
        there = {cell.key for cell in other_cells}
        keys = tuple(cell.key for cell in cells if cell.key in there)
        if one.together and there != {cell.key for cell in cells}:
            keys = tuple(key for key in keys if key != (ELSE,))
        difference = abs(base.answered - other_base.answered)
        yield Nested(inner, outer, group, keys, difference, *prefixes)


def _within(base: Base, cells: list[Cell], whole: Base, others: list[Cell]) -> bool:
    """Whether all that is published allows that the first persons are among the second."""
    if not (base.asked <= whole.asked and base.answered <= whole.answered):
        return False
    spare = whole.answered - base.answered
    counts = {cell.key: cell.count for cell in others if cell.key != (ELSE,)}
    pairs = [(cell.count, counts[cell.key]) for cell in cells if cell.key in counts]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(pairs) and all(0 <= b - a <= spare for a, b in known)


def _counts(table: Table) -> dict[Key, int | None]:
    return {cell.key: cell.count for cell in table.cells}
