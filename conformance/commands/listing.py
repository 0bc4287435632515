"""``zarr-conformance list``: cases, implementations or clauses, a line each."""

from __future__ import annotations

import argparse
from typing import Any

from conformance import ledger
from conformance.commands import Refusal, fixtures, matching, print_json, selections


def main(options: argparse.Namespace) -> int:
    """Print what was asked for."""
    rows = {"cases": _cases, "implementations": _implementations, "clauses": _clauses}[
        options.what
    ](options.pattern)
    if options.json:
        print_json(rows)
        return 0
    for row in rows:
        print("  ".join(str(value) for value in row.values() if not isinstance(value, list)))
    return 0


def _cases(pattern: str) -> list[dict[str, Any]]:
    golden = fixtures()
    return [
        {"id": id, "kind": golden.cases[id].kind, "title": golden.cases[id].title}
        | {"clauses": list(golden.cases[id].clauses), "features": list(golden.cases[id].features)}
        for id in matching(golden.cases, pattern)
    ]


def _implementations(pattern: str) -> list[dict[str, Any]]:
    known = {s.manifest.name: s.manifest for s in selections(())}
    return [
        {"name": name, "language": known[name].language, "homepage": known[name].homepage}
        | {"claims": sorted(known[name].claims)}
        for name in matching(known, pattern)
    ]


def _clauses(pattern: str) -> list[dict[str, Any]]:
    try:
        clauses = ledger.load().clauses
    except ledger.LedgerError as error:
        raise Refusal(str(error)) from error
    cases = fixtures().cases.values()
    return [
        {"id": id, "level": clauses[id].level, "summary": clauses[id].summary}
        | {"url": clauses[id].url, "cases": [c.id for c in cases if id in c.clauses]}
        for id in matching(clauses, pattern)
    ]
