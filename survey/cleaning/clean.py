"""Takes out what the rules say, and keeps a record of it. Reads no file and writes none.

Rules are applied in a fixed order, and each sees what those before it left: empty and test rows,
duplicates, speeders, straight-liners; then answers in the windows of defects; then personal data in
texts is replaced. So no response is counted by two rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from survey.cleaning import personal, taken
from survey.cleaning.documents import CleaningError
from survey.cleaning.rules import Duplicates, Empty, Rules, Speeders, Trials, problems
from survey.instrument import Question
from survey.responses import (
    CHANNEL,
    SECONDS,
    SUBMITTED,
    Responses,
    answered,
    columns,
    own_words,
    shown,
)

Rule = Literal[
    "empty",
    "test",
    "duplicates",
    "speeders",
    "straight-liners",
    "defect",
    "routing",
    "personal",
]
Out = tuple[pd.Series, str]
"""Whether each response is left out, and the sentence that says why."""


@dataclass(frozen=True)
class Exclusion:
    """What one rule took out: ``count`` of ``unit``; ``line`` says so on the methods page.

    Of a rule that was applied and found nothing the count is 0. ``passages`` are pieces of texts
    that a placeholder took the place of.
    """

    rule: Rule
    unit: Literal["responses", "answers", "passages"]
    count: int
    line: str


@dataclass(frozen=True)
class Cleaned:
    """What is left, and what was taken out.

    The index of ``responses.table`` is that of the table before, so that codings still find their
    responses. ``excluded`` has the same index and a column for each column of answers, without
    those of own words: whether an answer stood there that a rule took out. It is NA in the table
    now, and what was routed by it was taken out too; so look at ``excluded`` before `shown`.
    """

    responses: Responses
    excluded: pd.DataFrame
    exclusions: tuple[Exclusion, ...]

    def excluded_of(self, question: Question) -> pd.Series:
        """Whether a rule took out what each response had at the question, or a part of it."""
        return self.excluded[list(columns(question))].any(axis=1)


def clean(responses: Responses, rules: Rules) -> Cleaned:
    """The responses after cleaning. Raises `CleaningError` where the rules do not fit them."""
    if breaches := problems(rules, responses.instrument):
        raise CleaningError("\n".join(breaches))
    record: list[Exclusion] = []
    left = responses
    for rule, find in _steps(rules):
        out, why = find(left)
        record.append(_exclusion(rule, "responses", int(out.sum()), why))
        left = Responses(left.instrument, left.table[~out])
    excluded = taken.none(left)
    for kind, mask, why in taken.steps(left, rules):
        mask &= ~excluded
        record.append(_exclusion(kind, "answers", taken.count(left, mask), why))
        excluded |= mask
    if rules.defects:
        routed = taken.routed(left, excluded)
        why = "which questions they saw hung on an answer that was taken out"
        record.append(_exclusion("routing", "answers", taken.count(left, routed), why))
        excluded |= routed
    table, found = personal.redact_table(taken.out(left, excluded), left.instrument, rules.personal)
    record.extend(
        Exclusion("personal", "passages", count, f"{personal.WORDS[kind]}: {count} replaced.")
        for kind, count in found.items()
    )
    return Cleaned(Responses(left.instrument, table), excluded, tuple(record))


def _exclusion(
    rule: Rule, unit: Literal["responses", "answers"], count: int, why: str
) -> Exclusion:
    noun = unit if count != 1 else unit.removesuffix("s")
    verb = "was" if count == 1 else "were"
    return Exclusion(rule, unit, count, f"{count} {noun} {verb} left out: {why}.")


def _steps(rules: Rules) -> Iterator[tuple[Rule, Callable[[Responses], Out]]]:
    if rules.empty is not None:
        yield "empty", partial(_empty, rule=rules.empty)
    if rules.test is not None:
        yield "test", partial(_test, rule=rules.test)
    if rules.duplicates is not None:
        yield "duplicates", partial(_duplicates, rule=rules.duplicates)
    if rules.speeders is not None:
        yield "speeders", partial(_speeders, rule=rules.speeders)
    straight = rules.straight_liners
    if straight is not None and straight.takes == "responses":
        yield "straight-liners", partial(taken.straight, rule=straight)


def _answers(responses: Responses) -> pd.Series:
    """How many questions each response answers."""
    total = np.zeros(len(responses), dtype=int)
    for question in responses.instrument.questions:
        total += answered(responses, question).to_numpy(dtype=bool)
    return pd.Series(total, responses.table.index)


def _empty(responses: Responses, rule: Empty) -> Out:
    fewer = "no question is" if rule.answers == 1 else f"fewer than {rule.answers} questions are"
    return _answers(responses) < rule.answers, f"{fewer} answered"


def _test(responses: Responses, rule: Trials) -> Out:
    table = responses.table
    out = pd.Series(False, table.index)
    why = []
    if rule.before is not None:
        out |= (table[SUBMITTED] < pd.Timestamp(rule.before)).fillna(False).astype(bool)
        why.append(f"sent before the survey opened ({rule.before:%Y-%m-%d %H:%M %Z})")
    if rule.after is not None:
        out |= (table[SUBMITTED] > pd.Timestamp(rule.after)).fillna(False).astype(bool)
        why.append(f"sent after it closed ({rule.after:%Y-%m-%d %H:%M %Z})")
    if rule.channels:
        out |= table[CHANNEL].isin(rule.channels).astype(bool)
        why.append(f"by a channel for trying out ({', '.join(rule.channels)})")
    if rule.words:
        words = {word.casefold() for word in rule.words}
        for column in texts(responses):
            out |= table[column].str.strip().str.casefold().isin(words).astype(bool)
        why.append(f"with a text of a trial ({', '.join(rule.words)})")
    return out, "; ".join(why)


def _duplicates(responses: Responses, rule: Duplicates) -> Out:
    table = responses.table
    why = f"the same answers as in a response at most {rule.minutes:g} minutes before"
    untimed = int(table[SUBMITTED].isna().sum())
    if untimed:
        why += f" ({untimed} without a time of sending could not be looked at)"
    answers = [column for column in table if not str(column).startswith("@")]
    out = pd.Series(False, table.index)
    able = table[(_answers(responses) >= rule.answers) & table[SUBMITTED].notna()]
    alike = able[able.duplicated(answers, keep=False)].sort_values(SUBMITTED, kind="stable")
    if len(alike):
        same = alike.groupby(answers, dropna=False, observed=True, sort=False)[SUBMITTED]
        out[alike.index[same.diff() <= pd.Timedelta(minutes=rule.minutes)]] = True
    return out, why


def _speeders(responses: Responses, rule: Speeders) -> Out:
    """Sets the time of a response against the number of questions that it was shown."""
    table = responses.table
    seen = np.zeros(len(table), dtype=int)
    for question in responses.instrument.questions:
        seen += shown(responses, question).to_numpy(dtype=bool)
    pace = pd.Series(
        table[SECONDS].to_numpy(dtype=float, na_value=np.nan) / np.maximum(seen, 1), table.index
    )
    timed = int(pace.notna().sum())
    why = f"less than {rule.share:.0%} of the median time for each question shown"
    if timed < rule.least:
        return pd.Series(False, table.index), (
            f"{why}; not applied, as only {timed} responses have a time and {rule.least} are needed"
        )
    if timed < len(table):
        why += f" ({len(table) - timed} without a time taken could not be looked at)"
    return pace < rule.share * pace.median(), why


def texts(responses: Responses) -> list[str]:
    """The columns that hold texts of respondents."""
    questions = responses.instrument.questions
    return [q.id for q in questions if q.kind == "text"] + [
        own_words(q) for q in questions if q.other
    ]
