"""``zarr-survey export``: the questionnaire for paper, for LimeSurvey and for Google Forms."""

from __future__ import annotations

import argparse

from survey.commands import Refusal
from survey.edition import faults, find, read
from survey.exports.files import write


def main(options: argparse.Namespace) -> int:
    """Write all exports of an edition, unless `check` finds a fault in it."""
    edition = read(find(options.edition))
    if found := list(faults(edition)):
        raise Refusal("\n".join(["nothing was written; mend this first:", *found]))
    for path in write(edition.instrument, options.out):
        print(path)
    return 0
