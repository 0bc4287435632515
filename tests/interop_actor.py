"""An adapter that reads and writes as the oracle does, with the fault that its argument names."""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from conformance.cases.model import base64_of
from conformance.oracle import FORMATS
from conformance.oracle.elements import flat
from tests.saboteurs import writer

FAULT = sys.argv[1]
READS = ("read_array", "read_region", "read_group")


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    root = Path(asked["store"])
    store = {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    if asked["op"] in READS:
        return read(asked, store, root)
    if FAULT == "writes-other-values" and "values" in asked:
        data = base64.b64decode(asked["values"])
        asked = {**asked, "values": base64_of(data[::-1])}
    found = writer.carry_out(asked["format"], store, asked)
    if FAULT == "writes-invalid" and "c/0/0" in store:
        store["c/0/0"] = store["c/0/0"][:-1]
    for key, data in store.items():
        path = root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return {"ok": found}


def read(asked: dict[str, Any], store: dict[str, bytes], root: Path) -> dict[str, Any]:
    if FAULT == "dies":
        os._exit(3)
    if FAULT == "hangs":
        time.sleep(60)
    if FAULT == "refuses":
        return {"refused": {"error": "No", "message": f"not {asked['store']}"}}
    if FAULT == "touches":
        (root / "touched").write_bytes(b"")
    array = FORMATS[asked["format"]].read_array(store, asked["path"])
    shift = 1 if FAULT == "reads-regions-shifted" else 0
    region = tuple(
        slice(int(start) - shift, int(stop) - shift, int(step))
        for start, stop, step in asked.get("selection", ())
    )
    values = array.values[region] if region else array.values
    data = flat(values)
    if FAULT == "reads-other-values" and asked["op"] == "read_array":
        data = data[::-1]
    body = {
        "shape": [str(n) for n in values.shape[:-1]],
        "data_type": array.metadata.data_type.name,
        "attributes": dict(array.metadata.attributes),
        "values": base64_of(data),
    }
    return {"ok": body}


def hello() -> dict[str, Any]:
    return {
        "protocol": 1,
        "name": "actor",
        "version": "1",
        "language": "Python",
        "runtime": "CPython",
        "operations": [*READS, *writer.OPERATIONS],
        "formats": list(FORMATS),
    }


if FAULT == "no-start":
    sys.exit(1)
for line in sys.stdin:
    message = json.loads(line)
    try:
        found = {"ok": hello()} if message["op"] == "hello" else answer(message)
    except Exception as error:
        found = {"refused": {"error": type(error).__name__, "message": str(error)}}
    print(json.dumps({"id": message["id"], **found}), flush=True)
