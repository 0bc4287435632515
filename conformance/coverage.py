"""How much of the specifications the golden cases test, and how sharply.

Counts what the ledger, the cases and the planted faults say together, for the command and for the
site. Nothing here runs an implementation, and no verdict enters: a clause that every library
breaks is as well tested as one that all keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal

from conformance.cases.model import Case
from conformance.cases.sharpness import CaughtFault, proofs
from conformance.ledger import Clause, Document, Ledger

Fate = Literal["tested", "observed", "untried", "contested", "untestable"]

FATES: dict[Fate, str] = {
    "tested": "at least one case cites it that a library can fail",
    "observed": "testable, but only cases that record what a library does cite it",
    "untried": "testable, and no case cites it",
    "contested": "the text or the community leaves open what it means",
    "untestable": "no case can show it, for the reason given",
}
"""What can become of a clause."""

LEVELS = ("must", "must-not", "should", "may", "asserted")
STRICT = LEVELS[:2]
"""The levels that bind everybody."""

ROLES = ("reader", "writer", "store", "document")

GROUPS = ("Version 3: core", "Version 3: parts", "Version 2", "Extensions")


@dataclass(frozen=True)
class Covered:
    """A clause with the cases that cite it and the planted faults that prove it sharp."""

    clause: Clause
    cases: tuple[Case, ...]
    faults: tuple[CaughtFault, ...]

    @property
    def scored(self) -> list[Case]:
        """The cases that a library can fail."""
        return [case for case in self.cases if can_fail(case)]

    @property
    def fate(self) -> Fate:
        """What becomes of the clause."""
        if self.clause.state == "contested":
            return "contested"
        if self.clause.state == "untestable":
            return "untestable"
        if self.scored:
            return "tested"
        return "observed" if self.cases else "untried"

    @property
    def sharp(self) -> bool:
        """Whether it is tested, and a planted fault that breaks it was caught."""
        return self.fate == "tested" and bool(self.faults)


@dataclass(frozen=True)
class Count:
    """Clauses by their fate, how many of the tested ones are sharp, and the cases that cite any."""

    clauses: int
    tested: int
    observed: int
    untried: int
    contested: int
    untestable: int
    sharp: int
    cases: int

    @property
    def testable(self) -> int:
        """The clauses that some case could test."""
        return self.tested + self.observed + self.untried

    @property
    def share(self) -> tuple[int, int]:
        """The tested ones of the testable."""
        return self.tested, self.testable

    @property
    def sharpness(self) -> tuple[int, int]:
        """The sharp ones of the tested."""
        return self.sharp, self.tested


@dataclass(frozen=True)
class Coverage:
    """Every clause by its id, and every document with the name that we call it by."""

    clauses: Mapping[str, Covered]
    documents: Mapping[str, Document]

    @cached_property
    def by_document(self) -> dict[str, list[Covered]]:
        """The clauses by the name of their document; empty for a document without."""
        names = {document: name for name, document in self.documents.items()}
        found: dict[str, list[Covered]] = {name: [] for name in self.documents}
        for covered in self.clauses.values():
            found[names[covered.clause.document]].append(covered)
        return found

    @property
    def groups(self) -> dict[str, list[str]]:
        """The names of the documents that have clauses, by group; groups without are left out."""
        found: dict[str, list[str]] = {group: [] for group in GROUPS}
        for name, clauses in self.by_document.items():
            if clauses:
                found[group_of(name)].append(name)
        return {group: sorted(names) for group, names in found.items() if names}

    @property
    def left_out(self) -> dict[str, Document]:
        """The documents without clauses, by name."""
        return {
            name: self.documents[name]
            for name in sorted(self.documents)
            if not self.by_document[name]
        }

    def count(self, wanted: Callable[[Covered], bool] = lambda _: True) -> Count:
        """Count the clauses that are wanted."""
        return count(filter(wanted, self.clauses.values()))

    @property
    def strict(self) -> Count:
        """The must and must-not clauses."""
        return self.count(lambda covered: covered.clause.level in STRICT)


def coverage(ledger: Ledger, cases: Iterable[Case], faults: Iterable[CaughtFault]) -> Coverage:
    """What the cases cover of the ledger; citing a clause that is not there covers nothing."""
    citing: dict[str, list[Case]] = {id: [] for id in ledger.clauses}
    citations = {}
    for case in sorted(cases, key=lambda case: case.id):
        citations[case.id] = case.clauses
        for id in case.clauses:
            if id in citing:
                citing[id].append(case)
    proven = proofs(faults, citations)
    documents = dict.fromkeys([*ledger.documents, *(clause.document for clause in ledger)])
    return Coverage(
        {
            clause.id: Covered(clause, tuple(citing[clause.id]), proven.get(clause.id, ()))
            for clause in ledger
        },
        _named(documents),
    )


def count(clauses: Iterable[Covered]) -> Count:
    """Count clauses by their fate."""
    chosen = list(clauses)
    fates = [covered.fate for covered in chosen]
    return Count(
        clauses=len(chosen),
        **{fate: fates.count(fate) for fate in FATES},
        sharp=sum(covered.sharp for covered in chosen),
        cases=len({case.id for covered in chosen for case in covered.cases}),
    )


def can_fail(case: Case) -> bool:
    """Whether a library can fail a case: those that only record what it does test nothing."""
    return kind_of(case) in ("read", "refuse", "write")


def kind_of(case: Case) -> str:
    """The kind of a case; robustness for those on that axis, whatever they ask for."""
    return case.kind if case.axis == "conformance" else case.axis


def group_of(name: str) -> str:
    """The group of a document by its name."""
    if name == "ext" or name.startswith("ext/"):
        return "Extensions"
    if name.startswith("v2/"):
        return "Version 2"
    return "Version 3: core" if name == "v3/core" else "Version 3: parts"


def _named(documents: Iterable[Document]) -> dict[str, Document]:
    """The documents by names such as ``v3/core``, ``v2/v2.0`` and ``ext/codecs/zstd``."""
    names: dict[str, Document] = {}
    for document in documents:
        path = PurePosixPath(document.path)
        parts = [*path.parts[:-1], *([] if path.stem in ("index", "README") else [path.stem])]
        if parts[:1] == ["docs"]:
            parts = parts[1:]
        if document.repository.endswith("/zarr-extensions"):
            parts.insert(0, "ext")
        name = "/".join(parts)
        if name in names:
            # Two texts of one document, such as two of its commits.
            name = f"{name}-{document.commit[:7]}"
        names[name] = document
    return names
