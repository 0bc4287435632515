"""From figures to a `System`: margins, bases, cross tables; ``between`` and ``nested`` add theirs.

Those who are in no group of a cross table because they did not say are no group to protect ("not
stated" counts as safe, as in tau-ARGUS); they only blur the margins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from survey.disclosure.between import first_places, skip_logic
from survey.disclosure.coded import codes
from survey.disclosure.combined import renamed, together
from survey.disclosure.nested import nested
from survey.disclosure.percent import implied
from survey.disclosure.rules import DisclosureError, Rules
from survey.disclosure.system import (
    System,
    base_variable,
    cell_variable,
    item,
    linked,
    partition,
    sections,
    withheld_groups,
)
from survey.estimates.model import CHANNELS, Cell, Figures, Table
from survey.estimates.tables import LEAST, UNKNOWN
from survey.instrument import Instrument

Found = TypeVar("Found")


def system(
    figures: Figures,
    rules: Rules,
    instrument: Instrument | None = None,
    earlier: Sequence[Figures] = (),
    strict: bool = True,
    shown: bool = False,
) -> System:
    """Everything that a reader of the figures can write down.

    Of ``earlier`` publications, those of the same edition count the same persons and are part of
    it. ``strict``: respondents kept the rules of the questionnaire; ``shown``: zeros are hidden
    only where nothing else could be. Raises `DisclosureError` when two tables contradict each
    other.
    """
    found = System()
    tables = {table.id: table for table in figures.tables}
    for table in figures.tables:
        _table(found, figures, table, tables, rules, "")
        if shown:
            _above_zero(found, table)
    same = [
        old for old in earlier if (old.survey, old.edition) == (figures.survey, figures.edition)
    ]
    for number, old in enumerate(same, 1):
        before = {table.id: table for table in old.tables}
        for table in old.tables:
            _table(found, old, table, before, rules, f"publication {number}: ")
        together(found, before, rules, instrument, strict, f"publication {number}: ")
    for pair in nested(figures, same):
        for key in pair.keys:
            inner = cell_variable(pair.inner, key, pair.inner_prefix)
            outer = cell_variable(pair.outer, key, pair.outer_prefix)
            found.add({outer: 1, inner: -1}, 0, pair.difference, pair.inner.id)
        renamed(found, pair)
    first_places(found, tables)
    codes(found, tables)
    together(found, tables, rules, instrument, strict)
    if instrument is not None:
        skip_logic(found, instrument, tables, strict)
    return found


def believed(work: Callable[[bool, bool], Found]) -> Found:
    """What ``work`` finds with all that a reader may take for true, or as much as figures allow.

    It is given ``strict`` and ``shown``, as `system` is. Raises its `DisclosureError`.
    """
    for strict, shown in ((True, True), (False, True), (True, False)):
        try:
            return work(strict, shown)
        except DisclosureError:
            continue
    return work(False, False)


def least(table: Table, cell: Cell) -> int:
    """The fewest persons of a cell, hidden or not: a recruitment channel with a name has some."""
    return LEAST if table.id == CHANNELS and cell.key != (UNKNOWN,) else 0


def _table(
    found: System,
    figures: Figures,
    table: Table,
    tables: Mapping[str, Table],
    rules: Rules,
    prefix: str,
) -> None:
    for group, base, cells in sections(table):
        for cell in cells:
            variable = cell_variable(table, cell.key, prefix)
            found.bound(variable, least(table, cell), base.answered)
            if not prefix:
                found.places.setdefault(variable, []).append((table.id, cell.key))
            if cell.count is not None:
                found.know(variable, cell.count, table.id)
                continue
            given = implied(cell, base.answered, rules.decimals)
            if given is not None:
                found.bound(variable, *given)
            if not prefix:
                found.wanted.setdefault(variable, (table.id, cell.key))
        if table.additive and cells:
            terms = {cell_variable(table, cell.key, prefix): 1 for cell in cells}
            if group is None:
                found.add(terms, base.answered, base.answered, table.id)
            else:
                terms[base_variable(table, group, prefix)] = -1
                found.add(terms, 0, 0, table.id)
    if table.by is not None:
        _cross(found, figures, table, tables, prefix)


def _above_zero(found: System, table: Table) -> None:
    """Where a count is shown that could have been hidden instead, what is hidden is no zero."""
    for _, base, cells in sections(table):
        if any(cell.count for cell in cells):
            for cell in cells:
                if cell.count is None:
                    found.bound(cell_variable(table, cell.key), 1, base.answered)


def _cross(
    found: System, figures: Figures, table: Table, tables: Mapping[str, Table], prefix: str
) -> None:
    options = list(dict.fromkeys(cell.key[1:] for cell in table.cells))
    withheld = withheld_groups(figures, table)
    answered = table.base.answered
    link = linked(tables, table)
    for group, base in table.groups.items():
        variable = base_variable(table, group, prefix)
        found.know(variable, base.answered, table.id)
        if not prefix:
            found.places.setdefault(variable, []).append((table.id, (group,)))
        if link:
            found.add({f"{prefix}{table.by}={group}": 1}, base.asked, base.asked, table.id, group)
    for group in withheld:
        base_name = base_variable(table, group, prefix)
        found.bound(base_name, 0, answered)
        if link:
            within = {f"{prefix}{table.by}={group}": 1, base_name: -1}
            found.add(within, 0, table.base.asked - answered, table.id)
        names = [cell_variable(table, (group, *option), prefix) for option in options]
        for name, option in zip(names, options, strict=True):
            found.bound(name, 0, answered)
            if not prefix:
                found.wanted.setdefault(name, (table.id, (group, *option)))
            found.add({base_name: 1, name: -1}, 0, answered, table.id)
        if table.additive and names:
            found.add({**dict.fromkeys(names, 1), base_name: -1}, 0, 0, table.id)
    groups = [*table.groups, *withheld]
    if partition(tables, table):
        _margins(found, table, tables, groups, options, prefix)
    else:
        _overlapping(found, table, tables, groups, options, prefix)


def _margins(
    found: System,
    table: Table,
    tables: Mapping[str, Table],
    groups: Sequence[str],
    options: Sequence[tuple[str, ...]],
    prefix: str,
) -> None:
    """The groups, and those in none, add up to the whole."""
    answered = table.base.answered
    nowhere = f"{prefix}base of {table.id}, not stated"
    most = min(answered, _not_stated(table, tables))
    found.bound(nowhere, 0, most)
    bases = {base_variable(table, group, prefix): 1 for group in groups}
    found.add({**bases, nowhere: 1}, answered, answered, table.id)
    whole = tables.get(item(table))
    for option in options:
        rest = f"{prefix}{table.id}, not stated={'/'.join(option)}"
        found.bound(rest, 0, most)
        found.add({nowhere: 1, rest: -1}, 0, answered, table.id)
        if whole is None:
            continue
        terms = {cell_variable(table, (group, *option), prefix): -1 for group in groups}
        terms |= {rest: -1, cell_variable(whole, option, prefix): 1}
        spare = 0 if whole.base == table.base else max(0, whole.base.answered - answered)
        if any(cell.key == option for cell in whole.cells):
            found.add(terms, 0, spare, table.id)


def _not_stated(table: Table, tables: Mapping[str, Table]) -> int:
    """How many of those asked may be in no group: none, when the base is of the groups only."""
    by = tables.get(table.by or "")
    return 0 if by is None else max(0, table.base.asked - by.base.answered)


def _overlapping(
    found: System,
    table: Table,
    tables: Mapping[str, Table],
    groups: Sequence[str],
    options: Sequence[tuple[str, ...]],
    prefix: str,
) -> None:
    """A person may be in several groups: each and its rest lie within the whole, all cover it.

    All but those who are in none, that is: who did not answer ``by``, or are not of the base.
    """
    whole = tables.get(item(table))
    if whole is None:
        return
    there = {cell.key for cell in whole.cells}
    answered = whole.base.answered
    nowhere = max(0, answered - table.base.answered) + _not_stated(table, tables)
    for option in (option for option in options if option in there):
        name = cell_variable(whole, option, prefix)
        mine = {group: cell_variable(table, (group, *option), prefix) for group in groups}
        for group in groups:
            found.add({name: 1, mine[group]: -1}, 0, answered, table.id)
            rest = {name: 1, mine[group]: -1, base_variable(table, group, prefix): 1}
            found.add(rest, 0, answered, table.id)
        cover = {**dict.fromkeys(mine.values(), 1), name: -1}
        found.add(cover, -nowhere, answered * len(groups), table.id)
