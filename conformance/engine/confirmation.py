"""Which golden values does no real implementation confirm?

The expected values come from our own oracle. A value that nobody else arrives at is presumed wrong
until the text proves otherwise, so a run lists them, with the reason why we stand by each.
"""

from __future__ import annotations

from collections.abc import Iterable

from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.results import Result


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
