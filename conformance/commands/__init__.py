"""The commands of ``zarr-conformance``, a module each, with what they share."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable, Sequence
from typing import Any

from conformance import locations
from conformance.adapters import manifest
from conformance.adapters.manifest import ManifestError, Selection
from conformance.cases.files import Fixtures, FixturesError, load, load_intact


class Refusal(Exception):
    """A command that cannot go on: its message is for the user, without a traceback."""


def fixtures(*, intact: bool = False) -> Fixtures:
    """The golden cases; those of a run are ``intact``, file by file. Raises `Refusal`."""
    try:
        return (load_intact if intact else load)(locations.FIXTURES)
    except FixturesError as error:
        raise Refusal(str(error)) from error


def selections(words: Sequence[str]) -> list[Selection]:
    """The implementations that ``words`` name; all known ones without words."""
    try:
        known = manifest.discover(locations.IMPLEMENTATIONS)
        return list(manifest.select(words or sorted(known), known))
    except ManifestError as error:
        raise Refusal(str(error)) from error


def matching(ids: Iterable[str], pattern: str) -> list[str]:
    """The ids that contain ``pattern`` or match it as a glob. Raises `Refusal` for none."""
    found = [id for id in ids if pattern in id or fnmatch.fnmatchcase(id, pattern)]
    if not found:
        raise Refusal(f"nothing matches {pattern!r}; see: zarr-conformance list")
    return found


def print_json(value: Any) -> None:
    """Answer a machine, in ASCII, which no encoding of a pipe can spoil."""
    print(json.dumps(value, indent=2))
