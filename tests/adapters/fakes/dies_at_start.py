"""An import fails, say."""

import sys

sys.stderr.write("ImportError: no module named zarrish\n")
sys.exit(3)
