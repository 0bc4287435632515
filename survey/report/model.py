"""What the report needs beside the figures: the record of the methods, last year, the downloads.

Values only. Where nothing was recorded the report says so; it never makes a record up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.estimates.change import Change
from survey.estimates.model import Figures


@dataclass(frozen=True)
class Exclusion:
    """A rule of cleaning: what it took out of how many responses, and a line that says why."""

    rule: str
    count: int
    line: str


@dataclass(frozen=True)
class Code:
    """What texts were counted as: its words, and what it means to coders, both by language.

    ``kappa`` is how far the two coders agreed on it; None where that is not measured or not told.
    """

    id: str
    words: Mapping[str, str]
    means: Mapping[str, str] = field(default_factory=dict)
    kappa: float | None = None


@dataclass(frozen=True)
class Coding:
    """How texts became the codes of a table: two people coded, a third decided on ``decided``.

    That is None where the table is withheld. ``kappa`` is the agreement of the two over the codes
    whose figures are published.
    """

    table: str
    question: str
    codes: tuple[Code, ...]
    decided: int | None
    kappa: float | None = None


@dataclass(frozen=True)
class Methods:
    """How the edition was made.

    ``records`` are texts by the id of an item in ``survey.report.methods``; an item without a text
    is shown as not recorded. ``synthetic`` responses are labelled on every page.
    """

    records: Mapping[str, str] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()
    removed: int = 0
    """How many responses were taken out whole."""
    synthetic: bool = False
    codings: tuple[Coding, ...] = ()
    uncoded: tuple[str, ...] = ()
    """The questions whose texts are not coded yet."""


@dataclass(frozen=True)
class Translation:
    """What people or the record of cleaning said in another language.

    A record that it lacks stays as it is, and so do the exclusions where there are none.
    """

    records: Mapping[str, str] = field(default_factory=dict)
    commentary: Mapping[str, str] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()


@dataclass(frozen=True)
class Previous:
    """Earlier editions, as they were published, and what may be compared with them.

    ``figures`` go from the oldest edition to last year's. In last year's, the key of options that
    were taken together joins their ids by ``+``. ``breaks`` holds, for the id of a question, since
    which edition its figures can be compared, and why not with those before, by language: no line
    is drawn to an older one. ``instrument`` lists what changed in the instrument since last year.
    """

    figures: tuple[Figures, ...]
    changes: tuple[Change, ...] = ()
    breaks: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    instrument: tuple[str, ...] = ()


@dataclass(frozen=True)
class Download:
    """A file of the data page. ``name`` is a plain file name, ``about`` says what is in it.

    ``translations`` are ``about`` in other languages.
    """

    name: str
    about: str
    content: bytes
    translations: Mapping[str, str] = field(default_factory=dict)
