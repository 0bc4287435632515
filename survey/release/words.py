"""What the files of a release hold, in the languages of the pages that offer them.

The files themselves speak the original language. ``words.<language>.toml`` beside this module has
each description under the original one.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def translations(about: str) -> dict[str, str]:
    """A description in other languages, by the tag of the language; empty where there are none."""
    return {
        language: words["about"][about]
        for language, words in _words().items()
        if about in words["about"]
    }


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return {
        path.name.split(".")[1]: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("words.*.toml"))
    }
