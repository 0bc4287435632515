"""The published pages: what every implementation did with every golden dataset, and the finds.

``render`` is the way in; ``read_finds`` reads the finds for it. Nothing is decided here: verdicts
come from the results, cases from the fixtures, clauses from the ledger. The same inputs give the
same bytes. The pages load nothing from anywhere else, run no script, and print.
"""

from reports.find_cases import read as read_finds
from reports.site import render

__all__ = ["read_finds", "render"]
