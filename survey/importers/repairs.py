"""Damage that spreadsheets do, and the declared rules that undo it.

Nothing is mended that no rule names. A file of rules belongs to one import:

    [[repair]]
    kind = "number-as-version"
    question = "python"
    from = "3.1"
    to = "3.10"

========================= ==================== ====================================================
kind                      keys                 what it does
========================= ==================== ====================================================
``byte-order-mark``                            takes the mark out
``blank-row``                                  leaves rows without a single cell out
``too-long``                                   cuts cells at `LONGEST` characters
``trailing-zero``         (question)           reads ``4.0`` as the option ``4``
``number-as-version``     question, from, to   reads ``3.1`` as the option ``3.10``
``date-as-text``          question, from, to   reads ``10-Jan`` as the option ``1 - 10``
``reworded``              question, from, to   reads a former wording as what it is now
``as-written``            question, from       what looks damaged was answered so, in own words
``no-answer``             question, from       reads ``n/a`` as no answer
``drop-column``           column               leaves a column out
``renamed-column``        column, to           reads a column as the one that ``to`` names: the text
                                               or the id of a question, ``role:other`` for its own
                                               words, ``@submitted``
========================= ==================== ====================================================
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jsonschema import ValidationError

from survey.documents import validator
from survey.importers.model import Repair, Repaired, ResponsesError, shown, tidy
from survey.instrument import Instrument

LONGEST = 20_000
"""More characters are no answer of a person."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\d{{1,4}}[-./ ]{_MONTH}|{_MONTH}[-./ ]\d{{1,4}}"
    r"|\d{4}-\d\d-\d\d(?: 00:00:00)?|\d{1,2}[/.]\d{1,2}[/.]\d{4}",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Ledger:
    """The rules of one import, and how often each was applied."""

    def __init__(self, repairs: Iterable[Repair] = ()) -> None:
        self.rules = tuple(repairs)
        self._counts = [0] * len(self.rules)

    def rule(self, kind: str, question: str | None = None) -> int | None:
        """The number of the rule of a kind that holds for the question."""
        for number, rule in enumerate(self.rules):
            if rule.kind == kind and rule.question in (None, question):
                return number
        return None

    def add(self, number: int, times: int = 1) -> None:
        """Notes that a rule was applied."""
        self._counts[number] += times

    def mends(self, kind: str, times: int) -> bool:
        """Whether a rule undoes the damage, which is noted when it does."""
        number = self.rule(kind)
        if number is not None:
            self.add(number, times)
        return number is not None

    def record(self) -> tuple[Repaired, ...]:
        """What became of each rule, in the order of the file."""
        return tuple(map(Repaired, self.rules, self._counts))


def load_repairs(path: Path, instrument: Instrument) -> tuple[Repair, ...]:
    """The rules of a file. Raises `ResponsesError` where it breaks its schema."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ResponsesError(path, [f"cannot be read ({error.strerror}); give a file"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ResponsesError(path, [f"is no TOML: {error}; mend the file"]) from error
    problems = [
        f"{line}; see survey/schemas/repairs.schema.json"
        for error in validator("repairs").iter_errors(document)
        for line in _said(error)
    ]
    if problems:
        raise ResponsesError(path, problems)
    rules = tuple(
        Repair(row["kind"], row.get("question"), row.get("column"), row.get("from"), row.get("to"))
        for row in document["repair"]
    )
    problems = unknown_questions(rules, instrument)
    if problems:
        raise ResponsesError(path, problems)
    return rules


def _said(error: ValidationError) -> Iterator[str]:
    """What is wrong; of a rule whose keys are not those of its kind, each of the keys."""
    place = ".".join(map(str, error.absolute_path)) or "the document"
    if error.validator != "oneOf":
        yield f"{place}: {error.message}"
        return
    row: Any = error.instance
    branches: Any = error.validator_value
    kind = row.get("kind") if isinstance(row, dict) else None
    for branch in branches:
        kinds = branch["properties"]["kind"]
        if kind not in (kinds["enum"] if "enum" in kinds else [kinds["const"]]):
            continue
        for key in branch.get("required", ()):
            if key not in row:
                yield f"{place}: {key} is missing; add it"
        for key, allowed in branch["properties"].items():
            if allowed is False and key in row:
                yield f"{place}.{key}: has no place in a {kind}; remove it"


def unknown_questions(rules: Iterable[Repair], instrument: Instrument) -> list[str]:
    """A line for each rule of a question that the instrument does not have."""
    known = [question.id for question in instrument.questions]
    return [
        f"repair: {rule}: {rule.question} is no question; the ids are {', '.join(known)}"
        for rule in rules
        if rule.question is not None and rule.question not in known
    ]


def damage(text: str, options: Sequence[str]) -> tuple[str, str] | None:
    """The kind of damage that a text shows, and the wording that it had before; or None."""
    if re.fullmatch(r"-?\d+\.0", text) and text[:-2] in options:
        return "trailing-zero", text[:-2]
    if re.fullmatch(r"\d+\.\d+", text):
        longer = next((o for o in options if re.fullmatch(re.escape(text) + "0+", o)), None)
        if longer is not None:
            return "number-as-version", longer
    if _DATE.fullmatch(text):
        parts = _parts(text)
        for option in options:
            numbers = {int(number) for number in re.findall(r"\d{1,4}", option)}
            if len(numbers) == 2 and numbers <= parts:
                return "date-as-text", option
    return None


def _parts(date: str) -> set[int]:
    """The numbers of a date; also the year without its century."""
    found = {int(number) for number in re.findall(r"\d+", date)}
    found |= {
        _MONTHS.index(name) + 1
        for word in re.findall(r"[a-z]+", date.lower())
        if (name := word[:3]) in _MONTHS
    }
    return found | {number % 100 for number in found if number > 1000}


def rule_for(question: str, text: str, kind: str, wording: str) -> str:
    """The rule to declare for a damaged text, as the remedy of a message."""
    change = "" if kind == "trailing-zero" else f" from={shown(tidy(text))} to={shown(wording)}"
    return (
        f"it looks like {shown(wording)}, spoilt by a spreadsheet; declare "
        f"[[repair]] kind='{kind}' question='{question}'{change}"
    )
