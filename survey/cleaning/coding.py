"""Free text counted by a codebook: two people code, their agreement is measured, a third decides.

Nothing here codes by itself, and nothing reads or writes a file: ``files`` reads what people filled
in, ``review`` writes what they fill in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from survey.cleaning.agreement import Agreement, agreement
from survey.cleaning.codebooks import Codebook, codebook_problems, file_name, text_column
from survey.cleaning.documents import CleaningError
from survey.responses import Responses

UNMATCHED = "unmatched"
"""What coders write where no code fits; an empty cell is a text that nobody has coded yet."""
_SHOWN = 10
_LETTERS = str.maketrans("0123456789", "ghijklmnop")

Coding = Mapping[int, frozenset[str]]
"""The codes of each response; none where no code fits."""


@dataclass(frozen=True)
class Coded:
    """Texts as codes that two people agree on, or that were decided where they did not.

    ``chosen`` has a row for each response with a text and a boolean column for each code: a text
    may have several. ``agreements`` are of the coders on each code, before any decision, and
    ``decided`` is on how many texts they differed.
    """

    codebook: Codebook
    chosen: pd.DataFrame
    agreements: Mapping[str, Agreement]
    decided: int


def check(text: str) -> str:
    """Ten letters that tell a text from others, and that no spreadsheet takes for a number."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return digest[:10].translate(_LETTERS)


def usable(codebook: Codebook, responses: Responses) -> None:
    """Raises `CleaningError` for a codebook that does not fit, and for a draft."""
    if breaches := codebook_problems(codebook, responses.instrument):
        raise CleaningError("\n".join(breaches))
    if codebook.reviewed is None:
        raise CleaningError(
            f"{file_name(codebook.question)}: codebook.reviewed: is not there; "
            "have the codebook reviewed and give the date"
        )


def texts_of(responses: Responses, codebook: Codebook) -> pd.Series:
    """What is to be coded: the texts that are not blank, by the number of their response."""
    texts = responses.table[text_column(codebook, responses.instrument)].dropna()
    return texts[texts.str.strip() != ""]


def differing(responses: Responses, codebook: Codebook, first: Coding, second: Coding) -> list[int]:
    """The responses on whose texts the coders differ.

    Raises `CleaningError` for texts that a coder lacks, and for codings of responses without a
    text: the rows of the export may have moved.
    """
    numbers = [int(number) for number in texts_of(responses, codebook).index]
    for name, coding in (("first", first), ("second", second)):
        _complete(codebook, f"the {name} coding", numbers, coding)
    return [number for number in numbers if first[number] != second[number]]


def code(
    responses: Responses, codebook: Codebook, first: Coding, second: Coding, decided: Coding
) -> Coded:
    """The texts of the responses as codes.

    ``decided`` has the codes of those texts on which the coders differ. Raises `CleaningError` as
    `usable` and `differing` do, and for texts that the decision lacks.
    """
    usable(codebook, responses)
    differ = differing(responses, codebook, first, second)
    _complete(codebook, "the decisions", differ, decided)
    texts = texts_of(responses, codebook)
    final = [decided.get(int(number), first[int(number)]) for number in texts.index]
    found = {
        id: (
            [id in first[int(number)] for number in texts.index],
            [id in second[int(number)] for number in texts.index],
        )
        for id in codebook.ids
    }
    return Coded(
        codebook,
        pd.DataFrame(
            {id: [id in codes for codes in final] for id in codebook.ids}, texts.index, dtype=bool
        ),
        {id: agreement(*each) for id, each in found.items()},
        len(differ),
    )


def _complete(codebook: Codebook, name: str, numbers: Sequence[int], coding: Coding) -> None:
    """Whether a coding is of exactly these responses."""
    where = f"{codebook.question}: {name}"
    if lacking := [number for number in numbers if number not in coding]:
        raise CleaningError(f"{where}: no codes for responses {_some(lacking)}; add them")
    if extra := sorted(set(coding) - set(numbers)):
        raise CleaningError(
            f"{where}: has responses {_some(extra)}, which are not to be coded; "
            "were they coded from another export, or left out by cleaning? remove them"
        )


def _some(numbers: Sequence[int]) -> str:
    more = len(numbers) - _SHOWN
    return ", ".join(map(str, numbers[:_SHOWN])) + (f" and {more} more" if more > 0 else "")
