"""Whether a ledger says enough: every difference explained, every class possible.

`problems` returns one line for each breach: the file, the question, what was expected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from survey.comparability.diff import diff
from survey.comparability.ledger import RELATIONS, Entry, Ledger
from survey.instrument import Instrument, Question
from survey.responses import option_ids

ADDITIVE = ("single", "scale", "matrix")
"""Kinds with one answer for each person, whose counts of options may be added."""
NEVER = ("date", "text")
"""Kinds that are not compared, so that no entry has to explain them."""


def problems(ledger: Ledger, old: Instrument, new: Instrument) -> list[str]:
    """Every breach, in the order of the ledger and then of the instrument."""
    before = {question.id: question for question in old.questions}
    now = {question.id: question for question in new.questions}
    file, found = ledger.file, []
    if ledger.before not in (None, old.edition):
        found.append(
            f"{file}: before: is {ledger.before}, compared is {old.edition}; give that edition"
        )
    for id, times in Counter(entry.question for entry in ledger.entries).items():
        if times > 1:
            found.append(f"{file}: {id}: has {times} entries; leave one")
    for entry in ledger.entries:
        id = entry.question
        if id in before and id in now:
            found += _classes(file, entry, before[id], now[id])
        else:
            found.append(f"{file}: {id}: is no question of both editions; remove the entry")
        for texts in new.texts:
            if texts.language not in entry.reason:
                found.append(f"{file}: {id}: reason: no words in {texts.language}; add them")
    return found + list(_unexplained(ledger, old, new))


def _unexplained(ledger: Ledger, old: Instrument, new: Instrument) -> Iterator[str]:
    compared = {question.id: question for question in new.questions}
    for difference in diff(old, new):
        id = difference.question
        if id is None or (id in compared and compared[id].kind in NEVER):
            continue
        said = ledger[id].relation
        if RELATIONS.index(said) < RELATIONS.index(difference.needs):
            yield (
                f"{ledger.file}: {id}: is declared {said}, but: {difference}; declare it "
                f"{' or '.join(RELATIONS[RELATIONS.index(difference.needs) :])}, with a reason"
            )


def _classes(file: str, entry: Entry, old: Question, new: Question) -> Iterator[str]:
    """Whether the options of both years fall into the same classes."""
    where = f"{file}: {entry.question}: class"
    for year, question, used in (
        ("before", old, [id for c in entry.classes for id in c.before]),
        ("now", new, [id for c in entry.classes for id in c.now]),
    ):
        unknown = [id for id in used if id not in option_ids(question)]
        if unknown:
            yield f"{where}: {year}: {', '.join(unknown)}: no such option; correct the id"
        for id, times in Counter(used).items():
            if times > 1:
                yield f"{where}: {year}: {id} is in {times} classes; leave it in one"
        if entry.relation == "recoded" and new.kind in ADDITIVE:
            other = option_ids(new if question is old else old)
            left = [id for id in option_ids(question) if id not in used and id not in other]
            if left:
                yield (
                    f"{where}: {year}: {', '.join(left)}: in one edition only, and in no class; "
                    "add a class, or declare the question broken"
                )
    if new.kind not in ADDITIVE:
        for c in entry.classes:
            if len(c.before) + len(c.now) > 2:
                yield (
                    f"{where}: {c.key}: a {new.kind} has several answers from one person, which "
                    f"cannot be added up; take one option of each year, or declare it broken"
                )
