"""Searches a crew of live implementations with the state machine, from seed to seed.

What fails is shrunk to the shortest list of steps, and kept as a find of whoever failed.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from hypothesis.errors import Flaky

from conformance.properties.machine import STEPS, Blame, Member, machine, run
from conformance.properties.scope import Root, shrunk_root
from conformance.properties.search import Effort, Failure, dataset_of, size_of, steps_in_words
from conformance.results import Draw, Find

LAW = "histories"
"""The property that does not hold where somebody fails."""
HISTORIES = 30
# Of the steps that are tried while a list is shrunk, most are remembered and cost little.
_STEPS_OF_A_REQUEST = 20


class _Failed(Exception):
    """Ends a history that fails."""


class _Enough(BaseException):
    """Ends the shrinking: enough was asked."""


@dataclass
class Crew:
    """The search. ``found`` is called with each find as soon as it is shrunk."""

    members: Sequence[Member]
    found: Callable[[Find], None]
    effort: Effort = field(default_factory=Effort)
    stop: Callable[[], bool] = lambda: False
    explored: bool = True
    fates: Counter[str] = field(default_factory=Counter)
    finds: dict[tuple[str, Root], Find] = field(default_factory=dict)
    flaky: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """What came of it, in words."""
        fates = ", ".join(f"{count} {fate}" for fate, count in sorted(self.fates.items()))
        return [f"in turns: {fates or 'no step was made'}; {len(self.finds)} finds", *self.flaky]

    def search(self, seed: int, *, seeds: int | None = None, seconds: float | None = None) -> None:
        """Search from ``seed`` on: so many seeds, or so long."""
        end = None if seconds is None else time.monotonic() + seconds
        for member in self.members:
            member.asking.beside(m.asking.selection for m in self.members)

        def over() -> bool:
            return self.stop() or (end is not None and time.monotonic() > end)

        for number in itertools.count() if seeds is None else range(seeds):
            if over():
                break
            self._one(seed + number, over)

    def _one(self, seed: int, over: Callable[[], bool]) -> None:
        best: Blame | None = None
        asked = 0

        def report(blame: Blame) -> None:
            nonlocal best
            if best is None:
                if self._is_known(blame) or not self._again(blame):
                    return
                best = blame
            elif blame.member is not best.member or not _failure(blame).like(_failure(best)):
                return
            elif _length(blame) <= _length(best):
                best = blame
            # Raised here alone: what is raised elsewhere is another failure to Hypothesis.
            raise _Failed

        def count(verdict: str) -> None:
            nonlocal asked
            if best is None:
                self.fates[verdict] += 1
                return
            asked += 1
            if asked > _STEPS_OF_A_REQUEST * self.effort.shrink_requests:
                raise _Enough

        with suppress(_Failed, _Enough, Flaky):
            run(machine(self.members, report, count, over), seed, HISTORIES)
        if best is not None:
            self._keep(best, seed)

    def _is_known(self, blame: Blame) -> bool:
        """Whether a golden case or an earlier find fails for the same reason; it is counted."""
        scope = blame.member.writes if blame.case.steps else blame.member.reads
        if scope.known(blame.case, blame.judgement) is not None:
            self.fates["known"] += 1
            return True
        for (name, root), find in self.finds.items():
            if name == blame.member.name and root.explains(blame.case, blame.judgement):
                self.finds[name, root] = replace(find, times=find.times + 1)
                return True
        return False

    def _again(self, blame: Blame) -> bool:
        """Whether it fails once more, on its own."""
        answer = blame.member.asking.ask_one(replace(blame.case, id="v3/drawn/again"))
        if answer is None:
            return False
        if answer.judgement.verdict == blame.judgement.verdict:
            return True
        self.flaky.append(
            f"{blame.member.name}: {blame.judgement.verdict} after {'; '.join(blame.told)}; "
            f"asked again: {answer.judgement.verdict}"
        )
        return False

    def _keep(self, blame: Blame, seed: int) -> None:
        root = shrunk_root(blame.case, blame.judgement)
        key = (blame.member.name, root)
        if key in self.finds:
            return
        manifest, hello = blame.member.asking.selection.manifest, blame.member.asking.hello
        id = f"turns-{root.name}"
        case, node = replace(blame.case, id=f"v3/drawn/{id}"), blame.case.node
        program = (
            steps_in_words(case)
            if case.steps
            else manifest.program(node.node_type, "store", node.path, None, format=case.format)
        )
        told = "".join(f"\n# {line}" for line in blame.told)
        broken = blame.judgement.clause
        self.finds[key] = Find(
            id=id,
            implementation=manifest.name,
            version=hello.version,
            runtime=hello.runtime,
            property=LAW,
            verdict=blame.judgement.verdict,
            message=blame.judgement.message,
            clauses=tuple(dict.fromkeys((*([broken] if broken else ()), *case.clauses))),
            times=1,
            explored=self.explored,
            draw=Draw(seed, HISTORIES, STEPS, (), version("hypothesis")),
            mismatch=blame.judgement.mismatch,
            reproducer=f"{program or '# Its API cannot express this.'}\n# Who did what:{told}",
            dataset=dataset_of(case, None),
        )
        self.found(self.finds[key])


def _failure(blame: Blame) -> Failure:
    return Failure(LAW, 0, blame.case, blame.judgement)


def _length(blame: Blame) -> tuple[int, tuple[int, int, int]]:
    return len(blame.told), size_of(blame.case)
