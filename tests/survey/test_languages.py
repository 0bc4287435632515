"""Nothing of the original language is left on the pages of another one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest

from survey.__main__ import main
from survey.cleaning.record import Exclusion, Rule
from survey.edition import FOLDER
from survey.instrument import load
from survey.synthetic.generate import CHANNELS

SURVEY = FOLDER.parent
SAME = {"language.en", "language.es"}
"""Words that read the same on the pages in every language."""
READ_ALOUD = ("aria-label", "title", "alt", "content")
NEVER_CLOSED = {"meta", "link", "br", "input"}


def flat(document: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def words(path: Path) -> dict[str, str]:
    return dict(flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def letters(text: str) -> str:
    """What is to be translated of a text: not the names to fill in, numbers, signs and bytes."""
    return re.sub(r"\{[^}]*\}|^\d+ B$|[\W\d_]+", "", text)


@pytest.mark.parametrize("folder", ["cleaning", "exports", "report", "start"])
def test_every_word_is_translated(folder: str) -> None:
    english = words(SURVEY / folder / "words.en.toml")
    spanish = words(SURVEY / folder / "words.es.toml")
    assert english.keys() == spanish.keys()
    same = {key for key, text in english.items() if letters(text) and text == spanish[key]}
    assert same <= SAME


def test_every_question_says_in_each_language_what_it_helps_to_decide() -> None:
    original, *others = load(FOLDER / "2026").texts
    assert not any(said.decision for said in original.questions.values())
    for texts in others:
        assert [id for id, said in texts.questions.items() if not said.decision] == []


class Said(HTMLParser):
    """The texts of a page, but for ids, and for what says that it is in another language."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self._open: list[bool] = []
        self._lines: list[str] = []
        text = page.read_text(encoding="utf-8")
        self._language = re.findall('<html lang="([a-z]+)">', text)[0]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end(tag)
        found = {name: value or "" for name, value in attrs}
        other = found.get("lang", self._language) != self._language
        code = tag in ("code", "style") or "id" in found.get("class", "").split()
        if tag not in NEVER_CLOSED:
            self._open.append(other or code)
        if tag not in NEVER_CLOSED and not any(self._open):
            self.texts |= {found[name] for name in READ_ALOUD if name in found}

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()
        self._end(tag)

    def _end(self, tag: str) -> None:
        if tag != "tspan":  # the lines of a label in a drawing are one text
            self.texts.add(" ".join(self._lines))
            self._lines = []

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self._lines += data.split()


def test_no_text_is_the_same_on_the_pages_of_two_languages(tmp_path: Path) -> None:
    assert main(["build", "2026", "--count", "60", "--out", str(tmp_path)]) == 0
    site = tmp_path / "survey" / "2026"
    english = words(FOLDER / "2026" / "texts.en.toml")
    spanish = words(FOLDER / "2026" / "texts.es.toml")
    names = {text for key, text in english.items() if spanish[key] == text} | set(CHANNELS)
    seen = 0
    for page in sorted(site.glob("*.html")):
        one, other = Said(page), Said(site / "es" / page.name)
        seen += len(one.texts)
        left = {text for text in one.texts & other.texts if letters(text)} - names
        assert left == set(), page.name
    assert seen > 500


def test_every_rule_of_cleaning_has_a_name() -> None:
    for language in ("en", "es"):
        for rule in get_args(Rule):
            assert letters(Exclusion(rule, "responses", 0, ()).name(language))
