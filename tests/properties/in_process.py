"""Asks the oracle's writer in this process, with or without a planted fault, instead of an adapter.

Drawing and asking take no process of their own, so a search takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

from conformance.adapters.process import Hello
from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.engine.judge import judge
from conformance.properties.agreement import Agreement
from conformance.properties.asking import Answer, Asking
from conformance.properties.drawing import Batch, Workspace, draw
from conformance.properties.scope import Scope
from conformance.properties.search import Effort, Search
from conformance.properties.writing import Verdict
from tests.saboteurs import writer
from tests.saboteurs.hunt import saboteur
from tests.saboteurs.reader import answer
from tests.saboteurs.writing import carried_out

Planted = Callable[[], AbstractContextManager[Any]]


class Here(Asking):
    """The oracle's writer, which has every operation; ``planted`` is a fault while it writes."""

    def __init__(
        self, fixtures: Fixtures, planted: Planted = nullcontext, name: str = "honest"
    ) -> None:
        workspace = Workspace(lambda _: None)
        workspace.remove()
        super().__init__(saboteur(name, fixtures), workspace)
        self._hello = Hello(
            1, name, "1", "Python", "", tuple(writer.OPERATIONS), ("zarr_v3", "zarr_v2")
        )
        self._planted = planted
        self.asked = 0

    def __enter__(self) -> Self:
        return self

    def written(self, case: Case, stages: Sequence[Case] = ()) -> Verdict:
        self.asked += 1
        with self._planted():
            done = carried_out(case, dict(case.store))
        return self._writing.judged(case, done, stages)

    def ask_one(self, case: Case, stages: Sequence[Case] = ()) -> Answer | None:
        if case.steps:
            return self.write(case, stages)
        outcome = answer(case, case.store)
        return Answer(judge(case, outcome, self.selection.manifest.claims))


def batch(seed: int, count: int) -> Batch:
    """Examples of the properties that write; no store of theirs is needed."""
    workspace = Workspace(lambda _: None)
    workspace.remove()
    return Batch(seed, frozenset(), draw(seed, count, family="writing"), workspace.path, "writing")


def searched(
    asking: Here,
    drawn: Batch,
    scope: Scope = Scope({}),  # noqa: B008  frozen
    *,
    shrinks: int = 12,
) -> Search:
    """A search of one batch."""
    effort = Effort(shrink_requests=400, shrinks=shrinks)
    search = Search(asking, scope, Agreement(), effort, family="writing")
    search.batch(drawn)
    return search
