"""Which planted faults are caught by drawn datasets alone, without any golden case.

``python -m tests.saboteurs.drawn`` draws, asks the reader with each fault until it is caught, and
prints which were. A fault that is never caught means that the strategies leave something out.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from conformance.cases.model import Case
from conformance.engine.judge import Judgement
from conformance.properties.bounded import BATCHES, COUNT, edition_seed
from conformance.properties.drawing import draw
from tests.saboteurs.faults import FAULTS, Fault, planted
from tests.saboteurs.hunt import FAILING, fixtures, verdict

_NAMES = "of the names that no data type has, others are drawn"
_DAMAGE = "damage to checksums and indices that is drawn blames other clauses"
# Faults that no draws show, with the reason. Some others are missed by chance, with some seeds.
MISSED = {
    "broken-crc32c-appended-is-missing": _DAMAGE,
    "broken-off-group-closed": "broken texts are drawn of arrays",
    "broken-sharding-index-codecs-apply-is-missing": _DAMAGE,
    "data-type-names-defaulted-when-empty": _NAMES,
    "data-type-names-of-rust": _NAMES,
    "endian-null-is-little": "a byte order that is wrong is drawn in other forms",
    "long-chunk-shape-cut": "what is drawn blames the clause of the core for the length",
    "nameless-chunk-grid-is-one-chunk": "the chunks of what is drawn are seldom one",
    "nameless-codec-ignored": "a codec that loses its name leaves chunks that it has encoded",
    "transpose-order-fitted-to-the-array": "what is drawn blames the clause of the order",
}


def in_scope(fault: Fault) -> bool:
    """Whether a fault is in what the strategies draw, which is version 3 without extensions."""
    return fault.blames.startswith("v3.")


def default_draws(edition: str) -> list[Case]:
    """The cases of the examples that every run of an edition draws, with numbered ids."""
    seed = edition_seed(edition)
    cases = (
        case
        for batch in range(BATCHES)
        for example in draw(seed + batch, COUNT)
        for case in example.cases
    )
    return [replace(case, id=f"v3/drawn/{n}") for n, case in enumerate(cases)]


def failures(drawn: Iterable[Case]) -> list[tuple[Case, Judgement]]:
    """What the reader without a fault fails, which must be nothing."""
    judged = ((case, verdict(case, case.store)) for case in drawn)
    return [
        (case, found)
        for case, found in judged
        if found.verdict in FAILING or (case.kind != "refuse" and found.mismatch is not None)
    ]


def caught(drawn: Sequence[Case]) -> Mapping[str, Case | None]:
    """For each fault in scope the first drawn case that catches it, if any."""
    return {fault.name: _first(fault, drawn) for fault in FAULTS.values() if in_scope(fault)}


def catches(fault: Fault, case: Case, found: Judgement) -> bool:
    """Whether a verdict is what a fault deserves, on a case that blames the right clause."""
    if found.verdict != fault.symptom:
        return False
    if case.kind == "observe":
        return found.mismatch is not None
    return case.kind == "read" or fault.blames in case.clauses


def _first(fault: Fault, drawn: Sequence[Case]) -> Case | None:
    kind = {"accepted": "refuse", "observed": "observe"}.get(fault.symptom, "read")
    likely = [case for case in drawn if case.kind == kind]
    if kind == "refuse":
        likely = [case for case in likely if fault.blames in case.clauses]
    likely.sort(key=lambda case: fault.blames not in case.clauses)
    with planted(fault):
        for case in likely:
            if catches(fault, case, verdict(case, case.store)):
                return case
    return None


def main() -> int:
    """Draw, ask, and print."""
    begun = time.perf_counter()
    drawn = default_draws(fixtures().newest)
    print(f"{len(drawn)} datasets in {time.perf_counter() - begun:.0f} s")
    for case, judged in failures(drawn):
        print(f"the reader without a fault: {case.title} {judged.verdict}: {judged.message}")
    found = caught(drawn)
    for name, first in found.items():
        print(f"{name}: {first.id + ', ' + first.title if first else 'missed'}")
    missed = [name for name, first in found.items() if first is None]
    print(
        f"{len(found) - len(missed)} of {len(found)} caught "
        f"in {time.perf_counter() - begun:.0f} s; missed: {', '.join(missed) or 'none'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
