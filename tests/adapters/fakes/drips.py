"""Sends one byte now and then on the cursed request: always busy, never done."""

import sys
import time

from honest import answer, serve


def drip(request):
    while request["path"] == "cursed":
        sys.stdout.write(" ")
        sys.stdout.flush()
        time.sleep(0.01)
    answer(request)


serve(drip)
