"""What the pages are made of: columns (implementations), rows (cases), clauses, the edition.

Everything here is chosen, grouped and ordered from results, fixtures and ledger; the templates only
lay it out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from conformance.adapters.manifest import Manifest
from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.cases.sharpness import CaughtFault
from conformance.coverage import Coverage, Covered, coverage
from conformance.engine.confirmation import standing
from conformance.ledger import Clause, Ledger
from conformance.results import (
    VERDICTS,
    CaseResult,
    Edition,
    Find,
    Result,
    Scores,
    Verdict,
    WritingScores,
    safe_name,
    scores,
    writing_scores,
)
from reports import matrix
from reports.finds import Search, Searches, searches

# The verdicts that are failures on the conformance axis: all before `unsupported`.
FAILING: tuple[Verdict, ...] = VERDICTS[: VERDICTS.index("unsupported")]


_PARTS = (("v3", "v3/"), ("v2", "v2/"), ("ext", "ext/"))


@dataclass(frozen=True)
class Badge:
    """One word of colour, one of text.

    It is green only when everything ran, nothing failed and no find stands.
    """

    state: str
    text: str


@dataclass(frozen=True)
class Column:
    """One implementation on the site. ``total`` is the number of cases of the edition.

    ``search`` is what random searches found in this version, of this run and of others.
    """

    result: Result
    label: str
    slug: str
    manifest: Manifest | None
    total: int
    verdicts: Mapping[str, CaseResult] = field(repr=False)
    search: Search = field(repr=False)

    @property
    def page(self) -> str:
        """Its page, relative to the site."""
        return f"implementations/{self.slug}.html"

    @property
    def parts(self) -> list[tuple[str, Scores]]:
        """The three numbers of each specification apart, by its name."""
        found = ((name, self._scores(prefix)) for name, prefix in _PARTS)
        return [(name, numbers) for name, numbers in found if numbers.breadth[1]]

    @property
    def writing_parts(self) -> list[tuple[str, WritingScores]]:
        """The numbers of what it writes, of each specification apart."""
        found = (
            (name, writing_scores(c for c in self.result.cases if c.id.startswith(prefix)))
            for name, prefix in _PARTS
        )
        return [(name, numbers) for name, numbers in found if numbers is not None]

    @property
    def writing_counts(self) -> list[tuple[Verdict, int]]:
        """The verdicts on what it wrote, worst first."""
        counts = self.result.counts
        found = ((verdict, counts.get(f"writing-{verdict}", 0)) for verdict in VERDICTS)
        return [(verdict, number) for verdict, number in found if number]

    def _scores(self, prefix: str) -> Scores:
        return scores(case for case in self.result.cases if case.id.startswith(prefix))

    @property
    def scored(self) -> list[CaseResult]:
        """The cases that count, worst verdict first, then by id."""
        return _worst_first(
            c for c in self.result.cases if c.axis == "conformance" and c.kind != "observe"
        )

    @property
    def failing(self) -> list[CaseResult]:
        """The failures, known ones too."""
        return [case for case in self.scored if case.verdict in FAILING]

    @property
    def wrong(self) -> list[CaseResult]:
        """The silently wrong answers."""
        return [case for case in self.scored if case.verdict == "wrong"]

    @property
    def stale(self) -> list[CaseResult]:
        """The cases that are listed as known failures and did not fail."""
        return [case for case in self.result.cases if case.status == "unexpected-pass"]

    @property
    def robustness(self) -> list[CaseResult]:
        """The damaged stores that no clause demands to detect."""
        return _worst_first(
            c for c in self.result.cases if c.axis == "robustness" and c.verdict != "not-run"
        )

    @property
    def observed(self) -> list[CaseResult]:
        """What it did where the text leaves a point open."""
        return _worst_first(
            c for c in self.result.cases if c.verdict == "observed" and c.axis == "conformance"
        )

    @property
    def silent(self) -> list[CaseResult]:
        """The cases of every kind and axis that did not run."""
        return [case for case in self.result.cases if case.verdict == "not-run"]

    def having(self, verdict: Verdict) -> list[CaseResult]:
        """The scored cases of one verdict, by id."""
        return [case for case in self.scored if case.verdict == verdict]

    @property
    def failures(self) -> list[tuple[Verdict, int]]:
        """How many failures of each verdict, worst first."""
        found = Counter(case.verdict for case in self.failing)
        return [(verdict, found[verdict]) for verdict in FAILING if found[verdict]]

    @property
    def ran(self) -> int:
        """How many cases ran."""
        return sum(case.verdict != "not-run" for case in self.result.cases)

    @property
    def badge(self) -> Badge:
        """How it stands, in a word."""
        if self.result.unavailable is not None or not self.ran:
            return Badge("not-run", "did not run")
        if self.wrong:
            return Badge("wrong", f"{len(self.wrong)} silently wrong")
        if self.search.wrong:
            return Badge("wrong", "silently wrong in a find")
        if self.failing:
            count = len(self.failing)
            return Badge("refused", f"{count} failure{'s' * (count != 1)}")
        if self.result.faults:
            return Badge("refused", "faults in the run")
        if self.search.standing:
            count = len(self.search.standing)
            return Badge("refused", f"{count} find{'s' * (count != 1)} of the search")
        if self.ran < self.total:
            return Badge("not-run", f"no failure in {self.ran} of {self.total} cases")
        return Badge("pass", "no failures")


@dataclass(frozen=True)
class Answer:
    """What one implementation did with one case; ``case`` is None when it was not asked."""

    column: Column
    case: CaseResult | None


@dataclass(frozen=True)
class Row:
    """A golden dataset with every answer to it, in the order of the columns."""

    case: Case
    answers: tuple[Answer, ...]

    @property
    def page(self) -> str:
        """Its page, relative to the site."""
        return f"cases/{self.case.id}.html"

    @property
    def confirmed(self) -> bool:
        """Whether a real implementation read what we expect."""
        return "pass" in self.verdicts.values()

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """What came back, by the label of the implementation."""
        return {
            answer.column.label: answer.case.verdict
            for answer in self.answers
            if answer.case is not None and answer.case.verdict != "not-run"
        }

    @property
    def disputed(self) -> bool:
        """Whether somebody answers otherwise than we expect, or refuses what it claims to read."""
        return any(verdict in FAILING for verdict in self.verdicts.values())

    @property
    def standing(self) -> str:
        """Why we stand by a value that nobody confirms."""
        return standing(self.case, self.verdicts)


@dataclass(frozen=True)
class CitedClause:
    """A clause of the ledger with the cases that cite it; ``document`` is its document's name."""

    covered: Covered
    document: str
    rows: tuple[Row, ...]

    @property
    def clause(self) -> Clause:
        """The clause itself."""
        return self.covered.clause

    @property
    def page(self) -> str:
        """The page of its document, relative to the site."""
        return f"clauses/{self.document}.html"

    @property
    def link(self) -> str:
        """Its place on that page."""
        return f"{self.page}#{self.clause.id}"


