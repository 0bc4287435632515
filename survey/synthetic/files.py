"""Writes responses as the survey tools export them, to try an import before there are answers.

What a tool does not record is lost: Google Forms keeps no channel and no time taken, and its file
is in one language. Only for synthetic responses: real ones stay in the file they came in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from survey import plain
from survey.exports.codes import codes
from survey.importers.model import Tool
from survey.instrument import Instrument
from survey.instrument.model import QuestionTexts
from survey.responses import (
    CHANNEL,
    LANGUAGE,
    OTHER,
    SECONDS,
    SUBMITTED,
    Responses,
    own_words,
)

TOOLS: tuple[Tool, ...] = get_args(Tool)
SEPARATORS = (";", ", ")
"""What Google Forms has written between ticked options: in its older files, and since 2021."""


@dataclass(frozen=True)
class _Column:
    """A column of an export; ``part`` is what SurveyMonkey has in its second header row."""

    header: str
    cells: list[str]
    part: str = "Response"


def write(
    responses: Responses, path: Path, tool: Tool, language: str | None = None, separator: str = ";"
) -> None:
    """Write a file as ``tool`` exports it.

    ``language`` is that of the words in it, the original if None; ``separator`` stands between the
    options of a multiple choice in Google Forms. Raises `OSError`, and `ValueError` for a language
    that the instrument does not have.
    """
    path.write_text(content(responses, tool, language, separator), encoding="utf-8", newline="")


def content(
    responses: Responses, tool: Tool, language: str | None = None, separator: str = ";"
) -> str:
    """The text of such a file."""
    words = _words(responses.instrument, language)
    match tool:
        case "google-forms":
            return _csv(list(_google(responses, words, separator)))
        case "limesurvey":
            found = list(_limesurvey(responses))
            return "\ufeff" + _csv(found, delimiter=";", quoting=csv.QUOTE_ALL)
        case "surveymonkey":
            return _csv(list(_surveymonkey(responses, words)), two_rows=True)
        case "json":
            return plain.document(responses)


def _words(instrument: Instrument, language: str | None) -> Mapping[str, QuestionTexts]:
    for texts in instrument.texts:
        if language in (None, texts.language):
            return texts.questions
    known = ", ".join(texts.language for texts in instrument.texts)
    raise ValueError(f"the instrument has no texts in {language}; it has {known}")


def _csv(found: list[_Column], two_rows: bool = False, **form: Any) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", **form)
    headers = [column.header for column in found]
    if two_rows:
        above = [h if n == 0 or h != headers[n - 1] else "" for n, h in enumerate(headers)]
        writer.writerow(above)
        writer.writerow([column.part for column in found])
    else:
        writer.writerow(headers)
    writer.writerows(zip(*(column.cells for column in found), strict=True))
    return out.getvalue()


def _google(
    responses: Responses, words: Mapping[str, QuestionTexts], separator: str
) -> Iterator[_Column]:
    table = responses.table
    yield _Column("Timestamp", plain.moments(table[SUBMITTED], "%Y/%m/%d %I:%M:%S %p GMT+0"))
    for question in responses.instrument.questions:
        own = words[question.id]
        match question.kind:
            case "single" | "scale":
                labels = [own.options[id] for id in question.option_ids]
                values = plain.named(table[question.id], labels)
                if question.other:
                    values = plain.first(plain.texts(table[own_words(question)]), values)
                yield _Column(own.text, values)
            case "multiple":
                ticked = [
                    plain.ticked(table[f"{question.id}.{id}"], own.options[id])
                    for id in question.option_ids
                ]
                if question.other:
                    ticked.append(plain.texts(table[own_words(question)]))
                rows = zip(*ticked, strict=True)
                yield _Column(own.text, [separator.join(filter(None, row)) for row in rows])
            case "matrix":
                for row in question.rows:
                    values = plain.named(
                        table[f"{question.id}/{row}"],
                        [own.options[id] for id in question.option_ids],
                    )
                    yield _Column(f"{own.text} [{own.rows[row]}]", values)
            case "ranking":
                for id in question.option_ids:
                    values = plain.numbers(table[f"{question.id}.{id}"])
                    yield _Column(f"{own.text} [{own.options[id]}]", values)
            case _:
                yield _Column(own.text, plain.free(table, question))


def _limesurvey(responses: Responses) -> Iterator[_Column]:
    table, known = responses.table, codes(responses.instrument)
    yield _Column("id", list(map(str, range(1, len(table) + 1))))
    sent = plain.moments(table[SUBMITTED], "%Y-%m-%d %H:%M:%S")
    yield _Column("submitdate", sent)
    yield _Column("lastpage", [str(len(responses.instrument.sections))] * len(table))
    yield _Column("startlanguage", plain.texts(table[LANGUAGE]))
    yield _Column("startdate", plain.moments(_begun(table), "%Y-%m-%d %H:%M:%S"))
    yield _Column("datestamp", sent)
    for question in responses.instrument.questions:
        code, options = known.questions[question.id], known.options[question.id]
        match question.kind:
            case "single" | "scale":
                labels = [options[id] for id in question.option_ids]
                yield _Column(
                    code,
                    plain.named(
                        table[question.id], [*labels, *(["-oth-"] if question.other else [])]
                    ),
                )
            case "multiple":
                for id in question.option_ids:
                    yield _Column(
                        f"{code}[{options[id]}]", plain.ticked(table[f"{question.id}.{id}"], "Y")
                    )
            case "matrix":
                for row, short in known.rows[question.id].items():
                    labels = [options[id] for id in question.option_ids]
                    yield _Column(
                        f"{code}[{short}]", plain.named(table[f"{question.id}/{row}"], labels)
                    )
            case "ranking":
                for place in range(1, (question.most or len(options)) + 1):
                    at = [table[f"{question.id}.{id}"] == place for id in question.option_ids]
                    labels = [options[id] for id in question.option_ids]
                    ranked = [
                        plain.ticked(mask, label) for mask, label in zip(at, labels, strict=True)
                    ]
                    rows = zip(*ranked, strict=True)
                    yield _Column(f"{code}[{place}]", ["".join(row) for row in rows])
            case _:
                yield _Column(code, plain.free(table, question))
        if question.other:
            yield _Column(f"{code}[{OTHER}]", plain.texts(table[own_words(question)]))
    yield _Column("channel", plain.texts(table[CHANNEL]))
    yield _Column("interviewtime", plain.numbers(table[SECONDS]))


def _begun(table: pd.DataFrame) -> pd.Series:
    return table[SUBMITTED] - pd.to_timedelta(table[SECONDS].astype("float64"), unit="s")


def _surveymonkey(responses: Responses, words: Mapping[str, QuestionTexts]) -> Iterator[_Column]:
    table, form = responses.table, "%m/%d/%Y %I:%M:%S %p"
    yield _Column("Respondent ID", list(map(str, range(1, len(table) + 1))), "")
    yield _Column("Collector ID", plain.texts(table[CHANNEL]), "")
    yield _Column("Start Date", plain.moments(_begun(table), form), "")
    yield _Column("End Date", plain.moments(table[SUBMITTED], form), "")
    for question in responses.instrument.questions:
        own = words[question.id]
        labels = [own.options[id] for id in question.option_ids]
        match question.kind:
            case "single" | "scale":
                yield _Column(own.text, plain.named(table[question.id], labels))
            case "multiple":
                for id in question.option_ids:
                    values = plain.ticked(table[f"{question.id}.{id}"], own.options[id])
                    yield _Column(own.text, values, own.options[id])
            case "matrix":
                for row in question.rows:
                    values = plain.named(table[f"{question.id}/{row}"], labels)
                    yield _Column(own.text, values, own.rows[row])
            case "ranking":
                for id in question.option_ids:
                    values = plain.numbers(table[f"{question.id}.{id}"])
                    yield _Column(own.text, values, own.options[id])
            case _:
                yield _Column(own.text, plain.free(table, question), "Open-Ended Response")
        if question.other:
            yield _Column(
                own.text, plain.texts(table[own_words(question)]), "Other (please specify)"
            )
