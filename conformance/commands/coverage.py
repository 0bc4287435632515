"""``zarr-conformance coverage``: how much of the specifications is tested, and how sharply."""

from __future__ import annotations

import argparse
import difflib
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from conformance import ledger, locations, results
from conformance.cases import sharpness
from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.commands import Refusal, fixtures, print_json
from conformance.coverage import (
    FATES,
    GROUPS,
    LEVELS,
    ROLES,
    STRICT,
    Count,
    Coverage,
    Covered,
    Fate,
    count,
    coverage,
    group_of,
    kind_of,
)
from conformance.results import Result, share_text

WIDTH = 100
COLUMNS = {
    "clauses": 8,
    "tested": 7,
    "share": 7,
    "sharp": 6,
    "observed": 9,
    "untried": 8,
    "contested": 10,
    "untestable": 11,
}
"""The columns of numbers, and their widths."""


def main(options: argparse.Namespace) -> int:
    """Print the counts of what was chosen, or all there is about one clause."""
    golden = fixtures()
    try:
        covered = coverage(ledger.load(), golden.cases.values(), sharpness.load(locations.FIXTURES))
    except (ledger.LedgerError, sharpness.SharpnessError) as error:
        raise Refusal(str(error)) from error
    if options.clause is not None:
        facts = _clause(covered, golden, options.clause, options.results)
        text: Callable[[Mapping[str, Any]], str] = _clause_text
    else:
        facts = _facts(covered, golden, _chosen(covered, options), _narrowed(options))
        text = _text
    if options.format == "json":
        print_json(facts)
    else:
        print(text(facts))
    return 0


def _narrowed(options: argparse.Namespace) -> bool:
    return bool(options.document or options.level or options.role)


def _chosen(covered: Coverage, options: argparse.Namespace) -> list[tuple[str, Covered]]:
    """The clauses that the options leave, each with the name of its document."""
    wanted = [
        name
        for name, document in covered.documents.items()
        if not options.document
        or any(
            options.document.lower() in text.lower()
            for text in (name, document.title, document.path)
        )
    ]
    if not wanted:
        raise Refusal(
            f"no document is named like {options.document!r}"
            f"{_close(options.document, covered.documents)}; without --document all are listed"
        )
    if not any(covered.by_document[name] for name in wanted):
        reasons = [f"{name}: {covered.documents[name].left_out}" for name in wanted]
        raise Refusal("the ledger has no clauses of " + "; nor of ".join(reasons))
    return [
        (name, clause)
        for name in wanted
        for clause in covered.by_document[name]
        if (not options.level or clause.clause.level in options.level)
        and (not options.role or options.role in clause.clause.roles)
    ]


def _facts(
    covered: Coverage, golden: Fixtures, chosen: Sequence[tuple[str, Covered]], narrowed: bool
) -> dict[str, Any]:
    def order(name: str) -> tuple[int, str]:
        return GROUPS.index(group_of(name)), name

    names = list(dict.fromkeys(name for name, _ in chosen))
    clauses = [clause for _, clause in chosen]
    by_name = {name: [clause for owner, clause in chosen if owner == name] for name in names}
    return {
        "edition": {"name": golden.edition, "digest": golden.digest, "cases": len(golden.cases)},
        "narrowed": narrowed,
        "total": _numbers(count(clauses)),
        "strict": _numbers(count(c for c in clauses if c.clause.level in STRICT)),
        "groups": {
            group: _numbers(count(c for name, c in chosen if group_of(name) == group))
            for group in dict.fromkeys(group_of(name) for name in sorted(names, key=order))
        },
        "documents": [
            {"name": name, "title": covered.documents[name].title, "group": group_of(name)}
            | {"url": covered.documents[name].url}
            | _numbers(count(by_name[name]))
            | {"levels": _crossed(by_name[name])}
            for name in sorted(names, key=order)
        ],
        "levels": _crossed(clauses),
        "left_out": [
            {"name": name, "title": document.title, "reason": document.left_out}
            for name, document in covered.left_out.items()
            if not narrowed
        ],
        "clauses": [_row(name, clause) for name, clause in chosen],
    }


