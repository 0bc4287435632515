"""Writes garbage lines for ever on the cursed request."""

import sys

from honest import answer, serve


def flood(request):
    while request["path"] == "cursed":
        sys.stdout.write("spam\n" * 10_000)
    answer(request)


serve(flood)
