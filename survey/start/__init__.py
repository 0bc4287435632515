"""The start page of the survey in a site: its editions, and the way to the site's own start page.

Whichever half of a site is built last writes it, from what lies there, so that each half leads to
the other and no link is dead when only one is there. Imports nothing heavy.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent
SURVEY = "survey"
"""The folder of the survey in a site."""
MARKER = ".zarr-survey-report"
"""Tells a report of ours from a folder that somebody named by mistake, and what it is."""


@dataclass(frozen=True)
class Report:
    """A report that lies in a site: the pages in the first of ``languages`` are at its top."""

    edition: str
    survey: str
    languages: tuple[str, ...]
    synthetic: bool

    def page(self, language: str) -> str:
        """Its start page in the language, or the one at its top, from the survey's folder."""
        inside = f"{language}/" if language in self.languages[1:] else ""
        return f"{self.edition}/{inside}index.html"


def mark(survey: str, languages: Sequence[str], synthetic: bool) -> str:
    """The content of `MARKER`."""
    return json.dumps({"survey": survey, "languages": languages, "synthetic": synthetic}) + "\n"


def write(out: Path) -> None:
    """Write the start page of the survey in the site ``out``, in each language of its reports.

    ``survey/index.html`` is in the first language of the newest one. Raises `OSError`.
    """
    reports = sorted(_reports(out / SURVEY), key=lambda each: each.edition, reverse=True)
    languages = tuple(dict.fromkeys(each for found in reports for each in found.languages))
    known = [language for language in languages if language in _words()] or ["en"]
    style = f"{reports[0].edition}/style.css" if reports else "../style.css"
    home = (out / "index.html").is_file()
    for language in known:
        for root, path in (("../", f"{language}/index.html"), ("", "index.html")):
            if root or language == known[0]:
                page = _page(language, root, reports, known, style, home)
                _put(out / SURVEY / path, page)


def _reports(folder: Path) -> list[Report]:
    found = []
    for path in folder.glob(f"[0-9][0-9][0-9][0-9]/{MARKER}"):
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue  # of a report that was begun, or made before its marker said what it is
        languages = tuple(about["languages"])
        found.append(Report(path.parent.name, about["survey"], languages, about["synthetic"]))
    return found


def _page(
    language: str,
    root: str,
    reports: Sequence[Report],
    languages: Sequence[str],
    style: str,
    home: bool,
) -> str:
    return (
        _environment()
        .get_template("start.html")
        .render(
            w=_words()[language],
            language=language,
            root=root,
            reports=reports,
            languages=[(each, _words()[each]["language"]) for each in languages],
            style=style,
            home=home,
        )
    )


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


@cache
def _words() -> dict[str, Any]:
    return {
        path.name.split(".")[1]: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("words.*.toml"))
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
