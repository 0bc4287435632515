"""What a questionnaire says beside the words of its instrument: how to answer, and who is asked.

The words of each language are in ``words.<language>.toml``; those of the instrument in its texts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from survey.instrument import Instrument, Question, Texts
from survey.instrument.model import QuestionTexts

HERE = Path(__file__).parent


class ExportError(Exception):
    """An instrument that cannot be exported as asked: names the file, the key, and the remedy."""


@cache
def words(language: str) -> Mapping[str, str]:
    """The words in a language of BCP 47; ``pt-BR`` has those of ``pt`` when none of its own."""
    for tag in (language, language.partition("-")[0]):
        path = HERE / f"words.{tag}.toml"
        if path.is_file():
            return tomllib.loads(path.read_text(encoding="utf-8"))
    known = ", ".join(sorted(path.name.split(".")[1] for path in HERE.glob("words.*.toml")))
    raise ExportError(
        f"survey/exports/words.{language}.toml: is not there; export in {known}, or translate "
        "words.en.toml into it"
    )


def texts_of(instrument: Instrument, language: str | None) -> Texts:
    """The texts of an instrument in a language; in the original where none is asked for."""
    for texts in instrument.texts:
        if language in (None, texts.language):
            return texts
    known = ", ".join(texts.language for texts in instrument.texts)
    raise ExportError(
        f"texts.{language}.toml: the edition {instrument.edition} has no texts in this language; "
        f"export in {known}, or translate them"
    )


def hints(question: Question, words: Mapping[str, str], own: QuestionTexts) -> Iterator[str]:
    """How to answer a question on paper, one sentence each."""
    match question.kind:
        case "single" | "scale":
            yield words["one"]
        case "matrix":
            yield words["each"]
        case "date":
            yield words["date"]
    yield from limits(question, words, own)
    if question.required:
        yield words["required"]


def limits(question: Question, words: Mapping[str, str], own: QuestionTexts) -> Iterator[str]:
    """What an answer has to keep to, one sentence each."""
    match question.kind:
        case "multiple":
            most = question.most
            yield words["any"] if most is None else words["most"].format(most=most)
            alone = [option.id for option in question.options if option.exclusive]
            if alone:
                yield words["alone"].format(options=_any_of(alone, own, words))
        case "ranking":
            yield words["rank"].format(most=question.most)
        case "number":
            yield _range(question.lowest, question.highest, words)
            if question.unit:
                yield words["unit"].format(unit=question.unit)


def _range(lowest: float | None, highest: float | None, words: Mapping[str, str]) -> str:
    key = {
        (False, False): "number",
        (True, False): "least",
        (False, True): "greatest",
        (True, True): "between",
    }[lowest is not None, highest is not None]
    return words[key].format(lowest=plain(lowest), highest=plain(highest))


def plain(number: float | None) -> str:
    """A number without needless zeros; nothing where there is none."""
    return "" if number is None else f"{number:.15g}"


def _any_of(options: Sequence[str], own: QuestionTexts, words: Mapping[str, str]) -> str:
    return words["or"].join(words["quoted"].format(own.options[id]) for id in options)


def only_if(
    question: Question, texts: Texts, words: Mapping[str, str], chosen: Callable[[str, str], str]
) -> str:
    """Who is asked a question, in words, or nothing where everybody is.

    ``chosen`` says that a question, given by its id, was answered with one of the answers.
    """
    conditions = []
    for condition in question.shown_if:
        answers = _any_of(condition.any, texts.questions[condition.question], words)
        conditions.append(chosen(condition.question, answers))
    if not conditions:
        return ""
    return words["only_if"].format(conditions=words["and"].join(conditions))
