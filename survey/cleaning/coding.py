"""Free text counted by a codebook: two people code, their agreement is measured, a third decides.

A coding is a CSV file with the columns ``response`` (the number of the row in the table of
responses) and ``code``: ids of codes with ``;`` between them, or `UNMATCHED` where no code fits.
Other columns are not read, so that a suggestion is never taken for a code. Nothing here codes by
itself; ``review`` writes the files that people fill in.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rapidfuzz import process

from survey.cleaning.codebooks import Codebook, codebook_problems, file_name, text_column
from survey.cleaning.documents import CleaningError
from survey.cleaning.record import Reason
from survey.responses import Responses

UNMATCHED = "unmatched"
"""What coders write where no code fits; an empty cell is a text that nobody has coded yet."""
_SHOWN = 10

Coding = Mapping[int, frozenset[str]]
"""The codes of each response; none where no code fits."""


@dataclass(frozen=True)
class Coded:
    """Texts as codes that two people agree on, or that were decided where they did not.

    ``chosen`` has a row for each response with a text and a boolean column for each code: a text
    may have several. ``kappas`` is the agreement of the coders on each code, before any decision,
    and ``kappa`` that over all codes; None where neither coder ever chose differently, so that
    there is no agreement to measure.
    """

    codebook: Codebook
    chosen: pd.DataFrame
    kappa: float | None
    kappas: Mapping[str, float | None]
    decided: int

    @property
    def texts(self) -> int:
        """How many responses have a text: the base."""
        return len(self.chosen)

    @property
    def counts(self) -> dict[str, int]:
        """How many persons each code fits, in the order of the codebook."""
        return {str(id): int(self.chosen[id].sum()) for id in self.chosen}

    @property
    def unmatched(self) -> int:
        """How many texts no code fits."""
        return int((~self.chosen.any(axis=1)).sum())

    @property
    def unmatched_share(self) -> float | None:
        """Their share, from 0 to 1; None where there is no text."""
        return self.unmatched / self.texts if self.texts else None

    def said(self, language: str) -> str:
        """What the methods page says about it."""
        share = self.unmatched_share
        if share is None:
            return Reason("coded-nothing", {"question": self.codebook.question}).said(language)
        kappa = () if self.kappa is None else (Reason("kappa", {"kappa": f"{self.kappa:.2f}"}),)
        coded = Reason(
            "coded",
            {
                "question": self.codebook.question,
                "texts": self.texts,
                "codes": len(self.codebook.codes),
                "decided": self.decided,
                "unmatched": self.unmatched,
                "share": f"{share:.0%}",
            },
        )
        return "; ".join(reason.said(language) for reason in (coded, *kappa)) + "."


def kappa(first: Sequence[object], second: Sequence[object]) -> float | None:
    """Cohen's kappa of two codings of the same n things, from -1 to 1.

    None where agreement by chance is certain. Cohen (1960), "A coefficient of agreement for nominal
    scales", Educational and Psychological Measurement 20(1). Raises ValueError for other lengths.
    """
    by_chance, observed = _agreement(first, second)
    return _kappa(observed, by_chance)


def _agreement(first: Sequence[object], second: Sequence[object]) -> tuple[float, float]:
    """The shares of agreement by chance and observed; 1 and 1 where there is nothing."""
    if len(first) != len(second):
        raise ValueError(f"the coders coded {len(first)} and {len(second)} things, not the same")
    n = len(first)
    if n == 0:
        return 1.0, 1.0
    pairs = list(zip(first, second, strict=True))
    chance = sum(
        sum(one == value for one, _ in pairs) * sum(two == value for _, two in pairs)
        for value in {value for pair in pairs for value in pair}
    )
    return chance / n**2, sum(one == two for one, two in pairs) / n


def _kappa(observed: float, by_chance: float) -> float | None:
    return None if by_chance >= 1 else (observed - by_chance) / (1 - by_chance)


def pooled_kappa(
    codes: Sequence[str], first: Sequence[frozenset[str]], second: Sequence[frozenset[str]]
) -> tuple[float | None, dict[str, float | None]]:
    """The agreement over all codes, and on each, of two codings of the same n texts.

    Each code is a yes or no for each text. Over all of them the agreements are averaged before
    kappa is taken, as De Vries, Elliott, Kanouse and Teleki (2008), "Using pooled kappa to
    summarize interrater agreement across many items", Field Methods 20(3), propose.
    """
    each: dict[str, float | None] = {}
    chances, observed = [], []
    for id in codes:
        chance, seen = _agreement([id in one for one in first], [id in two for two in second])
        each[id] = _kappa(seen, chance)
        chances.append(chance)
        observed.append(seen)
    number = max(1, len(codes))
    return _kappa(sum(observed) / number, sum(chances) / number), each


def read_coding(path: Path, codebook: Codebook) -> dict[int, frozenset[str]]:
    """The coding in a file. Raises `CleaningError` where a row cannot be read or lacks a code."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            separator = max(",;\t", key=head.count)
            reader = csv.DictReader(file, delimiter=separator)
            missing = {"response", "code"} - set(reader.fieldnames or ())
            if missing:
                raise CleaningError(
                    f"{path}: no column {' and '.join(sorted(missing))}; the first line names them"
                )
            rows = [(reader.line_num, row["response"], row["code"]) for row in reader]
    except OSError as error:
        raise CleaningError(f"{path}: cannot be read ({error.strerror}); write it") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CleaningError(f"{path}: is no CSV in UTF-8: {error}; save it as that") from error
    coding: dict[int, frozenset[str]] = {}
    for line, response, cell in rows:
        where = f"{path}: line {line}"
        if not (response or "").strip().isdecimal():
            raise CleaningError(f"{where}: response: {response!r} is no number of a response")
        number = int(response)
        if number in coding:
            raise CleaningError(f"{where}: response: {number} is coded twice; join them with ;")
        coding[number] = _codes(where, number, cell or "", codebook)
    return coding


