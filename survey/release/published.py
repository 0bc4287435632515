"""All published figures of an edition as one JSON document, and back.

Next year's build compares with it, and the attacker takes it as known. Shares have six decimals.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from survey.estimates.model import Base, Cell, Figures, Interval, Table
from survey.release.model import File, Subject

DECIMALS = 6


class PublishedError(Exception):
    """A file of published figures that cannot be read: names the file and the remedy."""


@dataclass(frozen=True)
class Publication:
    """Figures as they were published, and whether a program made up what is counted in them."""

    figures: Figures
    synthetic: bool


def published(figures: Figures, subject: Subject) -> File:
    """The document of all figures."""
    document = {
        "survey": figures.survey,
        "edition": figures.edition,
        "source": "synthetic" if subject.synthetic else "responses",
        "tables": [_table(table) for table in figures.tables],
        "withheld": [{"key": list(key), "why": why} for key, why in figures.withheld.items()],
    }
    content = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    about = "The same figures as one document: next year's report compares with it."
    return File(f"{subject.name}-figures.json", "application/json", about, content.encode())


def load(path: Path) -> Publication:
    """What is in a file that `published` made. Raises `PublishedError`."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        figures = Figures(
            document["survey"],
            document["edition"],
            tuple(map(_read, document["tables"])),
            {tuple(row["key"]): row["why"] for row in document["withheld"]},
        )
        return Publication(figures, document["source"] == "synthetic")
    except OSError as error:
        raise PublishedError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PublishedError(
            f"{path}: holds no published figures ({type(error).__name__}: {error}); give the "
            "file <survey>-<year>-figures.json of a data release"
        ) from error


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "question": table.question,
        "by": table.by,
        "additive": table.additive,
        "base": asdict(table.base),
        "groups": {name: asdict(base) for name, base in table.groups.items()},
        "cells": [_cell(cell) for cell in table.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = {"key": list(cell.key), "count": cell.count}
    if cell.share is not None:
        found["share"] = round(cell.share, DECIMALS)
    if cell.interval is not None:
        ends = (cell.interval.low, cell.interval.high)
        found["interval"] = [round(end, DECIMALS) for end in ends]
    if cell.hidden is not None:
        found["hidden"] = cell.hidden
    return found


def _read(row: dict[str, Any]) -> Table:
    return Table(
        id=row["id"],
        question=row["question"],
        base=Base(**row["base"]),
        cells=tuple(map(_read_cell, row["cells"])),
        by=row["by"],
        groups={name: Base(**base) for name, base in row["groups"].items()},
        additive=row["additive"],
    )


def _read_cell(row: dict[str, Any]) -> Cell:
    interval = row.get("interval")
    return Cell(
        tuple(row["key"]),
        row["count"],
        row.get("share"),
        None if interval is None else Interval(*interval),
        row.get("hidden"),
    )
