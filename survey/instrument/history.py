"""What the instruments of several years have to do with each other: ids are for ever.

`reused` finds ids that were given up without being retired, taken again, or given another meaning.
Which figures of two years may be compared is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from survey.instrument.load import FILE, InstrumentError, load
from survey.instrument.model import Instrument, Question
from survey.instrument.rules import used
from survey.instrument.wording import folded


def editions(folder: Path) -> tuple[Instrument, ...]:
    """The instruments in the folders of ``folder`` that are named after a year, oldest first.

    Raises `InstrumentError` when one cannot be read or says that it is of another year.
    """
    years = sorted(path for path in folder.glob("*") if re.fullmatch("[0-9]{4}", path.name))
    found = tuple(load(path) for path in years)
    for path, instrument in zip(years, found, strict=True):
        if instrument.edition != path.name:
            raise InstrumentError(
                f"{path / FILE}: edition: is {instrument.edition} in the folder {path.name}; "
                "change the one that is wrong"
            )
    return found


def reused(instruments: Sequence[Instrument]) -> list[str]:
    """Every breach between two editions of one survey, in any order: file, id, expectation."""
    ordered = sorted(instruments, key=lambda instrument: instrument.edition)
    lines: list[str] = []
    for place, newer in enumerate(ordered):
        earlier = [older for older in reversed(ordered[:place]) if older.survey == newer.survey]
        lines += _given_up(earlier, newer)
        lines += dict.fromkeys(line for older in earlier for line in _between(older, newer))
    return lines


def _given_up(earlier: Sequence[Instrument], newer: Instrument) -> Iterator[str]:
    """Ids that are asked no longer, but not retired; with a question its options are."""
    where = f"{newer.edition}/{FILE}"
    asked = used(newer)
    last_seen: dict[str, str] = {}
    for older in earlier:
        for id in used(older):
            question = re.split("[./]", id)[0]
            if question == id or question in asked:
                last_seen.setdefault(id, older.edition)
        for id in older.retired:
            last_seen.setdefault(id, older.edition)
    for id in sorted(last_seen.keys() - asked - newer.retired):
        yield f"{where}: retired: {id} is missing, which {last_seen[id]} had; add it"


def _between(older: Instrument, newer: Instrument) -> Iterator[str]:
    where = f"{newer.edition}/{FILE}"
    for id in sorted(older.retired & used(newer)):
        yield f"{where}: {id}: was retired in {older.edition}, and ids are never used again"
    before = {question.id: question for question in older.questions}
    for question in newer.questions:
        if question.id in before:
            yield from _meaning(f"{where}: {question.id}", older, before[question.id], question)
    yield from _moved(
        f"{newer.edition}/texts.{newer.texts[0].language}.toml: question",
        older.edition,
        {id: words.text for id, words in older.texts[0].questions.items()},
        {id: words.text for id, words in newer.texts[0].questions.items()},
    )
    for id, words in newer.texts[0].questions.items():
        if id in older.texts[0].questions:
            yield from _moved(
                f"{newer.edition}/texts.{newer.texts[0].language}.toml: {id}: options",
                older.edition,
                older.texts[0].questions[id].options,
                words.options,
            )


def _meaning(where: str, older: Instrument, was: Question, now: Question) -> Iterator[str]:
    if now.version < was.version:
        yield (
            f"{where}: version: is {now.version}, {older.edition} had {was.version}; it never goes "
            "down"
        )
    if now.version != was.version:
        return
    for key, old, new in (("kind", was.kind, now.kind), ("unit", was.unit, now.unit)):
        if old != new:
            yield f"{where}: {key}: is {new}, {older.edition} had {old}; raise the version"
    if now.kind == was.kind and now.kind in ("scale", "matrix"):
        old_order = [id for id in was.option_ids if id in now.option_ids]
        if old_order != [id for id in now.option_ids if id in was.option_ids]:
            yield f"{where}: options: {older.edition} had another order; raise the version"


def _moved(
    where: str, edition: str, was: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[str]:
    """Words that had another id: either that id or this one has changed its meaning."""
    had = {folded(text): id for id, text in was.items()}
    for id, text in now.items():
        known = had.get(folded(text), id)
        if known != id:
            yield f"{where}: {id} reads {text!r}, which was {known} in {edition}; keep the id"
