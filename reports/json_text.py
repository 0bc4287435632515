"""JSON documents laid out for reading, token by token.

A document of a dataset may be about how it is spelled: ``1.0`` for ``1``, a member given
twice, an escape. So nothing is parsed and written anew; only the white space changes.
"""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
_WIDTH = 76
_DEEPEST = 50


def pretty(data: bytes) -> str:
    """``data`` with every token as it is; as it stands when it is not JSON."""
    text = data.decode("utf-8", "backslashreplace")
    try:
        json.loads(text)
        tokens: list[str] = _TOKEN.findall(text)
        # What json can nest may be too deep for us: how deep it goes depends on the Python.
        return _value(tokens, 0, 0)[0]
    except (ValueError, RecursionError):
        return text


def _value(tokens: list[str], at: int, depth: int) -> tuple[str, int]:
    """The value that begins at a token, laid out, and the place after it."""
    if tokens[at] not in "[{":
        return tokens[at], at + 1
    opening, closing = tokens[at], "]" if tokens[at] == "[" else "}"
    parts: list[str] = []
    at += 1
    while tokens[at] != closing:
        if tokens[at] == ",":
            at += 1
        key = ""
        if opening == "{":
            key, at = f"{tokens[at]}: ", at + 2
        part, at = _value(tokens, at, depth + 1)
        parts.append(key + part)
    inner = ", ".join(parts)
    short = "\n" not in inner and len(inner) + 2 * depth < _WIDTH
    if short and (depth or not parts):
        return f"{opening}{inner}{closing}", at + 1
    indent = "  " * min(depth + 1, _DEEPEST)
    lines = ",\n".join(indent + part for part in parts)
    return f"{opening}\n{lines}\n{indent[2:]}{closing}", at + 1
