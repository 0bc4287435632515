"""Answers requests that nobody asked, before each that somebody did."""

from honest import answer, send, serve


def confused(request):
    if request["path"] == "cursed":
        send({"id": 4711, "ok": {}})
        send({"id": "1", "ok": {}})
        send({"ok": {}})
    answer(request)


serve(confused)
