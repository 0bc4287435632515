"""Faults in the document of a group."""

from __future__ import annotations

from conformance.properties.decoration import INVENTED
from conformance.properties.mutations.documents import (
    NO_OBJECTS,
    NOT_AN_OBJECT,
    NOT_IGNORABLE,
    TO_BE_UNDERSTOOD,
    UNKNOWN,
    text_of,
)
from conformance.properties.mutations.model import Mutation, drop, set_to

CORE = "v3.core.group"
_INLINE = {"kind": "inline", "metadata": {}}

MUTATIONS = (
    Mutation(
        "zarr_format of a group is another",
        (f"{CORE}.zarr-format.value",),
        set_to("zarr_format", 2, 4, 0, 5, "3", None),
        node="group",
    ),
    Mutation(
        "node_type of a group is another",
        (f"{CORE}.node-type.value",),
        set_to("node_type", "array", "Group", "folder", ""),
        node="group",
    ),
    *(
        Mutation(
            f"{member} of a group is missing",
            (f"{CORE}.{member.replace('_', '-')}.required",),
            drop(member),
            node="group",
        )
        for member in ("zarr_format", "node_type")
    ),
    Mutation(
        "attributes of a group is no object",
        (f"{CORE}.attributes.object",),
        set_to("attributes", *NO_OBJECTS),
        node="group",
    ),
    Mutation(
        "there is an unknown field in a group",
        (UNKNOWN,),
        set_to(INVENTED, *NOT_IGNORABLE),
        node="group",
    ),
    Mutation(
        "there is an unknown field in a group that must be understood",
        (UNKNOWN,),
        set_to(INVENTED, *TO_BE_UNDERSTOOD),
        node="group",
    ),
    Mutation(
        "the document of a group is no object",
        (f"{CORE}.object",),
        text_of(*NOT_AN_OBJECT, lambda text: f"[{text}]"),
        node="group",
    ),
    Mutation(
        "consolidated_metadata has another structure",
        (f"{CORE}.consolidated-metadata", UNKNOWN),
        set_to(
            "consolidated_metadata",
            {},
            [],
            "inline",
            False,
            _INLINE,
            _INLINE | {"must_understand": True},
        ),
        node="group",
    ),
)
