"""Files for people to fill in: for coders, with suggestions by likeness, and for who decides.

Nothing reads a suggestion back. The files hold what respondents wrote, so they stay with the coders
and are never committed. When which of them is due, ``coders`` says.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from survey.cleaning.codebooks import Codebook
from survey.cleaning.coding import UNMATCHED, Coding, check, texts_of
from survey.cleaning.documents import CleaningError
from survey.cleaning.personal import redact
from survey.release.cells import Value, table
from survey.responses import Responses

LIKENESS = 85.0
"""From which likeness, of 100, a code is suggested."""
CODING = ("response", "check", "text", "suggestion", "code")
DECISIONS = ("response", "check", "text", "coder 1", "coder 2", "code")
_COMPARED = 2_000
_WRITTEN = 30_000
"""Spreadsheets hold no more than 32,767 characters in a cell."""


@dataclass(frozen=True)
class Suggestion:
    """A code whose example or words are like a text: ``likeness`` from 0 to 100."""

    code: str
    likeness: float


def suggest(text: str, codebook: Codebook, least: float = LIKENESS) -> tuple[Suggestion, ...]:
    """The codes that a text may be counted as, the likeliest first; for people to judge.

    The likeness is how well the words of an example are found in the text, in any order: rapidfuzz'
    ``token_set_ratio``. Only the beginning of a long text is compared.
    """
    examples = [
        (code.id, example)
        for code in codebook.codes
        for example in (*code.examples, *code.words.values())
    ]
    best: dict[str, float] = {}
    for _, likeness, place in process.extract(
        text[:_COMPARED],
        [example for _, example in examples],
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        score_cutoff=least,
        limit=None,
    ):
        id = examples[place][0]
        best[id] = max(best.get(id, 0.0), likeness)
    order = sorted(best, key=lambda id: (-best[id], codebook.ids.index(id)))
    return tuple(Suggestion(id, best[id]) for id in order)


def write_review(
    path: Path, responses: Responses, codebook: Codebook, least: float = LIKENESS
) -> int:
    """Writes a file for a coder and returns how many texts it has; ``code`` is left empty.

    It is CSV in UTF-8, marked as such for spreadsheets. Personal data is replaced once more.
    Raises `CleaningError` where the instrument lacks the question, and where the file exists: a
    coder's work is not written over.
    """
    rows = []
    for number, text in texts_of(responses, codebook).items():
        clean, _ = redact(text)
        suggestions = suggest(clean, codebook, least)
        words = "; ".join(f"{one.code} ({one.likeness:.0f})" for one in suggestions)
        rows.append((str(number), check(text), _short(clean), words, None))
    _write(path, CODING, rows)
    return len(rows)


def write_decisions(
    path: Path,
    responses: Responses,
    codebook: Codebook,
    codings: tuple[Coding, Coding],
    differing: Sequence[int],
) -> None:
    """Writes the texts of the ``differing`` responses for who decides, as `write_review` does."""
    texts = texts_of(responses, codebook)
    rows = []
    for number in differing:
        clean, _ = redact(texts[number])
        said = ["; ".join(sorted(coding[number])) or UNMATCHED for coding in codings]
        rows.append((str(number), check(texts[number]), _short(clean), *said, None))
    _write(path, DECISIONS, rows)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(codecs.BOM_UTF8 + table(columns, rows))
    except FileExistsError as error:
        raise CleaningError(
            f"{path}: is there already and may hold the work of a coder; take another name"
        ) from error
    except OSError as error:
        raise CleaningError(f"{path}: cannot be written ({error.strerror})") from error


def _short(text: str) -> str:
    if len(text) <= _WRITTEN:
        return text
    return f"{text[:_WRITTEN]} [{len(text) - _WRITTEN} more characters are not shown]"
