"""``zarr-survey diff``: what changed in the instrument, and does the ledger say enough of it?"""

from __future__ import annotations

import argparse
import sys

from survey.comparability import ledger
from survey.comparability.diff import diff
from survey.comparability.rules import problems
from survey.edition import find
from survey.instrument import load


def main(options: argparse.Namespace) -> int:
    """Print the differences, then what the comparability ledger of the newer edition lacks."""
    old, new = load(find(options.old)), load(find(options.new))
    for difference in diff(old, new):
        print(difference)
    lacking = problems(ledger.load(find(options.new)), old, new)
    for line in lacking:
        print(line, file=sys.stderr)
    return 1 if lacking else 0
