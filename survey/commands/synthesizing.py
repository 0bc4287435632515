"""``zarr-survey synthesize``: an export of made-up responses, to try everything out with."""

from __future__ import annotations

import argparse

from survey.commands import Refusal, number, save
from survey.edition import find
from survey.instrument import load
from survey.synthetic import generate
from survey.synthetic.files import content


def main(options: argparse.Namespace) -> int:
    """Write a file as the tool would."""
    instrument = load(find(options.edition))
    responses = generate(instrument, options.count, options.seed)
    try:
        text = content(responses, options.tool, options.language, options.separator)
    except ValueError as error:
        raise Refusal(f"--language {options.language}: {error}") from error
    save(options.out, text)
    print(f"{options.out}: {number(options.count, 'synthetic response')}")
    return 0
