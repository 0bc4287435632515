"""Measure, print a table, and write ``bench.json``. Nothing here passes or fails."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from conformance import locations
from conformance.adapters import environments, manifest
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Adapter, Limits
from conformance.cases.definitions import all_cases
from conformance.cases.files import Fixtures, load, write
from conformance.engine.requests import request
from conformance.engine.run import Plan, Run
from conformance.interop.matrix import Matrix, crossed
from conformance.interop.matrix import Plan as Crossing
from conformance.properties.bounded import COUNT, Bounded
from conformance.properties.drawing import draw
from conformance.results import Result

HERE = Path(__file__).parent
NULL_CASES = 5000
SINGLE_CASES = 10


@dataclass(frozen=True)
class Figure:
    """One measured figure, with the target that was set for it."""

    name: str
    value: float
    unit: str
    target: str


def main() -> None:
    """Measure everything."""
    golden = load(locations.FIXTURES)
    console = Console()
    table = Table("what", "measured", "target")
    figures = []
    for figure in measure(golden):
        figures.append(figure)
        console.print(f"{figure.name}: {figure.value:.4g} {figure.unit}")
        table.add_row(figure.name, f"{figure.value:.4g} {figure.unit}", figure.target)
    console.print(table)
    machine = {"machine": platform.platform(), "cores": os.cpu_count(), "cases": len(golden.cases)}
    Path("bench.json").write_text(
        json.dumps(machine | {"figures": [asdict(f) for f in figures]}, indent=1) + "\n"
    )


def measure(golden: Fixtures) -> Iterator[Figure]:
    """All figures, one after the other."""
    seconds = [_seconds([sys.executable, "-m", "conformance", "--help"]) for _ in range(7)]
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write(all_cases(), Path(folder))
    yield Figure("building all fixtures", time.perf_counter() - begin, "s", "under 60")
    yield Figure("zarr-conformance --help", statistics.median(seconds), "s", "at most 0.3")
    yield Figure("engine per case, null adapter", 1000 * _null(golden), "ms", "at most 0.2")
    yield from _survey()
    known = manifest.discover(locations.IMPLEMENTATIONS)
    for selection in manifest.select(sorted(known), known):
        yield from _implementation(golden, selection)
    begin = time.perf_counter()
    runs = [Run(s, _plan(golden)) for s in manifest.select(sorted(known), known)]
    for run in runs:
        run.start()
    for run in runs:
        run.finished.result()
    whole = time.perf_counter() - begin
    yield Figure("all golden cases, all together", whole, "s", "under 60")
    crossing = _matrix(golden, manifest.select(sorted(known), known))
    yield Figure("everybody reads what everybody wrote", crossing, "s", "under 90")
    yield Figure("matrix / all golden cases", crossing / whole, "times", "")
    examples, seconds = _properties(golden, runs)
    yield Figure("properties, all together", examples / seconds, "examples/s", "at least 500")
    yield Figure("properties of a run", seconds, "s", "at most 60")
    begin = time.perf_counter()
    draw(1, COUNT)
    yield Figure("drawing one example", 1000 * (time.perf_counter() - begin) / COUNT, "ms", "")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("peak memory of the engine", peak, "MiB", "under 300")


def _survey() -> Iterator[Figure]:
    """The survey's report from made-up responses: a small edition, and a very large one."""
    taken = []
    # Three times where little is to be done: the first reads the libraries from the disk.
    for count, seconds, times in ((300, 5, 3), (65_000, 20, 1)):
        with tempfile.TemporaryDirectory() as folder:
            build = [sys.executable, "-m", "survey", "build", "--count", str(count)]
            runs = [_seconds([*build, "--out", folder]) for _ in range(times)]
        taken.append(statistics.median(runs))
        yield Figure(f"survey: report of {count} responses", taken[-1], "s", f"under {seconds}")
    yield Figure("survey: 65000 responses / 300", taken[1] / taken[0], "times", "at most 4")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Figure("survey: peak memory", peak, "MiB", "under 2048")