def _crossed(clauses: Sequence[Covered]) -> dict[str, Any]:
    """The counts by level, of all roles together and of each role."""
    crossed = {}
    for level in LEVELS:
        of_level = [clause for clause in clauses if clause.clause.level == level]
        if of_level:
            roles = {
                role: [clause for clause in of_level if role in clause.clause.roles]
                for role in ROLES
            }
            crossed[level] = _numbers(count(of_level)) | {
                "roles": {role: _numbers(count(found)) for role, found in roles.items() if found}
            }
    return crossed


def _numbers(counted: Count) -> dict[str, Any]:
    return asdict(counted) | {"testable": counted.testable}


def _row(name: str, covered: Covered) -> dict[str, Any]:
    clause = covered.clause
    return {
        "id": clause.id,
        "document": name,
        "level": clause.level,
        "roles": list(clause.roles),
        "summary": clause.summary,
        "url": clause.url,
        "state": covered.fate,
        "reason": clause.reason,
        "discussion": list(clause.discussion),
        "cases": [case.id for case in covered.cases],
        "kinds": dict(Counter(map(kind_of, covered.cases))),
        "faults": [fault.name for fault in covered.faults],
    }


def _text(facts: Mapping[str, Any]) -> str:
    edition = facts["edition"]
    lines = [
        f"edition {edition['name']}, {edition['cases']} cases; {facts['total']['clauses']} clauses "
        f"in {len(facts['documents'])} document{'s' * (len(facts['documents']) != 1)}",
        _headline(facts["strict"]),
        "",
        *_table("document", _by_group(facts)),
        "",
        *_table("level", facts["levels"].items()),
        "",
        "tested of testable, by level and role; a clause about two roles is in both columns",
        *_cross_table(facts["levels"]),
    ]
    if facts["narrowed"]:
        states: tuple[Fate, ...] = ("untried", "observed", "contested", "untestable")
        for state in states:
            lines += _listed(state, [row for row in facts["clauses"] if row["state"] == state])
        lines += _tested([row for row in facts["clauses"] if row["state"] == "tested"])
    else:
        if facts["left_out"]:
            lines += ["", f"documents without clauses ({len(facts['left_out'])}):"]
            for reason in dict.fromkeys(row["reason"] for row in facts["left_out"]):
                names = [row["name"] for row in facts["left_out"] if row["reason"] == reason]
                lines += _wrapped(f"{', '.join(names)}: {reason}")
        lines += [
            "",
            "the clauses of each state, with reasons: add --document NAME or --level must",
        ]
    return "\n".join(lines)


def _headline(strict: Mapping[str, Any]) -> str:
    tested, testable, sharp = strict["tested"], strict["testable"], strict["sharp"]
    return (
        f"{tested} of {testable} testable must and must-not clauses tested "
        f"({share_text((tested, testable))}), {sharp} proven sharp by a planted fault"
    )


