"""The JSON Schemas of everything that crosses a border, and the one way to check against them.

The schemas are the documentation of the protocol, the cases, the ledger, the manifests and the
results. This module loads them and words their errors; it knows nothing of what they describe.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

FOLDER = Path(__file__).parent


@cache
def load(name: str, definition: str | None = None) -> Draft202012Validator:
    """The validator of ``<name>.schema.json``, or of one entry of its ``$defs``."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    if definition is not None:
        schema = {"$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"}
    return Draft202012Validator(schema)


def problem(name: str, document: Any, definition: str | None = None) -> str | None:
    """What is wrong with ``document``, as ``key: what was expected``; None when nothing is."""
    validator = load(name, definition)
    if validator.is_valid(document):
        return None
    error = best_match(validator.iter_errors(document))
    assert error is not None
    key = ".".join(str(part) for part in error.absolute_path) or "top level"
    message = error.message if len(error.message) < 300 else error.message[:300] + " ..."
    hint = error.schema.get("description") if isinstance(error.schema, dict) else None
    return f"{key}: {message}" + (f" ({hint})" if hint else "")
