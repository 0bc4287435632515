"""The files of the report: the CSV beside each chart, the folder replaced as a whole."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from survey.report.charts import Chart, Row
from survey.report.trends import Trend
from survey.start import MARKER

HEAD = (
    "edition",
    "table",
    "group",
    "row",
    "option",
    "label",
    "count",
    "share",
    "low",
    "high",
    "state",
    "asked",
    "shown",
    "answered",
    "excluded",
)
CHANGE = ("change", "difference", "difference_low", "difference_high", "difference_standardised")
"""What the files of trends have besides, on the lines of this edition."""


class ReportError(Exception):
    """A report that cannot be made: names the file or the key, and the remedy."""


def csv_of(chart: Chart) -> str:
    """The numbers of a chart: a line for each figure, RFC 4180 with line feeds, shares from 0 to 1.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    content = io.StringIO()
    write = csv.writer(content, lineterminator="\n").writerow
    changes = isinstance(chart, Trend)
    write((*HEAD, *CHANGE) if changes else HEAD)
    for row in chart.rows:
        cells = [*_names(row), *_figure(row), *(_change(row) if changes else ())]
        write([_safe(value) for value in cells])
    return content.getvalue()


def _names(row: Row) -> Iterator[object]:
    crossed = row.table.by is not None
    yield from (row.edition, row.table.id)
    yield row.key[0] if crossed else ""
    yield "/".join(row.key[1 if crossed else 0 : -1])
    yield from (row.key[-1], row.label)


def _figure(row: Row) -> Iterator[object]:
    if row.shown is None:
        yield from ("", "", "", "", row.state, "", "", "", "")
        return
    shown, base = row.shown, row.shown.base
    spread = shown.interval
    yield from (shown.cell.count, _round(shown.drawn))
    yield from (_round(spread.low), _round(spread.high)) if spread else ("", "")
    yield from (shown.state, base.asked, base.shown, base.answered, base.excluded)


def _change(row: Row) -> Iterator[object]:
    change = row.change
    if change is None:
        yield from ("", "", "", "", "")
        return
    yield from (change.verdict, _round(change.difference))
    yield from (_round(change.interval.low), _round(change.interval.high))
    yield _round(change.standardised)


def _round(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def replace(files: Mapping[str, str | bytes], out: Path) -> None:
    """Make ``out`` hold exactly ``files``, by their paths in it; text becomes UTF-8.

    An interruption leaves the old report as it was. Raises `ReportError` where ``out`` holds
    something else, and `OSError`.
    """
    if out.exists() and not (out / MARKER).is_file() and (out.is_file() or any(out.iterdir())):
        raise ReportError(
            f"{out}: holds something that is no report of ours, and a report replaces its whole "
            "folder; name an empty or a new folder"
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        new, old = work / "new", work / "old"
        for name, content in {MARKER: "", **files}.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        try:
            if out.exists():
                out.rename(old)
            new.rename(out)
        except BaseException:
            # An interruption may come after either step: the old report goes back unless the new
            # one stands.
            if old.exists() and not out.exists():
                old.rename(out)
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
