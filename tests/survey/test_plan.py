"""The plan of an edition's figures: read, held against the instrument, refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import survey
from survey.estimates import plan as plans
from survey.estimates.plan import Plan, PlanError
from survey.estimates.tables import figures
from survey.instrument import load
from tests.survey.people import crowd
from tests.survey.sample import INSTRUMENT


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_sensitive_is_never_crossed(place):
    pair = ("formats", "role")
    questions = tuple(
        replace(q, sensitivity="sensitive") if q.id == pair[place] else q
        for q in INSTRUMENT.questions
    )
    given = crowd(50, replace(INSTRUMENT, questions=questions))
    with pytest.raises(PlanError, match=f"{pair[place]} is sensitive and never crossed"):
        figures(given, plan=Plan(crossed=(pair,)))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan(crossed=(("formats", "job"),)), "job is no question of the edition"),
        (Plan(crossed=(("role", "formats"),)), "formats makes no groups"),
        (Plan(crossed=(("comment", "role"),)), "comment is a text"),
        (Plan(crossed=(("role", "role"),)), "not crossed with itself"),
        (Plan(crossed=(("formats", "role"),) * 2), "is declared twice"),
        (Plan(combinations=("role",)), "role is no multiple choice"),
        (Plan(combinations=("job",)), "job is no multiple choice"),
        (Plan(combinations=("formats", "formats")), "formats is declared twice"),
        (Plan(classes={"role": (1,)}), "role is no number of the edition"),
        (Plan(classes={"arrays": (2, 1)}), "bounds: do not rise"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(plan, said):
    assert any(said in line for line in plans.problems(plan, INSTRUMENT))
    with pytest.raises(PlanError):
        figures(crowd(5), plan=plan)


def test_a_plan_is_read(tmp_path):
    (tmp_path / "figures.toml").write_text(
        "[figures]\nintervals = false\nminimum-base = 20\n"
        '[[cross]]\nquestion = "formats"\nby = "role"\n'
        '[[combinations]]\nquestion = "formats"\n'
        '[[classes]]\nquestion = "arrays"\nbounds = [1, 100]\n',
        encoding="utf-8",
    )
    assert plans.load(tmp_path, INSTRUMENT) == Plan(
        crossed=(("formats", "role"),),
        classes={"arrays": (1, 100)},
        combinations=("formats",),
        intervals=False,
        minimum_base=20,
    )


def test_an_edition_without_a_plan_has_the_default(tmp_path):
    assert plans.load(tmp_path, INSTRUMENT) == Plan()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[figures", "is no TOML"),
        (b"\xff", "is no TOML"),
        (b"[figures]\nintervals = 1\n", "figures.intervals"),
        (b'[[cross]]\nquestion = "role"\nby = "job"\n', "job is no question"),
    ],
)
def test_a_plan_that_cannot_be_used_names_its_file(tmp_path, content, said):
    (tmp_path / "figures.toml").write_bytes(content)
    with pytest.raises(PlanError, match=said) as error:
        plans.load(tmp_path, INSTRUMENT)
    assert str(tmp_path / "figures.toml") in str(error.value)


def test_a_plan_that_cannot_be_opened(tmp_path):
    Path(tmp_path / "figures.toml").mkdir()
    with pytest.raises(PlanError, match="cannot be read"):
        plans.load(tmp_path, INSTRUMENT)


def test_the_plan_of_each_edition_fits_it():
    editions = sorted((Path(survey.__file__).parent / "editions").iterdir())
    assert editions
    for folder in editions:
        plans.load(folder, load(folder))
