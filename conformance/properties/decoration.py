"""What a document says beside how its array is stored: attributes, names, forms, spelling."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from conformance.properties.breadth import OTHER, Without, left, or_other, ready
from conformance.properties.elements import SPELLINGS

Json = Any
Draw = Any
Spelling = Callable[[str], str]

INVENTED = "zarr-conformance-invented"
# Attributes are JSON that every parser keeps: numbers that a double holds, no lone surrogates.
_TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
_JSON: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=5,
)
_OTHER_ATTRIBUTES = st.dictionaries(_TEXT, _JSON, min_size=1, max_size=3)
_ATTRIBUTES: tuple[Json, ...] = (
    {},
    {"text": "ham", "number": 1},
    {"größe": "µm", "緯度": "🌍", "control": 'tab\tline\nquote"back\\slash\u0001'},
    {"earth": "🌍"},
    {"a": {"b": [1, {"c": [[], {}, None]}]}, "list": [3, 1, 2], "yes": True, "nothing": None},
    {"most": 2**53 - 1, "least": -(2**53) + 1, "large": 1e21, "small": 1e-7, "tenth": 0.1},
    {"number": 123456.5, "whole": 1000.0},
    {"zarr_format": 2, "node_type": "group", "shape": [9]},
    {"thing": {"name": INVENTED, "must_understand": True}},
    {"": "no name", " ": "a space"},
)
_SOME_ATTRIBUTES = ready([*[None] * 8, *_ATTRIBUTES, OTHER])

# One name for each of four dimensions; an array takes as many as it has.
_NAMES: tuple[tuple[str | None, ...], ...] = (
    ("x", "y", "z", "t"),
    (None, None, None, None),
    (None, "y", None, "t"),
    ("längengrad", "緯度 🌍", "x", None),
    ("x", "X", " ", "a b/c.d"),
    ("x", "x", None, "x"),
)
IGNORABLE: Json = {"name": INVENTED, "must_understand": False, "configuration": {"a": 1}}


def decorate(
    draw: Draw, document: dict[str, Json], files: dict[str, bytes], prefix: str, without: Without
) -> tuple[Spelling | None, tuple[str, ...]]:
    """Add to a document, and to the keys of its store.

    Returns how the document is spelt, and the members of an answer that the case is about.
    """
    checks: list[str] = []
    attributes = draw_attributes(draw)
    if attributes is not None:
        document["attributes"] = attributes
        checks.append("attributes")
    names = draw(_dimension_names(len(document["shape"]), without))
    if names is not None:
        document["dimension_names"] = list(names)
        checks.append("dimension_names")
    change = draw(_extras(without))
    if isinstance(change, Mapping):
        document |= change
    elif isinstance(change, tuple):
        files[prefix + change[0]] = change[1]
    spelt = change if callable(change) else None
    fill = document["fill_value"]
    if isinstance(fill, float) and fill in SPELLINGS:
        return _number_spelt(fill, spelt or _as_it_is), tuple(checks)
    return spelt, tuple(checks)


def draw_attributes(draw: Draw) -> Json:
    """Draw attributes, or None where there are none."""
    return or_other(draw, _SOME_ATTRIBUTES, _OTHER_ATTRIBUTES)


@cache
def _dimension_names(
    dimensions: int, without: Without
) -> st.SearchStrategy[tuple[str | None, ...] | None]:
    def tags(names: tuple[str | None, ...]) -> set[str]:
        given = [name for name in names if name]
        return {"names:duplicate"} if len(set(given)) < len(given) else set()

    allowed = left("dimension_names", (names[:dimensions] for names in _NAMES), tags, without)
    return ready([*[None] * 4, *allowed])


def _as_it_is(text: str) -> str:
    return text


def _number_spelt(number: float, others: Spelling) -> Spelling:
    plain, spelt = json.dumps(number), SPELLINGS[number]
    return lambda text: others(text.replace(f'"fill_value": {plain}', f'"fill_value": {spelt}'))


def _minified(text: str) -> str:
    return json.dumps(json.loads(text), separators=(",", ":"))


def _spaced(text: str) -> str:
    spaced = json.dumps(json.loads(text), indent=1, separators=(" ,", " :\t"))
    return "\t\r\n " + spaced.replace("\n", "\r\n\t") + "\r\n\n"


def _backwards(text: str) -> str:
    return json.dumps(dict(reversed(json.loads(text).items())), ensure_ascii=False)


def _escaped(text: str) -> str:
    """Everything beyond ASCII as escapes, and what else may be escaped."""
    return json.dumps(json.loads(text), indent=1).replace("/", r"\/").replace('"a', r'"\u0061')


def _exponents(text: str) -> str:
    return text.replace("123456.5", "1.234565E+5").replace(": 1000.0", ": 1e3")


@cache
def _extras(without: Without) -> st.SearchStrategy[Any]:
    """Members, a key of the store, or a spelling."""
    ignorable = [{INVENTED: IGNORABLE}] if "form:must_understand" not in without else []
    key = ("notes.txt", b"not part of the array")
    spellings = (_minified, _spaced, _backwards, _escaped, _escaped, _exponents, _exponents)
    members = ({"storage_transformers": []}, *ignorable)
    return ready([*[None] * 8, *members, *members, key, *spellings])
