"""What a LimeSurvey server writes into its CSV beside the answers: marks, ends, columns.

Its page writes headings and answers as codes or, unless told otherwise, as texts: in the words of
the questionnaire, with the server's own in the same language. The source of the forms is version
6.4 (``CsvWriter``, ``createFieldMap``, ``createTimingsFieldMap``), run on a questionnaire of
`survey.exports.limesurvey`. What an answer means is not decided here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from survey.exports.codes import Codes
from survey.exports.limesurvey import CHANNEL, escaped
from survey.instrument import Instrument, Texts
from survey.instrument.model import QuestionTexts
from survey.responses import LANGUAGE, SECONDS, SUBMITTED

STARTED = "@started"
"""When a response was begun: with `SUBMITTED` it gives how long it took."""
ABOUT = {
    SUBMITTED: ("submitdate", "Date submitted", "Fecha de envío"),
    STARTED: ("startdate", "Date started", "Fecha de inicio"),
    SECONDS: ("interviewtime", "Total time", "Tiempo total"),
    LANGUAGE: ("startlanguage", "Start language", "Lenguaje inicial"),
}
LEFT_OUT = (
    *("lastpage", "Last page", "Última página", "seed", "Seed", "Semilla"),
    *("datestamp", "Date last action", "Fecha de la última acción"),
    *("id", "Response ID", "ID de respuesta"),
    *("ipaddr", "IP address", "Dirección IP", "refurl", "Referrer URL", "URL de referencia"),
    *("token", "Access code", "Código de acceso"),
)
COLUMNS = frozenset((*ABOUT[SUBMITTED], *ABOUT[LANGUAGE], *LEFT_OUT[:6]))
"""One of these in the header says that LimeSurvey wrote a file."""
RANKS = ("Rank", "Ranking")
"""What it calls a place of a ranking, before the number."""
_GROUP_TIME = "groupTime"
_TIMES = ("Question time", "Temporización de la pregunta")
_GROUP_TIMES = ("Group time", "Temporización del grupo")


def begins_with_mark(text: str) -> bool:
    """Whether the text begins with the byte order mark that LimeSurvey puts before its header."""
    header = re.split(r"[\r\n]", text, maxsplit=1)[0]
    return header.startswith('\ufeff"') and any(f'"{name}"' in header for name in COLUMNS)


def tidied(rows: Sequence[list[str]]) -> list[list[str]]:
    """The rows without the empty line at the end, and without the row that stands for no responses.

    In the header, texts are no longer escaped, and the times of groups have one name: the server's
    number of a group is nowhere else.
    """
    header = [re.sub(rf"{_GROUP_TIME}\d+", _GROUP_TIME, html.unescape(name)) for name in rows[0]]
    answers = list(rows[1:])
    if answers and not answers[-1]:
        del answers[-1]
    if len(answers) == 1 and not any(answers[0]):
        del answers[0]
    return [header, *answers]


def times(instrument: Instrument, codes: Codes) -> Iterator[str]:
    """The names of the columns with the time that each question and each group of them took."""
    yield _GROUP_TIME
    for code in (*codes.questions.values(), CHANNEL):
        yield f"{code}Time"
        yield from (f"{name}: {code}" for name in _TIMES)
    for texts in instrument.texts:
        yield from _group_times(texts)


def _group_times(texts: Texts) -> Iterator[str]:
    for title in texts.sections.values():
        yield from (f"{name}: {title}" for name in _GROUP_TIMES)


def wording(words: QuestionTexts, option: str) -> str:
    """The text of an option as it stands among the answers: as the import file has it."""
    return escaped(words.options[option])
