"""No fault: refuses, cannot express, reads groups, uses a values file."""

from pathlib import Path

import honest
from honest import answer, send, serve


def say_no(request):
    number = request["id"]
    if request["path"] == "refused":
        message = "line one\nline two \x1b[31m" + "x" * 10_000
        send({"id": number, "refused": {"error": "ValueError", "message": message}})
    elif request["path"] == "unsupported":
        send({"id": number, "unsupported": {"reason": "no such\nthing"}})
    elif request["op"] == "read_group":
        send({"id": number, "ok": {"attributes": {"a": [1, None]}}})
    elif request["path"] == "file":
        (Path(honest.SCRATCH) / "big.bin").write_bytes(b"\x01\x02")
        body = {
            "shape": ["2"],
            "data_type": "uint8",
            "values_file": "big.bin",
            "fill_value": "AA==",
            "dimension_names": ["x"],
            "attributes": {},
        }
        send({"id": number, "ok": body})
    else:
        answer(request)


serve(say_no)
