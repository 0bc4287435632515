"""What the parts of an instrument have to do with each other; a schema cannot say it.

`problems` returns one line for each breach: the file, the id, what was expected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from survey.instrument.model import Instrument, Question, Texts

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


def problems(instrument: Instrument) -> list[str]:
    """Every breach of the rules, in the order of the instrument."""
    return [
        *_ids(instrument),
        *_sections(instrument),
        *(line for question in instrument.questions for line in _question(instrument, question)),
        *_length(instrument),
        *(line for texts in instrument.texts for line in _texts(instrument, texts)),
    ]


def seconds(question: Question) -> int:
    """How long answering takes, by a rule of thumb: a matrix is asked once for each row."""
    return _SECONDS[question.kind] * max(1, len(question.rows))


def _ids(instrument: Instrument) -> Iterator[str]:
    for id, times in Counter(question.id for question in instrument.questions).items():
        if times > 1:
            yield f"instrument.toml: {id}: {times} questions have this id; each needs its own"
    for question in instrument.questions:
        used = {question.id, *(f"{question.id}.{option}" for option in question.option_ids)}
        for id in sorted(used & instrument.retired):
            yield f"instrument.toml: {id}: is retired, and ids are never used again; take another"


def _sections(instrument: Instrument) -> Iterator[str]:
    known = [section.id for section in instrument.sections]
    for question in instrument.questions:
        if question.section not in known:
            yield (
                f"instrument.toml: {question.id}: section: {question.section} is none of "
                f"{', '.join(known)}"
            )
    for section in instrument.sections:
        if not any(instrument.of(section)):
            yield f"instrument.toml: sections: {section.id} has no question; remove it"
    order = [known.index(q.section) for q in instrument.questions if q.section in known]
    if order != sorted(order):
        yield "instrument.toml: question: the questions do not stand in the order of their sections"


def _question(instrument: Instrument, question: Question) -> Iterator[str]:
    where = f"instrument.toml: {question.id}"
    earlier = {}
    for other in instrument.questions:
        if other.id == question.id:
            break
        earlier[other.id] = other
    for condition in question.shown_if:
        asked = earlier.get(condition.question)
        if asked is None:
            yield f"{where}: shown_if: {condition.question} is no question that stands before it"
            continue
        unknown = sorted(set(condition.any) - set(asked.option_ids))
        if unknown:
            yield f"{where}: shown_if: {condition.question} has no option {', '.join(unknown)}"
        if asked.kind not in ("single", "multiple", "scale"):
            yield f"{where}: shown_if: {condition.question} is a {asked.kind}, not a choice"
    if question.required and question.sensitivity != "none":
        yield f"{where}: required: nobody has to answer what is {question.sensitivity}"
    if question.most is not None and question.most > len(question.options):
        yield f"{where}: most: is {question.most}, of {len(question.options)} options"
    low, high = question.lowest, question.highest
    if low is not None and high is not None and low >= high:
        yield f"{where}: lowest: {low:g} is not below the highest, {high:g}"


def _length(instrument: Instrument) -> Iterator[str]:
    total = sum(seconds(question) for question in instrument.questions)
    if total > 60 * min(instrument.minutes, MINUTES):
        yield (
            f"instrument.toml: minutes: the questions take about {total / 60:.1f} minutes, "
            f"{instrument.minutes} are promised and {MINUTES} allowed; ask less"
        )


def _texts(instrument: Instrument, texts: Texts) -> Iterator[str]:
    file = f"texts.{texts.language}.toml"
    sections = [section.id for section in instrument.sections]
    yield from _same(f"{file}: section", sections, texts.sections)
    questions = {question.id: question for question in instrument.questions}
    yield from _same(f"{file}: question", list(questions), texts.questions)
    for id, words in texts.questions.items():
        question = questions.get(id)
        if question is None:
            continue
        where = f"{file}: {id}"
        yield from _same(f"{where}: options", question.option_ids, words.options)
        yield from _same(f"{where}: rows", question.rows, words.rows)
        if question.other != bool(words.other):
            need = "is missing" if question.other else "belongs to no option of the question"
            yield f"{where}: other: the label {need}"
        for text, times in Counter(words.options.values()).items():
            if times > 1:
                yield f"{where}: options: {times} of them read {text!r}; nobody can tell them apart"


def _same(where: str, wanted: Sequence[str], found: Mapping[str, object]) -> Iterator[str]:
    missing = [id for id in wanted if id not in found]
    extra = [id for id in found if id not in wanted]
    if missing:
        yield f"{where}: no words for {', '.join(missing)}; add them"
    if extra:
        yield f"{where}: words for {', '.join(extra)}, which the instrument does not have"
