"""Which answers were chosen together: each respondent in one combination, the rare ones as one.

Only the frequent combinations have a name, so that a chart of them can be read. That those named
are of enough persons is for disclosure control.
"""

from __future__ import annotations

from itertools import compress

import numpy as np

from survey.estimates.items import Item
from survey.estimates.model import ELSE, JOIN

MOST = 10
"""How many combinations have a name."""
OPTIONS = 6
"""How many options these combinations are of, options that stand alone not counted.

All that so few options and their combinations can tell, disclosure control can work out.
"""


def combinations(item: Item) -> dict[str, int]:
    """How many chose each of the most frequent combinations, and ``ELSE`` for any other.

    In the order of the options: that of the counts would tell between which two a hidden one lies.
    """
    sets, counts = np.unique(item.chosen[item.answered], axis=0, return_counts=True)
    sets, counts = sets[::-1], counts[::-1]
    alone = {option.id for option in item.question.options if option.exclusive}
    places = {key: place for place, key in enumerate(item.keys)}
    found: dict[tuple[str, ...], int] = {}
    used: set[str] = set()
    for place in np.argsort(-counts, kind="stable"):
        options = tuple(compress(item.keys, sets[place]))
        more = used if set(options) <= alone and len(options) == 1 else used | set(options)
        if options and len(more) <= OPTIONS and len(found) < MOST:
            used = more
            found[options] = int(counts[place])
    order = sorted(found, key=lambda options: (len(options), [places[o] for o in options]))
    named = {JOIN.join(options): found[options] for options in order}
    return {**named, ELSE: int(counts.sum()) - sum(named.values())}
