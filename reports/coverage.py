"""The pages of the clauses: what of each document is tested, how sharply, and who fails it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from conformance.coverage import LEVELS, ROLES, Count, Fate, can_fail, count, kind_of
from conformance.ledger import Document
from conformance.results import VERDICTS, Verdict
from reports.model import FAILING, CitedClause, Column, Site

# What becomes of a clause: in a word, with a symbol, and in the colours of a verdict.
WORDS: dict[Fate, str] = {
    "tested": "tested",
    "observed": "observed only",
    "untried": "no case",
    "contested": "contested",
    "untestable": "untestable",
}
SYMBOLS: dict[Fate, str] = {
    "tested": "✓",
    "observed": "•",
    "untried": "·",
    "contested": "?",
    "untestable": "○",
}
COLOURS: dict[Fate, str] = {
    "tested": "pass",
    "observed": "observed",
    "untried": "not-run",
    "contested": "refused",
    "untestable": "unsupported",
}
KINDS = {
    "read": "must be read",
    "refuse": "must be refused",
    "write": "are written",
    "observe": "on open points",
    "robustness": "of robustness",
}


@dataclass(frozen=True)
class Line:
    """A row of a table of counts; ``page`` is what its name leads to."""

    name: str
    page: str | None
    count: Count
    about: str = ""


@dataclass(frozen=True)
class Failure:
    """How often one implementation fails the cases that blame a clause first."""

    column: Column
    verdict: Verdict
    number: int


@dataclass(frozen=True)
class DocumentPage:
    """The clauses of one document, in its order."""

    name: str
    document: Document
    clauses: tuple[CitedClause, ...]

    @property
    def path(self) -> str:
        """The page, relative to the site."""
        return self.clauses[0].page

    @property
    def count(self) -> Count:
        """What becomes of the clauses."""
        return count(cited.covered for cited in self.clauses)

    @property
    def levels(self) -> list[Line]:
        """The clauses by level."""
        return _levels(self.clauses)

    @property
    def roles(self) -> list[Line]:
        """The clauses by role; one about two roles counts in both."""
        return _roles(self.clauses)


@dataclass(frozen=True)
class CoveragePages:
    """What the page of coverage shows, and the page of each document."""

    site: Site

    @property
    def documents(self) -> list[DocumentPage]:
        """The documents that have clauses."""
        return [
            DocumentPage(
                name,
                self.site.coverage.documents[name],
                tuple(self.site.clauses[c.clause.id] for c in self.site.coverage.by_document[name]),
            )
            for names in self.site.coverage.groups.values()
            for name in names
        ]

    @property
    def groups(self) -> dict[str, list[Line]]:
        """The documents by group."""
        pages = {page.name: page for page in self.documents}
        return {
            group: [
                Line(pages[name].document.title, pages[name].path, pages[name].count, name)
                for name in names
            ]
            for group, names in self.site.coverage.groups.items()
        }

    @property
    def levels(self) -> list[Line]:
        """The clauses by level."""
        return _levels(self.site.clauses.values())

    @property
    def roles(self) -> list[Line]:
        """The clauses by role; one about two roles counts in both."""
        return _roles(self.site.clauses.values())

    def having(self, *fates: Fate) -> dict[str, list[CitedClause]]:
        """The clauses of these fates, by the title of their document."""
        found: dict[str, list[CitedClause]] = {}
        for page in self.documents:
            chosen = [cited for cited in page.clauses if cited.covered.fate in fates]
            if chosen:
                found.setdefault(page.document.title, []).extend(chosen)
        return found

    @property
    def left_out(self) -> dict[str, list[tuple[str, Document]]]:
        """The documents without clauses, by the reason."""
        found: dict[str, list[tuple[str, Document]]] = {}
        for name, document in self.site.coverage.left_out.items():
            found.setdefault(document.left_out or "no reason is given yet", []).append(
                (name, document)
            )
        return found


def _levels(clauses: Iterable[CitedClause]) -> list[Line]:
    return _lines(LEVELS, clauses, lambda cited: [cited.clause.level])


def _roles(clauses: Iterable[CitedClause]) -> list[Line]:
    return _lines(ROLES, clauses, lambda cited: cited.clause.roles)


def _lines(
    names: Iterable[str],
    clauses: Iterable[CitedClause],
    names_of: Callable[[CitedClause], Sequence[str]],
) -> list[Line]:
    chosen: dict[str, list[CitedClause]] = {name: [] for name in names}
    for cited in clauses:
        for name in names_of(cited):
            chosen[name].append(cited)
    return [
        Line(name.replace("-", " "), None, count(cited.covered for cited in found))
        for name, found in chosen.items()
        if found
    ]


def by_kind(cited: CitedClause) -> dict[str, int]:
    """How many cases of a clause ask for what, in words."""
    found = Counter(kind_of(row.case) for row in cited.rows)
    return {word: found[kind] for kind, word in KINDS.items() if found[kind]}


def failures(cited: CitedClause) -> list[Failure]:
    """Who fails the clause: the cases that blame it first are counted, known failures too."""
    found: Counter[tuple[str, Verdict]] = Counter()
    columns: dict[str, Column] = {}
    for row in cited.rows:
        if row.case.clauses[0] != cited.clause.id or not can_fail(row.case):
            continue
        for answer in row.answers:
            if answer.case is not None and answer.case.verdict in FAILING:
                columns[answer.column.label] = answer.column
                found[answer.column.label, answer.case.verdict] += 1
    return [
        Failure(columns[label], verdict, found[label, verdict])
        for label in sorted(columns)
        for verdict in VERDICTS
        if found[label, verdict]
    ]
