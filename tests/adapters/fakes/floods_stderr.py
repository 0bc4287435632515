"""Three megabytes of log per request."""

import sys

from honest import answer, serve


def verbose(request):
    for _ in range(3):
        sys.stderr.write("x" * 1023 + "\n" + ("y" * 1023 + "\n") * 1023)
    sys.stderr.write(f"after {request['path']}\n")
    sys.stderr.flush()
    answer(request)


serve(verbose)
