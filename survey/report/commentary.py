"""The commentary of an edition: sentences by people, in which every number comes from the data.

``commentary.<language>.toml`` of an edition has a text for each section and for ``overview``, with
references such as ``{{ share('formats', 'v3') }}``. `problems` refuses a number that somebody wrote
by hand, in digits or in words, and a reference to what is not there. References are no programs:
only the names in `REFERENCES` are known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rapidfuzz import process

from survey.estimates.model import Figures, Table
from survey.report.shown import Reader, Shown

OVERVIEW = "overview"
REFERENCES = {
    "share": 2,
    "count": 2,
    "label": 2,
    "answered": 1,
    "shown": 1,
    "top": 1,
    "top_share": 1,
    "responses": 0,
}
"""The names that a reference may begin with, and how many ids they take: table, option."""

_ARGUMENTS = ("'table'", "'option'")
_REFERENCE = re.compile(r"\{\{(.*?)\}\}", re.S)
_CALL = re.compile(r"\s*([a-z_]+)\(\s*((?:'[^']*'\s*(?:,\s*'[^']*'\s*)*)?)\)\s*")
_WORD = re.compile(r"[^\W_]+")


class CommentaryError(Exception):
    """A commentary that cannot be used: names the file, the key, and the remedy."""


def load(folder: Path, language: str) -> dict[str, str]:
    """The commentary of the edition in ``folder``, if any. Raises `CommentaryError`."""
    path = folder / f"commentary.{language}.toml"
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CommentaryError(f"{path}: is no TOML in UTF-8: {error}; mend the file") from error
    for key, text in found.items():
        if not isinstance(text, str):
            raise CommentaryError(f'{path}: {key}: is no text; write {key} = "..."')
    return found


def problems(commentary: Mapping[str, str], figures: Figures, reader: Reader) -> list[str]:
    """Every number written by hand and every reference to what is not there."""
    known = [OVERVIEW, *(section.id for section in reader.instrument.sections)]
    file = f"commentary.{reader.words.language}.toml"
    words = frozenset(reader.words("commentary.numbers").split())
    found = []
    for key, text in commentary.items():
        if key not in known:
            found.append(f"{file}: {key}: is no section; known are {', '.join(known)}")
        found += [
            f"{file}: {key}: the number {number!r} is written by hand; take it from the data "
            "with a reference such as {{ share('table', 'option') }}"
            for number in _literals(_REFERENCE.sub(" ", text), words)
        ]
        for reference in _REFERENCE.findall(text):
            try:
                _value(reference, figures, reader)
            except CommentaryError as error:
                found.append(f"{file}: {key}: {error}")
    return found


def paragraphs(text: str, figures: Figures, reader: Reader) -> list[str]:
    """A text with its references filled in. Raises `CommentaryError`."""
    filled = _REFERENCE.sub(lambda match: _value(match.group(1), figures, reader), text)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", filled) if part.strip()]


def _literals(text: str, words: frozenset[str]) -> Iterator[str]:
    """The numbers in a text. A digit inside an id or a name (v3, HDF5) is none."""
    for match in _WORD.finditer(text):
        word = match.group()
        if word.lower() in words or any(
            sign.isnumeric() and not word[0].isalpha() for sign in word
        ):
            yield word
    yield from (sign for sign in text if sign in "%‰")
    if "{{" in text or "}}" in text:
        yield "{{"


def _value(reference: str, figures: Figures, reader: Reader) -> str:
    call = _CALL.fullmatch(reference)
    name = call.group(1) if call else reference.strip()
    ids = re.findall(r"'([^']*)'", call.group(2)) if call else []
    if call is None or REFERENCES.get(name) != len(ids):
        raise CommentaryError(
            f"{{{{{reference}}}}} is no reference; write one of "
            + ", ".join(f"{known}({', '.join(_ARGUMENTS[:n])})" for known, n in REFERENCES.items())
        )
    words = reader.words
    if name == "responses":
        return words.number(responses(figures))
    table = _table(ids[0], figures)
    top = reader.top(table)
    values: dict[str, Callable[[], str]] = {
        "share": lambda: _cell(table, ids[1], reader).text,
        "count": lambda: _count(_cell(table, ids[1], reader), reader),
        "label": lambda: _cell(table, ids[1], reader).label,
        "answered": lambda: words.number(table.base.answered),
        "shown": lambda: words.number(table.base.shown),
        "top": lambda: top.label if top else words("cell.none"),
        "top_share": lambda: top.text if top else words("cell.none"),
    }
    return values[name]()


def responses(figures: Figures) -> int:
    """How many responses there are after cleaning."""
    return max((table.base.asked for table in figures.tables), default=0)


def _table(id: str, figures: Figures) -> Table:
    found = {table.id: table for table in figures.tables}
    if id not in found:
        raise CommentaryError(f"there is no table {id!r}{_nearest(id, list(found))}")
    return found[id]


def _cell(table: Table, option: str, reader: Reader) -> Shown:
    found = {"/".join(cell.key[0 if table.by else -1 :]): cell for cell in table.cells}
    if option not in found:
        near = _nearest(option, list(found))
        raise CommentaryError(f"the table {table.id!r} has no option {option!r}{near}")
    return reader.shown(table, found[option])


def _count(shown: Shown, reader: Reader) -> str:
    return shown.text if shown.cell.count is None else reader.words.number(shown.cell.count)


def _nearest(id: str, known: list[str]) -> str:
    near = [found for found, *_ in process.extract(id, known, limit=3)]
    return f"; the nearest are {', '.join(near)}" if near else ""
