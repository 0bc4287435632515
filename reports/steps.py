"""The steps of a written case in words, and as the messages that an adapter gets."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.cases.hierarchy import described
from conformance.cases.model import Case
from conformance.cases.values import shown
from conformance.oracle import SpecError
from conformance.oracle.data_types import DataType
from conformance.oracle.elements import one, unflat
from reports.json_text import pretty

ELEMENTS = 12
TEXT = 300


@dataclass(frozen=True)
class StepText:
    """One step: what it does, its details as name and text, and its message."""

    does: str
    details: tuple[tuple[str, str], ...]
    message: str


def steps(case: Case) -> tuple[StepText, ...]:
    """The steps of a case, in order; none of a case that is not written."""
    return tuple(_step(case, step) for step in case.steps)


def _step(case: Case, step: Mapping[str, Any]) -> StepText:
    message = json.dumps({"format": case.format, **step}, ensure_ascii=False)
    return StepText(_does(step), tuple(_details(case, step)), pretty(message.encode()))


def _does(step: Mapping[str, Any]) -> str:
    where = f"at {step['path']!r}" if step["path"] else "at the root"
    also = ", in place of what is there" if step.get("overwrite") else ""
    node = step.get("node_type", "node")
    match step["op"]:
        case "create_group":
            return f"Make a group {where}{also}"
        case "create_array":
            return f"Make an array {where}{also}"
        case "write_array":
            return f"Write the whole array {where}"
        case "write_region":
            return f"Write a region of the array {where}"
        case "write_read_only":
            return f"Open the array {where} for reading only, and try to write a region"
        case "append":
            return f"Append to the array {where}, along axis {step['axis']}"
        case "resize":
            return f"Give the array {where} another shape"
        case "set_attributes":
            return f"Set attributes of the {node} {where}"
        case "delete_attributes":
            return f"Delete attributes of the {node} {where}"
        case "delete_node":
            return f"Delete the node {where}"
        case "consolidate":
            return f"Consolidate the metadata of the group {where}"
        case "list_members":
            return f"List what lies right below the group {where}"
        case "read_consolidated":
            return f"Read {step['below']!r} by the consolidated metadata of the group {where}"
        case other:
            return f"{other} {where}"


def _details(case: Case, step: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    array = step.get("array", {})
    for name in ("shape", "chunk_shape", "shard_shape"):
        if name in array:
            found.append((name.replace("_", " "), _lengths(array[name])))
    for name, value in array.items():
        if name == "fill_value":
            kind = _data_type(case, step["path"])
            found.append(("fill value", _elements(kind, value, ("1",), bare=True)))
        elif name not in ("shape", "chunk_shape", "shard_shape"):
            found.append((name.replace("_", " "), _text(value)))
    shape = step.get("shape")
    if "selection" in step:
        parts = [tuple(map(int, part)) for part in step["selection"]]
        found.append(("region", ", ".join(_part(*part) for part in parts)))
        shape = [str(len(range(*part))) for part in parts]
    if step["op"] in ("resize", "append") and "shape" in step:
        found.append(("shape", _lengths(step["shape"])))
    for name in ("attributes", "names", "numbers"):
        if name in step:
            found.append((name, _text(step[name])))
    if "values" in step:
        kind = _data_type(case, step["path"])
        found.append(("values", _elements(kind, step["values"], shape)))
    return found


def _part(start: int, stop: int, step: int) -> str:
    return f"{start}:{stop}" if step == 1 else f"{start}:{stop}:{step}"


def _lengths(shape: Sequence[str]) -> str:
    return " × ".join(shape) if shape else "no dimensions"


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= TEXT else f"{text[:TEXT]} ..."


def _data_type(case: Case, path: str) -> DataType | None:
    for step in reversed(case.steps):
        if step["op"] == "create_array" and step["path"] == path:
            try:
                return described(case.format, step["array"]["data_type"])
            except SpecError:
                return None
    return None


def _elements(
    kind: DataType | None, encoded: str, shape: Sequence[str] | None, *, bare: bool = False
) -> str:
    """The first elements; their bytes where the data type is not known. ``bare`` is just one."""
    data = base64.b64decode(encoded)
    found = None
    if bare and kind is not None:
        return _shown(kind, data)
    if kind is not None:
        count = _count(kind, data, shape)
        if count is not None:
            found = unflat(data, (count,), kind.size, variable=kind.variable)
    if kind is None or found is None:
        head = data[: 2 * ELEMENTS].hex(" ")
        return f"{len(data)} bytes: {head}{' ...' if len(data) > 2 * ELEMENTS else ''}"
    texts = [_shown(kind, one(found, (n,))) for n in range(min(len(found), ELEMENTS))]
    more = f" ... ({len(found)} elements)" if len(found) > ELEMENTS else ""
    return ("  ".join(texts) + more) if texts else "no elements"


def _count(kind: DataType, data: bytes, shape: Sequence[str] | None) -> int | None:
    """How many elements there are; of a whole array the bytes tell, unless they vary."""
    if shape is not None:
        return math.prod(map(int, shape))
    return None if kind.variable or not kind.size else len(data) // kind.size


def _shown(kind: DataType, data: bytes) -> str:
    if not kind.variable and len(data) != kind.size:
        return f"0x{data.hex()}"
    try:
        return shown(kind.name, data)
    except SpecError:
        return f"0x{data.hex()}"
