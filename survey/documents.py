"""Reads a TOML file of an edition and holds it against its schema; what it means, others say."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = Path(__file__).parent / "schemas"
Place = list[Any]
"""Where in a document: keys and numbers of rows, from the outside."""


def read(
    path: Path,
    schema: str,
    failure: type[Exception],
    remedy: str = "mend its rights",
    *,
    encoding: str = "utf-8",
    named: Callable[[dict[str, Any], Place], str] = lambda _document, _place: "",
) -> dict[str, Any]:
    """The document in ``path``, valid by ``survey/schemas/<schema>.schema.json``.

    Raises ``failure``, with the file, the key and what to do; ``remedy`` is for a file that cannot
    be opened. ``named`` tells before the key which row of a document a place in it belongs to.
    """
    try:
        document = tomllib.loads(path.read_text(encoding=encoding))
    except OSError as error:
        raise failure(f"{path}: cannot be read ({error.strerror}); {remedy}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise failure(f"{path}: is no TOML: {error}; mend the file") from error
    found = jsonschema.exceptions.best_match(validator(schema).iter_errors(document))
    if found is not None:
        place = list(found.absolute_path)
        key = ".".join(map(str, place)) or "the document"
        rule: Any = found.schema
        wanted = f" ({rule['description']})" if "description" in rule else ""
        raise failure(
            f"{path}: {named(document, place)}{key}: {found.message}{wanted}; "
            f"see survey/schemas/{schema}.schema.json"
        )
    return document


@cache
def validator(schema: str) -> jsonschema.protocols.Validator:
    """The validator of a schema in ``survey/schemas``."""
    content = json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(content)
