"""Known failures: ``expectations.toml``, and what a verdict means for the exit status.

A known failure stays in the run and must still fail in the same way. A pass, another verdict, or
an entry that matches nothing fails the run.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conformance import schemas
from conformance.cases.model import Case
from conformance.results import CaseResult, Find, FindRow, Result, Status, Verdict

FILE = "expectations.toml"
# A find of the properties is listed under this and its id.
DRAWN = "drawn/"
# What somebody else wrote is listed under this, the writer and the case.
INTEROP = "interop/"
FAILING: tuple[Verdict, ...] = ("wrong", "crashed", "hung", "accepted", "invalid", "refused")
FAILED_STATUS = ("failed", "unexpected-pass", "unexpected-verdict", "not-run")


class ExpectationsError(Exception):
    """An ``expectations.toml`` that cannot be used: names file, key and remedy."""


@dataclass(frozen=True)
class Entry:
    """One known failure, or with ``verdict`` None one flaky case."""

    case: str
    verdict: Verdict | None
    reason: str
    issue: str | None = None


@dataclass(frozen=True)
class Expectations:
    """The known failures of one version of an implementation."""

    path: Path
    version: str
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def problems(self, cases: Mapping[str, Case]) -> list[str]:
        """Entries that can match nothing, each with what to do."""
        problems = []
        for entry in self.entries.values():
            if entry.case.startswith(DRAWN):
                continue  # `stale_finds` tells, once the properties have run
            case = cases.get(_case_of(entry.case))
            if case is None:
                problems.append(f"{self.path}: {entry.case}: no such case; remove the entry")
            elif not scored(case.kind, case.axis):
                problems.append(
                    f"{self.path}: {entry.case}: is never scored, so it cannot be a known failure; "
                    "remove the entry"
                )
        return problems

    def apply(self, result: CaseResult) -> CaseResult:
        """The result of a case with its status for the exit code."""
        entry = self.entries.get(result.id)
        failing = result.verdict in FAILING and scored(result.kind, result.axis)
        if result.verdict == "not-run":
            return replace(result, status="not-run")
        result = replace(result, status=_status(entry, result.verdict, failing=failing))
        if entry is None:
            return result
        return replace(result, reason=entry.reason, issue=entry.issue)

    def find_row(self, find: Find) -> FindRow:
        """The row of a find in a result, with its status for the exit code."""
        entry = self.entries.get(DRAWN + find.id)
        return FindRow(
            id=find.id,
            property=find.property,
            verdict=find.verdict,
            message=find.message,
            clauses=find.clauses,
            times=find.times,
            status=_status(entry, find.verdict, failing=True),
            reason=entry.reason if entry else None,
            issue=entry.issue if entry else None,
        )

    def stale_finds(self, found: Iterable[str]) -> list[str]:
        """Entries for finds that are not found any more, each with what to do."""
        ids = {DRAWN + id for id in found}
        return [
            f"{self.path}: {entry.case}: is not found any more; remove the entry"
            for entry in self.entries.values()
            if entry.case.startswith(DRAWN) and entry.verdict is not None and entry.case not in ids
        ]


def _status(entry: Entry | None, verdict: Verdict, *, failing: bool) -> Status:
    if entry is None:
        return "failed" if failing else "fine"
    if entry.verdict is None:
        return "flaky"
    if verdict == entry.verdict:
        return "expected"
    return "unexpected-verdict" if failing else "unexpected-pass"


def _case_of(name: str) -> str:
    """The case that an entry is about: of what a writer made of one, that one."""
    return name.removeprefix(INTEROP).partition("/")[2] if name.startswith(INTEROP) else name


def scored(kind: str, axis: str) -> bool:
    """Whether a case of this kind and axis can fail a run."""
    return kind != "observe" and axis == "conformance"


def load(folder: Path) -> Expectations | None:
    """The expectations of the implementation in ``folder``; None when it has no such file."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExpectationsError(f"{path}: not TOML: {error}") from error
    problem = schemas.problem("expectations", document)
    if problem:
        raise ExpectationsError(f"{path}: {problem}")
    entries: dict[str, Entry] = {}
    for row in (*document.get("expected", ()), *document.get("flaky", ())):
        if row["case"] in entries:
            raise ExpectationsError(f"{path}: {row['case']}: listed twice; keep one entry")
        entries[row["case"]] = _entry(row)
    return Expectations(path, document["version"], entries)


def update(folder: Path, result: Result, known: Expectations | None) -> Path:
    """Write ``expectations.toml`` from what a run saw, keeping reasons and issues already given.

    Entries of cases that did not run, and of finds when the properties did not, are kept as they
    are.
    """
    old = known.entries if known else {}
    seen = _seen(result.cases)
    if result.properties is not None:
        seen |= {id: None for id in old if id.startswith(DRAWN)}
        for find in result.properties.finds:
            seen[DRAWN + find.id] = Entry(DRAWN + find.id, find.verdict, find.message)
    return _write(folder, result.implementation.version, old, seen)


def update_interop(
    folder: Path, version: str, cases: Iterable[CaseResult], known: Expectations | None
) -> Path:
    """Write ``expectations.toml`` from what an implementation made of others' stores."""
    return _write(folder, version, known.entries if known else {}, _seen(cases))


def _seen(cases: Iterable[CaseResult]) -> dict[str, Entry | None]:
    """An entry for each failure; None for what ran and did not fail."""
    seen: dict[str, Entry | None] = {}
    for case in cases:
        if case.verdict != "not-run":
            failing = case.verdict in FAILING and scored(case.kind, case.axis)
            seen[case.id] = Entry(case.id, case.verdict, case.message) if failing else None
    return seen


def _write(
    folder: Path, version: str, old: Mapping[str, Entry], seen: Mapping[str, Entry | None]
) -> Path:
    kept = {id: entry for id, entry in old.items() if id not in seen or entry.verdict is None}
    for id, entry in seen.items():
        if entry is not None and id not in kept:
            same = id in old and old[id].verdict == entry.verdict
            kept[id] = old[id] if same else entry
    lines = [
        "# Known failures, each seen with the version below. A reason says what happens and why it",
        "# is a fault; an issue is where the maintainers discuss it.",
        f"version = {_quoted(version)}",
    ]
    for entry in sorted(kept.values(), key=lambda e: e.case):
        lines += ["", "[[flaky]]" if entry.verdict is None else "[[expected]]"]
        lines.append(f"case = {_quoted(entry.case)}")
        if entry.verdict is not None:
            lines.append(f"verdict = {_quoted(entry.verdict)}")
        lines.append(f"reason = {_quoted(entry.reason)}")
        if entry.issue is not None:
            lines.append(f"issue = {_quoted(entry.issue)}")
    path = folder / FILE
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(row["case"], row.get("verdict"), row["reason"], row.get("issue"))


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
