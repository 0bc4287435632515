"""The methods page: the items of AAPOR's transparency list and of CHERRIES, and what is known.

What follows from the instrument and the figures is said by itself; the rest are records of
`Methods`, and an item with neither is not recorded. Sources: AAPOR Code of Professional Ethics and
Practices, III.A, April 2021; Eysenbach, J Med Internet Res 2004;6(3):e34, doi:10.2196/jmir.6.3.e34;
Groves and others, Survey Methodology, 2009 (Total Survey Error).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from survey.estimates.items import UNMATCHED
from survey.estimates.model import Figures
from survey.report.commentary import responses
from survey.report.files import ReportError
from survey.report.model import Methods
from survey.report.shown import Reader

AAPOR = (
    "strategy",
    "sponsor",
    "instruments",
    "population",
    "recruitment",
    "modes",
    "dates",
    "sizes",
    "weighting",
    "processing",
    "limitations",
)
CHERRIES = (
    "design",
    "approval",
    "consent",
    "protection",
    "testing",
    "openness",
    "contact",
    "advertising",
    "medium",
    "context",
    "voluntary",
    "incentives",
    "dates",
    "randomisation",
    "adaptive",
    "items",
    "pages",
    "completeness",
    "review",
    "visitors",
    "view_rate",
    "participation_rate",
    "completion_rate",
    "cookies",
    "ip_check",
    "log_file",
    "registration",
    "incomplete",
    "timestamps",
    "correction",
)
ERRORS = (
    "specification",
    "measurement",
    "processing",
    "coverage",
    "sampling",
    "nonresponse",
    "adjustment",
)
"""The headings of the limitations: Total Survey Error."""
ITEMS = tuple(
    f"{name}.{item}"
    for name, items in (("aapor", AAPOR), ("cherries", CHERRIES), ("tse", ERRORS))
    for item in items
)
"""What a record can be about."""


@dataclass(frozen=True)
class Coded:
    """The coding of a question on the page: sentences, and each code with what is told of it.

    ``codes`` are rows of words, of what the code means, and of kappa.
    """

    id: str
    title: str
    texts: tuple[str, ...]
    codes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Item:
    """An item of a list: what follows by itself, and what was recorded; both may be missing."""

    id: str
    name: str
    texts: tuple[str, ...]


def load(path: Path) -> dict[str, str]:
    """The records of an edition, from a file ``methods.<language>.toml``.

    Its tables are ``aapor``, ``cherries`` and ``tse``. Without it there are none. Raises
    `ReportError`.
    """
    if not path.is_file():
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReportError(f"{path}: is no TOML in UTF-8: {error}; mend the file") from error
    found = {}
    for group, texts in document.items():
        for item, text in texts.items() if isinstance(texts, dict) else [("", None)]:
            key = f"{group}.{item}" if item else group
            if key not in ITEMS or not isinstance(text, str):
                near = ", ".join(get_close_matches(key, ITEMS)) or ", ".join(ITEMS[:3])
                raise ReportError(
                    f"{path}: {key}: is no text of a known item; known are {near} and others, "
                    "see survey/report/methods.py"
                )
            found[key] = text
    return found


def items(group: str, methods: Methods, figures: Figures, reader: Reader) -> Iterator[Item]:
    """The items of ``aapor``, ``cherries`` or ``tse`` in their order."""
    known = _facts(methods, figures, reader)
    for id in ITEMS:
        if id.startswith(f"{group}."):
            recorded = methods.records.get(id, "").strip()
            texts = [known.get(id, ""), recorded]
            yield Item(id, reader.words(id), tuple(text for text in texts if text))


def coded(methods: Methods, figures: Figures, reader: Reader) -> Iterator[Coded]:
    """How the texts were coded. Every number of respondents is that of a published figure."""
    words, tables = reader.words, {table.id: table for table in figures.tables}
    for coding in methods.codings:
        said = []
        if coding.decided is not None:
            said.append(words("coding.two", decided=words.number(coding.decided)))
        table = tables.get(coding.table)
        if table is not None:
            said += [
                words("coding.unmatched", value=reader.shown(table, cell).text)
                for cell in table.cells
                if cell.key[-1] == UNMATCHED
            ]
        if coding.kappa is not None:
            said.append(words("coding.kappa", kappa=words.decimal(coding.kappa)))
        rows = tuple(
            (
                code.words.get(words.language, code.id),
                code.means.get(words.language, ""),
                words("coding.unmeasured") if code.kappa is None else words.decimal(code.kappa),
            )
            for code in coding.codes
        )
        part = words("chart.own_words") if coding.table != coding.question else ""
        title = " · ".join(filter(None, (reader.of(coding.question).text, part)))
        yield Coded(f"coding-{coding.question}", title, tuple(said), rows)


def _facts(methods: Methods, figures: Figures, reader: Reader) -> dict[str, str]:
    """What nobody has to write down, by the id of an item."""
    words, instrument = reader.words, reader.instrument
    questions, sections = len(instrument.questions), len(instrument.sections)
    conditional = [question.id for question in instrument.questions if question.shown_if]
    required = sum(question.required for question in instrument.questions)
    asked = words.number(responses(figures))
    rules = sum(exclusion.count > 0 for exclusion in methods.exclusions)
    made_up = f" {words('facts.synthetic')}" if methods.synthetic else ""
    whole = words("facts.instrument", questions=questions, sections=sections)
    mandatory = words("facts.mandatory", required=required, questions=questions)
    consent = words("facts.consent", consent=" ".join(reader.texts.consent.split()))
    adaptive = words("facts.adaptive_none")
    if conditional:
        adaptive = words(
            "facts.adaptive", count=len(conditional), questions=words.joined(conditional)
        )
    nobody = words("facts.synthetic") if methods.synthetic else ""
    return {
        "aapor.recruitment": nobody,
        "aapor.dates": nobody,
        "cherries.dates": nobody,
        "aapor.strategy": words("facts.self_selected") + made_up,
        "aapor.instruments": whole,
        "aapor.sizes": words("facts.sample", asked=asked) + made_up,
        "aapor.weighting": words("facts.unweighted"),
        "aapor.processing": words("facts.processing", rules=rules),
        "aapor.limitations": words("facts.limitations"),
        "cherries.design": words("facts.self_selected") + made_up,
        "cherries.consent": f"{consent} {words('facts.minutes', minutes=instrument.minutes)}",
        "cherries.voluntary": mandatory,
        "cherries.adaptive": adaptive,
        "cherries.items": whole,
        "cherries.pages": words("facts.pages", sections=sections),
        "cherries.completeness": mandatory,
        "cherries.incomplete": words("facts.incomplete"),
        "cherries.correction": words("facts.unweighted"),
        **{f"tse.{error}": words(f"tse_text.{error}") for error in ERRORS},
    }
