"""The search of one implementation: asks about batches of examples, and shrinks what fails.

A find does not end the search: what fails for the same root is counted and goes on. A find is
shrunk by drawing its batch again, since a seed always gives the same, and asking about what
Hypothesis makes of the draw that failed. An answer is asked for twice before it is believed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from hypothesis.errors import FlakyFailure

from conformance.cases.files import contents, digest
from conformance.cases.model import Case
from conformance.engine.expectations import FAILING, scored
from conformance.engine.judge import Judgement
from conformance.properties.agreement import Agreement
from conformance.properties.asking import Answer, Asking
from conformance.properties.drawing import Batch, replay
from conformance.properties.laws import Example, Family, examples, of_family
from conformance.properties.scope import Root, Scope, shrunk_root
from conformance.results import Draw, Find, PropertyResult

# Examples asked about together: between two slices the search learns what to leave out.
_SLICE = 50
# So many hang in a slice before the rest of it is left out.
_HANGS = 2
# What a request that hangs or ends the process costs, in requests that are answered.
_COST = {"hung": 100, "crashed": 10}


@dataclass(frozen=True)
class Effort:
    """How much is done for what fails: requests for each shrinking, and how many are shrunk.

    ``hangs`` is how many requests may hang before the search is given up.
    """

    shrink_requests: int = 500
    shrinks: int = 12
    hangs: int = 5


@dataclass(frozen=True)
class Failure:
    """A case that fails the property named ``law``; its example's number in the batch."""

    law: str
    number: int
    case: Case
    judgement: Judgement
    control: Case | None = None

    @property
    def cause(self) -> tuple[str, ...]:
        """What is the same for two failures when one root is surely behind both."""
        found = self.judgement.mismatch
        if self.case.kind == "refuse":
            what = self.case.clauses[0]
        elif self.judgement.clause is not None:
            what = self.judgement.clause
        elif found is not None:
            what = found.as_if or f"other {found.member}"
        else:
            # Numbers, paths and quoted words differ from draw to draw.
            words = r"'[^']*'|\"[^\"]*\"|\S*/\S*|[\d_]+"
            what = re.sub(words, "#", self.judgement.message)[:100]
        return (self.case.kind, self.judgement.verdict, what)

    def like(self, other: Failure) -> bool:
        """Whether one can stand for the other while it is shrunk.

        A refusal is given other words when the dataset is another.
        """
        told = self.judgement.mismatch is not None or self.judgement.clause is not None
        worded = not told and self.case.kind != "refuse"
        return self.cause[:2] == other.cause[:2] if worded else self.cause == other.cause


@dataclass
class _Found:
    """A root with the smallest failure seen, and how often it was seen."""

    find: Find
    smallest: Failure
    times: int


