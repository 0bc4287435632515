"""Strategies for the names of nodes and for their paths.

Names are of characters that the text allows and file systems hold. Left out are names that the
text forbids, and texts in other normal forms than NFC, which some stores normalise.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from conformance.properties.breadth import OTHER, or_other, ready

Draw = Any
_LETTERS = "abXY019-_.%#+&=[]{},;'()@!$^~ éßñÅ漢温🙂ט"
_READY_NAMES = (
    "a",
    "c",
    "0",
    "SeaLevel",
    "a%20b",
    "a+b",
    "a#b",
    "sea level",
    "été",
    "Ångström",
    "漢",
    "🌡",
    ".hidden",
    "_a",
    "a.b",
    "a[0-9]{b}",
    "l'eau",
    "zarr.json.old",
    OTHER,
    OTHER,
)
_READY_PATHS = (
    *[""] * 8,
    "a",
    "a/b",
    "c",
    "c/0",
    "a/a",
    "é 漢/x.y",
    "SeaLevel/T",
    "a%2Fb/c",
    "a+b",
    "a/b/c/d/e",
    OTHER,
    OTHER,
    OTHER,
)


def _valid(name: str) -> str:
    """The name, changed a little where the text forbids it."""
    if name.startswith("__") or not name.strip(".") or name.endswith((" ", ".")):
        return f"a{name}a"
    return name


_OTHER_NAMES = st.text(_LETTERS, min_size=1, max_size=6).map(_valid)
_PATHS = ready(_READY_PATHS)


@st.composite
def node_names(draw: Draw) -> str:
    """A valid name of a node below the root."""
    name: str = draw_name(draw)
    return name


@st.composite
def paths(draw: Draw) -> str:
    """The path of a node, without its leading slash; the root is the empty string."""
    path: str = draw_path(draw)
    return path


def draw_name(draw: Draw, which: int = 0) -> str:
    """Draw a name; ``which`` tells several of one example apart."""
    return str(or_other(draw, _names(which), _OTHER_NAMES))


def draw_path(draw: Draw) -> str:
    """Draw a path."""
    path = draw(_PATHS)
    return f"{draw_name(draw, 0)}/{draw_name(draw, 1)}" if path is OTHER else str(path)


@cache
def _names(_: int) -> st.SearchStrategy[Any]:
    return ready(_READY_NAMES)
