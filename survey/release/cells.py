"""CSV as RFC 4180 says, of which no cell is a formula for a spreadsheet.

A text that begins like a formula gets an apostrophe in front, as OWASP's page "CSV Injection"
advises: a spreadsheet then shows it and does not run it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

Value = str | int | float | date | None
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a cell a formula; full-width characters too, which some spreadsheets read alike."""
DECIMALS = 6


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet runs; most texts are unchanged."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(STARTS) else text


def table(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV file in UTF-8. None is an empty cell; numbers have up to `DECIMALS` decimals."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(neutral, header))
    writer.writerows([_text(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return neutral(value)
        case float():
            return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
        case date():
            return value.isoformat()
    return str(value)
