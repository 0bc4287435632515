"""Answers one request twice; the second answer says something else."""

from honest import answer, send, serve


def twice(request):
    answer(request)
    if request["path"] == "cursed":
        send({"id": request["id"], "refused": {"error": "E", "message": "on second thought"}})


serve(twice)
