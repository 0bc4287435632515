"""An adapter without a fault, and the ground of those that have one.

The values that it answers are the bytes of the request's path, so that a test can tell whose answer
it got. The path "cursed" is the one that the faults of the others befall.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

SCRATCH = ""


def hello(**changes: Any) -> dict[str, Any]:
    """The body of ok for hello."""
    body = {
        "protocol": 1,
        "name": "fake",
        "version": "1.0",
        "language": "Python",
        "runtime": "any",
        "operations": ["read_array", "read_group"],
        "formats": ["zarr_v3"],
    }
    return body | changes


def array(request: dict[str, Any]) -> dict[str, Any]:
    """The body of ok for read_array."""
    values = request["path"].encode()
    return {
        "shape": [str(len(values))],
        "data_type": "uint8",
        "values": base64.b64encode(values).decode(),
    }


def send(reply: Any) -> None:
    """One reply on one line."""
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


def once(request: dict[str, Any], name: str) -> bool:
    """Whether this is the first time, over all processes; the mark lies beside the store."""
    try:
        (Path(request["store"]) / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def answer(request: dict[str, Any]) -> None:
    """What the adapter does with a request other than hello."""
    send({"id": request["id"], "ok": array(request)})


def serve(answer: Any = answer, hello: Any = hello) -> None:
    """Answer in order until the end of input."""
    global SCRATCH
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "hello":
            SCRATCH = request["scratch"]
            send({"id": request["id"], "ok": hello()})
        else:
            answer(request)


if __name__ == "__main__":
    serve()
