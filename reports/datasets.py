"""What a page shows of a golden dataset: its documents, the files of its store, its elements."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import dataclass
from pathlib import Path

from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.cases.values import shown
from conformance.oracle import SpecError, data_types
from reports.json_text import pretty

FIRST_ELEMENTS = 48
DOCUMENT_LIMIT = 64 * 1024
FILE_LIMIT = 200


@dataclass(frozen=True)
class File:
    """One key of a store; ``size`` in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class Document:
    """One ``zarr.json``, laid out."""

    path: str
    text: str


@dataclass(frozen=True)
class Dataset:
    """The store of a case. ``hidden`` counts the files beyond those listed."""

    files: tuple[File, ...]
    hidden: int
    documents: tuple[Document, ...]


def dataset(fixtures: Fixtures, case: Case) -> Dataset:
    """The store of a case as its files are now."""
    root = fixtures.store(case)
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    files = tuple(
        File(path.relative_to(root).as_posix(), path.stat().st_size) for path in paths[:FILE_LIMIT]
    )
    documents = tuple(
        Document(path.relative_to(root).as_posix(), _document(path))
        for path in paths[:FILE_LIMIT]
        if path.name == "zarr.json"
    )
    return Dataset(files, len(paths) - len(files), documents)


def first_elements(case: Case, limit: int = FIRST_ELEMENTS) -> tuple[str, ...]:
    """The first expected elements, in C order; hexadecimal where we do not know the data type."""
    if case.values is None or case.expect is None:
        return ()
    count = element_count(case)
    if count == 0:
        return ()
    size = len(case.values) // count
    end = min(count, limit) * size
    return tuple(_element(case, case.values[i : i + size]) for i in range(0, end, size))


def element_count(case: Case) -> int:
    """How many elements are expected."""
    return math.prod(int(n) for n in (case.expect or {}).get("shape", ("0",)))


def expected(case: Case) -> dict[str, str]:
    """The expected members but the elements, each in a line."""
    texts = {}
    for name, value in (case.expect or {}).items():
        texts[name] = value if name == "data_type" else json.dumps(value, ensure_ascii=False)
        if name == "shape":
            texts[name] = f"[{', '.join(value)}]"
        if name == "fill_value":
            texts[name] = _element(case, base64.b64decode(value))
    return texts


def _document(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(DOCUMENT_LIMIT + 1)
    if len(data) > DOCUMENT_LIMIT:
        return data[:DOCUMENT_LIMIT].decode("utf-8", "backslashreplace") + "\n... (cut here)"
    return pretty(data)


def _element(case: Case, data: bytes) -> str:
    assert case.expect is not None
    try:
        return shown(data_types.parse(case.expect["data_type"]), data)
    except SpecError:
        return f"0x{data.hex()}"
