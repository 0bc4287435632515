"""Feature tags and conformance classes of a dataset, computed from its metadata document.

The tags are the rows of the feature matrix. The classes say what a reader must claim before its
refusal of the dataset counts as a failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.cases.model import Region
from conformance.oracle import data_types, extension_types
from conformance.oracle.extensions import slug

# Extension data types and codecs have a class each, named after them.
_EXTENSION_TYPES = (*extension_types.PLAIN, *extension_types.CONFIGURED)
_EXTENSION_CODECS = (
    *("bitround", "cast_value", "packbits", "reshape", "scale_offset", "vlen-bytes", "vlen-utf8"),
    "zstd",
)

CLASS_OF_FEATURE = {
    **{f"dtype:{name}": f"ext-{slug(name)}-reader" for name in _EXTENSION_TYPES},
    **{f"codec:{name}": f"ext-{slug(name)}-reader" for name in _EXTENSION_CODECS},
    "codec:blosc": "v3-blosc-reader",
    "codec:crc32c": "v3-crc32c-reader",
    "codec:gzip": "v3-gzip-reader",
    "codec:sharding_indexed": "v3-sharding-reader",
    "codec:transpose": "v3-transpose-reader",
    "dtype:complex128": "v3-complex-reader",
    "dtype:complex64": "v3-complex-reader",
    "dtype:float16": "v3-float16-reader",
    "dtype:r*": "v3-raw-reader",
    "grid:rectilinear": "ext-rectilinear-reader",
    "form:must_understand": "v3-extension-forms-reader",
    "form:short-hand": "v3-extension-forms-reader",
    "keys:v2": "v3-v2-keys-reader",
    "names:duplicate": "v3-duplicate-dimension-names-reader",
    "read:region": "v3-region-reader",
    "read:strided-region": "v3-strided-region-reader",
}


def array_features(document: Mapping[str, Any]) -> set[str]:
    """The tags of an array's metadata document."""
    features = set(_extension("grid", document["chunk_grid"]))
    features |= set(_extension("keys", document["chunk_key_encoding"]))
    features |= set(_codecs(document["codecs"]))
    name = document["data_type"]
    if isinstance(name, dict) and not data_types.is_core(str(name.get("name"))):
        name = name.get("name")
    if isinstance(name, str):
        features.add("dtype:r*" if name[:1] == "r" and name[1:].isdigit() else f"dtype:{name}")
    names = [n for n in document.get("dimension_names") or [] if n]
    if len(set(names)) < len(names):
        features.add("names:duplicate")
    # What a user calls an attribute is no form of the metadata.
    members = [value for name, value in document.items() if name != "attributes"]
    if any(isinstance(value, dict) and "must_understand" in value for value in members):
        features.add("form:must_understand")
    return features


def region_features(selection: Region | None) -> set[str]:
    """The tags of reading a part of an array."""
    if selection is None:
        return set()
    strided = any(step != 1 for _, _, step in selection)
    return {"read:region", "read:strided-region"} if strided else {"read:region"}


def classes(features: set[str], node_type: str, checks: Iterable[str] = ()) -> list[str]:
    """The conformance classes that a reader of a dataset with these tags needs.

    ``checks`` are the members of an answer that the case is about: not every API has attributes.
    """
    base = "v3-core-reader" if node_type == "array" else "v3-group-reader"
    of_features = {CLASS_OF_FEATURE[f] for f in features if f in CLASS_OF_FEATURE}
    of_checks = {"v3-attributes-reader"} if "attributes" in checks else set()
    return sorted({base} | of_features | of_checks)


# What a recipe does beyond making a node and filling it, by the operation that shows it.
_WRITING = {
    "append": "append",
    "consolidate": "consolidated",
    "delete_attributes": "attributes",
    "delete_node": "delete",
    "list_members": "list",
    "read_consolidated": "consolidated",
    "resize": "resize",
    "set_attributes": "attributes",
}


