"""The page of damaged and absurd stores: counted from outcomes, told in words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from reports_pages import Page, render
from reports_sample import Sample

from conformance.results import Result, RobustOutcome, Times
from reports import robustness
from reports.robustness import Tally

OUTCOMES: dict[str, RobustOutcome | None] = {
    "alpha": "error",
    "beta": "fill",
    "gamma": "memory",
    "delta": None,
}
MIB = 1 << 20


def with_outcomes(result: Result, outcome: RobustOutcome | None) -> Result:
    """Every case of the axis with one outcome, and some memory for each."""
    damaged = [case.id for case in result.cases if case.axis == "robustness"]
    cases = tuple(replace(c, outcome=outcome) if c.id in damaged else c for c in result.cases)
    memory = dict.fromkeys(damaged, 900 * MIB) if outcome else {}
    return replace(result, cases=cases, times=Times("now", 1.0, {}, memory))


@pytest.fixture
def page(sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    # The names of the sample say nothing of damage.
    monkeypatch.setattr(robustness, "_DAMAGED_ID", re.compile("(?P<word>).*(?P<codec>special).*"))
    shown = [with_outcomes(r, OUTCOMES[r.implementation.name]) for r in sample.results]
    return render(sample, tmp_path / "site", shown)["robustness.html"]


def flat(page: Page) -> str:
    return " ".join(page.text.split())


def test_each_store_has_a_word_for_each_implementation(sample: Sample, page: Page) -> None:
    damaged = [case for case in sample.cases if case.axis == "robustness"]
    assert damaged
    text = flat(page)
    assert all(case.title in text for case in damaged)
    assert text.count("✖ too much memory") == len(damaged)
    assert "≠ zeros or fill value" in text
    assert "not run" in text


def test_the_summary_counts(sample: Sample, page: Page) -> None:
    number = sum(case.axis == "robustness" for case in sample.cases)
    text = flat(page)
    assert f"alpha: none of {number} damaged stores read without an error." in text
    assert f"beta: {number} of {number} damaged stores read without an error, all with" in text
    assert f"{number} took more memory than it was given" in text
    assert "delta: no outcomes of damaged stores are known." in text
    assert "900 MiB" in text and "not measured" in text


def test_a_tally_counts_what_tells_anything() -> None:
    counted = Counter[RobustOutcome]({"right": 2, "fill": 1, "error": 4, "unsupported": 3})
    tally = Tally(None, counted, Counter(), counted, None)  # type: ignore[arg-type]
    assert (tally.unnoticed, tally.checked) == (3, 7)
    assert tally.sentence == (
        "3 of 7 damaged stores read without an error, 1 with values that are not the data."
    )


def test_a_site_without_results_says_so(sample: Sample, tmp_path: Path) -> None:
    shown = [replace(r, unavailable="no toolchain") for r in sample.results]
    assert "There is nothing to show" in flat(render(sample, tmp_path, shown)["robustness.html"])


@pytest.mark.parametrize(
    ("id", "title"),
    [
        ("v3/damage/crc32c-cut", "Checksums"),
        ("v2/damage/delta-shuffle-empty", "Filters"),
        ("ext/codecs/vlen-utf8/damage-cut", "Elements of variable length"),
        ("ext/damage/new-codec-cut", "new"),
    ],
)
def test_cases_of_one_kind_of_damage_stand_together(id: str, title: str) -> None:
    assert robustness._damage(id) == title
    assert robustness._DAMAGED_ID.fullmatch(id)


@pytest.mark.parametrize("id", ["v2/documents/order-is-a", "v3/absurd/shape-2-53"])
def test_what_is_no_damage_to_data_stands_apart(id: str) -> None:
    assert not robustness._DAMAGED_ID.fullmatch(id)
