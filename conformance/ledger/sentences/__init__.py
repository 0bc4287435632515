"""Splits a specification into sentences, so that a change of one is seen.

It is for digests, not for reading: it need not understand the text, only cut it the same way
every time, so that an edit in one place does not disturb the sentences around it. The rules of
each language of markup stand in its module.
"""

from __future__ import annotations

from conformance.ledger.sentences import markdown, rst
from conformance.ledger.sentences.text import Sentence, Text, cut, digest, fold

__all__ = ["SUFFIXES", "Sentence", "Text", "cut", "digest", "fold", "split"]

SUFFIXES = {".rst": rst.split, ".md": markdown.split}
"""How a document is cut, by the suffix of its file."""


def split(source: str, suffix: str = ".rst") -> Text:
    """The sentences and anchors of a document. Raises `KeyError` for a suffix not in `SUFFIXES`."""
    return SUFFIXES[suffix](source)
