"""The record of cleaning: what each rule took out, and the line about it in any language.

The words are in ``words.<language>.toml`` beside this module; a language without them gets English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from survey.cleaning.rules import Defect

Rule = Literal[
    "empty",
    "test",
    "duplicates",
    "speeders",
    "straight-liners",
    "defect",
    "routing",
    "personal",
]
Unit = Literal["responses", "answers", "passages"]
_FALLBACK = "en"


@dataclass(frozen=True)
class Reason:
    """A sentence of the words by its ``id``, and what fills its braces.

    A value that is itself a mapping has a text for each language.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """The sentence in a language."""
        values = {
            key: value.get(language, next(iter(value.values())))
            if isinstance(value, Mapping)
            else value
            for key, value in self.values.items()
        }
        return _words(language)["why"][self.id].format(**values)


@dataclass(frozen=True)
class Exclusion:
    """What one rule took out: ``count`` of ``unit``, and why.

    Of a rule that was applied and found nothing the count is 0. ``passages`` are pieces of texts
    that a placeholder took the place of.
    """

    rule: Rule
    unit: Unit
    count: int
    reasons: tuple[Reason, ...]

    @property
    def line(self) -> str:
        """What the methods page says about it, in English."""
        return self.said(_FALLBACK)

    def name(self, language: str) -> str:
        """What the methods page calls the rule."""
        return _words(language)["rule"][self.rule]

    def said(self, language: str) -> str:
        """What the methods page says about it."""
        why = "; ".join(reason.said(language) for reason in self.reasons)
        form = f"{self.unit}-one" if self.count == 1 else self.unit
        return _words(language)["unit"][form].format(count=self.count, why=why)


def defect_reason(defect: Defect) -> Reason:
    """Why the answers in a window were left out."""
    return Reason(
        "defect",
        {
            "reason": {name: text.rstrip(".") for name, text in defect.reason.items()},
            "questions": ", ".join(defect.questions),
            "start": f"{defect.start:%Y-%m-%d %H:%M %Z}",
            "end": f"{defect.end:%Y-%m-%d %H:%M %Z}",
        },
    )


@cache
def _words(language: str) -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).with_name(f"words.{language}.toml")
    if not path.is_file():
        path = Path(__file__).with_name(f"words.{_FALLBACK}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
