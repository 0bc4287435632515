"""Asks one live implementation about drawn datasets, and judges what it answers."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from conformance.adapters import environments
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Adapter, AdapterError, Hello, Outcome
from conformance.cases.model import Case
from conformance.engine import explain
from conformance.engine.judge import Judgement, describe, judge
from conformance.engine.requests import request


class AskingError(Exception):
    """The implementation cannot be asked: says what happened and what to do."""


class Asking:
    """One adapter process for a whole search; ``folder`` holds the stores that are asked about."""

    def __init__(self, selection: Selection, folder: Path) -> None:
        self.selection = selection
        self.folder = folder
        self.stop = threading.Event()
        self._adapter: Adapter | None = None
        self._hello: Hello | None = None

    def __enter__(self) -> Self:
        try:
            environment = environments.prepare(self.selection, progress=print, stop=self.stop)
            self._adapter = Adapter(environment.command, cwd=environment.cwd, env=environment.env)
            self._hello = self._adapter.start(self.stop)
        except (environments.EnvironmentFailure, AdapterError) as error:
            if self._adapter is not None:
                self._adapter.close()
            raise AskingError(str(error)) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._adapter is not None:
            self._adapter.close()

    @property
    def version(self) -> str:
        """The version that answers."""
        assert self._hello is not None, "only inside with"
        return self._hello.version

    @property
    def faults(self) -> list[str]:
        """What the adapter did against the protocol, and how often it died for no clear reason."""
        return self._adapter.faults if self._adapter is not None else []

    def ask(self, cases: Iterable[Case]) -> Mapping[str, Judgement]:
        """The verdicts on arrays, by id, with what explains wrong values."""
        assert self._adapter is not None, "only inside with"
        asked = {case.id: case for case in cases}
        for case in asked.values():
            self._write(case)
        requests = [request(case, str(self.folder / id / "store")) for id, case in asked.items()]
        outcomes: dict[str, Outcome] = {}
        self._adapter.run(requests, lambda r, o: outcomes.update({r.key: o}), self.stop)
        claims = self.selection.manifest.claims
        judged = {}
        for id, outcome in outcomes.items():
            found = judge(asked[id], outcome, claims)
            if found.mismatch is not None and outcome.values is not None:
                found = _explained(asked[id], found, outcome.values)
            judged[id] = found
        return judged

    def clear(self) -> None:
        """Remove the stores that were asked about."""
        for path in self.folder.iterdir():
            shutil.rmtree(path)

    def _write(self, case: Case) -> None:
        store = self.folder / case.id / "store"
        if store.exists():
            shutil.rmtree(store)
        for key, data in case.store.items():
            path = store / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _explained(case: Case, found: Judgement, values: bytes) -> Judgement:
    if found.mismatch is None or found.mismatch.member != "values":
        return found
    as_if = explain.as_if(case, case.store, values)
    if as_if is None:
        return found
    mismatch = replace(found.mismatch, as_if=as_if)
    return replace(found, message=f"{describe(mismatch)}: {as_if}", mismatch=mismatch)
