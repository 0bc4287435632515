"""What is estimated beyond one table for each question: ``figures.toml`` of an edition.

Which questions are crossed, the classes of numbers, the least base of a percentage. It is decided
before the answers are seen: classes taken from the answers would give single answers away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from survey import documents
from survey.instrument import Instrument

FILE = "figures.toml"
MINIMUM_BASE = 30
"""Fewer answers than this give no percentages.

The least sample size in: Parker, J. D. et al. (2017), National Center for Health Statistics Data
Presentation Standards for Proportions, Vital and Health Statistics 2 (175).
"""
DECADES: tuple[float, ...] = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)
"""The bounds of the classes of a number that declares none."""


class PlanError(Exception):
    """A plan that cannot be used: names the file, the key, and the remedy."""


@dataclass(frozen=True)
class Plan:
    """``crossed`` are pairs of a question and the one that makes the groups.

    ``classes`` are rising bounds for each number; ``combinations`` the questions of which it is
    told what was chosen together.
    """

    crossed: tuple[tuple[str, str], ...] = ()
    classes: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    combinations: tuple[str, ...] = ()
    intervals: bool = True
    minimum_base: int = MINIMUM_BASE


def load(folder: Path, instrument: Instrument) -> Plan:
    """The plan of the edition in ``folder``; the default where it has none. Raises `PlanError`."""
    path = folder / FILE
    if not path.exists():
        return Plan()
    document = documents.read(path, "figures", PlanError)
    plan = _plan(document)
    for line in problems(plan, instrument):
        raise PlanError(f"{path}: {line}")
    return plan


def problems(plan: Plan, instrument: Instrument) -> Iterator[str]:
    """Every way in which the plan does not fit the instrument."""
    questions = {question.id: question for question in instrument.questions}
    for pair in plan.crossed:
        where = f"cross: {pair[0]} by {pair[1]}"
        unknown = [id for id in pair if id not in questions]
        if unknown:
            yield f"{where}: {unknown[0]} is no question of the edition; correct the id"
            continue
        for id in pair:
            if questions[id].sensitivity == "sensitive":
                yield f"{where}: {id} is sensitive and never crossed; remove the pair"
        if questions[pair[0]].kind in ("text", "date"):
            yield f"{where}: {pair[0]} is a {questions[pair[0]].kind}; take a choice or a number"
        if questions[pair[1]].kind not in ("single", "scale"):
            yield f"{where}: {pair[1]} makes no groups; take a single choice or a scale"
        if pair[0] == pair[1]:
            yield f"{where}: a question is not crossed with itself; remove the pair"
        if plan.crossed.count(pair) > 1:
            yield f"{where}: is declared twice; remove one"
    for id in plan.combinations:
        if id not in questions or questions[id].kind != "multiple":
            yield f"combinations: {id} is no multiple choice of the edition; correct the id"
        elif questions[id].sensitivity == "sensitive":
            yield f"combinations: {id} is sensitive; remove it"
        if plan.combinations.count(id) > 1:
            yield f"combinations: {id} is declared twice; remove one"
    for id, bounds in plan.classes.items():
        if id not in questions or questions[id].kind != "number":
            yield f"classes: {id} is no number of the edition; correct the id"
        if list(bounds) != sorted(set(bounds)):
            yield f"classes: {id}: bounds: do not rise; put them in order"


def bounds(plan: Plan, instrument: Instrument, id: str) -> tuple[float, ...]:
    """The bounds of a number's classes: the declared ones, else decades that its range reaches."""
    if id in plan.classes:
        return plan.classes[id]
    question = instrument[id]
    low = -float("inf") if question.lowest is None else question.lowest
    high = float("inf") if question.highest is None else question.highest
    return tuple(bound for bound in DECADES if low < bound <= high) or DECADES[:1]


def _plan(document: Mapping[str, Any]) -> Plan:
    head = document.get("figures", {})
    return Plan(
        crossed=tuple((row["question"], row["by"]) for row in document.get("cross", ())),
        classes={row["question"]: tuple(row["bounds"]) for row in document.get("classes", ())},
        combinations=tuple(row["question"] for row in document.get("combinations", ())),
        intervals=head.get("intervals", True),
        minimum_base=head.get("minimum-base", MINIMUM_BASE),
    )
