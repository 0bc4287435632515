"""Goes into an endless loop on the cursed request."""

import time

from honest import answer, serve


def hang(request):
    if request["path"].startswith("cursed"):
        time.sleep(600)
    answer(request)


serve(hang)
