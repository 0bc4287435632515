"""Which clauses have to be read again, and which sentences of the specifications have no row.

``python -m conformance.ledger.drift CHECKOUT [CHECKOUT ...]`` takes folders that hold the
repositories that the ledger cites, in any order; a repository that is not given is named as not
checked. It lists what has changed since the ledger was written and what the ledger does not
account for, and ends with 0 when there is nothing, with 1 when there is, and with 2 when it cannot
tell. ``--sentences DOCUMENT`` lists the sentences of one document with their digests and anchors,
for writing rows. Nothing is written to a file.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from conformance import ledger
from conformance.ledger import Document, Ledger, sentences

POINTS = (
    *("attributes", "chunk-grids", "chunk-key-encodings", "codecs", "data-types"),
    "storage-transformers",
)
SPECIFICATIONS: Mapping[str, Sequence[str]] = {
    "zarr-developers/zarr-specs": ("docs/v2/*.rst", "docs/v3/**/*.rst"),
    "zarr-developers/zarr-extensions": (
        "README.md",
        *(f"{point}/**/README.md" for point in POINTS),
    ),
}
"""Which files of a repository the ledger has to know."""

KEYWORD = re.compile(r"\b(must|shall|required|should|recommended|may|optional)\b", re.IGNORECASE)
"""The words of RFC 2119. The specifications use them in small letters, too."""

REMEDIES = {
    "missing": "find where the text of the document went, and change path and url",
    "changed": "read the text again and update the row",
    "moved": "update section",
    "gone": "read the text again: it may say the same in other words, which have another digest",
    "unmapped": "give the sentence a row, name it in also of a row that says it too, or excuse it",
    "new": "read the document and add a file for it, with its clauses or with left_out",
}
"""What to do about each kind of finding."""
_SHOWN = 150


class DriftError(Exception):
    """What was given is no specification; the message says what was expected."""


@dataclass(frozen=True)
class Finding:
    """Something to read again or to account for, in one document."""

    document: str
    kind: str
    digest: str
    what: str


@dataclass(frozen=True)
class Checkout:
    """A folder and the repository that is in it, with its commit where git can tell."""

    folder: Path
    repository: str
    commit: str


def recognise(known: Ledger, folders: Sequence[Path]) -> list[Checkout]:
    """Which repository each folder holds: the one with the most documents there.

    Raises `DriftError` for a folder with none of the ledger's documents, or for two of one kind.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        here = Counter(
            document.repository
            for document in known.documents
            # A document at the top has a name that any repository may have.
            if "/" in document.path and (folder / document.path).is_file()
        )
        if not here:
            names = " nor ".join(repositories(known))
            example = known.documents[0].path
            raise DriftError(
                f"{folder}: is no checkout of {names}: it has no {example}, nor any other "
                "document of the ledger; give the folder at the top of a checkout, at a commit "
                "near the one that the ledger was read at"
            )
        repository = here.most_common(1)[0][0]
        if repository in found:
            raise DriftError(
                f"{folder}: holds {repository}, and so does {found[repository]}; give one of them"
            )
        found[repository] = folder
    return [Checkout(folder, name, _commit(folder)) for name, folder in found.items()]


def repositories(known: Ledger) -> list[str]:
    """The repositories that the ledger cites, in its order."""
    return list(dict.fromkeys(document.repository for document in known.documents))


def _commit(folder: Path) -> str:
    command = ["git", "-C", str(folder), "rev-parse", "--verify", "HEAD"]
    if not (folder / ".git").exists():  # The folder may lie within a checkout of something else.
        return ""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def drift(known: Ledger, checkout: Checkout) -> list[Finding]:
    """What differs between the ledger and one repository, by document."""
    documents = [d for d in known.documents if d.repository == checkout.repository]
    findings: list[Finding] = []
    for document in documents:
        findings += _drift(known, document, checkout.folder / document.path)
    paths = {document.path for document in documents}
    for pattern in SPECIFICATIONS.get(checkout.repository, ()):
        for file in sorted(checkout.folder.glob(pattern)):
            path = file.relative_to(checkout.folder).as_posix()
            if path not in paths:
                findings.append(
                    Finding(path, "new", "", "the ledger has no file for this document")
                )
    return findings


