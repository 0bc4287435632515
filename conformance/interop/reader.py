"""Has one implementation read what was written, on copies of its own, and judges its answers.

Opening and reading must not change a store, so the copies are compared afterwards, byte by byte.
Whose failure an answer is, is the business of ``interop``.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

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
from conformance.engine import expectations, stores
from conformance.engine.expectations import INTEROP, Expectations
from conformance.engine.judge import Judgement, judge
from conformance.engine.requests import request
from conformance.engine.run import printable
from conformance.engine.written import as_specified
from conformance.results import VERDICTS, CaseResult
from conformance.results.interop import Cell

CHANGED = 20
"""How many keys are named that reading changed."""


@dataclass(frozen=True)
class Stored:
    """A store that was written, and the questions that its readers are asked."""

    writer: str
    case: Case
    store: Mapping[str, bytes] = field(repr=False)
    asked: tuple[Case, ...] = field(repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """Writer and case."""
        return self.writer, self.case.id


@dataclass
class Answered:
    """What a reader made of each store, by writer and case. No cell has an owner yet."""

    label: str
    version: str = ""
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    unavailable: str | None = None
    faults: tuple[str, ...] = ()
    expectations: Expectations | None = None

    def stale(self, writers: Set[str]) -> list[str]:
        """Entries for stores that ``writers`` did not write this time, each with what to do."""
        if self.expectations is None:
            return []
        there = {f"{INTEROP}{writer}/{case}" for writer, case in self.cells}
        return [
            f"{self.expectations.path}: {name}: nothing was written there to be read; "
            "remove the entry"
            for name in self.expectations.entries
            if name.startswith(INTEROP)
            and name.removeprefix(INTEROP).partition("/")[0] in writers
            and name not in there
        ]

    def known(self, writer: str, case: str, cell: Cell) -> Cell:
        """A cell with what its reader's ``expectations.toml`` says of it.

        Where the reader is not to blame there is nothing that it could be known for.
        """
        row = as_result(writer, case, cell)
        known = self.expectations or Expectations(Path(), "")
        found = known.apply(row)
        return replace(cell, status=found.status, reason=found.reason, issue=found.issue)


def as_result(writer: str, case: str, cell: Cell) -> CaseResult:
    """A cell as the result of a case, which expectations know under ``interop/``."""
    verdict = cell.verdict
    if cell.owner != "reader" and verdict != "not-run":
        verdict = "observed"
    message = f"of what {writer} wrote: {cell.message}"
    return CaseResult(
        f"{INTEROP}{writer}/{case}", "read", "conformance", verdict, message, (), "fine"
    )


class Reader:
    """One implementation, and the stores that it reads."""

    def __init__(
        self,
        selection: Selection,
        everything: Sequence[Stored],
        limits: Limits,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._selection = selection
        self._stored = everything
        self._limits = replace(limits, in_flight=selection.manifest.in_flight)
        self._progress = progress
        self._found: dict[int, list[tuple[Case, Judgement]]] = {}
        self._folders: dict[str, str] = {}

    def read(self, stop: threading.Event) -> Answered:
        """Ask everything, until ``stop`` is set. Raises `OSError`."""
        answered = Answered(str(self._selection))
        with tempfile.TemporaryDirectory(prefix="zarr-conformance-interop-") as temporary:
            root = Path(temporary).resolve()
            self._folders[str(root)] = "stores"
            try:
                self._ask(root, answered, stop)
            except Stopped:
                pass
            except (
                environments.EnvironmentFailure,
                AdapterError,
                expectations.ExpectationsError,
            ) as error:
                answered.unavailable = str(error)
            for number, found in self._found.items():
                stored = self._stored[number]
                changed = _changed(root / str(number), stored.store)
                answered.cells[stored.key] = self._cell(answered.label, found, changed)
        return answered

    def _ask(self, root: Path, answered: Answered, stop: threading.Event) -> None:
        environment = environments.prepare(self._selection, progress=self._progress, stop=stop)
        if environment.folder is not None:
            self._folders[str(environment.folder)] = "environment"
        for number, stored in enumerate(self._stored):
            stores.write(root / str(number) / "store", stored.store)
        adapter = Adapter(
            environment.command, cwd=environment.cwd, env=environment.env, limits=self._limits
        )
        try:
            with adapter:
                hello = adapter.start(stop)
                answered.version = hello.version
                known = expectations.load(self._selection.manifest.folder)
                if known is not None and known.version == hello.version:
                    answered.expectations = known
                adapter.run(self._requests(root, hello), self._deliver, stop)
        finally:
            answered.faults = tuple(adapter.faults)

    def _requests(self, root: Path, hello: Hello) -> list[Request]:
        asked = []
        for number, stored in enumerate(self._stored):
            for place, question in enumerate(stored.asked):
                wanted = request(question, str(root / str(number) / "store"))
                wanted = replace(wanted, key=f"{number} {place}")
                if wanted.format in hello.formats and wanted.op in hello.operations:
                    asked.append(wanted)
                else:
                    reason = f"its API has no {wanted.op} for {wanted.format}"
                    self._deliver(wanted, Outcome("unsupported", message=reason))
        return asked

    def _deliver(self, asked: Request, outcome: Outcome) -> None:
        number, place = map(int, asked.key.split())
        question = self._stored[number].asked[place]
        if question.values is not None:
            outcome = replace(outcome, values=as_specified(question, outcome.values))
        try:
            judgement = judge(question, outcome, self._selection.manifest.claims)
        except Exception as error:  # an answer beyond our judge must not cost the others
            judgement = Judgement("not-run", f"the engine failed: {type(error).__name__}: {error}")
        self._found.setdefault(number, []).append((question, judgement))

    def _cell(
        self, reader: str, found: Sequence[tuple[Case, Judgement]], changed: tuple[str, ...]
    ) -> Cell:
        """The worst of the answers; one to the whole node outweighs a region that is not asked."""
        whole = next((pair for pair in found if pair[0].node.selection is None), found[0])
        failing = [p for p in found if VERDICTS.index(p[1].verdict) < VERDICTS.index("unsupported")]
        worst = min(failing, key=lambda pair: VERDICTS.index(pair[1].verdict), default=whole)
        question, judgement = whole if whole in failing else worst
        mismatch = judgement.mismatch
        if mismatch is not None:
            mismatch = replace(
                mismatch, expected=self._clean(mismatch.expected), found=self._clean(mismatch.found)
            )
        return Cell(
            reader,
            "nobody",
            "wrong" if changed else judgement.verdict,
            f"reading changed {', '.join(changed)}" if changed else self._clean(judgement.message),
            question.node.selection,
            None if changed else mismatch,
            tuple(map(printable, changed)),
        )

    def _clean(self, text: str) -> str:
        for folder, name in self._folders.items():
            text = text.replace(folder, name)
        return printable(text)


def _changed(folder: Path, before: Mapping[str, bytes]) -> tuple[str, ...]:
    """The keys that are not what they were; what lies beside the store counts as well."""
    beside = sorted(f"../{path.name}" for path in folder.iterdir() if path.name != "store")
    try:
        after = stores.read(folder / "store")
    except stores.StoreError as error:
        return (str(error), *beside)
    if stores.digest(after) == stores.digest(before):
        return tuple(beside)
    keys = sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))
    return (*keys[:CHANGED], *beside)
