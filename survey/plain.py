"""Responses as plain text: the cells of each column, and JSON by ids.

What is written here the importers read back unchanged; an empty cell is no answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from survey.instrument import Question
from survey.responses import (
    CHANNEL,
    LANGUAGE,
    SECONDS,
    SUBMITTED,
    Responses,
    columns,
    option_ids,
    own_words,
)


def document(responses: Responses) -> str:
    """The responses as a JSON document: a list with an object for each."""
    return json.dumps(list(objects(responses)), ensure_ascii=False, indent=0) + "\n"


def objects(responses: Responses) -> Iterator[dict[str, Any]]:
    """An object for each response, by ids, without what was not answered."""
    table = responses.table
    plain = {
        SUBMITTED: moments(table[SUBMITTED], "%Y-%m-%dT%H:%M:%SZ"),
        SECONDS: numbers(table[SECONDS]),
        CHANNEL: texts(table[CHANNEL]),
        LANGUAGE: texts(table[LANGUAGE]),
    }
    lists: dict[str, list[list[str]]] = {}
    for question in responses.instrument.questions:
        ids = option_ids(question)
        match question.kind:
            case "single" | "scale" | "matrix":
                plain.update({name: named(table[name], ids) for name in columns(question)})
            case "multiple" | "ranking":
                lists[question.id] = listed(table, question)
            case _:
                plain[question.id] = free(table, question)
        if question.other:
            plain[own_words(question)] = texts(table[own_words(question)])
    for number in range(len(table)):
        found: dict[str, Any] = {
            name: values[number] for name, values in plain.items() if values[number]
        }
        found.update({name: values[number] for name, values in lists.items() if values[number]})
        yield found


def listed(table: pd.DataFrame, question: Question) -> list[list[str]]:
    """The chosen options of each response; of a ranking, the best first."""
    ids = option_ids(question)
    values = table[list(columns(question))].to_numpy(np.int64, na_value=0)
    order = np.argsort(np.where(values > 0, values, 127), axis=1, kind="stable")
    counts = (values > 0).sum(axis=1)
    return [[ids[place] for place in row[:count]] for row, count in zip(order, counts, strict=True)]


def named(values: pd.Series, labels: Sequence[str]) -> list[str]:
    """The label of each category, in the order of the options; "" for those without one."""
    names = np.full(len(values.cat.categories) + 1, "", dtype=object)
    names[: len(labels)] = labels
    found: list[str] = names[values.cat.codes.to_numpy()].tolist()
    return found


def ticked(values: pd.Series, label: str) -> list[str]:
    """The label where it was chosen."""
    chosen = values.to_numpy(bool, na_value=False)
    return [label if yes else "" for yes in chosen]


def texts(values: pd.Series) -> list[str]:
    """Texts as they are."""
    return [str(text) for text in values.fillna("")]


def numbers(values: pd.Series) -> list[str]:
    """Numbers, whole ones without a point."""
    floats = values.to_numpy(np.float64, na_value=np.nan)
    return ["" if np.isnan(number) else f"{number:.15g}" for number in floats]


def moments(values: pd.Series, form: str) -> list[str]:
    """Moments in a form of strftime."""
    return texts(values.dt.strftime(form))


def free(table: pd.DataFrame, question: Question) -> list[str]:
    """The answers to a number, a date or a text."""
    ways: dict[str, Callable[[pd.Series], list[str]]] = {
        "number": numbers,
        "date": lambda values: moments(values, "%Y-%m-%d"),
        "text": texts,
    }
    return ways[question.kind](table[question.id])


def first(one: list[str], other: list[str]) -> list[str]:
    """Of two cells the first that is not empty."""
    return [a or b for a, b in zip(one, other, strict=True)]
