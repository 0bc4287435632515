"""Strategies for datasets with one fault, which breaks a must that the mutation names.

A mutation is a function from a small valid dataset, its control, to the same with the fault; the
oracle must blame the clause. Each module holds the mutations of one subject: to add one, add it
there. Only what is an uncontested must or must not in the ledger can be broken, damage apart.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from conformance.cases.builder import DefinitionError
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.oracle.nodes import key_prefix
from conformance.properties.breadth import ALL, Without, left, ready
from conformance.properties.mutations import (
    chunks,
    codecs,
    documents,
    extensions,
    fill_values,
    groups,
)
from conformance.properties.mutations.model import Mutation
from conformance.properties.nodes import draw_group
from conformance.properties.small import Needs, draw_small

__all__ = ["MUTATIONS", "Mutation", "Needs", "faults_and_controls", "faulty_cases"]

Draw = Any
MUTATIONS = (
    *documents.MUTATIONS,
    *extensions.MUTATIONS,
    *fill_values.MUTATIONS,
    *codecs.MUTATIONS,
    *groups.MUTATIONS,
    *chunks.MUTATIONS,
)


@st.composite
def faulty_cases(draw: Draw, *, without: Without = ALL) -> Case:
    """A small array or group with one fault, as a `Case` of kind ``refuse``.

    ``without`` are feature tags that must not be drawn.
    """
    faulty: Case = draw(faults_and_controls(without=without))[0]
    return faulty


@st.composite
def faults_and_controls(draw: Draw, *, without: Without = ALL) -> tuple[Case, Case]:
    """A dataset with one fault, and the same without it."""
    mutation: Mutation = draw(_mutations(without))
    if mutation.node == "group":
        control = draw_group(draw, without).read()
    else:
        control = draw_small(draw, mutation.needs, without).read()
    document = json.loads(control.store[key_prefix(control.node.path) + "zarr.json"])
    begun = fault(f"{control.id}-fault", title(mutation), *mutation.clauses, control=control)
    changed = mutation.apply(draw, begun, document)
    try:
        ended = changed.refuse() if mutation.axis == "conformance" else changed.robustness()
    except DefinitionError:
        # What was drawn is no fault after all, such as damage that changes nothing.
        assume(False)
        raise
    return ended, control


def title(mutation: Mutation) -> str:
    """The title of the cases with its fault."""
    return f"A drawn {mutation.node}: {mutation.name}."


@cache
def _mutations(without: Without) -> st.SearchStrategy[Mutation]:
    fitting = left("a fault", MUTATIONS, lambda m: () if m.fits(without) else without, without)
    return ready(fitting)
