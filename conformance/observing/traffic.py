"""What reading costs: each situation is served over HTTP, and every request of a library counted.

Counts, never verdicts: a read that costs more is as right as one that costs less.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from conformance.adapters import environments
from conformance.adapters.environments import EnvironmentFailure, Progress
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Adapter, AdapterError, Hello, Limits, Outcome, Request
from conformance.adapters.session import Stopped
from conformance.observing import situations
from conformance.observing.loopback import Exchange, Loopback
from conformance.observing.situations import Situation
from conformance.results import traffic
from conformance.results.traffic import Answer, Asked, Count, Counted, Traffic

DELAY = 0.02
"""Seconds that every answer takes, so that it shows which requests wait for each other."""
AT_ONCE = 2
LIMITS = Limits(in_flight=1)


def count(
    chosen: Sequence[Selection], stop: threading.Event, progress: Progress = lambda _: None
) -> Traffic:
    """Every situation for every implementation. Ends early once ``stop`` is set."""
    asked = situations.all_situations()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            columns = list(pool.map(lambda one: counted(one, asked, stop, progress), chosen))
        except BaseException:
            stop.set()
            raise
    rows = (traffic.Situation(s.id, s.title, s.promise, s.source, s.whole) for s in asked)
    return Traffic(tuple(rows), tuple(columns))


def counted(
    selection: Selection,
    asked: Iterable[Situation],
    stop: threading.Event,
    progress: Progress = lambda _: None,
) -> Counted:
    """The column of one implementation; what keeps it from being counted becomes its reason."""
    name, version = selection.manifest.name, selection.version or ""
    if "http" not in selection.manifest.stores:
        reason = "its adapter reads from folders alone, where requests cannot be counted"
        return Counted(name, version, "", reason, ())
    try:
        environment = environments.prepare(
            selection, progress=lambda text: progress(f"{selection}: {text}"), stop=stop
        )
        with Adapter(
            environment.command, cwd=environment.cwd, env=environment.env, limits=LIMITS
        ) as adapter:
            hello = adapter.start(stop)
            counts = [_count(adapter, hello, one, stop) for one in asked if not stop.is_set()]
    except Stopped:
        return Counted(name, version, "", "interrupted", ())
    except (EnvironmentFailure, AdapterError) as error:
        return Counted(name, version, "", str(error), ())
    return Counted(hello.name, hello.version, hello.runtime, "", tuple(filter(None, counts)))


def _count(adapter: Adapter, hello: Hello, one: Situation, stop: threading.Event) -> Count | None:
    if one.op not in hello.operations or one.format not in hello.formats:
        reason = f"its API has no {one.op} for {one.format}"
        return Count(one.id, "unsupported", reason, (), 0, 0)
    outcomes: list[Outcome] = []
    with Loopback(one.store, delay=DELAY) as server:

        def afresh() -> None:
            # Asked again after a crash: only the last try counts.
            server.take()

        request = Request(
            *(one.id, one.op, server.url, one.path, one.selection, one.format),
            arguments=one.arguments,
            prepare=afresh,
        )
        adapter.run([request], lambda _, outcome: outcomes.append(outcome), stop)
        exchanges = server.take()
    if not outcomes:
        return None
    [outcome] = outcomes
    folders = sum(_is_folder(exchange, one) for exchange in exchanges)
    return Count(
        one.id,
        _answer(outcome, one),
        # Ports are drawn anew for every situation.
        outcome.message.replace(server.url, "http://server"),
        tuple(Asked(e.method, e.path, e.range, e.status, e.sent) for e in exchanges),
        together(exchanges),
        folders,
    )


def _answer(outcome: Outcome, one: Situation) -> Answer:
    if outcome.kind == "ok":
        return "right" if outcome.values == one.expected else "other"
    if outcome.kind == "refused" or outcome.kind == "unsupported":
        return outcome.kind
    return "failed"


def _is_folder(exchange: Exchange, one: Situation) -> bool:
    """Whether a request is for a folder, or asks for a list in a way of its own."""
    if exchange.method not in ("GET", "HEAD"):
        return True
    prefix = exchange.path.rstrip("/") + "/" if exchange.path.strip("/") else ""
    below = any(key.startswith(prefix) for key in one.store)
    return exchange.path not in one.store and below


def together(exchanges: Sequence[Exchange]) -> int:
    """How many exchanges were under way at the same time, at most."""
    return max(
        (sum(e.began <= at.began < e.ended for e in exchanges) for at in exchanges), default=0
    )
