"""Starts once; crashes on the cursed request; never starts again."""

import os
import sys
from pathlib import Path

from honest import answer, serve

mark = Path(sys.argv[1]) / "started"
if mark.exists():
    sys.exit(4)
mark.touch()


def fatal(request):
    if request["path"] == "cursed":
        os._exit(1)
    answer(request)


serve(fatal)
