"""``zarr-survey clean``: what do the rules of the edition take out of this export?"""

from __future__ import annotations

import argparse

from survey import plain
from survey.cleaning.clean import clean
from survey.cleaning.coders import prepare
from survey.commands import imported, number, save
from survey.edition import find, read


def main(options: argparse.Namespace) -> int:
    """Print the record of cleaning; with ``--out`` also write what is left.

    With ``--coders`` also write the next files for those who code the texts.
    """
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
    if options.coders is None:
        return 0
    faulty = 0
    for step in prepare(edition.folder, options.coders, cleaned.responses):
        print(step.line)
        faulty += step.faulty
    print(f"{options.coders}: holds what people wrote; keep it to yourself")
    return 1 if faulty else 0
