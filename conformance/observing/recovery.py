"""Writing that is interrupted, or done by two at once: what is left, and what readers make of it.

Observations, never verdicts: the text promises nothing here. Every process is killed by its own
number, and none is left. ``tries`` carries out the scenarios, for one implementation.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from conformance.adapters import environments
from conformance.adapters.environments import Environment, EnvironmentFailure, Progress
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Adapter, AdapterError, Hello
from conformance.adapters.session import Stopped
from conformance.observing import scenes
from conformance.observing.tries import LIMITS, Run
from conformance.results.recovery import Observed, Recovery

SEED = 1
AT_ONCE = 2


def observe(
    chosen: Sequence[Selection],
    stop: threading.Event,
    *,
    seconds: float,
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> Recovery:
    """Every scenario for every implementation, in about ``seconds``.

    Ends early once ``stop`` is set. Raises OSError when there is no room for the stores.
    """
    share = seconds * min(AT_ONCE, len(chosen)) / max(1, len(chosen))
    others = [chosen[(n + 1) % len(chosen)] for n in range(len(chosen))]

    def column(pair: tuple[Selection, Selection]) -> Observed:
        return observed(*pair, stop, share, seed, progress)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            columns = list(pool.map(column, zip(chosen, others, strict=True)))
        except BaseException:
            stop.set()
            raise
    return Recovery(seed, scenes.TITLES, tuple(columns))


def observed(
    selection: Selection,
    other: Selection,
    stop: threading.Event,
    seconds: float,
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> Observed:
    """The column of one implementation; ``other`` reads what it left, beside itself."""
    name, version = selection.manifest.name, selection.version or ""
    try:
        with ExitStack() as stack:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="zarr-conformance-"))
            )
            environment = _environment(selection, stop, progress)
            adapter, hello = _adapter(environment, stack, stop)
            readers = {str(selection): (adapter, hello)}
            if other != selection:
                try:
                    reader = _adapter(_environment(other, stop, progress), stack, stop)
                    readers[str(other)] = reader
                except (EnvironmentFailure, AdapterError) as error:
                    progress(f"{other}: does not read along: {error}")
            run = Run(environment, hello, readers, folder, stop, seed, seconds)
            return Observed(hello.name, hello.version, hello.runtime, "", tuple(run.all()))
    except Stopped:
        return Observed(name, version, "", "interrupted", ())
    except (EnvironmentFailure, AdapterError) as error:
        return Observed(name, version, "", str(error), ())


def _environment(selection: Selection, stop: threading.Event, progress: Progress) -> Environment:
    return environments.prepare(
        selection, progress=lambda text: progress(f"{selection}: {text}"), stop=stop
    )


def _adapter(
    environment: Environment, stack: ExitStack, stop: threading.Event
) -> tuple[Adapter, Hello]:
    adapter = stack.enter_context(
        Adapter(environment.command, cwd=environment.cwd, env=environment.env, limits=LIMITS)
    )
    return adapter, adapter.start(stop)
