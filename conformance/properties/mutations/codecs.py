"""Faults in lists of codecs, and in the configurations of single codecs."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.cases.builder import CRC32C, bytes_codec
from conformance.cases.faults import FaultDraft
from conformance.properties.mutations.documents import CORE, UNKNOWN
from conformance.properties.mutations.model import Draw, Json, Mutation, drop, set_to
from conformance.properties.small import Needs

ONE = "v3.core.codecs.one-array-to-bytes"
EMPTY = f"{CORE}.codecs.not-empty"
ORDER = "v3.codec.transpose.order"
SHARDING = "v3.codec.sharding"
_STRANGER: Json = {"name": "zarr-conformance-invented"}
_STRANGERS = (_STRANGER, _STRANGER | {"configuration": {"level": 1}}, _STRANGER["name"])
_SHARD = "codecs.0.configuration"
_ORDER = "codecs.0.configuration.order"


def _unknown_codec(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    codecs = list(document["codecs"])
    ready = [(at, item) for item in _STRANGERS for at in (len(codecs), 0)]
    at, item = draw(st.sampled_from(ready))
    return draft.set("codecs", [*codecs[:at], item, *codecs[at:]])


def _renamed(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    """The name of a codec in other letters than its own."""
    codecs = document["codecs"]
    names = [(i, change) for i in range(len(codecs)) for change in (str.upper, str.capitalize)]
    at, change = draw(st.sampled_from(names))
    return draft.set(f"codecs.{at}.name", change(codecs[at]["name"]))


def _twice(_: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    codecs = document["codecs"]
    at = [codec["name"] for codec in codecs].index("bytes")
    return draft.set("codecs", [*codecs[: at + 1], *codecs[at:]])


def _no_bytes(_: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    return draft.set("codecs", document["codecs"][:-1])


def _disordered(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    first, *others = document["codecs"]
    ready = [[*others, first], [CRC32C, first, *others]]
    return draft.set("codecs", draw(st.sampled_from(ready)))


def _no_list(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    return draft.set("codecs", draw(st.sampled_from([*document["codecs"] * 4, "bytes", None])))


def _order(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    order = document["codecs"][0]["configuration"]["order"]
    count = len(order)
    ready: list[Json] = [order[:-1], [*order, count], [0] * (count + 1), None, 1]
    return draft.set(_ORDER, draw(st.sampled_from([*ready, [i + 1 for i in order]])))


def _other_axes(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    order = document["codecs"][0]["configuration"]["order"]
    negative, texts = [i - len(order) for i in order], list(map(str, order))
    return draft.set(_ORDER, draw(st.sampled_from([negative, negative, texts])))


def _inner_shape(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    shape = document["codecs"][0]["configuration"]["chunk_shape"]
    ready: list[Json] = [[*shape, 1], *([shape[:-1], []] if shape else [])]
    return draft.set(f"{_SHARD}.chunk_shape", draw(st.sampled_from(ready)))


def _lists_of_shards() -> tuple[Mutation, ...]:
    found = []
    for member in ("codecs", "index_codecs"):
        words = "inner codecs" if member == "codecs" else "codecs of the index"
        clause = f"{SHARDING}.{member.replace('_', '-')}"
        path, plain = f"{_SHARD}.{member}", Needs(codecs="sharded plainly")
        inner = bytes_codec()
        found += [
            Mutation(
                f"the {words} are missing",
                (f"{clause}.required",),
                drop(path),
                Needs(codecs="sharded"),
            ),
            Mutation(
                f"the {words} are empty", (EMPTY, f"{clause}.required"), set_to(path, []), plain
            ),
            Mutation(
                f"the {words} are no list",
                (f"{clause}.array", f"{clause}.required"),
                set_to(path, inner, inner, inner, inner, None, "bytes"),
                plain,
            ),
            Mutation(
                f"there is an unknown one among the {words}",
                (UNKNOWN,),
                set_to(path, [inner, _STRANGER], [_STRANGER, inner], [_STRANGER]),
                plain,
            ),
        ]
    return tuple(found)


MUTATIONS = (
    Mutation("the list of codecs is empty", (EMPTY,), set_to("codecs", []), Needs(codecs="plain")),
    Mutation("there is an unknown codec", (UNKNOWN,), _unknown_codec),
    Mutation(
        "the name of a codec is in other letters", (UNKNOWN,), _renamed, Needs(codecs="checked")
    ),
    Mutation("bytes comes twice", (ONE,), _twice),
    Mutation("no codec makes bytes", (ONE,), _no_bytes, Needs(codecs="turned", least=1)),
    Mutation(
        "the codecs are in another order",
        ("v3.core.codecs.order",),
        _disordered,
        Needs(codecs="turned", least=1),
    ),
    Mutation(
        "a checksum comes before bytes",
        ("v3.core.codecs.order",),
        set_to("codecs", [CRC32C, bytes_codec()], [CRC32C]),
        Needs(codecs="checked"),
    ),
    Mutation("codecs is no list", (ONE, f"{CORE}.codecs.list"), _no_list, Needs(codecs="plain")),
    Mutation(
        "an item of codecs is null or a number",
        (f"{CORE}.codecs.definition",),
        set_to("codecs", *([bytes_codec(), item] for item in (None, None, None, 5, ["crc32c"]))),
        Needs(codecs="plain"),
    ),
    Mutation(
        "endian is another",
        ("v3.codec.bytes.endian.values",),
        set_to("codecs.0.configuration.endian", "middle", "Little", ">", 1, True),
        Needs(codecs="plain"),
    ),
    *(
        Mutation(
            f"{words} is missing",
            ("v3.codec.bytes.endian.required",),
            drop(member),
            Needs(codecs="plain", kinds="wide"),
        )
        for words, member in (
            ("endian", "codecs.0.configuration.endian"),
            ("the configuration of bytes", "codecs.0.configuration"),
        )
    ),
    Mutation(
        "the order is no permutation",
        (f"{ORDER}.permutation",),
        _order,
        Needs(codecs="turned", least=1),
    ),
    Mutation(
        "the order is a letter",
        (f"{ORDER}.permutation", f"{ORDER}.not-letters"),
        set_to(_ORDER, "C", "F"),
        Needs(codecs="turned", least=1),
    ),
    Mutation(
        "the order is of negative numbers or strings",
        (f"{ORDER}.permutation",),
        _other_axes,
        Needs(codecs="turned", least=1),
    ),
    *(
        Mutation(
            f"{words} is missing",
            (f"{ORDER}.required",),
            drop(member),
            Needs(codecs="turned", least=1),
        )
        for words, member in (
            ("the order", "codecs.0.configuration.order"),
            ("the configuration of transpose", "codecs.0.configuration"),
        )
    ),
    Mutation(
        "the shuffle of blosc is another",
        ("v3.codec.blosc.shuffle",),
        set_to("codecs.1.configuration.shuffle", "byteshuffle", "Shuffle", 1, True),
        Needs(codecs="blosc"),
    ),
    *(
        Mutation(
            f"{name} is a name alone",
            (clause,),
            set_to("codecs", chain),
            Needs(codecs="plain", kinds="wide"),
        )
        for name, clause, chain in (
            ("bytes", "v3.codec.bytes.endian.required", ["bytes"]),
            ("transpose", f"{ORDER}.required", ["transpose", bytes_codec()]),
            ("sharding", f"{SHARDING}.codecs.required", ["sharding_indexed"]),
        )
    ),
    Mutation(
        "index_location is another",
        (f"{SHARDING}.index-location.values",),
        set_to(f"{_SHARD}.index_location", "middle", "END", "Start", None, 0, True),
        Needs(codecs="sharded"),
    ),
    Mutation(
        "the inner chunk shape has another length",
        (f"{SHARDING}.chunk-shape.length",),
        _inner_shape,
        Needs(codecs="sharded"),
    ),
    Mutation(
        "the inner chunk shape is missing",
        (f"{SHARDING}.chunk-shape.length",),
        drop(f"{_SHARD}.chunk_shape"),
        Needs(codecs="sharded"),
    ),
    *_lists_of_shards(),
)
