"""Guesses at the cause of wrong values for the registered codecs; see ``explain``.

Here is also how codecs are found in a metadata document, which every guess needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from conformance.oracle.codecs import Elements
from conformance.oracle.codecs.cast_value import ROUNDING
from conformance.oracle.codecs.packbits import width
from conformance.oracle.data_types import DataType, parse

Json = Any


def chains(document: Json) -> Iterator[list[Json]]:
    """Every list of codecs in an array's document, those inside sharding too."""
    lists = [document["codecs"]]
    while lists:
        codecs = lists.pop()
        yield codecs
        for codec in codecs:
            if isinstance(codec, dict) and codec.get("name") == "sharding_indexed":
                configuration = codec["configuration"]
                lists += [configuration["codecs"], configuration["index_codecs"]]


def configurations(document: Json, name: str) -> Iterator[dict[str, Json]]:
    """The configurations of every codec of a name."""
    for codecs in chains(document):
        for codec in codecs:
            if isinstance(codec, dict) and codec.get("name") == name:
                yield codec.setdefault("configuration", {})


def zero_extended(document: Json, data_type: DataType, wanted: Elements) -> Elements | None:
    """The elements with zeros above the last bit that packbits keeps; None without packbits."""
    for configuration in configurations(document, "packbits"):
        last = configuration.get("last_bit")
        if data_type.kind == "int" and last is not None:
            bits = np.unpackbits(wanted.reshape(-1, data_type.size), axis=-1, bitorder="little")
            bits[:, last + 1 :] = 0
            return np.packbits(bits, axis=-1, bitorder="little").reshape(wanted.shape)
    return None


def _drop_before_sharding(document: Json) -> None:
    codecs = document["codecs"]
    names = [codec.get("name") if isinstance(codec, dict) else codec for codec in codecs]
    if "sharding_indexed" in names:
        del codecs[: names.index("sharding_indexed")]


def _drop_scale_offset(document: Json) -> None:
    for codecs in chains(document):
        codecs[:] = [
            c for c in codecs if not (isinstance(c, dict) and c.get("name") == "scale_offset")
        ]


def _round(rule: str) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        for configuration in configurations(document, "cast_value"):
            configuration["rounding"] = rule

    return change


def _last_of_map(document: Json) -> None:
    for configuration in configurations(document, "cast_value"):
        configuration.get("scalar_map", {}).get("decode", []).reverse()


def _drop_map(document: Json) -> None:
    for configuration in configurations(document, "cast_value"):
        configuration.pop("scalar_map", None)


def _unshifted(document: Json) -> None:
    for configuration in configurations(document, "packbits"):
        first, last = configuration.get("first_bit"), configuration.get("last_bit")
        if first:
            last = width(parse(document["data_type"])) - 1 if last is None else last
            configuration |= {"first_bit": 0, "last_bit": last - first}


MISREADINGS: tuple[tuple[str, Callable[[Json], None]], ...] = (
    ("the codecs before sharding were not undone", _drop_before_sharding),
    ("scale_offset were ignored", _drop_scale_offset),
    ("the last of repeated inputs of the scalar map were taken", _last_of_map),
    ("the scalar map were ignored", _drop_map),
    ("decoded bits were not shifted to first_bit", _unshifted),
    *((f"cast_value rounded by the rule {rule}", _round(rule)) for rule in ROUNDING),
)
"""What a reader with a fault takes the document to say."""
