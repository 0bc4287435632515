"""What the words of an instrument have to be, in each of its languages.

Complete, and such that answers can be told apart by their words alone: that is how the exports of
form services give them, and how people read them. Whether the words are good is for people to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from survey.instrument.model import Instrument, Question, QuestionTexts, Texts

_SEPARATORS = (",", ";")
"""What form services put between the answers to a multiple choice."""


def problems(instrument: Instrument) -> list[str]:
    """Every breach: the file of the language, the id, what was expected."""
    return [
        *(line for texts in instrument.texts for line in _complete(instrument, texts)),
        *(line for texts in instrument.texts for line in _distinct(texts)),
        *_between_languages(instrument),
    ]


def folded(words: str) -> str:
    """Words as people compare them: without regard to case, spaces and the stop at the end."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split()).rstrip(".:?!")


def _file(texts: Texts) -> str:
    return f"texts.{texts.language}.toml"


def _complete(instrument: Instrument, texts: Texts) -> Iterator[str]:
    file = _file(texts)
    sections = [section.id for section in instrument.sections]
    yield from _same(f"{file}: section", sections, texts.sections)
    years = re.findall(r"\b20\d\d\b", texts.title)
    if years and instrument.edition not in years:
        yield (
            f"{file}: instrument.title: names {years[0]}, and the edition is {instrument.edition}; "
            "write that year"
        )
    questions = {question.id: question for question in instrument.questions}
    yield from _same(f"{file}: question", list(questions), texts.questions)
    original = instrument.texts[0]
    for id, words in texts.questions.items():
        if id in questions:
            yield from _of_question(f"{file}: {id}", questions[id], words)
        if id in original.questions and original.questions[id].help and not words.help:
            yield f"{file}: {id}: help: is missing, {_file(original)} has it; translate it"


def _of_question(where: str, question: Question, words: QuestionTexts) -> Iterator[str]:
    yield from _same(f"{where}: options", question.option_ids, words.options)
    yield from _same(f"{where}: rows", question.rows, words.rows)
    if question.other and not words.other:
        yield f"{where}: other: the label of the room for own words is missing; add it"
    if words.other and not question.other:
        yield f"{where}: other: is the label of a room for own words, which the question has not"


def _same(where: str, wanted: Sequence[str], found: Mapping[str, object]) -> Iterator[str]:
    missing = [id for id in wanted if id not in found]
    extra = [id for id in found if id not in wanted]
    if missing:
        yield f"{where}: no words for {', '.join(missing)}; add them"
    if extra:
        yield f"{where}: words for {', '.join(extra)}, which the instrument does not have; remove"


def _distinct(texts: Texts) -> Iterator[str]:
    file = _file(texts)
    yield from _repeated(f"{file}: question", ((id, q.text) for id, q in texts.questions.items()))
    for id, words in texts.questions.items():
        where = f"{file}: {id}"
        answers = {**words.options, **({"other": words.other} if words.other else {})}
        yield from _repeated(f"{where}: options", answers.items())
        yield from _repeated(f"{where}: rows", words.rows.items())
        for key, text in (("text", words.text), *answers.items(), *words.rows.items()):
            if text != text.strip() or any(unicodedata.category(sign) == "Cc" for sign in text):
                yield (
                    f"{where}: {key}: begins or ends with a space, or has a line break or another "
                    "control character; form services change that, and then know it no more"
                )
        for key, text in words.options.items():
            if _is_list(folded(text), {folded(other) for other in words.options.values()}):
                yield (
                    f"{where}: options: {key} reads {text!r}, like several other options together; "
                    "change its words"
                )


def _repeated(where: str, words: Iterable[tuple[str, str]]) -> Iterator[str]:
    ids = defaultdict(list)
    for id, text in words:
        ids[folded(text)].append(id)
    for text, same in ids.items():
        if len(same) > 1:
            yield f"{where}: {', '.join(same)} all read {text!r}; nobody can tell them apart"


def _is_list(text: str, options: Collection[str]) -> bool:
    """Whether a text is two or more of the options with separators between them."""
    for first in options:
        rest = text.removeprefix(first).lstrip()
        if text.startswith(first) and rest.startswith(_SEPARATORS):
            rest = rest[1:].lstrip()
            if rest in options or _is_list(rest, options):
                return True
    return False


def _between_languages(instrument: Instrument) -> Iterator[str]:
    """The words of one option in one language may not be those of another option in another."""
    for question in instrument.questions:
        meant: dict[str, tuple[str, str]] = {}
        for texts in instrument.texts:
            words = texts.questions.get(question.id)
            for id, text in words.options.items() if words else ():
                known, language = meant.setdefault(folded(text), (id, texts.language))
                if known != id and language != texts.language:
                    yield (
                        f"{_file(texts)}: {question.id}: options: {id} reads {text!r}, which is "
                        f"{known} in texts.{language}.toml; change one of them"
                    )
