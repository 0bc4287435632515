"""Strategies for recipes: one array or group that an implementation writes, or writes into.

An array is made and filled, a region of one is written, a document that somebody else wrote is
written anew. Each is a `Case` of kind ``write``, and the store is judged by the oracle. Longer
lists of steps are the business of ``histories``.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from conformance.cases import recipes
from conformance.cases.builder import ArrayDraft
from conformance.cases.hierarchy import ArrayState
from conformance.cases.model import Case, base64_of
from conformance.cases.recipes import Recipe
from conformance.properties.arrays import draw_array
from conformance.properties.breadth import ALL, Without, choose, ready
from conformance.properties.decoration import draw_attributes
from conformance.properties.elements import draw_element, telling_elements
from conformance.properties.nodes import draw_group
from conformance.properties.selections import selections

Json = Any
Draw = Any

UNSAID: Without = frozenset({"form:short-hand", "form:must_understand", "names:duplicate"})
"""What a recipe does not ask for: a library chooses the forms of its document, and may refuse
names that are the same."""
OPEN_ANEW: Without = frozenset({"form:must_understand"})
"""What is left open of a document that is written anew: whether fields that nobody need understand
stay, and what becomes of them."""
TITLE = "Drawn steps."

_FILLED = ready(["whole", "whole", "nothing", "part", "whole, then a part"])
_BEGUN = ready(["made", "there", "there"])
_NEW = ready(["ramp", "telling", "fill"])
_CHANGES = ready(["set", "set", "resize", "resize", "delete", "group"])
MOST_ELEMENTS = 240
"""Arrays grow no larger."""
ANEW: Json = {"set": "anew"}


def begin(draft: Any = None) -> Recipe:
    """A recipe without steps, about what a draft is about."""
    clauses = () if draft is None else draft.clauses
    return recipes.recipe("v3/drawn", TITLE, *clauses)


def draw_plain(draw: Draw, without: Without, path: str | None = None) -> ArrayDraft:
    """Draw an array whose fill value is not negative zero, which only its bytes tell from zero."""
    draft = draw_array(draw, without, path, decoys=False)
    fill = draft.document["fill_value"]
    parts = fill if isinstance(fill, list) else [fill]
    plain = [0 if _is_negative_zero(part) else part for part in parts]
    return draft.member("fill_value", plain if isinstance(fill, list) else plain[0])


def _is_negative_zero(fill: Json) -> bool:
    return isinstance(fill, str) and fill.startswith("0x8") and not fill[3:].strip("0")


@st.composite
def filled_arrays(draw: Draw, *, without: Without = ALL) -> Case:
    """An array that is made and filled: all of it, a part, or not at all."""
    draft = draw_plain(draw, without | UNSAID)
    how = draw(_FILLED) if _has_elements(draft) else "nothing"
    started = make(begin(draft), draft)
    if how.startswith("whole"):
        started = _fill(started, draft)
    if how.endswith("part"):
        started = write_part(draw, started, draft.path)
    return started.judged(draft.path)


@st.composite
def written_regions(draw: Draw, *, without: Without = ALL) -> Case:
    """An array, made by the same implementation or by the oracle, of which a region is written."""
    draft: ArrayDraft
    if draw(_BEGUN) == "made":
        draft = _with_elements(draw_plain(draw, without | UNSAID))
        started = _fill(make(begin(draft), draft), draft)
    else:
        draft = _with_elements(draw_plain(draw, without))
        started = begin(draft).begin(draft)
    return write_part(draw, started, draft.path).judged(draft.path)


@st.composite
def rewritten_documents(draw: Draw, *, without: Without = ALL) -> Case:
    """A document in any form and spelling, written anew for other attributes or another shape."""
    change, without = draw(_CHANGES), without | OPEN_ANEW
    if change == "group" and "node:group" not in without:
        group = draw_group(draw, without)
        started = begin(group).begin(group)
        return started.attributes(new_attributes(draw), group.path).judged(group.path)
    draft = draw_plain(draw, without)
    started = begin(draft).begin(draft)
    names = list(draft.document.get("attributes", {}))
    if change == "resize" and draft.document["shape"]:
        shape = draw_lengths(draw, tuple(draft.document["shape"]))
        started = started.resize(*shape, path=draft.path)
    elif change == "delete" and names:
        started = started.without(choose(draw, names, "name"), path=draft.path)
    else:
        started = started.attributes(new_attributes(draw), draft.path)
    return started.judged(draft.path)


def make(started: Recipe, draft: ArrayDraft, *, overwrite: bool = False) -> Recipe:
    """Have an array made as a draft says, at the draft's path."""
    return started.array(lambda _: draft, draft.path, overwrite=overwrite)


def write_part(draw: Draw, started: Recipe, path: str, *, which: int = 0) -> Recipe:
    """Write a drawn region; ``which`` tells several of one recipe apart."""
    state = state_of(started, path)
    parts = draw(selections(state.shape))
    shape = tuple(len(range(*part)) for part in parts)
    how = draw(_NEW)
    if how == "ramp":
        return started.region(*parts, path=path, first=101 + 37 * which)
    count, kind = math.prod(shape), state.data_type
    given = [state.fill_value or bytes(kind.size)] * count
    if how == "telling":
        telling = telling_elements(kind)
        given = [telling[(i * 3 + 2) % len(telling)] for i in range(count)]
        given[count // 2] = draw_element(draw, kind, 8 + which)
    selection = [[str(n) for n in part] for part in parts]
    return started.step(
        "write_region", path, selection=selection, values=base64_of(b"".join(given))
    )


def state_of(started: Recipe, path: str) -> ArrayState:
    """What an array is after the steps of a recipe."""
    state = started.after().nodes[path]
    assert isinstance(state, ArrayState)
    return state


def new_attributes(draw: Draw) -> Json:
    """Attributes to set, one or more."""
    return draw_attributes(draw) or ANEW


def draw_lengths(draw: Draw, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Another shape: some dimensions longer, some shorter; not of too many elements."""
    found = list(shape)
    for axis, length in enumerate(shape):
        others = math.prod(found[:axis] + found[axis + 1 :])
        found[axis] = draw(_new_lengths(length, axis, max(length, MOST_ELEMENTS // max(1, others))))
    return tuple(found)


@cache
def _new_lengths(length: int, _: int, most: int) -> st.SearchStrategy[int]:
    others = dict.fromkeys((length + 1, length + 3, length - 1, length // 2, 2 * length, 1))
    return ready([length, *(n for n in others if 0 < n <= most and n != length)])


def _fill(started: Recipe, draft: ArrayDraft) -> Recipe:
    given = b"".join(bytes(element) for element in draft.given or ())  # type: ignore[call-overload]
    return started.step("write_array", draft.path, values=base64_of(given))


def _has_elements(draft: ArrayDraft) -> bool:
    return 0 not in draft.document["shape"]


def _with_elements(draft: ArrayDraft) -> ArrayDraft:
    """The draft; the draw is rejected where there is nothing to write."""
    assume(_has_elements(draft))
    return draft
