"""Renders a sample and reads its pages back."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

from reports_sample import Sample

import reports
from conformance.results import Result

VOID = {"meta", "link", "br", "wbr", "hr", "img", "input"}


class Page(HTMLParser):
    """The tags of a page; fails on a tag that is not closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)
        if tag in {"th", "td", "li", "p", "dt", "dd"}:
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.text += data

    def having(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


def render(sample: Sample, out: Path, shown: list[Result] | None = None) -> dict[str, Page]:
    start = reports.render(
        sample.results if shown is None else shown,
        sample.fixtures,
        out,
        sample.ledger,
        sample.manifests,
        sample.finds,
    )
    assert start == out / "index.html"
    return {
        path.relative_to(out).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in out.rglob("*.html")
    }


def flat(page: Page) -> str:
    return " ".join(page.text.split())
