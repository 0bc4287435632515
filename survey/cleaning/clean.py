"""Takes out what the rules say, and keeps a record of it. Reads no file and writes none.

Rules are applied in a fixed order, and each sees what those before it left: empty and test rows,
duplicates, speeders, straight-liners; then answers in the windows of defects; then personal data in
texts is replaced. So no response is counted by two rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from survey.cleaning import personal, taken
from survey.cleaning.documents import CleaningError
from survey.cleaning.record import Exclusion, Reason, Rule
from survey.cleaning.rules import Duplicates, Empty, Rules, Speeders, Trials, problems
from survey.responses import (
    CHANNEL,
    SECONDS,
    SUBMITTED,
    Responses,
    answered,
    own_words,
    shown,
)

Out = tuple[pd.Series, tuple[Reason, ...]]
"""Whether each response is left out, and why."""


@dataclass(frozen=True)
class Cleaned:
    """What is left, and what was taken out.

    The index of ``responses.table`` is that of the table before, so that codings still find their
    responses. ``excluded`` has the same index and a column for each column of answers, without
    those of own words: whether a rule took out what stood there, which is NA in the table now.
    Questions that were shown because of such an answer are marked as well, though `shown` no longer
    holds for them; so whoever is marked was shown the question.
    """

    responses: Responses
    excluded: pd.DataFrame
    exclusions: tuple[Exclusion, ...]


def clean(responses: Responses, rules: Rules) -> Cleaned:
    """The responses after cleaning. Raises `CleaningError` where the rules do not fit them."""
    if breaches := problems(rules, responses.instrument):
        raise CleaningError("\n".join(breaches))
    record: list[Exclusion] = []
    left = responses
    for rule, find in _steps(rules):
        out, why = find(left)
        record.append(Exclusion(rule, "responses", int(out.sum()), why))
        left = Responses(left.instrument, left.table[~out])
    excluded = taken.none(left)
    for kind, mask, why in taken.steps(left, rules):
        mask &= ~excluded
        record.append(Exclusion(kind, "answers", taken.count(left, mask), why))
        excluded |= mask
    if rules.defects:
        routed = taken.routed(left, excluded)
        number = taken.count(left, routed)
        record.append(Exclusion("routing", "answers", number, (Reason("routing"),)))
        excluded |= routed
    table, found = personal.redact_table(taken.out(left, excluded), left.instrument, rules.personal)
    kinds = [Reason(kind, {"count": number}) for kind, number in found.items() if number]
    why = (Reason("personal"), *kinds)
    record.append(Exclusion("personal", "passages", sum(found.values()), why))
    return Cleaned(Responses(left.instrument, table), excluded, tuple(record))


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
    why = Reason("empty-one" if rule.answers == 1 else "empty", {"answers": rule.answers})
    return _answers(responses) < rule.answers, (why,)


def _test(responses: Responses, rule: Trials) -> Out:
    table = responses.table
    out = pd.Series(False, table.index)
    why = []
    if rule.before is not None:
        out |= (table[SUBMITTED] < pd.Timestamp(rule.before)).fillna(False).astype(bool)
        why.append(Reason("before", {"time": f"{rule.before:%Y-%m-%d %H:%M %Z}"}))
    if rule.after is not None:
        out |= (table[SUBMITTED] > pd.Timestamp(rule.after)).fillna(False).astype(bool)
        why.append(Reason("after", {"time": f"{rule.after:%Y-%m-%d %H:%M %Z}"}))
    if rule.channels:
        out |= table[CHANNEL].isin(rule.channels).astype(bool)
        why.append(Reason("channels", {"channels": ", ".join(rule.channels)}))
    if rule.words:
        words = {word.casefold() for word in rule.words}
        for column in texts(responses):
            out |= table[column].str.strip().str.casefold().isin(words).astype(bool)
        why.append(Reason("words", {"words": ", ".join(rule.words)}))
    return out, tuple(why)


def _duplicates(responses: Responses, rule: Duplicates) -> Out:
    table = responses.table
    why = (Reason("duplicates", {"minutes": f"{rule.minutes:g}"}), *taken.unsent(responses))
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
    why = [Reason("speeders", {"share": f"{rule.share:.0%}"})]
    if timed < rule.least:
        why.append(Reason("few-times", {"count": timed, "least": rule.least}))
        return pd.Series(False, table.index), tuple(why)
    if timed < len(table):
        why.append(Reason("untimed", {"count": len(table) - timed}))
    return pace < rule.share * pace.median(), tuple(why)


def texts(responses: Responses) -> list[str]:
    """The columns that hold texts of respondents."""
    questions = responses.instrument.questions
    return [q.id for q in questions if q.kind == "text"] + [
        own_words(q) for q in questions if q.other
    ]
