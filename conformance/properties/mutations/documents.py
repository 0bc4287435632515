"""Faults in the members of an array's document, and in the document as a text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from conformance.cases.faults import FaultDraft
from conformance.oracle.nodes import key_prefix
from conformance.properties.breadth import ready
from conformance.properties.decoration import INVENTED
from conformance.properties.mutations.model import Draw, Json, Mutation, drop, set_to
from conformance.properties.small import Needs

CORE = "v3.core.array"
UNKNOWN = "v3.core.extension.unknown-field"
SINGLE, JSON = f"{CORE}.single-object", "v3.core.metadata.json"

# Values of an unknown field that do not say must_understand: false.
NOT_IGNORABLE: tuple[Json, ...] = (
    {"name": INVENTED},
    {},
    "text",
    1,
    1.5,
    None,
    False,
    True,
    [],
)
TO_BE_UNDERSTOOD: tuple[Json, ...] = (
    {"name": INVENTED, "must_understand": True},
    {"name": INVENTED, "must_understand": True, "configuration": {}},
)
NO_OBJECTS: tuple[Json, ...] = (None, [], "text", 1, False, True, [1, 2])
NOT_AN_OBJECT: tuple[Callable[[str], str], ...] = (
    json.dumps,
    lambda _: "null",
    lambda _: "",
    lambda text: text[: len(text) * 3 // 4],
)
_MORE: tuple[Callable[[str], str], ...] = (lambda t: t + t, lambda t: t + "end", lambda t: t + "]")


def text_of(*changes: Callable[[str], str]) -> Any:
    """Change the text of the document by one of these."""
    one_of = ready(changes)
    return lambda draw, draft, _: draft.text(draw(one_of))


def _names_too_few_or_many(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    count = len(document["shape"]) + draw(st.sampled_from([1, 2] + [-1] * bool(document["shape"])))
    names = ["x", None, "z", "t", "u", "v"][:count]
    return draft.set("dimension_names", names)


def _names_of_another_type(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    count = len(document["shape"])
    wrong: list[Json] = [1, False, ["x"], {}, 1.5]
    names = ["x", None, "z"][: count - 1]
    ready = [[*names, value] for value in wrong] + [[value, *names] for value in wrong]
    return draft.set("dimension_names", draw(st.sampled_from(ready)))


def _names_in_no_list(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    letters = "xyz"[: len(document["shape"])]
    whole = draw(st.sampled_from([letters, dict.fromkeys(letters, 0)]))
    return draft.set("dimension_names", whole)


def _document_elsewhere(draw: Draw, draft: FaultDraft, _: Json) -> FaultDraft:
    prefix = key_prefix(draft.control.node.path)
    other = draw(st.sampled_from([None, "array.json", "zarr.json.old", ".zarray"]))
    key = f"{prefix}zarr.json"
    if other is not None:
        draft = draft.put(prefix + other, draft.store[key])
    return draft.erase(key)


def _transformers(*values: Json) -> Any:
    return set_to("storage_transformers", *([value] for value in values))


MUTATIONS = (
    Mutation(
        "zarr_format is another",
        (f"{CORE}.zarr-format.value",),
        set_to("zarr_format", 2, 4, 0, 1, 5, 9, 33, "3", None, [3]),
    ),
    Mutation(
        "node_type is another",
        (f"{CORE}.node-type.value",),
        set_to("node_type", "group", "Array", "dataset", "", 1, None),
    ),
    *(
        Mutation(
            f"{member} is missing", (f"{CORE}.{member.replace('_', '-')}.required",), drop(member)
        )
        for member in (
            "zarr_format",
            "node_type",
            "shape",
            "data_type",
            "chunk_grid",
            "chunk_key_encoding",
        )
    ),
    Mutation(
        "fill_value is missing",
        (f"{CORE}.fill-value.required",),
        drop("fill_value"),
        Needs(kinds="int uint float complex"),
    ),
    Mutation(
        "codecs is missing", (f"{CORE}.codecs.required",), drop("codecs"), Needs(codecs="plain")
    ),
    Mutation("there is an unknown field", (UNKNOWN,), set_to(INVENTED, *NOT_IGNORABLE)),
    Mutation(
        "there is an unknown field that must be understood",
        (UNKNOWN,),
        set_to(INVENTED, *TO_BE_UNDERSTOOD),
    ),
    Mutation(
        "attributes is no object",
        (f"{CORE}.attributes.object",),
        set_to("attributes", *NO_OBJECTS),
    ),
    Mutation(
        "the names are too few or too many",
        (f"{CORE}.dimension-names.length",),
        _names_too_few_or_many,
    ),
    Mutation(
        "a name is no string",
        (f"{CORE}.dimension-names.type",),
        _names_of_another_type,
        Needs(least=1),
    ),
    Mutation(
        "the names are in no list",
        (f"{CORE}.dimension-names.type",),
        _names_in_no_list,
        Needs(least=1),
    ),
    Mutation(
        "there is an unknown storage transformer",
        (UNKNOWN,),
        _transformers({"name": INVENTED}, INVENTED, {"name": INVENTED, "configuration": {"a": 1}}),
    ),
    Mutation(
        "a storage transformer is no definition",
        (f"{CORE}.storage-transformers.definition",),
        _transformers(None, 1, []),
    ),
    Mutation("the document is no object", (SINGLE, JSON), text_of(*NOT_AN_OBJECT)),
    Mutation("the document is in a list", (SINGLE, JSON), text_of(lambda text: f"[{text}]")),
    Mutation("something follows the document", (SINGLE, JSON), text_of(*_MORE)),
    Mutation("there is no document", (f"{CORE}.document",), _document_elsewhere),
    Mutation(
        "there is no document below a group",
        (f"{CORE}.document",),
        _document_elsewhere,
        Needs(path="run/a"),
    ),
)
