"""Faults in the extension points of an array: data type, chunk grid, chunk keys, and forms."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.cases.faults import FaultDraft
from conformance.oracle.data_types import CORE as DATA_TYPES
from conformance.properties.mutations.documents import CORE, UNKNOWN
from conformance.properties.mutations.model import Draw, Json, Mutation, drop, set_to
from conformance.properties.small import Needs

GRID, KEYS = f"{CORE}.chunk-grid", f"{CORE}.chunk-key-encoding"
CHUNK_SHAPE = f"{GRID}.chunk-shape"
_PATH = "chunk_grid.configuration.chunk_shape"
_STRANGERS = ("zarr-conformance-invented", "example-unknown")
_NO_NAMES: tuple[Json, ...] = (None, 1, ["default"])
_NO_CONFIGURATIONS: tuple[Json, ...] = ([], "", None, 0)
_NO_DEFINITIONS: tuple[Json, ...] = (None, 2, ["default"], True)


def _chunk_shape(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    chunks = list(document["chunk_grid"]["configuration"]["chunk_shape"])
    return draft.set(_PATH, draw(st.sampled_from([chunks[:-1], [*chunks, 1], [], [*chunks, 2]])))


def _no_integers(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    chunks = list(document["chunk_grid"]["configuration"]["chunk_shape"])
    others: list[Json] = [[*chunks[:-1], value] for value in (1.5, None, True, [1])]
    return draft.set(_PATH, draw(st.sampled_from([*others, None, 2, "2, 3"])))


def _strings(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    chunks = list(document["chunk_grid"]["configuration"]["chunk_shape"])
    texts = list(map(str, chunks))
    return draft.set(_PATH, draw(st.sampled_from([texts, [*chunks[:-1], texts[-1]]])))


def _chunk_length(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    chunks = list(document["chunk_grid"]["configuration"]["chunk_shape"])
    value, at = draw(st.sampled_from([(v, i) for v in (0, 0, -1) for i in range(len(chunks))]))
    return draft.set(_PATH, [*chunks[:at], value, *chunks[at + 1 :]])


def _data_type_name(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    """The name of the data type in other letters, or one that nobody gives."""
    name = document["data_type"]
    others = [name.upper(), name.capitalize(), f"{name} ", "", "r", "uint48"]
    return draft.set("data_type", draw(st.sampled_from([*others, *_STRANGERS])))


def _raw_bits(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    size = DATA_TYPES[document["data_type"]].size
    bits = draw(st.sampled_from(range(1, 8)))
    return draft.set("data_type", f"r{8 * size - bits}").set("fill_value", [0] * size)


def _separator(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    return _separated(draft, document, draw(st.sampled_from(["-", "", "//", "\\"])))


def _no_separator(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    return _separated(draft, document, draw(st.sampled_from([None, 0, False])))


def _separated(draft: FaultDraft, document: Json, separator: Json) -> FaultDraft:
    name = document["chunk_key_encoding"]["name"]
    return draft.set(
        "chunk_key_encoding", {"name": name, "configuration": {"separator": separator}}
    )


def _grid_renamed(draw: Draw, draft: FaultDraft, _: Json) -> FaultDraft:
    return draft.set("chunk_grid.name", draw(st.sampled_from(["Regular", "", *_STRANGERS])))


def _form(point: str, member: str, *values: Json) -> Any:
    return set_to(f"{point}.{member}", *values)


def _points() -> tuple[Mutation, ...]:
    """Faults in the form of each extension point; its definition is an object with a name."""
    found = []
    for words, path, clause, needs in (
        ("the chunk grid", "chunk_grid", GRID, Needs()),
        ("the chunk key encoding", "chunk_key_encoding", KEYS, Needs()),
        ("a codec", "codecs.1", f"{CORE}.codecs", Needs(codecs="checked")),
    ):
        name = ("v3.core.extension.name.string", f"{clause}.definition")
        configuration = ("v3.core.extension.configuration.object", f"{clause}.definition")
        found += [
            Mutation(f"the name of {words} is missing", name, drop(f"{path}.name"), needs),
            Mutation(
                f"the name of {words} is no string", name, _form(path, "name", *_NO_NAMES), needs
            ),
            Mutation(
                f"the configuration of {words} is no object",
                configuration,
                _form(path, "configuration", *_NO_CONFIGURATIONS),
                needs,
            ),
            Mutation(
                f"{words} is no definition",
                (f"{clause}.definition",),
                set_to(path, *_NO_DEFINITIONS),
                needs,
            ),
        ]
    return tuple(found)


MUTATIONS = (
    *_points(),
    Mutation("chunk_shape has another length", (CHUNK_SHAPE,), _chunk_shape, Needs(least=1)),
    Mutation("a chunk length is a string", (CHUNK_SHAPE,), _strings, Needs(least=1)),
    Mutation("a chunk length is no integer", (CHUNK_SHAPE,), _no_integers, Needs(least=1)),
    Mutation(
        "a chunk length is not positive",
        ("v3.grid.regular.chunk-shape.positive",),
        _chunk_length,
        Needs(least=1),
    ),
    Mutation("chunk_shape is missing", (f"{GRID}.regular-name", CHUNK_SHAPE), drop(_PATH)),
    Mutation(
        "the chunk grid has no configuration",
        (f"{GRID}.regular-object",),
        drop("chunk_grid.configuration"),
    ),
    Mutation(
        "the chunk grid is a name alone",
        (f"{GRID}.regular-object",),
        set_to("chunk_grid", "regular"),
    ),
    Mutation("the chunk grid is unknown", (UNKNOWN,), _grid_renamed),
    Mutation(
        "the chunk key encoding is unknown",
        (UNKNOWN,),
        set_to("chunk_key_encoding.name", "Default", "V2", "v1", "v3", *_STRANGERS),
    ),
    *(
        Mutation(
            f"the separator of {name} keys is {what}",
            (f"v3.keys.{name}.separator.values",),
            apply,
            Needs(keys=name),
        )
        for name in ("default", "v2")
        for what, apply in (("another", _separator), ("no string", _no_separator))
    ),
    Mutation(
        "the data type is unknown",
        (UNKNOWN, f"{CORE}.data-type.identifier"),
        _data_type_name,
        Needs(codecs="plain"),
    ),
    Mutation(
        "the data type has a name of numpy",
        (UNKNOWN, f"{CORE}.data-type.identifier"),
        set_to("data_type", "<u2", "u2"),
        Needs(codecs="plain", kinds="uint16"),
    ),
    Mutation(
        "the data type is no definition",
        (f"{CORE}.data-type.definition",),
        set_to("data_type", 16, None, True, ["uint16"]),
    ),
    Mutation(
        "raw bits are no whole bytes",
        ("v3.codec.bytes.raw", "v3.data-type.raw"),
        _raw_bits,
        Needs(codecs="plain"),
    ),
)
