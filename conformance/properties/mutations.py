"""A strategy for arrays with one fault, from a drawn valid one: each fault breaks a named must.

A mutation is a function on the draft of a fault; what it breaks is said beside it, and the oracle
must agree. A mutation that does not apply to the drawn array gives None.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from conformance.cases.builder import DefinitionError
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.oracle.nodes import key_prefix
from conformance.properties.arrays import array_cases

Json = Any
Draw = Any
_ODD: st.SearchStrategy[Json] = st.sampled_from([None, True, 0, 1.5, "", "other", [], {}, [0]])


@dataclass(frozen=True)
class Mutation:
    """A name, the clause that the fault breaks, and how it is put in."""

    name: str
    clause: str
    apply: Callable[[Draw, FaultDraft, Json], FaultDraft | None]


@st.composite
def faulty_cases(draw: Draw) -> Case:
    """A drawn array with one fault that breaks a must, as a `Case` of kind ``refuse``."""
    control: Case = draw(array_cases())
    mutation: Mutation = draw(st.sampled_from(MUTATIONS))
    document = json.loads(control.store[key_prefix(control.node.path) + "zarr.json"])
    title = f"{mutation.name}, in a drawn array."
    begun = fault(f"{control.id}-fault", title, mutation.clause, control=control)
    changed = mutation.apply(draw, begun, document)
    assume(changed is not None and changed.store != control.store)
    assert changed is not None
    try:
        return changed.refuse()
    except DefinitionError:
        # Another clause is broken first, or what was drawn is valid after all.
        assume(False)
        raise


def _set(member: str, values: st.SearchStrategy[Json]) -> Callable[..., FaultDraft]:
    return lambda draw, draft, _: draft.set(member, draw(values))


def _drop(member: str) -> Callable[..., FaultDraft]:
    return lambda _, draft, __: draft.drop(member)


def _unknown_field(draw: Draw, draft: FaultDraft, _: Json) -> FaultDraft:
    value = draw(_ODD | st.just({"name": "zarr-conformance-invented"}))
    return draft.set("zarr-conformance-invented", value)


def _unknown_codec(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    codecs = list(document["codecs"])
    at = draw(st.integers(0, len(codecs)))
    codecs.insert(at, {"name": "zarr-conformance-invented"})
    return draft.set("codecs", codecs)


def _second_bytes(_: Draw, draft: FaultDraft, document: Json) -> FaultDraft | None:
    names = [codec["name"] for codec in document["codecs"]]
    if "bytes" not in names:
        return None
    at = names.index("bytes")
    codecs = [*document["codecs"][: at + 1], *document["codecs"][at:]]
    return draft.set("codecs", codecs)


def _endian(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft | None:
    names = [codec["name"] for codec in document["codecs"]]
    if "bytes" not in names:
        return None
    member = f"codecs.{names.index('bytes')}.configuration.endian"
    return draft.set(member, draw(st.sampled_from(["middle", "Little", "<", 1, True])))


def _order(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft | None:
    names = [codec["name"] for codec in document["codecs"]]
    if "transpose" not in names:
        return None
    order = st.lists(st.integers(-1, 5), max_size=5)
    return draft.set(f"codecs.{names.index('transpose')}.configuration.order", draw(order))


def _index_location(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft | None:
    names = [codec["name"] for codec in document["codecs"]]
    if "sharding_indexed" not in names:
        return None
    at = names.index("sharding_indexed")
    value = draw(st.sampled_from(["middle", "END", None, 0, True]))
    return draft.set(f"codecs.{at}.configuration.index_location", value)


def _names(draw: Draw, draft: FaultDraft, _: Json) -> FaultDraft:
    return draft.set("dimension_names", draw(st.lists(st.sampled_from(["x", None]), max_size=6)))


def _separator(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    value = draw(st.sampled_from(["-", "", "//", None, 0, False]))
    name = document["chunk_key_encoding"]["name"]
    return draft.set("chunk_key_encoding", {"name": name, "configuration": {"separator": value}})


def _chunk_length(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft | None:
    lengths = list(document["chunk_grid"]["configuration"]["chunk_shape"])
    # For a dimension of length zero the text says two things of its chunks.
    axes = [axis for axis, length in enumerate(document["shape"]) if length]
    if not axes:
        return None
    lengths[draw(st.sampled_from(axes))] = draw(st.sampled_from([0, -1]))
    return draft.set("chunk_grid.configuration.chunk_shape", lengths)


CORE = "v3.core.array"
MUTATIONS = (
    Mutation(
        "zarr_format is another",
        f"{CORE}.zarr-format.value",
        _set("zarr_format", st.integers(0, 9) | st.sampled_from(["3", None])),
    ),
    Mutation(
        "node_type is another",
        f"{CORE}.node-type.value",
        _set("node_type", st.sampled_from(["group", "Array", "", 1, None])),
    ),
    *(
        Mutation(
            f"{member} is missing", f"{CORE}.{member.replace('_', '-')}.required", _drop(member)
        )
        for member in (
            "zarr_format",
            "node_type",
            "shape",
            "data_type",
            "chunk_grid",
            "chunk_key_encoding",
            "fill_value",
            "codecs",
        )
    ),
    Mutation(
        "the list of codecs is empty", f"{CORE}.codecs.not-empty", _set("codecs", st.just([]))
    ),
    Mutation("there is an unknown field", "v3.core.extension.unknown-field", _unknown_field),
    Mutation("there is an unknown codec", "v3.core.extension.unknown-field", _unknown_codec),
    Mutation("bytes comes twice", "v3.core.codecs.one-array-to-bytes", _second_bytes),
    Mutation("endian is another", "v3.codec.bytes.endian.values", _endian),
    Mutation("the order is no permutation", "v3.codec.transpose.order.permutation", _order),
    Mutation(
        "index_location is another", "v3.codec.sharding.index-location.values", _index_location
    ),
    Mutation("the names are too few or too many", f"{CORE}.dimension-names.length", _names),
    Mutation(
        "the separator of default keys is another", "v3.keys.default.separator.values", _separator
    ),
    Mutation("the separator of v2 keys is another", "v3.keys.v2.separator.values", _separator),
    Mutation("attributes is no object", f"{CORE}.attributes.object", _set("attributes", _ODD)),
    Mutation(
        "chunk_shape has another length",
        f"{CORE}.chunk-grid.chunk-shape",
        _set("chunk_grid.configuration.chunk_shape", st.lists(st.integers(1, 3), max_size=5)),
    ),
    Mutation(
        "a chunk length is not positive", "v3.grid.regular.chunk-shape.positive", _chunk_length
    ),
)
