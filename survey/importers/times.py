"""Dates and times in the forms in which the survey tools write them.

``2026-03-01 12:34:56`` (LimeSurvey), ``2026/03/01 1:02:03 PM GMT+1`` and ``3/1/2026 13:02:03``
(Google, from the form and from its spreadsheet), ``03/01/2026 01:02:03 PM`` (SurveyMonkey),
``2026-03-01T12:34:56.000Z`` (JSON), ``1.3.2026 13:02``. A time without a zone is taken as UTC.
Whether ``3/1/2026`` begins with the month shows the rest of its column; where nothing does, it
begins with the month, as the tools write it by default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

_CLOCK = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\.?)?"
    r"\s?(?P<zone>Z|[A-Z]{2,4}|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d\d)?)?)?"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK)
_YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})" + _CLOCK
)
_OFFSET = re.compile(r"(?:GMT|UTC)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?")
_ZONES = {
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("CET", "MEZ", "WEST", "BST"), 1),
    **dict.fromkeys(("EET", "CEST", "MESZ"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    "JST": 9,
    "AEST": 10,
    "AEDT": 11,
    "EDT": -4,
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("CST", "MDT"), -6),
    **dict.fromkeys(("MST", "PDT"), -7),
    "PST": -8,
}
"""Hours ahead of UTC. A name that several zones have in common (IST) is not among them."""


def moments(texts: Iterable[str]) -> dict[str, datetime | None]:
    """The moment in UTC that each text says, None where it says none."""
    found = {text: _YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text) for text in texts}
    slashed = [m for m in found.values() if m is not None and m.groupdict().get("mark") == "/"]
    day_first = any(int(match["one"]) > 12 for match in slashed)
    return {
        text: None if match is None else _moment(match, day_first) for text, match in found.items()
    }


def _moment(match: re.Match[str], day_first: bool) -> datetime | None:
    parts = match.groupdict()
    if "one" in parts:
        day_first = day_first or parts["mark"] == "."
        month, day = (parts["two"], parts["one"]) if day_first else (parts["one"], parts["two"])
    else:
        month, day = parts["month"], parts["day"]
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"] in "Pp" else 0)
    zone = _zone(parts["zone"])
    if zone is None:
        return None
    try:
        return datetime(
            int(parts["year"]),
            int(month),
            int(day),
            hour,
            int(parts["minute"] or 0),
            int(parts["second"] or 0),
            tzinfo=zone,
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None) -> timezone | None:
    if name is None or name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name or "UTC"]))
    match = _OFFSET.fullmatch(name)
    if match is None:
        return None
    ahead = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if ahead >= timedelta(days=1):
        return None
    return timezone(ahead if match["sign"] == "+" else -ahead)
