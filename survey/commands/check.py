"""``zarr-survey check``: does everything that an edition declares fit together?"""

from __future__ import annotations

import argparse

from survey.cleaning.codebooks import file_name
from survey.commands import number
from survey.edition import faults, find, read
from survey.instrument.rules import seconds


def main(options: argparse.Namespace) -> int:
    """Print every fault, or what the edition is."""
    edition = read(find(options.edition))
    found = list(faults(edition))
    for line in found:
        print(line)
    instrument = edition.instrument
    name = f"{instrument.survey} {instrument.edition}"
    if found:
        print(f"{name}: {number(len(found), 'fault')}")
        return 1
    for book in edition.codebooks:
        if book.reviewed is None:
            print(f"{file_name(book.question)}: is a draft; nothing is counted before its review")
    minutes = sum(map(seconds, instrument.questions)) / 60
    languages = ", ".join(texts.language for texts in instrument.texts)
    questions = number(len(instrument.questions), "question")
    print(f"{name}: {questions}, about {minutes:.0f} minutes, in {languages}: no fault")
    return 0
