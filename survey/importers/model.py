"""What the parts of an import hand to each other: cells, what is wrong with them, what mended them.

No reading here, and no judging.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from survey.cleaning.personal import redact
from survey.responses import Responses

Tool = Literal["google-forms", "limesurvey", "surveymonkey", "json"]
Cell = str | tuple[str, ...]
"""An answer as it stands in the file; a list of answers only in JSON."""
LISTED = 25
"""How many problems a message lists."""
_SHOWN = 90
_SEARCHED = 300
"""How much of each end of a long text is searched for personal data."""
_ALIKE = 70


class ResponsesError(Exception):
    """A file that cannot be imported: names the file, what is wrong where, and the remedy."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        rest = len(problems) - LISTED
        lines = [*problems[:LISTED], *([f"and {rest} more"] if rest > 0 else [])]
        super().__init__(
            f"{path}: cannot be imported, and nothing was:\n" + "\n".join(f"- {p}" for p in lines)
        )
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Sheet:
    """The cells of a file by column, without its header.

    ``names`` are the headers, one for each of ``columns``; ``lines`` are the numbers of the rows in
    the file, from 1, as a spreadsheet counts them.
    """

    names: tuple[str, ...]
    columns: tuple[list[Cell], ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Imported:
    """The responses of a file, and what each declared repair did: how many cells or rows."""

    responses: Responses
    repaired: tuple[Repaired, ...]


@dataclass(frozen=True)
class Repair:
    """One declared repair; which keys belong to which kind says ``repairs.schema.json``."""

    kind: str
    question: str | None = None
    column: str | None = None
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        """What the record of the import calls it."""
        where = self.question or self.column
        parts = (
            self.kind,
            where,
            None if self.before is None else repr(self.before),
            None if self.after is None else f"to {self.after!r}",
        )
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Repaired:
    """How often a repair was made; 0 says that the damage was not there."""

    repair: Repair
    count: int


def tidy(text: str) -> str:
    """A text as it is compared: composed characters, one space between words, none around."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def heading(text: str) -> str:
    """A header as it is compared: also without space inside its brackets."""
    return tidy(text).replace("[ ", "[").replace(" ]", "]")


def shown(text: str) -> str:
    """A text of the file as a message shows it: short, on one line, without personal data."""
    # Long names of columns differ at their end.
    parts = [text] if len(text) <= _SEARCHED else [text[:_SEARCHED], text[-_SEARCHED:]]
    safe = [redact(re.sub(r"[^\S ]", " ", part))[0] for part in parts]
    if len(safe) > 1 or len(safe[0]) > _SHOWN:
        safe = [f"{safe[0][: _SHOWN // 2]}…{safe[-1][-_SHOWN // 2 :]}"]
    return repr(safe[0])


def nearest(text: str, known: Iterable[str]) -> str:
    """The end of a message: the known names that are most alike."""
    known, text = list(known), text[:200]
    found = process.extract(text, known, scorer=fuzz.ratio, limit=2, score_cutoff=_ALIKE)
    # A name that was cut short is alike in a part only.
    found = found or process.extract(text, known, scorer=fuzz.WRatio, limit=2, score_cutoff=_ALIKE)
    names = [shown(name) for name, _, _ in found]
    return f"; the nearest known: {', '.join(names)}" if names else ""
