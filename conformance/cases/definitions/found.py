"""Datasets that a search found: kept as they are in ``conformance/cases/found``, a file each.

Nobody wrote a recipe for them, so their store is the definition. What they expect is held against
the oracle each time, like everything else. ``zarr-conformance promote`` writes the files.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from conformance import oracle, schemas
from conformance.cases.builder import DefinitionError
from conformance.cases.hierarchy import ArrayState, GroupState, Hierarchy, RecipeError, State
from conformance.cases.model import Case, from_document
from conformance.cases.recipes import expected
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
    if case.steps:
        _verify_written(case)
        return
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


def _verify_written(case: Case) -> None:
    """Carry out the steps on the model, from what the oracle reads in the store."""
    touched = {step["path"] for step in case.steps} | set(case.hierarchy)
    try:
        begun = {path: state for path, state in _states(case) if path in touched}
        after = Hierarchy(case.format, begun)
        for step in case.steps:
            after.carry_out(step)
    except (oracle.SpecError, RecipeError) as error:
        raise DefinitionError(f"{case.id}: {error}") from error
    expect, data = expected(after.nodes.get(case.node.path))
    says = dict(case.expect or {})
    for open_to_digest in ("unspecified", "values_sha256"):
        says.pop(open_to_digest, None)
        (expect or {}).pop(open_to_digest, None)
    same = (expect or {}) == says and after.node_types() == case.hierarchy
    if not same or not _agree(case, data):
        raise DefinitionError(
            f"{case.id}: the steps leave something else behind than the case says"
        )


def _states(case: Case) -> Iterator[tuple[str, State]]:
    """The nodes in the store that a case begins with."""
    for key in case.store:
        if key.rpartition("/")[2] != "zarr.json":
            continue
        path = key.rpartition("/")[0]
        if json.loads(case.store[key]).get("node_type") == "group":
            yield path, GroupState(oracle.read_group(case.store, path).attributes)
            continue
        array = oracle.read_array(case.store, path)
        metadata = array.metadata
        yield (
            path,
            ArrayState(
                metadata.data_type,
                metadata.chunk_grid.shape_at((0,) * len(metadata.shape)),
                array.values,
                np.zeros(metadata.shape, bool),
                (0,) * len(metadata.shape),
                metadata.fill_value,
                metadata.dimension_names,
                metadata.attributes,
            ),
        )


def _agree(case: Case, data: bytes | None) -> bool:
    """Whether the elements are those of the case, but for those that no clause gives a value."""
    if data is None or case.values is None or len(data) != len(case.values):
        return data == case.values
    count = math.prod(int(n) for n in (case.expect or {})["shape"])
    wanted = np.frombuffer(case.values, np.uint8).reshape(count, -1) if count else np.empty((0, 1))
    found = np.frombuffer(data, np.uint8).reshape(wanted.shape)
    counts = np.ones(len(wanted), bool)
    for first, end in (case.expect or {}).get("unspecified", ()):
        counts[int(first) : int(end)] = False
    return bool((wanted == found)[counts].all())


def _text(data: bytes) -> Json:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    return {"base64": base64.b64encode(data).decode("ascii")} if "\0" in text else text


def _bytes(data: Json) -> bytes:
    return data.encode() if isinstance(data, str) else base64.b64decode(data["base64"])
