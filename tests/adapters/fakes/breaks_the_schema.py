"""The requests that name a broken reply get it, word for word."""

import sys
from pathlib import Path

from honest import answer, serve


def broken(request):
    file = Path(request["store"]) / request["path"]
    if file.is_file():
        text = file.read_text().replace("ID", str(request["id"]))
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    else:
        answer(request)


serve(broken)
