"""``zarr-conformance run``: golden cases and properties, with progress while it works."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from conformance.adapters.process import Limits
from conformance.cases.model import Case
from conformance.commands import Refusal, fixtures, matching, print_json, selections
from conformance.engine import expectations
from conformance.engine.run import Plan, Run, failed
from conformance.properties.bounded import Bounded, close_all, families_of
from conformance.results import Result, to_document
from conformance.suite.publish import STORES, publish, summary


def main(options: argparse.Namespace) -> int:
    """Run, publish, and say one line per implementation."""
    console = Console(stderr=options.json, soft_wrap=True, highlight=False, emoji=False)
    golden = fixtures(intact=True)
    if options.writers and not options.also_writers:
        raise Refusal("--writers and --no-writers leave nothing to run: give one")
    wanted = matching(golden.cases, options.pattern)
    cases = tuple(id for id in wanted if _asked_for(golden.cases[id], options))
    if not cases:
        # An empty run would end well, and take the place of the results of the last one.
        kind = "written" if options.writers else "read"
        raise Refusal(f"no case that is {kind} matches {options.pattern!r}")
    plan = Plan(
        golden,
        cases,
        Limits(request_seconds=options.request_seconds),
        options.results / STORES,
    )
    chosen = selections(options.implementations)
    interrupted = False
    runs: list[Run] = []
    bounded: Bounded | None = None
    with _progress(console) as progress:
        try:
            for selection in chosen:
                run = Run(selection, plan, lambda text: progress.console.print(text, markup=False))
                run.start()
                runs.append(run)
            if options.properties and families_of(golden, plan.cases):
                bounded = Bounded(
                    runs,
                    golden,
                    plan.limits,
                    lambda text: progress.console.print(text, markup=False),
                )
                bounded.start()
            _watch(runs, bounded, progress)
        except KeyboardInterrupt:
            interrupted = True
            console.print("interrupted: keeping the results so far")
        outcomes = close_all(runs, bounded)
    results = [outcome.result for outcome in outcomes]
    # Written before anything is said of them: whoever reads our output may go away.
    try:
        page, notes = publish(outcomes, golden, options.results, options.site)
        if options.update_expectations:
            notes += _update(runs, results)
    except OSError as error:
        raise Refusal(f"the results could not be written: {error}") from error
    for result in results:
        _print(result, console)
    if options.json:
        print_json([to_document(result) for result in results])
    for note in notes:
        console.print(note, markup=False)
    console.print(f"results: {options.results.resolve()}\nsite: {page.resolve()}", markup=False)
    if interrupted:
        return 130
    return 1 if any(map(failed, results)) else 0


def _asked_for(case: Case, options: argparse.Namespace) -> bool:
    return bool(options.also_writers if case.steps else not options.writers)


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (
        TextColumn("{task.description:24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    # Plain when piped: then only the lines that environments print while they are built.
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as p:
        yield p


def _watch(runs: Sequence[Run], bounded: Bounded | None, progress: Progress) -> None:
    drawn = bounded.batches if bounded is not None else 0
    tasks = {r: progress.add_task(str(r.selection), total=len(r.results) + drawn) for r in runs}
    waiting: list[Future[Any]] = [run.finished for run in runs]
    if bounded is not None:
        waiting += bounded.outcomes.values()
    while not all(future.done() for future in waiting):
        for run, task in tasks.items():
            done = sum(future.done() for future in run.results.values())
            if bounded is not None:
                done += bounded.batches_done(run.selection)
            progress.update(task, completed=done)
        time.sleep(0.05)


def _update(runs: Sequence[Run], results: Sequence[Result]) -> list[str]:
    notes = []
    for run, result in zip(runs, results, strict=True):
        if result.unavailable is None:
            folder = run.selection.manifest.folder
            path = expectations.update(folder, result, expectations.load(folder))
            notes.append(f"wrote {path}")
    return notes


def _print(result: Result, console: Console) -> None:
    style = "red" if failed(result) else "green"
    console.print("\n".join(summary(result)), markup=False, style=style)
    if not result.unavailable:
        for case in result.cases:
            if case.status in expectations.FAILED_STATUS and case.status != "not-run":
                line = f"  {case.id}: {case.verdict} ({case.status}): {case.message}"
                console.print(line, markup=False)
        for find in result.properties.finds if result.properties else ():
            if find.status in expectations.FAILED_STATUS:
                line = f"  drawn/{find.id}: {find.verdict} ({find.status}): {find.message}"
                console.print(line, markup=False)
        missed = Counter(case.message for case in result.cases if case.status == "not-run")
        for message, count in missed.items():
            console.print(f"  {count} not run: {message}", markup=False)
    for fault in result.faults:
        console.print(f"  {fault}", markup=False)
