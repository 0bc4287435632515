"""The files of results: ``results/<name>@<version>.json``, written whole or not at all.

The same run gives the same bytes, but for ``times``. A file may come from anybody, so it is checked
against ``results.schema.json`` before it is believed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from conformance import schemas
from conformance.results.model import Result, counts, from_document, scores, to_document

SIZE_LIMIT = 64 * 1024 * 1024
INTEROP = "interop.json"
RECOVERY = "recovery.json"
TRAFFIC = "traffic.json"
# What lies in the same folder and is no result of one implementation.
_OTHERS = (INTEROP, RECOVERY, TRAFFIC)
_NAME_LENGTH = 120


class ResultsError(ValueError):
    """A file of results cannot be used. The message names the file, the key and the remedy."""


def safe_name(wanted: str) -> str:
    """``wanted`` as a name that is safe on every file system.

    One that had to be changed carries a digest of the original, so that two never meet.
    """
    safe = re.sub(r"[^A-Za-z0-9.+_@-]", "_", wanted).lstrip(".")[:_NAME_LENGTH]
    if safe != wanted:
        safe += "-" + hashlib.sha256(wanted.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return safe


def file_name(name: str, version: str) -> str:
    """``<name>@<version>.json``, safe on every file system."""
    return safe_name(f"{name}@{version}") + ".json"


def write(result: Result, folder: Path) -> Path:
    """Write a result into ``folder``, replacing an older one of the same version.

    An interrupted write leaves the older file as it was. Raises `OSError`.
    """
    text = json.dumps(to_document(result), indent=1, sort_keys=True) + "\n"
    name = file_name(result.implementation.name, result.implementation.version)
    return write_text(folder / name, text)


def write_text(path: Path, text: str) -> Path:
    """Write a file of ASCII text, whole or not at all. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def read(path: Path) -> Result:
    """The result in a file. Raises `ResultsError`."""
    document = read_json(path)
    problem = schemas.problem("results", document)
    if problem:
        raise ResultsError(
            f"{path}: {problem}. The form is conformance/schemas/results.schema.json; "
            "run the implementation again to write it anew"
        )
    result = from_document(document)
    ids = [case.id for case in result.cases]
    if len(set(ids)) < len(ids):
        twice = next(id for id in ids if ids.count(id) > 1)
        raise ResultsError(
            f"{path}: cases: {twice!r} is listed twice; run the implementation again"
        )
    for key, found, wanted in (
        ("scores", result.scores, scores(result.cases)),
        ("counts", result.counts, counts(result.cases)),
    ):
        if found != wanted:
            raise ResultsError(
                f"{path}: {key}: do not follow from the verdicts under cases; they are computed, "
                "never typed: run the implementation again"
            )
    return result


def read_folder(folder: Path) -> tuple[list[Result], list[str]]:
    """All results in ``folder``, sorted by file name, and a line for each file that is broken.

    A folder that does not exist holds none.
    """
    results, problems = [], []
    for path in sorted(folder.glob("*.json")):
        if path.name.startswith(".") or path.name in _OTHERS:
            continue
        try:
            results.append(read(path))
        except ResultsError as error:
            problems.append(str(error))
    return results, problems


def read_json(path: Path) -> Any:
    """The JSON value in a file that anybody may have written. Raises `ResultsError`."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise ResultsError(
                f"{path}: larger than {SIZE_LIMIT} bytes; this is no file of results, remove it"
            )
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ResultsError(
            f"{path}: cannot be read ({error.strerror}); run the implementation to write it"
        ) from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, ResultsError):
            raise
        raise ResultsError(
            f"{path}: not JSON ({error}); run the implementation again to write it anew"
        ) from error
