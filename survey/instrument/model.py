"""An instrument as values: what is asked, of whom, and why. Its words are in `Texts`.

Ids are for ever: the id of a question or of an option that was retired is never used again. A
question whose meaning changes keeps its id and gets a higher ``version``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["single", "multiple", "scale", "matrix", "ranking", "number", "date", "text"]
Sensitivity = Literal["none", "personal", "sensitive"]
CHOICE: tuple[Kind, ...] = ("single", "multiple", "ranking", "scale", "matrix")
"""The kinds whose answers are options."""


@dataclass(frozen=True)
class Option:
    """A possible answer. One that is ``exclusive`` cannot stand beside others (none of these)."""

    id: str
    exclusive: bool = False


@dataclass(frozen=True)
class Condition:
    """A question is shown when the answer to another has any of these options.

    A question that was not shown itself, or not answered, has none of them.
    """

    question: str
    any: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question.

    ``options`` are the answers of a choice, from the lowest for a scale; a matrix asks the same of
    each of ``rows``. With ``other`` there is room for an answer in the respondent's own words. A
    ranking takes the ``most`` best, a multiple choice at most so many; a number lies from
    ``lowest`` to ``highest``, in ``unit``. ``decision`` says what the answers help to decide.
    """

    id: str
    kind: Kind
    section: str
    decision: str
    version: int = 1
    options: tuple[Option, ...] = ()
    rows: tuple[str, ...] = ()
    other: bool = False
    most: int | None = None
    lowest: float | None = None
    highest: float | None = None
    unit: str | None = None
    required: bool = False
    sensitivity: Sensitivity = "none"
    shown_if: tuple[Condition, ...] = ()
    """All of them have to hold; none: everybody is asked."""

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of the options, in their order."""
        return tuple(option.id for option in self.options)


@dataclass(frozen=True)
class Section:
    """Questions that belong together: a page of the questionnaire and of the report."""

    id: str


@dataclass(frozen=True)
class QuestionTexts:
    """The words of one question; ``other`` is the label of the room for own words.

    ``decision`` is that of the question in another language than the original.
    """

    text: str
    help: str = ""
    other: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    decision: str = ""


@dataclass(frozen=True)
class Texts:
    """All words of an instrument in one language, a tag of BCP 47 such as ``en``."""

    language: str
    title: str
    introduction: str
    consent: str
    thanks: str
    sections: Mapping[str, str]
    questions: Mapping[str, QuestionTexts]


@dataclass(frozen=True)
class Instrument:
    """The instrument of one edition. ``retired`` are ids of former questions and options.

    A retired option is named ``question.option``, a retired row ``question/row``. The first of
    ``texts`` is the original; the others have to have everything that it has.
    """

    survey: str
    edition: str
    minutes: int
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    texts: tuple[Texts, ...]
    retired: frozenset[str] = frozenset()

    def __getitem__(self, id: str) -> Question:
        return next(question for question in self.questions if question.id == id)

    def of(self, section: Section) -> Iterator[Question]:
        """The questions of a section, in their order."""
        return (question for question in self.questions if question.section == section.id)
