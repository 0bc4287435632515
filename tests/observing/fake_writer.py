"""A writer of raw chunks for tests of recovery, on NumPy alone.

Its first argument is a folder for the number of its process, its second how it writes a chunk:
``in-place`` half by half over the old one, ``renamed`` beside it and then in its place; ``hang``
answers nothing but hello. It has no shards, and presents what it reads, whatever is missing.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

HOW = sys.argv[2]
OPERATIONS = ["create_array", "write_array", "write_region", "read_array", "set_attributes"]


def put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if HOW == "renamed":
        beside = file.with_name(f"{file.name}.{os.getpid()}.part")
        beside.write_bytes(data)
        time.sleep(0.002)
        beside.replace(file)
        return
    with file.open("wb") as opened:
        opened.write(data[: len(data) // 2])
        opened.flush()
        time.sleep(0.002)
        opened.write(data[len(data) // 2 :])


def layout(store: Path) -> tuple[dict[str, Any], list[int], list[int]]:
    document = json.loads((store / "zarr.json").read_bytes())
    return document, document["shape"], document["chunk_grid"]["configuration"]["chunk_shape"]


def create_array(store: Path, asked: dict[str, Any]) -> dict[str, Any]:
    recipe = asked["array"]
    chunk = {"chunk_shape": [int(n) for n in recipe["chunk_shape"]]}
    document = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [int(n) for n in recipe["shape"]],
        "data_type": recipe["data_type"],
        "chunk_grid": {"name": "regular", "configuration": chunk},
        "chunk_key_encoding": {"name": "default"},
        "fill_value": 0,
        "codecs": recipe["codecs"],
        "attributes": recipe.get("attributes", {}),
    }
    put(store / "zarr.json", json.dumps(document).encode())
    return {}


def write(store: Path, asked: dict[str, Any]) -> dict[str, Any]:
    _, shape, chunk = layout(store)
    whole = [["0", str(n), "1"] for n in shape]
    box = [(int(a), int(b)) for a, b, _ in asked.get("selection", whole)]
    values = np.frombuffer(base64.b64decode(asked["values"]), np.uint16)
    values = values.reshape([b - a for a, b in box])
    for index in np.ndindex(*(n // c for n, c in zip(values.shape, chunk, strict=True))):
        part = tuple(slice(i * c, (i + 1) * c) for i, c in zip(index, chunk, strict=True))
        at = [i + a // c for i, c, (a, _) in zip(index, chunk, box, strict=True)]
        put(store.joinpath("c", *map(str, at)), values[part].tobytes())
    return {}


def read_array(store: Path, asked: dict[str, Any]) -> dict[str, Any]:
    _, shape, chunk = layout(store)
    values = np.zeros(shape, np.uint16)
    for index in np.ndindex(*(n // c for n, c in zip(shape, chunk, strict=True))):
        file = store.joinpath("c", *map(str, index))
        if file.exists():
            found = np.frombuffer(file.read_bytes(), np.uint16)
            part = tuple(slice(i * c, (i + 1) * c) for i, c in zip(index, chunk, strict=True))
            values[part] = np.resize(found, chunk) if found.size else 0
    name = f"{asked['id']}.bin"
    (Path(SCRATCH) / name).write_bytes(values.tobytes())
    return {"shape": [str(n) for n in shape], "data_type": "uint16", "values_file": name}


def set_attributes(store: Path, asked: dict[str, Any]) -> dict[str, Any]:
    document, *_ = layout(store)
    document["attributes"] |= asked["attributes"]
    put(store / "zarr.json", json.dumps(document).encode())
    return {}


with (Path(sys.argv[1]) / "pids").open("a") as pids:
    pids.write(f"{os.getpid()}\n")
for line in sys.stdin:
    asked = json.loads(line)
    if asked["op"] == "hello":
        SCRATCH = asked["scratch"]
        body = {"protocol": 1, "name": HOW, "version": "1", "language": "Python", "runtime": "any"}
        answer: dict[str, Any] = {"ok": body | {"operations": OPERATIONS, "formats": ["zarr_v3"]}}
    elif HOW == "hang":
        time.sleep(600)
    elif "shard_shape" in asked.get("array", {}):
        answer = {"unsupported": {"reason": "no shards"}}
    else:
        calls = {"write_array": write, "write_region": write}
        call = calls.get(asked["op"]) or globals()[asked["op"]]
        answer = {"ok": call(Path(asked["store"]), asked)}
    print(json.dumps({"id": asked["id"], **answer}), flush=True)
