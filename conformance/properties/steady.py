"""Makes a seed draw the same in every process.

Hypothesis tries the constants of all modules that are loaded, which are others in a test session
than in a command. Inside `steady` it tries none: the strategies name the values that matter.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis.internal.conjecture.providers import HypothesisProvider

_draw_constant = HypothesisProvider._maybe_draw_constant


class _Local(threading.local):
    steady = False


_local = _Local()


@contextmanager
def steady() -> Iterator[None]:
    """Draw the same wherever this runs, in this thread."""
    before, _local.steady = _local.steady, True
    try:
        yield
    finally:
        _local.steady = before


def _maybe_draw_constant(self: HypothesisProvider, *what: Any, **how: Any) -> Any:
    return None if _local.steady else _draw_constant(self, *what, **how)


# There is no setting for it. Everybody else's draws stay as they are.
HypothesisProvider._maybe_draw_constant = _maybe_draw_constant  # type: ignore[method-assign]
