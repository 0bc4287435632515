"""The comparability ledger of an edition: what each question has to do with the year before.

`load` reads ``comparability.toml``; `rules.problems` holds it against both instruments. Whether a
rewording kept the meaning is for people to say; that they said it, and why, is checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from survey import documents

FILE = "comparability.toml"

Relation = Literal["same", "relabelled", "recoded", "broken"]
RELATIONS: tuple[Relation, ...] = ("same", "relabelled", "recoded", "broken")
"""From the closest: what needs one of them is satisfied by any after it."""


class LedgerError(Exception):
    """A ledger that cannot be used: names the file, the key, and the remedy."""


@dataclass(frozen=True)
class Class:
    """Options of the edition before that are compared, as one, with options of this edition."""

    before: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def key(self) -> str:
        """How the class is named in figures: by its options of this edition."""
        return "+".join(self.now)


@dataclass(frozen=True)
class Entry:
    """What a question has to do with the year before; ``classes`` of one that is recoded.

    ``reason`` says why in each language.
    """

    question: str
    relation: Relation = "same"
    reason: Mapping[str, str] = field(default_factory=dict)
    classes: tuple[Class, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """The entries of an edition; ``before`` is the edition that it is compared with, if any.

    ``file`` is what messages call it.
    """

    before: str | None = None
    entries: tuple[Entry, ...] = ()
    file: str = field(default=FILE, compare=False)

    def __getitem__(self, question: str) -> Entry:
        found = (entry for entry in self.entries if entry.question == question)
        return next(found, Entry(question))


def load(folder: Path) -> Ledger:
    """The ledger of the edition in ``folder``; an empty one of that name where there is no file.

    Raises `LedgerError`.
    """
    path = folder / FILE
    if not path.exists():
        return Ledger(file=str(path))
    document = documents.read(path, "comparability", LedgerError, named=_named)
    return Ledger(
        before=document["comparability"]["before"],
        entries=tuple(_entry(row) for row in document.get("question", ())),
        file=str(path),
    )


def _entry(row: Mapping[str, Any]) -> Entry:
    classes = (Class(tuple(c["before"]), tuple(c["now"])) for c in row.get("class", ()))
    return Entry(row["id"], row["relation"], row["reason"], tuple(classes))


def _named(document: Mapping[str, Any], place: documents.Place) -> str:
    """The id of the question that a place in the document is in."""
    if place[:1] == ["question"] and len(place) > 1 and isinstance(document["question"], list):
        row = document["question"][place[1]]
        if isinstance(row, dict) and "id" in row:
            return f"{row['id']}: "
    return ""
