"""The part of the properties that every run repeats, after its golden cases.

The same edition draws the same examples on any machine; what an implementation is asked about
follows from its golden verdicts. So two runs of the same version give the same verdicts.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.cases.files import Fixtures
from conformance.engine import expectations
from conformance.engine import run as run_module
from conformance.engine.expectations import Expectations
from conformance.engine.run import Run
from conformance.properties.drawing import Draws, SearchError
from conformance.properties.laws import FAMILIES, Family
from conformance.properties.scope import Scope, scope_of
from conformance.properties.search import Effort
from conformance.properties.session import Searched, Session, together
from conformance.results import Find, Result

BATCHES, COUNT = 10, 200
"""The budget: batches, and examples of each."""
BUDGET: dict[Family, tuple[int, int]] = {"reading": (BATCHES, COUNT), "writing": (3, 100)}
"""The budget of each family. Writing takes longer than reading, and goes one step at a time."""


@dataclass(frozen=True)
class Outcome:
    """The result of a run with its properties, and the finds that it names."""

    result: Result
    finds: tuple[Find, ...] = ()


def edition_seed(edition: str) -> int:
    """The seed that belongs to an edition."""
    return int.from_bytes(hashlib.sha256(edition.encode()).digest()[:4], "big")


def families_of(fixtures: Fixtures, cases: Iterable[str]) -> list[Family]:
    """The families whose golden cases are all among these: only so it shows what is supported."""
    chosen = set(cases)
    read = {id for id, case in fixtures.cases.items() if not case.steps}
    golden: dict[Family, set[str]] = {
        "reading": read,
        "writing": fixtures.cases.keys() - read,
    }
    return [family for family in FAMILIES if golden[family] and golden[family] <= chosen]


class Bounded:
    """The bounded search of the implementations of ``runs``, begun when they have ended.

    Of a family of properties nothing is asked where its golden cases are not all among the runs.
    ``outcomes`` has a future for each, also after an interruption.
    """

    def __init__(
        self,
        runs: Iterable[Run],
        fixtures: Fixtures,
        limits: Limits,
        say: Callable[[str], None],
        batches: int | None = None,
    ) -> None:
        self.runs = list(runs)
        self.outcomes: dict[str, Future[Outcome]] = {str(r.selection): Future() for r in self.runs}
        self._fixtures = fixtures
        self._limits = limits
        self._say = say
        self._budget = {
            family: (BUDGET[family][0] if batches is None else batches, BUDGET[family][1])
            for family in FAMILIES
            if all(family in families_of(fixtures, run.results) for run in self.runs)
        }
        self._earlier: Counter[Selection] = Counter()
        self._session: Session | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="properties", daemon=True)

    def start(self) -> None:
        """Begin in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Stop where it is: the outcomes come soon. Leaves no process behind."""
        self._stop.set()
        if self._session is not None:
            self._session.stop.set()

    @property
    def batches(self) -> int:
        """How many batches an implementation has before it, at the beginning."""
        return sum(batches for batches, _ in self._budget.values())

    def batches_done(self, selection: Selection) -> int:
        """How many batches an implementation has behind it."""
        now = self._session.batches_done[selection] if self._session is not None else 0
        return self._earlier[selection] + now

    def _work(self) -> None:
        results = {}
        for run in self.runs:
            results[run] = run.finished.result()
        failure: str | None = None
        searched: dict[str, Searched] = {}
        try:
            searched = self._searched(results)
        except SearchError as error:
            failure = f"properties: {error}"
        except Exception as error:  # nobody may wait for ever
            failure = f"properties: the engine failed: {type(error).__name__}: {error}"
        for run, result in results.items():
            name = str(run.selection)
            if failure is not None:
                result = replace(result, faults=(*result.faults, failure))
            outcome = Outcome(result)
            if name in searched:
                outcome = _outcome(run, result, searched[name])
            self.outcomes[name].set_result(outcome)

    def _searched(self, results: dict[Run, Result]) -> dict[str, Searched]:
        able = {
            run: r for run, r in results.items() if r.unavailable is None and not run.stop.is_set()
        }
        if not able or self._stop.is_set():
            return {}
        found: dict[str, Searched] = {}
        for family, (batches, count) in self._budget.items():
            scopes = {run.selection: scope_of(r, self._fixtures, family) for run, r in able.items()}
            for name, searched in self._family(family, batches, count, scopes).items():
                found[name] = together(found[name], searched) if name in found else searched
        return found

    def _family(
        self, family: Family, batches: int, count: int, scopes: dict[Selection, Scope]
    ) -> dict[str, Searched]:
        seed = edition_seed(self._fixtures.newest)
        with Draws(
            seed, count, frozenset(), batches=batches, family=family, say=self._say
        ) as draws:
            session = Session(
                scopes,
                draws,
                effort=Effort(),
                limits=self._limits,
                found=lambda _: None,
                explored=False,
            )
            if self._session is not None:
                self._earlier += self._session.batches_done
            self._session = session
            if self._stop.is_set():
                return {}
            return {str(s): found for s, found in session.run().items()}


def _outcome(run: Run, result: Result, searched: Searched) -> Outcome:
    faults = [f"properties: {fault}" for fault in searched.faults]
    if searched.ended is not None:
        faults.append(f"properties: {searched.ended}")
    known = expectations.load(run.selection.manifest.folder)
    if known is None or known.version != result.implementation.version:
        known = Expectations(Path(), "")
    if searched.ended is None:
        faults += known.stale_finds(find.id for find in searched.finds)
    rows = tuple(map(known.find_row, searched.finds))
    return Outcome(
        replace(
            result,
            properties=replace(searched.properties, finds=rows),
            faults=(*result.faults, *faults),
        ),
        searched.finds,
    )


def close_all(runs: Iterable[Run], bounded: Bounded | None) -> list[Outcome]:
    """Stop runs and properties where they are, and return what they came to."""
    runs = list(runs)
    if bounded is not None:
        bounded.stop()
    closed = dict(zip(runs, run_module.close_all(runs), strict=True))
    return [
        bounded.outcomes[str(run.selection)].result()
        if bounded is not None and str(run.selection) in bounded.outcomes
        else Outcome(result)
        for run, result in closed.items()
    ]
