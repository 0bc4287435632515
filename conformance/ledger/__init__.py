"""The ledger: one row for every clause of the specifications that a case can test.

The rows are TOML files below this folder, one for each document, of ``ledger.schema.json``. This
module reads them and checks them against the cases that cite them. What a clause says is in the
specification; a row holds its place there, our summary, and the digest of its sentence.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conformance import schemas

FOLDER = Path(__file__).parent


class LedgerError(Exception):
    """A file of the ledger that cannot be used; the message names the file, the row, the remedy."""


@dataclass(frozen=True)
class Document:
    """A specification as it was read: ``path`` in the ``repository`` at ``commit``."""

    title: str
    repository: str
    commit: str
    path: str
    url: str
    left_out: str = ""
    """Why the document has no rows; empty where it has."""


@dataclass(frozen=True)
class Clause:
    """One row. ``section`` is an anchor of the document's page; ``reason`` is empty when tested."""

    id: str
    level: str
    roles: tuple[str, ...]
    document: Document
    section: str
    summary: str
    digest: str
    state: str
    reason: str = ""
    also: tuple[str, ...] = ()
    """Digests of other sentences of the document that say the same."""
    discussion: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where the clause stands in the rendered specification."""
        return f"{self.document.url}#{self.section}"


@dataclass(frozen=True)
class Ledger:
    """All clauses by id, in the order of their files, and the documents that they come from."""

    clauses: Mapping[str, Clause]
    documents: tuple[Document, ...]
    excused: Mapping[Document, Mapping[str, str]] = field(default_factory=dict)
    """Reasons why sentences are no requirement, by their digests."""

    def __getitem__(self, clause_id: str) -> Clause:
        return self.clauses[clause_id]

    def __contains__(self, clause_id: object) -> bool:
        return clause_id in self.clauses

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses.values())

    def __len__(self) -> int:
        return len(self.clauses)


def load(folder: Path = FOLDER) -> Ledger:
    """Read every TOML file below ``folder``. Raises `LedgerError`."""
    paths = sorted(folder.rglob("*.toml"))
    if not paths:
        raise LedgerError(f"{folder}: no TOML file here; give the folder of the ledger")
    clauses: dict[str, Clause] = {}
    origin: dict[str, Path] = {}
    excused = {}
    for path in paths:
        document, rows, reasons = _read(path)
        excused[document] = reasons
        for clause in rows:
            if clause.id in clauses:
                raise LedgerError(
                    f"{path}: {clause.id}: the id is already in {origin[clause.id]}; "
                    "ids are for ever, so give the newer row another one"
                )
            clauses[clause.id], origin[clause.id] = clause, path
    return Ledger(clauses, tuple(excused), excused)


def _read(path: Path) -> tuple[Document, list[Clause], dict[str, str]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LedgerError(f"{path}: cannot be read as TOML: {error}; mend the file") from error
    problem = schemas.problem("ledger", content)
    if problem is not None:
        raise LedgerError(f"{path}: {_row(content, problem)}{problem}; see ledger.schema.json")
    document = Document(**content["document"])
    clauses = [_clause(row, document) for row in content.get("clause", ())]
    excused = {row["digest"]: row["reason"] for row in content.get("excused", ())}
    return document, clauses, excused


def _row(content: Mapping[str, object], problem: str) -> str:
    """The id of the row that ``problem``, which begins with ``clause.<index>``, is about."""
    key, _, rest = problem.partition(".")
    number = rest.partition(".")[0].partition(":")[0]
    rows = content.get("clause")
    if key != "clause" or not number.isdigit() or not isinstance(rows, list):
        return ""
    row = rows[int(number)]
    return f"{row['id']}: " if isinstance(row, dict) and "id" in row else ""


def _clause(row: Mapping[str, object], document: Document) -> Clause:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return Clause(**{**row, **lists, "document": document})  # type: ignore[arg-type]


def check(ledger: Ledger, citations: Mapping[str, Sequence[str]]) -> list[str]:
    """What does not fit between the clauses and the cases that cite them, as messages.

    ``citations`` maps the id of each case to the ids of its clauses. A case must not cite a clause
    that is not there, and a ``must`` or ``must-not`` whose state is ``tested`` needs a case.
    """
    problems = []
    for case, cited in sorted(citations.items()):
        for clause_id in cited:
            if clause_id not in ledger:
                close = difflib.get_close_matches(clause_id, ledger.clauses, 1)
                hint = f"; did you mean {close[0]}?" if close else "; add a row or mend the id"
                problems.append(f"{case}: cites {clause_id}, which is not in the ledger{hint}")
    used = {clause_id for cited in citations.values() for clause_id in cited}
    problems += [
        f"{clause.id}: is a {clause.level} whose state is tested, and no case cites it; "
        "add a case, or change the state and give the reason"
        for clause in ledger
        if clause.level in ("must", "must-not")
        and clause.state == "tested"
        and clause.id not in used
    ]
    return problems
