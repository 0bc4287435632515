"""Faults of readers that go on where a chunk cannot be decoded: it reads as one that is missing."""

from __future__ import annotations

from typing import Any

from conformance.oracle.codecs import Chain, Elements, filled
from conformance.oracle.errors import SpecError
from conformance.oracle.v2 import nodes as v2_nodes
from conformance.oracle.v2.metadata import ArrayMetadata
from tests.saboteurs.faults.registry import fault, wrap

CLAUSES = (
    "ext.codec.packbits.elements",
    "ext.codec.vlen-bytes.count",
    "ext.codec.vlen-bytes.element",
    "ext.codec.vlen-utf8.count",
    "ext.codec.vlen-utf8.element",
    "ext.codec.vlen-utf8.utf-8",
    "ext.codec.zstd.format",
    "v3.codec.blosc.format",
    "v3.codec.bytes.elements",
    "v3.codec.crc32c.appended",
    "v3.codec.crc32c.verified",
    "v3.codec.gzip.format",
    "v3.codec.sharding.index.codecs-apply",
    "v3.codec.sharding.index.entries.invalid",
    "v3.codec.sharding.index.size",
)
CLAUSES_OF_V2 = ("v2.chunks.compressed", "v2.chunks.same-shape", "v2.filters.decode-order")


def _subject(clause: str) -> str:
    return clause.split(".", 1)[1].removeprefix("codec.").replace(".", "-")


def _missing(clause: str) -> None:
    @fault(f"broken-{_subject(clause)}-is-missing", blames=clause, symptom="accepted")
    def _() -> None:
        def change(decode: Any) -> Any:
            def forgiving(chain: Chain, data: bytes) -> Elements:
                try:
                    chunk: Elements = decode(chain, data)
                except (SpecError, OverflowError):
                    return chain.decoded.filled()
                return chunk

            return forgiving

        wrap(Chain, "decode", change)


def _missing_in_v2(clause: str) -> None:
    @fault(f"v2-broken-{_subject(clause)}-is-missing", blames=clause, symptom="accepted")
    def _() -> None:
        def change(decode: Any) -> Any:
            def forgiving(array: ArrayMetadata, data: bytes) -> Elements:
                try:
                    chunk: Elements = decode(array, data)
                except SpecError:
                    element = array.fill_value or bytes(array.dtype.size)
                    return filled(array.chunk_grid.chunk_shape, element)
                return chunk

            return forgiving

        wrap(v2_nodes, "decode_chunk", change)


for _clause in CLAUSES:
    _missing(_clause)
for _clause in CLAUSES_OF_V2:
    _missing_in_v2(_clause)
