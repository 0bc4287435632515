"""The commands of ``zarr-survey``, a module for each: what it reads, what it says, its exit status.

Status 0: done; 1: there is something to put right; 2: a file or an option that cannot be used.
"""

from __future__ import annotations

from pathlib import Path

from survey.importers import Imported, Tool, load_repairs, read
from survey.instrument import Instrument


class Refusal(Exception):
    """What a command cannot do; its text names the file, the key and the remedy."""


def imported(
    path: Path, instrument: Instrument, tool: Tool | None = None, repairs: Path | None = None
) -> Imported:
    """The responses in the export ``path``, mended as the file ``repairs`` declares."""
    rules = () if repairs is None else load_repairs(repairs, instrument)
    return read(path, instrument, tool, rules)


def number(count: int, noun: str) -> str:
    """A count with its noun, such as ``1 response`` or ``2,000 responses``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def save(path: Path, text: str) -> None:
    """Write a text in UTF-8, and the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
