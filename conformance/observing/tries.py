"""The tries of one implementation: it writes, is killed or meets itself, and what is left is read.

``scenes`` has what is written and when, ``torn`` what is left; ``recovery`` runs this for all.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from conformance.adapters.environments import Environment
from conformance.adapters.process import Adapter, AdapterError, Hello, Limits, Outcome, Request
from conformance.adapters.session import Stopped
from conformance.engine import stores
from conformance.observing import scenes, torn
from conformance.observing.scenes import Moment, Step
from conformance.observing.worker import Worker
from conformance.oracle import ArrayMetadata
from conformance.oracle.elements import Elements, unflat
from conformance.oracle.metadata import parse_array
from conformance.results.recovery import Reading, Scenario, State, Trial

TRIES = {
    "killed-chunks": 10,
    "killed-shards": 6,
    "killed-metadata": 6,
    "different-chunks": 3,
    "same-chunks": 3,
    "same-shards": 3,
}
LIMITS = Limits(in_flight=1)
FORMAT = "zarr_v3"
_CHANGES = 2_000
_META_SECONDS = 0.15


@dataclass(frozen=True)
class Array:
    """An array to be written over: the store before, and what its elements may be afterwards."""

    begun: Mapping[str, bytes]
    layout: ArrayMetadata
    versions: Mapping[State, Elements]
    inner: tuple[int, ...] | None = None

    def files(self, store: Path) -> list[Path]:
        """Its chunks, as files of ``store``."""
        grid, keys = self.layout.chunk_grid, self.layout.chunk_key_encoding
        return [store / keys.key(index) for index in grid.chunks()]


Tries = Callable[[Array, int], Iterator[Trial]]


class _CannotBegin(Exception):
    """The library does not make what a scenario begins with."""


@dataclass
class Run:
    """One implementation in every scenario.

    ``readers`` are live adapters by name, the implementation's own first. ``folder`` is for the
    stores. `all` raises Stopped once ``stop`` is set.
    """

    environment: Environment
    hello: Hello
    readers: Mapping[str, tuple[Adapter, Hello]]
    folder: Path
    stop: threading.Event
    seed: int
    seconds: float
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def all(self) -> Iterator[Scenario]:
        """The scenarios, in order. What one leaves of its share of the time is for the next."""
        tries: Mapping[str, Tries] = {
            "killed-chunks": self._kill_chunks,
            "killed-shards": self._kill_chunks,
            "killed-metadata": self._kill_metadata,
            "different-chunks": self._different_chunks,
            "same-chunks": self._same_chunks,
            "same-shards": self._same_shards,
        }
        plain, sharded = self._begun(self._plain), self._begun(self._sharded)
        arrays = dict.fromkeys(TRIES, plain) | {
            "killed-shards": sharded,
            "same-shards": sharded,
            "killed-metadata": self._begun(self._described),
        }
        able = sum(n for id, n in TRIES.items() if isinstance(arrays[id], Array))
        begun, planned = time.monotonic(), 0
        for id, wanted in TRIES.items():
            array = arrays[id]
            if isinstance(array, str):
                yield Scenario(id, (), wanted, array)
                continue
            planned += wanted
            deadline = begun + self.seconds * planned / able
            yield self._scenario(id, array, tries[id], deadline)

    def _begun(self, begin: Callable[[], Array]) -> Array | str:
        """What a scenario begins with, or why the library does not make it."""
        try:
            return begin()
        except _CannotBegin as error:
            return str(error)

    def _plain(self) -> Array:
        return self._overwritten(scenes.create(shards=False))

    def _sharded(self) -> Array:
        return self._overwritten(scenes.create(shards=True), scenes.INNER)

    def _overwritten(self, create: Step, inner: tuple[int, ...] | None = None) -> Array:
        store = self._made([create, scenes.write("old")])
        versions: dict[State, Elements] = {name: scenes.values(name) for name in ("old", "new")}
        return Array(store, parse_array(store[torn.DOCUMENT]), versions, inner)

    def _described(self) -> Array:
        if scenes.change_described(0, self.hello.operations) is None:
            raise _CannotBegin("its API changes no metadata")
        store = self._made([scenes.create_described()])
        return Array(store, parse_array(store[torn.DOCUMENT]), {})

    def _made(self, steps: Sequence[Step]) -> dict[str, bytes]:
        stores.write(self.store, {})
        for step in steps:
            outcome = self._ask(*next(iter(self.readers.values())), step)
            if outcome.kind != "ok":
                raise _CannotBegin(f"{step['op']}: {outcome.message}")
        return stores.read(self.store)

    def _ask(self, adapter: Adapter, hello: Hello, step: Step) -> Outcome:
        if step["op"] not in hello.operations or FORMAT not in hello.formats:
            return Outcome("unsupported", message=f"its API has no {step['op']} for {FORMAT}")
        outcomes: list[Outcome] = []
        adapter.run([self._request(step)], lambda _, found: outcomes.append(found), self.stop)
        if not outcomes:
            raise Stopped
        return outcomes[0]

    def _request(self, step: Step) -> Request:
        said = {name: value for name, value in step.items() if name not in ("op", "path")}
        return Request(
            step["op"], step["op"], str(self.store), step["path"], format=FORMAT, arguments=said
        )

    def _scenario(self, id: str, array: Array, tries: Tries, deadline: float) -> Scenario:
        wanted = TRIES[id]
        found: list[Trial] = []
        reason = ""
        try:
            for trial in tries(array, wanted):
                found.append(trial)
                if len(found) < wanted and time.monotonic() > deadline:
                    reason = "no time for more"
                    break
        except (AdapterError, stores.StoreError) as error:
            reason = str(error)
        return Scenario(id, tuple(found), wanted, reason)

    def _kill_chunks(self, array: Array, wanted: int) -> Iterator[Trial]:
        files = array.files(self.store)
        half = len(files) // 2
        # Half first, since that tells how long it takes.
        plan = [half, 1, min(10, half // 2), 1, half, 1][: wanted // 2 + 1]
        step, span = scenes.write("new"), 0.1
        for number in range(wanted):
            stores.write(self.store, array.begun)
            if number < len(plan):
                count = plan[number]
                said, moment = f"{count} of {len(files)} had changed", Moment(files, count)
            else:
                said, moment = "at random", Moment(files, 1, self.random.random() * span)
            outcome = self._killed(moment, [step])
            if number == 0 and moment.took:
                span = moment.took
            yield self._left(array, said, [outcome])

    def _killed(self, moment: Moment, steps: Iterable[Step]) -> Outcome:
        """The last outcome of a process that carries out ``steps``, and is killed meanwhile."""
        last = Outcome("no-answer")
        with Worker(self.environment, self.stop, LIMITS) as worker:

            def work() -> None:
                nonlocal last
                for step in steps:
                    last = worker.ask(self._request(step))
                    if last.kind != "ok":
                        return

            worker.killed(moment.due, work)
        return last

    def _kill_metadata(self, array: Array, wanted: int) -> Iterator[Trial]:
        for _ in range(wanted):
            stores.write(self.store, array.begun)
            wait = self.random.random() * _META_SECONDS
            moment = Moment([self.store / torn.DOCUMENT], 1, wait)
            outcome = self._killed(moment, self._changes())
            yield self._left(array, "at random", [outcome], chunks=False)

    def _changes(self) -> Iterator[Step]:
        for number in range(1, _CHANGES):
            step = scenes.change_described(number, self.hello.operations)
            if step is not None:
                yield step

    def _different_chunks(self, array: Array, wanted: int) -> Iterator[Trial]:
        rows, columns = scenes.WHOLE
        middle = rows.stop // 2
        top, bottom = (slice(0, middle), columns), (slice(middle, rows.stop), columns)
        steps = [scenes.write("new", top)], [scenes.write("new", bottom)]
        yield from self._together(array, wanted, steps)

    def _same_chunks(self, array: Array, wanted: int) -> Iterator[Trial]:
        names: tuple[State, ...] = ("old", "first", "second")
        three = Array(array.begun, array.layout, {name: scenes.values(name) for name in names})
        steps = [scenes.write("first")], [scenes.write("second")]
        yield from self._together(three, wanted, steps)

    def _same_shards(self, array: Array, wanted: int) -> Iterator[Trial]:
        yield from self._together(array, wanted, scenes.halves_of_shards())

    def _together(
        self, array: Array, wanted: int, steps: tuple[Sequence[Step], Sequence[Step]]
    ) -> Iterator[Trial]:
        with (
            Worker(self.environment, self.stop, LIMITS) as first,
            Worker(self.environment, self.stop, LIMITS) as second,
            ThreadPoolExecutor(2) as pool,
        ):
            for _ in range(wanted):
                stores.write(self.store, array.begun)
                start = threading.Barrier(2)
                asked = [
                    pool.submit(self._one_of_two, worker, start, part)
                    for worker, part in zip((first, second), steps, strict=True)
                ]
                outcomes = [outcome for future in asked for outcome in future.result()]
                yield self._left(array, "", outcomes)
                if any(outcome.kind == "crashed" for outcome in outcomes):
                    raise AdapterError("a process died of it")

    def _one_of_two(
        self, worker: Worker, start: threading.Barrier, steps: Sequence[Step]
    ) -> list[Outcome]:
        requests = [self._request(step) for step in steps]
        start.wait()
        return [worker.ask(request) for request in requests]

    def _left(
        self, array: Array, moment: str, outcomes: Sequence[Outcome], *, chunks: bool = True
    ) -> Trial:
        if self.stop.is_set():
            raise Stopped
        found = torn.left(stores.read(self.store), array.layout, array.versions, array.inner)
        finished = bool(outcomes) and all(outcome.kind == "ok" for outcome in outcomes)
        said = [o.message for o in outcomes if o.kind not in ("ok", "crashed")]
        readings: dict[str, Reading] = {}
        for name, (adapter, hello) in self.readers.items():
            outcome = self._ask(adapter, hello, {"op": "read_array", "path": ""})
            readings[name] = _reading(outcome, array, chunks=chunks)
            if readings[name] == "error":
                said.append(f"{name}: {outcome.message}")
        shown = tuple(text.replace(str(self.store), "store") for text in dict.fromkeys(said))
        return Trial(
            moment,
            finished,
            found.chunks if chunks else {},
            found.document,
            found.leftovers,
            readings,
            shown[:8],
        )


def _reading(outcome: Outcome, array: Array, *, chunks: bool) -> Reading:
    if outcome.kind == "unsupported":
        return "unsupported"
    if outcome.kind != "ok" or outcome.values is None:
        return "error"
    if not chunks:
        return "whole"
    metadata = array.layout
    values = unflat(outcome.values, metadata.shape, metadata.data_type.size)
    if values is None:
        return "never-written"
    invented = torn.never_written(values, metadata, array.versions, array.inner)
    return "never-written" if invented else "whole"
