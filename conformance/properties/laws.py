"""The properties that hold for every implementation, each with the strategy that draws examples.

An example is one dataset, or two that the property relates. Every dataset is held against the
oracle; a second one tells what a failure is not caused by. A new format or a new operation joins
by adding its property here.

Properties that read and properties that write are two families, drawn apart: neither changes the
other's draws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from hypothesis import strategies as st

from conformance.cases import features
from conformance.cases.model import Case
from conformance.properties.arrays import array_drafts
from conformance.properties.encodings import equal_encodings
from conformance.properties.histories import histories
from conformance.properties.mutations import faults_and_controls
from conformance.properties.nodes import group_cases, hierarchies
from conformance.properties.open_points import open_cases
from conformance.properties.recipes import filled_arrays, rewritten_documents, written_regions
from conformance.properties.selections import selections

Features = frozenset[str]
Family = Literal["reading", "writing"]
FAMILIES: tuple[Family, ...] = ("reading", "writing")
Draw = Any


@dataclass(frozen=True)
class Example:
    """One draw for the property named ``law``.

    ``case`` is what the property is about, ``beside`` the dataset that it relates that to, and
    ``control``, which is not asked about, a faulty dataset without its fault. ``stages`` are the
    cases of a history, which begin with its steps; ``case`` is the last of them.
    """

    law: str
    case: Case
    beside: Case | None = None
    control: Case | None = None
    stages: tuple[Case, ...] = ()

    @property
    def cases(self) -> tuple[Case, ...]:
        """The datasets to ask about, the related one first."""
        return (self.case,) if self.beside is None else (self.beside, self.case)

    @property
    def readable(self) -> tuple[Case, ...]:
        """The valid datasets that must be read, or written, for the property to tell anything."""
        valid = (*self.cases, *((self.control,) if self.control is not None else ()))
        return tuple(case for case in valid if case.kind in ("read", "write"))


@dataclass(frozen=True)
class Property:
    """``statement`` is what holds. ``strategy`` draws examples without the features given.

    ``weight`` is its share of the draws, against those of the others.
    """

    name: str
    statement: str
    weight: int
    strategy: Callable[[Features], st.SearchStrategy[Example]]
    family: Family = "reading"


@st.composite
def _reads(draw: Draw, without: Features) -> Example:
    case: Case = draw(hierarchies(without=without))
    return Example("reads", _without_attributes(case))


@st.composite
def _regions(draw: Draw, without: Features) -> Example:
    draft = draw(array_drafts(without=without))
    whole = _without_attributes(draft.read())
    assert whole.expect is not None
    shape = tuple(int(n) for n in whole.expect["shape"])
    region = draft.region(*draw(selections(shape))).read()
    return Example("regions", _without_attributes(region), whole)


@st.composite
def _equal_encodings(draw: Draw, without: Features) -> Example:
    one, other = draw(equal_encodings(without=without))
    return Example("equal-encodings", _without_attributes(one), _without_attributes(other))


@st.composite
def _attributes(draw: Draw, without: Features) -> Example:
    return Example("attributes", draw(group_cases(without=without)))


@st.composite
def _refusals(draw: Draw, without: Features) -> Example:
    faulty, control = draw(faults_and_controls(without=without))
    return Example("refusals", faulty, control=control)


@st.composite
def _agreement(draw: Draw, without: Features) -> Example:
    return Example("agreement", draw(open_cases(without=without)))


@st.composite
def _writes(draw: Draw, without: Features) -> Example:
    return Example("writes", draw(filled_arrays(without=without)))


@st.composite
def _writes_regions(draw: Draw, without: Features) -> Example:
    return Example("writes-regions", draw(written_regions(without=without)))


@st.composite
def _rewrites(draw: Draw, without: Features) -> Example:
    return Example("rewrites", draw(rewritten_documents(without=without)))


@st.composite
def _histories(draw: Draw, without: Features) -> Example:
    stages = draw(histories(without=without))
    return Example("histories", stages[-1], stages=stages)


PROPERTIES = {
    row.name: row
    for row in (
        Property("reads", "A valid array reads as the oracle encoded it.", 4, _reads),
        Property("refusals", "A document that breaks one must is refused.", 4, _refusals),
        Property("regions", "A region reads as that region of the whole.", 1, _regions),
        Property(
            "equal-encodings", "Two encodings of one array read the same.", 1, _equal_encodings
        ),
        Property("attributes", "Attributes come back as they were written.", 1, _attributes),
        Property(
            "agreement",
            "On open points, two implementations that both accept a dataset read the same.",
            1,
            _agreement,
        ),
        Property("writes", "An array is written as the recipe says.", 2, _writes, family="writing"),
        Property(
            "writes-regions",
            "Writing a region changes nothing else.",
            2,
            _writes_regions,
            family="writing",
        ),
        Property(
            "rewrites",
            "Metadata that is written anew means the same.",
            1,
            _rewrites,
            family="writing",
        ),
        Property(
            "histories",
            "After each of many steps the store is valid and says what it must.",
            2,
            _histories,
            family="writing",
        ),
    )
}


def of_family(family: Family) -> list[Property]:
    """The properties of a family, the simplest first."""
    return [row for row in PROPERTIES.values() if row.family == family]


def examples(
    without: Features = frozenset(), family: Family = "reading"
) -> st.SearchStrategy[Example]:
    """Examples of all properties of a family, the simplest property first."""
    rows = [row for row in of_family(family) for _ in range(row.weight)]
    strategies = {row.name: row.strategy(without) for row in of_family(family)}
    return st.sampled_from(rows).flatmap(lambda row: strategies[row.name])


def _without_attributes(case: Case) -> Case:
    """The case without its interest in attributes, which have a property of their own."""
    if "attributes" not in case.checks:
        return case
    checks = tuple(check for check in case.checks if check != "attributes")
    classes = tuple(features.classes(set(case.features), case.node.node_type, checks))
    return replace(case, checks=checks, classes=classes)
