"""Answers the cursed request, and dies of it a moment later, over the next one."""

import os

from honest import answer, serve

doomed = False


def delayed(request):
    global doomed
    if doomed:
        os._exit(7)
    doomed = request["path"] == "cursed"
    answer(request)


serve(delayed)
