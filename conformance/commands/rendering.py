"""What commands share that add to the folder of results: work to interrupt, and the site anew."""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from pathlib import Path
from typing import TypeVar

import reports
from conformance import ledger, locations, results
from conformance.adapters import manifest
from conformance.commands import Refusal, print_json
from conformance.suite.publish import FINDS
from reports.__main__ import UNUSABLE

T = TypeVar("T")


def interruptible(work: Callable[[threading.Event], T]) -> T | None:
    """What ``work`` returns; None after Ctrl-C, once it has acted on the event that it is given."""
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, stop)
        while True:
            try:
                found = future.result(timeout=0.1)
                return None if stop.is_set() else found
            except Waiting:
                if future.done():
                    raise
            except KeyboardInterrupt:
                stop.set()


def site_again(folder: Path, site: Path) -> list[str]:
    """Render the site of a folder of results; lines that say where it is and what is left out.

    Raises `Refusal` when it cannot be written.
    """
    try:
        known, problems = results.read_folder(folder)
        if not known:
            return [*problems, "site: not rendered: no results yet; run: zarr-conformance run"]
        finds, broken = reports.read_finds(folder / FINDS)
        crossed, observed = reports.read_interop(folder), reports.read_observed(folder)
        manifests = manifest.discover(locations.IMPLEMENTATIONS)
        clauses = ledger.load()
        page = reports.render(
            known, locations.FIXTURES, site, clauses, manifests, finds, crossed, observed
        )
    except UNUSABLE as error:
        raise Refusal(f"the site could not be written: {error}") from error
    left_out = [crossed.problem] if crossed.problem is not None else []
    return [*problems, *broken, *left_out, *observed.problems, f"site: {page.resolve()}"]


def kept(
    path: Path, lines: Sequence[str], options: argparse.Namespace, say: Callable[[str], None]
) -> None:
    """Render the site with what is kept at ``path``, and print ``lines`` and where things are.

    With ``--json`` the document itself is printed as well. Raises `Refusal`.
    """
    rendered = site_again(options.results, options.site)
    for line in (*lines, f"{path.stem}: {path.resolve()}", *rendered):
        say(line)
    if options.json:
        print_json(json.loads(path.read_text(encoding="utf-8")))
