"""The pages of the survey are held to the rules of the conformance pages: for everybody to read."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from survey.report import render
from survey.report.site import FOLDER, STYLE
from tests.survey.report_sample import (
    COMMENTARY,
    DOWNLOADS,
    FIGURES,
    METHODS,
    PREVIOUS,
)
from tests.survey.sample import INSTRUMENT

VOID = {"meta", "link", "br", "input"}
TEXT, DRAWING = 4.5, 3.0
"""WCAG 2.2: the least contrast of text, and of what a drawing needs to be understood."""


class Node:
    """An element: its tag, its attributes, what is in it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Node] = []
        self.words = ""

    def all(self, tag: str) -> list[Node]:
        found = [self] if self.tag == tag else []
        return found + [node for child in self.children for node in child.all(tag)]

    def text(self) -> str:
        return self.words + "".join(child.text() for child in self.children)

    def has(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


class Tree(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.root = Node("", {})
        self._open = [self.root]
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].words += data


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Node]:
    """Every page that a build makes, but for the questionnaire to print."""
    out = tmp_path_factory.mktemp("look")
    render(
        FIGURES,
        INSTRUMENT,
        METHODS,
        out,
        previous=PREVIOUS,
        commentary=COMMENTARY,
        downloads=DOWNLOADS,
        also=("es",),
    )
    found = [path for path in sorted(out.rglob("*.html")) if "print" not in path.name]
    assert len(found) == 19
    return {path: Tree(path).root for path in found}


def test_headings_and_landmarks(pages: dict[Path, Node]) -> None:
    for path, root in pages.items():
        assert len(root.all("h1")) == len(root.all("main")) == len(root.all("header")) == 1, path
        levels = [
            int(tag[1]) for tag in re.findall("<(h[1-6])[ >]", path.read_text(encoding="utf-8"))
        ]
        assert levels[0] == 1 and all(b <= a + 1 for a, b in pairwise(levels)), path
        labels = [node.attributes.get("aria-label") for node in root.all("nav")]
        assert all(labels) and len(set(labels)) == len(labels), path


def test_everything_can_be_reached_with_the_keyboard(pages: dict[Path, Node]) -> None:
    for path, root in pages.items():
        first = root.all("a")[0]
        assert first.has("skip") and first.attributes["href"] == "#content", path
        assert root.all("main")[0].attributes["id"] == "content"
        for node in root.all("div"):
            if node.has("scroll"):
                assert node.attributes["tabindex"] == "0" and node.attributes["role"] == "region"
                assert node.attributes["aria-label"]
        assert all(details.children[0].tag == "summary" for details in root.all("details"))
        for link in root.all("a"):
            assert link.text().strip() and "href" in link.attributes, path


def test_links_with_the_same_words_lead_to_the_same_place(pages: dict[Path, Node]) -> None:
    for path, root in pages.items():
        targets: dict[str, set[str]] = {}
        for link in root.all("main")[0].all("a"):
            targets.setdefault(link.text(), set()).add(link.attributes["href"])
        assert [words for words, hrefs in targets.items() if len(hrefs) > 1] == [], path


def test_tables_say_what_their_cells_are(pages: dict[Path, Node]) -> None:
    for path, root in pages.items():
        assert all("scope" in cell.attributes for cell in root.all("th")), path
        for table in root.all("table"):
            lines = table.all("tr")
            width = len(lines[0].children)
            for line in lines:
                spans = [int(c.attributes.get("colspan", "1")) for c in line.children]
                assert sum(spans) == width, path


def test_each_chart_has_a_title_a_description_a_table_and_a_file(pages: dict[Path, Node]) -> None:
    seen = 0
    for path, root in pages.items():
        for chart in root.all("figure"):
            (table,) = chart.all("table")
            (link,) = [a for a in chart.all("a") if a.has("csv")]
            (caption,) = table.all("caption")
            assert caption.text().strip()
            for drawing in chart.all("svg"):
                (title,), (about,) = drawing.all("title"), drawing.all("desc")
                assert title.text().strip() and len(about.text()) > 30
                named = drawing.attributes["aria-labelledby"].split()
                assert named == [title.attributes["id"], about.attributes["id"]]
            file = path.parent / link.attributes["href"]
            with file.open(encoding="utf-8", newline="") as content:
                rows = list(csv.DictReader(content))
            assert len(rows) >= len(table.all("tr")) - 1
            seen += 1
    assert seen >= 20


def colours(scheme: int) -> dict[str, tuple[float, ...]]:
    """The colours that both stylesheets name, light or dark, from 0 to 255."""
    style = STYLE.read_text(encoding="utf-8") + (FOLDER / "survey.css").read_text(encoding="utf-8")
    found: dict[str, tuple[float, ...]] = {}
    for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL):
        names = re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)
        dark = "--filled: #7" in block or "--paper: #1" in block
        if scheme or not dark:
            found |= {name: _rgb(value) for name, value in names}
    return found


def _rgb(value: str) -> tuple[float, ...]:
    return tuple(int(value[place : place + 2], 16) for place in (1, 3, 5))


def mix(one: tuple[float, ...], other: tuple[float, ...], share: float) -> tuple[float, ...]:
    return tuple(share * a + (1 - share) * b for a, b in zip(one, other, strict=True))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: tuple[float, ...]) -> float:
    parts = [value / 255 for value in colour]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_of_charts_have_enough_contrast(scheme: int) -> None:
    known, own = colours(scheme), (FOLDER / "survey.css").read_text(encoding="utf-8")
    paper, ink = known["paper"], known["ink"]
    shades = {int(n): int(p) / 100 for n, p in re.findall(r"\.h(\d) .*?--filled\) (\d+)%", own)}
    assert sorted(shades) == [1, 2, 3, 4, 5]
    grounds = [known["track"], *(mix(known["filled"], paper, share) for share in shades.values())]
    assert ".heat td small { color: inherit; font-size: 0.85em; }" in own
    assert all(contrast(ink, ground) >= TEXT for ground in grounds)
    steps = re.findall(r"\.k(\d) \{ fill: (#[0-9a-f]{6})", own)
    assert len(steps) == 7
    for step, fill in steps:
        words = "#ffffff" if step in "06" else "#1c2024"
        assert contrast(_rgb(words), _rgb(fill)) >= TEXT, step
    assert contrast(known["filled"], known["track"]) >= DRAWING
    assert contrast(known["filled"], paper) >= DRAWING
    assert contrast(known["quiet"], paper) >= TEXT
    assert contrast(known["accepted"], paper) >= DRAWING
