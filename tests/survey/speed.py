"""How much work something is, in units of a fixed piece of work done right before and after it.

So a loaded or a slow machine fails no test; what takes many times as much as it did fails one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


def unit() -> float:
    """The processor's seconds for the fixed piece of work."""
    start = time.process_time()
    assert sum(len(str(number)) for number in range(500_000)) == 2_888_890
    return time.process_time() - start


@contextmanager
def at_most(units: float) -> Iterator[None]:
    """Fails when what is done inside takes more than so many units."""
    before = unit()
    start = time.process_time()
    yield
    taken = time.process_time() - start
    slow = max(before, unit())
    assert taken < units * slow, f"took {taken / slow:.1f} units of {slow:.2f} s, at most {units}"
