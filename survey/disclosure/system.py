"""What published figures say about each other, as linear constraints. It solves none of them.

Cells and the bases of groups are variables, named after the persons they count, so that the same
persons in two tables are one variable. What is published is a value, what is hidden an unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from survey.disclosure.rules import DisclosureError
from survey.estimates.model import Base, Cell, Figures, Table

Key = tuple[str, ...]


@dataclass(frozen=True)
class Constraint:
    """``low`` <= the sum of the variables times their factors <= ``high``.

    Seen in ``table``, or in its ``group``.
    """

    terms: Mapping[str, int]
    low: int
    high: int
    table: str
    group: str | None = None


@dataclass
class System:
    """Variables, what is known of them, and what they have to do with each other.

    ``derived`` are those of no cell: of them only few persons are protected, not any number.
    ``places`` are the cells (table, key) and groups (table, group) that show a variable; ``wanted``
    the variables to protect, each with one place.
    """

    values: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, tuple[int, int]] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    places: dict[str, list[tuple[str, Key]]] = field(default_factory=dict)
    wanted: dict[str, tuple[str, Key]] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)

    def know(self, variable: str, value: int, table: str) -> None:
        """Takes a published value. Raises `DisclosureError` when another table has another."""
        if self.values.setdefault(variable, value) != value:
            raise DisclosureError(
                f"{table}: {variable} is {value} here and {self.values[variable]} in another "
                "table; both count the same persons: make the figures again from one table"
            )

    def bound(self, variable: str, low: int, high: int) -> None:
        """Narrows what the variable can be."""
        old = self.bounds.get(variable, (0, high))
        self.bounds[variable] = max(low, old[0]), min(high, old[1])

    def add(
        self, terms: Mapping[str, int], low: int, high: int, table: str, group: str | None = None
    ) -> None:
        """Takes a constraint."""
        self.constraints.append(Constraint(terms, low, high, table, group))


def item(table: Table) -> str:
    """What is counted, without what it is crossed with: ``pain/reading``."""
    return table.id.partition(":by:")[0]


def cell_variable(table: Table, key: Key, prefix: str = "") -> str:
    """The persons of a cell. A table and the same table turned round have the same variables."""
    if table.by is None:
        return f"{prefix}{table.id}={'/'.join(key)}"
    pair = sorted((f"{table.by}={key[0]}", f"{item(table)}={'/'.join(key[1:])}"))
    return prefix + " & ".join(pair)


def base_variable(table: Table, group: str, prefix: str = "") -> str:
    """The persons of a group of a cross table who answered."""
    return f"{prefix}base of {table.id}, {group}"


def sections(table: Table) -> Iterator[tuple[str | None, Base, list[Cell]]]:
    """The parts of a table with a base of their own: the groups, or the table itself."""
    if table.by is None:
        yield None, table.base, list(table.cells)
        return
    cells: dict[str, list[Cell]] = {group: [] for group in table.groups}
    for cell in table.cells:
        cells.setdefault(cell.key[0], []).append(cell)
    for group, base in table.groups.items():
        yield group, base, cells[group]


def withheld_groups(figures: Figures, table: Table) -> list[str]:
    """The groups of a cross table that are not there because they are hidden."""
    return [key[1] for key in figures.withheld if len(key) == 2 and key[0] == table.id]


def linked(tables: Mapping[str, Table], table: Table) -> bool:
    """Whether each group of a cross table is everybody who chose that option of ``by``."""
    by = tables.get(table.by or "")
    if by is None:
        return False
    counts = {cell.key[0]: cell.count for cell in by.cells if len(cell.key) == 1}
    return all(
        group in counts and counts[group] in (None, base.asked)
        for group, base in table.groups.items()
    )


def partition(tables: Mapping[str, Table], table: Table) -> bool:
    """Whether nobody is in two groups of a cross table; by its sums, when ``by`` has no table."""
    by = tables.get(table.by or "")
    total = sum(base.answered for base in table.groups.values())
    if by is None:
        return total == table.base.answered
    return by.additive and total <= table.base.answered
