"""Two implementations that both accept a dataset on an open point should read the same.

Where they do not, neither is to blame as long as the text is silent: it is recorded, never scored,
and shows the editors of the specification where silence costs something.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

from conformance.adapters.manifest import Selection

Place = tuple[int, int]


class Agreement:
    """What implementations read on open points, by seed and number. For several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[str, dict[Place, Mapping[str, str]]] = {}

    def add(self, selection: Selection, place: Place, members: Mapping[str, str]) -> None:
        """Say what an implementation read."""
        with self._lock:
            self._read.setdefault(str(selection), {})[place] = members

    def disagreements(self, selection: Selection) -> Counter[str]:
        """How many datasets both it and another implementation accept and read otherwise."""
        with self._lock:
            mine = self._read.get(str(selection), {})
            found: Counter[str] = Counter()
            for name, theirs in self._read.items():
                if name != str(selection):
                    both = mine.keys() & theirs.keys()
                    found[name] = sum(not _same(mine[p], theirs[p]) for p in both)
        return +found


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys())
