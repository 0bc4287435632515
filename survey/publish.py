"""From responses to a published edition: clean, estimate, protect, attack, compare, render.

The order is the contract: nothing is written before disclosure control has been through all figures
together and the attacker has found nothing. Responses are never written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from survey import release
from survey.cleaning.clean import Cleaned, clean
from survey.cleaning.coding import Coded
from survey.cleaning.files import read_coded
from survey.codings import codings as told
from survey.codings import released, uncoded
from survey.comparability.compare import compare
from survey.comparability.diff import diff
from survey.disclosure import attack, examine, report
from survey.edition import Edition
from survey.estimates.model import Figures
from survey.estimates.standard import differences
from survey.estimates.tables import composition, figures
from survey.report import Download, Exclusion, Methods, Previous, Translation, render
from survey.responses import Responses

LEFT_OUT = "responses"
"""The unit of the exclusions that take out responses as a whole."""


class PublishError(Exception):
    """Figures that must not be published: says which, and what to do."""


@dataclass(frozen=True)
class Published:
    """What a build made: the start page, the figures in it, what was hidden and left out."""

    page: Path
    figures: Figures
    hidden: int
    cleaned: Cleaned


def publish(
    edition: Edition,
    responses: Responses,
    out: Path,
    *,
    synthetic: bool,
    languages: Sequence[str],
    intervals: bool = True,
    earlier: Sequence[Figures] | None = None,
    last_year: Responses | None = None,
    codings: Path | None = None,
) -> Published:
    """Write the report and the open data below ``out``, in the first of ``languages`` and others.

    ``earlier`` are published figures, the oldest first; None takes those that lie in the folders of
    this edition and of older ones. ``last_year`` are the responses to the edition before: with them
    the trend is also given at last year's mix of channels. ``codings`` is the folder of what coders
    made of these texts; without it none are counted. Raises `PublishError` when the attacker
    finds something, the errors of each step, and `OSError`.
    """
    known = edition.published_before(synthetic) if earlier is None else tuple(earlier)
    cleaned = clean(responses, edition.cleaning)
    plan = edition.plan if intervals else replace(edition.plan, intervals=False)
    coded = {} if codings is None else read_coded(edition.folder, codings, cleaned.responses)
    codes = {id: each.chosen for id, each in coded.items()}
    counted = figures(cleaned.responses, cleaned.excluded, plan, codes)
    channels = composition(cleaned.responses, plan)
    if channels is not None:
        counted = replace(counted, tables=(*counted.tables, channels))
    instrument, rules = edition.instrument, edition.disclosure
    protected = examine(counted, rules, instrument=instrument, earlier=known)
    safe = protected.figures
    breaches = attack(safe, rules, instrument=instrument, earlier=known)
    if breaches:
        raise PublishError(f"{report(breaches)}\nNothing was written.")
    files = release.files(safe, _subject(edition, synthetic, coded))
    language, *others = languages
    page = render(
        safe,
        instrument,
        _methods(edition, cleaned, language, synthetic, coded, safe),
        out,
        language,
        previous=_previous(edition, known, safe, cleaned, last_year),
        commentary={} if synthetic else edition.comments.get(language, {}),
        downloads=[_download(file) for file in files],
        also=others,
        translations={
            name: Translation(
                edition.records.get(name, {}),
                {} if synthetic else edition.comments.get(name, {}),
                _exclusions(cleaned, name),
            )
            for name in others
        },
    )
    return Published(page, safe, len(protected.reasons), cleaned)


def _download(file: release.File) -> Download:
    return Download(file.name, file.about, file.content, release.translations(file.about))


def _subject(edition: Edition, synthetic: bool, coded: Mapping[str, Coded]) -> release.Subject:
    log = release.Log() if synthetic else edition.log
    return release.Subject(
        edition.instrument, log.corrections, log.published, synthetic, released(edition, coded)
    )


def _methods(
    edition: Edition,
    cleaned: Cleaned,
    language: str,
    synthetic: bool,
    coded: Mapping[str, Coded],
    safe: Figures,
) -> Methods:
    removed = sum(each.count for each in cleaned.exclusions if each.unit == LEFT_OUT)
    return Methods(
        records=edition.records.get(language, {}),
        exclusions=_exclusions(cleaned, language),
        removed=removed,
        synthetic=synthetic,
        codings=told(edition, coded, safe),
        uncoded=uncoded(edition, coded),
    )


def _exclusions(cleaned: Cleaned, language: str) -> tuple[Exclusion, ...]:
    return tuple(Exclusion(e.name(language), e.count, e.said(language)) for e in cleaned.exclusions)


def _previous(
    edition: Edition,
    known: Sequence[Figures],
    now: Figures,
    cleaned: Cleaned,
    last_year: Responses | None,
) -> Previous | None:
    """What is said of the editions before; None for the first."""
    before = edition.before()
    # Of an edition that was corrected, the last publication.
    older = list({found.edition: found for found in known if found.edition < now.edition}.values())
    if before is None or not older or older[-1].edition != before.instrument.edition:
        return None
    standardised: Mapping[tuple[str, tuple[str, ...]], float] = {}
    if last_year is not None:
        kept = clean(last_year, before.cleaning)
        alike = [
            question.id
            for question in edition.instrument.questions
            if edition.ledger[question.id].relation in ("same", "relabelled")
            and any(question.id == old.id for old in before.instrument.questions)
            and question.kind not in ("date", "text")
        ]
        standardised = differences(
            (kept.responses, kept.excluded), (cleaned.responses, cleaned.excluded), alike
        )
    found = compare(
        (before.instrument, older[-1]), (edition.instrument, now), edition.ledger, standardised
    )
    lines = tuple(map(str, diff(before.instrument, edition.instrument)))
    breaks = {**_breaks(edition, before), **found.breaks}
    return Previous((*older[:-1], found.before), found.changes, breaks, lines)


def _breaks(edition: Edition, before: Edition) -> dict[str, tuple[str, Mapping[str, str]]]:
    """From which older edition on the figures of a question are of another kind, and why.

    Last year's figures are recoded into this year's classes, those before them are not.
    """
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for entry in edition.ledger.entries:
        if entry.relation == "recoded":
            found[entry.question] = (before.instrument.edition, entry.reason)
    older: Edition | None = before
    while older is not None:
        for entry in older.ledger.entries:
            if entry.relation in ("recoded", "broken"):
                found.setdefault(entry.question, (older.instrument.edition, entry.reason))
        older = older.before()
    return found
