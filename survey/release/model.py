"""What a data release is made of, as values: its subject, its columns, its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from survey.instrument import Instrument

LICENSE = ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
"""The SPDX identifier and the address of the licence of the published data."""
SYNTHETIC = "Synthetic responses, invented by a program: "
"""Begins every title and description of a release without real answers."""


@dataclass(frozen=True)
class Correction:
    """A change of published figures: when, what was wrong, and the ids of the tables changed."""

    date: date
    what: str
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """What texts are counted as in a table: words and meaning by language, made-up examples."""

    table: str
    id: str
    words: Mapping[str, str]
    means: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What is released. Without a date of publication the metadata name none."""

    instrument: Instrument
    corrections: tuple[Correction, ...] = ()
    published: date | None = None
    synthetic: bool = False
    codes: tuple[Code, ...] = ()

    @property
    def name(self) -> str:
        """The beginning of the names of its files."""
        kind = "-synthetic" if self.synthetic else ""
        return f"{self.instrument.survey}-{self.instrument.edition}{kind}"

    @property
    def title(self) -> str:
        """The title in the original language; it says when the responses are synthetic."""
        mark = SYNTHETIC if self.synthetic else ""
        title, edition = self.instrument.texts[0].title, self.instrument.edition
        return f"{mark}{title}" if edition in title else f"{mark}{title}, {edition}"

    @property
    def description(self) -> str:
        """A line about the data."""
        mark = SYNTHETIC if self.synthetic else ""
        return (
            f"{mark}Published figures of the survey {self.instrument.survey}, edition "
            f"{self.instrument.edition}. The sample selected itself: intervals are indicative."
        )

    @property
    def version(self) -> str:
        """The edition, and how often its figures were corrected."""
        return f"{self.instrument.edition}.{len(self.corrections)}"

    @property
    def languages(self) -> list[str]:
        """The languages of the instrument, the original first."""
        return [texts.language for texts in self.instrument.texts]


@dataclass(frozen=True)
class Column:
    """A column of a published table. ``required`` ones are never empty."""

    name: str
    type: Literal["string", "integer", "number", "date"]
    about: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """A file of the release. ``name`` is a plain file name, ``about`` says what is in it."""

    name: str
    media: str
    about: str
    content: bytes
    columns: tuple[Column, ...] = ()
