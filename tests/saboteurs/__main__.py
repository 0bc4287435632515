"""Prints which golden case catches which saboteur: ``python -m tests.saboteurs``."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from conformance import locations
from conformance.cases.files import load
from tests.saboteurs.faults import FAULTS
from tests.saboteurs.hunt import hunt


def main() -> int:
    """Run every fault over all cases; the exit status is 0 when all are caught."""
    fixtures = load(locations.FIXTURES)
    caught = 0
    with ThreadPoolExecutor(2) as pool:
        hunts = pool.map(lambda name: hunt(name, fixtures, fixtures.cases), FAULTS)
        for fault, hunted in zip(FAULTS.values(), hunts, strict=True):
            catches = hunted.catches(fault)
            caught += bool(catches)
            by = f"{catches[0].id} ({catches[0].verdict})" if catches else "SURVIVES"
            print(f"{fault.name:42} {fault.blames:46} {len(hunted.failures):4} failed  {by}")
    print(f"saboteurs: {caught} of {len(FAULTS)} caught")
    return 0 if caught == len(FAULTS) else 1


if __name__ == "__main__":
    sys.exit(main())
