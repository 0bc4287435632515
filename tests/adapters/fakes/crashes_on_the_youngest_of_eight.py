"""Answers only when eight are open, and dies of the cursed one: the head is innocent."""

import os
import threading

from honest import answer, serve

held = []
lock = threading.Lock()


def drain():
    with lock:
        while held:
            answer(held.pop(0))


def gather(request):
    if request["path"] == "cursed":
        os._exit(9)
    with lock:
        held.append(request)
    threading.Timer(0.05, drain).start()


serve(gather)
