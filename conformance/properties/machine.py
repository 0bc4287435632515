"""A state machine of several live implementations that take turns on one hierarchy.

Each step is asked of one of them, on the store that the others left; the oracle holds the store
against the model, and another one reads it back. So whose step breaks the store is certain, and a
reader is blamed only for stores that the oracle finds valid. A step that is refused has not been
made: only a claim that is not kept is somebody's fault.

Rules depend on the model alone, so a list of steps that fails is shrunk like any other draw.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conformance.cases import features
from conformance.cases.files import contents, digest
from conformance.cases.hierarchy import State
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe
from conformance.engine.expectations import FAILING
from conformance.engine.judge import Judgement
from conformance.interop.reread import questions
from conformance.properties.asking import Asking
from conformance.properties.breadth import Without, choose
from conformance.properties.histories import stages
from conformance.properties.moves import MOVES, Move, World
from conformance.properties.recipes import begin
from conformance.properties.scope import Scope
from conformance.properties.steady import steady

T = TypeVar("T")
STEPS = 12
"""How many steps one history has at most."""


@dataclass(frozen=True)
class Member:
    """A live implementation, with what it has shown that it can write and read."""

    asking: Asking
    writes: Scope
    reads: Scope

    @property
    def name(self) -> str:
        """The implementation."""
        return str(self.asking.selection)

    @property
    def without(self) -> Without:
        """The features that it does not support."""
        return frozenset(self.writes.outside)

    def can(self, move: Move, world: World) -> bool:
        """Whether a step is one that it can make now."""
        op = "create_array" if move.name == "overwrite" else move.name
        return op in self.asking.hello.operations and move.is_possible(world, self.without)


@dataclass(frozen=True)
class Blame:
    """Who fails, and on what: steps on a store, or reading one. ``told`` are all steps so far."""

    member: Member
    case: Case
    judgement: Judgement
    told: tuple[str, ...]


Report = Callable[[Blame], None]
"""Is told of a failure; what it raises ends the history, and shrinks it."""


class Turns(RuleBasedStateMachine):
    """Implementations that take turns. Made by `machine`, which adds a rule for each move."""

    crew: Sequence[Member] = ()
    memory: dict[str, Any]
    report: Report
    stop: Callable[[], bool]
    count: Callable[[str], None]

    def __init__(self) -> None:
        super().__init__()
        self.world = World.after(begin())
        self.store: Mapping[str, bytes] = {}
        self.told: list[str] = []
        # The last steps in a row of one implementation, and what they began with.
        self.turns: tuple[Member | None, Recipe, list[Recipe]] = (None, begin(), [])
        self.noted = False
        self.over = False

    def who_can(self, move: Move) -> list[Member]:
        """Those who can make a step now."""
        if self.over or self.stop():
            return []
        return [member for member in self.crew if member.can(move, self.world)]

    @precondition(lambda self: not any(self.who_can(move) for move in MOVES.values()))
    @rule()
    def rest(self) -> None:
        """Nobody can do anything any more."""

    def turn(self, draw: Any, move: Move) -> None:
        """One step of one implementation; then the store is judged and read back."""
        which = (move.name, len(self.told))
        member = choose(draw, self.who_can(move), ("who", which))
        reader = choose(draw, self.crew, ("reader", which))
        made, path = move.draw(draw, self.world, member.without)
        case = stages([(made, path)])[-1]
        if member.writes.not_asked(case) is not None:
            return
        last, started, done = self.turns
        if last is not member:
            started, done = self.world.made, []
        looks = stages([(made, path)])
        found = self._remembered(member, looks[-1], lambda: member.asking.written(looks[-1], looks))
        if found is None:
            return
        judgement = found.judgement
        self.told.append(f"{member.name}: {made.steps[-1]['op']} {path!r}")
        # Whether what others add, and the text leaves open, must be read is open too.
        if judgement.verdict in FAILING and not (judgement.verdict == "refused" and self.noted):
            self.over = True
            case = _in_a_row(started, [*done, made], found.case.node.path)
            self.report(Blame(member, case, judgement, tuple(self.told)))
            return
        self.count(judgement.verdict)
        if judgement.verdict != "pass":
            self.told.pop()
            return
        nodes = made.after().nodes
        self.turns = (member, started, [*done, made])
        self.noted = self.noted or bool(judgement.notes)
        self.store = found.done.store
        self.world = World(_begun(made, self.store, nodes), nodes)
        self._read_back(reader, case, path)

    def _read_back(self, reader: Member, written: Case, path: str) -> None:
        if path not in self.world.nodes:
            return
        asked = questions(written, self.store, reader.asking.clauses)[0]
        asked = replace(asked, store=dict(self.store), clauses=written.clauses)
        if asked.kind != "read" or reader.reads.not_asked(asked) is not None:
            return
        asked = replace(asked, id="v3/drawn/read-back")
        answer = self._remembered(reader, asked, lambda: reader.asking.ask_one(asked))
        if answer is None:
            return
        if answer.judgement.verdict in FAILING:
            self.over = True
            told = (*self.told, f"{reader.name}: read {path!r}")
            self.report(Blame(reader, asked, answer.judgement, told))

    def _remembered(self, member: Member, case: Case, ask: Callable[[], T | None]) -> T | None:
        """What a member made of the same before: shrinking repeats itself."""
        key = f"{member.name} {digest(contents(case))}"
        if key not in self.memory:
            answer = ask()
            if answer is None:
                self.over = True  # the search was stopped
                return None
            self.memory[key] = answer
        found: T = self.memory[key]
        return found


def _begun(made: Recipe, store: Mapping[str, bytes], nodes: Mapping[str, State]) -> Recipe:
    """The recipe that goes on from a store, and needs what its documents need."""
    tags, classes = set(made.tags), set(made.classes)
    for key, data in store.items():
        if key.rpartition("/")[2] == "zarr.json":
            document = json.loads(data)
            if document["node_type"] == "array":
                tags |= features.array_features(document)
                classes |= set(features.classes(tags, "array"))
    return replace(
        made,
        steps=(),
        begun=dict(store),
        states=dict(nodes),
        tags=frozenset(tags),
        classes=frozenset(classes),
    )


def _in_a_row(started: Recipe, done: Sequence[Recipe], path: str) -> Case:
    """The case of steps in a row on what they began with, which looks at one node at the end."""
    steps = [made.steps[-1] for made in done]
    whole = replace(done[-1], begun=started.begun, states=started.states)
    upto = [(replace(whole, steps=tuple(steps[:n])), path) for n in range(1, len(steps) + 1)]
    return stages(upto)[-1]


def machine(
    crew: Sequence[Member],
    report: Report,
    count: Callable[[str], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> type[Turns]:
    """A machine of these implementations, with a rule for each move."""
    members: dict[str, Any] = {
        "crew": tuple(crew),
        "memory": {},
        "report": staticmethod(report),
        "count": staticmethod(count),
        "stop": staticmethod(stop),
    }
    for move in MOVES.values():
        members[move.name] = _rule(move)
    return type("TurnsOfACrew", (Turns,), members)


def _rule(move: Move) -> Any:
    def step(self: Turns, data: st.DataObject) -> None:
        self.turn(data.draw, move)

    step.__name__ = move.name
    return precondition(lambda self: bool(self.who_can(move)))(rule(data=st.data())(step))


def run(turns: type[Turns], seed: int, histories: int) -> None:
    """Let a machine run, the same for a seed. What `Report` raised is raised again, shrunk."""
    with steady():
        run_state_machine_as_test(
            seeded(seed)(turns),
            settings=settings(
                max_examples=histories,
                stateful_step_count=STEPS,
                phases=(Phase.generate, Phase.shrink),
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                report_multiple_bugs=False,
                print_blob=False,
                verbosity=Verbosity.quiet,
            ),
        )
