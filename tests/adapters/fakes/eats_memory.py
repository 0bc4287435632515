"""Takes as many MiB as the path says before it answers; "for ever" is more than anybody has."""

from __future__ import annotations

import time
from typing import Any

from honest import array, send, serve

MIB = 1 << 20


def answer(request: dict[str, Any]) -> None:
    path = request["path"]
    taken = []
    while path == "for ever":
        taken.append(bytearray(b"x") * (8 * MIB))
        time.sleep(0.002)
    taken.append(bytearray(b"x") * (int(path) * MIB))
    del taken
    send({"id": request["id"], "ok": array(request)})


if __name__ == "__main__":
    serve(answer)