def _implementation(golden: Fixtures, selection: Selection) -> Iterator[Figure]:
    environment = environments.prepare(selection, progress=print)
    # The first run warms the file cache for all that follow. What ends the process cannot be
    # asked in a plain loop, and damaged stores are asked alone, so both are left out of both.
    first = _golden_run(golden, selection)
    asked = {
        case.id: golden.cases[case.id]
        for case in first.cases
        if case.verdict not in ("crashed", "hung") and case.axis == "conformance"
        if not golden.cases[case.id].steps
    }
    steady = replace(golden, cases=asked)
    # Medians, run and loop in turn: the speed of the machine drifts.
    pairs = [
        (_golden_run(steady, selection).times.seconds, _loop(steady, environment)) for _ in range(5)
    ]
    whole = statistics.median(run for run, _ in pairs)
    yield Figure(f"{selection}: whole golden run", whole, "s", "")
    target = "at most 1.5" if str(selection) == "tensorstore" else ""
    ratio = statistics.median(run / loop for run, loop in pairs)
    yield Figure(f"{selection}: run / plain loop", ratio, "times", target)
    single = statistics.mean(
        _one_process(golden, environment, id) for id in list(golden.cases)[:SINGLE_CASES]
    )
    target = "at least 50" if str(selection) == "zarr-python" else ""
    per_case = whole / len(asked)
    yield Figure(f"{selection}: a process per case / run", single / per_case, "times", target)


def _matrix(golden: Fixtures, selections: Sequence[Selection]) -> float:
    """Seconds of the whole matrix of writers and readers."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Crossing(golden, crossed(golden, tuple(golden.cases)), Path(folder))
        begin = time.perf_counter()
        Matrix(plan, selections).fill()
        return time.perf_counter() - begin


def _properties(golden: Fixtures, runs: list[Run]) -> tuple[int, float]:
    """The examples of the bounded search of all implementations, and its seconds."""
    begin = time.perf_counter()
    bounded = Bounded(runs, golden, Limits(), print)
    bounded.start()
    outcomes = [future.result() for future in bounded.outcomes.values()]
    seconds = time.perf_counter() - begin
    searched = [outcome.result.properties for outcome in outcomes]
    return sum(row.examples for p in searched if p for row in p.rows), seconds


def _seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def _plan(golden: Fixtures) -> Plan:
    return Plan(golden, tuple(golden.cases))


def _null(golden: Fixtures) -> float:
    """Seconds of the engine for one case, requests in flight together."""
    minimal = golden.cases["v3/arrays/minimal"]
    cases = {f"v3/null/{n}": replace(minimal, id=f"v3/null/{n}") for n in range(NULL_CASES)}
    fixtures = replace(golden, cases=cases)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / manifest.FILE).write_text(
            'name = "null"\nlanguage = "Python"\nhomepage = "https://example.org"\n'
            'issues = "https://example.org"\npackage = "null"\nclaims = ["v3-core-reader"]\n'
            '[environment]\nkind = "none"\nlock = ""\n'
            f'[adapter]\ncommand = ["{{python}}", "{HERE / "null_adapter.py"}"]\nin_flight = 64\n'
            '[reproduce]\nlanguage = "python"\narray = "pass"\n'
        )
        run = Run(Selection(manifest.load(Path(folder)), None), Plan(fixtures, tuple(cases)))
        run.start()
        result = run.finished.result()
    assert result.counts == {"pass": NULL_CASES}, result.counts
    return result.times.seconds / NULL_CASES


def _golden_run(golden: Fixtures, selection: Selection) -> Result:
    """A whole run. Its seconds are without the start of the process: a loop has none either."""
    run = Run(selection, _plan(golden))
    run.start()
    return run.finished.result()


def _loop(golden: Fixtures, environment: environments.Environment) -> float:
    """Seconds of the adapter's own handlers over all cases, in one process without a protocol."""
    interpreter, adapter = environment.command
    program = HERE / f"loop{Path(adapter).suffix}"
    requests = [
        json.loads(request(case, str(golden.store(case))).line(number))
        for number, case in enumerate(golden.cases.values())
    ]
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "requests.json"
        listing.write_text(json.dumps(requests))
        done = subprocess.run(
            [interpreter, str(program), adapter, str(listing)],
            check=True,
            env=dict(environment.env),
            cwd=environment.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    return float(done.stdout)


def _one_process(golden: Fixtures, environment: environments.Environment, id: str) -> float:
    case = golden.cases[id]
    begin = time.perf_counter()
    with Adapter(environment.command, cwd=environment.cwd, env=environment.env) as adapter:
        adapter.start()
        adapter.run([request(case, str(golden.store(case)))], lambda *_: None, threading.Event())
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
