"""The interop matrix: every implementation writes, then every one reads what each wrote.

The oracle is the third party. It judges each store, and its reading of that store is what a reader
must give; so a failure has an owner, and no two implementations are ever held against each other.
What readers do is the business of ``reader``; what becomes of the matrix, of ``results.interop``.
"""

from __future__ import annotations

import datetime
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance import ledger
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.engine import stores
from conformance.engine.expectations import FAILED_STATUS
from conformance.engine.run import Plan as RunPlan
from conformance.engine.run import Run
from conformance.interop.reader import Answered, Reader, Stored
from conformance.interop.reread import questions
from conformance.ledger import Ledger
from conformance.results import CaseResult, Edition, Result, Verdict, safe_name
from conformance.results.interop import Cell, Interop, Owner, Party, Written

AT_A_TIME = 2
"""How many implementations write or read together: as many as a small machine has cores."""
JUDGED: tuple[Verdict, ...] = ("pass", "wrong", "invalid")
"""The verdicts on a writer that wrote what the recipe asks for, well or badly."""
FAULTS: tuple[Verdict, ...] = ("wrong", "crashed", "hung", "accepted", "refused")
Progress = Callable[[str], None]


def owner(written: Verdict, answer: Verdict, *, changed: bool = False) -> Owner:
    """Whose failure it is when a reader meets a store.

    ``written`` is the verdict on the store, ``answer`` that on the reader, held against the
    oracle's reading of that store. A reader that changes what it reads owns that, whatever the
    store is like. Beyond that a store that breaks the text, or says something else than was asked
    for, is its writer's in every column. What nobody judges belongs to nobody.
    """
    if changed:
        return "reader"
    if written in ("invalid", "wrong"):
        return "writer"
    return "reader" if written == "pass" and answer in FAULTS else "nobody"


@dataclass(frozen=True)
class Plan:
    """What is crossed: written cases by id. Stores go to ``folder``, one for each writer."""

    fixtures: Fixtures
    cases: tuple[str, ...]
    folder: Path
    limits: Limits = field(default_factory=Limits)


def crossed(fixtures: Fixtures, ids: Sequence[str]) -> tuple[str, ...]:
    """Of some cases, those that leave something to read behind."""
    cases = (fixtures.cases[id] for id in ids)
    return tuple(
        c.id for c in cases if c.kind == "write" and not c.refuses and c.expect is not None
    )


class Matrix:
    """One matrix, from `fill` to its value. ``stop`` ends it early with what there is."""

    def __init__(
        self, plan: Plan, selections: Sequence[Selection], progress: Progress = lambda _: None
    ) -> None:
        self.stop = threading.Event()
        self.stores: dict[tuple[str, str], Stored] = {}
        """What was written, by writer and case."""
        self._plan = plan
        self._selections = {str(selection): selection for selection in selections}
        self._progress = progress
        self._clauses: Ledger = ledger.load()
        self._every = crossed(plan.fixtures, tuple(plan.fixtures.cases))

    def fill(self) -> Interop:
        """Write, read, and say what came of it. Raises `OSError`."""
        started = datetime.datetime.now(datetime.UTC)
        begun = time.perf_counter()
        labels = list(self._selections)
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            written = dict(zip(labels, pool.map(self._write, labels), strict=True))
        able = [label for label in labels if written[label].unavailable is None]
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            answers = dict(zip(able, pool.map(self._read, able), strict=True))
        rows = [
            self._row(label, case, answers)
            for label in able
            for case in written[label].cases
            if case.id in self._plan.cases
        ]
        if not self.stop.is_set() and len(self._plan.cases) == len(self._every):
            for answered in answers.values():
                answered.faults += tuple(answered.stale(set(able)))
        return Interop(
            Edition(self._plan.fixtures.edition, self._plan.fixtures.digest),
            tuple(_party(label, written[label], answers.get(label)) for label in labels),
            tuple(sorted(rows, key=lambda row: row.case)),
            started.isoformat(timespec="seconds"),
            round(time.perf_counter() - begun, 3),
            self.stop.is_set(),
        )

    def _write(self, label: str) -> Result:
        """Have an implementation write, and take in what it wrote."""
        folder = self._plan.folder / safe_name(label)
        plan = RunPlan(self._plan.fixtures, self._plan.cases, self._plan.limits, folder)
        run = Run(self._selections[label], plan, self._progress)
        if self.stop.is_set():
            run.stop.set()
        run.start()
        while not run.finished.done():
            if self.stop.wait(0.05):
                run.stop.set()
                break
        result = run.finished.result()
        root = folder / self._selections[label].manifest.name
        for case in result.cases:
            if case.verdict in JUDGED and not self.stop.is_set():
                self._take(label, self._plan.fixtures.cases[case.id], root)
        shutil.rmtree(folder, ignore_errors=True)
        self._progress(f"{label}: wrote {sum(c.verdict in JUDGED for c in result.cases)} stores")
        return result

    def _take(self, label: str, case: Case, root: Path) -> None:
        try:
            store = stores.read(root / case.id / "store")
        except stores.StoreError:
            return
        asked = questions(case, store, self._clauses)
        self.stores[label, case.id] = Stored(label, case, store, asked)

    def _read(self, label: str) -> Answered:
        """Have an implementation read everything that was written."""
        everything = [self.stores[key] for key in sorted(self.stores)]
        reader = Reader(self._selections[label], everything, self._plan.limits, self._progress)
        answered = reader.read(self.stop)
        self._progress(f"{label}: read {len(answered.cells)} stores")
        return answered

    def _row(self, label: str, case: CaseResult, answers: dict[str, Answered]) -> Written:
        stored = self.stores.get((label, case.id))
        cells = []
        for reader, answered in answers.items() if stored is not None else ():
            cell = answered.cells.get((label, case.id))
            if cell is None:
                why = answered.unavailable or "the run was interrupted"
                cell = Cell(reader, "nobody", "not-run", why)
            mine = owner(case.verdict, cell.verdict, changed=bool(cell.changed))
            cells.append(answered.known(label, case.id, replace(cell, owner=mine)))
        return Written(
            writer=label,
            case=case.id,
            verdict=case.verdict,
            message=case.message,
            status=case.status,
            cells=tuple(cells),
            clause=case.clause,
            mismatch=case.mismatch,
            digest=None if stored is None else stores.digest(stored.store),
            notes=case.notes,
        )


def failed(interop: Interop) -> bool:
    """Whether a matrix fails: a failure that nobody knew, of a writer or of a reader."""
    return (
        any(party.unavailable is not None or party.faults for party in interop.parties)
        or any(row.status in FAILED_STATUS for row in interop.rows)
        or any(cell.status in FAILED_STATUS for _, cell in interop.cells())
    )


def _party(label: str, written: Result, read: Answered | None) -> Party:
    about = written.implementation
    faults = dict.fromkeys((*written.faults, *(read.faults if read is not None else ())))
    why = written.unavailable or (read.unavailable if read is not None else None)
    return Party(
        label, about.name, about.version, about.language, about.homepage, why, tuple(faults)
    )
