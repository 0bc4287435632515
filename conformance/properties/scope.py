"""Scope: what a search need not ask, computed from the verdicts on the golden cases.

A golden case that is not read names, by its traits, what the implementation does not support or
is known to fail. Only those traits count that no golden case shows to work; where each works on
its own, it is the combination. So what is left out is narrow, and every example left out is
counted under the golden case that it is left out for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from conformance.cases.files import Fixtures, load_store
from conformance.cases.model import Case, Kind
from conformance.engine.expectations import FAILING
from conformance.engine.judge import Judgement
from conformance.properties.laws import Family
from conformance.properties.traits import SIMPLEST, essential, is_core, is_written, traits
from conformance.results import Result, Verdict

_NAME_LENGTH = 100
# Nothing is learnt by asking once more; a wrong or accepted answer may still be another one.
_NOT_ASKED: tuple[Verdict, ...] = ("crashed", "hung", "refused", "unsupported")


@dataclass(frozen=True)
class Root:
    """Why a dataset fails: the verdict, and what the dataset needs for it.

    ``clause`` is the one that a faulty dataset breaks, ``as_if`` what explains wrong values, or
    the clause that a store breaks which was written.
    ``alone`` says that no dataset with all that is needed is known to work: then any failure of
    such a dataset has this root, else only one of the same kind.
    """

    verdict: Verdict
    needs: frozenset[str] = frozenset()
    clause: str | None = None
    as_if: str | None = None
    alone: bool = False

    @property
    def name(self) -> str:
        """The root in words that can stand in an id."""
        words = self.clause or self.as_if or "-".join(sorted(self.needs)) or "plain"
        name = f"{self.verdict}-{re.sub('[^a-z0-9.]+', '-', words.lower()).strip('-')}"
        if len(name) <= _NAME_LENGTH:
            return name
        return f"{name[:_NAME_LENGTH]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"

    def covers(self, case: Case) -> bool:
        """Whether a valid dataset has all that it takes."""
        return self.clause is None and self.needs <= traits(case)

    def explains(self, case: Case, judgement: Judgement) -> bool:
        """Whether a failing verdict on a case has this root."""
        if case.kind == "refuse" or self.clause is not None:
            same = case.kind == "refuse" and self.clause == case.clauses[0]
            return same and judgement.verdict == self.verdict
        if self.alone:
            return self.covers(case)
        as_if = _as_if(judgement)
        if judgement.verdict != self.verdict or (as_if is None) != (self.as_if is None):
            return False
        return as_if == self.as_if if as_if is not None else self.covers(case)


def root(case: Case, judgement: Judgement, needs: frozenset[str], *, alone: bool = False) -> Root:
    """The root that a failing case shows; ``needs`` are the traits that it takes."""
    if case.kind == "refuse":
        return Root(judgement.verdict, clause=case.clauses[0])
    return Root(judgement.verdict, needs, as_if=_as_if(judgement), alone=alone)


def _as_if(judgement: Judgement) -> str | None:
    """What the same is of all failures with one root, whatever the dataset needs for it."""
    return judgement.clause or (judgement.mismatch.as_if if judgement.mismatch else None)


def shrunk_root(case: Case, judgement: Judgement) -> Root:
    """The root that a shrunk case shows: it has nothing that the fault does not need."""
    return root(case, judgement, traits(case) - SIMPLEST)


@dataclass(frozen=True)
class Scope:
    """What one version of an implementation has shown: roots by the golden case that shows each."""

    roots: Mapping[str, Root]

    @property
    def outside(self) -> tuple[str, ...]:
        """The traits that alone put a dataset outside of what it supports."""
        alone = {
            next(iter(root.needs))
            for root in self.roots.values()
            if root.verdict == "unsupported" and len(root.needs) == 1
        }
        return tuple(sorted(alone))

    def not_asked(self, case: Case) -> tuple[str, Root] | None:
        """The golden case, and its root, that makes it useless to ask about a drawn dataset."""
        for id, known in self.roots.items():
            if known.verdict in _NOT_ASKED and known.covers(case):
                return id, known
        return None

    def known(self, case: Case, judgement: Judgement) -> str | None:
        """The golden case that fails for the same reason."""
        for id, known in self.roots.items():
            if known.explains(case, judgement):
                return id
        return None


def scope_of(result: Result, fixtures: Fixtures, family: Family = "reading") -> Scope:
    """The scope that the golden verdicts of a whole run show.

    What cannot be read or written is of both families: nobody writes into what he does not read.
    """
    if family == "reading":
        return Scope(_roots(result, fixtures, "read", is_core))
    read = _roots(result, fixtures, "read", is_core)
    shared = {id: root for id, root in read.items() if root.verdict in _NOT_ASKED}
    return Scope({**shared, **_roots(result, fixtures, "write", is_written)})


def _roots(
    result: Result, fixtures: Fixtures, kind: Kind, is_meant: Callable[[Case], bool]
) -> dict[str, Root]:
    rows = {
        row.id: row
        for row in result.cases
        if row.verdict != "not-run" and is_meant(fixtures.cases[row.id])
    }
    valid = {}
    for id, row in rows.items():
        case = fixtures.cases[id]
        if row.kind == kind and not case.refuses:
            valid[id] = replace(case, store=load_store(fixtures, case))
    working = frozenset(
        trait for id, case in valid.items() if rows[id].verdict == "pass" for trait in traits(case)
    )
    roots = {}
    for id, row in rows.items():
        case = valid.get(id, fixtures.cases[id])
        if row.axis != "conformance" or row.kind == "observe" or case.refuses:
            continue
        if row.verdict in FAILING or (row.verdict == "unsupported" and row.kind == kind):
            suspects = traits(case) - working
            found = root(
                case,
                Judgement(row.verdict, row.message, row.mismatch, clause=row.clause),
                suspects or essential(case),
                alone=bool(suspects),
            )
            if found.needs or found.clause or found.as_if:
                roots[id] = found
    return roots
