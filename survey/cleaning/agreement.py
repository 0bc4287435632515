"""How far two coders agree, beyond chance: Cohen's kappa, of one code and of several together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """Shares from 0 to 1: on how many texts two coders agree, and on how many they would by chance.

    Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20(1).
    """

    observed: float
    by_chance: float

    @property
    def kappa(self) -> float | None:
        """From -1 to 1; None where agreement by chance is certain, so that nothing is measured."""
        if self.by_chance >= 1:
            return None
        return (self.observed - self.by_chance) / (1 - self.by_chance)


def agreement(first: Sequence[object], second: Sequence[object]) -> Agreement:
    """The agreement of two codings of the same n things. Raises ValueError for other lengths."""
    if len(first) != len(second):
        raise ValueError(f"the coders coded {len(first)} and {len(second)} things, not the same")
    n = len(first)
    if n == 0:
        return Agreement(1.0, 1.0)
    pairs = list(zip(first, second, strict=True))
    chance = sum(
        sum(one == value for one, _ in pairs) * sum(two == value for _, two in pairs)
        for value in {value for pair in pairs for value in pair}
    )
    return Agreement(sum(one == two for one, two in pairs) / n, chance / n**2)


def pooled(agreements: Iterable[Agreement]) -> Agreement:
    """The agreement on several codes, each a yes or no for each text.

    The agreements are averaged before kappa is taken, as De Vries, Elliott, Kanouse and Teleki
    (2008), "Using pooled kappa to summarize interrater agreement across many items", Field Methods
    20(3), propose. Of no code it is certain.
    """
    found = list(agreements) or [Agreement(1.0, 1.0)]
    return Agreement(
        sum(each.observed for each in found) / len(found),
        sum(each.by_chance for each in found) / len(found),
    )
