"""``zarr-survey clean``: what do the rules of the edition take out of this export?"""

from __future__ import annotations

import argparse

from survey import plain
from survey.cleaning.clean import clean
from survey.commands import imported, number, save
from survey.edition import find, read


def main(options: argparse.Namespace) -> int:
    """Print the record of cleaning; with ``--out`` also write what is left."""
    edition = read(find(options.edition))
    found = imported(options.file, edition.instrument, options.tool, options.repairs)
    cleaned = clean(found.responses, edition.cleaning)
    for exclusion in cleaned.exclusions:
        print(f"{exclusion.rule}: {exclusion.line}")
    kept, whole = len(cleaned.responses), len(found.responses)
    print(f"{options.file}: {kept:,} of {number(whole, 'response')} kept")
    if options.out is not None:
        save(options.out, plain.document(cleaned.responses))
        print(f"{options.out}: written, with placeholders for personal data; keep it to yourself")
    return 0
