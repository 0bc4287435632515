"""Does nothing but answer, as fast as it can: what is left is the cost of the transport."""

from __future__ import annotations

import json
import sys

from honest import hello

BODY = json.dumps({"shape": ["2", "2"], "data_type": "uint8", "values": "AAECAw=="})
out = sys.stdout
for line in sys.stdin:
    request = json.loads(line)
    body = json.dumps(hello()) if request["op"] == "hello" else BODY
    out.write(f'{{"id": {request["id"]}, "ok": {body}}}\n')
    out.flush()
