"""What a run leaves behind, for the command and for pytest alike: result files, site, summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from pathlib import Path

import reports
from conformance import ledger, locations, results
from conformance.adapters import manifest
from conformance.cases.files import Fixtures
from conformance.engine.confirmation import confirmed, standing, verdicts
from conformance.engine.run import UNKNOWN
from conformance.properties.bounded import Outcome
from conformance.results import Properties, Result, WritingScores

RESULTS = Path("results")
SITE = Path("reports") / "site"
# Below the folder of results.
FINDS = "finds"
STORES = "stores"


def publish(
    run: Sequence[Outcome], fixtures: Fixtures, results_folder: Path, site: Path
) -> tuple[Path, list[str]]:
    """Write each result with its finds, and the site of all results in the folder.

    Returns the site's start page, and what else is to be said: result files and finds that cannot
    be used, and golden values that no implementation confirms. Raises `OSError` when a folder
    cannot be written.
    """
    for outcome in run:
        result, about = outcome.result, outcome.result.implementation
        results.write(result, results_folder)
        if result.properties is not None:
            results.remove_finds(results_folder / FINDS, about.name, about.version)
            for find in outcome.finds:
                results.write_find(find, results_folder / FINDS)
        if result.unavailable is None:
            # That an earlier run could not even learn the version is out of date by now.
            stale = results.file_name(result.implementation.name, UNKNOWN)
            (results_folder / stale).unlink(missing_ok=True)
    known, notes = results.read_folder(results_folder)
    manifests = manifest.discover(locations.IMPLEMENTATIONS)
    finds, broken = reports.read_finds(results_folder / FINDS)
    crossed = reports.read_interop(results_folder)
    broken += [crossed.problem] if crossed.problem is not None else []
    observed = reports.read_observed(results_folder)
    broken += observed.problems
    clauses = ledger.load()
    page = reports.render(
        known, locations.FIXTURES, site, clauses, manifests, finds, crossed, observed
    )
    return page, notes + broken + _confirmation(fixtures, known, manifests.keys())


def _confirmation(
    fixtures: Fixtures, known: Sequence[Result], implementations: Set[str]
) -> list[str]:
    """How many golden values are confirmed, and, once all implementations ran, which are not."""
    count, alone = confirmed(fixtures, known)
    ran = {
        result.implementation.name
        for result in known
        if result.edition.digest == fixtures.digest and result.unavailable is None
    }
    lines = [
        f"golden values confirmed by at least one of {len(ran)} implementations: "
        f"{count} of {count + len(alone)}"
    ]
    if implementations <= ran:
        lines += [
            f"  not confirmed: {case.id}: {standing(case, verdicts(fixtures, known, case.id))}"
            for case in alone
        ]
    return lines


def summary(result: Result) -> list[str]:
    """The three numbers together, cases per verdict, and the time; a line for the properties."""
    name = f"{result.implementation.name}@{result.implementation.version}"
    if result.unavailable:
        return [f"{name}: not run: {result.unavailable}"]
    numbers = "  ".join(
        f"{word} {results.share_text(share)}"
        for word, share in (
            ("correct", result.scores.correct),
            ("breadth", result.scores.breadth),
            ("safety", result.scores.safety),
        )
    )
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in result.counts.items() if count)
    lines = [f"{name:24} {numbers}  ({verdicts})  {result.times.seconds:.1f} s"]
    if result.writing is not None:
        lines.append(f"{'':24} {_writing(result.writing)}")
    if result.properties is not None:
        lines.append(f"{'':24} {_properties(result.properties)}")
    return lines


def _writing(numbers: WritingScores) -> str:
    words = ("valid", "right", "breadth")
    shares = (f"{word} {results.share_text(getattr(numbers, word))}" for word in words)
    return f"writing: {'  '.join(shares)}"


def _properties(searched: Properties) -> str:
    counts: Counter[str] = Counter()
    for row in searched.rows:
        for fate in ("passed", "failed", "known", "flaky", "observed", "outside"):
            counts[fate] += getattr(row, fate)
    fates = ", ".join(f"{count} {fate}" for fate, count in counts.items() if count)
    number = len(searched.finds)
    finds = "1 find" if number == 1 else f"{number or 'no'} finds"
    return f"properties: {sum(row.examples for row in searched.rows)} examples, {finds}  ({fates})"
