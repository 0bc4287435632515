"""``zarr-survey import``: can this export be read with the instrument, and what is in it?"""

from __future__ import annotations

import argparse

from survey import plain
from survey.cleaning.personal import redact_table
from survey.commands import imported, number, save
from survey.edition import find, read
from survey.responses import Responses, answered, shown


def main(options: argparse.Namespace) -> int:
    """Say how many saw and answered each question; with ``--out`` also write the responses."""
    edition = read(find(options.edition))
    found = imported(options.file, edition.instrument, options.tool, options.repairs)
    responses = found.responses
    print(f"{options.file}: {number(len(responses), 'response')}")
    for repaired in found.repaired:
        print(f"repaired {number(repaired.count, 'time')}: {repaired.repair}")
    for question in edition.instrument.questions:
        seen = int(shown(responses, question).sum())
        given = int(answered(responses, question).sum())
        print(f"{question.id}: shown to {seen:,}, answered by {given:,}")
    if options.out is not None:
        table, _ = redact_table(responses.table, edition.instrument, edition.cleaning.personal)
        save(options.out, plain.document(Responses(edition.instrument, table)))
        print(f"{options.out}: written, with placeholders for personal data; keep it to yourself")
    return 0
