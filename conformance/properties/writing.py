"""Has one live implementation carry out drawn steps, in a folder of its own, and judges the store.

A history is judged after each of its steps: the first verdict that fails is its verdict, on the
case that ends there.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from conformance import ledger
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Adapter, Hello
from conformance.cases.model import Case
from conformance.engine.carry_out import CarriedOut, carry_out
from conformance.engine.expectations import FAILING
from conformance.engine.judge import Judgement
from conformance.engine.written import judge
from conformance.ledger import Ledger
from conformance.properties.drawing import Workspace


@dataclass(frozen=True)
class Verdict:
    """The judgement on a case, which of a history is the stage that decides; and what was done."""

    case: Case
    judgement: Judgement
    done: CarriedOut


@dataclass(frozen=True)
class Writing:
    """How one implementation is asked to write.

    ``adds`` are attributes in its stores that others, who wrote there too, add of their own.
    """

    selection: Selection
    workspace: Workspace
    adds: frozenset[str] = frozenset()
    clauses: Ledger = field(default_factory=ledger.load)

    def ask(
        self,
        adapter: Adapter,
        hello: Hello,
        case: Case,
        stop: threading.Event,
        stages: Sequence[Case] = (),
    ) -> Verdict | None:
        """The verdict on a case, or on the stage of a history; None when it was stopped.

        Raises `SearchError` where no store can be written.
        """
        while True:
            folder = self.workspace.path / f"writing-{threading.get_ident()}"
            try:
                folder.mkdir()
                done = carry_out(adapter, hello, case, case.store, folder, stop)
                break
            except OSError as error:
                self.workspace.fall_back(folder, error)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        return None if done is None else self.judged(case, done, stages)

    def judged(self, case: Case, done: CarriedOut, stages: Sequence[Case] = ()) -> Verdict:
        """The verdict on what was done."""
        about = self.selection.manifest
        adds = self.adds | about.adds_attributes
        for stage in _to_judge(case, done, stages):
            upto = up_to(done, len(stage.steps))
            found = judge(stage, upto, about.claims, self.clauses, adds)
            verdict = Verdict(stage, found, upto)
            if found.verdict in FAILING:
                break
        return verdict


def up_to(done: CarriedOut, count: int) -> CarriedOut:
    """What was done up to a step, as if nothing had been asked for afterwards."""
    if count >= len(done.steps):
        return done
    return replace(done, steps=done.steps[:count], store=dict(done.steps[count].before), trouble="")


def _to_judge(case: Case, done: CarriedOut, stages: Sequence[Case]) -> list[Case]:
    """The stages that were come to; where a step was not done, that is the last."""
    found = [stage for stage in stages if len(stage.steps) <= len(done.steps)]
    return found or [case]
