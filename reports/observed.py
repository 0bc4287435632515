"""The pages of what is observed and never judged: recovery, and what reading costs.

Each is there when its file lies beside the results. Sentences are made here from what was counted;
the templates only lay them out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conformance.results import ResultsError, recovery, traffic
from conformance.results.recovery import TORN, Observed, Recovery, Scenario, Title, Trial
from conformance.results.traffic import Count, Situation, Traffic

_STATES = {
    "old": "old",
    "new": "new",
    "first": "by the first",
    "second": "by the second",
    "partly": "partly new",
    "mixed": "of mixed values",
    "undecodable": "undecodable",
    "missing": "missing",
}
_DOCUMENTS = {
    "half": "the document is no longer one",
    "missing": "the document is missing",
}
_READINGS = {
    "error": "an error",
    "never-written": "values that nobody wrote",
}
ANSWERS = {
    "other": "other values",
    "refused": "refused",
    "unsupported": "unsupported",
    "failed": "no answer",
}


@dataclass(frozen=True)
class Observations:
    """What lies in a folder of results; ``problems`` say why a file cannot be shown."""

    recovery: Recovery | None = None
    traffic: Traffic | None = None
    problems: tuple[str, ...] = ()


def read(folder: Path) -> Observations:
    """The observations in a folder of results, if any."""
    problems = []
    found: dict[str, Recovery | Traffic | None] = {}
    for name, module in (("recovery", recovery), ("traffic", traffic)):
        try:
            found[name] = module.read(folder)
        except ResultsError as error:
            problems.append(str(error))
    return Observations(**found, problems=tuple(problems))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Seen:
    """What one implementation left in one scenario; None where it was not run."""

    column: Observed
    title: Title
    scenario: Scenario | None

    @property
    def sentences(self) -> list[str]:
        """What was seen, the worst first."""
        scenario = self.scenario
        if scenario is None or not scenario.trials:
            return [scenario.reason if scenario is not None else "not run"]
        found = [*self._what(scenario), *_readers(scenario)]
        litter = [trial for trial in scenario.trials if trial.leftovers]
        if litter:
            example = litter[0].leftovers[0]
            found.append(f"files left behind in {len(litter)}, such as {example}")
        late = sum(trial.finished for trial in scenario.trials)
        if self.title.kind == "killed" and late:
            found.append(f"{late} ended before it could be killed")
        if scenario.reason:
            found.append(f"{len(scenario.trials)} of {scenario.wanted} tries: {scenario.reason}")
        return found

    def _what(self, scenario: Scenario) -> Iterator[str]:
        tries, torn = len(scenario.trials), scenario.having(*TORN)
        word = "kill" if self.title.kind == "killed" else "try" if tries == 1 else "tries"
        if word == "kill" and tries > 1:
            word = "kills"
        broken = sum(trial.document != "whole" for trial in scenario.trials)
        if broken:
            yield f"the document was no longer one in {broken} of {tries} {word}"
        if torn:
            yield f"chunks torn in {torn} of {tries} {word}"
        chunks = scenario.chunks
        if self.title.kind == "killed":
            if not torn and not broken:
                yield f"nothing torn in {tries} {word}"
            return
        everything = sum(chunks.values())
        lost, either = chunks["old"] + chunks["partly"], chunks["first"] + chunks["second"]
        what = "shards" if "shards" in self.title.id else "chunks"
        if lost:
            yield f"what one of them wrote is lost in {lost} of {everything} {what}"
        if either:
            yield f"{either} of {everything} {what} are whole, as one of the two wrote them"
        elif not lost and not torn:
            yield f"all {everything} {what} are as they were to be"


def _readers(scenario: Scenario) -> Iterator[str]:
    for name in dict.fromkeys(name for trial in scenario.trials for name in trial.readings):
        counts = Counter(trial.readings.get(name, "") for trial in scenario.trials)
        said = [f"{words} in {counts[key]}" for key, words in _READINGS.items() if counts[key]]
        if said:
            yield f"{name} reads it with {' and '.join(said)}"


def trial(tried: Trial) -> str:
    """One try in words."""
    parts = [tried.moment] if tried.moment else []
    parts += [f"{count} {_STATES[state]}" for state, count in sorted(tried.chunks.items()) if count]
    if tried.document in _DOCUMENTS:
        parts.append(_DOCUMENTS[tried.document])
    return "; ".join(parts) or "the document is whole"


def rows(found: Recovery) -> list[tuple[Title, list[Seen]]]:
    """A row for each scenario, with a cell for each implementation that ran."""
    ran = [column for column in found.implementations if not column.reason]
    return [
        (
            title,
            [Seen(c, title, next((s for s in c.scenarios if s.id == title.id), None)) for c in ran],
        )
        for title in found.titles
    ]


def counts(found: Traffic) -> list[tuple[Situation, list[tuple[str, Count | None]]]]:
    """A row for each situation, with a cell for each implementation that was counted."""
    ran = [column for column in found.implementations if not column.reason]
    return [
        (
            situation,
            [
                (c.name, next((n for n in c.counts if n.situation == situation.id), None))
                for c in ran
            ],
        )
        for situation in found.situations
    ]


def marks(count: Count) -> list[str]:
    """What is worth a word beside the numbers of a count."""
    found = [ANSWERS[count.answer]] if count.answer in ANSWERS else []
    if count.absent:
        found.append(f"{count.absent} not there")
    if count.folders:
        found.append(f"{count.folders} for a folder")
    if count.together > 1:
        found.append(f"up to {count.together} at once")
    return found
