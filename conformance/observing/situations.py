"""The situations of the I/O contract: small hierarchies, a read in each, and what it has to cost.

Made by the oracle, so that every byte is known. ``traffic`` asks; nothing is judged here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from conformance.cases.builder import array, bytes_codec, sharding
from conformance.cases.model import Format
from conformance.oracle import encode_chunks
from conformance.oracle.elements import Elements, flat
from conformance.oracle.metadata import parse_array
from conformance.oracle.nodes import key_prefix

SHAPE, SHARD, INNER, CHUNK = (512, 512), (256, 256), (32, 32), (128, 128)
_SIZE = 2
Region = tuple[tuple[int, int, int], ...]
CORE = "https://zarr-specs.readthedocs.io/en/latest/v3/core/"
SHARDING = "https://zarr-specs.readthedocs.io/en/latest/v3/codecs/sharding-indexed/"
V2 = "https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html"


@dataclass(frozen=True)
class Situation:
    """One read of one hierarchy. ``expected`` are the values, None for a group.

    ``promise`` says in words what it has to cost and why, ``source`` is the section of the text
    that the reasoning rests on. ``whole`` is the size of the shard or chunk that is read from.
    """

    id: str
    title: str
    promise: str
    source: str
    op: str
    store: Mapping[str, bytes]
    path: str = ""
    selection: Region | None = None
    format: Format = "zarr_v3"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    expected: bytes | None = None
    whole: int | None = None


def all_situations() -> list[Situation]:
    """Every situation, in the order in which they are shown."""
    return [*_chunks(), *_shards(), *_documents(), *_consolidated()]


def _box(*starts: int, size: int = 1) -> Region:
    return tuple((start, start + size, 1) for start in starts)


def _read(values: Elements, region: Region) -> bytes:
    return flat(np.ascontiguousarray(values[tuple(slice(*part) for part in region)]))


def _ramp(shape: tuple[int, ...]) -> Elements:
    count = int(np.prod(shape))
    numbers = (np.arange(count) % 65_521 + 1).astype("<u2")
    return numbers.view(np.uint8).reshape(*shape, _SIZE)


def _array(
    codec: Any, chunks: tuple[int, ...], values: Elements, path: str = ""
) -> dict[str, bytes]:
    """An array of these values; chunks that hold nothing but the fill value are left out."""
    draft = array("io", "io").shape(*values.shape[:-1], chunks=chunks).codecs(codec)
    document = json.dumps(draft.document).encode()
    metadata = parse_array(document)
    stored = {}
    for key, data in encode_chunks(metadata, values, path).items():
        index = tuple(map(int, key.removeprefix(key_prefix(path)).split("/")[1:]))
        if values[metadata.chunk_grid.region(index)].any():
            stored[key] = data
    return {f"{key_prefix(path)}zarr.json": document, **stored}


def _chunks() -> Iterator[Situation]:
    values = _ramp(SHAPE)
    values[:128, 128:256] = 0
    store = _array(bytes_codec(), CHUNK, values)
    source, whole = f"{CORE}#stored-representation", len(store["c/0/0"])

    def asked(id: str, title: str, promise: str, region: Region) -> Situation:
        expected = _read(values, region)
        return Situation(
            *(id, title, promise, source, "read_region", store, "", region),
            expected=expected,
            whole=whole,
        )

    yield asked(
        "one-element",
        "One element of an array without shards",
        "2 requests: the document and the chunk, or of the chunk no more than the codecs need.",
        _box(3, 3),
    )
    yield asked(
        "same-chunk",
        "Many elements of one chunk",
        "2 requests: no chunk is fetched twice for one read.",
        _box(10, 20, size=64),
    )
    yield asked(
        "missing-chunk",
        "One element of a chunk that is not there",
        "2 requests: the answer to the chunk's key says that it is missing.",
        _box(3, 200),
    )
    yield asked(
        "four-chunks",
        "A region over four chunks",
        "5 requests: the document, and each chunk once; at the same time, so that the way to the "
        "server and back is waited for twice, not five times.",
        _box(250, 250, size=12),
    )


def _shards() -> Iterator[Situation]:
    values = _ramp(SHAPE)
    values[:256, 256:] = 0
    values[:32, 32:64] = 0
    stores = {
        place: _array(sharding(*INNER, location=place), SHARD, values) for place in ("end", "start")
    }
    whole = len(stores["end"]["c/1/1"])
    source = f"{SHARDING}#implementation-notes"

    def asked(
        id: str, title: str, promise: str, region: Region, location: str = "end"
    ) -> Situation:
        return Situation(
            *(id, title, promise, source, "read_region", stores[location], "", region),
            expected=_read(values, region),
            whole=whole,
        )

    yield asked(
        "shard-element-end",
        "One element of a shard, index at its end",
        "3 requests: the document, the index by a range that counts from the end, the inner chunk "
        "by its range. A store that cannot ask for the end needs one more, for the size.",
        _box(300, 300),
    )
    yield asked(
        "shard-element-start",
        "One element of a shard, index at its start",
        "3 requests: the document, the index, the inner chunk; the shard's size is not needed.",
        _box(300, 300),
        "start",
    )
    yield asked(
        "shard-four-inner",
        "A region over four inner chunks of one shard",
        "At most 6 requests: the document, the index once, and the inner chunks, which may be "
        "fetched together.",
        _box(310, 310, size=20),
    )
    yield asked(
        "shard-whole",
        "All of one shard",
        "2 requests: the document, and the shard in one piece. Inner chunks one by one cost a "
        "request each.",
        _box(256, 256, size=256),
    )
    yield asked(
        "shard-missing",
        "One element of a shard that is not there",
        "2 requests: the answer to the shard's key says that it is missing.",
        _box(3, 300),
    )
    yield asked(
        "shard-missing-inner",
        "One element of an inner chunk that is not there",
        "2 requests: the document and the index, which says that it is missing.",
        _box(3, 40),
    )


def _group(**members: Any) -> dict[str, Any]:
    return {"zarr_format": 3, "node_type": "group", **members}


def _bytes(documents: Mapping[str, Any]) -> dict[str, bytes]:
    return {key: json.dumps(document).encode() for key, document in documents.items()}


def _small() -> tuple[Elements, dict[str, Any], dict[str, bytes]]:
    """The values of a small array, its document in version 2, and its chunk there."""
    values = _ramp((4, 4))
    document = {
        "zarr_format": 2,
        "shape": [4, 4],
        "chunks": [4, 4],
        "dtype": "<u2",
        "compressor": None,
        "fill_value": 0,
        "order": "C",
        "filters": None,
    }
    return values, document, {"a/b/0.0": flat(values)}


def _documents() -> Iterator[Situation]:
    values, zarray, chunk = _small()
    groups = _bytes({"zarr.json": _group(), "a/zarr.json": _group()})
    v3 = groups | _array(bytes_codec(), (4, 4), values, "a/b")
    v2_group = {"zarr_format": 2}
    v2 = _bytes({".zgroup": v2_group, "a/.zgroup": v2_group, "a/b/.zarray": zarray}) | chunk
    yield Situation(
        "v3-array-in-groups",
        "Version 3: an array below two groups",
        "2 requests: its own document says all, so no group above is opened; and the chunk.",
        *(f"{CORE}#array-metadata", "read_array", v3, "a/b"),
        expected=flat(values),
    )
    yield Situation(
        "v3-group",
        "Version 3: a group",
        "1 request: its document.",
        *(f"{CORE}#group-metadata", "read_group", v3, "a"),
    )
    yield Situation(
        "v2-array-in-groups",
        "Version 2: an array below two groups",
        "3 requests: .zarray, .zattrs, which may be missing, and the chunk. Whoever was told the "
        "version need not look for zarr.json.",
        *(f"{V2}#spec-v2-array-metadata", "read_array", v2, "a/b"),
        format="zarr_v2",
        expected=flat(values),
    )
    yield Situation(
        "v2-group",
        "Version 2: a group",
        "2 requests: .zgroup, and .zattrs, which may be missing.",
        *(f"{V2}#spec-v2-hierarchy-groups", "read_group", v2, "a"),
        format="zarr_v2",
    )


def _consolidated() -> Iterator[Situation]:
    values, zarray, chunk = _small()
    apart = _array(bytes_codec(), (4, 4), values, "a/b")
    told = {"a": _group(), "a/b": json.loads(apart["a/b/zarr.json"])}
    inline = {"kind": "inline", "must_understand": False, "metadata": told}
    v3 = apart | _bytes(
        {"zarr.json": _group(consolidated_metadata=inline), "a/zarr.json": _group()}
    )
    documents = {
        ".zgroup": {"zarr_format": 2},
        "a/.zgroup": {"zarr_format": 2},
        "a/b/.zarray": zarray,
        "a/b/.zattrs": {},
    }
    told_v2 = {"zarr_consolidated_format": 1, "metadata": documents}
    v2 = _bytes({**documents, ".zmetadata": told_v2}) | chunk
    yield Situation(
        "v3-consolidated",
        "Version 3: the same array, by the consolidated metadata of the root",
        "2 requests: the root's document and the chunk; further nodes cost none.",
        *(f"{CORE}#additional-fields", "read_consolidated", v3),
        arguments={"below": "a/b"},
        expected=flat(values),
    )
    yield Situation(
        "v2-consolidated",
        "Version 2: the same array, by .zmetadata",
        "2 requests: .zmetadata and the chunk. Practice; no text has it.",
        *(V2, "read_consolidated", v2),
        format="zarr_v2",
        arguments={"below": "a/b"},
        expected=flat(values),
    )
