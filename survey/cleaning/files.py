"""Which files hold the coding of an edition, and all of them read together.

Beside the instrument lies ``codebook.<question>.toml``. The folder of the codings has for each
question ``coding.<question>.1.csv`` and ``coding.<question>.2.csv``, one for each coder, and
``coding.<question>.decided.csv`` where they differ. It belongs to one export of the responses.
"""

from __future__ import annotations

from pathlib import Path

from survey.cleaning.codebooks import file_name, load_codebook
from survey.cleaning.coding import Coded, code, read_coding
from survey.responses import Responses

CODERS = ("1", "2")
DECIDED = "decided"


def coding_name(question: str, who: str) -> str:
    """The name of the file of one of `CODERS`, or of what was `DECIDED`."""
    return f"coding.{question}.{who}.csv"


def read_coded(edition: Path, codings: Path, responses: Responses) -> dict[str, Coded]:
    """The coded texts by question, in the order of the instrument.

    A codebook of which nobody has coded anything yet is passed over. Raises `CleaningError`.
    """
    coded: dict[str, Coded] = {}
    for question in responses.instrument.questions:
        paths = [codings / coding_name(question.id, who) for who in CODERS]
        known = (edition / file_name(question.id)).is_file()
        if not known or not any(path.is_file() for path in paths):
            continue
        book = load_codebook(edition, question.id)
        first, second = (read_coding(path, book) for path in paths)
        last = codings / coding_name(question.id, DECIDED)
        decided = read_coding(last, book) if last.is_file() else {}
        coded[question.id] = code(responses, book, first, second, decided)
    return coded
