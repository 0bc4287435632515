"""What a page shows of a dataset: its documents, the files of its store, its elements."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.cases.files import is_document
from conformance.cases.model import Case
from conformance.cases.values import shown
from conformance.oracle import SpecError
from conformance.oracle.elements import one, unflat
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
    """One metadata document, laid out."""

    path: str
    text: str


@dataclass(frozen=True)
class Dataset:
    """A store. ``hidden`` counts the files beyond those listed."""

    files: tuple[File, ...]
    hidden: int
    documents: tuple[Document, ...]


def dataset(store: Mapping[str, bytes]) -> Dataset:
    """What there is to show of a store, its keys in the order given."""
    keys = list(store)[:FILE_LIMIT]
    return Dataset(
        files=tuple(File(key, len(store[key])) for key in keys),
        hidden=len(store) - len(keys),
        documents=tuple(Document(key, _document(store[key])) for key in keys if is_document(key)),
    )


def first_elements(case: Case, limit: int = FIRST_ELEMENTS) -> tuple[str, ...]:
    """The first expected elements, in C order; hexadecimal where we do not know the data type."""
    if case.values is None or case.expect is None:
        return ()
    count = element_count(case)
    if count == 0:
        return ()
    variable = case.expect.get("variable_length", False)
    elements = unflat(case.values, (count,), len(case.values) // count, variable=variable)
    assert elements is not None, "fixtures are checked when they are loaded"
    return tuple(_element(case, one(elements, (i,))) for i in range(min(count, limit)))


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


def _document(data: bytes) -> str:
    if len(data) > DOCUMENT_LIMIT:
        return data[:DOCUMENT_LIMIT].decode("utf-8", "backslashreplace") + "\n... (cut here)"
    return pretty(data)


def _element(case: Case, data: bytes) -> str:
    assert case.expect is not None
    try:
        return shown(case.expect.get("data_type", ""), data)
    except SpecError:
        return f"0x{data.hex()}"
