"""Renders the pages of an edition's report and puts them in place.

The same inputs give the same bytes. The pages run no script and load nothing from elsewhere; their
look is that of the conformance pages, whose stylesheet is copied beside them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from survey.estimates.model import Figures
from survey.exports.printable import printable
from survey.instrument import Instrument
from survey.report import commentary as said
from survey.report import words
from survey.report.blocks import compared, own, part
from survey.report.channels import beside, came_by
from survey.report.files import ReportError, csv_of, replace
from survey.report.methods import coded, items
from survey.report.model import Download, Methods, Previous, Translation
from survey.report.shown import Reader
from survey.start import MARKER, mark
from survey.start import write as write_start

FOLDER = Path(__file__).parent
STYLE = FOLDER.parents[1] / "reports" / "templates" / "style.css"
"""The one stylesheet of all pages of the project."""

# Controls, and the characters that turn the direction of text: they could make a figure lie.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def render(
    figures: Figures,
    instrument: Instrument,
    methods: Methods,
    out: Path,
    language: str = "en",
    previous: Previous | None = None,
    commentary: Mapping[str, str] | None = None,
    downloads: Sequence[Download] = (),
    also: Sequence[str] = (),
    translations: Mapping[str, Translation] = MappingProxyType({}),
) -> Path:
    """Write the report below ``out`` as ``survey/<year>/`` and return its start page.

    ``figures`` have gone through disclosure control. Pages in the languages ``also`` lie in folders
    of their own, ``es/`` and so on; what people wrote for them is in ``translations``, else they
    have no commentary. The old report is replaced in one step, then the survey's start page.
    Raises `ReportError` with every fault of the commentary, `WordsError`, and `OSError`.
    """
    folder = out / "survey" / instrument.edition
    languages = tuple(dict.fromkeys((language, *also)))
    files: dict[str, str | bytes] = {
        "style.css": STYLE.read_text(encoding="utf-8"),
        "survey.css": (FOLDER / "survey.css").read_text(encoding="utf-8"),
    }
    for download in downloads:
        if not _NAME.fullmatch(download.name) or f"data/{download.name}" in files:
            raise ReportError(
                f"download {download.name!r}: is no file name, or stands there twice; "
                "use letters, digits, dots, underscores and hyphens"
            )
        files[f"data/{download.name}"] = download.content
    for found in languages:
        reader = Reader(instrument, words.load(found), methods.codings)
        other = translations.get(found, Translation())
        if found == language:
            other = Translation(commentary=commentary or {})
        texts, records = other.commentary, {**methods.records, **other.records}
        faults = said.problems(texts, figures, reader)
        if faults:
            raise ReportError("\n".join(faults))
        pages = _Pages(
            reader,
            figures,
            dataclasses.replace(
                methods, records=records, exclusions=other.exclusions or methods.exclusions
            ),
            previous,
            texts,
            downloads,
            languages,
        )
        for path, content in pages.all():
            if path in files:
                raise ReportError(f"{path}: two files of the report have this name; rename one")
            files[path] = content
    files[MARKER] = mark(instrument.survey, languages, methods.synthetic)
    replace(files, folder)
    write_start(out)
    return folder / "index.html"


class _Pages:
    """The pages of one language; those of the first lie at the top."""

    def __init__(
        self,
        reader: Reader,
        figures: Figures,
        methods: Methods,
        previous: Previous | None,
        commentary: Mapping[str, str],
        downloads: Sequence[Download],
        languages: Sequence[str],
    ) -> None:
        self._reader, self._figures, self._methods = reader, figures, methods
        self._previous, self._commentary, self._downloads = previous, commentary, downloads
        language = reader.words.language
        self._folder = "" if language == languages[0] else f"{language}/"
        self._languages = [
            (found, "" if found == languages[0] else f"{found}/") for found in languages
        ]

    def all(self) -> Iterator[tuple[str, str]]:
        """Every file: its path and its content."""
        reader, figures, previous = self._reader, self._figures, self._previous
        parts = [part(reader, figures, section) for section in reader.instrument.sections]
        charts = []
        yield self._page("index.html", "overview.html", parts=parts)
        for place, found in enumerate(parts):
            yield self._page(
                found.path,
                "section.html",
                part=found,
                parts=parts,
                before=parts[place - 1] if place else None,
                after=parts[place + 1] if place + 1 < len(parts) else None,
            )
            for block in found.blocks:
                charts += [*block.charts, *block.together, *block.crossed]
        if previous is not None and previous.figures:
            rows = list(compared(reader, figures, previous))
            mix = beside(reader, figures, previous)
            yield self._page("changes.html", "changes.html", rows=rows, mix=mix)
            charts += [trend for row in rows for trend in row.trends]
        lists = {
            name: items(name, self._methods, figures, reader) for name in ("aapor", "cherries")
        }
        errors = items("tse", self._methods, figures, reader)
        bases = [(q, own(figures, q.id)) for q in reader.instrument.questions]
        codings = list(coded(self._methods, figures, reader))
        channels = came_by(reader, figures)
        charts += [channels] if channels else []
        yield self._page(
            "methods.html",
            "methods.html",
            lists=lists,
            errors=errors,
            bases=bases,
            codings=codings,
            channels=channels,
            uncoded=[
                reader.words("format.quoted", text=reader.of(id).text)
                for id in self._methods.uncoded
            ],
        )
        yield self._page("questionnaire.html", "questionnaire.html")
        yield f"{self._folder}questionnaire-print.html", self._printable()
        yield self._page("data.html", "data.html", charts=charts)
        for chart in charts:
            yield f"{self._folder}charts/{chart.slug}.csv", csv_of(chart)

    def _printable(self) -> str:
        return printable(self._reader.instrument, self._reader.texts.language)

    def _page(self, path: str, template: str, **context: Any) -> tuple[str, str]:
        root = "../" if self._folder else ""
        reader = self._reader
        return f"{self._folder}{path}", _environment().get_template(template).render(
            w=reader.words,
            reader=reader,
            instrument=reader.instrument,
            texts=reader.texts,
            figures=self._figures,
            methods=self._methods,
            previous=self._previous if self._previous and self._previous.figures else None,
            responses=said.responses(self._figures),
            downloads=self._downloads,
            comment=self._comment,
            root=root,
            path=path,
            languages=[(found, f"{root}{folder}{path}") for found, folder in self._languages],
            editions=f"{root}../{reader.words.language}/index.html",
            **context,
        )

    def _comment(self, key: str) -> list[str]:
        """The paragraphs of the commentary on a section."""
        text = self._commentary.get(key, "")
        return said.paragraphs(text, self._figures, self._reader)


def _visible(value: Any) -> Any:
    """Text with every invisible character spelled out."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", value)
    return value


@cache
def _environment() -> Environment:
    # An undefined name is a fault of a template, never empty text.
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
