"""Chunk key encodings: where a chunk lies, and what must be refused.

Most stores here hold decoys: chunks full of another value at the keys that another encoding or
separator would use, so that a reader that guesses is seen.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.cases.builder import (
    ArrayDraft,
    Json,
    array,
)
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.faults import fault
from conformance.cases.model import Case

UNKNOWN = "v3.core.extension.unknown-field"
UNINITIALISED = "v3.core.array.fill-value.uninitialised"
DECOY = b"\xdd\xdd"


@dataclass(frozen=True)
class Encoding:
    """A chunk key encoding with its separator; ``prefix`` begins each key."""

    name: str
    separator: str
    prefix: str

    @property
    def label(self) -> str:
        """How ids call it."""
        return f"{self.name}-{'slash' if self.separator == '/' else 'dot'}"

    @property
    def clauses(self) -> tuple[str, str]:
        """The clauses that tell the form of its keys, and where the separator stands."""
        return f"v3.keys.{self.name}.key", f"v3.keys.{self.name}.separator"

    def key(self, index: tuple[int, ...]) -> str:
        """The key of a chunk, stated once more beside the oracle."""
        return self.prefix + self.separator.join(map(str, index))


ENCODINGS = (
    Encoding("default", "/", "c/"),
    Encoding("default", ".", "c."),
    Encoding("v2", ".", ""),
    Encoding("v2", "/", ""),
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for encoding in ENCODINGS:
        yield from _encoding(encoding)
    yield from _defaults()
    yield from _few_dimensions()
    yield from _faults()


def _with_decoys(draft: ArrayDraft, right: Encoding) -> ArrayDraft:
    """Put an array of 2 by 2 chunks of six elements among decoys."""
    draft = draft.shape(4, 5, chunks=(2, 3)).data_type("uint16", 777)
    for index in itertools.product(range(2), range(2)):
        for encoding in ENCODINGS:
            if encoding is not right:
                draft = draft.also(encoding.key(index), DECOY * 6)
    return draft


def _encoding(encoding: Encoding) -> Iterator[Case]:
    label, what = encoding.label, f"{encoding.name} with the separator {encoding.separator}"
    plain = array(
        f"v3/chunk-keys/{label}",
        f"The chunk key encoding {what}, among chunks of other encodings.",
        *encoding.clauses,
        "v3.core.array.chunk-key-encoding.mapping",
        "v3.keys.core",
    ).keys(encoding.name, encoding.separator)
    yield _with_decoys(plain, encoding).read()
    missing = array(
        f"v3/chunk-keys/{label}-missing-chunk",
        f"A chunk is missing at its key of {what}, and is there at the keys of other encodings.",
        UNINITIALISED,
        *encoding.clauses,
    ).keys(encoding.name, encoding.separator)
    yield _with_decoys(missing, encoding).missing((0, 1)).read()
    present = {(0, 10), (1, 1), (1, 11), (10, 0), (11, 1)}
    everything = set(itertools.product(range(12), range(12)))
    yield (
        array(
            f"v3/chunk-keys/{label}-many-digits",
            f"Grid indices of one and of two digits, in {what}.",
            f"v3.keys.{encoding.name}.decimal",
            *encoding.clauses,
        )
        .keys(encoding.name, encoding.separator)
        .shape(12, 12, chunks=(1, 1))
        .data_type("uint16", 777)
        .missing(*sorted(everything - present))
        .read()
    )
    yield (
        array(
            f"v3/chunk-keys/{label}-4d",
            f"Four dimensions in {what}: the first dimension comes first in the key.",
            *encoding.clauses,
        )
        .keys(encoding.name, encoding.separator)
        .shape(2, 4, 3, 1, chunks=(1, 2, 2, 1))
        .read()
    )


def _defaults() -> Iterator[Case]:
    for encoding, implied in ((ENCODINGS[0], "/"), (ENCODINGS[2], ".")):
        key_clause, _ = encoding.clauses
        clause = f"v3.keys.{encoding.name}.separator.default"
        for name, what, value in (
            ("configuration", "no configuration", {"name": encoding.name}),
            ("separator", "no separator", {"name": encoding.name, "configuration": {}}),
        ):
            draft = array(
                f"v3/chunk-keys/{encoding.name}-without-{name}",
                f"The chunk key encoding {encoding.name} has {what}: it separates by {implied}.",
                clause,
                f"v3.keys.{encoding.name}.configuration.optional",
                key_clause,
            ).member("chunk_key_encoding", value)
            yield _with_decoys(draft, encoding).read()


def _few_dimensions() -> Iterator[Case]:
    for encoding in ENCODINGS:
        name, _ = encoding.clauses
        # A decoy at the key that the other encoding gives to the only chunk.
        other = "0" if encoding.name == "default" else "c"
        yield (
            array(
                f"v3/chunk-keys/{encoding.label}-0d",
                f"No dimensions, so the only chunk has the key "
                f"{'c' if encoding.name == 'default' else '0'}, whatever the separator.",
                f"v3.keys.{encoding.name}.zero-dimensions",
                name,
                *(("v3.keys.default.prefix",) if encoding.name == "default" else ()),
            )
            .keys(encoding.name, encoding.separator)
            .shape()
            .also(other, DECOY)
            .read()
        )
        yield (
            array(
                f"v3/chunk-keys/{encoding.label}-1d",
                f"One dimension, in {encoding.name} with the separator {encoding.separator}.",
                name,
            )
            .keys(encoding.name, encoding.separator)
            .shape(5, chunks=(2,))
            .read()
        )


def _faults() -> Iterator[Case]:
    separators: tuple[tuple[str, str, Json], ...] = (
        ("dash", "-", "-"),
        ("empty", "the empty string", ""),
        ("two-slashes", "//", "//"),
        ("backslash", "a backslash", "\\"),
        ("null", "null", None),
        ("number", "the number 0", 0),
        ("boolean", "false", False),
    )
    for name in ("default", "v2"):
        for label, what, separator in separators:
            yield (
                fault(
                    f"v3/chunk-keys/{name}-separator-is-{label}",
                    f"The separator of the chunk key encoding {name} is {what}.",
                    f"v3.keys.{name}.separator.values",
                    control=MINIMAL,
                )
                .set(
                    "chunk_key_encoding", {"name": name, "configuration": {"separator": separator}}
                )
                .refuse()
            )
    forms: tuple[tuple[str, Json], ...] = (("number", 0), ("null", None), ("array", ["default"]))
    for label, form in forms:
        yield (
            fault(
                f"v3/chunk-keys/encoding-is-{label}",
                f"The chunk key encoding is {json.dumps(form)}.",
                "v3.core.array.chunk-key-encoding.definition",
                control=MINIMAL,
            )
            .set("chunk_key_encoding", form)
            .refuse()
        )
    for label, what, name in (
        ("unknown", "has a name that nobody knows", "example-unknown-encoding"),
        ("capitalised", "is written Default", "Default"),
        ("v1", "is v1", "v1"),
        ("v3", "is v3", "v3"),
        ("upper-case-v2", "is written V2", "V2"),
    ):
        yield (
            fault(
                f"v3/chunk-keys/name-is-{label}",
                f"The chunk key encoding {what}.",
                UNKNOWN,
                control=MINIMAL,
            )
            .set("chunk_key_encoding.name", name)
            .refuse()
        )
    for label, what, name in (
        ("unknown", "An unknown chunk key encoding", "example-unknown-encoding"),
        ("known", "The default chunk key encoding", "default"),
    ):
        yield (
            fault(
                f"v3/chunk-keys/{label}-and-ignorable",
                f"{what} says must_understand: false, which encodings do not support.",
                "v3.core.extension.must-understand.not-supported",
                control=MINIMAL,
            )
            .set("chunk_key_encoding.name", name)
            .set("chunk_key_encoding.must_understand", False)
            .observe()
        )
