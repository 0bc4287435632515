"""One adapter process that is meant to be killed: it is not started again, and nothing asked twice.

``adapters.process`` is for everything else.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from conformance.adapters.child import Child
from conformance.adapters.environments import Environment
from conformance.adapters.messages import AdapterError, Hello, Limits, Outcome, Request
from conformance.adapters.session import Session

_LOOK = 0.0005
"""Seconds between two looks at whether it is time to kill."""

Due = Callable[[], bool]


class Worker:
    """A process that answered hello. A context manager: nothing of it is left afterwards.

    Raises AdapterError when it cannot be started, and Stopped once ``stop`` is set.
    """

    def __init__(
        self,
        environment: Environment,
        stop: threading.Event,
        limits: Limits = Limits(),  # noqa: B008  frozen
    ) -> None:
        self._stop = stop
        # A process that is gone must not be killed: its number may be somebody else's by now.
        self._gone = False
        self._lock = threading.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="zarr-conformance-"))
        try:
            self._session = _started(environment, self._folder / "scratch", limits)
            try:
                self.hello: Hello = self._session.greet(stop)
            except BaseException:
                self._session.end(at_once=True)
                raise
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.end(at_once=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def ask(self, request: Request) -> Outcome:
        """What becomes of one request; ``crashed`` where the process died of it or was killed."""
        self._session.ask(request)
        while not self._stop.is_set():
            for _, outcome in self._session.hear():
                return outcome
            with self._lock:
                failure = self._session.failure()
                self._gone = failure is not None
            if failure is not None:
                return Outcome(failure.kind, message=failure.message)
        return Outcome("no-answer", message="interrupted")

    def killed(self, due: Due, work: Callable[[], object]) -> None:
        """Do ``work`` in this thread, and kill the process in the middle, as soon as it is ``due``.

        ``work`` ends when its request does. A process that is done first is left alone.
        """
        done = threading.Event()

        def watch() -> None:
            while not (done.is_set() or self._stop.is_set()):
                if due():
                    with self._lock:
                        if not self._gone:
                            self._session.kill()
                    return
                done.wait(_LOOK)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            work()
        finally:
            done.set()
            watcher.join()


def _started(environment: Environment, scratch: Path, limits: Limits) -> Session:
    try:
        child = Child(
            environment.command,
            cwd=environment.cwd,
            env=environment.env,
            scratch=scratch,
            line_bytes=limits.reply_bytes,
            log_bytes=limits.log_bytes,
        )
    except (OSError, ValueError, IndexError) as error:
        raise AdapterError(f"cannot start {environment.command[0]!r}: {error}") from None
    return Session(child, limits, lambda _: None)
