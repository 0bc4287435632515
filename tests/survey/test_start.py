"""The survey's start page leads to what lies in the site, and nowhere else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from survey import start
from survey.report import render
from tests.survey.report_sample import FIGURES, METHODS
from tests.survey.sample import INSTRUMENT


def links(site: Path) -> dict[str, list[str]]:
    """The links of every page, each of which has to lead to a file."""
    found = {}
    for page in sorted(site.rglob("*.html")):
        hrefs = re.findall('href="([^"#]+)[^"]*"', page.read_text(encoding="utf-8"))
        found[page.relative_to(site).as_posix()] = [href for href in hrefs if href != "data:,"]
        for href in found[page.relative_to(site).as_posix()]:
            assert (page.parent / href).is_file(), f"{page}: {href}"
    return found


def report(out: Path, edition: str = "2026", language: str = "en", synthetic: bool = True) -> None:
    instrument = replace(INSTRUMENT, edition=edition)
    figures = replace(FIGURES, edition=edition)
    also = ("es", "en")
    render(figures, instrument, replace(METHODS, synthetic=synthetic), out, language, also=also)


def test_it_lists_the_editions_in_each_language(tmp_path: Path) -> None:
    report(tmp_path, "2026")
    report(tmp_path, "2027", synthetic=False)
    found = links(tmp_path)
    english = (tmp_path / "survey" / "index.html").read_text(encoding="utf-8")
    assert english.index("Results of 2027") < english.index("Results of 2026")
    assert english.count("synthetic") == 1
    assert [h for h in found["survey/index.html"] if "20" in h][1:] == [
        "2027/index.html",
        "2026/index.html",
    ]
    assert [h for h in found["survey/es/index.html"] if "20" in h][1:] == [
        "../2027/es/index.html",
        "../2026/es/index.html",
    ]


def test_every_page_leads_to_it_in_its_language(tmp_path: Path) -> None:
    report(tmp_path, "2026", language="es")
    report(tmp_path, "2027")
    found = links(tmp_path)
    for path, hrefs in found.items():
        year = re.fullmatch("survey/([0-9]{4})/(.*)", path)
        if year and "print" not in path:
            spanish = (year[1] == "2026" and "/" not in year[2]) or year[2].startswith("es/")
            back = "../es/index.html" if spanish else "../en/index.html"
            assert ("../" if "/" in year[2] else "") + back in hrefs, path


def test_it_leads_to_the_conformance_pages_when_they_are_there(tmp_path: Path) -> None:
    report(tmp_path)
    assert "../index.html" not in links(tmp_path)["survey/index.html"]
    (tmp_path / "index.html").write_text("")
    start.write(tmp_path)
    found = links(tmp_path)
    assert "../index.html" in found["survey/index.html"]
    assert "../../index.html" in found["survey/es/index.html"]


def test_a_site_without_a_report_says_so(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("")
    (tmp_path / "index.html").write_text("")
    start.write(tmp_path)
    page = (tmp_path / "survey" / "index.html").read_text(encoding="utf-8")
    assert "No edition has been published here yet." in page
    assert set(links(tmp_path)) == {"index.html", "survey/index.html", "survey/en/index.html"}


@pytest.mark.parametrize("content", ["", "{"])
def test_a_marker_that_says_nothing(content: str, tmp_path: Path) -> None:
    report(tmp_path)
    (tmp_path / "survey" / "2026" / start.MARKER).write_text(content)
    start.write(tmp_path)
    assert "2026/index" not in (tmp_path / "survey" / "index.html").read_text(encoding="utf-8")
