"""Gigabytes without a line end on the cursed request."""

import sys

from honest import answer, serve


def endless(request):
    if request["path"] == "cursed":
        sys.stdout.write(f'{{"id": {request["id"]}, "ok": {{"values": "')
        while True:
            sys.stdout.write("A" * 1_000_000)
    answer(request)


serve(endless)
