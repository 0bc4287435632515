"""Words, symbols and guards that the templates use on text that others wrote."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

# Never colour alone: every verdict is a word and a symbol.
SYMBOLS = {
    "wrong": "≠",
    "crashed": "✖",
    "hung": "∞",
    "accepted": "▷",
    "invalid": "◇",
    "refused": "✗",
    "unsupported": "○",
    "pass": "✓",
    "observed": "•",
    "not-run": "·",
    "all": "✓",
    "some": "◐",
    "none": "○",
}
WORDS = {"not-run": "not run", "wrong": "silently wrong"}
STATUSES = {
    "failed": "new failure",
    "expected": "known failure",
    "unexpected-pass": "listed as known failure, did not fail",
    "unexpected-verdict": "known failure, failed otherwise",
    "flaky": "flaky",
}
TEXT_LIMIT = 4000
LOG_LIMIT = 20_000

# Controls, and the characters that turn the direction of text: they could make a message lie.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_DISCUSSION = re.compile(r"(zarr-specs|zarr-python|zarr-extensions|numcodecs)#(\d+)")


def visible(value: Any) -> Any:
    """Text with every invisible character spelled out; for every expression of a template."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", value)
    return value


def clip(text: str, limit: int = TEXT_LIMIT) -> str:
    """The beginning of a long text, saying how much is left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]} ... ({len(text) - limit} more characters)"


def tail(text: str) -> str:
    """The end of a long log, saying how much is left out."""
    if len(text) <= LOG_LIMIT:
        return text
    return f"({len(text) - LOG_LIMIT} characters before this)\n{text[-LOG_LIMIT:]}"


def link(url: str | None) -> str | None:
    """A URL that may stand in a link; None for anything but a web address."""
    return url if url is not None and re.match(r"https?://[^\s]+\Z", url) else None


def discussion(reference: str) -> str | None:
    """Where an open point such as ``zarr-specs#358`` is discussed, where we know the address."""
    found = _DISCUSSION.fullmatch(reference)
    if found is None:
        return link(reference)
    return f"https://github.com/zarr-developers/{found.group(1)}/issues/{found.group(2)}"


def breakable(text: str) -> Markup:
    """An id that may break after its separators, and nowhere else."""
    escaped = str(Markup.escape(visible(text)))
    return Markup(re.sub(r"([/._@])(?=.)", r"\1<wbr>", escaped))


def number(count: int) -> str:
    """A number with thousands apart."""
    return f"{count:,}".replace(",", "\u202f")


def size(count: int) -> str:
    """A number of bytes."""
    return number(count) + (" byte" if count == 1 else " bytes")
