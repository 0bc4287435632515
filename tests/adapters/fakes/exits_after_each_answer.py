"""Believes that a process is for one request."""

import os

from honest import answer, serve


def leave(request):
    answer(request)
    os._exit(0)


serve(leave)
