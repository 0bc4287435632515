"""A conversation with one adapter process, from hello to its end: what was asked, what is open.

It believes nothing that the process says before it is checked, and says how the process failed, but
not which request is to blame for it: that needs more than one process, see ``process``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from conformance.adapters import memory
from conformance.adapters.child import Child
from conformance.adapters.messages import (
    AdapterError,
    Hello,
    Kind,
    Limits,
    NoReply,
    Outcome,
    Reply,
    Request,
    body_problem,
    hello_line,
    one_line,
    parse,
    read_hello,
)
from conformance.adapters.values import ValuesError, take

_TICK = 0.05
"""Seconds between two looks at the clocks, and at whether to stop."""


class DiedAtStart(AdapterError):
    """Gone before it answered hello: perhaps bad luck, so worth another try."""


class Stopped(Exception):
    """The run was stopped while a process was starting."""


class Failure(NamedTuple):
    """How a process failed.

    ``how`` is a verb and its object, ``message`` the words for the outcome of a request. ``open``
    are the requests without an answer, oldest first; ``asked`` counts all requests since hello.
    """

    kind: Kind
    how: str
    message: str
    seconds: float
    peak_bytes: int | None
    open: list[Request]
    asked: int


class Session:
    """The conversation. ``note`` takes the breaches of the protocol; what it raises passes."""

    def __init__(self, child: Child, limits: Limits, note: Callable[[str], None]) -> None:
        self._child = child
        self._limits = limits
        self._note = note
        self._asked: list[Request] = []  # the request of id n is _asked[n - 1]
        self._open: dict[int, Request] = {}  # oldest first
        self._head_since = 0.0
        self._away = 0.0
        self._resident: int | None = None  # before the measured request that is open

    @property
    def open(self) -> int:
        """How many requests wait for an answer."""
        return len(self._open)

    @property
    def log(self) -> bytes:
        """The end of its standard error."""
        return bytes(self._child.log)

    @property
    def measuring(self) -> bool:
        """Whether a measured request is open; it is the only one."""
        return any(request.measured for request in self._open.values())

    def open_requests(self) -> list[Request]:
        """The requests that wait for an answer, oldest first."""
        return list(self._open.values())

    def greet(self, stop: threading.Event) -> Hello:
        """Say hello. Raises AdapterError with the end of the log, DiedAtStart, Stopped."""
        self._child.send(hello_line(str(self._child.scratch)))
        reply = self._await_hello(stop)
        if reply.kind != "ok":
            why = reply.problem or _reason(reply)
            raise AdapterError(self._with_log(f"did not answer hello with ok: {why}"))
        try:
            return read_hello(reply.body)
        except AdapterError as error:
            raise AdapterError(self._with_log(str(error))) from None

    def ask(self, request: Request) -> None:
        """Send ``request``. Its clock starts when it is the oldest open one."""
        if request.prepare is not None:
            request.prepare()
        self._asked.append(request)
        if not self._open:
            self._head_since = self._now()
        number = len(self._asked)
        self._open[number] = request
        self._resident = memory.begin(self._child.pid) if request.measured else None
        self._child.send(request.line(number))

    def hear(self) -> Iterator[tuple[Request, Outcome]]:
        """Wait a moment for answers. The clocks stand still while the caller has one in hand."""
        for line in self._child.pump(_TICK):
            heard = self._receive(line)
            if heard is not None:
                before = time.monotonic()
                yield heard
                self._away += time.monotonic() - before

    def failure(self) -> Failure | None:
        """How the process failed, if it did; it is gone then."""
        limit = self._limits.request_seconds
        if self.measuring:
            limit = min(limit, self._limits.measured_seconds)
        seconds = self._now() - self._head_since
        kind: Kind
        if self._child.flooded:
            kind, how = "no-answer", self._too_long()
        elif self._child.over:
            kind, how = "crashed", "died"
        elif self._open and seconds > limit:
            kind, how = "hung", f"gave no answer within {limit:g} s"
        elif self._takes_too_much():
            kind, how = "memory", f"took more than {self._limits.memory_bytes >> 20} MiB of memory"
        else:
            return None
        grown = self._grown()
        ending = self._child.end(at_once=True)
        message = how
        if kind == "crashed":
            how, message = f"died ({ending})", ending
        log = self.log.decode("utf-8", "replace").split("\n")
        last = next((one_line(line, 200) for line in reversed(log) if line.strip()), "")
        if last:
            message += f"; last line of its log: {last}"
        return Failure(kind, how, message, seconds, grown, self.open_requests(), len(self._asked))

    def kill(self) -> None:
        """Kill the process and its group at once, from any thread; `failure` tells of it later."""
        self._child.kill()

    def end(self, *, at_once: bool) -> None:
        """End the process and its group; ``at_once`` without asking it to go."""
        self._child.end(at_once=at_once)

    def _await_hello(self, stop: threading.Event) -> Reply:
        deadline = time.monotonic() + self._limits.start_seconds
        while True:
            hello: Reply | None = None
            for line in self._child.pump(_TICK):
                reply = parse(line)
                if hello is None and isinstance(reply, Reply) and reply.id == 0:
                    hello = reply
                else:
                    self._receive(line)  # nothing is open: it only notes what is wrong
            if hello is not None:
                return hello
            if stop.is_set():
                raise Stopped
            if self._child.flooded:
                raise AdapterError(self._with_log(f"{self._too_long()} instead of hello"))
            if self._child.over:
                ending = self._child.end(at_once=True)
                raise DiedAtStart(
                    self._with_log(f"ended before it answered hello: {ending}. Run it by hand")
                )
            if time.monotonic() > deadline:
                raise AdapterError(
                    self._with_log(
                        f"no answer to hello within {self._limits.start_seconds:g} s. "
                        "Answer hello first, and flush the output after each reply"
                    )
                )

    def _receive(self, line: bytes) -> tuple[Request, Outcome] | None:
        reply = parse(line)
        if isinstance(reply, NoReply):
            self._note(reply.fault)
            return None
        request = self._open.get(reply.id)
        if request is None:
            self._note(self._stray(reply.id))
            return None
        is_head = reply.id == next(iter(self._open))
        seconds = self._now() - self._head_since if is_head else 0.0
        outcome = replace(self._outcome(request, reply, seconds), peak_bytes=self._grown())
        del self._open[reply.id]
        if is_head:
            self._head_since = self._now()
        return request, outcome

    def _stray(self, number: int) -> str:
        if number > len(self._asked):
            return (
                f"answered a request that was never asked (id {one_line(str(number), 40)}). "
                "Copy the id of the request into its reply."
            )
        what = self._asked[number - 1].key if number else "hello"
        return f"answered {what} twice; the first answer counts. Send one reply per request."

    def _outcome(self, request: Request, reply: Reply, seconds: float) -> Outcome:
        if reply.kind == "refused" or reply.kind == "unsupported":
            return Outcome(reply.kind, {}, None, _reason(reply), seconds)
        problem = reply.problem or body_problem(request.op, reply.body)
        if not problem:
            try:
                values = take(reply.body, self._child.folder, self._limits.values_bytes)
            except ValuesError as error:
                problem = str(error)
            else:
                return Outcome("ok", reply.body, values, "", seconds)
        self._note(
            f"answered {request.key} with a broken reply: {problem}. "
            "See protocol/reply.schema.json for what a reply must be."
        )
        return Outcome("no-answer", {}, None, f"broken reply: {problem}", seconds)

    def _takes_too_much(self) -> bool:
        # Of measured requests alone: a runtime that collects its garbage late is no fault.
        if self._resident is None or not self.measuring:
            return False
        now = memory.resident(self._child.pid)
        return now is not None and now - self._resident > self._limits.memory_bytes

    def _grown(self) -> int | None:
        """What the measured request took beyond what was in use before."""
        if self._resident is None:
            return None
        peak = memory.peak(self._child.pid)
        return None if peak is None else max(0, peak - self._resident)

    def _now(self) -> float:
        return time.monotonic() - self._away

    def _too_long(self) -> str:
        return f"sent more than {self._limits.reply_bytes} bytes without an end of line"

    def _with_log(self, text: str) -> str:
        lines = self.log.decode("utf-8", "replace").splitlines()[-10:]
        end = "".join(f"\n  {one_line(line, 200)}" for line in lines if line.strip())
        return f"{text}. The end of its log:{end}" if end else f"{text}. Its log is empty."


def _reason(reply: Reply) -> str:
    if reply.kind == "refused":
        return one_line(f"{reply.body['error']}: {reply.body['message']}")
    return one_line(str(reply.body["reason"]))
