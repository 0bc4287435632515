"""Never says hello."""

import sys
import time

sys.stderr.write("waiting for the licence server\n")
sys.stderr.flush()
time.sleep(600)
