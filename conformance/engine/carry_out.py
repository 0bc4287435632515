"""Has an adapter carry out the steps of a case, on a store of its own.

Whether what it wrote is right is the business of ``written``.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.adapters.process import Adapter, Hello, Outcome, Request
from conformance.cases.model import Case
from conformance.engine import stores
from conformance.engine.stores import Store

SELECTION = "selection"
_ENVELOPE = ("op", "path", SELECTION)


@dataclass(frozen=True)
class Done:
    """A step that was asked for: the store before it, and what came of it."""

    before: Store
    outcome: Outcome


@dataclass(frozen=True)
class CarriedOut:
    """The steps that were asked for, up to the first that was not done, and the store at the end.

    ``strays`` are the files that lie beside the store, where nothing may be written. ``trouble``
    says why the store cannot be read.
    """

    steps: tuple[Done, ...]
    store: Store
    strays: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def last(self) -> Outcome:
        """What came of the last step that was asked for."""
        return self.steps[-1].outcome

    @property
    def seconds(self) -> float:
        """How long all steps took."""
        return sum(step.outcome.seconds for step in self.steps)


def request(case: Case, number: int, store: Path) -> Request:
    """The request of the step of that number, from 0 on."""
    step = case.steps[number]
    selection = step.get(SELECTION)
    return Request(
        f"{case.id}#{number + 1}",
        step["op"],
        str(store),
        step["path"],
        None if selection is None else _region(selection),
        case.format,
        arguments={name: value for name, value in step.items() if name not in _ENVELOPE},
    )


def carry_out(
    adapter: Adapter,
    hello: Hello,
    case: Case,
    begun: Mapping[str, bytes],
    folder: Path,
    stop: threading.Event,
) -> CarriedOut | None:
    """Carry out a case that is written, on a store that lies in ``folder`` and begins as ``begun``.

    Nothing else may lie in ``folder``. None when it was stopped. Raises OSError.
    """
    store = folder / "store"
    stores.write(store, begun)
    now, trouble = dict(begun), ""
    done: list[Done] = []
    for number in range(len(case.steps)):
        outcome = _ask(adapter, hello, request(case, number, store), now, stop)
        if outcome is None:
            return None
        done.append(Done(now, outcome))
        try:
            now = stores.read(store)
        except stores.StoreError as error:
            trouble = str(error)
        if outcome.kind != "ok" or trouble:
            break
    beside = sorted(path.name for path in folder.iterdir() if path != store)
    return CarriedOut(tuple(done), now, tuple(beside), trouble)


def _ask(
    adapter: Adapter, hello: Hello, asked: Request, before: Store, stop: threading.Event
) -> Outcome | None:
    if asked.format not in hello.formats or asked.op not in hello.operations:
        reason = f"its API has no {asked.op} for {asked.format}"
        return Outcome("unsupported", message=reason)
    outcomes: list[Outcome] = []
    times = 0

    def as_it_was() -> None:
        nonlocal times
        times += 1
        if times > 1:
            stores.write(Path(asked.store), before)

    question = replace(asked, prepare=as_it_was)
    adapter.run([question], lambda _, outcome: outcomes.append(outcome), stop)
    return outcomes[0] if outcomes else None


def _region(selection: Any) -> tuple[tuple[int, int, int], ...]:
    return tuple((int(start), int(stop), int(step)) for start, stop, step in selection)
