"""The published pages: a static site of what every implementation did with every golden dataset.

``render`` is the way in. It decides nothing: verdicts come from the results, cases from the
fixtures, clauses from the ledger. The same inputs give the same bytes. The pages load nothing from
anywhere else, run no script, and print.
"""

from reports.site import render

__all__ = ["render"]
