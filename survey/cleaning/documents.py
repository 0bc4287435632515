"""Reads a TOML file of cleaning and holds it against its JSON Schema; what it means, others say."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

_SCHEMAS = Path(__file__).parents[1] / "schemas"


class CleaningError(Exception):
    """Rules, a codebook or a coding that cannot be used: names the file, the key, the remedy."""


def read(path: Path, schema: str) -> dict[str, Any]:
    """The document in ``path``, valid by ``survey/schemas/<schema>.schema.json``.

    Raises `CleaningError` where it cannot be read or is not valid.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CleaningError(
            f"{path}: cannot be read ({error.strerror}); write it by "
            f"survey/schemas/{schema}.schema.json"
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CleaningError(f"{path}: is no TOML: {error}; mend the file") from error
    found = jsonschema.exceptions.best_match(_validator(schema).iter_errors(document))
    if found is not None:
        key = ".".join(map(str, found.absolute_path)) or "the document"
        raise CleaningError(
            f"{path}: {key}: {found.message}; see survey/schemas/{schema}.schema.json"
        )
    return document


@cache
def _validator(schema: str) -> jsonschema.protocols.Validator:
    content = json.loads((_SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(content)
