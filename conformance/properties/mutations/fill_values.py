"""Fill values that their data type does not permit; a chunk is missing, which reads as them.

What the text says of floating-point fill values has no must: those are open points.
"""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.cases.faults import FaultDraft
from conformance.oracle.data_types import CORE as DATA_TYPES
from conformance.properties.mutations.model import Draw, Json, Mutation, set_to
from conformance.properties.small import Needs

_INTEGERS = Needs(kinds="int uint", missing=True)


def _out_of_range(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    data_type = DATA_TYPES[document["data_type"]]
    bits = 8 * data_type.size
    low, high = (
        (-(1 << bits - 1), (1 << bits - 1) - 1) if data_type.kind == "int" else (0, (1 << bits) - 1)
    )
    return draft.set("fill_value", draw(st.sampled_from([high + 1, low - 1, high * 3 + 7])))


MUTATIONS = (
    Mutation(
        "the fill value of an integer type is out of range",
        ("v3.fill-value.int.range",),
        _out_of_range,
        _INTEGERS,
    ),
    Mutation(
        "the fill value of an integer type has a fraction",
        ("v3.fill-value.int.number",),
        set_to("fill_value", 1.5, 1.0, 2.5),
        _INTEGERS,
    ),
    Mutation(
        "the fill value of an integer type is no number",
        ("v3.fill-value.int.number",),
        set_to("fill_value", "5", "0x05", "NaN", [5], {}),
        _INTEGERS,
    ),
    Mutation(
        "the fill value of an integer type is null",
        ("v3.fill-value.int.number",),
        set_to("fill_value", None),
        _INTEGERS,
    ),
    Mutation(
        "the fill value of an integer type is a boolean",
        ("v3.fill-value.int.number",),
        set_to("fill_value", True, False),
        _INTEGERS,
    ),
    Mutation(
        "the fill value of bool is no boolean",
        ("v3.fill-value.bool",),
        set_to("fill_value", 0, 1, 0, 1, "true", None),
        Needs(kinds="bool", missing=True),
    ),
    Mutation(
        "the fill value of a complex type is a number",
        ("v3.fill-value.complex",),
        set_to("fill_value", 1, 1.5, 0),
        Needs(kinds="complex", missing=True),
    ),
    Mutation(
        "the fill value of a complex type is no pair",
        ("v3.fill-value.complex",),
        set_to("fill_value", [1], [1, 2, 3], [], [1], [1, 2, 3], "1+2j", "NaN", None),
        Needs(kinds="complex", missing=True),
    ),
)
