"""``zarr-conformance interop``: everybody writes, everybody reads, each failure has an owner."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from conformance import ledger, results
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.commands import Refusal, fixtures, matching, print_json, selections
from conformance.commands.rendering import site_again
from conformance.engine import expectations
from conformance.engine.expectations import FAILED_STATUS
from conformance.interop.bundle import bundle
from conformance.interop.matrix import JUDGED, Matrix, Plan, crossed, failed
from conformance.interop.reader import as_result
from conformance.results import interop, safe_name
from conformance.results.interop import FOLDER, Cell, Interop, Written

SHOWN = 200
"""How many news are printed."""


def main(options: argparse.Namespace) -> int:
    """Fill the matrix, keep it with the stores that something is wrong with, and sum it up."""
    console = Console(stderr=options.json, soft_wrap=True, highlight=False, emoji=False)
    golden = fixtures(intact=True)
    cases = crossed(golden, matching(golden.cases, options.pattern))
    if not cases:
        raise Refusal(f"no written case that leaves something to read matches {options.pattern!r}")
    chosen = selections(options.implementations)
    limits = Limits(request_seconds=options.request_seconds)
    with tempfile.TemporaryDirectory(prefix="zarr-conformance-interop-") as folder:
        plan = Plan(golden, cases, Path(folder), limits)
        matrix = Matrix(plan, chosen, lambda text: console.print(text, markup=False))
        found = _filled(matrix, console)
    # Written before anything is said of it: whoever reads our output may go away.
    try:
        found = _keep(found, matrix, options.results)
        notes = _update(found, chosen) if options.update_expectations else []
        said = site_again(options.results, options.site)
    except OSError as error:
        raise Refusal(f"the matrix could not be written: {error}") from error
    for line in summary(found):
        console.print(line, markup=False)
    if options.json:
        print_json(interop.to_document(found))
    where = (options.results / results.INTEROP).resolve()
    for line in (*notes, f"{found.seconds:.1f} s; matrix: {where}", *said):
        console.print(line, markup=False)
    if found.interrupted:
        return 130
    return 1 if failed(found) else 0


def _filled(matrix: Matrix, console: Console) -> Interop:
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(matrix.fill)
        while True:
            try:
                return future.result(timeout=0.1)
            except Waiting:
                if future.done():
                    raise
            except KeyboardInterrupt:
                matrix.stop.set()
                console.print("interrupted: keeping what there is")


def _keep(found: Interop, matrix: Matrix, folder: Path) -> Interop:
    """Write the matrix, and a zip of each store that somebody is to blame for."""
    clauses = ledger.load()
    parties = {party.label: party for party in found.parties}
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    rows = []
    for row in found.rows:
        stored = matrix.stores.get((row.writer, row.case))
        data = bundle(row, stored, parties, clauses) if row.red and stored is not None else None
        if data is not None:
            name = f"{FOLDER}/{safe_name(row.writer)}/{safe_name(row.case.replace('/', '+'))}.zip"
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            row = replace(row, archive=name)
        rows.append(row)
    found = replace(found, rows=tuple(rows))
    interop.write(found, folder)
    return found


def _update(found: Interop, chosen: Sequence[Selection]) -> list[str]:
    notes = []
    versions = {party.label: party for party in found.parties}
    for selection in chosen:
        label, folder = str(selection), selection.manifest.folder
        if versions[label].unavailable is not None:
            continue
        cases = [
            as_result(row.writer, row.case, cell)
            for row, cell in found.cells()
            if cell.reader == label
        ]
        known = expectations.load(folder)
        path = expectations.update_interop(folder, versions[label].version, cases, known)
        notes.append(f"wrote {path}")
    return notes


def summary(found: Interop) -> list[str]:
    """The matrix in numbers, and everything that is news."""
    lines = []
    able = [party.label for party in found.parties if party.unavailable is None]
    for party in found.parties:
        if party.unavailable is not None:
            lines.append(f"{party.label}: not run: {party.unavailable}")
        lines += [f"{party.label}: {fault}" for fault in party.faults]
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row, cell in found.cells():
        counts.setdefault((row.writer, cell.reader), Counter())[_word(cell)] += 1
    lines.append("right / writer's fault / reader's fault / nobody's, of the stores of each writer")
    lines.append("".join(f"{label:>26}" for label in ["written by", *able]))
    for writer in able:
        stored = sum(row.writer == writer and row.verdict in JUDGED for row in found.rows)
        columns = [f"{writer} ({stored})"]
        for reader in able:
            count = counts.get((writer, reader), Counter())
            words = ("right", "writer", "reader", "nobody")
            columns.append(" / ".join(str(count[word]) for word in words))
        lines.append("".join(f"{text:>26}" for text in columns))
    news = _news(found)
    lines += news[:SHOWN]
    if len(news) > SHOWN:
        lines.append(f"and {len(news) - SHOWN} more")
    return lines + _missed(found)


def _word(cell: Cell) -> str:
    return cell.owner if cell.red else "right" if cell.verdict == "pass" else "nobody"


def _news(found: Interop) -> list[str]:
    lines = []
    for row in found.rows:
        if _is_news(row):
            lines.append(
                f"  {row.writer} writes {row.case}: {row.verdict} ({row.status}): {row.message}"
            )
        lines += [_line(row, cell) for cell in row.cells if _is_news(cell)]
    return lines


def _is_news(answer: Written | Cell) -> bool:
    return answer.status in FAILED_STATUS and answer.status != "not-run"


def _missed(found: Interop) -> list[str]:
    """What was not run, counted by its reason: after an interruption that is nearly everything."""
    unwritten = [f"written: {row.message}" for row in found.rows if row.status == "not-run"]
    unread = [f"read: {cell.message}" for _, cell in found.cells() if cell.status == "not-run"]
    return [f"  {count} not {message}" for message, count in Counter(unwritten + unread).items()]


def _line(row: Written, cell: Cell) -> str:
    return (
        f"  {cell.reader} reads {expectations.INTEROP}{row.writer}/{row.case}: "
        f"{cell.verdict} ({cell.status}): {cell.message}"
    )
