"""The figures of two editions beside each other: changes where comparable, breaks where not.

It works on published figures, which is all that is kept of an earlier edition. Cross tables, dates,
free text and own words are not compared: the codes of an edition are made from its answers. Nor
are combinations: which of them have a name follows from the answers too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from survey.comparability.ledger import Entry, Ledger, LedgerError
from survey.comparability.rules import NEVER, problems
from survey.estimates.change import Change, changes
from survey.estimates.intervals import wilson
from survey.estimates.model import CHANNELS, Cell, Figures, Interval, Table
from survey.instrument import Instrument
from survey.responses import OTHER

CLASSES = {
    "en": "the classes that the answers are counted in are not those of the year before",
    "es": "las clases en que se cuentan las respuestas no son las del año anterior",
}
"""Why a table is not compared that no entry of the ledger speaks of, by language."""


@dataclass(frozen=True)
class Comparison:
    """What may be said of an edition and the one before.

    ``breaks`` holds the edition and the reason for each question that cannot be compared.
    ``before`` are the earlier figures in the classes of this year, without what is broken, and the
    recruitment channels, which are shown and not tested.
    """

    changes: tuple[Change, ...]
    breaks: Mapping[str, tuple[str, Mapping[str, str]]]
    before: Figures


def compare(
    before: tuple[Instrument, Figures],
    now: tuple[Instrument, Figures],
    ledger: Ledger,
    standardised: Mapping[tuple[str, tuple[str, ...]], float] = MappingProxyType({}),
) -> Comparison:
    """Compares what the ledger allows; ``standardised`` as in `changes`.

    The key of a class of several options joins them by ``+``. Raises `LedgerError` when the ledger
    does not explain what changed in the instrument.
    """
    (old, earlier), (new, figures) = before, now
    if lines := problems(ledger, old, new):
        remedy = f"zarr-survey diff {old.edition} {new.edition} lists all that changed"
        raise LedgerError("\n".join([*lines, remedy]))
    known = {table.id: table for table in earlier.tables}
    comparable = {question.id for question in old.questions if question.kind not in NEVER}
    breaks: dict[str, tuple[str, Mapping[str, str]]] = {}
    pairs: list[tuple[Table, Table]] = []
    for table in figures.tables:
        if table.by is not None or table.question not in comparable:
            continue
        if table.own_words or table.together:
            continue
        entry = ledger[table.question]
        if entry.relation == "broken":
            breaks[table.question] = (new.edition, entry.reason)
        elif table.id in known:
            pair = _merged(known[table.id], entry, True), _merged(table, entry, False)
            if table.additive and len({frozenset(_keys(side)) for side in pair}) > 1:
                breaks.setdefault(table.question, (new.edition, CLASSES))
            else:
                pairs.append(pair)
    kept = tuple(pair for pair in pairs if pair[1].question not in breaks)
    tested = ((_without_other(old, now, ledger[now.question]), now) for old, now in kept)
    tables = [old for old, _ in kept]
    tables += [known[CHANNELS]] if CHANNELS in known else []
    return Comparison(changes(tested, standardised), breaks, replace(earlier, tables=tuple(tables)))


def _keys(table: Table) -> Iterator[tuple[str, ...]]:
    return (cell.key for cell in table.cells)


def _without_other(old: Table, now: Table, entry: Entry) -> Table:
    """The table before as it is tested: without own words where other options stood beside them.

    Who is offered an option ticks it and writes no longer, so that own words fall without any
    change in what people do. A class of the entry that names them says that they may be compared.
    """
    named = any(OTHER in c.before for c in entry.classes)
    if now.additive or named or set(_keys(old)) == set(_keys(now)):
        return old
    return replace(old, cells=tuple(cell for cell in old.cells if cell.key[-1] != OTHER))


def _merged(table: Table, entry: Entry, before: bool) -> Table:
    """The table in the classes of the entry; a class stands where its first option stood."""
    names = {id: c.key for c in entry.classes for id in (c.before if before else c.now)}
    cells: dict[tuple[str, ...], list[Cell]] = {}
    for cell in table.cells:
        *place, option = cell.key
        cells.setdefault((*place, names.get(option, option)), []).append(cell)
    found = (_sum(key, parts, table.base.answered) for key, parts in cells.items())
    return replace(table, cells=tuple(found))


def _sum(key: tuple[str, ...], parts: list[Cell], base: int) -> Cell:
    """One cell of several; hidden when any of them is."""
    if len(parts) == 1:
        return replace(parts[0], key=key)
    hidden = next((cell.hidden for cell in parts if cell.hidden), None)
    counts = [cell.count for cell in parts if cell.count is not None]
    if hidden or len(counts) < len(parts):
        return Cell(key, None, hidden=hidden)
    if any(cell.share is None for cell in parts):
        return Cell(key, sum(counts))
    interval = None
    if all(cell.interval for cell in parts):
        low, high = wilson(sum(counts), base)
        interval = Interval(float(low), float(high))
    return Cell(key, sum(counts), sum(counts) / base, interval)
