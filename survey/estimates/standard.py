"""The share that there would be, had this year's respondents come by last year's channels.

A trend can be nothing but a new mailing list. Direct standardisation gives each recruitment channel
the weight it had last year; it stands beside the raw share and never replaces it. It allows for the
channels alone, not for who came through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from survey.estimates.intervals import wilson
from survey.estimates.model import Interval, Table
from survey.estimates.tables import LEAST, REST, by_channel
from survey.responses import Responses

Kept = tuple[Responses, pd.DataFrame | None]
"""Responses, and what cleaning took out of them."""
DECIMALS = 2
"""Finer differences would give away what single channels answered, which nothing else tells."""
Strata = Mapping[str, tuple[int, Mapping[tuple[str, ...], int]]]


@dataclass(frozen=True)
class Standardised:
    """A share of this year with last year's mix of channels, beside last year's raw share.

    The indicative interval is Wilson's with Kish's effective base (Kish 1965, Survey Sampling,
    section 11.7): uneven weights make it wider.
    """

    table: str
    key: tuple[str, ...]
    before: float
    share: float
    interval: Interval

    @property
    def difference(self) -> float:
        """What changed at last year's mix, from -1 to 1."""
        return self.share - self.before


def standardise(before: Table, now: Table) -> tuple[Standardised, ...]:
    """The standardised shares of the cells that both tables have; see `tables.by_channel`.

    Both tables are of one item by channel, with every count. Channels by which fewer than `LEAST`
    answered in either year are taken together. There is nothing where one year has
    no answers, or where a part of last year's respondents came by channels that nobody came by
    this year: no weight can stand for them.
    """
    strata = _strata(before, now)
    old, new = (_merged(table, strata) for table in (before, now))
    total = sum(base for base, _ in old.values())
    weights = {name: base / total for name, (base, _) in old.items() if base}
    if not weights or any(not new[name][0] for name in weights):
        return ()
    effective = 1 / sum(weight**2 / new[name][0] for name, weight in weights.items())
    return tuple(_each(before, now, old, new, weights, effective))


def differences(
    before: Kept, now: Kept, questions: Iterable[str]
) -> dict[tuple[str, tuple[str, ...]], float]:
    """What changed at last year's mix, by table and key, for `changes`.

    ``questions`` are the ids of those that are the same in both years or only relabelled. What is
    returned may be published: it is rounded to `DECIMALS`.
    """
    found = {}
    for id in questions:
        pair = [by_channel(kept[0], kept[0].instrument[id], kept[1]) for kept in (before, now)]
        earlier = {table.id: table for table in pair[0]}
        for table in pair[1]:
            if table.id in earlier:
                for each in standardise(earlier[table.id], table):
                    found[each.table, each.key] = round(each.difference, DECIMALS)
    return found


def _each(
    before: Table,
    now: Table,
    old: Strata,
    new: Strata,
    weights: Mapping[str, float],
    effective: float,
) -> Iterator[Standardised]:
    total = sum(base for base, _ in old.values())
    earlier = {cell.key[1:] for cell in before.cells}
    for key in dict.fromkeys(cell.key[1:] for cell in now.cells):
        if key not in earlier:
            continue
        share = sum(w * new[name][1].get(key, 0) / new[name][0] for name, w in weights.items())
        low, high = (float(end) for end in wilson(share * effective, effective))
        raw = sum(counts.get(key, 0) for _, counts in old.values()) / total
        table = now.id.removesuffix(f":by:{now.by}")
        yield Standardised(table, key, raw, share, Interval(low, high))


def _strata(before: Table, now: Table) -> Mapping[str, str]:
    """The stratum of each channel: its own, or the rest."""
    names = dict.fromkeys((*before.groups, *now.groups))
    return {
        name: name
        if all(
            t.groups[name].answered >= LEAST if name in t.groups else False for t in (before, now)
        )
        else REST
        for name in names
    }


def _merged(table: Table, strata: Mapping[str, str]) -> Strata:
    """Of each stratum the base and the counts by key."""
    bases = dict.fromkeys(strata.values(), 0)
    counts: dict[str, dict[tuple[str, ...], int]] = {name: {} for name in bases}
    for channel, base in table.groups.items():
        bases[strata[channel]] += base.answered
    for cell in table.cells:
        part = counts[strata[cell.key[0]]]
        part[cell.key[1:]] = part.get(cell.key[1:], 0) + (cell.count or 0)
    return {name: (bases[name], counts[name]) for name in bases}
