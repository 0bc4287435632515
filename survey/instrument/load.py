"""Reads ``instrument.toml`` and the ``texts.<language>.toml`` beside it into an `Instrument`.

What a file may hold says its JSON Schema in ``survey/schemas``; what the parts have to have to do
with each other, ``rules``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from survey.instrument.model import (
    Condition,
    Instrument,
    Option,
    Question,
    QuestionTexts,
    Section,
    Texts,
)

FILE = "instrument.toml"
_SCHEMAS = Path(__file__).parents[1] / "schemas"


class InstrumentError(Exception):
    """An instrument that cannot be read: names the file, the key, and the remedy."""


def load(folder: Path) -> Instrument:
    """The instrument of the edition in ``folder``. Raises `InstrumentError`."""
    document = _read(folder / FILE, "instrument")
    head = document["instrument"]
    return Instrument(
        survey=head["survey"],
        edition=head["edition"],
        minutes=head["minutes"],
        sections=tuple(Section(id) for id in head["sections"]),
        questions=tuple(_question(row) for row in document["question"]),
        texts=tuple(_texts(folder, language) for language in head["languages"]),
        retired=frozenset(head.get("retired", ())),
    )


def _read(path: Path, schema: str) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InstrumentError(
            f"{path}: cannot be read ({error.strerror}); give the folder of an edition"
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InstrumentError(f"{path}: is no TOML: {error}; mend the file") from error
    found = jsonschema.exceptions.best_match(_validator(schema).iter_errors(document))
    if found is not None:
        key = ".".join(map(str, found.absolute_path)) or "the document"
        raise InstrumentError(
            f"{path}: {_named(document, found.absolute_path)}{key}: {found.message}; "
            f"see survey/schemas/{schema}.schema.json"
        )
    return document


@cache
def _validator(schema: str) -> jsonschema.protocols.Validator:
    content = json.loads((_SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(content)


def _named(document: Mapping[str, Any], path: Any) -> str:
    """The id of the question that a place in the document is in."""
    place = list(path)
    if place[:1] == ["question"] and len(place) > 1 and isinstance(document["question"], list):
        row = document["question"][place[1]]
        if isinstance(row, dict) and "id" in row:
            return f"{row['id']}: "
    return ""


def _question(row: Mapping[str, Any]) -> Question:
    exclusive = set(row.get("exclusive", ()))
    return Question(
        id=row["id"],
        kind=row["kind"],
        section=row["section"],
        decision=row["decision"],
        version=row.get("version", 1),
        options=tuple(Option(id, id in exclusive) for id in row.get("options", ())),
        rows=tuple(row.get("rows", ())),
        other=row.get("other", False),
        most=row.get("most"),
        lowest=row.get("lowest"),
        highest=row.get("highest"),
        unit=row.get("unit"),
        required=row.get("required", False),
        sensitivity=row.get("sensitivity", "none"),
        shown_if=tuple(Condition(c["question"], tuple(c["any"])) for c in row.get("shown_if", ())),
    )


def _texts(folder: Path, language: str) -> Texts:
    document = _read(folder / f"texts.{language}.toml", "texts")
    head = document["instrument"]
    return Texts(
        language=language,
        title=head["title"],
        introduction=head["introduction"],
        consent=head["consent"],
        thanks=head["thanks"],
        sections=document["section"],
        questions={id: QuestionTexts(**words) for id, words in document["question"].items()},
    )