def writing_features(steps: Iterable[Mapping[str, Any]]) -> set[str]:
    """The tags of carrying out a recipe."""
    tags = {f"write:{_WRITING[step['op']]}" for step in steps if step["op"] in _WRITING}
    for step in steps:
        if step["op"] == "write_region":
            strided = any(part[2] != "1" for part in step["selection"])
            tags.add("write:strided-region" if strided else "write:region")
        if step.get("overwrite"):
            tags.add("write:overwrite")
        if step.get("attributes") or step.get("array", {}).get("attributes"):
            tags.add("write:attributes")
    return tags


def writer_classes(
    reader_classes: Iterable[str], writing: Iterable[str], version: str
) -> list[str]:
    """The conformance classes that a writer of a recipe needs.

    ``reader_classes`` are those of a reader of what it leaves behind, ``writing`` the tags of the
    recipe; ``version`` is ``v3`` or ``v2``.
    """
    needed = {name.removesuffix("-reader") + "-writer" for name in reader_classes}
    return sorted(needed | {f"{version}-{tag.partition(':')[2]}-writer" for tag in writing})


# Clauses below these prefixes are about the dataset's feature of a kind; where the clause's next
# word names the feature, only about that one.
_SUBJECTS = {
    "v3.codec.": ("codec", "named"),
    "v3.keys.": ("keys", "named"),
    "v3.core.array.chunk-grid.": ("grid", "any"),
    "v3.core.array.chunk-key-encoding.": ("keys", "any"),
    "v3.core.array.data-type.": ("dtype", "any"),
    "v3.core.array.fill-value.": ("dtype", "any"),
    "v3.codec.bytes.": ("dtype", "named"),
    "v3.data-type.": ("dtype", "any"),
    "v3.fill-value.": ("dtype", "any"),
    "v3.grid.": ("grid", "any"),
    "ext.codec.": ("codec", "named"),
    "ext.data-type.": ("dtype", "named"),
    "v2.array.compressor.": ("v2-compressor", "any"),
    "v2.array.dimension-separator.": ("v2-separator", "any"),
    "v2.array.filters.": ("v2-filter", "any"),
    "v2.array.order.": ("v2-order", "any"),
    "v2.chunks.blosc": ("v2-compressor", "any"),
    "v2.chunks.compressed": ("v2-compressor", "any"),
    "v2.chunks.no-header": ("v2-compressor", "any"),
    "v2.dtype.": ("v2-dtype", "any"),
    "v2.fill-value.": ("v2-dtype", "any"),
    "v2.filters.": ("v2-filter", "any"),
    "v2.keys.": ("v2-separator", "any"),
}


def subjects(clauses: Iterable[str], features: Iterable[str]) -> set[str]:
    """Of a dataset's features, those that its clauses are about; the others only carry it.

    Features of kinds that no clause is named after (forms, names) are always among them. Where a
    part is read, only that is what the dataset is about: whole arrays show the rest.
    """
    features = set(features)
    for reading in ("read:strided-region", "read:region"):
        if reading in features:
            return {reading}
    kinds = {kind for kind, _ in _SUBJECTS.values()}
    about: dict[str, set[str]] = {kind: set() for kind in kinds}
    for clause in clauses:
        for prefix, (kind, how) in _SUBJECTS.items():
            if clause.startswith(prefix):
                about[kind].add(clause[len(prefix) :].split(".")[0] if how == "named" else "")
    found = set()
    for feature in features:
        kind, _, name = feature.partition(":")
        # The clauses of sharding_indexed are named v3.codec.sharding.
        if kind not in kinds or any(
            word in ("", name, slug(name)) or name.startswith(f"{word}_") for word in about[kind]
        ):
            found.add(feature)
    return found


def _extension(kind: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield "form:short-hand"
        yield f"{kind}:{value}"
    elif isinstance(value, dict) and isinstance(value.get("name"), str):
        yield f"{kind}:{value['name']}"
        if "must_understand" in value:
            yield "form:must_understand"


def _codecs(codecs: Any) -> Iterator[str]:
    if not isinstance(codecs, list):
        return
    for codec in codecs:
        yield from _extension("codec", codec)
        configuration = codec.get("configuration") if isinstance(codec, dict) else None
        if isinstance(configuration, dict):
            yield from _codecs(configuration.get("codecs"))
            yield from _codecs(configuration.get("index_codecs"))
