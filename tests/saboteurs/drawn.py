"""Which planted faults are caught by drawn datasets alone, without any golden case.

``python -m tests.saboteurs.drawn`` draws, asks every adapter until it is caught, and prints which
were. A fault that is never caught means that the strategies leave something out.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from conformance import locations
from conformance.adapters import environments
from conformance.adapters.manifest import EnvironmentSpec, Manifest, Selection
from conformance.adapters.process import Adapter, Limits, Outcome
from conformance.cases.files import load
from conformance.cases.model import Case
from conformance.engine.judge import Judgement, judge
from conformance.engine.requests import request
from conformance.properties.bounded import BATCHES, COUNT, edition_seed
from conformance.properties.drawing import draw
from tests.saboteurs.faults import FAULTS, HONEST, Fault

FAILING = ("wrong", "crashed", "hung", "accepted", "refused")
# Faults that the default draws do not show, with the reason.
MISSED: dict[str, str] = {}

_RAM = Path("/dev/shm")
_SLICE = 50
_AT_ONCE = 2
_IN_FLIGHT = 64


@dataclass(frozen=True)
class Drawn:
    """Cases with numbered ids, and the folder that holds their stores."""

    cases: Sequence[Case]
    folder: Path

    def store(self, case: Case) -> str:
        """The folder of the store of a case."""
        return str(self.folder / case.id)


def default_draws(edition: str) -> list[Case]:
    """The cases of the examples that every run of an edition draws, with numbered ids."""
    seed = edition_seed(edition)
    cases = (
        case
        for batch in range(BATCHES)
        for example in draw(seed + batch, COUNT)
        for case in example.cases
    )
    return [replace(case, id=f"v3/drawn/{n}") for n, case in enumerate(cases)]


def write(cases: Iterable[Case], folder: Path) -> Drawn:
    """Write the stores of drawn cases below ``folder``."""
    drawn = Drawn(list(cases), folder)
    for case in drawn.cases:
        for key, data in case.store.items():
            path = folder / case.id / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return drawn


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder, in memory where there is such a place."""
    return tempfile.TemporaryDirectory(dir=_RAM if _RAM.is_dir() else None)


def failures(drawn: Drawn) -> list[tuple[Case, Judgement]]:
    """What the adapter without a fault fails, which must be nothing."""
    with _adapter(HONEST) as adapter:
        judged = _judged(adapter, drawn, drawn.cases)
    return [
        (case, found)
        for case, found in judged
        if found.verdict in FAILING or (case.kind != "refuse" and found.mismatch is not None)
    ]


def caught(drawn: Drawn, names: Iterable[str] = FAULTS) -> Mapping[str, Case | None]:
    """For each fault the first drawn case that catches it, if any."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = {name: pool.submit(_first, FAULTS[name], drawn) for name in names}
        return {name: future.result() for name, future in found.items()}


def catches(fault: Fault, case: Case, found: Judgement) -> bool:
    """Whether a verdict is what a fault deserves, on a case that blames the right clause."""
    if found.verdict != fault.symptom:
        return False
    if case.kind == "observe":
        return found.mismatch is not None
    return case.kind == "read" or fault.blames in case.clauses


def _first(fault: Fault, drawn: Drawn) -> Case | None:
    kind = {"accepted": "refuse", "observed": "observe"}.get(fault.symptom, "read")
    likely = [case for case in drawn.cases if case.kind == kind]
    if kind == "refuse":
        likely = [case for case in likely if fault.blames in case.clauses]
    likely.sort(key=lambda case: fault.blames not in case.clauses)
    with _adapter(fault.name) as adapter:
        for start in range(0, len(likely), _SLICE):
            for case, found in _judged(adapter, drawn, likely[start : start + _SLICE]):
                if catches(fault, case, found):
                    return case
    return None


def _adapter(name: str) -> Adapter:
    manifest = Manifest(
        name=name,
        language="Python",
        homepage="",
        issues="",
        package="",
        claims=frozenset(),
        environment=EnvironmentSpec("none", "", ""),
        command=("{python}", "{folder}/adapter.py", name),
        in_flight=_IN_FLIGHT,
        reproduce={},
        folder=Path(__file__).parent,
    )
    prepared = environments.prepare(Selection(manifest), progress=lambda _: None)
    limits = Limits(in_flight=_IN_FLIGHT)
    return Adapter(prepared.command, cwd=prepared.cwd, env=prepared.env, limits=limits)


def _judged(adapter: Adapter, drawn: Drawn, cases: Sequence[Case]) -> list[tuple[Case, Judgement]]:
    asked = {case.id: case for case in cases}
    outcomes: dict[str, Outcome] = {}
    adapter.run(
        [request(case, drawn.store(case)) for case in cases],
        lambda r, outcome: outcomes.update({r.key: outcome}),
        threading.Event(),
    )
    return [
        (case, judge(case, outcomes[id], frozenset(case.classes))) for id, case in asked.items()
    ]


def main() -> int:
    """Draw, ask, and print."""
    begun = time.perf_counter()
    with scratch() as folder:
        drawn = write(default_draws(load(locations.FIXTURES).edition), Path(folder))
        print(f"{len(drawn.cases)} datasets in {time.perf_counter() - begun:.0f} s")
        for case, judged in failures(drawn):
            print(f"the adapter without a fault: {case.title} {judged.verdict}: {judged.message}")
        found = caught(drawn)
    for name, first in found.items():
        print(f"{name}: {first.id + ', ' + first.title if first else 'missed'}")
    missed = [name for name, first in found.items() if first is None]
    print(
        f"{len(found) - len(missed)} of {len(found)} caught "
        f"in {time.perf_counter() - begun:.0f} s; missed: {', '.join(missed) or 'none'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
