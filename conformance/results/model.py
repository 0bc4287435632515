"""One implementation's run as a value: frozen dataclasses that mirror ``results.schema.json``.

Also the arithmetic that follows from verdicts alone: counts and the three numbers. Nothing here
reads or writes a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

Kind = Literal["read", "refuse", "write", "observe"]
Axis = Literal["conformance", "robustness"]
Verdict = Literal[
    "wrong",
    "crashed",
    "hung",
    "accepted",
    "invalid",
    "refused",
    "unsupported",
    "pass",
    "observed",
    "not-run",
]
Status = Literal[
    "fine",
    "failed",
    "expected",
    "unexpected-pass",
    "unexpected-verdict",
    "flaky",
    "not-run",
]
RobustOutcome = Literal[
    "crashed",
    "hung",
    "memory",
    "other",
    "fill",
    "right",
    "error",
    "unsupported",
]
Share = tuple[int, int]

# Worst first: the first is what people lose data to.
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
# What became of a case on the robustness axis, worst first.
ROBUST_OUTCOMES: tuple[RobustOutcome, ...] = get_args(RobustOutcome)


@dataclass(frozen=True)
class Mismatch:
    """Where an answer differs from what was expected.

    ``index``, ``differing`` and ``elements`` are given for values: the first element that differs,
    and how many of how many do. ``as_if`` names the fault that explains every byte of the answer.
    """

    member: str
    expected: str
    found: str
    index: tuple[int, ...] | None = None
    differing: int | None = None
    elements: int | None = None
    as_if: str | None = None


@dataclass(frozen=True)
class CaseResult:
    """What an implementation did with one case, and what that means for the exit status.

    ``outcome`` is for the robustness axis alone: died, hung, took too much memory; answered without
    an error: other values, zeros or the fill value in place of the data, the right values; an error
    of its own; nothing that proves anything. None where it did not run, and in older files.

    Of what was written, ``clause`` is the one that an ``invalid`` store breaks, and ``notes`` are
    observations that fail nobody.
    """

    id: str
    kind: Kind
    axis: Axis
    verdict: Verdict
    message: str
    clauses: tuple[str, ...]
    status: Status
    mismatch: Mismatch | None = None
    reason: str | None = None
    issue: str | None = None
    outcome: RobustOutcome | None = None
    clause: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edition:
    """Which cases ran. Results of different digests are never merged."""

    name: str
    digest: str


@dataclass(frozen=True)
class Implementation:
    """Who answered: ``version`` and ``runtime`` as the adapter gave them in its ``hello``."""

    name: str
    version: str
    language: str
    runtime: str
    homepage: str
    claims: tuple[str, ...]
    operations: tuple[str, ...]


@dataclass(frozen=True)
class Scores:
    """Never one score: always the three together, each as (numerator, denominator)."""

    correct: Share
    breadth: Share
    safety: Share


@dataclass(frozen=True)
class WritingScores:
    """Of the cases that are written, each as (numerator, denominator).

    ``valid`` and ``right`` are of what it wrote: the share that breaks no clause, and of that the
    part that says what the recipe says. ``breadth`` is the share of all that it carried out.
    """

    valid: Share
    right: Share
    breadth: Share


@dataclass(frozen=True)
class PropertyResult:
    """What became of one property: examples by their fate, which add up to ``examples``.

    ``outside`` are those beyond what the implementation has shown that it supports, ``known`` those
    that fail for a reason that a golden case shows already, ``flaky`` those answered otherwise when
    they were asked again, ``observed`` those on open points.
    """

    name: str
    examples: int
    passed: int = 0
    failed: int = 0
    known: int = 0
    flaky: int = 0
    outside: int = 0
    observed: int = 0


@dataclass(frozen=True)
class FindRow:
    """A find of the run, by its id in the folder of finds, and what it means for the exit status.

    ``times`` counts the examples that failed for its reason.
    """

    id: str
    property: str
    verdict: Verdict
    message: str
    clauses: tuple[str, ...]
    times: int
    status: Status
    reason: str | None = None
    issue: str | None = None


@dataclass(frozen=True)
class Properties:
    """The bounded search of a run: the same seed and edition give the same verdicts.

    ``known`` counts, by the golden case that shows the failure, the examples that were excluded
    for it. ``disagreements`` are open points on which another implementation, which accepts the
    same dataset too, answers otherwise.
    """

    seed: int
    draws: int
    rows: tuple[PropertyResult, ...]
    finds: tuple[FindRow, ...]
    known: Mapping[str, int]
    flaky: tuple[str, ...]
    disagreements: Mapping[str, int]
    outside: tuple[str, ...]


@dataclass(frozen=True)
class Times:
    """The only part that differs between two runs of the same inputs; durations in seconds.

    ``memory`` is, by case of the robustness axis, how many bytes of memory its request took at most
    beyond what was in use before. Systems that do not tell have none.
    """

    started: str
    seconds: float
    cases: Mapping[str, float] = field(default_factory=dict)
    memory: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """One implementation's run. ``unavailable`` says why it could not be run at all."""

    edition: Edition
    implementation: Implementation
    unavailable: str | None
    scores: Scores
    counts: Mapping[str, int]
    cases: tuple[CaseResult, ...]
    faults: tuple[str, ...]
    log: str
    times: Times
    properties: Properties | None = None
    writing: WritingScores | None = None


