"""The search: draw a batch, ask an implementation about all of it, and shrink what is found.

Drawing and asking are apart: Hypothesis draws a batch from a seed, then the adapter is asked about
all of it with requests in flight together. A find is shrunk by drawing the same batch again (the
same seed gives the same draws), now asking about what Hypothesis makes of the draw that failed. A
find does not end the search; finds with the same cause are one.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from conformance.cases.files import contents, digest
from conformance.cases.model import Case
from conformance.engine.expectations import FAILING
from conformance.engine.judge import Judgement
from conformance.properties.arrays import array_cases
from conformance.properties.asking import Asking
from conformance.properties.mutations import faulty_cases
from conformance.results import Result


@dataclass(frozen=True)
class Cause:
    """What two finds have in common when one fault is behind them."""

    verdict: str
    what: str


@dataclass(frozen=True)
class Find:
    """The smallest dataset seen that fails for a cause; ``seed`` drew the batch it came from."""

    case: Case
    judgement: Judgement
    cause: Cause
    seed: int


def examples() -> st.SearchStrategy[Case]:
    """Valid arrays, and arrays with one fault."""
    return array_cases() | faulty_cases()


def draw(seed: int, count: int) -> list[Case]:
    """``count`` datasets, always the same for a seed, with numbered ids."""
    drawn: list[Case] = []
    _given(seed, count, drawn.append, (Phase.generate,))
    return [replace(case, id=f"v3/drawn/{n}") for n, case in enumerate(drawn)]


def cause(case: Case, judgement: Judgement) -> Cause | None:
    """The cause of a failing verdict; None of one that does not fail."""
    if judgement.verdict not in FAILING:
        return None
    if judgement.verdict == "accepted":
        return Cause(judgement.verdict, case.clauses[0])
    if judgement.mismatch is not None:
        found = judgement.mismatch
        return Cause(judgement.verdict, found.as_if or f"other {found.member}")
    # Numbers, paths and quoted words differ from draw to draw.
    words = re.sub(r"'[^']*'|\"[^\"]*\"|\S*/\S*|[\d_]+", "#", judgement.message)
    return Cause(judgement.verdict, words[:100])


def known_causes(golden: Result, cases: Mapping[str, Case]) -> set[Cause]:
    """The causes that the golden cases show already, from the result of a run."""
    known = set()
    for row in golden.cases:
        found = cause(cases[row.id], Judgement(row.verdict, row.message, row.mismatch))
        if found is not None:
            known.add(found)
    return known


class Search:
    """Searches one implementation, batch after batch."""

    def __init__(self, asking: Asking, known: set[Cause]) -> None:
        self.asked = 0
        self.known_seen: Counter[Cause] = Counter()
        self._asking = asking
        self._known = known
        self._found: set[Cause] = set()

    def batch(self, seed: int, count: int, shrink_seconds: float) -> list[Find]:
        """Draw and ask about ``count`` datasets; what fails for a new cause is shrunk."""
        drawn = draw(seed, count)
        judged = self._asking.ask(drawn)
        self.asked += len(drawn)
        causes = {case.id: cause(case, judged[case.id]) for case in drawn if case.id in judged}
        finds = []
        for case in drawn:
            seen = causes.get(case.id)
            if seen is None:
                continue
            if seen in self._known:
                self.known_seen[seen] += 1
            elif seen not in self._found:
                self._found.add(seen)
                first = Find(case, judged[case.id], seen, seed)
                asked = {_key(other): causes.get(other.id) for other in drawn}
                finds.append(self._shrunk(first, count, asked, shrink_seconds))
        self._asking.clear()
        return finds

    def _shrunk(
        self, find: Find, count: int, asked: dict[str, Cause | None], seconds: float
    ) -> Find:
        best = find
        deadline = time.monotonic() + seconds

        class Found(Exception):
            """Tells Hypothesis that a dataset fails for the wanted cause."""

        def check(case: Case) -> None:
            nonlocal best
            key = _key(case)
            if key not in asked:
                if time.monotonic() > deadline:
                    return
                case = replace(case, id="v3/drawn/shrunk")
                judgement = self._asking.ask([case]).get(case.id)
                asked[key] = cause(case, judgement) if judgement else None
                if asked[key] == find.cause and judgement and _size(case) <= _size(best.case):
                    best = Find(case, judgement, find.cause, find.seed)
            if asked[key] == find.cause:
                raise Found

        with suppress(Found):
            _given(find.seed, count, check, (Phase.generate, Phase.shrink))
        return best


def _given(
    seed: int, count: int, body: Callable[[Case], object], phases: tuple[Phase, ...]
) -> None:
    """Run ``body`` on the draws of a seed. Nothing is kept between runs: the seed is enough."""

    @seeded(seed)
    @settings(
        max_examples=count,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(examples())
    def run(case: Case) -> None:
        body(case)

    run()


def _key(case: Case) -> str:
    return digest(contents(replace(case, id="")))


def _size(case: Case) -> tuple[int, int]:
    return len(case.store), sum(map(len, case.store.values()))
