"""What is counted: each question of an edition as one or more items with yes or no per person.

An item is a question, a row of a matrix, or the first places of a ranking. Everything is counted
per person: who chose three options is one respondent in each of three cells, never three answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.estimates.plan import Plan, bounds
from survey.instrument import Question
from survey.responses import (
    OTHER,
    Responses,
    answered,
    columns,
    option_ids,
    own_words,
    shown,
)

FIRST = "first"
"""``wishes:first`` is the table of a ranking's first places, ``wishes`` of all its places."""
UNMATCHED = "unmatched"
"""The answers in own words that no code of the codebook fits."""
UNSAID = "unsaid"
"""Those who answered "other" and wrote nothing."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Item:
    """One item of n respondents and k possible answers.

    ``chosen`` is n x k: whether the respondent gave the answer. The masks are of length n:
    ``shown``, ``excluded`` (an answer that cleaning took out), ``answered``; whoever was not shown
    the item is in neither of the others, and who was excluded did not answer.
    """

    id: str
    question: Question
    keys: tuple[str, ...]
    chosen: Mask
    shown: Mask
    excluded: Mask
    answered: Mask
    additive: bool


def items(
    responses: Responses,
    question: Question,
    excluded: pd.DataFrame | None,
    plan: Plan,
    codes: pd.DataFrame | None = None,
) -> Iterator[Item]:
    """The items of a question; free text has one when it is coded.

    ``codes`` has the index of the responses, or a part of it, and a column for each code: whether
    the text has it. A text without any code is `UNMATCHED`.

    ``excluded`` is true where cleaning took an answer out. It has the rows of the responses, and
    columns named by questions or by the columns of the responses, or both. Who is in it was shown
    the question, though the skip logic may hang on an answer that is gone as well.
    """
    for answers in _answers(responses, question, plan, codes):
        yield _item(responses, question, excluded, answers)


def coded_own_words(
    responses: Responses,
    question: Question,
    excluded: pd.DataFrame | None,
    codes: pd.DataFrame,
) -> Item:
    """What those who answered a choice with "other" said, by ``codes`` as in `items`.

    They are the base, so that it is the count of that answer; some of them are `UNSAID`. Who chose
    another option is shown the question and gives no answer here.
    """
    if question.kind == "multiple":
        other = responses.table[f"{question.id}.{OTHER}"].to_numpy(dtype=bool, na_value=False)
    else:
        other = (responses.table[question.id] == OTHER).to_numpy(dtype=bool)
    keys, chosen = _coded(responses, codes)
    said = responses.table.index.isin(codes.index)
    chosen = np.column_stack([chosen & said[:, None], ~said])
    names = list(columns(question))
    answers = _Answers(own_words(question), names, (*keys, UNSAID), chosen, other, False)
    return _item(responses, question, excluded, answers)


@dataclass(frozen=True)
class _Answers:
    """The answers to an item as they stand in ``columns``, before skip logic and exclusions."""

    id: str
    columns: Sequence[str]
    keys: tuple[str, ...]
    chosen: Mask
    given: Mask
    additive: bool


def _item(
    responses: Responses, question: Question, excluded: pd.DataFrame | None, answers: _Answers
) -> Item:
    """The item after skip logic and exclusions."""
    seen = shown(responses, question).to_numpy(dtype=bool)
    out = _out(responses, question, answers.columns, excluded)
    counted = answers.given & seen & ~out
    return Item(
        id=answers.id,
        question=question,
        keys=answers.keys,
        chosen=answers.chosen & counted[:, None],
        shown=seen | out,
        excluded=out,
        answered=counted,
        additive=answers.additive,
    )


def _coded(responses: Responses, codes: pd.DataFrame) -> tuple[tuple[str, ...], Mask]:
    """The codes and `UNMATCHED`, and whether each response has them."""
    frame = codes.reindex(responses.table.index, fill_value=False)
    chosen = frame.to_numpy(dtype=bool, na_value=False)
    keys = (*map(str, codes.columns), UNMATCHED)
    return keys, np.column_stack([chosen, ~chosen.any(axis=1)])


def _answers(
    responses: Responses, question: Question, plan: Plan, codes: pd.DataFrame | None
) -> Iterator[_Answers]:
    names = list(columns(question))
    match question.kind:
        case "text":
            if codes is None:
                return
            keys, chosen = _coded(responses, codes)
            given = answered(responses, question).to_numpy(dtype=bool)
            yield _Answers(question.id, names, keys, chosen, given, False)
        case "multiple":
            chosen = responses.table[names].to_numpy(dtype=bool, na_value=False)
            given = answered(responses, question).to_numpy(dtype=bool)
            yield _Answers(question.id, names, option_ids(question), chosen, given, False)
        case "ranking":
            ranks = responses.table[names].to_numpy(dtype=float, na_value=np.nan)
            chosen, first, keys = ~np.isnan(ranks), ranks == 1, option_ids(question)
            given = np.asarray(chosen.any(axis=1))
            yield _Answers(question.id, names, keys, chosen, given, False)
            one = first.sum(axis=1) == 1
            yield _Answers(f"{question.id}:{FIRST}", names, keys, first, one, True)
        case _:
            for name in names:
                keys, places = _places(responses, question, name, plan)
                chosen = places[:, None] == np.arange(len(keys))
                yield _Answers(name, [name], keys, chosen, places >= 0, True)


def _out(
    responses: Responses, question: Question, names: Sequence[str], excluded: pd.DataFrame | None
) -> Mask:
    if excluded is None:
        return np.zeros(len(responses), dtype=bool)
    found = list(dict.fromkeys(c for c in (question.id, *names) if c in excluded.columns))
    flags = excluded[found].to_numpy(dtype=bool, na_value=False)
    return np.asarray(flags.any(axis=1), dtype=bool)


def _places(
    responses: Responses, question: Question, name: str, plan: Plan
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The possible answers, and the place of each respondent's answer among them; -1 for none."""
    values = responses.table[name]
    if question.kind == "number":
        edges = bounds(plan, responses.instrument, question.id)
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        codes = np.searchsorted(edges, numbers, side="right")
        return _classes(edges), np.where(np.isnan(numbers), -1, codes)
    if question.kind == "date":
        years = values.dt.year.to_numpy(dtype=float, na_value=np.nan)
        known = years[~np.isnan(years)]
        if not known.size:
            return (), np.full(len(years), -1)
        first, last = int(known.min()), int(known.max())
        codes = np.where(np.isnan(years), -1, years - first).astype(np.int64)
        return tuple(map(str, range(first, last + 1))), codes
    keys = option_ids(question)
    return keys, np.asarray(pd.Categorical(values, categories=list(keys)).codes, dtype=np.int64)


def _classes(edges: Sequence[float]) -> tuple[str, ...]:
    """The names of classes: ``..1``, ``1..10`` (from 1 to below 10), ``10..``."""
    words = ["", *(f"{edge:.15g}" for edge in edges), ""]
    return tuple(f"{low}..{high}" for low, high in pairwise(words))
