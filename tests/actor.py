"""An adapter that plays a part: the right answer to every golden case, unless its script says else.

It reads the answers from ``case.json`` and ``values.bin`` beside the store, which no honest adapter
does. Its argument is a folder with ``script.json``: changes to hello under ``hello``, and under
``answers`` for a case's id a whole reply, one of the words below, or as ``raw`` a reply's text.
The numbers of its processes go into ``pids`` in that folder.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

HELLO = {
    "protocol": 1,
    "name": "actor",
    "version": "1.0",
    "language": "Python",
    "runtime": "any",
    "operations": ["read_array", "read_group"],
    "formats": ["zarr_v3"],
}


def right(folder: Path) -> dict[str, Any]:
    """The reply that passes; an observed case without an expectation is refused."""
    case = json.loads((folder / "case.json").read_text())
    if "expect" not in case:
        return {"refused": {"error": "ValueError", "message": "not valid"}}
    body = case["expect"]
    if case["node"]["node_type"] == "array":
        del body["values_sha256"]
        body["values"] = base64.b64encode((folder / "values.bin").read_bytes()).decode()
    return {"ok": body}


def reply(answer: Any, folder: Path) -> Any:
    """What ``answer`` stands for."""
    match answer:
        case None:
            return right(folder)
        case "refuse":
            return {"refused": {"error": "ValueError", "message": "no"}}
        case "accept":
            return {"ok": {"shape": ["1"], "data_type": "uint8", "values": "AA=="}}
        case "leave out":
            body = right(folder)["ok"]
            return {"ok": {k: body[k] for k in ("shape", "data_type", "values")}}
        case "name links":
            links = {p: p.readlink() for p in sorted(folder.rglob("*")) if p.is_symlink()}
            said = [f"{path} leads to {target}" for path, target in links.items()]
            return {"refused": {"error": "ValueError", "message": "; ".join(said)}}
        case "crash":
            sys.stderr.write("out of luck\n")
            sys.exit(7)
        case "hang":
            (Path(sys.argv[1]) / "hangs").touch()
            time.sleep(600)
        case "wait":
            while not (Path(sys.argv[1]) / "go").exists():
                time.sleep(0.01)
            return right(folder)
    return answer


def main() -> None:
    here = Path(sys.argv[1])
    script = json.loads((here / "script.json").read_text())
    with (here / "pids").open("a") as file:
        file.write(f"{os.getpid()}\n")
    if script["at_start"] is not None:
        reply(script["at_start"], here)
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "hello":
            said = {"ok": HELLO | script["hello"]}
        else:
            folder = Path(request["store"]).parent
            name = folder.as_posix()
            id = name[max(name.rfind(root) for root in ("/v3/", "/v2/", "/ext/")) + 1 :]
            said = reply(script["answers"].get(id), folder)
        line = said.get("raw") or json.dumps({"id": request["id"], **said})
        sys.stdout.write(line.replace("ID", str(request["id"])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
