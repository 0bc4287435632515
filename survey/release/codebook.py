"""The instrument as DDI-Codebook 2.5 (DDI Alliance, 2012), which archives of social science read.

A variable is a column of the table of responses: a multiple choice has one for each option. Answers
and frequencies are not in it: those that may be published are in the table of results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from survey.instrument import Instrument, Question, Texts
from survey.instrument.model import QuestionTexts
from survey.release.model import LICENSE, File, Subject
from survey.responses import OTHER, columns, option_ids, own_words

NAMESPACE = "ddi:codebook:2_5"
_LANGUAGE = "xml:lang"
_ANSWERS = {
    "single": "category",
    "scale": "category",
    "matrix": "category",
    "multiple": "multiple",
    "ranking": "numeric",
    "number": "numeric",
    "date": "datetime",
    "text": "text",
}
_GROUPS = {"multiple": "multipleResp", "ranking": "multipleResp", "matrix": "grid"}
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


def codebook(subject: Subject) -> File:
    """The codebook of the instrument, in all of its languages."""
    instrument = subject.instrument
    root = ET.Element(
        "codeBook",
        {"xmlns": NAMESPACE, "version": "2.5", _LANGUAGE: instrument.texts[0].language},
    )
    _study(root, subject)
    data = _add(root, "dataDscr")
    for question in instrument.questions:
        if question.kind in _GROUPS:
            _group(data, instrument, question)
    for question in instrument.questions:
        for column in columns(question):
            _variable(data, instrument, question, column)
        if question.other:
            _own_words(data, instrument, question)
    ET.indent(root)
    content = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return File(
        f"{subject.name}-codebook.xml",
        "application/xml",
        "The questions and their answers, as DDI-Codebook 2.5.",
        content + b"\n",
    )


def _study(root: ET.Element, subject: Subject) -> None:
    instrument = subject.instrument
    original, *others = instrument.texts
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    title = _add(citation, "titlStmt")
    _add(title, "titl", subject.title, original.language)
    for texts in others:
        _add(title, "parTitl", texts.title, texts.language)
    _add(title, "IDNo", subject.name)
    if subject.published is not None:
        day = subject.published.isoformat()
        _add(_add(citation, "distStmt"), "distDate", day).set("date", day)
    _add(_add(citation, "verStmt"), "version", subject.version)
    info = _add(study, "stdyInfo")
    _add(info, "abstract", subject.description, "en")
    for texts in instrument.texts:
        _add(info, "abstract", texts.introduction, texts.language)
    _add(_add(info, "sumDscr"), "timePrd", instrument.edition).set("date", instrument.edition)
    collection = _add(_add(study, "method"), "dataColl")
    _add(collection, "sampProc", "Nobody was drawn: who wanted to answer did.", "en")
    _add(collection, "collMode", "Questionnaire on the web, filled in by the respondent.", "en")
    use = _add(_add(study, "dataAccs"), "useStmt")
    _add(use, "confDec", original.consent, original.language)
    _add(use, "conditions", f"{LICENSE[0]}: {LICENSE[1]}", "en")


def _group(data: ET.Element, instrument: Instrument, question: Question) -> None:
    group = _add(data, "varGrp")
    group.set("ID", f"group.{question.id}")
    group.set("type", _GROUPS[question.kind])
    group.set("name", question.id)
    group.set("var", " ".join(_id(column) for column in columns(question)))
    for texts, words in _words(instrument, question):
        _add(group, "labl", words.text, texts.language)


def _variable(data: ET.Element, instrument: Instrument, question: Question, column: str) -> None:
    variable = _add(data, "var")
    variable.set("ID", _id(column))
    variable.set("name", column)
    variable.set("intrvl", "contin" if question.kind == "number" else "discrete")
    for texts, words in _words(instrument, question):
        _add(variable, "labl", _label(question, words, column), texts.language)
    _question(variable, instrument, question)
    if question.kind == "number" and (question.lowest, question.highest) != (None, None):
        reach = _add(_add(variable, "valrng"), "range")
        for name, bound in (("min", question.lowest), ("max", question.highest)):
            if bound is not None:
                reach.set(name, f"{bound:.15g}")
    elif question.kind == "ranking":
        reach = _add(_add(variable, "valrng"), "range")
        reach.set("min", "1")
        reach.set("max", str(question.most))
    for condition in question.shown_if:
        any_of = ", ".join(condition.any)
        _add(variable, "universe", f"Answered {condition.question} with: {any_of}", "en")
    if question.kind in ("single", "scale", "matrix"):
        for option in option_ids(question):
            labels = {t.language: _option(w, option) for t, w in _words(instrument, question)}
            _category(variable, option, labels)
    elif question.kind == "multiple":
        _category(variable, "false", {"en": "Not chosen"})
        _category(variable, "true", {"en": "Chosen"})
    _add(variable, "concept", question.decision, "en")
    _add(variable, "varFormat").set("type", _format(question))
    if question.unit:
        _add(variable, "notes", f"Unit: {question.unit}", "en")


def _own_words(data: ET.Element, instrument: Instrument, question: Question) -> None:
    variable = _add(data, "var")
    variable.set("ID", _id(own_words(question)))
    variable.set("name", own_words(question))
    for texts, words in _words(instrument, question):
        _add(variable, "labl", words.other, texts.language)
    _add(variable, "varFormat").set("type", "character")


def _question(variable: ET.Element, instrument: Instrument, question: Question) -> None:
    asked = _add(variable, "qstn")
    asked.set("responseDomainType", _ANSWERS[question.kind])
    asked.set("seqNo", str(instrument.questions.index(question) + 1))
    for texts, words in _words(instrument, question):
        _add(asked, "qstnLit", words.text, texts.language)
        if words.help:
            _add(asked, "ivuInstr", words.help, texts.language)


def _category(variable: ET.Element, value: str, labels: Mapping[str, str]) -> None:
    category = _add(variable, "catgry")
    _add(category, "catValu", value)
    for language, label in labels.items():
        _add(category, "labl", label, language)


def _words(instrument: Instrument, question: Question) -> Iterator[tuple[Texts, QuestionTexts]]:
    for texts in instrument.texts:
        if question.id in texts.questions:
            yield texts, texts.questions[question.id]


def _label(question: Question, words: QuestionTexts, column: str) -> str:
    rest = column[len(question.id) + 1 :]
    if question.kind == "matrix":
        return words.rows.get(rest, rest)
    return _option(words, rest) if rest else words.text


def _option(words: QuestionTexts, option: str) -> str:
    return words.options.get(option, (words.other if option == OTHER else "") or option)


def _id(column: str) -> str:
    """A name that XML takes: letters, digits, hyphens, underscores and full stops."""
    return column.replace("/", ".").replace(":", "_")


def _format(question: Question) -> str:
    return "numeric" if question.kind in ("number", "ranking") else "character"


def _add(
    parent: ET.Element, tag: str, text: str | None = None, language: str | None = None
) -> ET.Element:
    child = ET.SubElement(parent, tag, {_LANGUAGE: language} if language else {})
    if text is not None:
        child.text = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
    return child
