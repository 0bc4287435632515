"""Version 2 in practice: the text's examples, arrays as archives have them, ``.zmetadata``.

No text describes consolidated metadata, so what libraries do with it is observed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.cases.builder import encode_json
from conformance.cases.definitions.v2.arrays import MINIMAL
from conformance.cases.definitions.v2.attributes import ANY, DOCUMENT, EXAMPLE
from conformance.cases.model import Case
from conformance.cases.v2 import array, delta, group, zlib


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _examples()
    yield from _archives()
    yield from _consolidated()


def _examples() -> Iterator[Case]:
    yield (
        array(
            "v2/examples/array",
            "The example of a single array, with smaller lengths.",
            "v2.example.array",
            "v2.example.array-attributes",
        )
        .shape(4, 4, chunks=(2, 2))
        .dtype("<i4", 42)
        .compressor(zlib())
        .values(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3)
        .attributes(EXAMPLE)
        .read()
    )
    yield (
        array(
            "v2/examples/hierarchy",
            "The example of an array in groups, with smaller lengths.",
            "v2.example.hierarchy",
            "v2.path.prefix",
        )
        .shape(4, 4, chunks=(2, 2))
        .dtype("<f8", 0)
        .values(*[42] * 16)
        .at("foo/bar")
        .attributes({"comment": "answer to life, the universe and everything"})
        .read()
    )
    yield (
        array(
            "v2/examples/metadata",
            "The example of the text, with smaller lengths.",
            "v2.example.metadata",
            "v2.chunks.blosc",
            "v2.filters.decode-order",
        )
        .shape(4, 4, chunks=(2, 2))
        .dtype("<f8", "NaN")
        .compressor({"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1})
        .filters(delta("<f8", "<f4"))
        .missing((1, 0))
        # What delta does with another type is told by its implementations alone.
        .observe()
    )


def _archives() -> Iterator[Case]:
    """How images and grids of climate data are laid out."""
    yield (
        array(
            "v2/examples/image",
            "An image: nested keys, planes as chunks, big-endian elements, blosc.",
            "v2.array.dimension-separator.values",
            "v2.array.dimension-separator.nested",
            "v2.dtype.byte-order.big",
            "v2.chunks.blosc",
        )
        .shape(1, 2, 1, 20, 10, chunks=(1, 1, 1, 16, 8))
        .dtype(">u2", 0)
        .separator("/")
        .compressor({"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0})
        .at("0/0")
        .read()
    )
    yield (
        array(
            "v2/examples/grid",
            "A grid: attributes that name its dimensions, NaN where nothing was measured.",
            ANY,
            "v2.fill-value.float.nan",
            "v2.chunks.compressed",
        )
        .shape(3, 4, 5, chunks=(1, 4, 5))
        .dtype("<f4", "NaN")
        .compressor({"id": "zstd", "level": 1})
        .missing((1, 0, 0))
        .at("temperature")
        .attributes({"_ARRAY_DIMENSIONS": ["time", "lat", "lon"], "units": "K"})
        .read()
    )


def _consolidated() -> Iterator[Case]:
    below = {".zgroup": {"zarr_format": 2}, "foo/.zarray": json.loads(MINIMAL.store[".zarray"])}
    stale = json.loads(MINIMAL.store[".zarray"]) | {"order": "F"}
    practice = "v2-practice:consolidated"
    for name, title, metadata in (
        ("agrees", "It says what the documents say.", below | {"foo/.zattrs": {"of": "foo"}}),
        ("attributes-differ", "It has other attributes.", below | {"foo/.zattrs": {"of": "it"}}),
        ("array-differs", "It says another order.", below | {"foo/.zarray": stale}),
        ("array-left-out", "The array is not in it.", {".zgroup": {"zarr_format": 2}}),
    ):
        document = {"zarr_consolidated_format": 1, "metadata": metadata}
        yield (
            array(
                f"v2/consolidated/{name}",
                f"There is .zmetadata at the root. {title}",
                "v2.array.document",
                DOCUMENT,
            )
            .at("foo")
            .attributes({"of": "foo"})
            .also(".zmetadata", encode_json(document))
            .tag(practice)
            .observe()
        )
    yield (
        group("v2/consolidated/group", "There is .zmetadata beside a group.", DOCUMENT)
        .attributes({"of": "the root"})
        .also(
            ".zmetadata",
            encode_json(
                {
                    "zarr_consolidated_format": 1,
                    "metadata": {**below, ".zattrs": {"of": "it"}},
                }
            ),
        )
        .tag(practice)
        .observe()
    )
    yield (
        group("v2/consolidated/no-json", "The document .zmetadata is no JSON.", DOCUMENT)
        .also(".zmetadata", b"{")
        .tag(practice)
        .observe()
    )
