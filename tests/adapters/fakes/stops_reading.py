"""Says hello, then never reads again: the pipe to it fills up."""

import time

from honest import hello, send

input()
send({"id": 0, "ok": hello()})
time.sleep(600)
