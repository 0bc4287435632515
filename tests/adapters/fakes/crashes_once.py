"""Dies on the cursed request the first time, and never again."""

import os

from honest import answer, once, serve


def flaky(request):
    if request["path"] == "cursed" and once(request, "crashed"):
        os._exit(5)
    answer(request)


serve(flaky)
