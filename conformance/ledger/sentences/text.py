"""What every language of markup shares: a sentence, its digest, and where a sentence ends."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(r"[.!?][\"'”’)*`\]]*(?=\s+[\"'“‘(*`\[:|]*[A-Z0-9À-Þ`])")
_ABBREVIATION = re.compile(r"(?:\b(?:(?i:e\.g|i\.e|cf|vs|al|fig|sec|ed)|[A-Z])\.|\.\.)$")


@dataclass(frozen=True)
class Sentence:
    """One sentence as it stands in the source, and the anchor nearest to it ("" before any)."""

    text: str
    section: str

    @property
    def digest(self) -> str:
        """See `digest`."""
        return digest(self.text)


@dataclass(frozen=True)
class Text:
    """The sentences of one document in their order, and the lasting anchors of its page."""

    sentences: tuple[Sentence, ...]
    anchors: frozenset[str]


def fold(text: str) -> str:
    """``text`` with every run of white space as one blank, and none at its ends."""
    return " ".join(text.split())


def digest(sentence: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the folded sentence."""
    return hashlib.sha256(fold(sentence).encode()).hexdigest()[:16]


def cut(paragraph: str) -> Iterator[str]:
    """The sentences of one paragraph, folded."""
    whole = fold(paragraph)
    start = 0
    for end in _END.finditer(whole):
        if not _ABBREVIATION.search(whole[: end.start() + 1]):
            yield whole[start : end.end()].strip()
            start = end.end()
    if whole[start:].strip():
        yield whole[start:].strip()
