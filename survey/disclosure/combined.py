"""What a table of combinations and the options of its question say of each other.

Who is in no named combination is known by the options: how many of them chose each follows from its
total, and from those totals which combinations they can be in. Such a rest is a figure too, though
it is printed nowhere. The names themselves say that all others are of few persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from survey.disclosure.nested import Nested
from survey.disclosure.rules import DisclosureError, Rules
from survey.disclosure.system import System, cell_variable
from survey.estimates.combinations import MOST, OPTIONS
from survey.estimates.intervals import wilson
from survey.estimates.model import ELSE, JOIN, TOGETHER, Cell, Figures, Interval, Table
from survey.instrument import Instrument

Options = frozenset[str]


def named(figures: Figures, rules: Rules) -> Figures:
    """The figures with a name only for combinations of more persons than the minimum.

    So much may be known of a hidden figure: that one without a name is of the minimum at most.
    """
    tables = (_named(table, rules) if table.together else table for table in figures.tables)
    return replace(figures, tables=tuple(tables))


def _named(table: Table, rules: Rules) -> Table:
    *cells, rest = table.cells
    few = [c for c in cells if c.count is not None and c.count <= rules.minimum]
    if not few or rest.count is None:
        return table
    count = rest.count + sum(cell.count or 0 for cell in few)
    share = None if rest.share is None else count / table.base.answered
    interval = None
    if rest.interval is not None:
        low, high = wilson([count], table.base.answered)
        interval = Interval(float(low[0]), float(high[0]))
    kept = (cell for cell in cells if cell not in few)
    return replace(table, cells=(*kept, Cell(rest.key, count, share, interval)))


@dataclass(frozen=True)
class _Question:
    """A table of combinations, its ``whole``, and what it is about.

    ``alone`` are options that stand alone, ``inside`` those that combinations are told of,
    ``outside`` all others; ``most`` is how many one may choose.
    """

    table: Table
    whole: Table
    prefix: str
    alone: Options
    inside: Options
    outside: Options
    most: int
    strict: bool

    def total(self, option: str) -> str:
        """The variable of all who chose an option."""
        return cell_variable(self.whole, (option,), self.prefix)

    def cell(self, key: str) -> str:
        """The variable of a combination."""
        return cell_variable(self.table, (key,), self.prefix)

    def rest(self, options: Iterable[str]) -> str:
        """The variable of those without a name who chose these of the options inside."""
        return self.cell(f"{ELSE} of {JOIN.join(sorted(options))}")

    @property
    def names(self) -> dict[Options, str]:
        """The named combinations and their variables."""
        keys = [cell.key[0] for cell in self.table.cells if cell.key != (ELSE,)]
        return {frozenset(key.split(JOIN)): self.cell(key) for key in keys}

    @property
    def unnamed(self) -> list[tuple[Options, str]]:
        """What stands alone and has no name, and the variable of its total."""
        single = ((frozenset([option]), self.total(option)) for option in sorted(self.alone))
        return [(options, name) for options, name in single if options not in self.names]

    def patterns(self) -> Iterator[Options]:
        """What a person without a name may have chosen of the options inside."""
        for size in range(min(self.most, len(self.inside)) + 1):
            for found in map(frozenset, combinations(sorted(self.inside), size)):
                if self.outside or not (found in self.names or (self.strict and not found)):
                    yield found


def together(
    found: System,
    tables: Mapping[str, Table],
    rules: Rules,
    instrument: Instrument | None,
    strict: bool,
    prefix: str = "",
) -> None:
    """Adds the constraints of every table of combinations. Raises `DisclosureError`.

    ``strict``: what is exclusive was chosen alone, and nobody who answered chose nothing.
    """
    for table in tables.values():
        whole = tables.get(table.id.removesuffix(TOGETHER))
        if not table.together or whole is None:
            continue
        if table.base != whole.base:
            raise DisclosureError(f"{table.id}: has another base than {whole.id}; make both again")
        asked = _question(table, whole, instrument, strict, prefix)
        _totals(found, asked)
        if not prefix:
            _protected(found, asked)
            _frequent(found, asked, rules)
        if instrument is not None:
            _filters(found, asked, instrument, tables)


def renamed(found: System, pair: Nested) -> None:
    """A combination with a name in one of two publications only is in the rest of the other."""
    if not pair.inner.together:
        return
    sides = (pair.inner, pair.inner_prefix), (pair.outer, pair.outer_prefix)
    for (one, prefix), (other, other_prefix) in (sides, sides[::-1]):
        rest = cell_variable(other, (ELSE,), other_prefix)
        there = {cell.key for cell in other.cells}
        for key in (cell.key for cell in one.cells if cell.key not in there):
            name = cell_variable(one, key, prefix)
            most = pair.difference + other.base.answered
            found.add({rest: 1, name: -1}, -pair.difference, most, one.id)


def _question(
    table: Table, whole: Table, instrument: Instrument | None, strict: bool, prefix: str
) -> _Question:
    keys = [frozenset(cell.key[0].split(JOIN)) for cell in table.cells if cell.key != (ELSE,)]
    counts = {cell.key: cell.count for cell in table.cells}
    options = [cell.key[0] for cell in whole.cells]
    alone: Options = frozenset()
    most = len(options)
    if instrument is not None:
        question = instrument[table.question]
        exclusive = frozenset(option.id for option in question.options if option.exclusive)
        if strict and not any(len(key) > 1 and key & exclusive for key in keys):
            totals = {cell.key: cell.count for cell in whole.cells}
            pairs = {id: (totals.get((id,)), counts.get((id,))) for id in exclusive}
            alone = frozenset(id for id, two in pairs.items() if None in two or two[0] == two[1])
        most = (question.most or most) if strict else most
    free = frozenset(options) - alone
    inside = free if len(free) <= OPTIONS else frozenset().union(*keys) - alone
    return _Question(table, whole, prefix, alone, inside, free - inside, most, strict)


def _totals(found: System, asked: _Question) -> None:
    """Who chose an option is in a combination with it, named or not."""
    table, names = asked.table, asked.names
    answered = table.base.answered
    patterns = {pattern: asked.rest(pattern) for pattern in asked.patterns()}
    everybody = dict.fromkeys(patterns.values(), 1)
    for name in everybody:
        found.bound(name, 0, answered)
    unnamed = {name: 1 for _, name in asked.unnamed}
    found.add({**everybody, **unnamed, asked.cell(ELSE): -1}, 0, 0, table.id)
    for option in sorted(asked.alone):
        if (own := names.get(frozenset([option]))) is not None:
            found.add({asked.total(option): 1, own: -1}, 0, 0, table.id)
    for option in sorted(asked.inside):
        having = [name for chosen, name in names.items() if option in chosen]
        having += [name for chosen, name in patterns.items() if option in chosen]
        found.add({**dict.fromkeys(having, 1), asked.total(option): -1}, 0, 0, table.id)
    outside = {asked.total(option): 1 for option in sorted(asked.outside)}
    for name in outside:
        found.add({**everybody, name: -1}, 0, answered, table.id)
    if outside:
        beyond = answered * len(outside)
        need = [n for p, n in patterns.items() if p in names or (asked.strict and not p)]
        found.add({**outside, **dict.fromkeys(need, -1)}, 0, beyond, table.id)
        room = {n: asked.most - len(p) for p, n in patterns.items() if asked.most > len(p)}
        found.add({**room, **dict.fromkeys(outside, -1)}, 0, answered * asked.most, table.id)


def _protected(found: System, asked: _Question) -> None:
    """What is worked out of those without a name: by each option, and by all of them."""
    for pattern in asked.patterns():
        name = asked.rest(pattern)
        found.wanted[name] = asked.table.id, (ELSE, *sorted(pattern))
        found.derived.add(name)
    for option in sorted(asked.inside):
        having = [asked.rest(pattern) for pattern in asked.patterns() if option in pattern]
        name = asked.cell(f"{ELSE} with {option}")
        found.bound(name, 0, asked.table.base.answered)
        found.add({**dict.fromkeys(having, 1), name: -1}, 0, 0, asked.table.id)
        found.wanted[name] = asked.table.id, (f"{ELSE} with {option}",)
        found.derived.add(name)


def _frequent(found: System, asked: _Question, rules: Rules) -> None:
    """A combination with a name is of more persons than the minimum, one without is of no more.

    When all names are given away, one without may be of as many as the rarest with one.
    """
    answered = asked.table.base.answered
    for name in asked.names.values():
        if name not in found.values:
            found.bound(name, rules.minimum + 1, answered)
    unnamed = [name for _, name in asked.unnamed]
    if not asked.outside and len(asked.inside) <= OPTIONS:
        unnamed += [asked.rest(pattern) for pattern in asked.patterns() if pattern]
    if len(asked.names) < MOST:
        for name in unnamed:
            found.bound(name, 0, rules.minimum)
        return
    rarest = asked.cell("rarest")
    found.bound(rarest, 0, answered)
    for name in asked.names.values():
        found.add({name: 1, rarest: -1}, 0, answered, asked.table.id)
    for name in unnamed:
        found.add({rarest: 1, name: -1}, 0, answered, asked.table.id)


def _filters(
    found: System, asked: _Question, instrument: Instrument, tables: Mapping[str, Table]
) -> None:
    """Whom a later question was shown are those whose combination has one of certain options."""
    answered = asked.table.base.answered
    if asked.table.base.excluded:
        return
    for question in instrument.questions:
        child = tables.get(question.id)
        if child is None or child.base.excluded or len(question.shown_if) != 1:
            continue
        condition = question.shown_if[0]
        if condition.question != asked.table.question:
            continue
        any_of = frozenset(condition.any)
        known = [*asked.names.items(), *asked.unnamed]
        rest = [(pattern, asked.rest(pattern)) for pattern in asked.patterns()]
        seen = [name for chosen, name in known + rest if chosen & any_of]
        # Those in the rest may have been shown it for an option outside.
        sure = known if asked.outside & any_of else known + rest
        unseen = [name for chosen, name in sure if not chosen & any_of]
        found.add(dict.fromkeys(seen, 1), 0, child.base.shown, child.id)
        found.add(dict.fromkeys(unseen, 1), 0, answered - child.base.shown, child.id)
