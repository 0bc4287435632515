"""Answers that are taken out while their response stays, as boolean tables.

Such a table has the index of the responses and a column for each column of answers, without those
of own words: whether what stands there is taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from survey.cleaning.record import Reason, defect_reason
from survey.cleaning.rules import Defect, Rules, StraightLiners
from survey.instrument import Question
from survey.responses import LANGUAGE, SUBMITTED, Responses, answered, columns, own_words, shown


def none(responses: Responses) -> pd.DataFrame:
    """The table in which nothing is taken out."""
    names = [name for question in responses.instrument.questions for name in columns(question)]
    return pd.DataFrame(False, index=responses.table.index, columns=names)


def count(responses: Responses, excluded: pd.DataFrame) -> int:
    """How many answers are taken out; the answers to a question count once for a response."""
    given = excluded & responses.table[list(excluded)].notna()
    return sum(
        int(given[list(columns(question))].any(axis=1).sum())
        for question in responses.instrument.questions
    )


def out(responses: Responses, excluded: pd.DataFrame) -> pd.DataFrame:
    """The table of responses without these answers, and without the own words beside them."""
    table = responses.table.copy()
    for question in responses.instrument.questions:
        mask = excluded[list(columns(question))]
        if not mask.to_numpy().any():
            continue
        for name in columns(question):
            table[name] = table[name].mask(mask[name])
        if question.other:
            name = own_words(question)
            table[name] = table[name].mask(mask.any(axis=1))
    return table


def steps(
    responses: Responses, rules: Rules
) -> Iterator[tuple[Literal["straight-liners", "defect"], pd.DataFrame, tuple[Reason, ...]]]:
    """For each rule what it takes out, and why."""
    rule = rules.straight_liners
    if rule is not None and rule.takes == "answers":
        _, why = straight(responses, rule)
        yield "straight-liners", _straight_answers(responses, rule), why
    for defect in rules.defects:
        yield "defect", *_defect(responses, defect)


def straight(responses: Responses, rule: StraightLiners) -> tuple[pd.Series, tuple[Reason, ...]]:
    """Whether each response is one of a straight-liner, and why."""
    looked = np.zeros(len(responses), dtype=int)
    alike = np.zeros(len(responses), dtype=int)
    for question in _matrices(responses, rule):
        able, same = _rows(responses, question, rule)
        looked += able
        alike += able & same
    found = (looked >= rule.matrices) & (alike == looked) & (looked > 0)
    why = Reason("straight-liners", {"matrices": rule.matrices, "rows": rule.rows})
    return pd.Series(found, responses.table.index), (why,)


def _matrices(responses: Responses, rule: StraightLiners) -> list[Question]:
    return [q for q in responses.instrument.questions if len(q.rows) >= rule.rows]


def _rows(
    responses: Responses, question: Question, rule: StraightLiners
) -> tuple[np.ndarray, np.ndarray]:
    """Whether enough rows are answered, and whether all of those have the same option."""
    codes = np.column_stack([responses.table[name].cat.codes for name in columns(question)])
    given = codes >= 0
    highest = codes.max(axis=1)
    lowest = np.where(given, codes, np.iinfo(codes.dtype).max).min(axis=1)
    return given.sum(axis=1) >= rule.rows, lowest == highest


def _straight_answers(responses: Responses, rule: StraightLiners) -> pd.DataFrame:
    liners = straight(responses, rule)[0].to_numpy()
    excluded = none(responses)
    for question in _matrices(responses, rule):
        able, _ = _rows(responses, question, rule)
        _take(responses, excluded, question, pd.Series(liners & able, excluded.index))
    return excluded


def _defect(responses: Responses, defect: Defect) -> tuple[pd.DataFrame, tuple[Reason, ...]]:
    table = responses.table
    sent = table[SUBMITTED]
    inside = (sent >= pd.Timestamp(defect.start)) & (sent < pd.Timestamp(defect.end))
    if defect.languages:
        inside &= table[LANGUAGE].isin(defect.languages).astype(bool)
    excluded = none(responses)
    for id in defect.questions:
        _take(responses, excluded, responses.instrument[id], inside)
    return excluded, (defect_reason(defect), *unsent(responses))


def unsent(responses: Responses) -> tuple[Reason, ...]:
    """That responses have no time of sending, where that is so."""
    number = int(responses.table[SUBMITTED].isna().sum())
    return (Reason("unsent", {"count": number}),) if number else ()


def routed(responses: Responses, excluded: pd.DataFrame) -> pd.DataFrame:
    """What else has to go: questions that were shown because of an answer that is taken out.

    Without it nobody could say any more who was shown them. They are marked where there is no
    answer too, so that nobody who was shown a question counts as not shown.
    """
    more = none(responses)
    for question in responses.instrument.questions:
        for condition in question.shown_if:
            gate = list(columns(responses.instrument[condition.question]))
            gone = excluded[gate].any(axis=1) | more[gate].any(axis=1)
            rows = gone & shown(responses, question)
            for name in columns(question):
                more[name] |= rows
    return more & ~excluded


def _take(
    responses: Responses, excluded: pd.DataFrame, question: Question, rows: pd.Series
) -> None:
    """Marks in ``excluded`` what these rows answer to the question."""
    rows = rows & answered(responses, question)
    for name in columns(question):
        excluded[name] |= rows & responses.table[name].notna()
