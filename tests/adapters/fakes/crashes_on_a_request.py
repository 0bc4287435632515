"""A segmentation fault on the cursed request, while later ones wait in the pipe."""

import os
import signal
import sys

from honest import answer, serve


def crash(request):
    if request["path"].startswith("cursed"):
        sys.stderr.write("about to touch address zero\n")
        sys.stderr.flush()
        os.kill(os.getpid(), signal.SIGSEGV)
    answer(request)


serve(crash)
