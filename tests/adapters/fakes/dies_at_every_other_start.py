"""Starts, does not start, starts ...; crashes on the cursed request. Bad luck, but no reason."""

import os
import sys
from pathlib import Path

from honest import answer, serve

mark = Path(sys.argv[1]) / "started"
if mark.exists():
    mark.unlink()
    sys.exit(4)
mark.touch()


def fatal(request):
    if request["path"] == "cursed":
        os._exit(1)
    answer(request)


serve(fatal)
