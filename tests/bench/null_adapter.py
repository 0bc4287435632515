"""An adapter that gives every array the same small answer: what is left is the engine."""

import base64
import json
import struct
import sys

BODY = {
    "shape": ["2", "3"],
    "data_type": "uint16",
    "fill_value": "AAA=",
    "dimension_names": None,
    "attributes": {},
    "values": base64.b64encode(struct.pack("<6H", *range(1, 7))).decode(),
}
HELLO = {
    "protocol": 1,
    "name": "null",
    "version": "0",
    "language": "Python",
    "runtime": "none",
    "operations": ["read_array"],
    "formats": ["zarr_v3"],
}
ANSWER = json.dumps({"ok": BODY})[1:]

for line in sys.stdin:
    # The cheapest possible reading of a request: its id stands first.
    number = line[line.index(":") + 1 : line.index(",")].strip()
    if '"hello"' in line:
        print(json.dumps({"id": int(number), "ok": HELLO}), flush=True)
    else:
        sys.stdout.write(f'{{"id": {number}, {ANSWER}\n')
        sys.stdout.flush()
