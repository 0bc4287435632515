"""The rules of cleaning of one edition as values, from its ``cleaning.toml``; not their effect.

What the file may hold says ``survey/schemas/cleaning.schema.json``; what it has to have to do with
the instrument, `problems`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from survey.cleaning.documents import CleaningError, read
from survey.instrument import Instrument

FILE = "cleaning.toml"


@dataclass(frozen=True)
class Empty:
    """Fewer than ``answers`` questions are answered."""

    answers: int


@dataclass(frozen=True)
class Trials:
    """Sent before the survey opened or after it closed, through a channel, or with such a text."""

    before: datetime | None = None
    after: datetime | None = None
    channels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duplicates:
    """At least ``answers`` answers, all as in a response at most ``minutes`` before."""

    minutes: float
    answers: int


@dataclass(frozen=True)
class Speeders:
    """Below ``share`` of the median time per question shown, of ``least`` timed responses or more.

    Per question, because the skip logic shows some people less. Leiner (2019), "Too fast, too
    straight, too weird", Survey Research Methods 13(3), compares such relative speeds.
    """

    share: float
    least: int


@dataclass(frozen=True)
class StraightLiners:
    """One option in every row of each matrix with ``rows`` answers, of ``matrices`` or more.

    Which may be an honest answer: Schonlau and Toepoel (2015), Survey Research Methods 9(2). So an
    edition says whether the answers are taken out or the response.
    """

    rows: int
    takes: Literal["answers", "responses"]
    matrices: int = 1


@dataclass(frozen=True)
class Defect:
    """The questions did not work from ``start`` up to, not including, ``end``.

    ``reason`` says in each language what was wrong.
    """

    start: datetime
    end: datetime
    questions: tuple[str, ...]
    reason: Mapping[str, str]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Personal:
    """Handles and words that are no persons, and the questions in whose texts names are caught."""

    allowed: tuple[str, ...] = ()
    names_in: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The rules of one edition; None is a rule that is not applied."""

    empty: Empty | None = None
    test: Trials | None = None
    duplicates: Duplicates | None = None
    speeders: Speeders | None = None
    straight_liners: StraightLiners | None = None
    defects: tuple[Defect, ...] = ()
    personal: Personal = Personal()


def load_rules(folder: Path) -> Rules:
    """The rules of the edition in ``folder``. Raises `CleaningError`."""
    path = folder / FILE
    found = read(path, "cleaning")
    return Rules(
        empty=Empty(**found["empty"]) if "empty" in found else None,
        test=_test(path, found["test"]) if "test" in found else None,
        duplicates=Duplicates(**found["duplicates"]) if "duplicates" in found else None,
        speeders=Speeders(**found["speeders"]) if "speeders" in found else None,
        straight_liners=(
            StraightLiners(**found["straight-liners"]) if "straight-liners" in found else None
        ),
        defects=tuple(_defect(path, n, row) for n, row in enumerate(found.get("defect", ()))),
        personal=_personal(found.get("personal", {})),
    )


def _test(path: Path, row: Mapping[str, Any]) -> Trials:
    return Trials(
        before=_time(path, "test.before", row["before"]) if "before" in row else None,
        after=_time(path, "test.after", row["after"]) if "after" in row else None,
        channels=tuple(row.get("channels", ())),
        words=tuple(row.get("words", ())),
    )


def _defect(path: Path, number: int, row: Mapping[str, Any]) -> Defect:
    return Defect(
        start=_time(path, f"defect.{number}.from", row["from"]),
        end=_time(path, f"defect.{number}.to", row["to"]),
        questions=tuple(row["questions"]),
        reason=row["reason"],
        languages=tuple(row.get("languages", ())),
    )


def _personal(row: Mapping[str, Any]) -> Personal:
    return Personal(
        tuple(row.get("allowed", ())), tuple(row.get("names-in", ())), tuple(row.get("known", ()))
    )


def _time(path: Path, key: str, value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    raise CleaningError(
        f"{path}: {key}: {value} is no date and time with an offset; "
        "write it as 2026-11-03T09:00:00Z, without quotes"
    )


def problems(rules: Rules, instrument: Instrument) -> list[str]:
    """One line for each thing in the rules that the instrument does not have or that cannot be."""
    return [*_windows(rules), *_questions(rules, instrument)]


def _windows(rules: Rules) -> Iterator[str]:
    for number, defect in enumerate(rules.defects):
        if defect.start >= defect.end:
            yield f"{FILE}: defect.{number}: from: does not lie before to; swap or mend them"
    test = rules.test
    if test and test.before and test.after and test.before >= test.after:
        yield f"{FILE}: test: before: the survey closes before it opens; swap or mend them"


def _questions(rules: Rules, instrument: Instrument) -> Iterator[str]:
    known = {question.id: question for question in instrument.questions}
    languages = {texts.language for texts in instrument.texts}
    for number, defect in enumerate(rules.defects):
        for id in (id for id in defect.questions if id not in known):
            yield f"{FILE}: defect.{number}: questions: {id} is no question of the instrument"
        for language in sorted(set(defect.languages) - languages):
            yield f"{FILE}: defect.{number}: languages: {language} is none of the instrument"
        for language in sorted(languages - set(defect.reason)):
            yield f"{FILE}: defect.{number}: reason: no words in {language}; add them"
    for id in rules.personal.names_in:
        if id not in known:
            yield f"{FILE}: personal.names-in: {id} is no question of the instrument"
        elif known[id].kind != "text" and not known[id].other:
            yield f"{FILE}: personal.names-in: {id} has no room for a text"
    straight = rules.straight_liners
    if straight is not None:
        able = [q for q in instrument.questions if len(q.rows) >= straight.rows]
        if len(able) < straight.matrices:
            yield (
                f"{FILE}: straight-liners: only {len(able)} questions have {straight.rows} rows or "
                f"more, {straight.matrices} are needed; lower rows or matrices, or drop the rule"
            )
