"""A small edition as a folder, whose words are what breaks pages, tables and spreadsheets."""

from __future__ import annotations

from pathlib import Path

INSTRUMENT = """
[instrument]
survey = "small"
edition = "2026"
minutes = 2
languages = ["en", "es"]
sections = ["all"]

[[question]]
id = "role"
kind = "single"
section = "all"
decision = "For whom pages are written first"
options = ["script", "formula", "plus", "minus", "at"]
other = true

[[question]]
id = "formats"
kind = "multiple"
section = "all"
decision = "Which formats are read first"
options = ["one", "two"]
other = true

[[question]]
id = "ease"
kind = "scale"
section = "all"
decision = "Whether what is there is made easier"
options = ["hard", "neither", "easy"]

[[question]]
id = "comment"
kind = "text"
section = "all"
decision = "What nobody thought of asking about"
"""
TEXTS = """
[instrument]
title = "<script>alert('title')</script>"
introduction = "=1+1"
consent = "<img src=x onerror=alert(2)>"
thanks = "@SUM(A1)"

[section]
all = "</h1><script>alert('section')</script>"

[question.role]
text = "=cmd|'/c calc'!A0 which role, {0}?"
other = "-another:"
[question.role.options]
script = "<script>alert('option')</script>, {0}"
formula = "=1+1, {0}"
plus = "+1, {0}"
minus = "-1, {0}"
at = "@SUM(A1), {0}"

[question.formats]
text = "Which formats, {0}?"
other = "Another, {0}:"
[question.formats.options]
one = '<b onclick="x()">one</b>, {0}'
two = "&lt;two&gt;; two, {0}"

[question.ease]
text = "How easy, {0}?"
[question.ease.options]
hard = "hard {0}"
neither = "neither {0}"
easy = "easy {0}"

[question.comment]
text = "What else, {0}?"
"""


def write(folder: Path) -> Path:
    """Write the edition 2026 below ``folder``, in two languages that differ by a mark."""
    edition = folder / "2026"
    edition.mkdir(parents=True)
    (edition / "instrument.toml").write_text(INSTRUMENT, encoding="utf-8")
    for language in ("en", "es"):
        text = TEXTS.replace("{0}", f"in {language}")
        (edition / f"texts.{language}.toml").write_text(text, encoding="utf-8")
    return edition
