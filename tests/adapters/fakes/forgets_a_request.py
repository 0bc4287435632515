"""Answers in order but for the cursed request, which gets no answer while all others do."""

from honest import answer, serve


def forget(request):
    if request["path"] != "cursed":
        answer(request)


serve(forget)
