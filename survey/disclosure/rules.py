"""The rules of disclosure control, as values and from ``disclosure.toml``. It applies none.

The threshold rule, the rule of group disclosure and the protection that a hidden cell needs are
those of Hundepool et al., *Handbook on Statistical Disclosure Control*, chapter on frequency
tables, and of the Federal Committee on Statistical Methodology's Statistical Policy Working
Paper 22. Agencies ask for three or five respondents in a cell (Glossary of Statistical Disclosure
Control, 2005, "threshold rule"); the default is the stricter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from survey import documents

FILE = "disclosure.toml"


class DisclosureError(Exception):
    """Rules that cannot be read, or figures that contradict each other: says what to do."""


@dataclass(frozen=True)
class Rules:
    """What is hidden.

    A count from 1 to ``minimum`` - 1 is, and so are the answers of a group all of which, or all
    but ``short_of_all``, gave one answer. ``sensitive`` questions are never crossed. ``decimals``
    are those of a published percentage; ``why`` says where the numbers come from.
    """

    minimum: int = 5
    short_of_all: int = 1
    decimals: int = 0
    sensitive: frozenset[str] = frozenset()
    why: str = (
        "Threshold rule with five respondents: Glossary of Statistical Disclosure Control (2005)."
    )

    def small(self, count: int) -> bool:
        """Whether a count says too much about few. Zero does not: it is about nobody."""
        return 0 < count < self.minimum


def load(path: Path) -> Rules:
    """The rules in the file ``path``. Raises `DisclosureError`."""
    document = documents.read(path, "disclosure", DisclosureError, f"an edition has a {FILE}")
    given = dict(document["disclosure"])
    return Rules(**{**given, "sensitive": frozenset(given.get("sensitive", ()))})
