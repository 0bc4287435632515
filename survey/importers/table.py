"""Fills the table of `Responses` from the columns of a sheet whose places are known.

Nothing is decided here about responses: whether they count is for cleaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey.importers.labels import Labels
from survey.importers.limesurvey import STARTED
from survey.importers.model import Cell, Sheet, tidy
from survey.importers.places import Place
from survey.importers.reading import Reader, take
from survey.importers.repairs import Ledger
from survey.importers.values import days, numbers, plain, rank, ticks_of, times
from survey.instrument import Instrument, Question
from survey.responses import OTHER, SECONDS, SUBMITTED, empty, option_ids, own_words

Columns = Sequence[tuple[Place, list[Cell]]]


def fill(
    sheet: Sheet,
    places: Sequence[Place],
    instrument: Instrument,
    labels: Mapping[str, Labels],
    ledger: Ledger,
) -> tuple[pd.DataFrame, list[str]]:
    """The table of all responses, and what is wrong with them; then the table is of no use."""
    filler = _Filler(empty(instrument, len(sheet.lines)), labels, ledger, sheet)
    columns = list(zip(places, sheet.columns, strict=True))
    for question in instrument.questions:
        own = [(place, cells) for place, cells in columns if place.question == question.id]
        if own:
            filler.question(question, own)
    filler.about([(place, cells) for place, cells in columns if place.part == "about"])
    return filler.table, [*filler.reader.shifted(), *filler.reader.problems]


class _Filler:
    def __init__(
        self, table: pd.DataFrame, labels: Mapping[str, Labels], ledger: Ledger, sheet: Sheet
    ) -> None:
        self.table, self._labels, self._ledger = table, labels, ledger
        self.reader = Reader(sheet, labels, ledger)

    def question(self, question: Question, own: Columns) -> None:
        match question.kind:
            case "single" | "scale" | "matrix":
                self._one(question, own)
            case "multiple":
                self._several(question, own)
            case "ranking":
                self._ranking(question, own)
            case "number" | "date" | "text":
                self._free(question, own[0][1])

    def _one(self, question: Question, own: Columns) -> None:
        order = {option: number for number, option in enumerate(option_ids(question))}
        one = self._labels[question.id].one
        codes: dict[str, npt.NDArray[np.int64]] = {}
        said: list[list[str | None]] = []
        for place, cells in own:
            if place.part == "words":
                continue
            which, found = self.reader.each(question.id, cells, lambda c: [one(x) for x in c])
            first = [order.get(f.options[0], -1) if f.options else -1 for f in found]
            name = f"{question.id}/{place.key}" if question.kind == "matrix" else question.id
            codes[name] = np.array(first, dtype=np.int64)[which]
            said.append(take([f.words for f in found], which))
        if question.other:
            written = self._words(question, own, said)
            if question.kind != "matrix":
                only = (codes[question.id] < 0) & written
                codes[question.id][only] = order[OTHER]
        known = pd.CategoricalDtype(list(order), ordered=question.kind == "scale")
        for name, numbered in codes.items():
            self.table[name] = pd.Categorical.from_codes(numbered.tolist(), dtype=known)

    def _words(
        self, question: Question, own: Columns, said: list[list[str | None]]
    ) -> npt.NDArray[np.bool_]:
        """Stores the answers in own words, also of a column of theirs; which rows have one."""
        for place, cells in own:
            if place.part == "words":
                said.append([plain(cell).strip() for cell in cells])
        rows = zip(*said, strict=True) if said else [()] * len(self.table)
        words = ["; ".join(filter(None, row)) or None for row in rows]
        self.table[own_words(question)] = pd.Series(words, dtype="string")
        return np.array([word is not None for word in words], dtype=bool)

    def _several(self, question: Question, own: Columns) -> None:
        order = {option: number for number, option in enumerate(option_ids(question))}
        labels = self._labels[question.id]
        chosen = np.zeros((len(self.table), len(order)), dtype=bool)
        said: list[list[str | None]] = []
        for place, cells in own:
            if place.part == "answer":
                which, found = self.reader.each(
                    question.id, cells, lambda c: [labels.several(x) for x in c]
                )
                ticked = np.zeros((len(found), len(order)), dtype=bool)
                for number, reading in enumerate(found):
                    for option in set(reading.options) & set(order):
                        ticked[number, order[option]] = True
                chosen |= ticked[which]
                said.append(take([reading.words for reading in found], which))
            elif place.part == "option":
                which, ticks = self.reader.each(question.id, cells, ticks_of(labels, place.key))
                chosen[:, order[place.key]] = np.array([t is True for t in ticks], bool)[which]
        if question.other:
            chosen[:, order[OTHER]] |= self._words(question, own, said)
        nobody = np.logical_not(chosen.any(axis=1))
        for option, number in order.items():
            self.table[f"{question.id}.{option}"] = pd.arrays.BooleanArray(
                chosen[:, number].copy(), nobody.copy()
            )

    def _ranking(self, question: Question, own: Columns) -> None:
        order = {option: number for number, option in enumerate(option_ids(question))}
        labels = self._labels[question.id]
        ranks = np.zeros((len(self.table), len(order)), dtype=np.int8)
        said: list[list[str | None]] = []
        for place, cells in own:
            if place.part == "option":
                which, given = self.reader.each(
                    question.id, cells, lambda c: [rank(x, len(order)) for x in c]
                )
                ranks[:, order[place.key]] = [n or 0 for n in take(given, which)]
            elif place.part in ("place", "answer"):
                which, found = self.reader.each(
                    question.id, cells, lambda c: [labels.several(x) for x in c]
                )
                some = np.zeros((len(found), len(order)), dtype=np.int8)
                for number, reading in enumerate(found):
                    for position, option in enumerate(reading.options, int(place.key or 1)):
                        if option in order:
                            some[number, order[option]] = position
                ranks = np.where(some[which] > 0, some[which], ranks)
                said.append(take([reading.words for reading in found], which))
        if question.other:
            self._words(question, own, said)
        self._places_once(question, ranks)
        ranks[ranks > (question.most or len(order))] = 0
        for option, number in order.items():
            self.table[f"{question.id}.{option}"] = pd.arrays.IntegerArray(
                ranks[:, number].copy(), ranks[:, number] == 0
            )

    def _places_once(self, question: Question, ranks: npt.NDArray[np.int8]) -> None:
        for place in range(1, ranks.shape[1] + 1):
            rows = np.flatnonzero((ranks == place).sum(axis=1) > 1).tolist()
            if rows:
                self.reader.problems.append(
                    f"{question.id}: {self.reader.rows(rows)}: two options have place {place}; a "
                    "place is for one: mend the rows"
                )

    def _free(self, question: Question, cells: Sequence[Cell]) -> None:
        mended = self._mended(question, cells)
        name = question.id
        values: list[Any]
        if question.kind == "text":
            values = [text or None for text in mended]
        elif question.kind == "number":
            read = numbers(question.lowest, question.highest)
            which, found = self.reader.each(name, mended, read)
            values = take(found, which)
        else:
            which, moments = self.reader.each(name, mended, days)
            values = take(moments, which)
        self.table[name] = pd.Series(values, dtype=self.table[name].dtype)

    def _mended(self, question: Question, cells: Sequence[Cell]) -> list[str]:
        rules = {
            tidy(rule.before): (rule.after or "", number)
            for number, rule in enumerate(self._ledger.rules)
            if rule.question == question.id and rule.before is not None
        }
        mended = []
        for cell in cells:
            text = plain(cell).strip()
            rule = rules.get(tidy(text)) if rules else None
            if rule is not None:
                text = rule[0]
                self._ledger.add(rule[1])
            mended.append(text)
        return mended

    def about(self, columns: Columns) -> None:
        """What the tool says about the response itself."""
        begun: pd.Series | None = None
        for place, cells in columns:
            texts = [tidy(plain(cell)) for cell in cells]
            if place.key in (SUBMITTED, STARTED):
                which, found = self.reader.each(place.key, texts, times)
                moments = pd.Series(take(found, which), dtype=self.table[SUBMITTED].dtype)
                if place.key == STARTED:
                    begun = moments
                else:
                    self.table[SUBMITTED] = moments
            elif place.key == SECONDS:
                which, seconds = self.reader.each(SECONDS, texts, numbers(0))
                self.table[SECONDS] = pd.Series(take(seconds, which), dtype="Float64")
            else:
                filled = [text or None for text in texts]
                self.table[place.key] = pd.Series(filled, dtype="string")
        if begun is not None and self.table[SECONDS].isna().all():
            took = (self.table[SUBMITTED] - begun).dt.total_seconds()
            # Who ended before the start has a wrong clock, and took nobody knows how long.
            self.table[SECONDS] = took.where(took >= 0).astype("Float64")
