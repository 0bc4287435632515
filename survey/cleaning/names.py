"""Capitalised words that no list knows, which may be names; ``personal`` says how well it works."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from survey.cleaning.rules import Personal
from survey.instrument import Instrument

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BEFORE = " \t\"'“”«»‘’(*_"
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]\.$")


def known_words(instrument: Instrument, rules: Personal) -> frozenset[str]:
    """All words of the instrument in all its languages, and those that the rules name."""
    text = [*rules.known]
    for texts in instrument.texts:
        text += texts.title, texts.introduction, texts.consent, texts.thanks
        text += texts.sections.values()
        for words in texts.questions.values():
            text += words.text, words.help, words.other
            text += words.options.values()
            text += words.rows.values()
    found = (match[0].casefold() for match in _WORD.finditer("\n".join(text)))
    return frozenset(part for word in found for part in (word, *re.split(r"['’-]", word)))


def names(text: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    """The places of runs of capitalised words that are not known, a word in small letters.

    A lone word at the start of a sentence is none: there every word has a capital.
    """
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        follows = bool(run) and not text[run[-1].end() : match.start()].strip(" .")
        if run and not (follows and _like_a_name(match[0], known)):
            yield from _run(text, run)
            run = []
        if _like_a_name(match[0], known):
            run.append(match)
    yield from _run(text, run)


def _run(text: str, run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    if not run:
        return
    before = text[max(0, run[0].start() - 8) : run[0].start()]
    start = before.rstrip(_BEFORE)
    opens = not start or start[-1] in ".!?:;\n•-"
    if len(run) > 1 or not opens or _INITIAL.search(start):
        yield run[0].start(), run[-1].end()


def _like_a_name(word: str, known: Collection[str]) -> bool:
    bare = re.sub(r"['’]s?$", "", word)
    if not bare[:1].isupper() or not any(map(str.islower, bare)):
        return False
    return bare.casefold() not in known and any(
        part.casefold() not in known for part in re.split(r"['’-]", bare) if part
    )
