"""Hides what the rules ask for, and then as little more as stops the attacker. It checks nothing.

First what is small, what a group says with one voice, what differs by few; then, as long as
`attack` finds something, a cell of the same row or column; when there is none left, the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from survey.disclosure.attack import everybody, few, probe, sensitive_questions
from survey.disclosure.bounds import Memory, completed
from survey.disclosure.combined import named
from survey.disclosure.equations import believed, system
from survey.disclosure.nested import leaks, nested
from survey.disclosure.rules import Rules
from survey.disclosure.secondary import Choice, choose
from survey.disclosure.system import Key, item, linked, partition, sections
from survey.estimates.model import TOGETHER, Cell, Figures, Table
from survey.instrument import Instrument
from survey.responses import OTHER

Reason = Literal["small", "group", "base", "sensitive", "difference", "years", "secondary"]

_PATIENCE = 8
"""How often cells are added before a cross table that can still be told is withheld as a whole."""


@dataclass(frozen=True)
class Protection:
    """Figures that may be published, and why each thing is hidden: for the survey's makers only.

    ``reasons`` are of cells (table, key), of groups (table, group) and of tables (table, ()). They
    are not to be published: to tell which cells are small tells more of them.
    """

    figures: Figures
    reasons: dict[tuple[str, Key], Reason]


def protect(
    figures: Figures,
    rules: Rules | None = None,
    *,
    instrument: Instrument | None = None,
    earlier: Sequence[Figures] = (),
) -> Figures:
    """The figures as they may be published; all else as in `examine`."""
    return examine(figures, rules, instrument=instrument, earlier=earlier).figures


def examine(
    figures: Figures,
    rules: Rules | None = None,
    *,
    instrument: Instrument | None = None,
    earlier: Sequence[Figures] = (),
) -> Protection:
    """The figures as they may be published, with the reasons; `attack` finds nothing in them.

    ``figures`` have all counts; what they hide or withhold already stays so. ``earlier`` are
    published figures, of this edition before a correction and of former years. Raises
    `DisclosureError` when the figures contradict each other.
    """
    rules = rules or Rules()
    figures = named(figures, rules)
    state = _State(figures, {t.id: t for t in figures.tables}, dict(figures.withheld))
    sensitive = sensitive_questions(rules, instrument)
    for table in figures.tables:
        _primary(state, table, rules, sensitive)
    truth = believed(lambda *how: system(figures, rules, instrument, earlier, *how))
    groups = {table.id: {(group,) for group in table.groups} for table in figures.tables}
    memory = Memory(completed(truth))
    turn = 0
    while True:
        turn += 1
        state.follow(rules)
        candidate = state.figures()
        breaches, now = probe(candidate, rules, instrument, earlier, memory)
        if not breaches:
            return Protection(candidate, state.reasons)
        names = {place: name for name, place in now.wanted.items()}
        for breach in breaches:
            if turn > _PATIENCE and (":by:" in breach.table or breach.table.endswith(TOGETHER)):
                state.withhold(breach.table, "secondary")
            elif breach.kind == "years":
                state.withhold(breach.table, "years")
            elif breach.kind == "difference" and breach.key in groups[breach.table]:
                state.withhold(breach.table, "difference", breach.key[0])
            elif breach.kind == "difference":
                _part(state, figures, breach.table, breach.key, rules, earlier)
            elif (name := names.get((breach.table, breach.key))) is None:
                state.withhold(breach.table, "secondary")
            else:
                for choice in choose(now, truth.values, name, rules.minimum, state.taken):
                    state.take(choice)


@dataclass
class _State:
    """What is hidden so far."""

    whole: Figures
    tables: dict[str, Table]
    withheld: dict[tuple[str, ...], Literal["small", "secondary", "sensitive"]]
    reasons: dict[tuple[str, Key], Reason] = field(default_factory=dict)

    def hide(self, table: str, key: Key, reason: Reason) -> None:
        self.reasons.setdefault((table, key), reason)

    def withhold(self, table: str, reason: Reason, group: str | None = None) -> None:
        key = (table,) if group is None else (table, group)
        self.withheld.setdefault(key, "sensitive" if reason == "sensitive" else "small")
        self.reasons.setdefault((table, key[1:]), reason)

    def taken(self, table: str, key: Key) -> bool:
        """Whether a cell or a group is hidden, or what it is in."""
        gone = (table,) in self.withheld or (table, *key[:1]) in self.withheld
        return gone or (table, key) in self.reasons

    def take(self, choice: Choice) -> None:
        """Hides what was chosen beside a cell that could be told."""
        if choice.group is not None:
            self.withhold(choice.table, "secondary", choice.group)
        elif choice.key:
            self.hide(choice.table, choice.key, "secondary")
        else:
            self.withhold(choice.table, "secondary")

    def follow(self, rules: Rules) -> None:
        """A hidden option is no group, a withheld table neither crosses nor is crossed.

        Nor are the own words of a hidden "other" shown, since their base would tell it, nor the
        combinations of a withheld question.
        """
        for table in self.whole.tables:
            if table.by is None:
                hidden = (table.question, (OTHER,)) in self.reasons
                gone = (table.question,) in self.withheld
                if (table.own_words and (hidden or gone)) or (table.together and gone):
                    self.withhold(table.id, "secondary")
                continue
            if {(table.by,), (item(table),)} & self.withheld.keys():
                self.withhold(table.id, "secondary")
            if linked(self.tables, table):
                for group in table.groups:
                    if (table.by, (group,)) in self.reasons:
                        self.withhold(table.id, "secondary", group)
            _enough(self, table, rules)

    def figures(self) -> Figures:
        """The figures without what is hidden."""
        kept = [self._without(t) for t in self.whole.tables if (t.id,) not in self.withheld]
        left = {
            k: why for k, why in self.withheld.items() if len(k) == 1 or k[:1] not in self.withheld
        }
        return replace(self.whole, tables=tuple(kept), withheld=left)

    def _without(self, table: Table) -> Table:
        def shown(cell: Cell) -> Cell:
            if cell.count is None or (table.id, cell.key) in self.reasons:
                why = cell.hidden or "small"
                return replace(cell, count=None, share=None, interval=None, hidden=why)
            return cell

        gone = {key[1] for key in self.withheld if len(key) == 2 and key[0] == table.id}
        cells = table.cells
        if table.by is not None:
            cells = tuple(cell for cell in cells if cell.key[0] not in gone)
        groups = {group: base for group, base in table.groups.items() if group not in gone}
        return replace(table, cells=tuple(shown(cell) for cell in cells), groups=groups)


def _primary(state: _State, table: Table, rules: Rules, sensitive: frozenset[str]) -> None:
    if table.by is not None and sensitive & {table.question, table.by}:
        state.withhold(table.id, "sensitive")
        return
    if few(table.base, rules):
        state.withhold(table.id, "base")
        return
    for group, base, cells in sections(table):
        if group is not None and few(base, rules):
            state.withhold(table.id, "base", group)
            continue
        for cell in cells:
            if cell.count is not None and rules.small(cell.count):
                state.hide(table.id, cell.key, "small")
        for key in everybody(cells, base, table.additive, rules):
            state.hide(table.id, key, "group")


def _enough(state: _State, table: Table, rules: Rules) -> None:
    """Groups that are withheld add up to enough persons, or they could be had from the rest."""
    if not partition(state.tables, table):
        return

    def there() -> Iterator[str]:
        return (g for g in table.groups if (table.id, g) not in state.withheld)

    while any((table.id, g) in state.withheld for g in table.groups):
        gone = sum(b.answered for g, b in table.groups.items() if (table.id, g) in state.withheld)
        left = [g for g in there() if table.groups[g].answered]
        if gone >= rules.minimum or gone == 0:
            return
        if not left:
            state.withhold(table.id, "secondary")
            return
        state.withhold(
            table.id, "secondary", min(left, key=lambda group: table.groups[group].answered)
        )


def _part(
    state: _State,
    figures: Figures,
    table: str,
    key: Key,
    rules: Rules,
    earlier: Sequence[Figures],
) -> None:
    """Hides a cell whose difference to that of another table says too much, or all of them."""
    mine = figures.survey, figures.edition
    same = [old for old in earlier if (old.survey, old.edition) == mine]
    pairs = (p for p in nested(figures, same) if table in (p.inner.id, p.outer.id))
    if any(rules.small(pair.difference) and key in set(leaks(pair, rules)) for pair in pairs):
        state.withhold(table, "difference")
    else:
        state.hide(table, key, "difference")
