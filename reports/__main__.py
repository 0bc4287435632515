"""``python -m reports``: the site of all results in a folder, and of the finds beside them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance import ledger, locations, results
from conformance.adapters import manifest
from conformance.cases.files import FixturesError, load
from conformance.cases.sharpness import SharpnessError
from conformance.engine.confirmation import confirmed
from reports import read_finds, read_interop, read_observed, render

# Why no site can be written.
UNUSABLE = (OSError, FixturesError, SharpnessError, manifest.ManifestError, ledger.LedgerError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Render; 0 when all went well, 1 when a file was left out, 2 when nothing was written."""
    parser = argparse.ArgumentParser(
        prog="python -m reports", description="Render the site of all results in a folder."
    )
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="DIR")
    parser.add_argument("--out", type=Path, default=Path("reports") / "site", metavar="DIR")
    options = parser.parse_args(arguments)
    known, problems = results.read_folder(options.results)
    finds, broken = read_finds(options.results / "finds")
    crossed = read_interop(options.results)
    observed = read_observed(options.results)
    problems += [*broken, *observed.problems]
    problems += [crossed.problem] if crossed.problem is not None else []
    for problem in problems:
        print(f"left out: {problem}", file=sys.stderr)
    if not known:
        print(
            f"{options.results}: holds no results; run the implementations first: "
            "zarr-conformance run",
            file=sys.stderr,
        )
        return 2
    try:
        page = render(
            known,
            locations.FIXTURES,
            options.out,
            ledger.load(),
            manifest.discover(locations.IMPLEMENTATIONS),
            finds,
            crossed,
            observed,
        )
        fixtures = load(locations.FIXTURES)
    except UNUSABLE as error:
        print(f"no site was written: {error}", file=sys.stderr)
        return 2
    count, alone = confirmed(fixtures, known)
    print(
        f"golden values confirmed by at least one implementation: {count} of {count + len(alone)}"
    )
    print(page)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
