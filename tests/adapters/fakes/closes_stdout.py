"""Closes its output on the cursed request and lives on."""

import os
import time

from honest import answer, serve


def mute(request):
    if request["path"] == "cursed":
        os.close(1)
        time.sleep(600)
    answer(request)


serve(mute)
