"""Prints which golden cases catch which saboteur: ``python -m tests.saboteurs``.

``--write`` writes ``fixtures/saboteurs.json``. ``--idle`` lists the refuse cases that catch no
fault: nobody has seen that a reader could accept them.
"""

from __future__ import annotations

import argparse
import sys

from conformance import locations
from conformance.cases import sharpness
from tests.saboteurs.hunt import golden
from tests.saboteurs.sharpness import all_caught, blunt, scored


def main() -> int:
    """Hunt; the exit status is 0 when every fault is caught."""
    parser = argparse.ArgumentParser("python -m tests.saboteurs", description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--idle", action="store_true")
    options = parser.parse_args()
    faults = all_caught()
    if options.idle:
        busy = {case for fault in faults for case in fault.caught_by}
        idle = (id for id, case in golden().items() if case.kind == "refuse" and id not in busy)
        print("\n".join(idle))
        return 0
    for fault in faults:
        first, *more = fault.caught_by or ("SURVIVES",)
        print(f"{fault.name:48} {fault.blames:48} {first}{f' and {len(more)} more' * bool(more)}")
    survivors = [fault.name for fault in faults if not fault.caught_by]
    print(f"saboteurs: {len(faults) - len(survivors)} of {len(faults)} caught")
    for format in ("v3", "v2", "ext"):
        clauses = scored(format)
        left = blunt(clauses, faults)
        print(f"{format}: {len(clauses) - len(left)} of {len(clauses)} clauses proven sharp")
        print("".join(f"  {clause}\n" for clause in left), end="")
    if options.write:
        (locations.FIXTURES / sharpness.FILE).write_bytes(sharpness.content(faults))
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
