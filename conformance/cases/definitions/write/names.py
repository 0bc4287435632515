"""Names of nodes as they are written: unusual ones, and those that the text forbids.

Of a forbidden name that a file system cannot hold it is recorded what is stored instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import group
from conformance.cases.model import Case
from conformance.cases.recipes import recipe

NAME, UTF_8 = "v3.core.node-name", "v3.core.node-name.utf-8"
KEY, PREFIX = "v3.core.stored.metadata-key", "v3.core.stored.nested-prefix"
PERIODS, RESERVED = f"{NAME}.not-periods", f"{NAME}.not-reserved-prefix"
DOCUMENT = f"{NAME}.not-zarr-json"
WITH_ARTICLE = {"array": "an array", "group": "a group"}

VALID: dict[str, tuple[str, str]] = {
    "space": ("a space", "a b"),
    "spaces-around": ("spaces at both ends", " a "),
    "percent": ("what looks like an escape of addresses", "a%20b"),
    "percent-alone": ("a percent sign", "100%"),
    "hash": ("a hash", "a#b"),
    "question-mark": ("a question mark", "a?b=c"),
    "ampersand": ("signs that shells and addresses use", "a&b;c'd"),
    "period-first": ("a period at the beginning", ".a"),
    "period-last": ("a period at the end", "a."),
    "periods-and-letter": ("three periods and a letter", "...a"),
    "underscore-first": ("one underscore at the beginning", "_a"),
    "underscores-last": ("two underscores at the end", "a__"),
    "letter-of-chunks": ("only the letter that keys of chunks begin with", "c"),
    "number": ("only a digit", "0"),
    "like-document": ("the name of a document, and more", "zarr.json.old"),
    "document-of-version-2": ("the name of a document of version 2", ".zarray"),
    "long": ("200 characters", "long" * 50),
    "accents": ("accents, as one character each", "été"),
    "accents-decomposed": ("accents, as characters of their own", "e\u0301te\u0301"),
    "ideographs": ("ideographs", "温度"),
    "beyond-16-bits": ("a character beyond 16 bits", "🌍"),
    "right-to-left": ("letters that are written from the right", "שלום"),
    "capitals": ("capital letters", "Temperature"),
}


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _valid()
    yield from _controls()
    yield from _forbidden()
    yield from _not_stored()
    yield from _open()


def _valid() -> Iterator[Case]:
    for word, (words, name) in VALID.items():
        clauses = (UTF_8, NAME) if not name.isascii() else (NAME,)
        title = f"The name of an array has {words}."
        started = recipe(f"v3/write/names/{word}", title, *clauses, KEY, PREFIX)
        # Below a group that is there: not every library makes groups.
        started = started.begin(group("v3/x", "x", "x"))
        yield started.array(path=name).write(name).judged(name)
    yield (
        recipe(
            "v3/write/names/unlike-case",
            "Two names that differ in case alone; stores that fold case cannot hold both.",
            f"{NAME}.case-sensitive",
        )
        .group()
        .array(path="a")
        .array(path="A")
        .write("a")
        .write("A", first=51)
        .observe("zarr-specs#201", path="a")
    )


def _controls() -> Iterator[Case]:
    yield (
        recipe("v3/write/names/plain-array", "An array in a group, with a plain name.", NAME)
        .group()
        .array(path="x")
        .judged("x")
    )
    yield (
        recipe("v3/write/names/plain-group", "A group in a group, with a plain name.", NAME)
        .group()
        .group("x")
        .judged("x")
    )


def _forbidden() -> Iterator[Case]:
    for word, words, name, clause in (
        ("three-periods", "three periods", "...", PERIODS),
        ("reserved-prefix", "two underscores at the beginning", "__x", RESERVED),
        ("zarr-json", "that of a document", "zarr.json", DOCUMENT),
    ):
        for kind in WITH_ARTICLE:
            started = recipe(
                f"v3/write/names/{kind}-{word}",
                f"The name of {WITH_ARTICLE[kind]} is forbidden: {words}.",
                *(clause, NAME),
            )
            # Where the root has a document, no file system holds a folder of that name beside it.
            started = started.group("x" if clause == DOCUMENT else "")
            made = started.array(path=name) if kind == "array" else started.group(name)
            about = "x" if clause == DOCUMENT else ""
            yield made.refuses(f"v3/write/names/plain-{kind}", about)


def _not_stored() -> Iterator[Case]:
    for word, words, path, clause in (
        ("one-period", "one period", ".", PERIODS),
        ("one-period-below", "one period", "x/.", PERIODS),
        ("two-periods", "two periods", "..", PERIODS),
        ("two-periods-below", "two periods", "x/..", PERIODS),
        ("empty-between", "empty, between two slashes", "x//y", f"{NAME}.not-empty"),
        ("empty-first", "empty, before a slash", "/x", f"{NAME}.not-empty"),
        ("empty-last", "empty, after a slash", "x/", f"{NAME}.not-empty"),
    ):
        yield (
            recipe(
                f"v3/write/names/array-{word}",
                f"A name is forbidden: {words}. A file system has another meaning for it.",
                clause,
            )
            .group()
            .array(path=path)
            .observe("zarr-specs#56", control="v3/write/names/plain-array")
        )


def _open() -> Iterator[Case]:
    for kind in WITH_ARTICLE:
        started = recipe(
            f"v3/write/names/{kind}-below-array",
            f"Below an array, which has no children, {WITH_ARTICLE[kind]} is made.",
            "v3.core.hierarchy.array-has-no-children",
        ).array(path="x")
        made = started.array(path="x/y") if kind == "array" else started.group("x/y")
        yield made.observe(path="x", control=f"v3/write/names/plain-{kind}")
    yield (
        recipe(
            "v3/write/names/backslash",
            "A name has a backslash, which some file systems take for a slash.",
            NAME,
        )
        .group()
        .array(path="a\\b")
        .write("a\\b")
        .observe("zarr-specs#56", path="a\\b")
    )
