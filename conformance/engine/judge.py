"""The rules of the verdicts: what an adapter's answer to a case means.

Whether a verdict fails the run is the business of ``expectations``; why values differ, that of
``explain``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from conformance.cases.model import Case
from conformance.engine.compare import mismatch
from conformance.results import Mismatch, RobustOutcome, Verdict


class Answer(Protocol):
    """What came back for a case; see `conformance.adapters.process.Outcome`."""

    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...
    @property
    def values(self) -> bytes | None: ...
    @property
    def message(self) -> str: ...


@dataclass(frozen=True)
class Judgement:
    """A verdict with what was seen.

    ``outcome`` is for the robustness axis alone. ``notes`` are what is worth knowing of what was
    written and fails nobody; ``clause`` is the one that an ``invalid`` store breaks.
    """

    verdict: Verdict
    message: str
    mismatch: Mismatch | None = None
    outcome: RobustOutcome | None = None
    notes: tuple[str, ...] = ()
    clause: str | None = None


def judge(case: Case, answer: Answer, claims: frozenset[str]) -> Judgement:
    """The verdict on one answer.

    Of a ``refuse`` case it only says that it was refused (``pass``); whether that proves anything
    depends on its control, see `unproven`.
    """
    if answer.kind == "no-answer":
        return Judgement("not-run", answer.message)
    if case.kind == "observe":
        return _observed(case, answer)
    if answer.kind in ("crashed", "memory"):
        return Judgement("crashed", answer.message)
    if answer.kind == "hung":
        return Judgement("hung", answer.message)
    if case.kind == "refuse":
        return _refuse(answer)
    return _read(case, answer, claims)


def unproven(control: Case) -> Judgement:
    """The verdict on a refusal whose control, the same store without the fault, is not read."""
    return Judgement(
        "unsupported",
        f"refused, but the same store without the fault ({control.id}) is not read either: "
        "proves nothing",
    )


def _read(case: Case, answer: Answer, claims: frozenset[str]) -> Judgement:
    claimed = claims.issuperset(case.classes)
    if answer.kind in ("refused", "unsupported"):
        return Judgement("refused" if claimed else "unsupported", answer.message)
    found = mismatch(case, answer.body, answer.values)
    if found is not None:
        return Judgement("wrong", describe(found), found)
    left_out = [m for m in case.checks if m != "values" and m not in answer.body]
    if left_out:
        message = f"the answer leaves out {', '.join(left_out)}, which the case is about"
        return Judgement("refused" if claimed else "unsupported", message)
    return Judgement("pass", "read as the specification says")


def _refuse(answer: Answer) -> Judgement:
    if answer.kind == "refused":
        return Judgement("pass", answer.message)
    if answer.kind == "unsupported":
        return Judgement("unsupported", answer.message)
    return Judgement("accepted", f"opened and read without an error: {_summary(answer)}")


def _observed(case: Case, answer: Answer) -> Judgement:
    if answer.kind != "ok":
        return Judgement("observed", f"{answer.kind}: {answer.message}")
    if case.expect is None:
        return Judgement("observed", f"read: {_summary(answer)}")
    found = mismatch(case, answer.body, answer.values)
    if found is None:
        return Judgement("observed", "read, as our own reading of the text has it")
    return Judgement("observed", f"read otherwise than we read the text: {describe(found)}", found)


def describe(found: Mismatch) -> str:
    """A mismatch in one line."""
    if found.index is None:
        return f"{found.member}: expected {found.expected}, found {found.found}"
    where = ", ".join(map(str, found.index))
    return (
        f"values at [{where}]: expected {found.expected}, found {found.found}; "
        f"{found.differing} of {found.elements} elements differ"
    )


def _summary(answer: Answer) -> str:
    if "shape" not in answer.body:
        return "a group"
    shape = ", ".join(answer.body["shape"])
    first = (answer.values or b"")[:16].hex(" ")
    return f"{answer.body['data_type']} of shape [{shape}], first bytes {first or 'none'}"
