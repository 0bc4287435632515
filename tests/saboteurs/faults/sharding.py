"""Faults of readers of shards: where the index is, what it says, and what its codecs are."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.oracle.codecs import CODECS, common, sharding_indexed
from conformance.oracle.codecs.bytes_ import Bytes
from conformance.oracle.codecs.sharding_indexed import EMPTY, ShardingIndexed
from conformance.oracle.grid import RegularGrid
from tests.saboteurs.faults.registry import (
    change_configuration,
    fault,
    filled_with_zeros,
    rework,
    rewrite,
    tolerate,
    wrap,
)

VALUES = "v3.codec.sharding.index-location.values"
Entries = list[tuple[int, int]]


@fault("index-always-at-end", blames="v3.codec.sharding.index-location.start", symptom="refused")
def _() -> None:
    rework(CODECS, "sharding_indexed", lambda codec: replace(codec, index_location="end"))


@fault(
    "index-always-at-start",
    blames="v3.codec.sharding.index-location.end",
    symptom="refused",
)
def _() -> None:
    rework(CODECS, "sharding_indexed", lambda codec: replace(codec, index_location="start"))


@fault(
    "index-at-start-by-default",
    blames="v3.codec.sharding.index-location.default",
    symptom="refused",
)
def _() -> None:
    rewrite(CODECS, "sharding_indexed", lambda c: {"index_location": "start", **c})


@fault("index-location-of-any-word", blames=VALUES, symptom="accepted")
def _() -> None:
    tolerate(sharding_indexed, VALUES)


@fault("index-without-checksum-assumed", blames="v3.codec.sharding.index.size", symptom="refused")
def _() -> None:
    def size(codec: ShardingIndexed) -> int:
        return int(np.prod(codec.index_codecs.decoded.shape)) * 8

    wrap(ShardingIndexed, "_index_size", lambda _: size)


@fault("index-with-checksum-assumed", blames="v3.codec.sharding.index.size", symptom="refused")
def _() -> None:
    def size(codec: ShardingIndexed) -> int:
        return int(np.prod(codec.index_codecs.decoded.shape)) * 8 + 4

    wrap(ShardingIndexed, "_index_size", lambda _: size)


@fault(
    "index-byte-order-ignored",
    blames="v3.codec.sharding.index.codecs-apply",
    symptom="refused",
)
def _() -> None:
    def change(codec: ShardingIndexed) -> ShardingIndexed:
        chain = replace(codec.index_codecs, array_to_bytes=Bytes("little"))
        return replace(codec, index_codecs=chain)

    rework(CODECS, "sharding_indexed", change)


@fault("index-transpose-ignored", blames="v3.codec.sharding.index.codecs-apply", symptom="refused")
def _() -> None:
    def change(configuration: Any) -> Any:
        items = configuration.get("index_codecs")
        if not isinstance(items, list):
            return configuration
        kept = [i for i in items if not (isinstance(i, dict) and i.get("name") == "transpose")]
        return {**configuration, "index_codecs": kept}

    rewrite(CODECS, "sharding_indexed", change)


def _change_index(change: Any) -> None:
    """Change the entries of every index, of the codec and the entries."""
    wrap(
        ShardingIndexed,
        "decode_index",
        lambda decode: lambda codec, data: change(codec, decode(codec, data)),
    )


@fault("offsets-from-end-of-index", blames="v3.codec.sharding.index.offset", symptom="refused")
def _() -> None:
    def change(codec: ShardingIndexed, entries: Entries) -> Entries:
        if codec.index_location == "end":
            return entries
        size = codec._index_size()
        return [(o if o == EMPTY else o + size, length) for o, length in entries]

    _change_index(change)


@fault("inner-chunks-in-sequence-assumed", blames="v3.codec.sharding.order.any", symptom="wrong")
def _() -> None:
    # As if offsets were not needed, because lengths tell them.
    def change(codec: ShardingIndexed, entries: Entries) -> Entries:
        start = codec._index_size() if codec.index_location == "start" else 0
        lengths = [0 if length == EMPTY else length for _, length in entries]
        offsets = itertools.accumulate([start, *lengths])
        return [
            (EMPTY, EMPTY) if entry == (EMPTY, EMPTY) else (offset, entry[1])
            for offset, entry in zip(offsets, entries, strict=False)
        ]

    _change_index(change)


@fault("unused-space-refused", blames="v3.codec.sharding.unused-space", symptom="refused")
def _() -> None:
    def change(decode: Any) -> Any:
        def strict(codec: ShardingIndexed, data: bytes) -> Entries:
            entries: Entries = decode(codec, data)
            used = sum(length for _, length in entries if length != EMPTY)
            if used + codec._index_size() != len(data):
                raise ValueError("the shard has bytes that belong to no inner chunk")
            return entries

        return strict

    wrap(ShardingIndexed, "decode_index", change)


@fault("index-in-fortran-order", blames="v3.codec.sharding.index.shape", symptom="wrong")
def _() -> None:
    def change(codec: ShardingIndexed, entries: Entries) -> Entries:
        shape = codec.index_codecs.decoded.shape[:-1]
        order = np.arange(len(entries)).reshape(shape, order="F").reshape(-1)
        return [entries[i] for i in order]

    _change_index(change)


@fault("empty-inner-chunk-is-zero", blames="v3.codec.sharding.empty-chunk", symptom="wrong")
def _() -> None:
    # In the representation that inner chunks are laid into.
    filled_with_zeros(common)


@fault("inner-chunk-shape-reversed", blames="v3.codec.sharding.format", symptom="wrong")
def _() -> None:
    # Inner chunks are laid out along the first dimension first.
    class Fortran(RegularGrid):
        def chunks(self) -> Any:
            reverse = itertools.product(*map(range, self.grid_shape[::-1]))
            return (index[::-1] for index in reverse)

    wrap(sharding_indexed, "RegularGrid", lambda _: Fortran)


@fault("nested-sharding-refused", blames="v3.codec.sharding.codecs.apply", symptom="refused")
def _() -> None:
    def change(codec: ShardingIndexed) -> ShardingIndexed:
        if isinstance(codec.codecs.array_to_bytes, ShardingIndexed):
            raise ValueError("shards in shards are not supported")
        return codec

    rework(CODECS, "sharding_indexed", change)


@fault(
    "inner-chunk-shape-padded", blames="v3.codec.sharding.chunk-shape.length", symptom="accepted"
)
def _() -> None:
    def change(parse: Any) -> Any:
        def lenient(configuration: Any, decoded: Any) -> Any:
            shape = configuration.get("chunk_shape")
            if isinstance(shape, list):
                shape = [*shape, *decoded.shape[len(shape) :]][: len(decoded.shape)]
                configuration = {**configuration, "chunk_shape": shape}
            return parse(configuration, decoded)

        return lenient

    wrap(CODECS, "sharding_indexed", change)


@fault("inner-codecs-defaulted", blames="v3.codec.sharding.codecs.required", symptom="accepted")
def _() -> None:
    plain = [{"name": "bytes", "configuration": {"endian": "little"}}]
    rewrite(CODECS, "sharding_indexed", lambda c: {"codecs": plain, **c})


@fault(
    "index-codecs-defaulted",
    blames="v3.codec.sharding.index-codecs.required",
    symptom="accepted",
)
def _() -> None:
    plain = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]
    rewrite(CODECS, "sharding_indexed", lambda c: {"index_codecs": plain, **c})


@fault("empty-index-codecs-are-bytes", blames="v3.core.array.codecs.not-empty", symptom="accepted")
def _() -> None:
    plain = [{"name": "bytes", "configuration": {"endian": "little"}}]

    def change(configuration: Any) -> Any:
        if configuration.get("index_codecs") == []:
            return {**configuration, "index_codecs": plain}
        return configuration

    rewrite(CODECS, "sharding_indexed", change)


@fault(
    "codecs-of-index-without-list",
    blames="v3.codec.sharding.index-codecs.array",
    symptom="accepted",
)
def _() -> None:
    def change(configuration: Any) -> Any:
        items = configuration.get("index_codecs")
        if isinstance(items, dict):
            return {**configuration, "index_codecs": [items]}
        return configuration

    rewrite(CODECS, "sharding_indexed", change)


@fault("index-at-the-other-end", blames="v3.codec.sharding.index-location", symptom="refused")
def _() -> None:
    other = {"start": "end", "end": "start"}
    rework(
        CODECS,
        "sharding_indexed",
        lambda codec: replace(codec, index_location=other[codec.index_location]),
    )


@fault("index-holds-ends-assumed", blames="v3.codec.sharding.index.entries", symptom="refused")
def _() -> None:
    # As if an entry were the first byte and the byte after the last.
    _change_index(
        lambda _, entries: [
            (start, end) if end == EMPTY else (start, max(0, end - start)) for start, end in entries
        ]
    )


@fault("empty-is-zero-assumed", blames="v3.codec.sharding.index.empty", symptom="refused")
def _() -> None:
    wrap(sharding_indexed, "EMPTY", lambda _: 0)


@fault("offsets-must-ascend", blames="v3.codec.sharding.order.not-fixed", symptom="refused")
def _() -> None:
    def change(_: ShardingIndexed, entries: Entries) -> Entries:
        offsets = [offset for offset, length in entries if length != EMPTY]
        if offsets != sorted(offsets):
            raise ValueError("inner chunks are not in their order")
        return entries

    _change_index(change)


@fault(
    "shard-of-one-plain-chunk-by-default",
    blames="v3.codec.sharding.codecs.required",
    symptom="accepted",
)
def _() -> None:
    def change(configuration: dict[str, Any], decoded: Any) -> dict[str, Any]:
        plain = {"name": "bytes", "configuration": {"endian": "little"}}
        defaults = {
            "chunk_shape": list(decoded.shape),
            "codecs": [plain],
            "index_codecs": [plain, {"name": "crc32c"}],
        }
        return {**defaults, **configuration}

    change_configuration("sharding_indexed", change)
