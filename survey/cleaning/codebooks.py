"""The codebook of one question: what its free text is counted as. Coding itself is in ``coding``.

It is a file of an edition, ``codebook.<question>.toml``, and published with the report; what it may
hold says ``survey/schemas/codebook.schema.json``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from survey.cleaning.documents import CleaningError, read
from survey.instrument import Instrument
from survey.responses import own_words


@dataclass(frozen=True)
class Code:
    """What texts are counted as: words by language, what it means to coders, and examples.

    ``means`` is by language too, and may be empty.
    """

    id: str
    words: Mapping[str, str]
    examples: tuple[str, ...]
    means: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Codebook:
    """The codes of one question. Without the date of a review, ``reviewed``, it is a draft."""

    question: str
    codes: tuple[Code, ...]
    reviewed: date | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the codes, in their order."""
        return tuple(code.id for code in self.codes)


def file_name(question: str) -> str:
    """The name of the codebook of a question in the folder of an edition."""
    return f"codebook.{question}.toml"


def load_codebook(folder: Path, question: str) -> Codebook:
    """The codebook of a question of the edition in ``folder``. Raises `CleaningError`."""
    path = folder / file_name(question)
    found = read(path, "codebook")
    head = found["codebook"]
    if head["question"] != question:
        raise CleaningError(
            f"{path}: codebook.question: is {head['question']}, not {question} as the file's name "
            "says; rename one"
        )
    reviewed = head.get("reviewed")
    if reviewed is not None and (not isinstance(reviewed, date) or isinstance(reviewed, datetime)):
        raise CleaningError(
            f"{path}: codebook.reviewed: {reviewed} is no date; write it as 2026-11-30, "
            "without quotes"
        )
    codes = tuple(
        Code(row["id"], row["words"], tuple(row["examples"]), row.get("means", {}))
        for row in found["code"]
    )
    return Codebook(question, codes, reviewed)


def load_codebooks(folder: Path) -> tuple[Codebook, ...]:
    """All codebooks of the edition in ``folder``, by name. Raises `CleaningError`."""
    return tuple(
        load_codebook(folder, path.name.split(".")[1])
        for path in sorted(folder.glob(file_name("*")))
    )


def codebook_problems(codebook: Codebook, instrument: Instrument) -> list[str]:
    """One line for each thing in which a codebook does not fit the instrument or itself."""
    return list(_problems(codebook, instrument))


def _problems(codebook: Codebook, instrument: Instrument) -> Iterator[str]:
    file = file_name(codebook.question)
    try:
        text_column(codebook, instrument)
    except CleaningError as error:
        yield str(error)
    for id, times in Counter(codebook.ids).items():
        if times > 1:
            yield f"{file}: {id}: {times} codes have this id; each needs its own"
    owners: dict[str, str] = {}
    for code in codebook.codes:
        for texts in instrument.texts:
            if texts.language not in code.words:
                yield f"{file}: {code.id}: words: none in {texts.language}; add them"
            if code.means and texts.language not in code.means:
                yield f"{file}: {code.id}: means: nothing in {texts.language}; add it"
        for example in code.examples:
            owner = owners.setdefault(example.casefold(), code.id)
            if owner != code.id:
                yield f"{file}: {code.id}: examples: {example!r} is one of {owner} too; keep one"


def text_column(codebook: Codebook, instrument: Instrument) -> str:
    """The column of the responses that the codebook is for. Raises `CleaningError`."""
    for question in instrument.questions:
        if question.id == codebook.question and question.kind == "text":
            return question.id
        if question.id == codebook.question and question.other:
            return own_words(question)
    raise CleaningError(
        f"{file_name(codebook.question)}: codebook.question: {codebook.question} is no question "
        "with room for a text; name one"
    )