@dataclass
class Search:
    """Searches one implementation, batch after batch, and counts what becomes of the examples."""

    asking: Asking
    scope: Scope
    agreement: Agreement
    effort: Effort = field(default_factory=Effort)
    explored: bool = False
    family: Family = "reading"
    known: Counter[str] = field(default_factory=Counter)
    flaky: list[str] = field(default_factory=list)
    hangs: int = 0
    _fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    _found: dict[Root, _Found] = field(default_factory=dict)
    _causes: dict[tuple[str, ...], Root] = field(default_factory=dict)
    _shrunk: int = 0

    @property
    def given_up(self) -> bool:
        """Whether so many requests hung that the rest is not worth the time."""
        return self.hangs > self.effort.hangs

    @property
    def finds(self) -> list[Find]:
        """What was found, by id."""
        found = (replace(f.find, times=f.times) for f in self._found.values())
        return sorted(found, key=lambda find: find.id)

    @property
    def rows(self) -> tuple[PropertyResult, ...]:
        """What became of the examples of each property."""
        rows = []
        for law in of_family(self.family):
            fates = {fate: n for (of, fate), n in self._fates.items() if of == law.name}
            rows.append(PropertyResult(law.name, sum(fates.values()), **fates))
        return tuple(rows)

    def batch(self, batch: Batch) -> list[Find]:
        """Ask about a batch; returns the finds that are new."""
        before = set(self._found)
        for begin in range(0, len(batch.examples), _SLICE):
            if self.asking.stop.is_set() or self.given_up:
                break
            self._slice(batch, range(begin, min(begin + _SLICE, len(batch.examples))))
        return [found.find for root, found in self._found.items() if root not in before]

    def _slice(self, batch: Batch, numbers: Sequence[int]) -> None:
        asked = {}
        for number in numbers:
            example = batch.examples[number]
            if not self._left_out(example):
                asked[number] = example
        answers = self._answers(batch, asked)
        failures = []
        for number, example in asked.items():
            failure = self._judge(batch, number, example, answers)
            if failure is not None:
                failures.append(failure)
        # The smallest first: it needs the least shrinking.
        for failure in sorted(failures, key=lambda f: (size_of(f.case), f.number)):
            self._count(batch.examples[failure.number].law, self._failed(batch, failure))

    def _answers(self, batch: Batch, asked: Mapping[int, Example]) -> dict[str, Answer]:
        """The answers by id; left out are those for which there was no time."""
        if batch.family == "reading":
            cases = [case for example in asked.values() for case in example.cases]
            return self.asking.ask(cases, batch.folder, _HANGS)
        answers = {}
        hung = 0
        for example in asked.values():
            answer = self.asking.ask_one(example.case, example.stages)
            if answer is None:
                break
            answers[example.case.id] = answer
            hung += answer.judgement.verdict == "hung"
            if hung == _HANGS:
                break
        return answers

    def _left_out(self, example: Example) -> bool:
        """Whether what is known already makes it useless to ask; then the example is counted."""
        for case in example.readable:
            shown = self.scope.not_asked(case)
            if shown is not None:
                id, root = shown
                if root.verdict == "unsupported":
                    self._count(example.law, "outside")
                else:
                    self._count(example.law, "known")
                    self.known[id] += 1
                return True
            for root, found in self._found.items():
                if root.verdict in ("crashed", "hung") and root.covers(case):
                    found.times += 1
                    self._count(example.law, "failed")
                    return True
        return False

    def _judge(
        self, batch: Batch, number: int, example: Example, answers: dict[str, Answer]
    ) -> Failure | None:
        """The failure of an example; one that does not fail is counted."""
        if any(case.id not in answers for case in example.cases):
            return None  # the search was stopped
        self.hangs += sum(answers[c.id].judgement.verdict == "hung" for c in example.cases)
        for case in example.cases:
            judgement, stage = answers[case.id].judgement, answers[case.id].case
            if judgement.verdict in FAILING and scored(case.kind, case.axis):
                # What is wrong of the dataset beside is not the fault of what relates the two.
                name = example.law if case is example.case else "reads"
                return Failure(name, number, stage or case, judgement, example.control)
        answer = answers[example.case.id]
        if answer.members is not None:
            self.agreement.add(self.asking.selection, (batch.seed, number), answer.members)
        # Of what was written, what cannot be judged is observed.
        unjudged = answer.judgement.verdict == "observed"
        if unjudged or not scored(example.case.kind, example.case.axis):
            self._count(example.law, "observed")
        elif answer.judgement.verdict == "unsupported":
            self._count(example.law, "outside")
        else:
            self._count(example.law, "passed")
        return None

    def _failed(self, batch: Batch, failure: Failure) -> str:
        """The fate of an example that fails."""
        id = self.scope.known(failure.case, failure.judgement)
        if id is not None:
            self.known[id] += 1
            return "known"
        root = self._causes.get(failure.cause) or next(
            (r for r in self._found if r.explains(failure.case, failure.judgement)), None
        )
        if root is None:
            return self._new(batch, failure)
        found = self._found[root]
        found.times += 1
        if failure.cause == found.smallest.cause and size_of(failure.case) < size_of(
            found.smallest.case
        ):
            found.smallest = failure
            found.find = self._find(batch, failure.number, failure, root)
        return "failed"

    def _new(self, batch: Batch, failure: Failure) -> str:
        """The fate of an example that fails as none did before."""
        again = self.asking.ask_one(replace(failure.case, id="v3/drawn/again"))
        if again is not None and self._differs(failure, again):
            self.flaky.append(
                f"{failure.law}: example {failure.number} of seed {batch.seed}: "
                f"{_told(failure.judgement)}; asked again: {_told(again.judgement)}"
            )
            return "flaky"
        smallest = failure
        if self._shrunk < self.effort.shrinks:
            self._shrunk += 1
            smallest = self._smallest(batch, failure)
        id = self.scope.known(smallest.case, smallest.judgement)
        if id is not None:
            self.known[id] += 1
            return "known"
        root = shrunk_root(smallest.case, smallest.judgement)
        if root not in self._found:
            find = self._find(batch, failure.number, smallest, root)
            self._found[root] = _Found(find, smallest, 0)
            if batch.family == "writing":
                self._absorb(batch, root)
        self._found[root].times += 1
        if failure.case.kind == "refuse" or root.covers(failure.case):
            self._causes[failure.cause] = root
        return "failed"

    def _absorb(self, batch: Batch, root: Root) -> None:
        """Let a root stand for those that were shrunk less well, and need more."""
        mine = self._found[root]
        for other, found in list(self._found.items()):
            known = found.smallest
            if other == root or not known.like(mine.smallest):
                continue
            if root.explains(known.case, known.judgement):
                mine.times += found.times
                if size_of(known.case) < size_of(mine.smallest.case):
                    find = self._find(batch, known.number, known, root)
                    mine.find, mine.smallest = replace(find, draw=found.find.draw), known
                del self._found[other]
        self._causes = {c: r if r in self._found else root for c, r in self._causes.items()}

    @staticmethod
    def _differs(failure: Failure, again: Answer) -> bool:
        second = replace(failure, judgement=again.judgement)
        return second.cause != failure.cause

    def _smallest(self, batch: Batch, first: Failure) -> Failure:
        """The smallest failure with the same cause that Hypothesis comes to."""
        best, left = first, self.effort.shrink_requests
        fails: dict[str, bool] = {}
        number = -1

        class Found(Exception):
            """Tells Hypothesis that an example fails for the wanted cause."""

        class Enough(BaseException):
            """Ends the shrinking: nothing is asked any more."""

        def failure(example: Example) -> Failure | None:
            nonlocal left
            if any(self.scope.not_asked(case) is not None for case in example.readable):
                return None
            for case in example.cases:
                case = replace(case, id="v3/drawn/shrunk")
                answer = self.asking.ask_one(case, example.stages)
                if answer is None:
                    left = 0
                    return None
                left -= _COST.get(answer.judgement.verdict, 1)
                found = replace(
                    first,
                    case=answer.case or case,
                    judgement=answer.judgement,
                    control=example.control,
                )
                if found.like(first):
                    return found
            return None

        def check(example: Example) -> None:
            nonlocal best, number
            number += 1
            key = "".join(digest(contents(replace(case, id=""))) for case in example.cases)
            if left <= 0:
                raise Enough
            if number == first.number:
                fails[key] = True
            elif number > first.number and key not in fails:
                found = failure(example)
                fails[key] = found is not None
                if found is not None and size_of(found.case) <= size_of(best.case):
                    best = found
            if fails.get(key):
                raise Found

        # A library that answers otherwise now and then must not end the search.
        with suppress(Found, Enough, FlakyFailure):
            strategy = examples(batch.without, batch.family)
            replay(batch.seed, len(batch.examples), strategy, check, shrink=True)
        return best

    def _find(self, batch: Batch, number: int, smallest: Failure, root: Root) -> Find:
        manifest, node = self.asking.selection.manifest, smallest.case.node
        writing = batch.family == "writing"
        id = f"written-{root.name}" if writing else root.name
        case = replace(smallest.case, id=f"v3/drawn/{id}")
        broken = smallest.judgement.clause
        clauses = (broken, *(c for c in case.clauses if c != broken)) if broken else case.clauses
        program = (
            steps_in_words(case)
            if writing
            else manifest.program(
                node.node_type, "store", node.path, node.selection, format=case.format
            )
        )
        return Find(
            id=id,
            implementation=manifest.name,
            version=self.asking.hello.version,
            runtime=self.asking.hello.runtime,
            property=smallest.law,
            verdict=smallest.judgement.verdict,
            message=smallest.judgement.message,
            clauses=clauses,
            times=1,
            explored=self.explored,
            draw=Draw(
                seed=batch.seed,
                count=len(batch.examples),
                number=number,
                without=tuple(sorted(batch.without)),
                hypothesis=version("hypothesis"),
            ),
            mismatch=smallest.judgement.mismatch,
            reproducer=program or "# Its API cannot express this.",
            dataset=dataset_of(case, smallest.control),
        )

    def _count(self, name: str, fate: str) -> None:
        self._fates[name, fate] += 1


