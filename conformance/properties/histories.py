"""A strategy for histories: many steps on one hierarchy, each judged as soon as it is done.

A history has a `Case` for every step, which ends there: the first that fails is the shortest that
shows the fault. After the last step every node is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from conformance.cases import features
from conformance.cases.hierarchy import ArrayState, Hierarchy, State
from conformance.cases.model import Case, Node
from conformance.cases.recipes import Recipe, expected
from conformance.properties.breadth import ALL, Without, choose, ready
from conformance.properties.moves import MOVES, World
from conformance.properties.recipes import begin

Draw = Any
Done = tuple[Recipe, str]
"""A recipe up to a step, and the path of the node that this step is about."""
LONGEST = 12
# What a history has beside making nodes and writing elements. Few APIs have everything.
_KINDS = ready(
    [
        frozenset({"nodes", "values"}),
        frozenset({"values"}),
        frozenset({"values", "shape"}),
        frozenset({"nodes", "values", "shape"}),
        frozenset({"values", "shape", "attributes"}),
        frozenset({"nodes", "values", "shape", "attributes", "members", "consolidated"}),
    ]
)
_GOES_ON = (False, *[True] * 6)
_WEIGHTS = {"values": 3, "shape": 3, "consolidated": 2}


@st.composite
def histories(draw: Draw, *, without: Without = ALL) -> tuple[Case, ...]:
    """The cases of a history, which begin with the same steps; the last has all of them."""
    kinds = draw(_KINDS)
    made = begin()
    done: list[Done] = []
    while len(done) < LONGEST:
        world = World.after(made)
        moves = [
            move
            for move in MOVES.values()
            for _ in range(_WEIGHTS.get(move.kind, 1))
            if (move.kind in kinds or (not done and move.kind == "nodes"))
            and move.is_possible(world, without)
        ]
        if not moves or (done and not choose(draw, _GOES_ON, ("goes on", len(done)))):
            break
        made, path = choose(draw, moves, len(done)).draw(draw, world, without)
        done.append((made, path))
    assume(done)
    return stages(done)


def stages(done: Sequence[Done]) -> tuple[Case, ...]:
    """For each step a case that ends there and looks at its node; after the last, at all nodes."""
    first, _ = done[0]
    hierarchy = Hierarchy(first.format, first.states)
    found: list[Case] = []
    for made, path in done:
        hierarchy.carry_out(made.steps[-1])
        found.append(ended(made, path, hierarchy))
    made, last = done[-1]
    others = [ended(made, path, hierarchy) for path in hierarchy.nodes if path != last]
    return (*found[:-1], *others, found[-1])


def ended(made: Recipe, path: str, after: Hierarchy) -> Case:
    """The case of a recipe whose steps leave ``after`` behind. They are not checked once more."""
    state: State | None = after.nodes.get(path)
    expect, data = expected(state)
    writing = features.writing_features(made.steps)
    return Case(
        id=made.id,
        kind="write",
        title=made.title,
        clauses=made.clauses,
        classes=tuple(features.writer_classes(made.classes, writing, "v3")),
        features=tuple(sorted(made.tags | writing)),
        node=Node("array" if isinstance(state, ArrayState) else "group", path),
        format=made.format,
        expect=expect,
        values=data,
        store=made.begun,
        steps=made.steps,
        hierarchy=after.node_types(),
    )
