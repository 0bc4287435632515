"""The command ``zarr-survey``: only its words. Each command's work is in ``commands/``.

Nothing heavy is imported before it is known which command runs, so that ``--help`` is instant.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from pathlib import Path

EPILOGUE = """\
exit status: 0 done, 1 something to put right, 2 a file or an option that cannot be used,
130 interrupted.
An EDITION is a year, such as 2026, or the folder of an edition; without one, the newest.
"""
# Modules that are named like keywords or standard modules would be hard to import.
MODULES = {
    "check": "check",
    "import": "importing",
    "clean": "cleaning",
    "build": "build",
    "diff": "difference",
    "attack": "attacking",
    "synthesize": "synthesizing",
    "export": "exporting",
}
TOOLS = ("google-forms", "limesurvey", "surveymonkey", "json")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        "zarr-survey",
        description="Run the yearly user survey: from an instrument to a published report.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="does all that an edition declares fit together?")
    _edition(check)

    importing = commands.add_parser("import", help="read an export, and say what is in it")
    _export(importing)
    importing.add_argument("--out", type=Path, metavar="JSON", help="write the responses too")

    cleaning = commands.add_parser("clean", help="apply the rules of cleaning, and say what for")
    _export(cleaning)
    cleaning.add_argument("--out", type=Path, metavar="JSON", help="write what is left too")
    cleaning.add_argument(
        "--coders",
        type=Path,
        metavar="DIR",
        help="write the next files for those who code the texts into this folder; run it again "
        "after each step",
    )

    build = commands.add_parser("build", help="the report and the open data")
    _edition(build)
    build.add_argument(
        "--responses", type=Path, metavar="FILE", help="an export (default: made-up responses)"
    )
    _reading(build)
    build.add_argument(
        "--codings",
        type=Path,
        metavar="DIR",
        help="the folder that the coders filled in (default: texts are not counted)",
    )
    build.add_argument("--out", type=Path, default=Path("reports/site"), metavar="DIR")
    build.add_argument("--language", metavar="TAG", help="of the pages at the top, such as en")
    build.add_argument(
        "--no-intervals", dest="intervals", action="store_false", help="leave the intervals out"
    )
    build.add_argument(
        "--published",
        action="append",
        type=Path,
        metavar="FILE",
        help="figures of an earlier release, <survey>-<year>-figures.json; may be repeated "
        "(default: published.json of this edition and of older ones)",
    )
    build.add_argument(
        "--last-year",
        type=Path,
        metavar="FILE",
        help="last year's export: gives the trend at last year's mix of channels too",
    )
    build.add_argument(
        "--last-year-repairs", type=Path, metavar="TOML", help="what damage is mended in it"
    )
    _made_up(build)

    diff = commands.add_parser("diff", help="what changed in the instrument between two editions")
    diff.add_argument("old", metavar="OLD", help="a year, or the folder of an edition")
    diff.add_argument("new", metavar="NEW", help="a year, or the folder of an edition")

    attack = commands.add_parser("attack", help="try to find out what a release hides")
    attack.add_argument(
        "figures", type=Path, metavar="FIGURES", help="<survey>-<year>-figures.json"
    )
    attack.add_argument("--edition", metavar="EDITION")
    attack.add_argument(
        "--published", action="append", type=Path, metavar="FILE", help="known too; may be repeated"
    )

    synthesize = commands.add_parser("synthesize", help="make an export of made-up responses")
    _edition(synthesize)
    _made_up(synthesize)
    synthesize.add_argument("--tool", choices=TOOLS, default="json")
    synthesize.add_argument("--language", metavar="TAG", help="of the words in it")
    synthesize.add_argument(
        "--separator", choices=(";", ", "), default=";", help="between ticks, in Google Forms"
    )
    synthesize.add_argument("--out", type=Path, required=True, metavar="FILE")

    export = commands.add_parser("export", help="the questionnaire for paper and survey tools")
    _edition(export)
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    return top


def _edition(command: argparse.ArgumentParser) -> None:
    command.add_argument("edition", nargs="?", metavar="EDITION", help="(default: the newest)")


def _export(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the export of a survey tool")
    command.add_argument("--edition", metavar="EDITION", help="(default: the newest)")
    _reading(command)


def _reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("--tool", choices=TOOLS, help="which wrote it (default: guessed)")
    command.add_argument(
        "--repairs", type=Path, metavar="TOML", help="declares what damage is mended, and how"
    )


def _made_up(command: argparse.ArgumentParser) -> None:
    command.add_argument("--count", type=_count, default=300, metavar="N", help="made-up responses")
    command.add_argument("--seed", type=_count, default=2026, metavar="N")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to 999999999")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that has no word for a character must not end a command.
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _command(options)
        sys.stdout.flush()  # here, where a closed pipe is no surprise yet
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has seen enough, as in `check | head`. What is left to write goes
        # nowhere, or the interpreter would complain of it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _command(options: argparse.Namespace) -> int:
    errors = importlib.import_module("survey.commands.errors")
    command = importlib.import_module(f"survey.commands.{MODULES[options.command]}")
    status: int
    try:
        status = command.main(options)
    except BrokenPipeError:
        raise
    except errors.KNOWN as error:
        print(f"zarr-survey: {errors.text(error)}", file=sys.stderr)
        status = errors.status(error)
    return status


if __name__ == "__main__":
    sys.exit(main())
