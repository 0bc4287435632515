"""What the parts of an instrument have to do with each other; a schema cannot say it.

`problems` returns one line for each breach: the file, the id, what was expected. The rules for
words are in ``wording``, those for several editions in ``history``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isfinite

from survey.instrument import wording
from survey.instrument.model import Instrument, Question

MINUTES = 10
"""No survey takes longer: who asks for more gets fewer and other answers."""
_SECONDS = {
    "single": 12,
    "multiple": 20,
    "scale": 8,
    "matrix": 6,
    "ranking": 35,
    "number": 10,
    "date": 10,
    "text": 40,
}
_OWN_WORDS = "other"
_FILE = "instrument.toml"


def problems(instrument: Instrument) -> list[str]:
    """Every breach of the rules, in the order of the instrument."""
    return [
        *_ids(instrument),
        *_sections(instrument),
        *(line for question in instrument.questions for line in _question(question)),
        *(line for question in instrument.questions for line in _conditions(instrument, question)),
        *_length(instrument),
        *wording.problems(instrument),
    ]


def seconds(question: Question) -> int:
    """How long answering takes, by a rule of thumb: a matrix is asked once for each row."""
    return _SECONDS[question.kind] * max(1, len(question.rows))


def used(instrument: Instrument) -> set[str]:
    """All ids: of questions, of options as ``question.option``, of rows as ``question/row``."""
    return {
        id
        for question in instrument.questions
        for id in (
            question.id,
            *(f"{question.id}.{option}" for option in question.option_ids),
            *(f"{question.id}/{row}" for row in question.rows),
        )
    }


def _ids(instrument: Instrument) -> Iterator[str]:
    for id, times in Counter(question.id for question in instrument.questions).items():
        if times > 1:
            yield f"{_FILE}: {id}: {times} questions have this id; each needs its own"
    for id in sorted(used(instrument) & instrument.retired):
        yield f"{_FILE}: {id}: is retired, and ids are never used again; take another"


def _sections(instrument: Instrument) -> Iterator[str]:
    known = [section.id for section in instrument.sections]
    for question in instrument.questions:
        if question.section not in known:
            yield (
                f"{_FILE}: {question.id}: section: {question.section} is none of {', '.join(known)}"
            )
    for section in instrument.sections:
        if not any(instrument.of(section)):
            yield f"{_FILE}: sections: {section.id} has no question; remove it"
    order = [known.index(q.section) for q in instrument.questions if q.section in known]
    if order != sorted(order):
        yield f"{_FILE}: question: the questions do not stand in the order of their sections"


def _question(question: Question) -> Iterator[str]:
    where = f"{_FILE}: {question.id}"
    yield from _choice(question, where)
    if question.required and question.sensitivity != "none":
        yield f"{where}: required: nobody has to answer what is {question.sensitivity}"
    low, high = question.lowest, question.highest
    for key, limit in (("lowest", low), ("highest", high)):
        if limit is not None and not isfinite(limit):
            yield f"{where}: {key}: is {limit:g}; write a number or leave it out"
    if low is not None and high is not None and low >= high:
        yield f"{where}: lowest: {low:g} is not below the highest, {high:g}"


def _choice(question: Question, where: str) -> Iterator[str]:
    """The options exclude each other and leave nobody without an answer."""
    if _OWN_WORDS in question.option_ids:
        yield (
            f"{where}: options: {_OWN_WORDS} stands for an answer in own words; "
            "write other = true instead"
        )
    if question.other and question.kind not in ("single", "multiple"):
        yield f"{where}: other: an answer in own words has no place on a {question.kind}"
    if question.most is not None and question.most > len(question.options):
        yield f"{where}: most: is {question.most}, of {len(question.options)} options"
    if question.kind != "multiple":
        return
    exclusive = sum(option.exclusive for option in question.options)
    if not exclusive:
        yield (
            f"{where}: exclusive: whom no option fits cannot say so, and looks like one who did "
            "not answer; add an exclusive option such as none"
        )
    if len(question.options) - exclusive + question.other < 2:
        yield f"{where}: exclusive: no two options can stand together; make it a single"


def _conditions(instrument: Instrument, question: Question) -> Iterator[str]:
    """Each refers to options asked before, none to a sensitive question, and all can hold."""
    where = f"{_FILE}: {question.id}: shown_if"
    before = _before(instrument, question)
    for condition in question.shown_if:
        asked = before.get(condition.question)
        if asked is None:
            yield f"{where}: {condition.question} is no question that stands before it"
            continue
        if asked.kind not in ("single", "multiple", "scale"):
            yield f"{where}: {condition.question} is a {asked.kind}, not a choice"
            continue
        unknown = sorted(set(condition.any) - set(asked.option_ids))
        if unknown:
            yield f"{where}: {condition.question} has no option {', '.join(unknown)}"
        if asked.sensitivity == "sensitive":
            yield (
                f"{where}: {condition.question} is sensitive; how many were asked would tell what "
                "they answered there"
            )
    for id, answers in _needed(instrument, question).items():
        if not answers:
            yield f"{where}: nobody is ever asked: no answer to {id} fits all the conditions"


def _before(instrument: Instrument, question: Question) -> dict[str, Question]:
    ids = [other.id for other in instrument.questions]
    return {other.id: other for other in instrument.questions[: ids.index(question.id)]}


def _needed(instrument: Instrument, question: Question) -> dict[str, set[str]]:
    """For each question with one answer: the options that lead to ``question``."""
    needed: dict[str, set[str]] = {}
    seen: set[str] = set()
    pending = [question]
    while pending:
        later = pending.pop()
        before = _before(instrument, later)
        for condition in later.shown_if:
            asked = before.get(condition.question)
            if asked is None:
                continue
            if asked.kind != "multiple":
                some = set(condition.any)
                needed[asked.id] = needed.get(asked.id, some) & some
            if asked.id not in seen:
                seen.add(asked.id)
                pending.append(asked)
    return needed


def _length(instrument: Instrument) -> Iterator[str]:
    """As if everybody were asked everything: whom the skip logic spares is the sooner done."""
    if instrument.minutes > MINUTES:
        yield f"{_FILE}: minutes: is {instrument.minutes}; {MINUTES} are allowed"
    total = sum(seconds(question) for question in instrument.questions)
    if total > 60 * min(instrument.minutes, MINUTES):
        yield (
            f"{_FILE}: minutes: the questions take about {total / 60:.1f} minutes, "
            f"{instrument.minutes} are promised and {MINUTES} allowed; ask less"
        )
