"""Stores that are valid, or on which the text is open, and that no reader is made for.

Shapes and chunks beyond memory, many dimensions, deep and long documents, keys where folders lie.
The text has no limits; RFC 8259 lets a parser of JSON set some. So all are robustness: what counts
is that a reader gives the right values or an error, and neither dies, hangs nor takes the machine.
Every region that is asked for has a few elements.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from gzip import decompress
from typing import Any

from conformance import oracle
from conformance.cases import bombs, features
from conformance.cases.builder import CRC32C, array, bytes_codec, encode_json, gzip, sharding
from conformance.cases.definitions.v3.arrays import LOCATION, MINIMAL, UNINITIALISED
from conformance.cases.definitions.v3.compression import restream
from conformance.cases.definitions.v3.hierarchy import IN_GROUP
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case, Node, base64_of
from conformance.cases.streams import gzip_stored
from conformance.oracle.metadata import parse_array

Json = Any
LENGTHS = "v3.core.array.shape.integers"
CHUNK_SHAPE = "v3.core.array.chunk-grid.chunk-shape"
ATTRIBUTES = "v3.core.array.attributes.any-value"
IGNORED = "v3.core.extension.must-understand.ignorable"
GRID = "chunk_grid.configuration.chunk_shape"

ROW = (
    array(
        "v3/regions/row-of-one-chunk",
        "The region lies inside the first of three chunks of one dimension.",
        LOCATION,
    )
    .shape(12, chunks=(4,))
    .region((1, 3))
    .check("shape")
    .read()
)
ZEROS_IN_BOMB = 256  # MiB
GZIP_TWICE = (
    array(
        "v3/codecs/gzip/stored-twice",
        "A gzip stream within another, both in stored blocks.",
        "v3.core.codecs.order",
        "v3.codec.gzip.format",
    )
    .codecs(bytes_codec(), gzip(), gzip())
    .rechunk(restream(lambda data: gzip_stored(gzip_stored(decompress(data)))))
    .read()
)
MISSING = (
    array(
        "v3/regions/row-of-missing-chunk",
        "The region lies inside a chunk that is not stored, and reads as the fill value.",
        UNINITIALISED,
    )
    .shape(12, chunks=(4,))
    .data_type("uint8", 7)
    .missing((0,), (1,), (2,))
    .region((1, 3))
    .check("shape")
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield ROW
    yield MISSING
    yield GZIP_TWICE
    for draft in (_bomb(), *_shapes(), *_chunks(), *_documents(), *_places()):
        yield draft.absurd()
    yield from _dimensions()
    yield _far_away()


def _absurd(name: str, title: str, clause: str, control: Case) -> FaultDraft:
    return fault(f"v3/absurd/{name}", title, clause, control=control)


def _bomb() -> FaultDraft:
    return _absurd(
        "gzip-bomb",
        f"The gzip streams hold {ZEROS_IN_BOMB} MiB of zeros in 12 KiB; the chunk has 12 bytes.",
        "v3.codec.gzip.format",
        GZIP_TWICE,
    ).put("c/0/0", bombs.zeros_twice(ZEROS_IN_BOMB))


def _shapes() -> Iterator[FaultDraft]:
    for name, words, length in (
        ("2-32", "2 to the power of 32, plus 1", 2**32 + 1),
        ("2-53", "2 to the power of 53, plus 1", 2**53 + 1),
        ("2-62", "2 to the power of 62", 2**62),
        ("2-63", "2 to the power of 63", 2**63),
        ("2-64", "2 to the power of 64", 2**64),
        ("10-30", "10 to the power of 30", 10**30),
    ):
        title = f"The array is {words} elements long; a few of its first chunk are read."
        yield _absurd(f"shape-{name}", title, LENGTHS, ROW).set("shape", [length])


def _chunks() -> Iterator[FaultDraft]:
    for name, words, length in (
        ("4-gib", "4 GiB", 2**32),
        ("1-tib", "1 TiB", 2**40),
        ("2-62", "2 to the power of 62 bytes", 2**62),
        ("2-64", "2 to the power of 64 bytes", 2**64),
    ):
        title = f"A chunk has {words} and is not stored; a few of its elements are read."
        whole = _absurd(f"chunk-{name}", title, CHUNK_SHAPE, MISSING).set("shape", [length])
        yield whole.set(GRID, [length])
    yield (
        _absurd(
            "chunk-4-gib-of-few-bytes",
            "A chunk of 4 GiB is stored in 8 bytes; a few of its elements are read.",
            CHUNK_SHAPE,
            ROW,
        )
        .set("shape", [2**31])
        .set(GRID, [2**31])
    )
    yield (
        _absurd(
            "shard-of-2-32-chunks",
            "A shard has 2 to the power of 32 inner chunks, and 8 bytes; a few elements are read.",
            "v3.codec.sharding.index.size",
            ROW,
        )
        .set("shape", [2**32])
        .set(GRID, [2**32])
        .set("codecs", [sharding(1)])
    )


def _documents() -> Iterator[FaultDraft]:
    def attribute(name: str, title: str, text: str) -> FaultDraft:
        draft = _absurd(f"document-{name}", title, ATTRIBUTES, MINIMAL)
        return draft.set("attributes", {"a": "?"}).text(lambda whole: whole.replace('"?"', text))

    def ignored(name: str, title: str, text: str) -> FaultDraft:
        value = {"name": "zarr-conformance-invented", "must_understand": False}
        draft = _absurd(f"document-{name}", title, IGNORED, MINIMAL)
        draft = draft.set("x", value | {"configuration": "?"})
        return draft.text(lambda whole: whole.replace('"?"', text))

    yield attribute("nested-200", "An attribute is 200 arrays deep.", "[" * 200 + "]" * 200)
    for depth in (1_000, 10_000, 40_000):
        text = f'{{"a": {"[" * depth}{"]" * depth}}}'
        title = f"A field that may be ignored is {depth} arrays deep."
        yield ignored(f"nested-{depth}", title, text)
    for name, title, text in (
        ("number-400", "A number is 10 to the power of 400.", "1e400"),
        ("number-exponent", "A number has an exponent of 20 digits.", "1e99999999999999999999"),
        ("integer-1000", "An integer has 1,000 digits.", "9" * 1000),
        ("integer-5000", "An integer has 5,000 digits.", "9" * 5000),
        ("surrogate", "A string holds half of a surrogate pair.", '"\\ud800"'),
    ):
        yield attribute(f"{name}", f"{title} It is an attribute.", text)
        if name.startswith("integer-5"):
            yield ignored(f"{name}-ignored", f"{title} It may be ignored.", f'{{"a": {text}}}')
    members = ", ".join(f'"{n:04}": {n}' for n in range(4_000))
    yield attribute("members-4000", "An attribute has 4,000 members.", f"{{{members}}}")
    invalid = _absurd(
        "document-utf-8", "An attribute holds bytes that are no UTF-8.", ATTRIBUTES, MINIMAL
    ).set("attributes", {"a": "?"})
    key = "zarr.json"
    yield invalid.put(key, invalid.store[key].replace(b'"?"', b'"\xff\xfe\xc0\xaf"'))
    checks = [bytes_codec(), *[CRC32C] * 500]
    yield (
        _absurd(
            "chain-of-500",
            "500 checksums follow the chunk, each of all before.",
            "v3.core.codecs.order",
            MINIMAL,
        )
        .set("codecs", checks)
        .put("c/0/0", _checked(MINIMAL, checks))
    )


def _places() -> Iterator[FaultDraft]:
    whole = _absurd(
        "path-chunk-is-folder",
        "A file lies below the key of a chunk, which is a folder in a file system.",
        "v3.core.stored.chunk-prefix",
        MISSING,
    )
    yield whole.put("c/0/decoy", b"decoy")
    decoy = _absurd(
        "path-leaves-the-store",
        "The path of the array leaves the store by two periods, and comes back into it.",
        "v3.core.node-name.not-periods",
        IN_GROUP,
    )
    yield decoy.at("../store/run/temperature")


def _dimensions() -> Iterator[Case]:
    for count in (32, 33, 65):
        document = json.loads(MINIMAL.store["zarr.json"])
        lengths = [1] * (count - 1) + [3]
        document |= {"shape": lengths, "data_type": "uint8"}
        document["chunk_grid"]["configuration"]["chunk_shape"] = lengths
        key = "/".join(["c", *["0"] * count])
        yield _by_hand(
            f"dimensions-{count}",
            f"An array has {count} dimensions.",
            "v3.core.array.element-count",
            document,
            {key: b"\x01\x02\x03"},
            b"\x01\x02\x03",
            None,
            lengths,
        )


def _far_away() -> Case:
    document = json.loads(ROW.store["zarr.json"])
    document |= {"shape": [2**40], "data_type": "uint8"}
    return _by_hand(
        "shape-far-end",
        "The last elements of an array of 2 to the power of 40 are read.",
        LOCATION,
        document,
        {f"c/{2**40 // 4 - 1}": b"\x01\x02\x03\x04"},
        b"\x02\x03",
        (2**40 - 3, 2**40 - 1, 1),
        [2],
    )


def _by_hand(
    name: str,
    title: str,
    clause: str,
    document: Json,
    chunks: dict[str, bytes],
    values: bytes,
    row: tuple[int, int, int] | None,
    lengths: list[int],
) -> Case:
    """A case of ``uint8`` that our own oracle cannot read whole."""
    selection = None if row is None else (row,)
    tags = features.array_features(document) | features.region_features(selection)
    return Case(
        id=f"v3/absurd/{name}",
        kind="observe",
        title=title,
        clauses=(clause,),
        classes=tuple(features.classes(tags, "array")),
        features=tuple(sorted(tags)),
        node=Node("array", "", selection),
        checks=("values",),
        expect={
            "shape": [str(n) for n in lengths],
            "data_type": "uint8",
            "fill_value": base64_of(b"\0"),
            "values_sha256": hashlib.sha256(values).hexdigest(),
        },
        values=values,
        axis="robustness",
        store={"zarr.json": encode_json(document), **chunks},
    )


def _checked(control: Case, codecs: Json) -> bytes:
    """The one chunk of a case, encoded anew with another chain."""
    document = json.loads(control.store["zarr.json"]) | {"codecs": codecs}
    metadata = parse_array(encode_json(document))
    whole = oracle.read_array(control.store).values
    return oracle.encode_chunks(metadata, whole)["c/0/0"]