def dataset_of(case: Case, control: Case | None) -> dict[str, bytes]:
    """The files of a find: the case, and below ``control/`` the same without its fault."""
    if control is None:
        return contents(case)
    control = replace(control, id=f"{case.id}-control")
    case = replace(case, control=control.id)
    return contents(case) | {f"control/{name}": data for name, data in contents(control).items()}


def steps_in_words(case: Case) -> str:
    """The steps of a case that is written, a line each, for whoever repeats them by hand."""
    begun = "a copy of store/" if case.store else "an empty folder"
    lines = [f"# Carry out on {begun}, then read the store with anything that reads Zarr:"]
    for number, step in enumerate(case.steps, 1):
        rest = {k: v for k, v in step.items() if k not in ("op", "path")}
        told = json.dumps(rest, ensure_ascii=False) if rest else ""
        lines.append(f"{number}. {step['op']} {step['path']!r} {told}".rstrip())
    return "\n".join(lines)


def _told(judgement: Judgement) -> str:
    return f"{judgement.verdict} ({judgement.message})" if judgement.message else judgement.verdict


def size_of(case: Case) -> tuple[int, int, int]:
    """How large a case is: fewer steps first, then fewer keys, then fewer bytes."""
    bytes_of_steps = len(json.dumps(case.steps)) if case.steps else 0
    held = sum(map(len, case.store.values()))
    return len(case.steps), len(case.store), held + bytes_of_steps
