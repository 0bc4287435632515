"""``zarr-conformance explore``: search implementations with fresh seeds, and keep what is found.

Every find is written as soon as it is shrunk, so that an interruption loses none.
"""

from __future__ import annotations

import argparse
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from textwrap import indent
from typing import Any

from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.cases.files import Fixtures
from conformance.commands import Refusal, fixtures, print_json, selections
from conformance.engine.run import Plan, Run, close_all
from conformance.properties.asking import Asking
from conformance.properties.crews import Crew
from conformance.properties.drawing import Draws, SearchError, Workspace
from conformance.properties.laws import Family
from conformance.properties.machine import Member
from conformance.properties.scope import scope_of
from conformance.properties.search import Effort
from conformance.properties.session import Searched, Session
from conformance.properties.traits import is_core, is_written
from conformance.results import Find, Result, find_folder, write_find

COUNT = 200
# There is time: more is spent on each find, and what hangs is left to the clock.
EFFORT = Effort(shrink_requests=1000, shrinks=200, hangs=1000)


def main(options: argparse.Namespace) -> int:
    """Explore the implementations together; the exit status is 1 with finds."""
    golden = fixtures()
    chosen = selections(options.implementations)
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    say: Callable[[str], None] = (lambda _: None) if options.json else _print
    say("running the golden cases first: they tell what each implementation supports")
    family: Family = "writing" if options.writers else "reading"
    results = _results(chosen, golden, writing=options.writers)
    scopes = {s: scope_of(result, golden, family) for s, result in results.items()}
    limits = Limits(request_seconds=options.request_seconds)
    without = frozenset.intersection(*(frozenset(s.outside) for s in scopes.values()))
    told: list[Find] = []
    unwritten: list[OSError] = []

    def found(find: Find) -> None:
        told.append(find)
        try:
            write_find(find, options.finds)
        except OSError as error:
            unwritten.append(error)
            session.stop.set()
            return
        where = options.finds / find_folder(find)
        say(f"{find.implementation}: {find.verdict}: {find.message}")
        say(f"reproduce in {where}:\n{indent(find.reproducer, '    ')}")

    say(f"searching from seed {seed} for {options.minutes:g} minutes")
    begin = time.monotonic()
    # Those who write have half of the time alone, and the other half in turns.
    alone = 60 * options.minutes / (2 if options.writers else 1)
    interrupted = False
    taken: list[Find] = []
    try:
        with Draws(seed, COUNT, without, family=family, say=say) as draws:
            session = Session(
                scopes,
                draws,
                effort=EFFORT,
                limits=limits,
                found=found,
                explored=True,
                seconds=alone,
            )
            with ThreadPoolExecutor(1) as pool:
                work = pool.submit(session.run)
                try:
                    searched = work.result()
                except KeyboardInterrupt:
                    interrupted = True
                    say("interrupted: keeping the finds so far")
                    session.stop.set()
                    searched = work.result()
            if options.writers and not interrupted and not unwritten:
                stop = session.stop
                together = _turns(
                    results, golden, seed, draws.workspace, limits, found, stop, alone
                )
                for line in together.lines:
                    say(line)
                taken = list(together.finds.values())
    except KeyboardInterrupt:
        interrupted = True
        say("interrupted: keeping the finds so far")
    except SearchError as error:
        raise Refusal(str(error)) from error
    seconds = time.monotonic() - begin
    for selection, outcome in searched.items():
        _report(selection, outcome, seconds, say)
    finds = [*(find for outcome in searched.values() for find in outcome.finds), *taken]
    if unwritten:
        raise Refusal(f"the finds cannot be written: {unwritten[0]}; make room, or name --finds")
    for find in finds:
        write_find(find, options.finds)  # now that it is known how often each was seen
    if options.json:
        print_json([_facts(find, str(options.finds / find_folder(find))) for find in finds])
    if interrupted:
        return 130
    return 1 if finds or any(outcome.ended for outcome in searched.values()) else 0


def _results(
    chosen: Sequence[Selection], golden: Fixtures, *, writing: bool
) -> dict[Selection, Result]:
    """What each does with the golden cases that scopes are made of."""
    telling = tuple(
        id
        for id, case in golden.cases.items()
        if case.axis == "conformance" and (is_core(case) or (writing and is_written(case)))
    )
    runs = [Run(selection, Plan(golden, telling)) for selection in chosen]
    for run in runs:
        run.start()
    try:
        results = [run.finished.result() for run in runs]
    except KeyboardInterrupt:
        close_all(runs)
        raise
    for selection, result in zip(chosen, results, strict=True):
        if result.unavailable is not None:
            raise Refusal(f"{selection}: {result.unavailable}")
        written = (case.verdict for case in result.cases if case.kind == "write")
        if writing and "pass" not in written:
            raise Refusal(f"{selection}: carries out no recipe, so that none is drawn for it")
    return dict(zip(chosen, results, strict=True))


def _turns(
    results: Mapping[Selection, Result],
    golden: Fixtures,
    seed: int,
    workspace: Workspace,
    limits: Limits,
    found: Callable[[Find], None],
    stop: threading.Event,
    seconds: float,
) -> Crew:
    """Have all of them take turns on the same store."""
    with ExitStack() as stack:
        members = [
            Member(
                stack.enter_context(Asking(selection, workspace, limits, stop)),
                scope_of(result, golden, "writing"),
                scope_of(result, golden),
            )
            for selection, result in results.items()
        ]
        crew = Crew(members, found, EFFORT, stop.is_set)
        crew.search(seed, seconds=seconds)
    return crew


def _report(
    selection: Selection, outcome: Searched, seconds: float, say: Callable[[str], None]
) -> None:
    searched = outcome.properties
    examples = sum(row.examples for row in searched.rows)
    fates = {
        fate: sum(getattr(row, fate) for row in searched.rows)
        for fate in ("passed", "failed", "known", "flaky", "observed", "outside")
    }
    words = ", ".join(f"{count} {fate}" for fate, count in fates.items() if count)
    say(
        f"{selection}: {examples} examples ({examples / seconds:.0f} a second; {words}), "
        f"{len(outcome.finds)} finds"
    )
    for name, count in searched.disagreements.items():
        say(f"{selection}: on {count} open points it reads otherwise than {name}")
    for line in (*searched.flaky, *outcome.faults, *filter(None, [outcome.ended])):
        say(f"{selection}: {line}")


def _facts(find: Find, folder: str) -> dict[str, Any]:
    return {
        "folder": folder,
        "id": find.id,
        "implementation": find.implementation,
        "version": find.version,
        "property": find.property,
        "verdict": find.verdict,
        "message": find.message,
        "clauses": list(find.clauses),
        "times": find.times,
        "seed": find.draw.seed,
    }


def _print(text: str) -> None:
    print(text, flush=True)
