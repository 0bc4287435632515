"""Guesses at the cause of wrong values: the fault that explains every byte of an answer.

Each hypothesis reads the same store once more with the oracle, the metadata changed as a reader
with the fault would understand it, or changes the right elements as the fault would. Only an exact
match is reported, so a guess can be missing but never half true.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance import oracle
from conformance.cases.builder import encode_json
from conformance.cases.model import Case, Region
from conformance.cases.values import cut
from conformance.engine import explain_codecs, explain_v2
from conformance.engine.compare import as_elements
from conformance.engine.explain_codecs import chains, configurations
from conformance.engine.judge import Judgement, describe
from conformance.oracle import data_types
from conformance.oracle.codecs import Elements, filled
from conformance.oracle.data_types import DataType
from conformance.oracle.nodes import ArrayNode, key_prefix

Json = Any
Store = Mapping[str, bytes]


def as_if(case: Case, store: Mapping[str, bytes], values: bytes) -> str | None:
    """The fault that turns the case's store into these ``values``; None when none is known."""
    if case.expect is None or case.values is None:
        return None
    found = as_elements(values, case.expect, case.values)
    if found is None:
        return None
    for fault, elements in _hypotheses(case, store):
        if elements.shape == found.shape and np.array_equal(elements, found):
            return f"as if {fault}"
    return None


def explained(
    case: Case, judgement: Judgement, values: bytes | None, store: Callable[[], Store]
) -> Judgement:
    """The judgement on wrong values with what explains them, where something does."""
    found = judgement.mismatch
    if found is None or found.member != "values" or values is None:
        return judgement
    cause = as_if(case, store(), values)
    if cause is None:
        return judgement
    return replace(
        judgement,
        message=f"{describe(found)}: {cause}",
        mismatch=replace(found, as_if=cause),
    )


def _hypotheses(case: Case, store: Mapping[str, bytes]) -> Iterator[tuple[str, Elements]]:
    """What a reader with each fault would answer."""
    if case.format == "zarr_v2":
        misread = explain_v2.misread_arrays(store, case.node.path)
    else:
        misread = _misread_arrays(case, store, oracle.read_array(store, case.node.path))
    for fault, whole in misread:
        yield fault, cut(whole, case.node.selection)
    node = oracle.FORMATS[case.format].read_array(store, case.node.path)
    if case.node.selection is not None:
        for fault, selection in _misread_selections(case.node.selection):
            yield fault, cut(node.values, selection)


def _misread_selections(selection: Region) -> Iterator[tuple[str, Region]]:
    """Selections of as many elements, so that none of them can leave the array."""
    lengths = [len(range(*part)) for part in selection]
    yield (
        "the step were ignored",
        tuple((part[0], part[0] + n, 1) for part, n in zip(selection, lengths, strict=True)),
    )
    yield (
        "the region began at the origin of the array",
        tuple((0, stop - start, step) for start, stop, step in selection),
    )


def _misread_arrays(
    case: Case, store: Mapping[str, bytes], node: ArrayNode
) -> Iterator[tuple[str, Elements]]:
    """All elements, as a reader with each fault would have them."""
    metadata, wanted = node.metadata, node.values
    data_type, shape = metadata.data_type, metadata.shape
    # The forms of the extensions' fill values and their special numbers are not known here.
    core = data_types.is_core(data_type.name)
    fills = [
        (fault, _set_fill(data_type, fill))
        for fault, fill in (_fills(data_type, metadata.fill_value) if core else ())
    ]
    # First, because a chunk key misread comes to the same.
    whole = filled(shape, metadata.fill_value, variable=data_type.variable)
    yield "the fill value were used for every chunk", whole
    for fault, fill in () if core else _extension_fills(data_type, metadata.fill_value):
        yield fault, _with_fill(store, case.node.path, node, fill)
    for fault, change in (*_MISREADINGS, *fills, *explain_codecs.MISREADINGS):
        misread = _misread(store, case.node.path, change)
        if misread is not None:
            yield fault, misread
    for size in (2, 4, 8):
        misread = _misread(_swapped(store, size), case.node.path, lambda _: None)
        if misread is not None:
            yield f"bytes were swapped in words of {size}, whatever the data type", misread
    document = json.loads(store[key_prefix(case.node.path) + "zarr.json"])
    unsigned = explain_codecs.zero_extended(document, data_type, wanted)
    if unsigned is not None:
        yield "packbits did not extend the sign", unsigned
    zero = filled(shape, bytes(data_type.size), variable=data_type.variable)
    yield "every element were zero", zero
    axes = (*range(len(shape))[::-1], len(shape))
    yield (
        "elements were taken in Fortran order",
        np.ascontiguousarray(wanted.transpose(axes)).reshape(wanted.shape),
    )
    if core and data_type.kind in ("float", "complex"):
        yield "every NaN were the default NaN", _canonical_nan(data_type, wanted)
        yield "negative zero were zero", _positive_zero(data_type, wanted)


