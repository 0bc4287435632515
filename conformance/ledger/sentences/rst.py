"""Cuts reStructuredText into sentences. It is no parser of it and renders nothing. The rules:

- Paragraphs, items of lists, terms and bodies of definition lists, and the bodies of notes and
  warnings are cut at the ends of sentences. Bullets and numbers are dropped.
- A row of a table is one sentence; the cells of a ``list-table`` are joined by ``|``.
- A literal block, and the content of any other directive, is one sentence.
- Titles and targets name the place of the sentences that follow. Comments, citations and the
  options of directives are dropped.
- An anchor that the page has already given to something else gets a number there, which changes
  with every edit. Such a place goes by the section around it, or, at the top level, by the first
  thing of its name.
- White space is folded to single blanks everywhere. The markup within a line is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from conformance.ledger.sentences.text import Sentence, Text, cut, fold

_PROSE = (
    *("admonition", "attention", "caution", "danger", "deprecated", "error", "hint", "important"),
    *("note", "seealso", "tip", "topic", "versionadded", "versionchanged", "warning"),
)
_DIRECTIVE = re.compile(r"\.\. ([A-Za-z][\w+.:-]*?)::(?:\s+(.*))?$")
_TARGET = re.compile(r"\.\. _(`[^`]+`|[^:`]+):(\s+\S.*)?$")
_EMBEDDED = re.compile(r"(?<!:)`([^`<]+?)\s*<[^`>]+>`_(?!_)")
_OPTION = re.compile(r":[\w-]+:(?:\s|$)")
_ITEM = re.compile(r"(?:[-*+•]|\(?(?:\d+|#|[A-Za-z])[.)])(?:\s+|$)")
_RULE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}$")
_SIMPLE_TABLE = re.compile(r"=+(?:\s+=+)+$")


def anchor(title: str) -> str:
    """The anchor that docutils makes of a title or of the name of a target."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower())
    return re.sub(r"^[-0-9]+|-+$", "", plain)


def split(source: str) -> Text:
    """The sentences and anchors of a document in reStructuredText."""
    return _Splitter([line.expandtabs(8).rstrip() for line in source.splitlines()]).run()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


@dataclass
class _Splitter:
    """Walks the lines once; ``block`` gathers the paragraph at hand."""

    lines: list[str]
    at: int = 0
    block: list[str] = field(default_factory=list)
    column: int | None = None
    """The column of the paragraph's text; None when its next line decides."""
    bullet: int | None = None
    """The column of the bullet that began the paragraph."""
    styles: list[str] = field(default_factory=list)
    """How titles are marked, from the title of the document downwards."""
    around: list[str] = field(default_factory=list)
    """The anchors of the sections at hand, from the document downwards."""
    section: str = ""
    label: str = ""
    """A target that only a title has followed so far: it lasts longer than the title's anchor."""
    found: list[Sentence] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)

    def run(self) -> Text:
        while self.at < len(self.lines):
            self._line(self.lines[self.at])
        self._flush()
        return Text(tuple(self.found), frozenset(self.anchors))

    def _line(self, line: str) -> None:
        text = line.lstrip()
        if not text:
            self.at += 1
            indent = self._flush()
            if indent is not None:
                self._literal(indent)
        elif text == ".." or text.startswith(".. "):
            self._flush()
            self._explicit(text, _indent(line))
        elif _SIMPLE_TABLE.match(text) and not self.block:
            self._simple_table()
        elif not self._heading(line):
            self._prose(text, _indent(line))
            self.at += 1

    def _heading(self, line: str) -> bool:
        """A title with a rule below, and perhaps one above."""
        if self.block or _indent(line):
            return False
        over = bool(_RULE.match(line))
        below = [*self.lines[self.at + 1 : self.at + 3], "", ""]
        title, rule = (below[0], below[1]) if over else (line, below[0])
        if not title or not _RULE.match(rule) or len(rule) + 1 < len(title.strip()):
            if over:  # A transition.
                self.at += 1
            return over
        style = line[0] * 2 if over else rule[0]
        if style not in self.styles:
            self.styles.append(style)
        level = self.styles.index(style)
        base = anchor(title)
        implied = self._claim(base)
        lasting = self.label or implied
        del self.around[level:]
        if not lasting:
            lasting = base if level < 2 else self.around[-1]
        self.around.append(lasting)
        self.section, self.label = lasting, ""
        self.at += 3 if over else 2
        return True

    def _claim(self, base: str, link: bool = False) -> str:
        """``base`` unless it is taken; a name that is a link out takes it without an anchor."""
        if not base or base in self.taken:
            return ""
        self.taken.add(base)
        if not link:
            self.anchors.add(base)
        return base

    def _prose(self, text: str, indent: int) -> None:
        item = _ITEM.match(text)
        if item and (not self.block or indent == self.bullet or indent != self.column):
            self._flush()
            self.bullet, self.column = indent, indent + item.end()
            text = text[item.end() :]
            nested = _ITEM.match(text)
            if nested:
                self.bullet, self.column = self.column, self.column + nested.end()
                text = text[nested.end() :]
        elif self.column is not None and indent != self.column:
            self._flush()
        if self.column is None:
            self.column = indent
        self.block.append(text)

    def _flush(self) -> int | None:
        """Ends the paragraph; its indentation when a literal block belongs to it."""
        paragraph = " ".join(self.block)
        indent = self.bullet if self.bullet is not None else self.column
        self.block, self.column, self.bullet = [], None, None
        literal = paragraph.endswith("::")
        if literal:
            paragraph = paragraph[:-1]
        for name in _EMBEDDED.findall(paragraph):
            self._claim(anchor(name), link=True)
        for sentence in cut(paragraph):
            self._add(sentence)
        return indent if literal else None

    def _add(self, text: str) -> None:
        if fold(text):
            self.label = ""
            self.found.append(Sentence(fold(text), self.section))

    def _body(self, indent: int) -> list[str]:
        """The lines further in than ``indent``, from here on; they are passed over."""
        start = self.at
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line and _indent(line) <= indent:
                break
            self.at += 1
        return self.lines[start : self.at]

    def _literal(self, indent: int) -> None:
        self._add(" ".join(self._body(indent)))

    def _explicit(self, text: str, indent: int) -> None:
        """A directive, target, citation or comment."""
        self.at += 1
        directive, target = _DIRECTIVE.match(text), _TARGET.match(text)
        if directive is None:
            if target is None:
                self._body(indent)
            else:
                claimed = self._claim(anchor(target[1]), link=bool(target[2]))
                if claimed and not target[2]:
                    self.section = self.label = claimed
            return
        name, argument = directive[1], directive[2]
        while self.at < len(self.lines) and _OPTION.match(self.lines[self.at].lstrip()):
            self.at += 1
        if name in _PROSE:
            if argument:
                self.block = [argument]
        elif name == "list-table":
            self._list_table(self._body(indent))
        else:
            self._literal(indent)

    def _list_table(self, lines: list[str]) -> None:
        rows: list[list[str]] = []
        for line in lines:
            text = line.lstrip()
            if text.startswith("* - "):
                rows.append([text[4:]])
            elif text.startswith("- ") and rows:
                rows[-1].append(text[2:])
            elif text and rows:
                rows[-1][-1] += " " + text
        for row in rows:
            self._add(" | ".join(row))

    def _simple_table(self) -> None:
        while self.at < len(self.lines) and self.lines[self.at]:
            if not _SIMPLE_TABLE.match(self.lines[self.at].lstrip()):
                self._add(self.lines[self.at])
            self.at += 1
