"""Which golden values does no real implementation confirm?

The expected values come from our own oracle. A value that nobody else arrives at is presumed wrong
until the text proves otherwise, so a run lists them, with the reason why we stand by each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.results import Result, Verdict


def confirmed(fixtures: Fixtures, results: Iterable[Result]) -> tuple[int, list[Case]]:
    """Of the read cases that ran: how many somebody reads as expected, and those that nobody does.

    Results of another edition count for nothing, nor do cases that the fixtures do not have: a
    file of results may come from anybody.
    """
    passed: set[str] = set()
    ran: set[str] = set()
    for result in results:
        if result.edition.digest != fixtures.digest:
            continue
        for case in result.cases:
            golden = fixtures.cases.get(case.id)
            if golden is not None and golden.kind == "read" and case.verdict != "not-run":
                ran.add(case.id)
                if case.verdict == "pass":
                    passed.add(case.id)
    alone = [fixtures.cases[id] for id in sorted(ran - passed)]
    return len(passed), alone


def verdicts(fixtures: Fixtures, results: Iterable[Result], case: str) -> dict[str, Verdict]:
    """What the implementations did with a case that was not kept from them, by name."""
    return {
        f"{result.implementation.name}@{result.implementation.version}": row.verdict
        for result in results
        if result.edition.digest == fixtures.digest
        for row in result.cases
        if row.id == case and row.verdict != "not-run"
    }


def standing(case: Case, verdicts: Mapping[str, Verdict]) -> str:
    """Why we stand by an expected value that nobody confirms: the case's own note, or what is seen.

    ``verdicts`` are those of the implementations that were asked, by name.
    """
    if case.confirmation:
        return case.confirmation
    if set(verdicts.values()) <= {"unsupported"}:
        return "No implementation under test reads it; all were asked outside of their claims."
    by_verdict: dict[str, list[str]] = {}
    for name in sorted(verdicts):
        by_verdict.setdefault(verdicts[name], []).append(name)
    seen = "; ".join(f"{verdict}: {', '.join(names)}" for verdict, names in by_verdict.items())
    return f"No reason is given yet ({seen})."
