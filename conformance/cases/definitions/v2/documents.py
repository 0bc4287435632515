"""The documents ``.zarray`` and ``.zgroup``: their keys, values of other kinds, and their JSON.

Data types, fill values, separators and codecs have modules of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.cases.definitions.v2.arrays import MINIMAL
from conformance.cases.definitions.v3.array_documents import NOT_AN_OBJECT
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.cases.v2 import array, delta, group

ARRAY, GROUP = "v2.array", "v2.group"
OTHERS = "zarr-python#2297"
INVENTED = "zarr-conformance-invented"

PLAIN_GROUP = group(
    "v2/groups/minimal",
    "A group at the root, without attributes.",
    f"{GROUP}.object",
    f"{GROUP}.document",
    "v2.attributes.optional",
).read()


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield PLAIN_GROUP
    yield from _keys()
    yield from _texts()
    yield from _spellings()
    yield from _other_kinds()
    yield from _other_keys()
    yield from _group_open()


def _document(name: str, title: str, *clauses: str) -> FaultDraft:
    return fault(f"v2/documents/{name}", title, *clauses, control=MINIMAL)


def _of_group(name: str, title: str, *clauses: str) -> FaultDraft:
    return fault(f"v2/groups/{name}", title, *clauses, control=PLAIN_GROUP)


def _keys() -> Iterator[Case]:
    for key in json.loads(MINIMAL.store[".zarray"]):
        name = key.replace("_", "-")
        yield (
            _document(f"{name}-missing", f"{key} is missing.", f"{ARRAY}.{name}.required")
            .drop(key)
            .refuse()
        )
    yield (
        _of_group("zarr-format-missing", "zarr_format is missing.", f"{GROUP}.zarr-format.required")
        .drop("zarr_format")
        .refuse()
    )


def _texts() -> Iterator[Case]:
    for special, (change, title) in NOT_AN_OBJECT.items():
        yield _document(f"text-{special}", title, f"{ARRAY}.object").text(change).refuse()
        yield _of_group(f"text-{special}", title, f"{GROUP}.object").text(change).refuse()
    yield (
        _document("text-byte-order-mark", "A byte order mark comes first.", f"{ARRAY}.object")
        .text(lambda text: "\ufeff" + text)
        .observe()
    )
    yield (
        _document(
            "text-key-twice", "The key order is there twice, with two values.", f"{ARRAY}.object"
        )
        .text(lambda text: text.replace('"order": "C"', '"order": "F",\n  "order": "C"'))
        .observe()
    )
    yield (
        _document("absent", "There is no .zarray, but a chunk.", f"{ARRAY}.document")
        .erase(".zarray")
        .observe()
    )
    yield (
        _document("of-version-1", "The document is under the key meta.", f"{ARRAY}.document")
        .erase(".zarray")
        .put("meta", MINIMAL.store[".zarray"])
        .observe()
    )
    yield (
        _of_group("absent", "There is no .zgroup, but .zattrs.", f"{GROUP}.document")
        .erase(".zgroup")
        .put(".zattrs", b"{}")
        .observe()
    )


def _spellings() -> Iterator[Case]:
    def spelt(name: str, title: str) -> Any:
        return array(f"v2/documents/{name}", title, f"{ARRAY}.object", f"{ARRAY}.document")

    yield (
        spelt("minified", "There is no white space.")
        .spelt(lambda text: json.dumps(json.loads(text), separators=(",", ":")))
        .read()
    )
    yield (
        spelt("keys-backwards", "The keys are in reverse order.")
        .spelt(lambda text: json.dumps(dict(reversed(json.loads(text).items())), indent=4))
        .read()
    )
    yield (
        spelt("escapes", "Characters of keys and values are escaped.")
        .spelt(lambda text: text.replace('"shape"', '"sh\\u0061pe"').replace('"C"', '"\\u0043"'))
        .read()
    )


# Values of which nobody can say what array they describe, and those with a plain meaning all the
# same. No must binds either.
_SENSELESS: dict[str, tuple[tuple[str, Any, str], ...]] = {
    "zarr_format": (
        ("1", 1, "zarr-format.integer"),
        ("3", 3, "zarr-format.integer"),
        ("null", None, "zarr-format.integer"),
    ),
    "shape": (
        ("number", 6, "shape.integers"),
        ("string", "2x3", "shape.integers"),
        ("null", None, "shape.integers"),
        ("list-with-null", [2, None], "shape.integers"),
        ("negative", [2, -3], "shape.integers"),
    ),
    "chunks": (
        ("number", 6, "chunks.integers"),
        ("null", None, "chunks.integers"),
        ("true", True, "chunks.integers"),
        ("zero", [2, 0], "chunks.integers"),
        ("negative", [2, -3], "chunks.integers"),
        ("too-short", [2], "chunks.rank"),
        ("too-long", [2, 3, 1], "chunks.rank"),
        ("empty", [], "chunks.rank"),
    ),
    "compressor": (
        ("string", "zlib", "compressor.form"),
        ("number", 1, "compressor.form"),
        ("list", [{"id": "zlib", "level": 1}], "compressor.form"),
    ),
    "order": (
        ("a", "A", "order.values"),
        ("k", "K", "order.values"),
        ("word", "row-major", "order.values"),
        ("permutation", [0, 1], "order.values"),
        ("null", None, "order.values"),
    ),
    "filters": (
        ("object", delta("<u2"), "filters.form"),
        ("string", "delta", "filters.form"),
        ("list-of-strings", ["delta"], "filters.form"),
        ("list-with-null", [None], "filters.form"),
    ),
}
_MEANT: dict[str, tuple[tuple[str, Any, str], ...]] = {
    "zarr_format": (
        ("string", "2", "zarr-format.integer"),
        ("decimal-point", 2.0, "zarr-format.integer"),
    ),
    "shape": (
        ("list-of-strings", ["2", "3"], "shape.integers"),
        ("decimal-point", [2.0, 3.0], "shape.integers"),
    ),
    "compressor": (("false", False, "compressor.form"),),
    "order": (("lower-case", "c", "order.values"),),
    "filters": (("false", False, "filters.form"),),
}


def _other_kinds() -> Iterator[Case]:
    for values, scored in ((_SENSELESS, True), (_MEANT, False)):
        for key, rows in values.items():
            for special, value, clause in rows:
                draft = _document(
                    f"{key.replace('_', '-')}-is-{special}",
                    f"{key} is {json.dumps(value)}.",
                    f"{ARRAY}.{clause}",
                ).set(key, value)
                yield draft.robustness() if scored else draft.observe()


def _other_keys() -> Iterator[Case]:
    clause = f"{ARRAY}.other-keys.ignored"
    for name, key, value in (
        ("string", INVENTED, "text"),
        ("attributes", "attributes", {"spam": "ham"}),
        ("of-version-3", "node_type", "array"),
    ):
        yield (
            array(
                f"v2/documents/other-key-{name}",
                f"There is another key, {key}.",
                clause,
                f"{ARRAY}.other-keys.absent",
            )
            .member(key, value)
            .observe(OTHERS)
        )


def _group_open() -> Iterator[Case]:
    clause = f"{GROUP}.other-keys"
    others: tuple[tuple[str, str, Any], ...] = (
        ("string", INVENTED, "text"),
        ("attributes", "attributes", {"spam": "ham"}),
    )
    for name, key, value in others:
        yield (
            _of_group(f"other-key-{name}", f"There is another key, {key}.", clause)
            .set(key, value)
            .observe(OTHERS)
        )
    versions: tuple[tuple[str, Any], ...] = (("1", 1), ("3", 3), ("string", "2"), ("null", None))
    for special, value in versions:
        draft = _of_group(
            f"zarr-format-is-{special}",
            f"zarr_format is {json.dumps(value)}.",
            f"{GROUP}.zarr-format.integer",
        ).set("zarr_format", value)
        yield draft.observe() if special == "string" else draft.robustness()
