"""What a published percentage or interval gives away of a count. Of figures without them, nothing.

A share of a base of 20 in whole percent can only be that of one count; of a base of 5,000, that of
about fifty. An interval of Wilson (1927) has its centre at (p + z²/2n) / (1 + z²/n), from which p
follows.
"""

from __future__ import annotations

from math import ceil, floor

from survey.estimates.model import Cell

Z2 = 1.959963984540054**2
"""The square of the normal distribution's 97.5 % point."""
_EXACT = 1e-9


def implied(cell: Cell, answered: int, decimals: int) -> tuple[int, int] | None:
    """The lowest and the highest count that agree with the cell's share and interval.

    ``answered`` are the persons of its base; ``decimals`` those of a published percentage. None
    where there is neither share nor interval.
    """
    found: tuple[float, float] | None = None
    if cell.share is not None:
        slack = _slack(cell.share, decimals)
        found = cell.share - slack, cell.share + slack
    elif cell.interval is not None:
        low, high = cell.interval.low, cell.interval.high
        slack = max(_slack(low, decimals), _slack(high, decimals)) * (1 + Z2 / max(answered, 1))
        half = Z2 / max(answered, 1) / 2
        share = (low + high) / 2 * (1 + 2 * half) - half
        found = share - slack, share + slack
    if found is None:
        return None
    low, high = (answered * value for value in found)
    return max(0, ceil(low - 1e-6)), min(answered, floor(high + 1e-6))


def _slack(share: float, decimals: int) -> float:
    """How far the true share may lie from a rounded one; next to nothing if it is not rounded."""
    places = decimals + 2
    rounded = abs(round(share, places) - share) < _EXACT
    return 0.5 * 10.0**-places + _EXACT if rounded else _EXACT
