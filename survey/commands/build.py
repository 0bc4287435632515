"""``zarr-survey build``: the report and the open data of an edition.

Without a file of responses they are made up, and every page and every file says so.
"""

from __future__ import annotations

import argparse
import sys

from survey.commands import Refusal, imported, number
from survey.edition import Edition, find, read
from survey.estimates.model import Figures
from survey.publish import publish
from survey.release import load_published
from survey.responses import Responses
from survey.synthetic import generate, is_synthetic


def main(options: argparse.Namespace) -> int:
    """Build, and say where the start page is."""
    edition = read(find(options.edition))
    known = [texts.language for texts in edition.instrument.texts]
    first = options.language or known[0]
    if first not in known:
        raise Refusal(f"--language {first}: is none of the edition; it has {', '.join(known)}")
    responses = _responses(options, edition)
    synthetic = options.responses is None or _made_up(options, responses)
    made = publish(
        edition,
        responses,
        options.out,
        synthetic=synthetic,
        languages=[first, *(language for language in known if language != first)],
        intervals=options.intervals,
        earlier=_earlier(options, synthetic),
        last_year=_last_year(options, edition),
        codings=options.codings,
    )
    kind = "synthetic response" if synthetic else "response"
    kept = f"{len(made.cleaned.responses):,} of {number(len(responses), kind)}"
    hidden = f"{made.hidden:,} figures hidden, the attack found nothing"
    print(f"{edition.instrument.survey} {edition.instrument.edition}: {kept} kept; {hidden}")
    print(made.page)
    return 0


def _responses(options: argparse.Namespace, edition: Edition) -> Responses:
    if options.responses is None:
        return generate(edition.instrument, options.count, options.seed)
    found = imported(options.responses, edition.instrument, options.tool, options.repairs)
    for repaired in found.repaired:
        print(f"repaired {number(repaired.count, 'time')}: {repaired.repair}", file=sys.stderr)
    return found.responses


def _made_up(options: argparse.Namespace, responses: Responses) -> bool:
    try:
        return is_synthetic(responses)
    except ValueError as error:
        raise Refusal(f"{options.responses}: {error}") from error


def _earlier(options: argparse.Namespace, synthetic: bool) -> list[Figures] | None:
    if not options.published:
        return None
    found = {path: load_published(path) for path in options.published}
    for path, each in found.items():
        if each.synthetic != synthetic:
            which = "the responses are" if synthetic else f"{path} is"
            raise Refusal(
                f"--published {path}: {which} synthetic, the other is not; compare like with like"
            )
    return sorted((each.figures for each in found.values()), key=lambda each: each.edition)


def _last_year(options: argparse.Namespace, edition: Edition) -> Responses | None:
    if options.last_year is None:
        return None
    before = edition.before()
    if before is None:
        raise Refusal("--last-year: there is no edition before this one; leave the option out")
    repairs = options.last_year_repairs
    return imported(options.last_year, before.instrument, repairs=repairs).responses
