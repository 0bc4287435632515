"""``zarr-conformance run``: the golden cases on implementations, with progress while it works."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from conformance.adapters.process import Limits
from conformance.commands import Refusal, fixtures, matching, print_json, selections
from conformance.engine import expectations
from conformance.engine.run import Plan, Run, close_all, failed
from conformance.results import Result, to_document
from conformance.suite.publish import publish, summary


def main(options: argparse.Namespace) -> int:
    """Run, publish, and say one line per implementation."""
    console = Console(stderr=options.json, soft_wrap=True, highlight=False, emoji=False)
    golden = fixtures()
    plan = Plan(
        golden,
        tuple(matching(golden.cases, options.pattern)),
        Limits(request_seconds=options.request_seconds),
    )
    chosen = selections(options.implementations)
    interrupted = False
    runs: list[Run] = []
    with _progress(console) as progress:
        try:
            for selection in chosen:
                run = Run(selection, plan, lambda text: progress.console.print(text, markup=False))
                run.start()
                runs.append(run)
            _watch(runs, progress)
        except KeyboardInterrupt:
            interrupted = True
            console.print("interrupted: keeping the results so far")
        results = close_all(runs)
    # Written before anything is said of them: whoever reads our output may go away.
    try:
        page, notes = publish(results, golden, options.results, options.site)
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


def _watch(runs: Sequence[Run], progress: Progress) -> None:
    tasks = {r: progress.add_task(str(r.selection), total=len(r.results)) for r in runs}
    while not all(run.finished.done() for run in runs):
        for run, task in tasks.items():
            done = sum(future.done() for future in run.results.values())
            progress.update(task, completed=done)
        time.sleep(0.05)


def _update(runs: Sequence[Run], results: Sequence[Result]) -> list[str]:
    notes = []
    for run, result in zip(runs, results, strict=True):
        if result.unavailable is None:
            folder = run.selection.manifest.folder
            path = expectations.update(
                folder, result.implementation.version, result.cases, expectations.load(folder)
            )
            notes.append(f"wrote {path}")
    return notes


def _print(result: Result, console: Console) -> None:
    console.print(summary(result), markup=False, style="red" if failed(result) else "green")
    if not result.unavailable:
        for case in result.cases:
            if case.status in expectations.FAILED_STATUS and case.status != "not-run":
                line = f"  {case.id}: {case.verdict} ({case.status}): {case.message}"
                console.print(line, markup=False)
        missed = Counter(case.message for case in result.cases if case.status == "not-run")
        for message, count in missed.items():
            console.print(f"  {count} not run: {message}", markup=False)
    for fault in result.faults:
        console.print(f"  {fault}", markup=False)
