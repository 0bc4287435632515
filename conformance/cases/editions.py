"""Editions: sets of cases that are frozen, so that results can be compared for ever.

``fixtures/editions/<name>.json`` holds the ids and digests of an edition's cases, and the commits
of the specifications that they were made from (see ``edition.schema.json``). A case of a frozen
edition never changes; cases are added to the tree, and the next edition freezes them too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance import schemas
from conformance.ledger import Document

FOLDER = "editions"
UNRELEASED = "unreleased"
"""The edition of a tree whose cases are not exactly those of a frozen one."""

NAME = re.compile(r"[0-9]{4}\.[0-9]{2}(\.[0-9]+)?")


class EditionError(Exception):
    """An edition that cannot be read or frozen: names the file and the remedy."""


@dataclass(frozen=True)
class Frozen:
    """A case as ``index.json`` and the editions list it."""

    id: str
    kind: str
    digest: str


@dataclass(frozen=True)
class Edition:
    """A frozen edition. ``specifications`` are commits by repository."""

    name: str
    digest: str
    specifications: Mapping[str, tuple[str, ...]]
    cases: tuple[Frozen, ...]

    def document(self) -> dict[str, Any]:
        """The content of its file."""
        return {
            "schema": 1,
            "edition": self.name,
            "digest": self.digest,
            "specifications": {name: list(found) for name, found in self.specifications.items()},
            "cases": [vars(case) for case in self.cases],
        }


def digest_of(cases: Iterable[Frozen]) -> str:
    """The digest of a set of cases, in the order given."""
    return hashlib.sha256("\n".join(f"{c.id} {c.digest}" for c in cases).encode()).hexdigest()


def load(root: Path) -> tuple[Edition, ...]:
    """The frozen editions of the fixtures below ``root``, oldest first. Raises `EditionError`."""
    editions = [_load(path) for path in sorted((root / FOLDER).glob("*.json"))]
    return tuple(sorted(editions, key=lambda e: [int(part) for part in e.name.split(".")]))


def _load(path: Path) -> Edition:
    remedy = "an edition never changes: restore the file from version control"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EditionError(f"{path}: cannot be read as JSON: {error}; {remedy}") from error
    problem = schemas.problem("edition", document)
    if problem:
        raise EditionError(f"{path}: {problem}; {remedy}")
    cases = tuple(Frozen(**row) for row in document["cases"])
    if document["edition"] != path.stem or document["digest"] != digest_of(cases):
        raise EditionError(f"{path}: its name or its digest is not that of its cases; {remedy}")
    specifications = {name: tuple(found) for name, found in document["specifications"].items()}
    return Edition(document["edition"], document["digest"], specifications, cases)


def name_of(cases: Iterable[Frozen], editions: Iterable[Edition]) -> str:
    """The name of the edition that the cases are: the newest with just these, or unreleased."""
    digest = digest_of(cases)
    names = [edition.name for edition in editions if edition.digest == digest]
    return names[-1] if names else UNRELEASED


def changed(cases: Iterable[Frozen], editions: Iterable[Edition]) -> list[str]:
    """A line for each case that is not what an edition froze."""
    current = {case.id: case for case in cases}
    problems = {}
    for edition in editions:
        for frozen in edition.cases:
            now = current.get(frozen.id)
            if now is not None and now != frozen:
                problems[frozen.id] = (
                    f"{frozen.id}: frozen in {edition.name} with the digest {frozen.digest[:16]}, "
                    f"now {now.digest[:16]}; give the changed case a new id, or restore it"
                )
    return list(problems.values())


def since(cases: Iterable[Frozen], editions: Sequence[Edition]) -> list[str]:
    """What was added and withdrawn since the newest edition, in words; nothing without one."""
    if not editions:
        return []
    newest, current = editions[-1], {case.id for case in cases}
    frozen = {case.id for case in newest.cases}
    lines = [f"edition {newest.name}: {len(frozen)} cases; {len(current - frozen)} added since"]
    if frozen - current:
        lines.append(f"withdrawn since {newest.name}: {', '.join(sorted(frozen - current))}")
    return lines


def freeze(
    name: str, root: Path, cases: Sequence[Frozen], documents: Iterable[Document]
) -> Path | None:
    """Write the edition ``name`` of the cases, sorted by id; None when it was frozen so before.

    Raises `EditionError` when the name is none, or is that of an edition with other cases.
    """
    if not NAME.fullmatch(name):
        raise EditionError(f"{name!r} is no name of an edition; give year and month, as 2026.12")
    commits: dict[str, set[str]] = {}
    for document in documents:
        commits.setdefault(document.repository, set()).add(document.commit)
    specifications = {
        repository: tuple(sorted(commits[repository])) for repository in sorted(commits)
    }
    edition = Edition(name, digest_of(cases), specifications, tuple(cases))
    path = root / FOLDER / f"{name}.json"
    content = (json.dumps(edition.document(), indent=1) + "\n").encode()
    if path.is_file():
        if path.read_bytes() == content:
            return None
        raise EditionError(
            f"{path}: {name} is frozen with other cases or texts, and an edition never changes; "
            "give the new one another name"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
