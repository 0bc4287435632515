"""Intervals of shares and of differences against statsmodels and the paper's example."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from survey.estimates.intervals import newcombe, wilson

NUMBERS = [(56, 70, 48, 80), (9, 10, 3, 10), (0, 20, 0, 30), (20, 20, 30, 30), (0, 40, 7, 50)]


@pytest.mark.parametrize("base", [1, 2, 7, 30, 1000])
def test_intervals_are_those_of_statsmodels(base):
    count = np.arange(base + 1)
    low, high = wilson(count, base)
    expected = proportion_confint(count, base, method="wilson")
    np.testing.assert_allclose((low, high), expected, atol=1e-12)


def test_an_interval_of_nothing_is_no_number():
    assert np.isnan(wilson(0, 0)).all()


def test_the_ends_of_an_interval_hold_the_share():
    assert wilson(0, 9)[0] == 0
    assert wilson(9, 9)[1] == 1


@pytest.mark.parametrize("numbers", NUMBERS)
def test_intervals_of_differences_are_those_of_statsmodels(numbers):
    expected = confint_proportions_2indep(*numbers, compare="diff", method="newcomb")
    np.testing.assert_allclose(newcombe(*numbers), expected, atol=1e-12)


def test_the_interval_of_the_paper():
    """Example (a) of Newcombe (1998): 56 of 70 against 48 of 80, method 10."""
    low, high = newcombe(56, 70, 48, 80)
    assert (round(float(low), 4), round(float(high), 4)) == (0.0524, 0.3339)