@dataclass(frozen=True)
class LeftOut:
    """A result of another edition, which is not shown."""

    name: str
    version: str
    edition: Edition


@dataclass(frozen=True)
class Site:
    """Everything that the pages show."""

    edition: Edition
    fixtures: Fixtures
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    groups: tuple[matrix.Group, ...]
    clauses: Mapping[str, CitedClause]
    coverage: Coverage
    left_out: tuple[LeftOut, ...]
    searches: Searches

    @cached_property
    def row(self) -> dict[str, Row]:
        """The rows by the id of their case."""
        return {row.case.id: row for row in self.rows}

    @cached_property
    def pages(self) -> dict[str, str]:
        """The page of an implementation by the slug of its search."""
        return {column.search.slug: column.page for column in self.columns}

    @property
    def available(self) -> tuple[Column, ...]:
        """The implementations that could be run: the columns of every table of answers."""
        return tuple(c for c in self.columns if c.result.unavailable is None)

    @property
    def unavailable(self) -> tuple[Column, ...]:
        """The implementations that could not be run at all."""
        return tuple(c for c in self.columns if c.result.unavailable is not None)

    @property
    def folders(self) -> dict[str, list[Row]]:
        """The rows by the first two parts of their ids."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault("/".join(row.case.id.split("/")[:2]), []).append(row)
        return found

    @cached_property
    def unconfirmed(self) -> list[Row]:
        """The valid datasets that ran, and that no implementation here reads as we expect."""
        return [row for row in self.golden if not row.confirmed]

    @property
    def unconfirmed_by_reason(self) -> dict[str, list[Row]]:
        """Those by why we stand by them; first what somebody claims to read and does not."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.unconfirmed, key=lambda row: not row.disputed):
            found.setdefault(row.standing, []).append(row)
        return found

    @cached_property
    def golden(self) -> list[Row]:
        """The valid datasets that some implementation was asked to read."""
        return [row for row in self.rows if row.case.kind == "read" and row.verdicts]

    @property
    def same_edition(self) -> bool:
        """Whether the datasets at hand are those that ran."""
        return self.edition.digest == self.fixtures.digest


