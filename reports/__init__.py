"""The published pages: what every implementation did with every golden dataset, and the finds.

``render`` is the way in; ``read_finds``, ``read_interop`` and ``read_observed`` read for it what
lies beside the results. Nothing is decided here: verdicts come from the results, cases from the
fixtures, clauses from the ledger. The same inputs give the same bytes. The pages load nothing from
anywhere else, run no script, and print.
"""

from reports.find_cases import read as read_finds
from reports.interop import read as read_interop
from reports.observed import read as read_observed
from reports.site import render

__all__ = ["read_finds", "read_interop", "read_observed", "render"]
