"""No fault: answers in any order is allowed. Collects four requests, answers the last one first."""

from honest import answer, serve

held = []


def backwards(request):
    held.append(request)
    if len(held) == 4:
        while held:
            answer(held.pop())


serve(backwards)
