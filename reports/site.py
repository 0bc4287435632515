"""Renders every page from its template and puts the site in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from conformance.adapters.manifest import Manifest
from conformance.cases import files, sharpness
from conformance.cases.links import relative
from conformance.cases.model import Case
from conformance.coverage import FATES as CLAUSE_FATES
from conformance.ledger import Ledger
from conformance.results import VERDICTS, Find, Result, safe_name, share_text, zipped
from conformance.results.recovery import Recovery
from conformance.results.traffic import Traffic
from reports import coverage, datasets, interop, robustness, steps, text
from reports import observed as observing
from reports.finds import FATES, PROPERTIES
from reports.interop import Matrix, Source
from reports.model import Site, build
from reports.observed import Observations
from reports.output import replace_site
from survey import start

TEMPLATES = Path(__file__).parent / "templates"
SHOWN = 60
"""How many requests are listed of one read."""


def render(
    results: Sequence[Result],
    fixtures: Path,
    out: Path,
    ledger: Ledger,
    manifests: Mapping[str, Manifest],
    finds: Sequence[Find] = (),
    crossed: Source = Source(),  # noqa: B008  frozen
    observed: Observations = Observations(),  # noqa: B008  frozen
) -> Path:
    """Write the site of ``results`` to the folder ``out`` and return its start page.

    Results of different editions are never merged: those of the fixtures' edition are shown (else
    of the most common one), the others listed as left out. So is a find whose dataset cannot be
    shown. The old site is replaced at the end, in one step. Raises `OSError`, and `FixturesError`
    or `SharpnessError` when what lies in the folder of the fixtures cannot be read.
    """
    site = build(results, files.load(fixtures), ledger, manifests, finds, sharpness.load(fixtures))
    replace_site(dict(_pages(site, Matrix(site, crossed), observed)), out)
    start.write(out)
    return out / "index.html"


def _pages(
    site: Site, crossed: Matrix, observed: Observations
) -> Iterator[tuple[str, str | bytes]]:
    """Every file of the site: its path and its content."""
    pages = Pages(site, crossed, observed)
    yield "style.css", (TEMPLATES / "style.css").read_text(encoding="utf-8")
    yield pages.page("index.html", "index.html")
    yield pages.page("matrix.html", "matrix.html")
    clauses = coverage.CoveragePages(site)
    yield pages.page("coverage.html", "coverage.html", pages=clauses)
    for page in clauses.documents:
        yield pages.page(page.path, "clauses.html", page=page)
    yield pages.page("confirmation.html", "confirmation.html")
    yield pages.page("finds.html", "finds.html")
    yield pages.page("robustness.html", "robustness.html", robustness=robustness.build(site))
    yield pages.page("interop.html", "interop.html")
    yield from _stores(pages, crossed)
    yield from _observed(pages, observed)
    yield pages.page("about.html", "about.html")
    yield pages.page("cases/index.html", "cases.html")
    for column in site.columns:
        yield pages.page(column.page, "implementation.html", column=column)
    for group in site.groups:
        for feature in group.features:
            yield pages.page(
                feature.page,
                "feature.html",
                feature=feature,
                group=group,
                members=[site.row[id] for id in feature.cases],
            )
    for row in site.rows:
        node, store = row.case.node, f"fixtures/{row.case.id}/store"
        yield pages.page(
            row.page,
            "case.html",
            row=row,
            **_shown(row.case, files.load_store(site.fixtures, row.case)),
            outside=files.load_outside(site.fixtures, row.case),
            links={key: relative(key, target) for key, target in row.case.links.items()},
            programs=[
                (
                    column,
                    column.manifest.program(
                        node.node_type, store, node.path, node.selection, format=row.case.format
                    ),
                )
                for column in site.columns
                if column.manifest is not None and not row.case.steps
            ],
        )
    for shown in site.searches.shown:
        yield shown.archive, zipped(shown.find)
        yield pages.page(
            shown.page, "find.html", shown=shown, **_shown(shown.case, shown.case.store)
        )


def _stores(pages: Pages, crossed: Matrix) -> Iterator[tuple[str, str | bytes]]:
    """The pages of the stores that somebody is to blame for, with their zips."""
    for page in crossed.stores:
        if page.archive is not None and page.row.archive is not None:
            yield page.archive, crossed.source.archives[page.row.archive]
        yield pages.page(
            page.path, "interop_store.html", page=page, **_shown(page.case, page.store)
        )


def _observed(pages: Pages, observed: Observations) -> Iterator[tuple[str, str]]:
    """The pages of what is observed and never judged, where there is something."""
    if observed.recovery is not None:
        found: Recovery | Traffic = observed.recovery
        yield pages.page(
            *("recovery.html", "recovery.html"),
            found=found,
            ran=[column for column in found.implementations if not column.reason],
            lines=observing.rows(observed.recovery),
            trial=observing.trial,
        )
    if observed.traffic is not None:
        found = observed.traffic
        yield pages.page(
            *("traffic.html", "traffic.html"),
            found=found,
            ran=[column for column in found.implementations if not column.reason],
            counts=observing.counts(observed.traffic),
            marks=observing.marks,
            ANSWERS=observing.ANSWERS,
            SHOWN=SHOWN,
        )


def _shown(case: Case, store: Mapping[str, bytes]) -> dict[str, Any]:
    """What a template needs to show a dataset."""
    return {
        "case": case,
        "dataset": datasets.dataset(store),
        "expected": datasets.expected(case),
        "elements": datasets.first_elements(case),
        "count": datasets.element_count(case),
        "steps": steps.steps(case),
    }


class Pages:
    """The templates with what every one of them sees of a site."""

    def __init__(self, site: Site, crossed: Matrix, observed: Observations) -> None:
        self._context = {
            "site": site,
            "crossed": crossed,
            "observed": observed,
            "rows": site.row,
            "features": {f.tag: f for group in site.groups for f in group.features},
        }

    def page(self, path: str, template: str, **context: Any) -> tuple[str, str]:
        """A page: its path relative to the site, and its HTML."""
        root = "../" * path.count("/")
        return path, _environment().get_template(template).render(
            self._context, root=root, path=path, **context
        )


@cache
def _environment() -> Environment:
    # An undefined name is a fault of a template, never empty text.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.visible,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "share": share_text,
        "clip": text.clip,
        "slug": safe_name,
        "tail": text.tail,
        "link": text.link,
        "discussion": text.discussion,
        "breakable": text.breakable,
        "size": text.size,
        "number": text.number,
    }
    environment.globals |= {
        "VERDICTS": VERDICTS,
        "SYMBOLS": text.SYMBOLS,
        "WORDS": text.WORDS,
        "STATUSES": text.STATUSES,
        "OWNERS": interop.STATES,
        "owner_of": interop.state,
        "cell_verdict": interop.verdict,
        "PROPERTIES": PROPERTIES,
        "FATES": FATES,
        "CLAUSE_FATES": CLAUSE_FATES,
        "CLAUSE_WORDS": coverage.WORDS,
        "CLAUSE_SYMBOLS": coverage.SYMBOLS,
        "CLAUSE_COLOURS": coverage.COLOURS,
        "by_kind": coverage.by_kind,
        "failures": coverage.failures,
    }
    return environment
