"""Which clauses have to be read again: their sentences are no longer in the specification.

``python -m conformance.ledger.drift CHECKOUT`` takes a folder that holds the specification, says
what has changed in it since the ledger was written, and ends with 0 when nothing has, with 1 when
something has, and with 2 when it cannot tell. ``--sentences DOCUMENT`` lists the sentences of one
document with their digests and anchors, for writing rows. Nothing is written to a file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance import ledger
from conformance.ledger import Clause, Document, Ledger, sentences


class DriftError(Exception):
    """What was given is no specification; the message says what was expected."""


def drift(known: Ledger, checkout: Path) -> list[str]:
    """One message for each document that is gone and each clause whose place has changed.

    ``checkout`` is the top of a checkout of the specification's repository. Raises `DriftError`
    when none of the ledger's documents is in it.
    """
    if not any((checkout / document.path).is_file() for document in known.documents):
        example = known.documents[0]
        raise DriftError(
            f"{checkout}: is no checkout of {example.repository}: it has no {example.path}, nor "
            "any other document of the ledger; give the folder at its top"
        )
    messages = []
    for document in known.documents:
        rows = [clause for clause in known if clause.document == document]
        if not (checkout / document.path).is_file():
            messages.append(
                f"missing: {document.path}, which {len(rows)} clauses cite; find where its text "
                "went and change path and url"
            )
            continue
        text = _text(checkout / document.path)
        digests = {sentence.digest for sentence in text.sentences}
        messages += [_message(clause, text, digests) for clause in rows]
    return [message for message in messages if message]


def _text(path: Path) -> sentences.Text:
    try:
        return sentences.split(path.read_text(encoding="utf-8"), path.suffix)
    except (OSError, UnicodeDecodeError) as error:
        raise DriftError(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _message(clause: Clause, text: sentences.Text, digests: set[str]) -> str:
    place = f"{clause.id}, {clause.document.path}#{clause.section}"
    if clause.digest not in digests:
        return f"changed: {place}: {clause.summary} Read the text again and update the row"
    if clause.section not in text.anchors:
        return f"moved: {place}: the page has no such anchor any more; update section"
    return ""


def listing(checkout: Path, document: str) -> list[str]:
    """``digest  anchor  sentence`` for every sentence of ``document``, a path in ``checkout``."""
    path = checkout / document
    if not path.is_file():
        raise DriftError(f"{path}: there is no such file; give the document's path in the checkout")
    if path.suffix not in sentences.SUFFIXES:
        raise DriftError(f"{path}: is neither {' nor '.join(sentences.SUFFIXES)}; give a document")
    return [f"{s.digest}  {s.section}  {s.text}" for s in _text(path).sentences]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser("python -m conformance.ledger.drift", description=__doc__)
    parser.add_argument("checkout", type=Path, help="the top of a checkout of the specification")
    parser.add_argument("--sentences", metavar="DOCUMENT", help="list one document, and no drift")
    options = parser.parse_args(arguments)
    try:
        if options.sentences is not None:
            print("\n".join(listing(options.checkout, options.sentences)))
            return 0
        known = ledger.load()
        messages = drift(known, options.checkout)
    except (DriftError, ledger.LedgerError) as error:
        print(error, file=sys.stderr)
        return 2
    for message in messages:
        print(message)
    print(f"{len(known)} clauses in {_count(known.documents)}: {len(messages)} to read again")
    return 1 if messages else 0


def _count(documents: Sequence[Document]) -> str:
    return f"{len(documents)} document{'' if len(documents) == 1 else 's'}"


if __name__ == "__main__":
    sys.exit(main())
