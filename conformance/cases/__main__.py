"""``python -m conformance.cases``: build ``fixtures/`` from its definitions, check or freeze it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import get_args

from conformance import ledger, locations
from conformance.cases import editions, files
from conformance.cases.builder import DefinitionError
from conformance.cases.definitions import all_cases
from conformance.cases.model import Case, Kind
from conformance.ledger import Ledger


def main(arguments: list[str] | None = None) -> int:
    """Build, check or freeze; 0 when fixtures, definitions, ledger and editions agree."""
    parser = argparse.ArgumentParser("python -m conformance.cases", description=__doc__)
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--check", action="store_true", help="write nothing; say what differs")
    either.add_argument(
        "--freeze", metavar="NAME", help="freeze the cases as an edition, such as 2026.12"
    )
    options = parser.parse_args(arguments)
    try:
        cases = list(all_cases())
        clauses = ledger.load()
    except (DefinitionError, ledger.LedgerError) as error:
        print(error, file=sys.stderr)
        return 1
    problems = ledger.check(clauses, {case.id: case.clauses for case in cases})
    problems += unfounded(cases, clauses)
    root = locations.FIXTURES
    try:
        if options.check or options.freeze:
            problems += files.check(cases, root)
        else:
            print(f"{root}: {len(cases)} cases, {files.write(cases, root)} files changed")
        listed, frozen = files.listed(cases, root), editions.load(root)
        if not options.check and not options.freeze:
            problems += editions.changed(listed, frozen)
        if options.freeze and problems:
            problems.append(f"{options.freeze} was not frozen: mend the above first")
        elif options.freeze:
            path = editions.freeze(options.freeze, root, listed, clauses.documents)
            print(f"froze {path}" if path else f"{options.freeze} was frozen before, just so")
            files.write(cases, root)  # the index says which edition its cases are
            frozen = editions.load(root)
    except editions.EditionError as error:
        print(error, file=sys.stderr)
        return 1
    for line in editions.since(listed, frozen):
        print(line)
    for problem in problems:
        print(problem, file=sys.stderr)
    kinds = [case.kind for case in cases]
    counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in get_args(Kind))
    print(f"{len(cases)} cases: {counted}; {len(problems)} problems")
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
