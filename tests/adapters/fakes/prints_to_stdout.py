"""Logs on standard output, in every way that a library's print or a C library's puts might."""

import sys

from honest import answer, serve


def chatter(request):
    if request["path"] == "cursed":
        sys.stdout.write("loading ...\n\n[1, 2]\n42\n")
        sys.stdout.flush()
        sys.stdout.buffer.write(b"\xff\xfe\x00\n")
    answer(request)


sys.stdout.write("welcome\n")
serve(chatter)
