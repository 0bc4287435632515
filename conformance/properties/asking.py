"""Asks one live implementation about datasets, and judges what it answers."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from conformance.adapters import environments
from conformance.adapters.manifest import Selection
from conformance.adapters.process import (
    Adapter,
    AdapterError,
    Hello,
    Limits,
    Outcome,
    Request,
    Stopped,
)
from conformance.cases.model import Case
from conformance.engine.explain import explained
from conformance.engine.judge import Judgement, judge
from conformance.engine.requests import request
from conformance.ledger import Ledger
from conformance.properties.drawing import SearchError, Workspace, write_store
from conformance.properties.writing import Verdict, Writing

# Of the others there is more than one way to say the same.
_COMPARED = ("shape", "fill_value")


@dataclass(frozen=True)
class Answer:
    """A verdict; of an open point that was accepted also what was read, to compare with others.

    ``case`` is what was judged of a history: the stage that decides.
    """

    judgement: Judgement
    members: Mapping[str, str] | None = None
    case: Case | None = None


class _Enough(Exception):
    """Ends a run of requests of which too many hang."""


class Asking:
    """One adapter process for a whole search."""

    def __init__(
        self,
        selection: Selection,
        workspace: Workspace,
        limits: Limits = Limits(),  # noqa: B008  frozen
        stop: threading.Event | None = None,
    ) -> None:
        self.selection = selection
        self.stop = stop or threading.Event()
        self._workspace = workspace
        self._limits = replace(limits, in_flight=selection.manifest.in_flight)
        self._writing = Writing(selection, workspace)
        self._adapter: Adapter | None = None
        self._hello: Hello | None = None

    def __enter__(self) -> Self:
        try:
            environment = environments.prepare(
                self.selection, progress=lambda _: None, stop=self.stop
            )
            self._adapter = Adapter(
                environment.command,
                cwd=environment.cwd,
                env=environment.env,
                limits=self._limits,
            )
            self._hello = self._adapter.start(self.stop)
        except (environments.EnvironmentFailure, AdapterError, Stopped) as error:
            if self._adapter is not None:
                self._adapter.close()
            raise SearchError(str(error)) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._adapter is not None:
            self._adapter.close()

    @property
    def hello(self) -> Hello:
        """Who answers."""
        assert self._hello is not None, "only inside with"
        return self._hello

    @property
    def faults(self) -> list[str]:
        """What the adapter did against the protocol, and how often it died for no clear reason."""
        return self._adapter.faults if self._adapter is not None else []

    def ask(self, cases: Iterable[Case], folder: Path, hangs: int = 1) -> dict[str, Answer]:
        """The answers by id, of cases with other ids, whose stores lie below ``folder``.

        Those that were not answered when the search was stopped, or when ``hangs`` requests had
        hung, are left out.
        """
        assert self._adapter is not None, "only inside with"
        asked = {case.id: case for case in cases}
        answers: dict[str, Answer] = {}
        requests = []
        for id, case in asked.items():
            wanted = request(case, str(folder / id / "store"))
            if wanted.op in self.hello.operations:
                requests.append(wanted)
            else:
                reason = f"its API has no {wanted.op}"
                answers[id] = self._answer(case, Outcome("unsupported", message=reason))

        def deliver(asked_for: Request, outcome: Outcome) -> None:
            nonlocal hangs
            answers[asked_for.key] = self._answer(asked[asked_for.key], outcome)
            hangs -= outcome.kind == "hung"
            if hangs == 0:
                raise _Enough

        with suppress(_Enough):
            self._adapter.run(requests, deliver, self.stop)
        return answers

    @property
    def clauses(self) -> Ledger:
        """The ledger that stores are judged by."""
        return self._writing.clauses

    def beside(self, others: Iterable[Selection]) -> None:
        """Allow the attributes that others add of their own: they write into the same stores."""
        adds = frozenset(a for other in others for a in other.manifest.adds_attributes)
        self._writing = replace(self._writing, adds=adds)

    def written(self, case: Case, stages: Sequence[Case] = ()) -> Verdict | None:
        """What was made of a case that is written, or of a history; None when it was stopped."""
        assert self._adapter is not None, "only inside with"
        found = self._writing.ask(self._adapter, self.hello, case, self.stop, stages)
        if found is not None and found.done.last.kind == "no-answer":
            raise SearchError(f"{self.selection}: {found.done.last.message}")
        return found

    def write(self, case: Case, stages: Sequence[Case] = ()) -> Answer | None:
        """The answer on a case that is written, or on the stages of a history."""
        found = self.written(case, stages)
        return None if found is None else Answer(found.judgement, case=found.case)

    def ask_one(self, case: Case, stages: Sequence[Case] = ()) -> Answer | None:
        """The answer on a case whose store is written for it; None when the search was stopped."""
        if case.steps:
            return self.write(case, stages)
        while True:
            folder = self._workspace.path / f"alone-{threading.get_ident()}"
            try:
                write_store(case, folder)
                return self.ask([case], folder).get(case.id)
            except OSError as error:
                self._workspace.fall_back(folder, error)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _answer(self, case: Case, outcome: Outcome) -> Answer:
        if outcome.kind == "no-answer":
            raise SearchError(f"{self.selection}: {outcome.message}")
        found = judge(case, outcome, self.selection.manifest.claims)
        if case.kind == "read":
            found = explained(case, found, outcome.values, lambda: case.store)
        if outcome.kind != "ok" or case.kind != "observe":
            return Answer(found)
        members = {name: str(outcome.body[name]) for name in _COMPARED if name in outcome.body}
        if outcome.values is not None:
            members["values"] = hashlib.sha256(outcome.values).hexdigest()
        return Answer(found, members)
