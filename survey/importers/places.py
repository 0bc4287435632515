"""What each column of an export holds: which question, and which part of it.

A column is known by the text of its question in any language of the instrument, by its id, or by
LimeSurvey's code. An unknown column, or a question without one, stops the import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from survey.exports.codes import Codes
from survey.importers import limesurvey
from survey.importers.limesurvey import STARTED
from survey.importers.model import Repair, Sheet, heading, nearest, shown
from survey.importers.repairs import Ledger
from survey.instrument import Instrument, Question
from survey.instrument.model import QuestionTexts
from survey.responses import CHANNEL, LANGUAGE, OTHER, SECONDS, SUBMITTED

Part = Literal["answer", "option", "row", "place", "words", "about", "drop"]
SPECIFY = ("Other (please specify)", "Otro (especifique)", "Other", "Otro", "Otra")
"""What tools call the room for own words, whatever its label in the instrument is."""

_ABOUT = {
    SUBMITTED: (
        *("Timestamp", "Marca temporal", "Zeitstempel", "Horodateur"),
        *("End Date", "Fecha de finalización", "submitted"),
    ),
    STARTED: ("Start Date", "Fecha de inicio", "started"),
    SECONDS: ("seconds",),
    CHANNEL: ("Collector ID", "Collector", "Identificador del recopilador", "channel"),
    LANGUAGE: ("language",),
}
_LEFT_OUT = (
    *("Id", "ID", "firstname", "lastname", "email", "Respondent ID", "IP Address"),
    *("Email Address",),
    *("First Name", "Last Name", "Custom Data 1", "Date Created", "Date Modified", "Username"),
    *("Score", "Puntuación", "Dirección de correo electrónico", "Nombre de usuario"),
)
"""Columns that tools add and nobody needs here; those that say who answered are never read."""


@dataclass(frozen=True)
class Place:
    """What a column holds.

    ``key`` is the id of the option or of the row, the place of a ranking from 1, or for ``about``
    the column of the table.
    """

    part: Part
    question: str = ""
    key: str = ""

    def __str__(self) -> str:
        """The name that messages use."""
        return "".join([self.question, *([f" [{self.key}]"] if self.key else [])])


@dataclass(frozen=True)
class Names:
    """The place that each name means, and the languages in which it is called so."""

    places: Mapping[str, Place]
    languages: Mapping[str, frozenset[str]]


def names(instrument: Instrument, codes: Codes) -> Names:
    """All names that a column may have. The same name never means two places: the first wins."""
    places: dict[str, Place] = {}
    languages: dict[str, set[str]] = {}
    for texts in instrument.texts:
        for question in instrument.questions:
            words = texts.questions[question.id]
            for name, place in _in_words(question, words):
                if places.setdefault(heading(name), place) == place:
                    languages.setdefault(heading(name), set()).add(texts.language)
    for question in instrument.questions:
        for name, place in (*_by_ids(question), *_by_codes(question, codes)):
            places.setdefault(name, place)
    for column, called in _ABOUT.items():
        for name in (column, *called, *limesurvey.ABOUT.get(column, ())):
            places.setdefault(name, Place("about", key=column))
    for name in (*_LEFT_OUT, *limesurvey.LEFT_OUT, *limesurvey.times(instrument, codes)):
        places.setdefault(name, Place("drop"))
    return Names(places, {name: frozenset(found) for name, found in languages.items()})


def _parts(question: Question) -> Part:
    return "row" if question.kind == "matrix" else "option"


def _in_words(question: Question, words: QuestionTexts) -> Iterator[tuple[str, Place]]:
    yield words.text, Place("answer", question.id)
    parts = words.rows if question.kind == "matrix" else words.options
    for id, text in parts.items():
        yield f"{words.text} [{text}]", Place(_parts(question), question.id, id)
    if question.kind == "ranking":
        for place in range(1, len(question.options) + 1):
            for called in limesurvey.RANKS:
                yield f"{words.text} [{called} {place}]", Place("place", question.id, str(place))
    if question.other:
        for label in (words.other, *SPECIFY):
            yield f"{words.text} [{label}]", Place("words", question.id)


def _by_ids(question: Question) -> Iterator[tuple[str, Place]]:
    yield question.id, Place("answer", question.id)
    for row in question.rows:
        yield f"{question.id}/{row}", Place("row", question.id, row)
    if question.kind in ("multiple", "ranking"):
        for option in question.option_ids:
            yield f"{question.id}.{option}", Place("option", question.id, option)
    if question.other:
        yield f"{question.id}:{OTHER}", Place("words", question.id)


def _by_codes(question: Question, codes: Codes) -> Iterator[tuple[str, Place]]:
    code = codes.questions[question.id]
    yield code, Place("answer", question.id)
    parts = codes.rows if question.kind == "matrix" else codes.options
    for id, part in parts[question.id].items():
        yield f"{code}[{part}]", Place(_parts(question), question.id, id)
    if question.kind == "ranking":
        for place in range(1, len(question.options) + 1):
            yield f"{code}[{place}]", Place("place", question.id, str(place))
    if question.other:
        yield f"{code}[{OTHER}]", Place("words", question.id)


def match(
    sheet: Sheet, known: Names, instrument: Instrument, ledger: Ledger, whole: bool
) -> tuple[list[Place], str | None, list[str]]:
    """The place of each column, the language of the headers if it is one, and what is wrong.

    With ``whole`` every question has to have its columns; JSON leaves out what nobody answered.
    """
    declared = {
        heading(rule.column): (number, rule)
        for number, rule in enumerate(ledger.rules)
        if rule.column is not None
    }
    found: list[Place] = []
    problems: list[str] = []
    languages: frozenset[str] | None = None
    strange = 0
    for number, header in enumerate(sheet.names):
        name = heading(header)
        place = known.places.get(name)
        if name in declared:
            rule = declared[name][1]
            ledger.add(declared[name][0])
            place = Place("drop")
            if rule.after is not None:
                place = known.places.get(heading(rule.after), place)
                problems.extend(_unnamed(rule, known))
        elif place is None:
            place = Place("drop")
            strange += bool(name)
            problems.extend(_unknown(number, name, sheet, known))
        if number and place == found[-1] and _ticked(place, instrument):
            found[-1] = Place("option", place.question, OTHER)
        elif place.part != "drop" and place in found:
            problems.append(
                f"column {column(number)}: {shown(name)}: column {column(found.index(place))} is "
                "that too; are two editions side by side? import each by itself"
            )
        spoken = known.languages.get(name)
        if spoken:
            languages = spoken if languages is None else languages & spoken
        found.append(place)
    if not any(place.question for place in found) and sheet.names:
        return (
            found,
            None,
            ["the header is lost: none of its names is a question", *problems],
        )
    if whole:
        lost = list(_lost(instrument, found))
        total = len(instrument.questions)
        if strange and 2 * len(lost) > total:
            other = (
                f"{len(lost)} of {total} questions have no column, and {strange} columns are "
                "no question: is it an export of another edition? then name that one"
            )
            problems.insert(0, other)
        problems.extend(lost)
    return found, min(languages) if languages and len(languages) == 1 else None, problems


def _ticked(place: Place, instrument: Instrument) -> bool:
    """Whether a second column of this name can follow: a tick for "other", then the words."""
    return place.part == "words" and instrument[place.question].kind == "multiple"


def _unknown(number: int, name: str, sheet: Sheet, known: Names) -> Iterator[str]:
    if name:
        yield (
            f"column {column(number)}: {shown(name)}: is no question{nearest(name, known.places)}; "
            "add it to the instrument, or declare [[repair]] kind='drop-column' column='…', or "
            "kind='renamed-column' column='…' to='…' where it is a question under another name"
        )
    elif any(sheet.columns[number]):
        yield f"column {column(number)}: has answers and no header; put its question there"


def _unnamed(rule: Repair, known: Names) -> Iterator[str]:
    """A line where no column has the name that the rule gives one."""
    after = rule.after or ""
    if heading(after) not in known.places:
        yield (
            f"repair: {rule}: is no question{nearest(after, known.places)}; give the text or the "
            "id of one"
        )


def _lost(instrument: Instrument, found: Sequence[Place]) -> Iterator[str]:
    """A line for each question whose column, or one of whose columns, is not there."""
    for question in instrument.questions:
        own = [place for place in found if place.question == question.id]
        if any(place.part in ("answer", "place") for place in own):
            continue
        parts = question.rows if question.kind == "matrix" else question.option_ids
        keys = {place.key for place in own if place.part in ("option", "row")}
        missing = [part for part in parts if part not in keys]
        if not keys:
            text = shown(instrument.texts[0].questions[question.id].text)
            yield f"{question.id}: has no column; put its header there: {text}"
        elif missing:
            yield f"{question.id}: has no column for {', '.join(missing)}; put their headers there"


def column(number: int) -> str:
    """The letters of a column, as a spreadsheet has them; the first is 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
