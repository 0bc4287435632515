"""Is another version of itself after a crash."""

import os
import sys
from pathlib import Path

from honest import answer, hello, serve

mark = Path(sys.argv[1]) / "started"
version = "2.0" if mark.exists() else "1.0"
mark.touch()


def crash(request):
    if request["path"] == "cursed":
        os._exit(1)
    answer(request)


serve(crash, lambda: hello(version=version))
