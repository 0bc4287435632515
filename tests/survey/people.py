"""Synthetic answers to the small instrument of ``sample``, a row for each person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from survey.instrument import Instrument
from survey.responses import Responses, columns, empty, option_ids, shown
from tests.survey.sample import INSTRUMENT


def responses(
    people: Iterable[Mapping[str, Any]], instrument: Instrument = INSTRUMENT
) -> Responses:
    """Each person is a mapping from the name of a column to the answer."""
    rows = list(people)
    table = empty(instrument, len(rows))
    for name in {name for row in rows for name in row}:
        values = [row.get(name) for row in rows]
        table[name] = pd.Series(values, table.index, dtype=object).astype(table[name].dtype)
    return Responses(instrument, table)


def crowd(length: int, instrument: Instrument = INSTRUMENT, seed: int = 1) -> Responses:
    """Random answers of ``length`` people that obey the skip logic; a tenth of each is missing."""
    random = np.random.default_rng(seed)
    table = empty(instrument, length)
    table["@channel"] = random.choice(["list", "forum", "mail"], length)
    table["@channel"] = table["@channel"].astype("string")
    for question in instrument.questions:
        for name in columns(question):
            table[name] = _column(random, question, length, table[name].dtype)
        if question.kind == "ranking":
            places = random.permuted(
                np.tile(np.arange(1, len(list(columns(question))) + 1), (length, 1)), axis=1
            )
            frame = pd.DataFrame(places, columns=list(columns(question)))
            table[frame.columns] = frame.where(frame <= (question.most or 0)).astype("Int8")
        gone = random.random(length) < 0.1
        hidden = ~shown(Responses(instrument, table), question)
        for name in columns(question):
            table.loc[gone | hidden, name] = pd.NA
    return Responses(instrument, table)


def _column(random: np.random.Generator, question: Any, length: int, kind: Any) -> Any:
    match question.kind:
        case "single" | "scale" | "matrix":
            codes = random.integers(len(option_ids(question)), size=length)
            return pd.Categorical.from_codes(codes, dtype=kind)
        case "multiple":
            return pd.array(random.random(length) < 0.4, dtype="boolean")
        case "number":
            return pd.array(np.round(10 ** random.uniform(-1, 6, length)), dtype="Float64")
        case "date":
            days = random.integers(0, 3000, length)
            return pd.Series(pd.Timestamp("2017-01-01") + pd.to_timedelta(days, unit="D")).astype(
                kind
            )
        case "text":
            return pd.array(["words"] * length, dtype="string")
    return pd.NA
