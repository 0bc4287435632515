"""``zarr-conformance traffic``: what reading over HTTP costs, counted for each implementation."""

from __future__ import annotations

import argparse

from rich.console import Console

from conformance.commands import Refusal, selections
from conformance.commands.rendering import interruptible, kept
from conformance.observing.traffic import count
from conformance.results import traffic
from conformance.results.traffic import Count, Traffic


def main(options: argparse.Namespace) -> int:
    """Count, keep the counts, and print a line for each situation."""
    console = Console(stderr=options.json, soft_wrap=True, highlight=False, emoji=False)
    chosen = selections(options.implementations)

    def say(text: str) -> None:
        console.print(text, markup=False)

    found = interruptible(lambda stop: count(chosen, stop, say))
    if found is None:
        say("interrupted: nothing is kept")
        return 130
    try:
        path = traffic.write(found, options.results)
    except OSError as error:
        raise Refusal(f"the counts could not be written: {error}") from error
    kept(path, summary(found), options, say)
    return 0


def summary(found: Traffic) -> list[str]:
    """Requests and bytes, a line for each situation and a column for each implementation."""
    able = [column for column in found.implementations if not column.reason]
    lines = [f"{c.name}: not counted: {c.reason}" for c in found.implementations if c.reason]
    if not able:
        return lines
    lines.append("requests / bytes")
    lines.append(" " * 22 + "".join(f"{column.name:>18}" for column in able))
    for situation in found.situations:
        counts = [{c.situation: c for c in column.counts}.get(situation.id) for column in able]
        lines.append(f"{situation.id:22}" + "".join(f"{_cell(count):>18}" for count in counts))
    return lines


def _cell(count: Count | None) -> str:
    if count is None or count.answer in ("unsupported", "refused", "failed"):
        return "-" if count is None else count.answer
    note = " !" if count.answer == "other" else ""
    return f"{len(count.requests)} / {count.sent}{note}"