def build(
    results: Sequence[Result],
    fixtures: Fixtures,
    ledger: Ledger,
    manifests: Mapping[str, Manifest],
    finds: Sequence[Find],
    faults: Sequence[CaughtFault] = (),
) -> Site:
    """The site of the results of one edition, and of all finds."""
    edition = _edition(results, fixtures)
    shown = sorted((r for r in results if r.edition.digest == edition.digest), key=_order)
    searched = searches(shown, finds)
    columns = _columns(shown, manifests, len(fixtures.cases), searched)
    rows = tuple(
        Row(
            case,
            tuple(
                Answer(column, column.verdicts.get(case.id))
                for column in columns
                if column.result.unavailable is None
            ),
        )
        for case in sorted(fixtures.cases.values(), key=lambda case: case.id)
    )
    by_id = {row.case.id: row for row in rows}
    covered = coverage(ledger, fixtures.cases.values(), faults)
    return Site(
        edition=edition,
        fixtures=fixtures,
        columns=columns,
        rows=rows,
        groups=matrix.groups(
            fixtures.cases.values(), [c.verdicts for c in columns if c.result.unavailable is None]
        ),
        clauses={
            found.clause.id: CitedClause(found, name, tuple(by_id[case.id] for case in found.cases))
            for name, clauses in covered.by_document.items()
            for found in clauses
        },
        coverage=covered,
        left_out=tuple(
            LeftOut(r.implementation.name, r.implementation.version, r.edition)
            for r in sorted(results, key=_order)
            if r.edition.digest != edition.digest
        ),
        searches=searched,
    )


def _edition(results: Sequence[Result], fixtures: Fixtures) -> Edition:
    """The edition to show: that of the fixtures, else the most common, else the newest."""
    if not results or any(r.edition.digest == fixtures.digest for r in results):
        return Edition(fixtures.edition, fixtures.digest)
    common = Counter(r.edition.digest for r in results)
    best = max(results, key=lambda r: (common[r.edition.digest], r.times.started, r.edition.digest))
    return best.edition


def _columns(
    results: Sequence[Result],
    manifests: Mapping[str, Manifest],
    total: int,
    searched: Searches,
) -> tuple[Column, ...]:
    names = Counter(r.implementation.name for r in results)
    columns = []
    for result in results:
        name, version = result.implementation.name, result.implementation.version
        label = name if names[name] == 1 else f"{name}@{version}"
        verdicts = {case.id: case for case in result.cases}
        manifest = manifests.get(name)
        search = searched.by_version[name, version]
        columns.append(Column(result, label, safe_name(label), manifest, total, verdicts, search))
    return tuple(columns)


def _order(result: Result) -> tuple[str, list[Any], str]:
    parts = re.split(r"(\d+)", result.implementation.version)
    numbers = [(int(p), "") if p.isdecimal() else (-1, p) for p in parts]
    return result.implementation.name, numbers, result.edition.digest


def _worst_first(cases: Any) -> list[CaseResult]:
    return sorted(cases, key=lambda case: (VERDICTS.index(case.verdict), case.id))
