"""Reads ``instrument.toml`` and the ``texts.<language>.toml`` beside it into an `Instrument`.

What a file may hold says its JSON Schema in ``survey/schemas``; what the parts have to have to do
with each other, ``rules``.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema

from survey.documents import validator
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


class InstrumentError(Exception):
    """An instrument that cannot be read: names the file, the key, and the remedy."""


def load(folder: Path) -> Instrument:
    """The instrument of the edition in ``folder``. Raises `InstrumentError`."""
    document = _read(folder / FILE, "instrument", "give the folder of an edition")
    head = document["instrument"]
    return Instrument(
        survey=head["survey"],
        edition=head["edition"],
        minutes=int(head["minutes"]),
        sections=tuple(Section(id) for id in head["sections"]),
        questions=tuple(_question(folder / FILE, row) for row in document["question"]),
        texts=tuple(_texts(folder, language) for language in head["languages"]),
        retired=frozenset(head.get("retired", ())),
    )


def _read(path: Path, schema: str, remedy: str) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InstrumentError(f"{path}: cannot be read ({error.strerror}); {remedy}") from error
    except UnicodeDecodeError as error:
        raise InstrumentError(
            f"{path}: byte {error.start} is no UTF-8; save the file as UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise InstrumentError(f"{path}: is no TOML: {error}; mend the file") from error
    errors = list(validator(schema).iter_errors(document))
    plain = [error for error in errors if "allOf" not in error.absolute_schema_path]
    found = jsonschema.exceptions.best_match(plain or errors)
    if found is not None:
        raise InstrumentError(
            f"{path}: {_place(document, list(found.absolute_path))}: {_said(found)}; "
            f"see survey/schemas/{schema}.schema.json"
        )
    return document


def _place(document: Mapping[str, Any], path: Sequence[str | int]) -> str:
    """The key of a place in the document; of a question its id instead of its number."""
    match path:
        case []:
            return "the document"
        case ["question", int(number), *rest]:
            row = document["question"][number]
            named = isinstance(row, dict) and isinstance(row.get("id"), str)
            start = [row["id"]] if named else [f"question {number + 1}"]
            return ": ".join([*start, *([".".join(map(str, rest))] if rest else [])])
        case _:
            return ".".join(map(str, path))


def _said(error: jsonschema.ValidationError) -> str:
    """What is wrong and what to do, in fewer words than jsonschema's, which repeat the file."""
    found: Any = error.instance
    wanted: Any = error.validator_value
    rule: Any = error.schema
    match error.validator:
        case "required":
            return f"{', '.join(key for key in wanted if key not in found)} is missing; add it"
        case "additionalProperties":
            unknown = next(key for key in found if key not in rule["properties"])
            near = difflib.get_close_matches(unknown, rule["properties"], 1)
            meant = f"write {near[0]}" if near else "remove it"
            return f"{unknown} is no key that is known here; {meant}"
        case "not":
            keys = [key for part in wanted.get("anyOf", [wanted]) for key in part["required"]]
            wrong = [key for key in keys if key in found]
            return f"a {found.get('kind')} has no {' and no '.join(wrong)}; remove it"
        case "uniqueItems":
            return "something stands in it twice; remove one"
        case "pattern" | "const" | "enum" if "description" in rule:
            return f"{found!r:.60} cannot stand here; write {rule['description']}"
        case "minLength":
            return f"{found!r} is too short; write at least {wanted} letters"
        case _:
            return error.message if len(error.message) < 200 else f"{error.message[:200]} ..."


def _question(path: Path, row: Mapping[str, Any]) -> Question:
    exclusive = set(row.get("exclusive", ()))
    unknown = sorted(exclusive - set(row.get("options", ())))
    if unknown:
        raise InstrumentError(
            f"{path}: {row['id']}: exclusive: {', '.join(unknown)} is none of the options; add it "
            "to them or remove it here"
        )
    return Question(
        id=row["id"],
        kind=row["kind"],
        section=row["section"],
        decision=row["decision"],
        version=int(row.get("version", 1)),
        options=tuple(Option(id, id in exclusive) for id in row.get("options", ())),
        rows=tuple(row.get("rows", ())),
        other=row.get("other", False),
        most=int(row["most"]) if "most" in row else None,
        lowest=row.get("lowest"),
        highest=row.get("highest"),
        unit=row.get("unit"),
        required=row.get("required", False),
        sensitivity=row.get("sensitivity", "none"),
        shown_if=tuple(Condition(c["question"], tuple(c["any"])) for c in row.get("shown_if", ())),
    )


def _texts(folder: Path, language: str) -> Texts:
    remedy = f"write the words of the survey in it, or take {language} out of languages in {FILE}"
    document = _read(folder / f"texts.{language}.toml", "texts", remedy)
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
