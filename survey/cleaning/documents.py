"""The TOML files of cleaning, and the error of all that cannot be used in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from survey import documents


class CleaningError(Exception):
    """Rules, a codebook or a coding that cannot be used: names the file, the key, the remedy."""


def read(path: Path, schema: str) -> dict[str, Any]:
    """The document in ``path``, valid by ``survey/schemas/<schema>.schema.json``.

    Raises `CleaningError` where it cannot be read or is not valid.
    """
    remedy = f"write it by survey/schemas/{schema}.schema.json"
    return documents.read(path, schema, CleaningError, remedy, encoding="utf-8-sig")
