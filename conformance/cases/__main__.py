"""``python -m conformance.cases``: build ``fixtures/`` from the definitions, or check it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from conformance import ledger, locations
from conformance.cases import files
from conformance.cases.builder import DefinitionError
from conformance.cases.definitions import all_cases
from conformance.cases.model import Case
from conformance.ledger import Ledger


def main(arguments: list[str] | None = None) -> int:
    """Build or check; the exit status is 0 when fixtures, definitions and ledger agree."""
    parser = argparse.ArgumentParser("python -m conformance.cases", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs")
    options = parser.parse_args(arguments)
    try:
        cases = list(all_cases())
        clauses = ledger.load()
    except (DefinitionError, ledger.LedgerError) as error:
        print(error, file=sys.stderr)
        return 1
    problems = ledger.check(clauses, {case.id: case.clauses for case in cases})
    problems += unfounded(cases, clauses)
    if options.check:
        problems += files.check(cases, locations.FIXTURES)
    else:
        changed = files.write(cases, locations.FIXTURES)
        print(f"{locations.FIXTURES}: {len(cases)} cases, {changed} files changed")
    for problem in problems:
        print(problem, file=sys.stderr)
    kinds = [case.kind for case in cases]
    print(
        f"{len(cases)} cases: {kinds.count('read')} read, {kinds.count('refuse')} refuse, "
        f"{kinds.count('observe')} observe; {len(problems)} problems"
    )
    return 1 if problems else 0


def unfounded(cases: Iterable[Case], clauses: Ledger) -> list[str]:
    """Must-refuse cases that rest on less than an uncontested must or must not.

    That valid data must be readable is what a claim of its conformance class says.
    """
    problems = []
    for case in cases:
        if case.kind != "refuse" or case.axis != "conformance":
            continue
        clause = clauses.clauses.get(case.clauses[0])
        if clause is None:
            continue  # the ledger's own check names it
        if clause.level not in ("must", "must-not") or clause.state == "contested":
            problems.append(
                f"{case.id}: must be refused, but {clause.id} is {clause.level}, {clause.state}; "
                "name the must that is broken, or make it an observe case"
            )
    return problems


if __name__ == "__main__":
    sys.exit(main())