def _drift(known: Ledger, document: Document, path: Path) -> Iterator[Finding]:
    rows = [clause for clause in known if clause.document == document]
    excused = known.excused.get(document, {})
    name = document.path
    if not path.is_file():
        yield Finding(name, "missing", "", f"there is no such file, and it has {len(rows)} clauses")
        return
    text = _text(path)
    there = {sentence.digest for sentence in text.sentences}
    for row in rows:
        if row.digest not in there:
            what = f"{row.id}, #{row.section}: {row.summary}"
            yield Finding(name, "changed", row.digest, what)
        elif row.section not in text.anchors:
            what = f"{row.id}: the page has no #{row.section} any more"
            yield Finding(name, "moved", row.digest, what)
        for digest in row.also:
            if digest not in there:
                yield Finding(name, "gone", digest, f"also of {row.id}")
    for digest, reason in excused.items():
        if digest not in there:
            yield Finding(name, "gone", digest, f"excused: {reason}")
    if document.left_out:
        return
    mapped = {*excused, *(digest for row in rows for digest in (row.digest, *row.also))}
    for sentence in {s.digest: s for s in text.sentences if KEYWORD.search(s.text)}.values():
        if sentence.digest not in mapped:
            what = f"#{sentence.section}: {sentence.text}"
            yield Finding(name, "unmapped", sentence.digest, what)


def _text(path: Path) -> sentences.Text:
    if path.suffix not in sentences.SUFFIXES:
        raise DriftError(f"{path}: is neither {' nor '.join(sentences.SUFFIXES)}; give a document")
    try:
        return sentences.split(path.read_text(encoding="utf-8"), path.suffix)
    except (OSError, UnicodeDecodeError) as error:
        raise DriftError(f"{path}: cannot be read as UTF-8 text: {error}") from error


def listing(checkout: Path, document: str) -> list[str]:
    """``digest  anchor  sentence`` for every sentence of ``document``, a path in ``checkout``."""
    path = checkout / document
    if not path.is_file():
        raise DriftError(f"{path}: there is no such file; give the document's path in the checkout")
    return [f"{s.digest}  {s.section}  {s.text}" for s in _text(path).sentences]


def report(known: Ledger, folders: Sequence[Path]) -> tuple[int, list[str]]:
    """How many findings there are, and the lines that tell them."""
    checkouts = recognise(known, folders)
    lines: list[str] = []
    total = 0
    for checkout in checkouts:
        findings = drift(known, checkout)
        total += len(findings)
        lines += [f"{checkout.repository}: {_state(known, checkout)}"]
        for document, group in groupby(findings, key=lambda finding: finding.document):
            lines += ["", document, *map(_line, group)]
        counts = Counter(finding.kind for finding in findings)
        lines += [*([""] if findings else []), f"{_size(known, checkout.repository)}: "]
        lines[-1] += (
            ", ".join(f"{number} {kind}" for kind, number in counts.items())
            or "nothing to read again, and every sentence is accounted for"
        )
        lines += [f"  {kind}: {REMEDIES[kind]}" for kind in counts]
    given = {checkout.repository for checkout in checkouts}
    lines += [
        f"not checked: {name}, {_size(known, name)}; give its checkout too"
        for name in repositories(known)
        if name not in given
    ]
    return total, lines


def _line(finding: Finding) -> str:
    what = finding.what if len(finding.what) <= _SHOWN else finding.what[: _SHOWN - 1] + "…"
    return "  " + "  ".join(part for part in (finding.kind, finding.digest, what) if part)


def _state(known: Ledger, checkout: Checkout) -> str:
    """Which commits are held against each other, in words."""
    read = {d.commit[:12] for d in known.documents if d.repository == checkout.repository}
    at = f"the ledger was read at {', '.join(sorted(read))}"
    if not checkout.commit:
        return f"{at}; {checkout.folder} does not say at which commit it is"
    if read == {checkout.commit[:12]}:
        return f"{at}, and {checkout.folder} is at that commit"
    return (
        f"{at}, but {checkout.folder} is at {checkout.commit[:12]}: "
        "what follows is what differs between the two"
    )


def _size(known: Ledger, repository: str) -> str:
    documents = sum(document.repository == repository for document in known.documents)
    clauses = sum(clause.document.repository == repository for clause in known)
    return f"{_count(clauses, 'clause')} in {_count(documents, 'document')}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser("python -m conformance.ledger.drift", description=__doc__)
    parser.add_argument(
        "checkout", type=Path, nargs="+", help="the top of a checkout of one of the repositories"
    )
    parser.add_argument("--sentences", metavar="DOCUMENT", help="list one document, and no drift")
    options = parser.parse_args(arguments)
    try:
        if options.sentences is not None:
            print("\n".join(listing(options.checkout[0], options.sentences)))
            return 0
        number, lines = report(ledger.load(), options.checkout)
    except (DriftError, ledger.LedgerError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 1 if number else 0


if __name__ == "__main__":
    sys.exit(main())
