"""Starts a process that holds its pipes, tells its number, and dies on the cursed request."""

import os
import subprocess
import sys
from pathlib import Path

from honest import answer, serve

grandchild = subprocess.Popen([sys.executable, "-S", "-E", "-c", "import time; time.sleep(600)"])
with (Path(sys.argv[1]) / "grandchildren").open("a") as file:
    file.write(f"{grandchild.pid}\n")


def leave(request):
    if request["path"] == "cursed":
        os._exit(1)
    answer(request)


serve(leave)