def counts(cases: Iterable[CaseResult]) -> dict[str, int]:
    """Cases per verdict, worst first.

    Those that are written are ``writing-<verdict>``, those of the robustness axis
    ``robustness-<verdict>``. A verdict that no case has is left out.
    """
    found: Counter[str] = Counter(_group(case) + case.verdict for case in cases)
    names = (group + verdict for group in ("", "writing-", "robustness-") for verdict in VERDICTS)
    return {name: found[name] for name in names if found[name]}


def _group(case: CaseResult) -> str:
    if case.axis == "robustness":
        return "robustness-"
    return "writing-" if case.kind == "write" else ""


def scores(cases: Iterable[CaseResult]) -> Scores:
    """The three numbers, of the cases on the conformance axis that ran.

    A refusal that proves nothing (``unsupported``) is no part of safety.
    """
    read: Counter[Verdict] = Counter()
    refuse: Counter[Verdict] = Counter()
    for case in cases:
        if case.axis == "conformance" and case.verdict != "not-run":
            if case.kind == "read":
                read[case.verdict] += 1
            elif case.kind == "refuse" and case.verdict != "unsupported":
                refuse[case.verdict] += 1
    answered = read["pass"] + read["wrong"]
    return Scores(
        correct=(read["pass"], answered),
        breadth=(answered, read.total()),
        safety=(refuse["pass"], refuse.total()),
    )


def writing_scores(cases: Iterable[CaseResult]) -> WritingScores | None:
    """The numbers of the cases that are written and ran; None where none is."""
    found = Counter(c.verdict for c in cases if c.kind == "write" and c.verdict != "not-run")
    if not found:
        return None
    wrote = found["pass"] + found["wrong"] + found["invalid"]
    return WritingScores(
        valid=(found["pass"] + found["wrong"], wrote),
        right=(found["pass"], wrote),
        breadth=(wrote, found.total()),
    )


def share_text(share: Share) -> str:
    """A share as a percentage; "–" of nothing. Never rounded up, so that one failure shows."""
    part, whole = share
    if whole == 0:
        return "–"
    tenths = 1000 * part // whole
    return f"{tenths // 10} %" if tenths in (0, 1000) else f"{tenths // 10}.{tenths % 10} %"


def to_document(result: Result) -> dict[str, Any]:
    """The content of a results file, as JSON values."""
    document: dict[str, Any] = {
        "schema": 1,
        "edition": plain(result.edition),
        "implementation": plain(result.implementation),
        "scores": {name: list(share) for name, share in vars(result.scores).items()},
        "counts": dict(result.counts),
        "cases": [_case_members(case) for case in result.cases],
        "faults": list(result.faults),
        "log": result.log,
        "times": {
            **plain(result.times),
            "cases": dict(result.times.cases),
            "memory": dict(result.times.memory),
        },
    }
    if result.writing is not None:
        document["writing"] = {name: list(share) for name, share in vars(result.writing).items()}
    if result.unavailable is not None:
        document["unavailable"] = result.unavailable
    if result.properties is not None:
        searched = result.properties
        document["properties"] = {
            **plain(searched),
            "rows": [plain(row) for row in searched.rows],
            "finds": [plain(find) for find in searched.finds],
            "known": dict(searched.known),
            "disagreements": dict(searched.disagreements),
        }
    return document


def from_document(document: Mapping[str, Any]) -> Result:
    """The result of a document that ``results.schema.json`` accepts."""
    implementation = document["implementation"]
    times = document["times"]
    cases = tuple(_case(row) for row in document["cases"])
    writing = document.get("writing")
    return Result(
        edition=Edition(**document["edition"]),
        implementation=Implementation(**with_tuples(implementation, "claims", "operations")),
        unavailable=document.get("unavailable"),
        scores=Scores(**{name: (share[0], share[1]) for name, share in document["scores"].items()}),
        counts=document["counts"],
        cases=cases,
        faults=tuple(document["faults"]),
        log=document["log"],
        times=Times(**times),
        properties=_properties(document["properties"]) if "properties" in document else None,
        writing=WritingScores(**{n: (s[0], s[1]) for n, s in writing.items()}) if writing else None,
    )


def _properties(members: Mapping[str, Any]) -> Properties:
    return Properties(
        **{
            **with_tuples(members, "flaky", "outside"),
            "rows": tuple(PropertyResult(**row) for row in members["rows"]),
            "finds": tuple(FindRow(**with_tuples(row, "clauses")) for row in members["finds"]),
        }
    )


def _case(row: Mapping[str, Any]) -> CaseResult:
    members = with_tuples(row, "clauses", "notes")
    if "mismatch" in row:
        members["mismatch"] = Mismatch(**with_tuples(row["mismatch"], "index"))
    return CaseResult(**members)


def with_tuples(members: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The members of a dataclass from JSON values, with those named as tuples."""
    lists: dict[str, Sequence[Any]] = {name: members[name] for name in names if name in members}
    return {**members, **{name: tuple(values) for name, values in lists.items()}}


def _case_members(case: CaseResult) -> dict[str, Any]:
    members = plain(case)
    if not case.notes:
        del members["notes"]
    return members


def plain(value: Any) -> dict[str, Any]:
    """The members of a dataclass as JSON values, without those that are None."""
    document = {}
    for name in (f.name for f in fields(value)):
        member = getattr(value, name)
        if isinstance(member, Mismatch):
            member = plain(member)
        elif isinstance(member, tuple):
            member = list(member)
        if member is not None:
            document[name] = member
    return document
