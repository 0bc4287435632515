"""Datasets that a search found: kept as they are in ``conformance/cases/found``, a file each.

Nobody wrote a recipe for them, so their store is the definition. What they expect is held against
the oracle each time, like everything else. ``zarr-conformance promote`` writes the files.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance import oracle, schemas
from conformance.cases.builder import DefinitionError
from conformance.cases.model import Case, from_document
from conformance.cases.values import cut
from conformance.oracle.elements import flat

Json = Any
FOLDER = Path(__file__).parents[1] / "found"


def cases() -> Iterator[Case]:
    """Every dataset that was found and kept. Raises `DefinitionError`."""
    for path in sorted(FOLDER.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        problem = schemas.problem("found", document) or schemas.problem("case", document["case"])
        if problem:
            raise DefinitionError(f"{path}: {problem}")
        values = document.get("values")
        case = from_document(
            document["case"],
            None if values is None else base64.b64decode(values),
            {key: _bytes(data) for key, data in document["store"].items()},
        )
        verify(case)
        yield case


def write(case: Case, origin: Mapping[str, Json], folder: Path = FOLDER) -> Path:
    """Keep a case for ever; ``origin`` says what it was found in. Raises `OSError`."""
    document: dict[str, Json] = {"found_in": dict(origin), "case": case.document()}
    if case.values is not None:
        document["values"] = base64.b64encode(case.values).decode("ascii")
    document["store"] = {key: _text(data) for key, data in sorted(case.store.items())}
    path = folder / f"{case.id.removeprefix('v3/').replace('/', '--')}.json"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def verify(case: Case) -> None:
    """Hold a case against the oracle. Raises `DefinitionError`."""
    try:
        if case.node.node_type == "group":
            found = oracle.read_group(case.store, case.node.path).attributes
            agrees = case.expect is not None and case.expect["attributes"] == found
        else:
            whole = oracle.read_array(case.store, case.node.path).values
            agrees = flat(cut(whole, case.node.selection)) == case.values
    except oracle.SpecError as error:
        if case.kind == "refuse" and error.clause == case.clauses[0]:
            return
        raise DefinitionError(
            f"{case.id}: cites {case.clauses[0]}, the oracle says: {error}"
        ) from error
    if case.kind == "refuse" or not agrees:
        raise DefinitionError(f"{case.id}: the oracle reads it otherwise than the case says")


def _text(data: bytes) -> Json:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    return {"base64": base64.b64encode(data).decode("ascii")} if "\0" in text else text


def _bytes(data: Json) -> bytes:
    return data.encode() if isinstance(data, str) else base64.b64decode(data["base64"])
