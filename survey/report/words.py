"""The words of the pages in one language, and how that language writes numbers.

``words.<language>.toml`` beside this module has all of them; every file has the same keys and the
same names in braces. The words of the questions belong to the instrument.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


class WordsError(Exception):
    """A language that the pages are not translated to; names the remedy."""


def languages() -> tuple[str, ...]:
    """The languages that the pages are translated to."""
    return tuple(sorted(path.name.split(".")[1] for path in FOLDER.glob("words.*.toml")))


@cache
def load(language: str) -> Words:
    """The words in ``language``, a tag of BCP 47. Raises `WordsError`."""
    if language not in languages():
        raise WordsError(
            f"{FOLDER / f'words.{language}.toml'}: is missing; the pages are translated to "
            f"{', '.join(languages())}; take one of them or translate words.en.toml"
        )
    content = (FOLDER / f"words.{language}.toml").read_text(encoding="utf-8")
    return Words(
        language,
        {
            f"{group}.{name}": text
            for group, texts in tomllib.loads(content).items()
            for name, text in texts.items()
        },
    )


class Words:
    """Called with a key such as ``nav.data`` and the names to fill in: the text."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self.texts = texts

    def __call__(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values) if values else self.texts[key]

    def number(self, value: float, exact: bool = False) -> str:
        """A number with the separators of the language: whole, or ``exact``."""
        marks = {",": self.texts["format.thousands"], ".": self.texts["format.decimal"]}
        text = f"{value:,.12g}" if exact else f"{value:,.0f}"
        if abs(value) < int(self.texts["format.grouped"]):
            text = text.replace(",", "")
        return "".join(marks.get(sign, sign) for sign in text)

    def decimal(self, value: float) -> str:
        """A number with two decimals."""
        sign = "\u2212" if round(value, 2) < 0 else ""
        return f"{sign}{abs(value):.2f}".replace(".", self.texts["format.decimal"])

    def percent(self, share: float) -> str:
        """A share from 0 to 1 in whole percent; what is above zero never reads as zero."""
        if 0 < share < 0.005:
            return self("format.below", percent=self("format.percent", number=1))
        return self("format.percent", number=int(100 * share + 0.5))

    def points(self, difference: float) -> str:
        """A difference of two shares in percentage points, with its sign."""
        number = int(100 * abs(difference) + 0.5)
        sign = "" if not number else "+" if difference > 0 else "\u2212"
        return self("format.point" if number == 1 else "format.points", number=f"{sign}{number}")

    def joined(self, items: list[str], key: str = "format.joined") -> str:
        """The items as an enumeration; ``key`` says how the last one is joined."""
        if len(items) < 2:
            return "".join(items)
        return self(key, first=", ".join(items[:-1]), last=items[-1])
