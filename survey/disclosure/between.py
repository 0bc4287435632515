"""What one table says of another by what was asked: skip logic, and places of a ranking.

How a cross table hangs together with its margins is not here, but in ``equations``.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from survey.disclosure.system import System, cell_variable, sections
from survey.estimates.model import Base, Table
from survey.instrument import Instrument

FIRST = ":first"
"""What the id of a ranking's table of first places ends with, before what it is crossed with."""


def first_places(found: System, tables: Mapping[str, Table]) -> None:
    """Who put an option first is among those who gave it any place."""
    for table in tables.values():
        head, cross, by = table.id.partition(":by:")
        places = tables.get(f"{head.removesuffix(FIRST)}{cross}{by}")
        if not head.endswith(FIRST) or places is None:
            continue
        there = {cell.key for cell in places.cells}
        for cell in table.cells:
            if cell.key in there:
                inner, outer = cell_variable(table, cell.key), cell_variable(places, cell.key)
                found.add({outer: 1, inner: -1}, 0, places.base.answered, table.id)


def skip_logic(
    found: System, instrument: Instrument, tables: Mapping[str, Table], strict: bool
) -> None:
    """Who was shown a question are those who chose an option of another; in each group too.

    ``strict``: exclusive options were chosen alone, and who answered chose something.
    """
    conditions = {question.id: question.shown_if for question in instrument.questions}
    for table in tables.values():
        needed = conditions.get(table.question, ())
        if len(needed) != 1:
            continue
        cross = f":by:{table.by}" if table.by else ""
        asked = tables.get(needed[0].question + cross)
        if asked is None or asked.base.excluded or table.base.excluded:
            continue
        exclusive = {o.id for o in instrument[asked.question].options if o.exclusive}
        for group, base, _ in sections(table):
            _shown(found, table, group, base, asked, needed[0].any)
            if strict and not asked.additive:
                _not_shown(found, table, group, base, asked, needed[0].any, exclusive)


def _shown(
    found: System,
    table: Table,
    group: str | None,
    base: Base,
    asked: Table,
    options: tuple[str, ...],
) -> None:
    """``base.shown`` is of those who chose any of the options; published counts may deny it."""
    cells = {cell.key: cell.count for cell in asked.cells}
    keys = [(option,) if group is None else (group, option) for option in options]
    if any(key not in cells for key in keys):
        return
    names = [cell_variable(asked, key) for key in keys]
    counts = [cells[key] for key in keys if cells[key] is not None]
    exact = asked.additive or len(keys) == 1
    total = sum(count for count in counts if count is not None)
    if exact and (total > base.shown or (len(counts) == len(keys) and total != base.shown)):
        return
    most = base.shown if exact else base.shown * len(keys)
    found.add(dict.fromkeys(names, 1), base.shown, most, table.id, group)
    for name, key in zip(names, keys, strict=True):
        if cells[key] is None:
            found.add({name: 1}, 0, base.shown, table.id, group)


def _not_shown(
    found: System,
    table: Table,
    group: str | None,
    base: Base,
    asked: Table,
    shown_if: tuple[str, ...],
    exclusive: AbstractSet[str],
) -> None:
    """Who answered and was not shown it chose nothing but other options."""
    of = asked.base if group is None else asked.groups.get(group)
    if of is None:
        return
    rest = of.answered - base.shown
    front = () if group is None else (group,)
    others = {
        cell.key[-1]: cell_variable(asked, cell.key)
        for cell in asked.cells
        if cell.key[:-1] == front and cell.key[-1] not in shown_if
    }
    alone = [name for option, name in others.items() if option in exclusive]
    if sum(found.values.get(name, 0) for name in alone) <= rest:
        found.add(dict.fromkeys(alone, 1), 0, rest, table.id, group)
    most = of.answered * max(1, len(others))
    found.add(dict.fromkeys(others.values(), 1), rest, most, table.id, group)
