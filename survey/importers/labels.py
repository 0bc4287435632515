"""What an answer to a choice says: the options that it names, and what is in own words.

A cell with several answers is parsed against the option list, the longest match first, and never
split: options hold commas and semicolons. Where several readings are possible, the one that
explains the most characters wins, then the one with the fewest options. A wording that stands
between separators counts as chosen, also inside what somebody wrote in own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey.exports.codes import Codes
from survey.importers.limesurvey import wording
from survey.importers.model import Cell, Tool, nearest, shown, tidy
from survey.importers.places import SPECIFY
from survey.importers.repairs import Ledger, damage, rule_for
from survey.instrument import Instrument, Question
from survey.responses import OTHER

BY_ID: tuple[Tool, ...] = ("limesurvey", "json")
"""The tools whose files may say ids or codes of options in the place of their words."""
_SEPARATOR = re.compile(r";\s*|,\s+|$")
"""Google Forms has written both between the options that were ticked."""


@dataclass(frozen=True)
class Meaning:
    """What a label stands for: an option, or no answer; ``rule`` is the repair that made it."""

    option: str | None
    rule: int | None = None
    written: bool = False
    """Whether the label itself is an answer in own words."""


@dataclass(frozen=True)
class Reading:
    """What a cell says; ``wrong`` are the ends of messages about what it cannot say.

    ``foreign`` is what is none of the options, where there is no room for own words.
    """

    options: tuple[str, ...] = ()
    words: str | None = None
    rules: tuple[int, ...] = ()
    wrong: tuple[str, ...] = ()
    foreign: bool = False


@dataclass(frozen=True)
class Labels:
    """What the answers to one question are called."""

    question: Question
    known: Mapping[str, Meaning]
    texts: Sequence[str]
    """The wordings of the options, without ids, codes and repairs."""
    parts: int
    """The most pieces that separators would cut a label into."""

    def one(self, cell: Cell) -> Reading:
        """The answer of a cell that holds at most one."""
        text = tidy(cell if isinstance(cell, str) else "; ".join(cell))
        return self._reading([(text, self.known.get(text))] if text else [])

    def several(self, cell: Cell) -> Reading:
        """The answers of a cell that holds any number, in their order."""
        if isinstance(cell, tuple):
            items = [tidy(item) for item in cell]
            return self._reading([(item, self.known.get(item)) for item in items if item])
        text = tidy(cell)
        if not text or text in self.known:
            return self.one(text)
        return self._reading(list(self._pieces(text)))

    def _pieces(self, text: str) -> Iterator[tuple[str, Meaning | None]]:
        """The labels in a text, and the pieces between them, merged where they touch."""
        marks = list(_SEPARATOR.finditer(text))
        starts = [0, *(mark.end() for mark in marks)]
        final = len(marks)
        # best[i]: characters that nothing explains, pieces, and the end of the first of them.
        best: list[tuple[int, int, int, str | None]] = [(0, 0, final, None)] * (final + 1)
        for i in range(final - 1, -1, -1):
            rest = best[i + 1]
            best[i] = (rest[0] + starts[i + 1] - starts[i], rest[1] + 1, i + 1, None)
            for after in range(min(i + self.parts, final), i, -1):
                label = text[starts[i] : marks[after - 1].start()]
                if label in self.known and (best[after][0], best[after][1] + 1) < best[i][:2]:
                    best[i] = (best[after][0], best[after][1] + 1, after, label)
        i, run = 0, -1
        while i < final:
            after, matched = best[i][2:]
            if matched is None:
                run = i if run < 0 else run
            else:
                if run >= 0:
                    yield text[starts[run] : marks[i - 1].start()], None
                    run = -1
                yield matched, self.known[matched]
            i = after
        if run >= 0 and text[starts[run] :]:
            yield text[starts[run] :], None

    def _reading(self, pieces: Sequence[tuple[str, Meaning | None]]) -> Reading:
        options: list[str] = []
        written: list[str] = []
        rules: list[int] = []
        wrong: list[str] = []
        foreign = False
        for text, meaning in pieces:
            if meaning is None:
                spoilt = list(self._spoilt(text))
                if not spoilt and not self.question.other:
                    foreign = True
                    wrong.append(self._unknown(text))
                wrong.extend(spoilt)
                meaning = Meaning(OTHER, written=True)
            if meaning.rule is not None:
                rules.append(meaning.rule)
            if meaning.written:
                written.append(text)
            if meaning.option is not None and meaning.option not in options:
                options.append(meaning.option)
        words = "; ".join(written) or None
        return Reading(tuple(options), words, tuple(rules), tuple(wrong), foreign)

    def _spoilt(self, text: str) -> Iterator[str]:
        for part in sorted({text, *filter(None, _SEPARATOR.split(text))}):
            found = damage(part, self.texts)
            if found is not None:
                remedy = rule_for(self.question.id, part, *found)
                yield f"{shown(part)}: {remedy}, or kind='as-written' if it was meant so"

    def _unknown(self, text: str) -> str:
        return (
            f"{shown(text)}: is no option{nearest(text, self.texts)}; add it to the instrument, "
            f"or declare [[repair]] kind='reworded' question='{self.question.id}'"
        )


def labels(
    instrument: Instrument,
    question: Question,
    language: str | None,
    codes: Codes,
    ledger: Ledger,
    tool: Tool,
) -> tuple[Labels, list[str]]:
    """The labels of a choice, and what is wrong with the repairs that are declared for it.

    The words of ``language`` come first where two languages use the same for different options.
    Ids and codes are labels only in what a ``tool`` of `BY_ID` writes: elsewhere a person typed
    them.
    """
    known: dict[str, Meaning] = {}
    wordings: list[str] = []
    for texts in sorted(instrument.texts, key=lambda texts: texts.language != language):
        words = texts.questions[question.id]
        wordings.extend(tidy(words.options[id]) for id in question.option_ids)
        for id in question.option_ids:
            known.setdefault(tidy(words.options[id]), Meaning(id))
            known.setdefault(tidy(wording(words, id)), Meaning(id))
        if question.other:
            known.setdefault(tidy(words.other), Meaning(OTHER))
    ids: dict[str, Meaning] = {}
    for id in question.option_ids:
        ids.setdefault(id, Meaning(id))
        ids.setdefault(codes.options[question.id][id], Meaning(id))
    if question.other:
        ids |= {name: Meaning(OTHER) for name in (OTHER, "-oth-")}
        for name in SPECIFY:
            known.setdefault(name, Meaning(OTHER))
    if tool in BY_ID:
        known = {**ids, **known}
    if question.kind == "scale" and not any(text.isdigit() for text in wordings):
        for number, id in enumerate(question.option_ids, 1):
            known.setdefault(str(number), Meaning(id))
    problems = list(_repaired(question, known, ids, ledger))
    parts = max(len(_SEPARATOR.findall(text)) for text in known)
    return Labels(question, known, tuple(dict.fromkeys((*wordings, *known))), parts), problems


def _repaired(
    question: Question, known: dict[str, Meaning], ids: Mapping[str, Meaning], ledger: Ledger
) -> Iterator[str]:
    """Adds what the declared repairs let labels mean; they may name an option by its id."""
    zeros = ledger.rule("trailing-zero", question.id)
    if zeros is not None:
        for text, meaning in list(known.items()):
            if re.fullmatch(r"-?\d+", text):
                known.setdefault(f"{text}.0", Meaning(meaning.option, zeros))
    for number, rule in enumerate(ledger.rules):
        if rule.question != question.id or rule.before is None:
            continue
        before = tidy(rule.before)
        if rule.kind == "no-answer":
            known[before] = Meaning(None, number)
        elif rule.kind == "as-written":
            if question.other:
                known[before] = Meaning(OTHER, number, written=True)
            else:
                yield f"repair: {rule}: {question.id} has no room for own words"
        elif (former := {**ids, **known}.get(tidy(rule.after or ""))) is not None:
            known[before] = Meaning(former.option, number)
        else:
            yield f"repair: {rule}: is no option{nearest(rule.after or '', [*known, *ids])}"
