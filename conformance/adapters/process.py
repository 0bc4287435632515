"""The transport: asks the requests of a run of one live adapter process, and gets every answer.

It starts the process again when it must, and decides which request is to blame when it dies or
hangs. Whether an answer is right is not its business; neither is what to ask.

When a process dies or hangs with requests open, none is blamed yet: a fresh process is asked each
of them alone, oldest first. One that fails as the first question of a fresh process is condemned,
since nothing else can be the cause. The others get their real answers. POSIX only: processes are
ended by their group, so that one that made itself a group of its own (setsid) gets away.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from conformance.adapters.child import Child
from conformance.adapters.messages import (
    AdapterError,
    Hello,
    Limits,
    Outcome,
    Request,
    one_line,
)
from conformance.adapters.session import DiedAtStart, Failure, Session, Stopped

__all__ = ["Adapter", "AdapterError", "Hello", "Limits", "Outcome", "Request", "Stopped"]

_STARTS = 3
"""How often running a process may die before it answers hello, once one has answered."""

Deliver = Callable[[Request, Outcome], None]


@dataclass
class _Suspicion:
    """A process failed with ``number`` requests open; they are asked again, one by one."""

    how: str
    number: int
    measured: bool
    confirmed: bool = False


class Adapter:
    """An adapter program, started and kept alive. A context manager; not for several threads.

    ``env`` is the whole environment of the process. ``close()``, which leaving the context calls,
    leaves no process of its group behind. Another thread ends a ``run`` through its ``stop``.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        limits: Limits = Limits(),  # noqa: B008  frozen
    ) -> None:
        self.faults: list[str] = []
        """Breaches of the protocol in plain words, each with what to do; bounded."""
        self._command = list(command)
        self._cwd = cwd
        self._env = env
        self._limits = limits
        self._breaches = 0
        self._old_log = b""
        self._hello: Hello | None = None
        self._session: Session | None = None
        self._temporary: Path | None = None
        self._processes = 0
        # Of the run at hand.
        self._waiting: deque[Request] = deque()
        self._suspects: deque[Request] = deque()
        self._suspicion: _Suspicion | None = None

    def __enter__(self) -> Adapter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def log(self) -> str:
        """The last ``log_bytes`` of standard error, of all its processes."""
        log = self._old_log + (self._session.log if self._session is not None else b"")
        return log[-self._limits.log_bytes :].decode("utf-8", "replace")

    def start(self, stop: threading.Event | None = None) -> Hello:
        """Start the process and greet it. Raises AdapterError, and Stopped once ``stop`` is set."""
        return self._begin(stop or threading.Event())[1]

    def run(self, requests: Sequence[Request], deliver: Deliver, stop: threading.Event) -> None:
        """Ask all ``requests`` and deliver the outcome of each exactly once, in any order.

        Blocks. Once ``stop`` is set the rest is not delivered and this returns at once. Nothing
        that the adapter does raises; what ``deliver`` raises passes through.
        """
        self._waiting.extend(requests)
        try:
            while self._waiting or self._suspects or (self._session and self._session.open):
                if stop.is_set():
                    return
                session = self._session or self._begin_again(stop)
                self._ask(session)
                for request, outcome in session.hear():
                    deliver(request, outcome)
                    if stop.is_set():
                        return
                failure = session.failure()
                if failure is not None:
                    self._end_process(at_once=True)
                    self._find_out_why(failure, deliver)
        except Stopped:
            return
        except AdapterError as error:
            self._give_up(error, deliver, stop)
        finally:
            if self._session is not None and self._session.open:
                self._end_process(at_once=True)  # its late answers must not meet the next run
            self._waiting.clear()
            self._suspects.clear()
            self._suspicion = None

    def close(self) -> None:
        """End the process and everything in its process group; remove its scratch folder."""
        self._end_process(at_once=False)
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary = None

    def _begin(self, stop: threading.Event) -> tuple[Session, Hello]:
        if self._temporary is None:
            self._temporary = Path(tempfile.mkdtemp(prefix="zarr-conformance-"))
        self._processes += 1
        try:
            child = Child(
                self._command,
                cwd=self._cwd,
                env=self._env,
                scratch=self._temporary / str(self._processes),
                line_bytes=self._limits.reply_bytes,
                log_bytes=self._limits.log_bytes,
            )
        except (OSError, ValueError, IndexError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise AdapterError(
                f"cannot start {' '.join(self._command)!r} in {str(self._cwd)!r}: {why}. "
                "Check the command of the implementation, and that its environment is built"
            ) from None
        self._session = session = Session(child, self._limits, self._fault)
        try:
            hello = session.greet(stop)
            if self._hello is not None and hello != self._hello:
                before, after = one_line(str(self._hello)), one_line(str(hello))
                self._fault(
                    f"said {after} after a restart, but {before} at first. Answer hello the same "
                    "each time: results are listed under the first."
                )
        except BaseException:
            self._end_process(at_once=True)
            raise
        self._hello = self._hello or hello
        return session, hello

    def _begin_again(self, stop: threading.Event) -> Session:
        died: DiedAtStart | None = None
        for _ in range(_STARTS):
            try:
                return self._begin(stop)[0]
            except DiedAtStart as error:
                died = error
        raise AdapterError(f"{_STARTS} times running it {died}")

    def _end_process(self, *, at_once: bool) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        try:
            session.end(at_once=at_once)
        finally:
            self._old_log = (self._old_log + session.log)[-self._limits.log_bytes :]

    def _ask(self, session: Session) -> None:
        """Fill the window: one request while there are suspects, else ``in_flight``."""
        if self._suspicion is not None:
            if session.open:
                return
            if self._suspects:
                session.ask(self._suspects.popleft())
                return
            suspicion, self._suspicion = self._suspicion, None
            # Damaged data may lead a library to whatever lies in memory: now it dies, now not.
            if not suspicion.confirmed and not suspicion.measured:
                self._fault(
                    f"{suspicion.how} with {suspicion.number} requests open, and answered all of "
                    "them when asked one by one. Look for state that requests share, and threads."
                )
        while self._waiting and session.open < self._limits.in_flight:
            if session.measuring or (session.open and self._waiting[0].measured):
                return
            session.ask(self._waiting.popleft())

    def _find_out_why(self, failure: Failure, deliver: Deliver) -> None:
        if not failure.open:
            self._fault(f"{failure.how} with no request open. Go on until the end of input.")
        elif self._suspicion is None:
            self._suspects.extend(failure.open)
            measured = any(request.measured for request in failure.open)
            self._suspicion = _Suspicion(failure.how, len(failure.open), measured)
        elif failure.asked > 1:
            # An earlier request may have left the damage behind: once more, in a fresh process.
            self._suspects.extendleft(failure.open)
        else:
            self._suspicion.confirmed = True
            [request] = failure.open
            outcome = Outcome(failure.kind, message=failure.message, seconds=failure.seconds)
            deliver(request, replace(outcome, peak_bytes=failure.peak_bytes))
            if failure.kind == "no-answer":
                self._fault(
                    f"{failure.how}, asked for {request.key}. Send values in a values_file."
                )

    def _fault(self, text: str) -> None:
        """Note a breach. Raises AdapterError when there were too many."""
        self._breaches += 1
        if self._breaches <= self._limits.faults:
            self.faults.append(text)
            return
        if self._breaches == self._limits.faults + 1:
            self.faults.append("... and more")
        raise AdapterError(
            f"stopped after more than {self._limits.faults} breaches of the protocol, such as: "
            f"{self.faults[0]}"
        )

    def _give_up(self, error: AdapterError, deliver: Deliver, stop: threading.Event) -> None:
        """Deliver everything that is left as no-answer."""
        unanswered = self._session.open_requests() if self._session is not None else []
        left = [*unanswered, *self._suspects, *self._waiting]
        self._end_process(at_once=True)
        message = one_line(str(error))
        if self._breaches <= self._limits.faults:
            self.faults.append(f"{len(left)} requests got no answer: {message}")
        for request in left:
            if stop.is_set():
                return
            deliver(request, Outcome("no-answer", {}, None, message))
