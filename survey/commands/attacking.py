"""``zarr-survey attack``: what can a careful reader of published figures find out?"""

from __future__ import annotations

import argparse

from survey.disclosure import attack, report
from survey.edition import find, read
from survey.release import load_published


def main(options: argparse.Namespace) -> int:
    """Attack the figures of a data release, with those of earlier ones as known."""
    figures = load_published(options.figures).figures
    edition = read(find(options.edition or figures.edition))
    earlier = [load_published(path).figures for path in options.published or ()]
    found = attack(figures, edition.disclosure, instrument=edition.instrument, earlier=earlier)
    print(report(found))
    return 1 if found else 0
