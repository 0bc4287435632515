"""``zarr-conformance recovery``: what writing leaves that is killed, or done by two at once."""

from __future__ import annotations

import argparse

from rich.console import Console

from conformance.commands import Refusal, selections
from conformance.commands.rendering import interruptible, kept
from conformance.observing.recovery import observe
from conformance.results import recovery
from conformance.results.recovery import TORN, Recovery, Scenario


def main(options: argparse.Namespace) -> int:
    """Carry the scenarios out, keep what was seen, and print a line for each."""
    console = Console(stderr=options.json, soft_wrap=True, highlight=False, emoji=False)
    chosen = selections(options.implementations)

    def say(text: str) -> None:
        console.print(text, markup=False)

    try:
        found = interruptible(
            lambda stop: observe(
                chosen, stop, seconds=options.seconds, seed=options.seed, progress=say
            )
        )
        if found is None:
            say("interrupted: nothing is kept")
            return 130
        path = recovery.write(found, options.results)
    except OSError as error:
        raise Refusal(f"stores or results could not be written: {error}") from error
    kept(path, summary(found), options, say)
    return 0


def summary(found: Recovery) -> list[str]:
    """A line for each implementation and scenario."""
    lines = []
    for column in found.implementations:
        if column.reason:
            lines.append(f"{column.name}: not run: {column.reason}")
            continue
        lines.append(f"{column.name} {column.version}")
        lines += [f"  {scenario.id:18} {_words(scenario)}" for scenario in column.scenarios]
    return lines


def _words(scenario: Scenario) -> str:
    tries = len(scenario.trials)
    if not tries:
        return scenario.reason
    parts = [f"torn in {scenario.having(*TORN)} of {tries}"]
    half = sum(trial.document != "whole" for trial in scenario.trials)
    if half:
        parts.append(f"document not whole in {half}")
    if any(trial.leftovers for trial in scenario.trials):
        parts.append(f"files left behind in {sum(bool(t.leftovers) for t in scenario.trials)}")
    chunks = ", ".join(f"{number} {state}" for state, number in sorted(scenario.chunks.items()))
    parts += [f"chunks: {chunks}"] if chunks else []
    parts += [scenario.reason] if scenario.reason else []
    return "; ".join(parts)