def _table(first: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    width = WIDTH - sum(COLUMNS.values())
    lines = [first.ljust(width) + "".join(f"{name:>{size}}" for name, size in COLUMNS.items())]
    for name, row in rows:
        cells = {**row, "share": share_text((row["tested"], row["testable"]))}
        short = name if len(name) <= width else f"  ...{name[len(name) - width + 5 :]}"
        numbers = "".join(f"{cells[column]!s:>{size}}" for column, size in COLUMNS.items())
        lines.append(short.ljust(width) + numbers)
    return lines


def _by_group(facts: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of the table of documents: each group with its sum, its documents below it."""
    for group, total in facts["groups"].items():
        yield group, total
        for row in facts["documents"]:
            if row["group"] == group:
                yield f"  {row['name'].removeprefix('ext/')}", row
    yield "all", facts["total"]


def _cross_table(levels: Mapping[str, Any]) -> list[str]:
    lines = ["level".ljust(10) + "".join(f"{role:>14}" for role in ROLES)]
    for level, row in levels.items():
        found = [row["roles"].get(role) for role in ROLES]
        cells = [f"{n['tested']} of {n['testable']}" if n else "-" for n in found]
        lines.append(level.ljust(10) + "".join(f"{cell:>14}" for cell in cells))
    return lines


def _listed(state: Fate, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    lines = ["", f"{state} ({len(rows)}): {FATES[state]}"]
    for row in rows:
        links = f" ({', '.join(row['discussion'])})" if row["discussion"] else ""
        lines += _wrapped(f"{row['id']}: {row['reason'] or row['summary']}{links}")
    return lines


def _tested(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The tested clauses with their cases by kind, the blunt ones first."""
    if not rows:
        return []
    lines = ["", f"tested ({len(rows)}): {FATES['tested']}"]
    for row in sorted(rows, key=lambda row: (bool(row["faults"]), row["id"])):
        kinds = ", ".join(f"{number} {kind}" for kind, number in row["kinds"].items())
        faults = len(row["faults"])
        proof = f"sharp by {faults} fault{'s' * (faults != 1)}" if faults else "BLUNT"
        lines += _wrapped(f"{row['id']}: {kinds}; {proof}")
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="    ",
        subsequent_indent="        ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _clause(covered: Coverage, golden: Fixtures, id: str, folder: Path) -> dict[str, Any]:
    """All there is about one clause. Raises `Refusal` for one that is not in the ledger."""
    found = covered.clauses.get(id)
    if found is None:
        raise Refusal(
            f"there is no clause {id!r}{_close(id, covered.clauses)}; "
            "see: zarr-conformance list clauses"
        )
    known, notes = results.read_folder(folder)
    same = [r for r in known if r.edition.digest == golden.digest and r.unavailable is None]
    notes += [
        f"{_name(result)}: its results are of other cases; run it again"
        for result in known
        if result.edition.digest != golden.digest
    ]
    name = next(n for n, document in covered.documents.items() if document == found.clause.document)
    return _row(name, found) | {
        "section": found.clause.section,
        "cases": [_case(case, id, same) for case in found.cases],
        "faults": [asdict(fault) for fault in found.faults],
        "left_out": notes,
    }


def _case(case: Case, clause: str, same: Sequence[Result]) -> dict[str, Any]:
    return {
        "id": case.id,
        "kind": kind_of(case),
        "blames": case.clauses[0] == clause,
        "title": case.title,
        "verdicts": {
            _name(result): row.verdict
            for result in same
            for row in result.cases
            if row.id == case.id
        },
    }


def _name(result: Result) -> str:
    return f"{result.implementation.name}@{result.implementation.version}"


def _clause_text(facts: Mapping[str, Any]) -> str:
    lines = [
        facts["id"],
        *(line[4:] for line in _wrapped(facts["summary"])),
        f"{facts['level']}, {', '.join(facts['roles'])}: {facts['url']}",
        *(line[4:] for line in _wrapped(_state(facts))),
    ]
    by_verdict: dict[str, list[str]] = {}
    if facts["cases"]:
        lines += ["", f"cases ({len(facts['cases'])}; * blames this clause first):"]
    for case in facts["cases"]:
        lines.append(f"  {'*' if case['blames'] else ' '} {case['kind']:10} {case['id']}")
        by_verdict = {}
        for name, verdict in case["verdicts"].items():
            by_verdict.setdefault(verdict, []).append(name)
        said = "; ".join(f"{verdict}: {', '.join(names)}" for verdict, names in by_verdict.items())
        lines += [f"{'':11}{line}" for line in _wrapped(said)]
    if facts["faults"]:
        lines += ["", f"planted faults that prove it sharp ({len(facts['faults'])}):"]
    for fault in facts["faults"]:
        catches = fault["caught_by"]
        more = f" and {len(catches) - 1} more" if len(catches) > 1 else ""
        lines += _wrapped(f"{fault['name']}: {fault['symptom']} in {catches[0]}{more}")
    if facts["left_out"]:
        lines += ["", "left out:", *(line for note in facts["left_out"] for line in _wrapped(note))]
    return "\n".join(lines)


def _state(facts: Mapping[str, Any]) -> str:
    text = f"{facts['state']}: {facts['reason'] or FATES[facts['state']]}"
    if facts["discussion"]:
        text += f" ({', '.join(facts['discussion'])})"
    return text


def _close(wanted: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(wanted, list(names), n=3, cutoff=0.5)
    return f"; close to it: {', '.join(close)}" if close else ""
