"""Which cell to hide beside one that could be told: the choice only; `protect` hides it.

A cell just large enough that the hidden ones of its row add up to the threshold; a cell of a cross
table rather than one that other tables hang on, a count rather than a zero; a group, and at last
the table, when there is nothing else. A table whose base alone gives a cell away is withheld.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from survey.disclosure.system import Constraint, Key, System
from survey.estimates.model import TOGETHER

_CROSS, _WHOLE, _GROUP = 1, 8, 20
"""How dear a person is in a cross table or a combination, a whole table, the base of a group."""


@dataclass(frozen=True)
class Choice:
    """A cell ``key`` of a table to hide, or a ``group`` of it, or with neither all of it."""

    table: str
    key: Key = ()
    group: str | None = None


def choose(
    system: System,
    truth: Mapping[str, int],
    name: str,
    minimum: int,
    taken: Callable[[str, Key], bool],
) -> list[Choice]:
    """What to hide so that the variable can be told less closely.

    ``truth`` are the counts before anything was hidden; ``taken`` says whether a cell or a group
    has been chosen already. Cells of several tables that count the same persons go together.
    """
    table = system.wanted[name][0]
    if name in system.values:
        return list(_choices(system, name))
    rows = [row for row in system.constraints if name in row.terms]
    rows.sort(key=lambda row: (row.low != row.high, _hidden(system, truth, row)))
    for row in rows:
        if row.low == row.high and row.table != table and _alone(system, row):
            mine = () if row.group is None else (row.group,)
            return [] if taken(row.table, mine) else [Choice(row.table, group=row.group)]
    for zeros in (False, True):
        for row in rows:
            known = [n for n in row.terms if n in system.values and n in system.places]
            open_names = [n for n in known if system.values[n] > 0 or (zeros and _bare(system, n))]
            if any(taken(*place) for n in open_names for place in system.places[n]):
                return []
            if open_names:
                missing = minimum - _hidden(system, truth, row)
                best = min(open_names, key=lambda n: _price(system, n, missing))
                return list(_choices(system, best))
    return [Choice(table)] if not taken(table, ()) else []


def _bare(system: System, name: str) -> bool:
    """Whether a zero can be hidden: nothing above zero is shown beside it.

    Where there is, a reader knows that zeros are not hidden, and that what is hidden is none.
    """
    parts = {_part(place) for place in system.places[name]}
    return not any(
        system.values.get(other)
        and not other.startswith("base of ")
        and not parts.isdisjoint(map(_part, places))
        for other, places in system.places.items()
    )


def _part(place: tuple[str, Key]) -> tuple[str, str]:
    """The table of a cell, and its group in a cross table."""
    table, key = place
    return table, key[0] if ":by:" in table else ""


def _alone(system: System, row: Constraint) -> bool:
    """Whether a row is about one unknown only, and nothing in it could be hidden: a base."""
    return not any(n in system.values for n in row.terms) and len(row.terms) == 1


def _hidden(system: System, truth: Mapping[str, int], row: Constraint) -> int:
    """How many persons are in the hidden cells of a row."""
    return sum(truth.get(n, 0) for n, f in row.terms.items() if f and n not in system.values)


def _price(system: System, name: str, missing: int) -> tuple[bool, int, str]:
    """Cheap are the cells that suffice alone, and among them the small ones."""
    count = system.values[name]
    if name.startswith("base of "):
        factor = _GROUP
    else:
        cheap = any(len(key) > 1 or id.endswith(TOGETHER) for id, key in system.places[name])
        factor = _CROSS if cheap else _WHOLE
    enough = count >= missing
    return not enough, factor * (count if enough else -count), name


def _choices(system: System, name: str) -> Iterator[Choice]:
    for table, key in system.places[name]:
        if name.startswith("base of "):
            yield Choice(table, group=key[0])
        else:
            yield Choice(table, key)