def _swapped(store: Mapping[str, bytes], size: int) -> dict[str, bytes]:
    """The store with the bytes of every whole word of its chunks swapped."""
    swapped = {}
    for key, data in store.items():
        words = len(data) // size * size
        if key.endswith("zarr.json"):
            words = 0
        head = np.frombuffer(data[:words], np.uint8).reshape(-1, size)[:, ::-1]
        swapped[key] = head.tobytes() + data[words:]
    return swapped


def _misread(
    store: Mapping[str, bytes], path: str, change: Callable[[Json], None]
) -> Elements | None:
    """The elements with the array's document changed; None when it cannot be read so."""
    key = key_prefix(path) + "zarr.json"
    document = json.loads(store[key])
    change(document)
    try:
        return oracle.read_array({**store, key: encode_json(document)}, path).values
    except oracle.SpecError:
        return None


def _invert_transpose(document: Json) -> None:
    for configuration in configurations(document, "transpose"):
        order = configuration["order"]
        configuration["order"] = [order.index(i) for i in range(len(order))]


def _drop_transpose(document: Json) -> None:
    for codecs in chains(document):
        codecs[:] = [
            c for c in codecs if not (isinstance(c, dict) and c.get("name") == "transpose")
        ]


def _reverse_transposes(document: Json) -> None:
    for codecs in chains(document):
        places = [
            i for i, c in enumerate(codecs) if isinstance(c, dict) and c.get("name") == "transpose"
        ]
        reverse = [codecs[i] for i in reversed(places)]
        for place, codec in zip(places, reverse, strict=True):
            codecs[place] = codec


def _single_transpose(document: Json) -> None:
    for codecs in chains(document):
        places = [
            i for i, c in enumerate(codecs) if isinstance(c, dict) and c.get("name") == "transpose"
        ]
        for place in reversed(places[1:]):
            del codecs[place]


def _endian(value: Callable[[str], str]) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        for configuration in configurations(document, "bytes"):
            if "endian" in configuration:
                configuration["endian"] = value(configuration["endian"])

    return change


def _move_index(document: Json) -> None:
    for configuration in configurations(document, "sharding_indexed"):
        start = configuration.get("index_location") == "start"
        configuration["index_location"] = "end" if start else "start"


def _fill_through_float32(document: Json) -> None:
    if document["data_type"] == "float16" and isinstance(document["fill_value"], float):
        document["fill_value"] = float(np.float32(document["fill_value"]))


def _keys(name: str, separator: str) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        document["chunk_key_encoding"] = {"name": name, "configuration": {"separator": separator}}

    return change


_MISREADINGS: tuple[tuple[str, Callable[[Json], None]], ...] = (
    ("transpose were inverted", _invert_transpose),
    ("transpose were ignored", _drop_transpose),
    ("chained transposes were undone in the wrong order", _reverse_transposes),
    ("only the first of the chained transposes were undone", _single_transpose),
    ("byte order were ignored (always little-endian)", _endian(lambda _: "little")),
    ("byte order were ignored (always big-endian)", _endian(lambda _: "big")),
    ("byte order were reversed", _endian(lambda e: "big" if e == "little" else "little")),
    ("the index were at the other end of the shard", _move_index),
    ("the fill value were rounded to float32 first", _fill_through_float32),
    *(
        (f"chunk keys were {name} with the separator {separator}", _keys(name, separator))
        for name in ("default", "v2")
        for separator in "/."
    ),
)


