"""The command ``zarr-conformance``: only its words. Each command's work is in ``commands/``.

Nothing heavy is imported before it is known which command runs, so that ``--help`` is instant.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from pathlib import Path

from conformance.options import minutes, seconds, seed

EPILOGUE = """\
exit status: 0 as expected, 1 unexpected verdicts or faults, 2 wrong use, 130 interrupted.
Implementations are named name, name@version, or by a folder that holds an implementation.toml.
"""


# A module named like the builtin would hide it from the rest of its package.
MODULES = {
    "run": "run",
    "interop": "interop",
    "recovery": "recovery",
    "traffic": "traffic",
    "list": "listing",
    "show": "show",
    "coverage": "coverage",
    "smoke": "smoke",
    "explore": "explore",
    "promote": "promote",
    "export": "export",
}


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        "zarr-conformance",
        description="Exercise the Zarr specifications against real implementations.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run golden cases and properties on implementations")
    run.add_argument("implementations", nargs="*", metavar="IMPLEMENTATION")
    run.add_argument("-k", dest="pattern", default="*", metavar="PATTERN", help=_PATTERN)
    run.add_argument("--results", type=Path, default=Path("results"), metavar="DIR")
    run.add_argument("--site", type=Path, default=Path("reports/site"), metavar="DIR")
    run.add_argument("--request-seconds", type=seconds, default=10.0, metavar="S")
    run.add_argument("--writers", action="store_true", help="run only the cases that are written")
    run.add_argument(
        "--no-writers",
        dest="also_writers",
        action="store_false",
        help="leave out the cases that are written",
    )
    run.add_argument(
        "--no-properties",
        dest="properties",
        action="store_false",
        help="leave out the properties: run the golden cases only, as -k does",
    )
    run.add_argument(
        "--update-expectations",
        action="store_true",
        help="write each implementation's expectations.toml from what this run sees",
    )
    _json(run)

    interop = commands.add_parser("interop", help="everybody writes, and everybody reads it")
    interop.add_argument("implementations", nargs="*", metavar="IMPLEMENTATION")
    interop.add_argument("-k", dest="pattern", default="*", metavar="PATTERN", help=_PATTERN)
    interop.add_argument("--results", type=Path, default=Path("results"), metavar="DIR")
    interop.add_argument("--site", type=Path, default=Path("reports/site"), metavar="DIR")
    interop.add_argument("--request-seconds", type=seconds, default=10.0, metavar="S")
    interop.add_argument(
        "--update-expectations",
        action="store_true",
        help="write what each reader fails into its expectations.toml",
    )
    _json(interop)

    recovery = commands.add_parser("recovery", help="what is left of writing that is interrupted")
    traffic = commands.add_parser("traffic", help="what reading over HTTP costs, in requests")
    recovery.add_argument("--seconds", type=seconds, default=60.0, metavar="S")
    recovery.add_argument("--seed", type=seed, default=1, metavar="N", help="of random moments")
    for observing in (recovery, traffic):
        observing.add_argument("implementations", nargs="*", metavar="IMPLEMENTATION")
        observing.add_argument("--results", type=Path, default=Path("results"), metavar="DIR")
        observing.add_argument("--site", type=Path, default=Path("reports/site"), metavar="DIR")
        _json(observing)

    listing = commands.add_parser("list", help="list cases, implementations or clauses")
    listing.add_argument(
        "what", nargs="?", default="cases", choices=("cases", "implementations", "clauses")
    )
    listing.add_argument("-k", dest="pattern", default="*", metavar="PATTERN", help=_PATTERN)
    _json(listing)

    show = commands.add_parser("show", help="a case: its clauses, store, values, how to open it")
    show.add_argument("case", metavar="CASE")
    _json(show)

    coverage = commands.add_parser("coverage", help="how much of the specifications is tested")
    coverage.add_argument(
        "--document",
        metavar="NAME",
        help="only documents whose name, title or path contains this, such as v3/core or zstd",
    )
    coverage.add_argument(
        "--level",
        action="append",
        choices=("must", "must-not", "should", "may", "asserted"),
        help="only clauses of this level; may be repeated",
    )
    coverage.add_argument(
        "--role", choices=("reader", "writer", "store", "document"), help="only clauses about this"
    )
    coverage.add_argument(
        "--clause", metavar="ID", help="one clause: its place, cases, verdicts and planted faults"
    )
    coverage.add_argument(
        "--results",
        type=Path,
        default=Path("results"),
        metavar="DIR",
        help="where the verdicts for --clause are (default: %(default)s)",
    )
    coverage.add_argument("--format", choices=("text", "json"), default="text")
    coverage.add_argument(
        "--json",
        action="store_const",
        const="json",
        dest="format",
        help="the same as --format json",
    )

    smoke = commands.add_parser("smoke", help="is this adapter sane? ten lines of answer")
    smoke.add_argument("adapter", metavar="ADAPTER")
    _json(smoke)

    explore = commands.add_parser("explore", help="search with random datasets, and shrink finds")
    explore.add_argument("implementations", nargs="*", metavar="IMPLEMENTATION")
    explore.add_argument("--minutes", type=minutes, default=10.0, metavar="M")
    explore.add_argument(
        "--writers",
        action="store_true",
        help="have them write: alone, and then all of them in turns on the same store",
    )
    explore.add_argument("--seed", type=seed, metavar="N", help="repeat a search; else a fresh one")
    explore.add_argument("--finds", type=Path, default=Path("results/finds"), metavar="DIR")
    explore.add_argument("--request-seconds", type=seconds, default=10.0, metavar="S")
    _json(explore)

    promote = commands.add_parser("promote", help="make a golden case of a find, for ever")
    promote.add_argument("find", type=Path, metavar="FIND", help="a find's folder, or its zip")
    promote.add_argument("--id", required=True, metavar="ID", help="of the new case: v3/...")
    promote.add_argument("--title", metavar="TEXT", help="what is special about the dataset")
    promote.add_argument(
        "--clause",
        action="append",
        metavar="ID",
        help="what the case is about first; may be repeated (default: those of the find)",
    )
    promote.add_argument(
        "--implementation", metavar="NAME", help="whom to ask once more (default: whom it failed)"
    )

    export = commands.add_parser("export", help="copy the plain data for native test runners")
    export.add_argument("folder", type=Path, metavar="DIR")
    _json(export)
    return top


_PATTERN = "only cases whose id contains this, or matches it as a glob such as 'v3/codecs/*'"


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="answer in JSON, for machines")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has no word for a character must not end a command.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = _command(options)
        sys.stdout.flush()  # here, where a closed pipe is no surprise yet
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has seen enough, as in `list | head`. What is left to write goes
        # nowhere, or the interpreter would complain of it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _command(options: argparse.Namespace) -> int:
    command = importlib.import_module(f"conformance.commands.{MODULES[options.command]}")
    refusal: type[Exception] = importlib.import_module("conformance.commands").Refusal
    try:
        status: int = command.main(options)
    except refusal as error:
        print(f"zarr-conformance: {error}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
