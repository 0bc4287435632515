"""A LimeSurvey import file: its tab-separated survey structure, with all languages in one.

A row is a setting of the survey (``S``, in a language ``SL``), a group of questions (``G``), a
question (``Q``), a subquestion (``SQ``) or an answer (``A``); what follows a row belongs to it. The
other languages repeat all rows of the first with their own words. Source: "Tab Separated Value
survey structure" in the LimeSurvey manual, and what its importer ``TSVImportSurvey`` reads.

The codes are those of `survey.exports.codes`. How a respondent came here is the answer to a hidden
question, which a link can give: ``?channel=mailing-list``. LimeSurvey takes texts for HTML, and
runs what stands in braces: texts are escaped.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
from collections.abc import Iterator, Mapping

from survey.exports.codes import Codes, codes
from survey.exports.words import plain
from survey.instrument import Condition, Instrument, Kind, Question, Texts

Row = Mapping[str, str]
COLUMNS = (
    *("class", "type/scale", "name", "relevance", "text", "help", "language"),
    *("validation", "mandatory", "other", "default", "same_default"),
    *("other_replace_text", "exclude_all_others", "max_answers", "max_subquestions"),
    *("min_num_value_n", "max_num_value_n", "suffix", "date_format", "hidden"),
)
TYPES: Mapping[Kind, str] = {
    "single": "L",
    "scale": "L",
    "multiple": "M",
    "matrix": "F",
    "ranking": "R",
    "number": "N",
    "date": "D",
    "text": "T",
}
"""LimeSurvey's question types. A scale is a list, because each of its points has a label."""
_ISO_DATES = "6"
CHANNEL = "channel"


def limesurvey(instrument: Instrument) -> str:
    """The text of the file; it is to be written in UTF-8 and named ``.txt``."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", dialect="excel-tab", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_survey(instrument))
    known = codes(instrument)
    for texts in instrument.texts:
        writer.writerows(_language(instrument, texts, known))
    return out.getvalue()


def _survey(instrument: Instrument) -> Iterator[Row]:
    languages = [texts.language for texts in instrument.texts]
    settings = {
        "sid": str(_number(instrument)),
        "language": languages[0],
        "additional_languages": " ".join(languages[1:]),
        "format": "G",  # A page for each group.
        "anonymized": "Y",
        "ipaddr": "N",
        "refurl": "N",
        "allowsave": "N",  # To go on later, it asks for a name and an e-mail address.
        "datestamp": "Y",
        "savetimings": "Y",
        "allowprev": "Y",
        "showprogress": "Y",
    }
    for name, value in settings.items():
        yield {"class": "S", "name": name, "text": value}
    for texts in instrument.texts:
        words = {
            "surveyls_title": escaped(texts.title),
            "surveyls_welcometext": escaped(f"{texts.introduction}\n\n{texts.consent}"),
            "surveyls_endtext": escaped(texts.thanks),
            "surveyls_dateformat": _ISO_DATES,
        }
        for name, value in words.items():
            yield {"class": "SL", "name": name, "text": value, "language": texts.language}


def _language(instrument: Instrument, texts: Texts, known: Codes) -> Iterator[Row]:
    for place, section in enumerate(instrument.sections, 1):
        yield {
            "class": "G",
            "type/scale": str(place),
            "name": escaped(texts.sections[section.id]),
            "relevance": "1",
            "language": texts.language,
        }
        for question in instrument.of(section):
            yield from _question(instrument, question, texts, known)
        if place == 1:
            yield _channel(texts, texts is instrument.texts[0])


def _channel(texts: Texts, first: bool) -> Row:
    return {
        "class": "Q",
        "type/scale": "S",
        "name": CHANNEL,
        "relevance": "1",
        "text": CHANNEL,
        "language": texts.language,
        "mandatory": "N",
        "other": "N",
        "hidden": "1" if first else "",
    }


def _question(
    instrument: Instrument, question: Question, texts: Texts, known: Codes
) -> Iterator[Row]:
    words, options = texts.questions[question.id], known.options[question.id]
    common = {"relevance": "1", "language": texts.language}
    row = common | {
        "class": "Q",
        "type/scale": TYPES[question.kind],
        "name": known.questions[question.id],
        "relevance": _relevance(instrument, question, known),
        "text": escaped(words.text),
        "help": escaped(words.help),
        "mandatory": "Y" if question.required else "N",
        "other": "Y" if question.other else "N",
        "other_replace_text": escaped(words.other),
        "suffix": escaped(question.unit or ""),
    }
    # The importer stores the attributes of a question anew for each language that has them.
    first = texts is instrument.texts[0]
    yield row | (_attributes(question, options) if first else {})
    answers = {options[id]: words.options[id] for id in question.option_ids}
    rows = {known.rows[question.id][id]: words.rows[id] for id in question.rows}
    below, beside = (answers, {}) if question.kind == "multiple" else (rows, answers)
    for code, text in below.items():
        yield common | {"class": "SQ", "type/scale": "0", "name": code, "text": escaped(text)}
    for code, text in beside.items():
        # Where older servers look for the value in assessments.
        yield common | {
            "class": "A",
            "type/scale": "0",
            "name": code,
            "relevance": "0",
            "text": escaped(text),
        }


def _attributes(question: Question, options: Mapping[str, str]) -> dict[str, str]:
    found = {
        "exclude_all_others": ";".join(options[o.id] for o in question.options if o.exclusive),
        "max_answers": plain(question.most),
        "min_num_value_n": plain(question.lowest),
        "max_num_value_n": plain(question.highest),
    }
    if question.kind == "ranking":
        found["max_subquestions"] = plain(question.most)
    if question.kind == "date":
        found["date_format"] = "yyyy-mm-dd"
    return found


def _relevance(instrument: Instrument, question: Question, known: Codes) -> str:
    """The skip logic as an expression; ``NAOK``: a question that was not shown has no answer."""
    parts = (_condition(instrument[c.question], c, known) for c in question.shown_if)
    return " and ".join(parts) or "1"


def _condition(asked: Question, condition: Condition, known: Codes) -> str:
    code, options = known.questions[asked.id], known.options[asked.id]
    if asked.kind == "multiple":
        tests = (f'{code}_{options[id]}.NAOK == "Y"' for id in condition.any)
    else:
        tests = (f'{code}.NAOK == "{options[id]}"' for id in condition.any)
    return f"({' or '.join(tests)})"


def _number(instrument: Instrument) -> int:
    """The number of the survey, of six digits; LimeSurvey takes another where it is taken."""
    name = f"{instrument.survey} {instrument.edition}".encode()
    return 100_000 + int.from_bytes(hashlib.sha256(name).digest()[:4]) % 900_000


def escaped(words: str) -> str:
    """Words as HTML without markup, in a cell that neither LimeSurvey nor a spreadsheet runs."""
    escaped = html.escape(words).replace("{", "&#123;").replace("}", "&#125;")
    if escaped[:1] in ("=", "+", "-", "@"):
        escaped = f"&#{ord(escaped[0])};{escaped[1:]}"
    return "<br />".join(escaped.replace("\t", " ").splitlines())