def _fills(data_type: DataType, fill: bytes) -> Iterator[tuple[str, bytes]]:
    if data_type.kind in ("int", "uint"):
        signed = data_type.kind == "int"
        number = int(float(int.from_bytes(fill, "little", signed=signed)))
        modulus = 1 << (8 * data_type.size)
        low = -modulus // 2 if signed else 0
        clipped = min(max(number, low), low + modulus - 1)
        for double in (clipped, (number - low) % modulus + low):
            yield (
                "the fill value went through a double",
                double.to_bytes(data_type.size, "little", signed=signed),
            )
    if data_type.kind == "float":
        yield "the bits of the fill value were taken for its value", _float(data_type, fill)
    yield "missing chunks were zero, whatever the fill value", bytes(data_type.size)
    if data_type.component > 1:
        parts = np.frombuffer(fill, np.uint8).reshape(-1, data_type.component)
        yield "the bytes of the fill value were swapped", parts[:, ::-1].tobytes()
    if data_type.kind in ("float", "complex"):
        one = np.frombuffer(fill, np.uint8).reshape(1, data_type.size)
        yield "the fill value were the default NaN", _canonical_nan(data_type, one).tobytes()
        yield "the fill value lost the sign of its zero", _positive_zero(data_type, one).tobytes()


def _extension_fills(data_type: DataType, fill: bytes) -> Iterator[tuple[str, bytes]]:
    zero = "empty" if data_type.variable else "zero"
    yield f"missing chunks were {zero}, whatever the fill value", bytes(data_type.size)
    if not data_type.variable and data_type.has_byte_order:
        swapped = bytes(fill[i] for i in data_type.reversed)
        yield "the bytes of the fill value were swapped", swapped


def _with_fill(store: Store, path: str, node: ArrayNode, fill: bytes) -> Elements:
    """The elements with another fill value in the missing chunks."""
    whole, metadata = node.values.copy(), node.metadata
    for index in metadata.chunk_grid.chunks():
        if key_prefix(path) + metadata.chunk_key_encoding.key(index) not in store:
            region = metadata.chunk_grid.region(index)
            lengths = tuple(part.stop - part.start for part in region)
            whole[region] = filled(lengths, fill, variable=metadata.data_type.variable)
    return whole


def _fill_json(data_type: DataType, fill: bytes) -> Json:
    """The JSON fill value that denotes these bytes."""
    parts = [
        fill[i : i + data_type.component] for i in range(0, data_type.size, data_type.component)
    ]
    match data_type.kind:
        case "bool":
            return fill != b"\0"
        case "int" | "uint":
            return int.from_bytes(fill, "little", signed=data_type.kind == "int")
        case "raw":
            return list(fill)
        case "float" | "complex":
            texts = [f"0x{part[::-1].hex()}" for part in parts]
            return texts if data_type.kind == "complex" else texts[0]


def _set_fill(data_type: DataType, fill: bytes) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        document["fill_value"] = _fill_json(data_type, fill)

    return change


def _bits(data_type: DataType, elements: Elements) -> tuple[NDArray[np.unsignedinteger], int]:
    """The components as unsigned integers, and the bits of infinity."""
    size = data_type.component
    bits = np.frombuffer(elements.tobytes(), f"<u{size}").copy()
    infinity = data_types.fill_value(data_types.CORE[f"float{8 * size}"], "Infinity")
    return bits, int.from_bytes(infinity, "little")


def _float(data_type: DataType, fill: bytes) -> bytes:
    return data_types.fill_value(data_type, int.from_bytes(fill, "little"))


def _canonical_nan(data_type: DataType, elements: Elements) -> Elements:
    bits, infinity = _bits(data_type, elements)
    magnitude = bits & bits.dtype.type((1 << (8 * data_type.component - 1)) - 1)
    nan = data_types.fill_value(data_types.CORE[f"float{8 * data_type.component}"], "NaN")
    bits[magnitude > infinity] = int.from_bytes(nan, "little")
    return bits.view(np.uint8).reshape(elements.shape)


def _positive_zero(data_type: DataType, elements: Elements) -> Elements:
    bits, _ = _bits(data_type, elements)
    bits[bits == 1 << (8 * data_type.component - 1)] = 0
    return bits.view(np.uint8).reshape(elements.shape)
