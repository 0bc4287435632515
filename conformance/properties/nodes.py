"""Strategies for groups, and for hierarchies of groups and arrays of which one node is read."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from hypothesis import strategies as st

from conformance.cases import builder
from conformance.cases.builder import ArrayDraft, GroupDraft, encode_json
from conformance.cases.model import Case
from conformance.oracle.nodes import key_prefix
from conformance.properties.arrays import draw_array
from conformance.properties.breadth import ALL, Without, ready
from conformance.properties.clauses import clauses_of
from conformance.properties.decoration import IGNORABLE, INVENTED, draw_attributes
from conformance.properties.names import draw_name, draw_path

Json = Any
Draw = Any

# Small nodes to stand beside the one that is read: an array and a group, with another content.
_ARRAY = builder.array("v3/drawn/beside", "", "v3.core.array.single-object").shape(2).read()
_GROUP_DOCUMENT = encode_json(
    {"zarr_format": 3, "node_type": "group", "attributes": {"of": "another group"}}
)
# Whether the group has an unknown field that can be ignored, a child, and consolidated metadata.
_SHAPES = ready(
    [
        *[(False, False, False)] * 3,
        (False, True, False),
        (True, False, False),
        (False, False, True),
        (False, True, True),
        (True, True, True),
    ]
)
_SHAPES_OF_PLAIN_GROUPS = ready([(False, False, False), (False, True, False)])
_DEEP = (("a",), ("a", "b"), ("a", "a"), ("c", "0"), ("0", "c", "a"), None)
# Whether the node is alone and whether it is a group; where it is, or None for any names; then
# how far above it the others are, and what they are.
_ALONE = (True, False, (), 0, ())
_TREES = ready(
    [
        *[_ALONE] * 120,
        (True, True, (), 0, ()),
        *(
            (False, of_group, deep, level, kinds)
            for of_group in (False, False, False, True)
            for deep in _DEEP
            for level in (0, 1)
            for kinds in (("array",), ("group",), ("array", "group"))
        ),
    ]
)


@st.composite
def group_cases(draw: Draw, *, without: Without = ALL) -> Case:
    """A valid group: attributes, fields that can be ignored, children, consolidated metadata.

    ``without`` are feature tags that must not be drawn; ``node:group`` leaves nothing.
    """
    return draw_group(draw, without).read()


@st.composite
def hierarchies(draw: Draw, *, without: Without = ALL) -> Case:
    """A tree of groups and arrays, of which one node is read; the others are there to mistake.

    The smallest is a single array.
    """
    alone, of_group, deep, level, kinds = draw(_TREES)
    parts = () if alone else deep or (draw_name(draw, 0), draw_name(draw, 1))
    path = None if alone else "/".join(parts)
    draft: ArrayDraft | GroupDraft
    if of_group and "node:group" not in without:
        draft = draw_group(draw, without, path)
    else:
        draft = draw_array(draw, without, path)
    above = key_prefix("/".join(parts[: max(0, len(parts) - 1 - level)]))
    taken = {_folded(part) for part in (*parts, "zarr.json")}
    for which, kind in enumerate(kinds, 2):
        name = _unlike(draw_name(draw, which), taken)
        taken.add(_folded(name))
        draft = _with_node(draft, f"{above}{name}", kind)
    return draft.read()


def draw_group(draw: Draw, without: Without = ALL, path: str | None = None) -> GroupDraft:
    """Draw a group, at ``path`` where it is given."""
    if "node:group" in without:
        raise ValueError("nothing is left to draw for a group without node:group; allow it")
    plain = "form:must_understand" in without
    ignorable, child, consolidated = draw(_SHAPES_OF_PLAIN_GROUPS if plain else _SHAPES)
    attributes = draw_attributes(draw)
    path = draw_path(draw) if path is None else path
    document: dict[str, Json] = {"zarr_format": 3, "node_type": "group"}
    if attributes is not None:
        document["attributes"] = attributes
    if ignorable:
        document[INVENTED] = IGNORABLE
    if consolidated:
        document["consolidated_metadata"] = {
            "must_understand": False,
            "kind": "inline",
            "metadata": {"a": json.loads(_ARRAY.store["zarr.json"])} if child else {},
        }
    draft = GroupDraft(
        "v3/drawn",
        "A drawn group.",
        clauses_of(document, path=path),
        path=path,
        checks=("attributes",) if attributes is not None else (),
        document=document,
    )
    return _with_node(draft, f"{key_prefix(path)}a", "array") if child else draft


def _with_node(draft: ArrayDraft | GroupDraft, path: str, kind: str) -> Any:
    if kind == "group":
        return draft.also(f"{path}/zarr.json", _GROUP_DOCUMENT)
    for key, data in _ARRAY.store.items():
        draft = draft.also(f"{path}/{key}", data)
    return draft


def _unlike(name: str, taken: set[str]) -> str:
    while _folded(name) in taken:
        name += "1"
    return name


def _folded(name: str) -> str:
    """What is the same of names that some stores take for one."""
    return unicodedata.normalize("NFKC", name).casefold()
