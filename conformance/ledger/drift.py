"""Hold the ledger against a checkout of the specifications: which sentences changed?

``python -m conformance.ledger.drift PATH`` names every row whose sentence is no longer in the text;
with ``--sentences DOCUMENT`` it prints a document's sentences with their digests, for authors.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conformance.ledger import Ledger, LedgerError, load
from conformance.ledger.sentences import digest, sentences


class CheckoutError(Exception):
    """The folder is no checkout of the specifications: says what was looked for."""


def drift(ledger: Ledger, checkout: Path) -> list[str]:
    """One line for each row whose sentence is not in the checkout. Raises `CheckoutError`."""
    if not any((checkout / document.path).is_file() for document in ledger.documents):
        wanted = ledger.documents[0]
        raise CheckoutError(
            f"{checkout}: has no {wanted.path}; give the folder of a checkout of "
            f"{wanted.repository}"
        )
    problems = []
    for document in ledger.documents:
        path = checkout / document.path
        rows = [c for c in ledger.clauses.values() if c.document == document]
        if not path.is_file():
            problems.append(f"{document.path}: is gone, and {len(rows)} clauses with it")
            continue
        known = {digest(s) for s in sentences(path.read_text(encoding="utf-8"))}
        problems += [
            f"{row.id}: its sentence changed in {document.path}, section {row.section} "
            f"({row.summary}); read the text again, then mend row, digest and cases"
            for row in rows
            if row.digest not in known
        ]
    return problems


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 when nothing changed, 1 when something did, 2 for wrong use."""
    parser = argparse.ArgumentParser("python -m conformance.ledger.drift", description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--sentences", metavar="DOCUMENT", help="a path inside the checkout")
    options = parser.parse_args(arguments)
    try:
        if options.sentences:
            source = (options.checkout / options.sentences).read_text(encoding="utf-8")
            for sentence in sentences(source):
                print(digest(sentence), sentence)
            return 0
        problems = drift(load(), options.checkout)
    except (CheckoutError, LedgerError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for problem in problems:
        print(problem)
    print(f"{len(problems)} clauses changed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