def _codes(where: str, number: int, cell: str, codebook: Codebook) -> frozenset[str]:
    ids = {id.strip() for id in cell.split(";")} - {""}
    if not ids:
        raise CleaningError(
            f"{where}: code: response {number} has none yet; write {UNMATCHED} where none fits"
        )
    for id in sorted(ids - {*codebook.ids, UNMATCHED}):
        near = process.extractOne(id, [*codebook.ids, UNMATCHED])
        raise CleaningError(
            f"{where}: code: {id} is none of {codebook.question}; is {near[0]} meant?"
        )
    if UNMATCHED in ids and len(ids) > 1:
        raise CleaningError(f"{where}: code: {UNMATCHED} stands beside others; keep one")
    return frozenset(ids - {UNMATCHED})


def code(
    responses: Responses, codebook: Codebook, first: Coding, second: Coding, decided: Coding
) -> Coded:
    """The texts of the responses as codes.

    ``decided`` has the codes of those texts on which the coders differ. Raises `CleaningError` for
    a draft of a codebook, for texts that a coder or the decision lacks, and for codings of
    responses without a text: the rows of the export may have moved.
    """
    if breaches := codebook_problems(codebook, responses.instrument):
        raise CleaningError("\n".join(breaches))
    if codebook.reviewed is None:
        raise CleaningError(
            f"{file_name(codebook.question)}: codebook.reviewed: is not there; "
            "have the codebook reviewed and give the date"
        )
    texts = texts_of(responses, codebook)
    numbers = [int(number) for number in texts.index]
    for name, coding in (("first", first), ("second", second)):
        _complete(codebook, f"the {name} coding", numbers, coding)
    differ = [number for number in numbers if first[number] != second[number]]
    _complete(codebook, "the decisions", differ, decided)
    final = [decided.get(number, first[number]) for number in numbers]
    chosen = pd.DataFrame(
        {id: [id in codes for codes in final] for id in codebook.ids}, texts.index, dtype=bool
    )
    overall, each = pooled_kappa(
        codebook.ids, [first[number] for number in numbers], [second[number] for number in numbers]
    )
    return Coded(codebook, chosen, overall, each, len(differ))


def texts_of(responses: Responses, codebook: Codebook) -> pd.Series:
    """What is to be coded: the texts that are not blank, by the number of their response."""
    texts = responses.table[text_column(codebook, responses.instrument)].dropna()
    return texts[texts.str.strip() != ""]


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
