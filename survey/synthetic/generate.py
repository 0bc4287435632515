"""Draws synthetic responses: realistic mixes, skip logic obeyed, gaps, hurry, own words.

The taste for an option depends on its ids alone, so that two editions resemble each other; who
answers depends on the seed and the edition. The same seed gives the same table.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey.instrument import Instrument, Question
from survey.instrument.rules import seconds
from survey.responses import (
    CHANNEL,
    LANGUAGE,
    OTHER,
    SECONDS,
    SUBMITTED,
    Responses,
    columns,
    empty,
    option_ids,
    own_words,
    shown,
)

LABEL = "synthetic"
"""Begins the name of every recruitment channel and every text of a synthetic response."""
CHANNELS = tuple(
    f"{LABEL}-{name}" for name in ("mailing-list", "forum", "social-media", "conference")
)
_REACH = (0.45, 0.25, 0.2, 0.1)
_WEEKS = 4
_BREAK_OFF = 0.06
_NO_ANSWER = {"text": 0.7, "number": 0.15, "date": 0.15, "ranking": 0.1, "matrix": 0.08}

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _People:
    """Who answers: their depth of use (a normal score), where they stop, who draws one line."""

    random: np.random.Generator
    depth: Floats
    stops: npt.NDArray[np.int64]
    one_line: Booleans

    def __len__(self) -> int:
        return len(self.depth)


def generate(
    instrument: Instrument, count: int, seed: int = 2026, faults: float = 0.03
) -> Responses:
    """``count`` synthetic responses to an instrument, in the order in which they were sent.

    ``faults`` is the share of responses that cleaning is there for: a third each of them was
    answered in a hurry, in one line, or sent twice. Raises `ValueError` for a count below 0.
    """
    if count < 0:
        raise ValueError(f"the count of responses is {count}; it has to be 0 or more")
    random = np.random.default_rng([seed, _number(f"{instrument.survey}/{instrument.edition}")])
    length = len(instrument.questions)
    people = _People(
        random,
        depth=random.normal(size=count),
        stops=np.where(
            random.random(count) < _BREAK_OFF, random.integers(1, length + 1, count), length
        ),
        one_line=random.random(count) < faults / 3,
    )
    table = empty(instrument, count)
    _frame(table, instrument, people, hurried=random.random(count) < faults / 3)
    for place, question in enumerate(instrument.questions):
        visible = shown(Responses(instrument, table), question).to_numpy(bool)
        gap = 0.0 if question.required else _NO_ANSWER.get(question.kind, 0.03)
        answers = visible & (people.stops > place) & (random.random(count) >= gap)
        _answer(table, question, people, answers, instrument.edition)
    table = _sent_twice(table, random.random(count) < faults / 3)
    order = np.argsort(table[SUBMITTED].to_numpy(), kind="stable")
    return Responses(instrument, table.iloc[order].reset_index(drop=True))


def is_synthetic(responses: Responses) -> bool:
    """Whether every channel and every text, of which there has to be one, says so.

    Not any: people write of "synthetic aperture radar". Raises `ValueError` when some responses
    came by a synthetic channel and others did not.
    """
    table = responses.table
    made_up = table[CHANNEL].isin(CHANNELS)
    if made_up.any() and not made_up.all():
        raise ValueError(
            f"{int(made_up.sum())} of {len(table)} responses are synthetic, the others are not; "
            "take the synthetic ones out"
        )
    texts = [own_words(q) for q in responses.instrument.questions if q.other]
    texts += [q.id for q in responses.instrument.questions if q.kind == "text"]
    said = [table[column].dropna() for column in (CHANNEL, *texts)]
    return any(map(len, said)) and all(each.str.startswith(LABEL).all() for each in said)


def _frame(table: pd.DataFrame, instrument: Instrument, people: _People, hurried: Booleans) -> None:
    """When, how long, from where and in which language."""
    random, count = people.random, len(people)
    start = pd.Timestamp(int(instrument.edition), 10, 1, tz="UTC")
    days = np.minimum(random.exponential(7, count) + random.random(count), 7 * _WEEKS)
    table[SUBMITTED] = pd.Series(
        (start + pd.to_timedelta(np.round(days * 86400), unit="s")).to_numpy(), table.index
    ).astype("datetime64[ns, UTC]")
    typical = sum(map(seconds, instrument.questions)) * 0.9
    taken = typical * np.exp(random.normal(scale=0.4, size=count))
    taken = np.where(hurried, typical * random.uniform(0.05, 0.15, count), taken)
    table[SECONDS] = pd.array(np.round(taken), dtype="Float64")
    table[CHANNEL] = pd.array(random.choice(CHANNELS, count, p=_REACH), dtype="string")
    languages = [texts.language for texts in instrument.texts]
    share = np.array([4.0, *([1.0] * (len(languages) - 1))])
    table[LANGUAGE] = pd.array(
        random.choice(languages, count, p=share / share.sum()), dtype="string"
    )


def _answer(
    table: pd.DataFrame, question: Question, people: _People, answers: Booleans, edition: str
) -> None:
    """Fill the columns of one question, for those who answer it."""
    random, count = people.random, len(people)
    match question.kind:
        case "single" | "scale" | "matrix":
            _choose(table, question, people, answers)
        case "multiple":
            chosen = _several(question, people)
            for column, values in zip(columns(question), chosen.T, strict=True):
                table[column] = pd.Series(values, dtype="boolean").where(answers)
        case "ranking":
            assert question.most is not None
            order = np.argsort(np.argsort(-_scores(question, people), axis=1), axis=1) + 1
            places = random.integers(1, question.most + 1, (count, 1))
            for column, place in zip(columns(question), order.T, strict=True):
                ranked = answers & (place <= places[:, 0])
                table[column] = pd.Series(place, dtype="Int8").where(ranked)
        case "number":
            low = 0.0 if question.lowest is None else question.lowest
            high = np.inf if question.highest is None else question.highest
            drawn = low + np.round(np.exp(3 + 2 * random.normal(size=count)))
            table[question.id] = pd.Series(np.minimum(drawn, high), dtype="Float64").where(answers)
        case "date":
            last = pd.Timestamp(int(edition), 9, 30)
            days = pd.to_timedelta(np.minimum(random.exponential(900, count) // 1, 3600), unit="D")
            table[question.id] = pd.Series(last - days).astype("datetime64[ns]").where(answers)
        case "text":
            table[question.id] = _words(random, count, "comment", answers)
    if question.other:
        mine = table[list(columns(question))]
        used = (
            mine.iloc[:, -1].to_numpy(np.int64, na_value=0) > 0
            if question.kind in ("multiple", "ranking")
            else (mine == OTHER).any(axis=1).to_numpy()
        )
        table[own_words(question)] = _words(random, count, "answer", used)


def _choose(table: pd.DataFrame, question: Question, people: _People, answers: Booleans) -> None:
    """One option for each person; of a matrix, for each row, and some rows are left out."""
    for column in columns(question):
        if question.kind == "single":
            drawn = np.argmax(_scores(question, people), axis=1)
        else:
            lean = _taste(column, 1)[0] * 0.5
            latent = lean + 0.4 * people.depth + people.random.normal(size=len(people))
            steps = len(question.options)
            drawn = np.clip(np.floor((latent + 2) / 4 * steps), 0, steps - 1).astype(np.int64)
        given = answers
        if question.kind == "matrix":
            drawn = np.where(people.one_line, 0, drawn)
            given = answers & (people.one_line | (people.random.random(len(people)) > 0.02))
        codes = np.where(given, drawn, -1).astype(np.int64)
        kind = pd.CategoricalDtype(list(option_ids(question)), question.kind == "scale")
        table[column] = pd.Categorical.from_codes(codes, dtype=kind)


def _several(question: Question, people: _People) -> Booleans:
    """Which options each person chooses: at least one, at most ``most``, exclusive ones alone."""
    options = option_ids(question)
    alone = np.zeros(len(options), bool)
    alone[: len(question.options)] = [option.exclusive for option in question.options]
    scores = _scores(question, people)
    limit = min(question.most or len(options), int((~alone).sum()))
    shared = np.where(alone, -np.inf, scores)
    order = np.argsort(np.argsort(-shared, axis=1), axis=1)
    chosen = (order < limit) & ((shared > 1.2) | (order == 0))
    if alone.any():
        none = people.random.random(len(people)) < 0.05
        which = np.argmax(np.where(alone, scores, -np.inf), axis=1)
        only = np.arange(len(options)) == which[:, None]
        chosen = np.where(none[:, None], only, chosen)
    found: Booleans = chosen
    return found


def _scores(question: Question, people: _People) -> Floats:
    """How much each person is drawn to each option, persons x options."""
    options = option_ids(question)
    taste = np.array([_taste(f"{question.id}.{option}", 2) for option in options])
    lean = np.outer(people.depth, taste[:, 1] * 0.4)
    rare = np.where(np.array(options) == OTHER, -2.5, 0.0)
    found: Floats = (
        taste[:, 0] * 0.9 + rare + lean + people.random.gumbel(size=(len(people), len(options)))
    )
    return found


def _taste(name: str, size: int) -> Floats:
    return np.random.default_rng(_number(name)).normal(size=size)


def _words(random: np.random.Generator, count: int, what: str, where: Booleans) -> pd.Series:
    """Texts with a long tail, each labelled."""
    number = np.minimum(random.zipf(1.8, count), 500)
    pool = np.array([f"{LABEL} {what} {n}" for n in range(501)], dtype=object)
    return pd.Series(pool[number], dtype="string").where(where)


def _sent_twice(table: pd.DataFrame, again: Booleans) -> pd.DataFrame:
    """The table with the rows of ``again`` as the row before, sent again a minute later."""
    rows = np.arange(len(table))
    again = again & (rows > 0)
    found = table.iloc[np.where(again, rows - 1, rows)].reset_index(drop=True)
    found[SUBMITTED] += pd.to_timedelta(again.astype(np.int64), unit="min")
    return found


def _number(name: str) -> int:
    return zlib.crc32(name.encode())
