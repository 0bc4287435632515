"""Feature tags and conformance classes of datasets of version 2. See ``features``.

The tags have kinds of their own, because reading a data type or a compressor in one version says
nothing about the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.oracle.v2 import data_types
from conformance.oracle.v2.data_types import Simple, Type

FORMAT = "format:v2"

CLASS_OF_FEATURE = {
    "v2-read:region": "v2-region-reader",
    "v2-read:strided-region": "v2-strided-region-reader",
    "v2-dtype:M8": "v2-datetime-reader",
    "v2-dtype:S": "v2-string-reader",
    "v2-dtype:U": "v2-unicode-reader",
    "v2-dtype:V": "v2-void-reader",
    "v2-dtype:complex128": "v2-complex-reader",
    "v2-dtype:complex64": "v2-complex-reader",
    "v2-dtype:float16": "v2-float16-reader",
    "v2-dtype:m8": "v2-datetime-reader",
    "v2-dtype:structured": "v2-structured-reader",
}
# Each compressor and each filter has a class of its own, named after it. A compressor that is a
# filter is asked more of.
_OWN_CLASS = ("v2-compressor", "v2-filter")
_COMPRESSORS = {"blosc", "bz2", "gzip", "lz4", "lzma", "zlib", "zstd"}


def array_features(document: Mapping[str, Any]) -> set[str]:
    """The tags of an array's document that the oracle reads."""
    dtype = data_types.parse(document["dtype"])
    features = {FORMAT, f"v2-dtype:{_name(dtype)}"}
    if any(big for size, big in data_types.components(dtype) if size > 1):
        features.add("v2-byte-order:big")
    if document["order"] == "F":
        features.add("v2-order:F")
    if document.get("dimension_separator") == "/":
        features.add("v2-separator:slash")
    return features | set(_codecs(document))


def classes(features: Iterable[str], node_type: str, checks: Iterable[str] = ()) -> list[str]:
    """The conformance classes that a reader of a dataset with these tags needs."""
    needed = {"v2-core-reader" if node_type == "array" else "v2-group-reader"}
    for feature in features:
        kind, _, name = feature.partition(":")
        if feature in CLASS_OF_FEATURE:
            needed.add(CLASS_OF_FEATURE[feature])
        elif kind in _OWN_CLASS:
            as_filter = kind == "v2-filter" and name in _COMPRESSORS
            needed.add(f"v2-{name}-filter-reader" if as_filter else f"v2-{name}-reader")
    if "attributes" in checks:
        needed.add("v2-attributes-reader")
    return sorted(needed)


def _name(dtype: Type) -> str:
    if not isinstance(dtype, Simple):
        return "structured"
    if dtype.kind in "SUV":
        return dtype.kind
    return f"{dtype.kind}8" if dtype.kind in "mM" else data_types.described(dtype).name


def _codecs(document: Mapping[str, Any]) -> Iterator[str]:
    if document["compressor"]:
        yield f"v2-compressor:{document['compressor']['id']}"
    for item in document["filters"] or ():
        yield f"v2-filter:{item['id']}"
