"""The plain loop to compare with: an adapter's own handlers, called in one process, no protocol.

Run inside an implementation's environment: ``python loop.py ADAPTER.py REQUESTS.json``. Prints the
seconds of one pass over all requests that the adapter has a handler for, as a run asks no others.
It begins as cold as a run does: only imports come before it.
"""

import importlib.util
import json
import os
import sys
import time
from pathlib import Path

adapter_path, requests_path = sys.argv[1:]
answer = os.fdopen(os.dup(1), "w")
sys.path.insert(0, str(Path(adapter_path).parent))  # where a script looks first
spec = importlib.util.spec_from_file_location("adapter", adapter_path)
adapter = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adapter)
kit = importlib.import_module("adapter_kit")
requests = json.loads(Path(requests_path).read_text(encoding="utf-8"))
handlers = [adapter.FORMATS.get(request["format"], {}).get(request["op"]) for request in requests]
asked = [(h, kit.arguments(r)) for h, r in zip(handlers, requests, strict=True) if h is not None]


def one_pass() -> float:
    """Seconds for all requests, whatever they answer."""
    begin = time.perf_counter()
    for handler, given in asked:
        try:
            handler(**given)
        except BaseException as error:  # a panic in Rust is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
    return time.perf_counter() - begin


print(one_pass(), file=answer)
