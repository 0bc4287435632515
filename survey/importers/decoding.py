"""From the bytes of an export to its text: in UTF-8, or a refusal that says what the file is.

What the text says is for ``sheets``.
"""

from __future__ import annotations

import re
from pathlib import Path

from survey.importers.limesurvey import begins_with_mark
from survey.importers.model import ResponsesError, shown
from survey.importers.repairs import Ledger

_MARK = "\ufeff"
_KINDS = {
    b"PK\x03\x04": "a workbook or another archive; open it and save it as CSV in UTF-8",
    b"\xd0\xcf\x11\xe0": "a workbook of an older Excel; open it and save it as CSV in UTF-8",
    b"%PDF": "a PDF; give the export that the survey tool makes",
    b"\x1f\x8b": "compressed with gzip; unpack it",
}
"""What people give in the place of an export, by its first bytes."""


def text_of(path: Path, ledger: Ledger) -> str:
    """The text of the file at ``path``. Raises `ResponsesError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ResponsesError(
            path, [f"cannot be read ({error.strerror}); give the file of an export"]
        ) from error
    if problem := _no_text(data):
        raise ResponsesError(path, [problem])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ResponsesError(path, [_not_utf8(data, error)]) from error
    marks = text.count(_MARK) - begins_with_mark(text)
    if marks and not ledger.mends("byte-order-mark", marks):
        raise ResponsesError(
            path,
            [f"holds {marks} byte order mark(s); declare [[repair]] kind='byte-order-mark'"],
        )
    return text.replace(_MARK, "")


def _no_text(data: bytes) -> str | None:
    for start, kind in _KINDS.items():
        if data.startswith(start):
            return f"is no text but {kind}"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or 0 < data[:4].count(0) < 3:
        return "is UTF-16; save it as CSV in UTF-8"
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        return f"line {line}: has a NUL byte, which no text has: it is damaged; export it again"
    return None


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    around = data[max(0, error.start - 20) : error.start + 20].decode("ascii", "replace")
    rest = data[error.end :]
    mixed = re.search(rb"[\xc3-\xf4][\x80-\xbf]", data[: error.start] + rest) is not None
    what = "mixes UTF-8 with another encoding" if mixed else "is not UTF-8"
    return (
        f"line {line}: byte {data[error.start]:#x} in {shown(around)}: the file {what}; "
        "export it again as UTF-8, and never paste two exports into one file"
    )
