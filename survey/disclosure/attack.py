"""The attacker: what a careful reader of all published figures can find out. It hides nothing.

It knows the rules, but not which hidden cells are small themselves: a hidden cell may be anything
from zero that agrees with everything published. It takes no account of what it might know of
persons, nor of how `protect` chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from survey.disclosure.bounds import Memory, intervals
from survey.disclosure.equations import believed, system
from survey.disclosure.nested import leaks, nested, outsiders
from survey.disclosure.percent import implied
from survey.disclosure.rules import Rules
from survey.disclosure.solver import Intervals
from survey.disclosure.system import Key, System, sections
from survey.estimates.model import Base, Cell, Figures, Table
from survey.instrument import Instrument

Kind = Literal["small", "group", "base", "sensitive", "percent", "bounds", "difference", "years"]
_REMEDY: dict[Kind, str] = {
    "small": "is about few persons and not hidden; run disclosure control",
    "group": "all of the group, or nearly all, gave one answer; hide the group's answers",
    "base": "the base is of few persons; withhold the table or the group",
    "sensitive": "a sensitive question is crossed; leave this table out",
    "percent": "a share or an interval of a hidden cell gives its count away; leave it out",
    "bounds": "follows from other figures; hide more cells of the same rows and columns",
    "difference": "another table or publication differs by few persons; withhold one of the two",
    "years": "last year's table differs by few persons; withhold this one",
}


@dataclass(frozen=True)
class Breach:
    """A protected figure that can be told: between ``low`` and ``high`` persons.

    ``key`` is that of the cell, or the group, or empty for a table.
    """

    kind: Kind
    table: str
    key: Key
    low: int
    high: int

    def __str__(self) -> str:
        place = f"{self.table}: {'/'.join(self.key)}" if self.key else self.table
        span = str(self.low) if self.low == self.high else f"from {self.low} to {self.high}"
        return f"{place}: {span} persons: {_REMEDY[self.kind]}"


def sensitive_questions(rules: Rules, instrument: Instrument | None) -> frozenset[str]:
    """The questions that are never crossed, by the rules and by the instrument."""
    if instrument is None:
        return rules.sensitive
    marked = {q.id for q in instrument.questions if q.sensitivity == "sensitive"}
    return rules.sensitive | marked


def attack(
    figures: Figures,
    rules: Rules | None = None,
    *,
    instrument: Instrument | None = None,
    earlier: Sequence[Figures] = (),
) -> list[Breach]:
    """Every protected figure that a reader can tell more closely than the rules allow.

    ``earlier`` are published figures: of this edition before a correction, and of former years.
    Nothing found is an empty list. Raises `DisclosureError` when the figures contradict each other.
    """
    return probe(figures, rules or Rules(), instrument, earlier)[0]


def probe(
    figures: Figures,
    rules: Rules,
    instrument: Instrument | None,
    earlier: Sequence[Figures],
    memory: Memory | None = None,
) -> tuple[list[Breach], System]:
    """As `attack`, and the equations by which it found what it did."""
    sensitive = sensitive_questions(rules, instrument)
    found = [breach for table in figures.tables for breach in _seen(table, rules, sensitive)]
    found += _differences(figures, rules, earlier)
    equations, known = work_out(figures, rules, instrument, earlier, memory)
    inverted = {(breach.table, breach.key) for breach in found if breach.kind == "percent"}
    for name, (low, high) in known.items():
        table, key = equations.wanted[name]
        of_few = name not in equations.derived or (low < rules.minimum and high > 0)
        if high - low < rules.minimum and of_few and (table, key) not in inverted:
            found.append(Breach("bounds", table, key, low, high))
    return found, equations


def work_out(
    figures: Figures,
    rules: Rules,
    instrument: Instrument | None,
    earlier: Sequence[Figures],
    memory: Memory | None = None,
) -> tuple[System, Intervals]:
    """The equations of the figures, and what each protected variable can be.

    A reader takes it that respondents kept the rules of the questionnaire, and that what is hidden
    beside counts that are shown is no zero, until figures deny it.
    """

    def found(strict: bool, shown: bool) -> tuple[System, Intervals]:
        equations = system(figures, rules, instrument, earlier, strict, shown)
        return equations, intervals(equations, rules.minimum, memory)

    return believed(found)


def everybody(cells: Sequence[Cell], base: Base, additive: bool, rules: Rules) -> list[Key]:
    """The cells to hide because nearly all of a base gave that answer; if additive, all of it."""
    most = base.answered - rules.short_of_all
    full = [c.key for c in cells if c.count is not None and base.answered and c.count >= most]
    return [cell.key for cell in cells] if full and additive else full


def few(base: Base, rules: Rules) -> bool:
    """Whether a base is of so few persons that it is not published at all."""
    return any(rules.small(count) for count in (base.asked, base.shown, base.answered))


def _seen(table: Table, rules: Rules, sensitive: frozenset[str]) -> Iterator[Breach]:
    """What is to be seen without any arithmetic."""
    if table.by is not None and sensitive & {table.question, table.by}:
        yield Breach("sensitive", table.id, (), 0, table.base.answered)
    if few(table.base, rules):
        yield Breach("base", table.id, (), table.base.answered, table.base.answered)
    for group, base, cells in sections(table):
        if group is not None and few(base, rules):
            yield Breach("base", table.id, (group,), base.answered, base.answered)
        open_cells = {cell.key: cell.count for cell in cells if cell.count is not None}
        full = set(everybody(cells, base, table.additive, rules))
        for cell in cells:
            count = open_cells.get(cell.key)
            if count is None:
                given = implied(cell, base.answered, rules.decimals)
                if given is not None and given[1] - given[0] < rules.minimum:
                    yield Breach("percent", table.id, cell.key, *given)
            elif rules.small(count):
                yield Breach("small", table.id, cell.key, count, count)
            elif cell.key in full:
                yield Breach("group", table.id, cell.key, count, count)


def _differences(figures: Figures, rules: Rules, earlier: Sequence[Figures]) -> Iterator[Breach]:
    mine = figures.survey, figures.edition
    tables = {table.id: table for table in figures.tables}
    same = [old for old in earlier if (old.survey, old.edition) == mine]
    for pair in nested(figures, same):
        counts = [{c.key: c.count or 0 for c in table.cells} for table in (pair.inner, pair.outer)]
        for key in leaks(pair, rules):
            rest = counts[1][key] - counts[0][key]
            new = pair.inner if not pair.inner_prefix else pair.outer
            yield Breach("difference", new.id, key, rest, rest)
    for table in figures.tables:
        for group, rest in outsiders(table, tables):
            if rules.small(rest):
                yield Breach("difference", table.id, (group,), rest, rest)
    others = [old for old in earlier if (old.survey, old.edition) != mine]
    for pair in nested(figures, others):
        if pair.group is None and (pair.inner_prefix or pair.outer_prefix):
            new = pair.inner if not pair.inner_prefix else pair.outer
            if rules.small(pair.difference):
                yield Breach("years", new.id, (), pair.difference, pair.difference)


def report(breaches: Sequence[Breach]) -> str:
    """The breaches as lines for a terminal, or that there are none."""
    if not breaches:
        return "The attack found nothing."
    return "\n".join(["The attack found what is to be hidden:", *(f"  {b}" for b in breaches)])


__all__ = ["Breach", "System", "attack", "everybody", "few", "report", "sensitive_questions"]
