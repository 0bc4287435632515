"""The edition after that of ``sample``, with one thing that differs."""

from __future__ import annotations

from dataclasses import replace

from survey.comparability import Class
from survey.instrument import Instrument, Option
from tests.survey.sample import INSTRUMENT

REASON = {"en": "The working group said so.", "es": "El grupo de trabajo lo dijo."}
NEXT = replace(INSTRUMENT, edition="2027")


def edited(id: str, **values) -> Instrument:
    """The next edition, with one question that differs."""
    questions = tuple(replace(q, **values) if q.id == id else q for q in NEXT.questions)
    return replace(NEXT, questions=questions)


def worded(id: str, **values) -> Instrument:
    """The next edition, with other English words for one question."""
    english, *others = NEXT.texts
    words = {**english.questions, id: replace(english.questions[id], **values)}
    return replace(NEXT, texts=(replace(english, questions=words), *others))


def options(*ids: str) -> tuple[Option, ...]:
    return tuple(map(Option, ids))


SPLIT = edited("role", options=options("scientist", "tester", "developer", "student"))
MERGED = Class(("research-engineer",), ("tester", "developer"))
