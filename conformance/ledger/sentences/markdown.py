"""Cuts Markdown, as GitHub renders it, into sentences. It is no parser of it. The rules:

- Paragraphs, items of lists and quotations are cut at the ends of sentences. Bullets, numbers and
  the marks of a quotation are dropped.
- A row of a table is one sentence; its cells are joined by ``|``.
- A block of code, fenced or indented, is one sentence.
- Headings name the place of the sentences that follow, with the anchor that GitHub gives them: a
  heading that comes again has a number at its end. Rules, comments and the targets of links are
  dropped.
- White space is folded to single blanks everywhere. The markup within a line is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from conformance.ledger.sentences.text import Sentence, Text, cut, fold

_HEADING = re.compile(r" {0,3}#{1,6}(?:\s+(.*?))?(?:\s+#+)?$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)$")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s+|$)")
_SEPARATOR = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
_TARGET = re.compile(r" {0,3}\[[^]]+\]:\s+\S")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE_INDENT = 4


def split(source: str) -> Text:
    """The sentences and anchors of a document in Markdown."""
    lines = _COMMENT.sub("", source).splitlines()
    return _Splitter([line.expandtabs(_CODE_INDENT).rstrip() for line in lines]).run()


def anchor(heading: str) -> str:
    """The anchor that GitHub makes of a heading, the first time that it comes in a document."""
    plain = re.sub(r"!?\[([^]]*)\](?:\([^)]*\)|\[[^]]*\])", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


@dataclass
class _Splitter:
    """Walks the lines once; ``block`` gathers the paragraph at hand."""

    lines: list[str]
    at: int = 0
    block: list[str] = field(default_factory=list)
    listed: bool = False
    """Within a list, where lines that are further in are text and no code."""
    section: str = ""
    found: list[Sentence] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)
    """How often each anchor has come, the numbered ones among them."""

    def run(self) -> Text:
        while self.at < len(self.lines):
            self._line(self.lines[self.at])
            self.at += 1
        self._flush()
        return Text(tuple(self.found), frozenset(self.taken))

    def _line(self, line: str) -> None:
        line = _QUOTE.sub("", line)
        text = line.lstrip()
        fence = _FENCE.match(text)
        if not text:
            self._flush()
        elif fence:
            self._fenced(fence[1])
        elif not self.block and not self.listed and _indent(line) >= _CODE_INDENT:
            self._indented()
        elif text.startswith("|"):
            self._row(text)
        elif not self._marked(line):
            self._prose(line, text)

    def _marked(self, line: str) -> bool:
        """A heading, a rule or the target of a link."""
        heading = _HEADING.match(line)
        if heading:
            self._flush()
            self._head(heading[1] or "")
        elif self.block and not self.listed and _UNDERLINE.match(line):
            title, self.block = " ".join(self.block), []
            self._head(title)
        elif _RULE.match(line) or (not self.block and _TARGET.match(line)):
            self._flush()
        else:
            return False
        return True

    def _head(self, title: str) -> None:
        base = name = anchor(title)
        while name in self.taken:
            self.taken[base] += 1
            name = f"{base}-{self.taken[base]}"
        self.taken[name] = 0
        self.section, self.listed = name, False

    def _prose(self, line: str, text: str) -> None:
        item = _ITEM.match(text)
        if item:
            self._flush()
            self.listed, text = True, text[item.end() :]
        elif not self.block and not _indent(line):
            self.listed = False
        if text:
            self.block.append(text)

    def _row(self, text: str) -> None:
        self._flush()
        if not _SEPARATOR.match(text):
            self._add(" | ".join(fold(cell) for cell in text.strip("|").split("|")))

    def _fenced(self, fence: str) -> None:
        self._flush()
        start = self.at + 1
        self.at = start
        while self.at < len(self.lines):
            text = _QUOTE.sub("", self.lines[self.at]).strip()
            if text.startswith(fence) and not text.strip(fence[0]):
                break
            self.at += 1
        self._add(" ".join(self.lines[start : self.at]))

    def _indented(self) -> None:
        start = self.at
        while self.at + 1 < len(self.lines) and (
            not self.lines[self.at + 1] or _indent(self.lines[self.at + 1]) >= _CODE_INDENT
        ):
            self.at += 1
        self._add(" ".join(self.lines[start : self.at + 1]))

    def _flush(self) -> None:
        paragraph, self.block = " ".join(self.block), []
        for sentence in cut(paragraph):
            self._add(sentence)

    def _add(self, text: str) -> None:
        if fold(text):
            self.found.append(Sentence(fold(text), self.section))
