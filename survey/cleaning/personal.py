"""Finds what could tell who wrote a text, and puts a placeholder in its place.

Caught: e-mail addresses, also written as ``alice (at) example (dot) org``; handles; phone numbers;
ORCID iDs; pages of persons and addresses with a user name; folders of a user. Versions and git
references (``zarr@3.0.8``, ``checkout@v4``, ``git@github.com:``) are none of these.

Names of persons are caught only in the texts of questions that declare it, and only as capitalised
words that are not on a list of known ones. That takes too much (places, firms, German nouns) and
too little: a lone name at the start of a sentence, in small letters or in capitals throughout, or
one that is also a known word. What cannot be caught at all: somebody described without a name (the
only one who ...), the name of a laboratory or bucket, a handle without its @, ``alice at`` a host
that is not known for mail, an IP address, and names in scripts without capitals. So people still
read what is published.

Every search takes a time in proportion to the length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from survey.cleaning.names import known_words, names
from survey.cleaning.patterns import ALLOWED, NO_PERSONS, SEARCHES
from survey.cleaning.rules import Personal
from survey.instrument import Instrument
from survey.responses import OTHER

Kind = Literal["e-mail", "handle", "phone", "orcid", "page", "folder", "name"]
PLACEHOLDERS: dict[Kind, str] = {
    "e-mail": "[e-mail address]",
    "handle": "[handle]",
    "phone": "[phone number]",
    "orcid": "[ORCID iD]",
    "page": "[personal page]",
    "folder": "[folder]",
    "name": "[name]",
}


@dataclass(frozen=True)
class Finding:
    """Where in a text something personal stands: from ``start`` up to ``end``, in characters."""

    kind: Kind
    start: int
    end: int


def find(
    text: str, allowed: Collection[str] = (), known: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """What is personal in a text, in its order, without overlaps.

    ``allowed`` are handles that are no persons, beside `ALLOWED`. With ``known``, words in small
    letters, every other capitalised word is taken for a name; without it names are not looked for.
    """
    found = list(_patterns(text, ALLOWED | {handle.casefold() for handle in allowed}))
    if known is not None:
        found.extend(Finding("name", *span) for span in names(text, known))
    found.sort(key=lambda one: (one.start, -one.end))
    apart: list[Finding] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
        elif one.end > apart[-1].end:
            apart[-1] = Finding(apart[-1].kind, apart[-1].start, one.end)
    return tuple(apart)


def _patterns(text: str, fine: Collection[str]) -> Iterator[Finding]:
    for search in SEARCHES:
        if not search.hint.search(text):
            continue
        for match in search.pattern.finditer(text):
            who = (match.groupdict().get("who") or "").casefold().rstrip(".")
            nobody = search.kind == "folder" and who in NO_PERSONS
            if not nobody and who.split(".")[0] not in fine:
                yield Finding(search.kind, match.start(), match.end())


def redact(
    text: str, allowed: Collection[str] = (), known: Collection[str] | None = None
) -> tuple[str, Counter[Kind]]:
    """The text with placeholders, and how often each kind was found; see `find`."""
    parts: list[str] = []
    place = 0
    counts: Counter[Kind] = Counter()
    for one in find(text, allowed, known):
        parts += text[place : one.start], PLACEHOLDERS[one.kind]
        place = one.end
        counts[one.kind] += 1
    return "".join(parts) + text[place:], counts


def redact_table(
    table: pd.DataFrame, instrument: Instrument, rules: Personal
) -> tuple[pd.DataFrame, dict[Kind, int]]:
    """A table of responses with placeholders in every text, and the counts of every kind."""
    table = table.copy()
    counts: Counter[Kind] = Counter(dict.fromkeys(PLACEHOLDERS, 0))
    if not rules.names_in:
        del counts["name"]
    words = known_words(instrument, rules) if rules.names_in else None
    for column in map(str, table.select_dtypes("string")):
        known = words if column.removesuffix(f":{OTHER}") in rules.names_in else None
        texts = table[column].dropna()
        clean = {}
        for text, times in texts.value_counts().items():
            clean[text], found = redact(str(text), rules.allowed, known)
            counts.update({kind: number * times for kind, number in found.items()})
        table.loc[texts.index, column] = texts.map(clean).astype("string")
    return table, dict(counts)
