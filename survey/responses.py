"""The answers to one edition as a checked table: every importer makes it, all else reads it.

The table is a `pandas.DataFrame` with a row for each response. The names of its columns:

========================= =================== =====================================================
column                    pandas' type        what it holds
========================= =================== =====================================================
``role``                  category            single, scale: the id of the option; ``other`` too
``pain/reading``          category            matrix: the id of the option in each row
``formats.v2``            boolean             multiple: whether chosen; NA where not answered
``wishes.speed``          Int8                ranking: the place, from 1; NA where it has none
``arrays``                Float64             number
``since``                 datetime64[ns]      date
``comment``               string              text
``role:other``            string              the answer in own words
``@submitted``            datetime64[ns, UTC] when it was sent
``@seconds``              Float64             how long it took
``@channel``              string              how the respondent came here
``@language``             string              the language that was answered in
========================= =================== =====================================================

A missing answer is NA. Whether the question was shown follows from the skip logic: see `shown`.
The categories of a column are the options of the question in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from survey.instrument import Instrument, Question

SUBMITTED, SECONDS, CHANNEL, LANGUAGE = "@submitted", "@seconds", "@channel", "@language"
OTHER = "other"
"""What stands for an answer in own words among the options."""


@dataclass(frozen=True)
class Responses:
    """The responses to the edition of ``instrument``; ``table`` as the module describes it."""

    instrument: Instrument
    table: pd.DataFrame

    def __len__(self) -> int:
        return len(self.table)


def option_ids(question: Question) -> tuple[str, ...]:
    """The options of a question, and `OTHER` where there is room for own words."""
    return (*question.option_ids, OTHER) if question.other else question.option_ids


def own_words(question: Question) -> str:
    """The column of the answers in own words."""
    return f"{question.id}:{OTHER}"


def columns(question: Question) -> Iterator[str]:
    """The columns of a question's answers, without that of own words."""
    if question.kind in ("multiple", "ranking"):
        yield from (f"{question.id}.{option}" for option in option_ids(question))
    elif question.kind == "matrix":
        yield from (f"{question.id}/{row}" for row in question.rows)
    else:
        yield question.id


def empty(instrument: Instrument, length: int = 0) -> pd.DataFrame:
    """A table with every column of the instrument and no answers in ``length`` rows."""
    index = pd.RangeIndex(length)
    found: dict[str, pd.Series] = {
        SUBMITTED: pd.Series(pd.NaT, index, dtype="datetime64[ns, UTC]"),
        SECONDS: pd.Series(pd.NA, index, dtype="Float64"),
        CHANNEL: pd.Series(pd.NA, index, dtype="string"),
        LANGUAGE: pd.Series(pd.NA, index, dtype="string"),
    }
    for question in instrument.questions:
        for column in columns(question):
            found[column] = pd.Series(pd.NA, index, dtype=_type(question))
        if question.other:
            found[own_words(question)] = pd.Series(pd.NA, index, dtype="string")
    return pd.DataFrame(found, index)


def _type(question: Question) -> str | pd.CategoricalDtype:
    match question.kind:
        case "single" | "scale" | "matrix":
            return pd.CategoricalDtype(list(option_ids(question)), ordered=question.kind == "scale")
        case "multiple":
            return "boolean"
        case "ranking":
            return "Int8"
        case "number":
            return "Float64"
        case "date":
            return "datetime64[ns]"
        case "text":
            return "string"


def answered(responses: Responses, question: Question) -> pd.Series:
    """Whether each response has an answer to the question; of a matrix, to any row."""
    return responses.table[list(columns(question))].notna().any(axis=1)


def shown(responses: Responses, question: Question) -> pd.Series:
    """Whether each response was shown the question, by the skip logic."""
    visible = pd.Series(True, responses.table.index)
    for condition in question.shown_if:
        asked = responses.instrument[condition.question]
        if asked.kind == "multiple":
            chosen = responses.table[[f"{asked.id}.{option}" for option in condition.any]]
            holds = chosen.fillna(False).any(axis=1).astype(bool)
        else:
            holds = responses.table[asked.id].isin(condition.any)
        visible &= holds & shown(responses, asked)
    return visible
