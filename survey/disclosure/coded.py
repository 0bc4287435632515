"""What the codes of texts say of each other, and of the question whose own words they count.

A text has a code, or none fits, or who ticked "other" wrote nothing; everybody is in one of them.
And whose own words are counted are all those who answered "other": the base tells that cell.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.disclosure.system import System, cell_variable
from survey.estimates.items import UNMATCHED, UNSAID
from survey.estimates.model import Table
from survey.responses import OTHER


def codes(found: System, tables: Mapping[str, Table]) -> None:
    """Adds the constraints of every table of codes."""
    for table in tables.values():
        keys = [cell.key for cell in table.cells]
        if table.by is not None or (UNMATCHED,) not in keys:
            continue
        answered = table.base.answered
        names = {key[-1]: cell_variable(table, key) for key in keys}
        found.add(dict.fromkeys(names.values(), 1), answered, answered * len(keys), table.id)
        alone = {name: 1 for id, name in names.items() if id in (UNMATCHED, UNSAID)}
        for id, name in names.items():
            if id not in (UNMATCHED, UNSAID):
                found.add({**alone, name: 1}, 0, answered, table.id)
        whole = tables.get(table.question)
        if table.own_words and whole is not None:
            found.add({cell_variable(whole, (OTHER,)): 1}, answered, answered, table.id)
