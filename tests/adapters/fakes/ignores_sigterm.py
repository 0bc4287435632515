"""Neither the end of input nor SIGTERM makes it go."""

import signal
import time

from honest import serve

signal.signal(signal.SIGTERM, signal.SIG_IGN)
serve()
while True:
    time.sleep(600)
