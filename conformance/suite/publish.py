"""What a run leaves behind, for the command and for pytest alike: result files, site, summary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import reports
from conformance import ledger, locations, results
from conformance.adapters import manifest
from conformance.results import Result

RESULTS = Path("results")
SITE = Path("reports") / "site"


def publish(run: Sequence[Result], results_folder: Path, site: Path) -> Path:
    """Write each result, render the site of all results in the folder, and return its start page.

    Raises `OSError` when a folder cannot be written.
    """
    for result in run:
        results.write(result, results_folder)
    known, problems = results.read_folder(results_folder)
    for problem in problems:
        print(problem)
    manifests = manifest.discover(locations.IMPLEMENTATIONS)
    return reports.render(known, locations.FIXTURES, site, ledger.load(), manifests)


def summary(result: Result) -> str:
    """One line: the three numbers together, cases per verdict, and the time."""
    name = f"{result.implementation.name}@{result.implementation.version}"
    if result.unavailable:
        return f"{name}: not run: {result.unavailable}"
    numbers = "  ".join(
        f"{word} {results.share_text(share)}"
        for word, share in (
            ("correct", result.scores.correct),
            ("breadth", result.scores.breadth),
            ("safety", result.scores.safety),
        )
    )
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in result.counts.items() if count)
    return f"{name:24} {numbers}  ({verdicts})  {result.times.seconds:.1f} s"
