"""Draws examples from seeds, and writes their stores where implementations can read them.

A seed and a count always give the same examples: nothing is kept between searches, and Hypothesis
needs no database to repeat one. Drawing takes longer than asking, so it is done ahead, in a process
of its own, and once for all implementations that are searched together.
"""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from conformance.cases.model import Case
from conformance.properties.laws import Example, Family, Features, examples
from conformance.properties.steady import steady

T = TypeVar("T")

RAM = Path("/dev/shm")
_ROOM = 64 * 1024 * 1024
# Batches that are drawn before they are asked for, and those that a slow reader may be behind.
_AHEAD = 3
_BEHIND = 10
_PREFIX = "zarr-conformance-"


class SearchError(Exception):
    """A search that cannot go on: says what happened and what to do."""


@dataclass(frozen=True)
class Batch:
    """The examples of a seed, with the folder that holds the store of each case, by its id.

    Of cases that are written no store is there: each begins in a folder of its own.
    """

    seed: int
    without: Features
    examples: tuple[Example, ...]
    folder: Path
    family: Family = "reading"


def draw(
    seed: int, count: int, without: Features = frozenset(), family: Family = "reading"
) -> tuple[Example, ...]:
    """``count`` examples, with numbered ids."""
    drawn: list[Example] = []
    replay(seed, count, examples(without, family), drawn.append)
    return tuple(_numbered(example, n) for n, example in enumerate(drawn))


def replay(
    seed: int,
    count: int,
    strategy: st.SearchStrategy[T],
    body: Callable[[T], None],
    *,
    shrink: bool = False,
) -> None:
    """Give ``count`` values of a strategy to ``body``, or all there are: the same for a seed.

    With ``shrink``, what the body raises makes Hypothesis shrink the value.
    """

    @seeded(seed)
    @settings(
        max_examples=count,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(strategy)
    def run(value: T) -> None:
        body(value)

    with steady():
        run()


def write_store(case: Case, folder: Path) -> Path:
    """Write the store of a case below ``folder``, by its id, and return it. Raises `OSError`."""
    store = folder / case.id / "store"
    store.mkdir(parents=True)
    made = {store}
    for key, data in case.store.items():
        path = store / key
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(data)
    return store


class Workspace:
    """A temporary folder for stores: in memory where there is room for it, else on disk."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._lock = threading.Lock()
        self._folders: list[Path] = []
        try:
            if shutil.disk_usage(RAM).free < _ROOM:
                raise OSError(f"less than {_ROOM // 1024 // 1024} MiB are free")
            self._make(RAM)
        except OSError as error:
            self._to_disk(error)

    @property
    def path(self) -> Path:
        """The folder to write to."""
        return self._folders[-1]

    def fall_back(self, full: Path, error: OSError) -> None:
        """Go on elsewhere after a write below ``full`` failed. Raises `SearchError`."""
        with self._lock:
            if not full.is_relative_to(self.path):
                return  # another thread did it
            if len(self._folders) > 1 or not self.path.is_relative_to(RAM):
                raise SearchError(
                    f"the drawn datasets cannot be written ({error}): make room in {self.path}, or "
                    "name another temporary folder by the environment variable TMPDIR"
                ) from error
            self._to_disk(error)

    def remove(self) -> None:
        """Remove everything that was written."""
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)

    def _make(self, where: Path | None) -> None:
        self._folders.append(Path(tempfile.mkdtemp(prefix=_PREFIX, dir=where)))

    def _to_disk(self, error: OSError) -> None:
        try:
            self._make(None)
        except OSError as worse:
            raise SearchError(f"there is no folder for the drawn datasets: {worse}") from worse
        self._say(f"no folder in memory ({RAM}: {error}): the datasets go to {self.path}, slower")


class Draws:
    """Batches in order, the first from ``seed``, each drawn once for all readers that joined.

    With ``batches`` every reader is given that many; without, there is no end, and a slow reader
    misses some. A context manager, for several threads.
    """

    def __init__(
        self,
        seed: int,
        count: int,
        without: Features,
        *,
        batches: int | None = None,
        family: Family = "reading",
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.seed, self.count, self.without, self.batches = seed, count, without, batches
        self.family = family
        self.workspace = Workspace(say)
        self._at: dict[str, int] = {}
        self._lock = threading.Lock()
        self._drawn: dict[int, Future[Batch]] = {}
        # Not a thread, which would keep the adapters waiting; not a fork of several threads.
        self._pool = ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=_quietly
        )

    def __enter__(self) -> Self:
        with self._lock:
            self._submit(0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.workspace.remove()

    def next(self, reader: str) -> Batch | None:
        """The reader's next batch, when it is drawn; the one before is done with.

        None after the last. Raises `SearchError`.
        """
        with self._lock:
            number = self._at[reader] + 1
            if self.batches is None:
                number = max(number, max(self._at.values()) - _BEHIND)
            elif number == self.batches:
                return None
            self._at[reader] = number
            self._forget()
            for n in range(number, number + _AHEAD):
                if n not in self._drawn and (self.batches is None or n < self.batches):
                    self._submit(n)
            future = self._drawn[number]
        while True:
            folder = self.workspace.path
            try:
                return future.result()
            except BrokenProcessPool as error:
                raise SearchError("the process that draws died; search again") from error
            except OSError as error:
                self.workspace.fall_back(folder, error)
                with self._lock:
                    if self._drawn[number] is future:
                        self._submit(number)
                    future = self._drawn[number]

    def join(self, reader: str) -> None:
        """Add a reader; all join before the first of them takes a batch."""
        with self._lock:
            self._at[reader] = -1

    def leave(self, reader: str) -> None:
        """Say that a reader takes no more."""
        with self._lock:
            del self._at[reader]
            self._forget()

    def _submit(self, number: int) -> None:
        folder = self.workspace.path / f"batch-{number}"
        self._drawn[number] = self._pool.submit(
            _drawn_and_written, self.seed + number, self.count, self.without, folder, self.family
        )

    def _forget(self) -> None:
        """Remove the batches that all readers have behind them."""
        first = min(self._at.values(), default=0)
        for number in [n for n in self._drawn if n < first]:
            self._drawn.pop(number).add_done_callback(_remove)


def _drawn_and_written(
    seed: int, count: int, without: Features, folder: Path, family: Family
) -> Batch:
    batch = Batch(seed, without, draw(seed, count, without, family), folder, family)
    for example in batch.examples:
        for case in example.cases:
            if not case.steps:
                write_store(case, folder)
    return batch


def _remove(drawn: Future[Batch]) -> None:
    if not drawn.cancelled() and drawn.exception() is None:
        shutil.rmtree(drawn.result().folder, ignore_errors=True)


def _quietly() -> None:
    """An interruption is the business of the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _numbered(example: Example, number: int) -> Example:
    beside = example.beside and replace(example.beside, id=f"v3/drawn/{number}/beside")
    return replace(example, case=replace(example.case, id=f"v3/drawn/{number}/case"), beside=beside)
