"""Intervals of a share and of the difference of two: arrays in, arrays out.

They are indicative: they show how much a share could move by chance in a random sample of this
size, and the respondents of a survey are none. They say nothing of who did not answer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

LEVEL = 0.95
"""How often the interval of a random sample would cover the truth."""

Numbers = NDArray[np.float64]


def wilson(count: ArrayLike, base: ArrayLike) -> tuple[Numbers, Numbers]:
    """The score interval of a share, from 0 to 1; NaN where the base is 0.

    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212. Counts and
    bases need not be whole: an effective base is not.
    """
    k, n = np.asarray(count, dtype=float), np.asarray(base, dtype=float)
    z = -ndtri((1 - LEVEL) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = np.where(k == 0, 0, np.clip(centre - half, 0, 1))
    high = np.where(k == n, 1, np.clip(centre + half, 0, 1))
    empty = n == 0
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def newcombe(
    count: ArrayLike, base: ArrayLike, count_before: ArrayLike, base_before: ArrayLike
) -> tuple[Numbers, Numbers]:
    """The hybrid score interval of the share minus the share before, from -1 to 1.

    Method 10 of Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890. NaN where a base is 0.
    """
    low, high = wilson(count, base)
    low_before, high_before = wilson(count_before, base_before)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.asarray(count, dtype=float) / np.asarray(base, dtype=float)
        before = np.asarray(count_before, dtype=float) / np.asarray(base_before, dtype=float)
    difference = share - before
    return (
        difference - np.hypot(share - low, high_before - before),
        difference + np.hypot(high - share, before - low_before),
    )
