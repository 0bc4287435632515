"""The plain loop to compare with: an adapter's own handlers, called in one process, no protocol.

Run inside an implementation's environment: ``python loop.py ADAPTER.py CASES.json``. Prints the
seconds of one pass over all cases. It begins as cold as a run does: only imports come before it.
"""

import importlib.util
import json
import os
import sys
import time
from pathlib import Path

adapter_path, cases_path = sys.argv[1:]
answer = os.fdopen(os.dup(1), "w")
spec = importlib.util.spec_from_file_location("adapter", adapter_path)
adapter = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adapter)
cases = json.loads(Path(cases_path).read_text(encoding="utf-8"))


def one_pass() -> float:
    """Seconds for all cases, whatever they answer."""
    begin = time.perf_counter()
    for operation, store, path in cases:
        try:
            getattr(adapter, operation)(store, path)
        except BaseException as error:  # a panic in Rust is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
    return time.perf_counter() - begin


print(one_pass(), file=answer)
