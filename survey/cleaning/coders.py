"""What is to be done next about the texts of an export: the files for coders, and for who decides.

Run again after each step, it writes the files of the next one. It never writes over a file, and
never codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from survey.cleaning.codebooks import Codebook, codebook_problems, file_name, load_codebook
from survey.cleaning.coding import code, differing, texts_of
from survey.cleaning.documents import CleaningError
from survey.cleaning.files import CODERS, DECIDED, coding_name, read_coding
from survey.cleaning.review import write_decisions, write_review
from survey.instrument import Question
from survey.responses import Responses


@dataclass(frozen=True)
class Step:
    """What was written or is to be done; ``faulty`` when a file has to be put right first."""

    line: str
    faulty: bool = False


def prepare(edition: Path, folder: Path, responses: Responses) -> Iterator[Step]:
    """The next step of each question whose texts can be counted; writes files into ``folder``.

    ``responses`` are those after cleaning. Raises `CleaningError` for a codebook that cannot be
    used, and where a file cannot be written.
    """
    for question in responses.instrument.questions:
        path = edition / file_name(question.id)
        if path.is_file():
            book = load_codebook(edition, question.id)
            if breaches := codebook_problems(book, responses.instrument):
                raise CleaningError("\n".join(breaches))
            yield from _steps(path, folder, responses, question, book)
        elif question.kind == "text":
            yield Step(f"{question.id}: has no codebook and is not counted; write {path}")


def _steps(
    codebook: Path, folder: Path, responses: Responses, question: Question, book: Codebook
) -> Iterator[Step]:
    texts = texts_of(responses, book)
    if texts.empty:
        yield Step(f"{question.id}: there is no text to code")
        return
    if book.reviewed is None:
        yield _draft(codebook, folder / f"texts.{question.id}.csv", responses, book)
        return
    paths = [folder / coding_name(question.id, who) for who in CODERS]
    if missing := [path for path in paths if not path.is_file()]:
        for path in missing:
            number = write_review(path, responses, book)
            yield Step(f"{path}: for a coder to fill in the column code; texts: {number}")
        return
    last = folder / coding_name(question.id, DECIDED)
    try:
        first, second = (read_coding(path, book, texts) for path in paths)
        apart = differing(responses, book, first, second)
        if apart and not last.is_file():
            write_decisions(last, responses, book, (first, second), apart)
            yield Step(f"{last}: for a third person, as the coders differ; texts: {len(apart)}")
            return
        decided = read_coding(last, book, texts) if last.is_file() else {}
        code(responses, book, first, second, decided)
    except CleaningError as error:
        yield Step(str(error), faulty=True)
        return
    yield Step(f"{question.id}: coded; build with --codings {folder}; texts: {len(texts)}")


def _draft(codebook: Path, path: Path, responses: Responses, book: Codebook) -> Step:
    if not path.is_file():
        write_review(path, responses, book)
    return Step(
        f"{path}: the texts to review {codebook.name} with, which is a draft; when somebody else "
        f"than its author has reviewed it, give the date at codebook.reviewed in {codebook}"
    )
