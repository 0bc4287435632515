"""The figures of an edition: a table for each item, and for what the plan declares besides.

Distributions only: a scale has no mean, its points are in order and not at equal distances.
Nothing here is protected: what is published goes through disclosure control first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.estimates.combinations import combinations
from survey.estimates.intervals import wilson
from survey.estimates.items import Item, Mask, coded_own_words, items
from survey.estimates.model import CHANNELS, TOGETHER, Base, Cell, Figures, Interval, Table
from survey.estimates.plan import Plan, PlanError, problems
from survey.instrument import Question
from survey.responses import CHANNEL, Responses

UNKNOWN, REST = "unknown", "rest"
"""The groups of those whose recruitment channel was not recorded, and of those who came by a rare
one.
"""
LEAST = 10
"""Recruitment channels that fewer came by are taken together."""


def figures(
    responses: Responses,
    excluded: pd.DataFrame | None = None,
    plan: Plan | None = None,
    codes: Mapping[str, pd.DataFrame] | None = None,
) -> Figures:
    """All figures of the responses, in the order of the instrument, cross tables last.

    ``excluded`` is what cleaning took out and ``codes`` how the texts of a question were coded, as
    `items.items` describes them; those of a choice's own words make a table of their own. Raises
    `PlanError` when the plan does not fit the instrument, as when it crosses a sensitive question,
    and `ValueError` when ``excluded`` is of other responses.
    """
    plan, codes = plan or Plan(), codes or {}
    if excluded is not None and not excluded.index.equals(responses.table.index):
        raise ValueError("what was taken out has another index than the responses")
    for line in problems(plan, responses.instrument):
        raise PlanError(f"the plan of the figures: {line}")
    found = {
        question.id: tuple(items(responses, question, excluded, plan, codes.get(question.id)))
        for question in responses.instrument.questions
    }
    own = {
        question.id: coded_own_words(responses, question, excluded, codes[question.id])
        for question in responses.instrument.questions
        if question.other and question.id in codes
    }
    tables = [
        _table(item, plan)
        for id, of in found.items()
        for item in (*of, *([own[id]] if id in own else []))
    ]
    tables += [_together(item, plan) for id in plan.combinations for item in found[id]]
    for id, by in plan.crossed:
        (group,) = found[by]
        masks = {key: group.chosen[:, place] for place, key in enumerate(group.keys)}
        tables += [_crossed(item, by, masks, plan) for item in found[id]]
    instrument = responses.instrument
    return Figures(instrument.survey, instrument.edition, tuple(tables))


def by_channel(
    responses: Responses,
    question: Question,
    excluded: pd.DataFrame | None = None,
    plan: Plan | None = None,
) -> tuple[Table, ...]:
    """The items of a question crossed with the recruitment channel, to standardise with.

    Not for publication: a channel can be a single mail to a handful of people.
    """
    channels = _channels(responses)
    masks = {name: np.asarray(channels == name) for name in sorted(set(channels))}
    plan = plan or Plan()
    found = items(responses, question, excluded, plan)
    return tuple(_crossed(item, CHANNEL, masks, plan) for item in found)


def composition(responses: Responses, plan: Plan | None = None) -> Table | None:
    """How the respondents came here; None where no channel has a name.

    Channels of fewer than `LEAST` are taken together as `REST`, since what stands in a link can be
    the name of one person; if these are still so few, with the next larger ones.
    """
    plan = plan or Plan()
    channels = pd.Series(_channels(responses), dtype=object)
    sizes = channels[channels != UNKNOWN].value_counts().sort_index().sort_values(kind="stable")
    together = sizes.cumsum().shift(fill_value=0)
    rare = sizes.index[(sizes < LEAST) | ((together > 0) & (together < LEAST))]
    channels = channels.where(~channels.isin(rare), REST)
    if len(rare) == len(sizes):
        return None
    keys = sorted(set(channels) - {REST, UNKNOWN})
    keys += [name for name in (REST, UNKNOWN) if (channels == name).any()]
    base = Base(len(channels), 0, 0, 0, len(channels))
    counts = np.array([int((channels == key).sum()) for key in keys], dtype=int)
    cells = _counted([(key,) for key in keys], counts, base, plan)
    return Table(CHANNELS, CHANNELS, base, tuple(cells))


def _channels(responses: Responses) -> NDArray[np.object_]:
    return responses.table[CHANNEL].fillna(UNKNOWN).to_numpy(dtype=object)


def _table(item: Item, plan: Plan) -> Table:
    everybody = np.ones(len(item.answered), dtype=bool)
    base = _base(item, everybody)
    cells = tuple(_cells(item, everybody, base, (), plan))
    return Table(item.id, item.question.id, base, cells, additive=item.additive)


def _together(item: Item, plan: Plan) -> Table:
    base = _base(item, np.ones(len(item.answered), dtype=bool))
    found = combinations(item)
    counts = np.array(list(found.values()), dtype=int)
    cells = tuple(_counted([(key,) for key in found], counts, base, plan))
    return Table(f"{item.id}{TOGETHER}", item.question.id, base, cells)


def _crossed(item: Item, by: str, masks: dict[str, Mask], plan: Plan) -> Table:
    """Its base is of those who are in a group, so that the groups add up to it."""
    anybody = np.any(list(masks.values()), axis=0) if masks else np.zeros_like(item.answered)
    groups = {key: _base(item, mask) for key, mask in masks.items()}
    cells = tuple(
        cell
        for key, mask in masks.items()
        for cell in _cells(item, mask, groups[key], (key,), plan)
    )
    return Table(
        f"{item.id}:by:{by}",
        item.question.id,
        _base(item, anybody),
        cells,
        by=by,
        groups=groups,
        additive=item.additive,
    )


def _base(item: Item, mask: Mask) -> Base:
    asked, seen = int(mask.sum()), int((mask & item.shown).sum())
    out, answered = int((mask & item.excluded).sum()), int((mask & item.answered).sum())
    return Base(asked, asked - seen, seen - out - answered, out, answered)


def _cells(
    item: Item, mask: Mask, base: Base, group: tuple[str, ...], plan: Plan
) -> Iterator[Cell]:
    keys = [(*group, *_row(item), key) for key in item.keys]
    return _counted(keys, item.chosen[mask].sum(axis=0), base, plan)


def _counted(
    keys: Sequence[tuple[str, ...]], counts: NDArray[np.int64], base: Base, plan: Plan
) -> Iterator[Cell]:
    low, high = wilson(counts, base.answered)
    enough = base.answered >= plan.minimum_base
    for place, key in enumerate(keys):
        count = int(counts[place])
        share = count / base.answered if enough else None
        interval = Interval(float(low[place]), float(high[place]))
        yield Cell(key, count, share, interval if enough and plan.intervals else None)


def _row(item: Item) -> tuple[str, ...]:
    """The row of a matrix that the item is."""
    return tuple(item.id.split("/", 1)[1:])
