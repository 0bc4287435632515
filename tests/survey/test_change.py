"""What is called a change: tests, intervals and the correction against statsmodels and SciPy."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from survey.estimates.change import changes, holm, two_sided
from survey.estimates.model import Base, Cell, Table
from survey.estimates.standard import differences, standardise
from survey.estimates.tables import by_channel, figures
from tests.survey.people import crowd, responses
from tests.survey.sample import INSTRUMENT


def table(id: str, base: int, counts: Iterable[int], question: str = "role") -> Table:
    cells = (Cell((f"o{n}",), count, count / base) for n, count in enumerate(counts))
    return Table(id, question, Base(base, 0, 0, 0, base), tuple(cells))


@pytest.mark.parametrize("numbers", [(56, 70, 48, 80), (300, 1000, 280, 1200)])
def test_p_values_are_those_of_statsmodels(numbers):
    count, base, count_before, base_before = numbers
    _, expected = proportions_ztest([count, count_before], [base, base_before])
    assert two_sided(*numbers) == pytest.approx(expected)


def test_few_are_tested_exactly():
    assert two_sided(1, 30, 6, 30) == stats.fisher_exact([[1, 29], [6, 24]]).pvalue


@pytest.mark.parametrize("numbers", [(0, 20, 0, 30), (20, 20, 30, 30)])
def test_what_nobody_or_everybody_said_in_both_years_did_not_change(numbers):
    assert two_sided(*numbers) == 1


@pytest.mark.parametrize("p", [[], [0.04], [0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 1, 0.9, 1e-9]])
def test_the_correction_is_that_of_statsmodels(p):
    expected = multipletests(p, method="holm")[1] if p else []
    np.testing.assert_allclose(holm(p), expected)


def test_a_clear_change_is_called_one():
    found = changes([(table("role", 400, [100, 200, 100]), table("role", 400, [200, 60, 140]))])
    assert [change.verdict for change in found] == ["rose", "fell", "rose"]
    assert found[0].difference == 0.25
    assert found[0].interval.low > 0


def test_a_change_that_does_not_survive_the_correction_is_not_called_one():
    before, now = [100, 100, 100, 100], [126, 100, 90, 84]
    alone = changes([(table("role", 400, before[:1]), table("role", 400, now[:1]))])
    assert alone[0].verdict == "rose"
    among = changes([(table("role", 400, before), table("role", 400, now))])
    assert among[0].p == alone[0].p < 0.05 < among[0].adjusted
    assert among[0].interval.low > 0
    assert among[0].verdict == "unclear"


def test_the_rows_of_a_matrix_are_one_family_and_other_questions_none():
    pair = (table("pain/reading", 400, [100], "pain"), table("pain/reading", 400, [126], "pain"))
    same = (table("pain/writing", 400, [100], "pain"), table("pain/writing", 400, [100], "pain"))
    other = (table("role", 400, [100]), table("role", 400, [100]))
    assert [change.verdict for change in changes([pair, other])] == ["rose", "unclear"]
    assert [change.verdict for change in changes([pair, same])] == ["unclear", "unclear"]


def test_what_one_year_does_not_show_is_not_compared():
    before, now = table("role", 400, [100, 100, 100]), table("role", 400, [200, 200, 200])
    cells = (
        Cell(("o0",), None, hidden="small"),
        Cell(("o1",), 200),
        Cell(("o2",), 200, 0.5),
        Cell(("o3",), 9, 0.02),
    )
    found = changes([(before, Table("role", "role", now.base, cells))])
    assert [change.key for change in found] == [("o2",)]


def test_changes_of_two_crowds_alike_are_hardly_ever_called_changes():
    clear = 0
    for seed in range(40):
        before, now = (figures(crowd(200, seed=s))["formats"] for s in (seed, 1000 + seed))
        clear += any(change.verdict != "unclear" for change in changes([(before, now)]))
    assert clear <= 6


def test_a_trend_that_is_only_a_new_channel_is_none_at_last_years_mix():
    def people(forum: int, mail: int) -> list[dict[str, str]]:
        return [
            *[{"@channel": "forum", "role": "student"}] * (forum // 2),
            *[{"@channel": "forum", "role": "scientist"}] * (forum // 2),
            *[{"@channel": "mail", "role": "scientist"}] * mail,
        ]

    before, now = responses(people(60, 40)), responses(people(20, 80))
    (old,), (new,) = (by_channel(year, INSTRUMENT["role"]) for year in (before, now))
    found = {each.key: each for each in standardise(old, new)}
    student = found[("student",)]
    assert student.table == "role"
    assert student.before == student.share == pytest.approx(0.3)
    assert student.difference == pytest.approx(0)
    assert student.interval.low < 0.3 < student.interval.high
    raw = changes(
        [(figures(before)["role"], figures(now)["role"])],
        differences((before, None), (now, None), ["role"]),
    )
    fallen = next(change for change in raw if change.key == ("student",))
    assert fallen.verdict == "fell"
    assert fallen.standardised == pytest.approx(0)


def test_published_differences_tell_nothing_of_single_channels():
    years = [(crowd(500, seed=seed), None) for seed in (1, 2)]
    found = differences(*years, ["formats", "pain"])
    assert {table for table, _ in found} == {
        "formats",
        "pain/reading",
        "pain/writing",
        "pain/cloud-stores",
    }
    assert all(difference == round(difference, 2) for difference in found.values())
    assert any(found.values())


def test_the_same_mix_gives_the_raw_share():
    given = crowd(400)
    (one,) = by_channel(given, INSTRUMENT["formats"])
    raw = figures(given)["formats"]
    for each, cell in zip(standardise(one, one), raw.cells, strict=True):
        assert each.share == pytest.approx(cell.share)
        assert each.interval.low == pytest.approx(cell.interval.low)


def test_small_channels_stand_together():
    few = [{"@channel": f"mail-{n}", "role": "student"} for n in range(20)]
    many = [{"@channel": "forum", "role": "scientist"}] * 20
    (old,) = by_channel(responses([*few, *many]), INSTRUMENT["role"])
    (new,) = by_channel(responses([*few[:5], *many]), INSTRUMENT["role"])
    shares = {each.key[0]: each.share for each in standardise(old, new)}
    assert shares["student"] == pytest.approx(0.5)


def test_a_channel_that_nobody_came_by_this_year_cannot_be_weighted():
    (old,) = by_channel(responses([{"@channel": "mail", "role": "student"}]), INSTRUMENT["role"])
    (new,) = by_channel(
        responses([{"@channel": "forum", "role": "student"}] * 20), INSTRUMENT["role"]
    )
    (none,) = by_channel(responses([]), INSTRUMENT["role"])
    assert standardise(old, none) == ()
    assert standardise(none, new) == ()
    both = [{"@channel": "forum", "role": "student"}] * 20
    (wide,) = by_channel(
        responses([*both, {"@channel": "mail", "role": "student"}]), INSTRUMENT["role"]
    )
    assert standardise(wide, new) == ()
