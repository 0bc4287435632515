"""The feature matrix: what each implementation reads, by feature tag, computed from verdicts.

Only valid datasets on the conformance axis count; a refusal of a faulty one says nothing here. A
row counts the datasets that are about its feature, not those that merely carry it (unless there are
no others): a wrong fill value is no fault of the bytes codec.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from conformance.cases.features import CLASS_OF_FEATURE, subjects
from conformance.cases.model import Case
from conformance.results import CaseResult

State = Literal["wrong", "all", "some", "none", "not-run"]

_KINDS = {
    "dtype": "Data types",
    "codec": "Codecs",
    "fill": "Fill values",
    "grid": "Chunk grids",
    "keys": "Chunk key encodings",
    "node": "Nodes",
    "float": "Floating-point values",
    "names": "Dimension names",
    "form": "Forms of extensions",
    "read": "Reading a part of an array",
    "format": "Version 2: all datasets",
    "v2-dtype": "Version 2: data types",
    "v2-byte-order": "Version 2: byte order",
    "v2-order": "Version 2: order of elements",
    "v2-separator": "Version 2: separators in keys",
    "v2-compressor": "Version 2: compressors",
    "v2-filter": "Version 2: filters",
    "v2-read": "Version 2: reading a part of an array",
    "v2-practice": "Version 2: practice beyond the text",
    "ext-dtype": "Extensions: data types",
    "ext-codec": "Extensions: codecs",
    "ext-grid": "Extensions: chunk grids",
}


@dataclass(frozen=True)
class Cell:
    """Of ``ran`` datasets about the feature, ``right`` were read right and ``wrong`` wrong."""

    ran: int
    right: int
    wrong: int

    @property
    def state(self) -> State:
        """One word; a silently wrong answer outweighs every right one."""
        if self.wrong:
            return "wrong"
        if not self.ran:
            return "not-run"
        return "all" if self.right == self.ran else "some" if self.right else "none"


@dataclass(frozen=True)
class Feature:
    """A row: a feature tag, the valid datasets about it, a cell per implementation."""

    tag: str
    name: str
    cases: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def page(self) -> str:
        """Its page, relative to the site."""
        return f"features/{self.tag.replace(':', '/').replace('*', '-any')}.html"


@dataclass(frozen=True)
class Group:
    """The features of one kind."""

    kind: str
    title: str
    features: tuple[Feature, ...]


def groups(cases: Iterable[Case], columns: Sequence[Mapping[str, CaseResult]]) -> tuple[Group, ...]:
    """The rows of the matrix by kind; ``columns`` are the verdicts of each implementation."""
    carried: dict[str, list[str]] = defaultdict(list)
    about: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        if case.kind == "read" and case.axis == "conformance":
            # What an extension's dataset has from the core says nothing of the core: it is refused
            # for the extension.
            core = not case.id.startswith("ext/")
            for tag in case.features:
                if core or _is_extension(tag):
                    carried[tag].append(case.id)
            for tag in subjects(case.clauses, case.features):
                if core or _is_extension(tag):
                    about[tag].append(case.id)
    tagged = carried | about
    kinds: dict[str, list[Feature]] = defaultdict(list)
    for tag in sorted(tagged, key=_natural):
        kind, _, name = tag.partition(":")
        kind = f"ext-{kind}" if _is_extension(tag) else kind
        ids = tuple(sorted(tagged[tag]))
        kinds[kind].append(Feature(tag, name, ids, tuple(_cell(ids, c) for c in columns)))
    ordered = sorted(kinds, key=lambda kind: ([*_KINDS, kind].index(kind), kind))
    return tuple(
        Group(kind, _KINDS.get(kind, kind.capitalize()), tuple(kinds[kind])) for kind in ordered
    )


def _is_extension(tag: str) -> bool:
    return CLASS_OF_FEATURE.get(tag, "").startswith("ext-")


def _cell(ids: Iterable[str], verdicts: Mapping[str, CaseResult]) -> Cell:
    found = Counter(verdicts[id].verdict for id in ids if id in verdicts)
    return Cell(found.total() - found["not-run"], found["pass"], found["wrong"])


def _natural(tag: str) -> tuple[str, int, str]:
    """Sorts uint8 before uint16."""
    word = tag.rstrip("0123456789")
    number = tag[len(word) :]
    return word, int(number) if number else 0, tag
