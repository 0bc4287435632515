"""One adapter process: three pipes, a scratch folder, and the promise that all of it goes away.

It moves bytes and never waits on the process for longer than it is told to. It knows no message but
where a line ends; which request is to blame for a death is ``process``'s to find out. POSIX only.
"""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_CHUNK = 256 * 1024
_WAIT = 1.0
"""Seconds that a process gets to act on the end of input, and again to act on SIGTERM."""


class Child:
    """A running process, the leader of its own process group.

    ``scratch`` is created, held open as ``folder``, and removed at the end. Raises OSError,
    ValueError or IndexError (an empty command) when the program cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        scratch: Path,
        line_bytes: int,
        log_bytes: int,
    ) -> None:
        self.log = bytearray()
        """The last ``log_bytes`` of its standard error."""
        self.over = False
        """No line will come any more: it exited, closed its output, or exceeded ``line_bytes``."""
        self.flooded = False
        """It wrote more than ``line_bytes`` without an end of line."""
        self._line_bytes = line_bytes
        self._log_bytes = log_bytes
        self._partial: list[bytes] = []
        self._partial_bytes = 0
        self._unsent = bytearray()
        self._watching_input = False
        self.scratch = scratch
        scratch.mkdir(mode=0o700)
        self.folder = os.open(scratch, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._popen = subprocess.Popen(
                list(command),
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except BaseException:
            self._drop_scratch()
            raise
        self.pid = self._popen.pid
        stdin, stdout, stderr = self._popen.stdin, self._popen.stdout, self._popen.stderr
        assert stdin is not None and stdout is not None and stderr is not None
        self._in, self._out, self._err = stdin, stdout, stderr
        self._selector = selectors.DefaultSelector()
        for pipe in (stdin, stdout, stderr):
            os.set_blocking(pipe.fileno(), False)
        self._selector.register(stdout, selectors.EVENT_READ)
        self._selector.register(stderr, selectors.EVENT_READ)

    def send(self, data: bytes) -> None:
        """Queue ``data`` for its standard input; what the pipe has no room for goes later."""
        self._unsent += data

    def pump(self, timeout: float) -> list[bytes]:
        """Move what can be moved, waiting at most ``timeout`` seconds. The complete lines read."""
        self._write()
        # Asked before the pipe is read: what it wrote before it exited is in the pipe by then. The
        # pipe may stay open without it, in the hands of a grandchild.
        exited = self._exited()
        lines: list[bytes] = []
        got = False
        for key, _ in self._selector.select(0 if exited else timeout):
            if key.fileobj is self._out:
                got = True
                lines = self._read()
            elif key.fileobj is self._err:
                self._read_log()
        self._write()
        if exited and not got:
            self.over = True
        return lines

    def kill(self) -> None:
        """Kill every process of its group, in the middle of whatever it does; `end` is still due.

        From any thread, but not beside `end`, which frees the number of the group.
        """
        self._signal(signal.SIGKILL)

    def end(self, *, at_once: bool) -> str:
        """Leave no process of its group behind; ``at_once`` without asking it to go.

        Returns how the process ended, in words. Safe to call again.
        """
        if self._popen.returncode is None:
            self._close_input()
            wishes: tuple[signal.Signals | None, ...] = (None, signal.SIGTERM)
            if at_once:
                # One that died or closed its output is on its way out; one that hangs is not.
                wishes = (None,) if self.over and not self.flooded else ()
            asked = 0
            while asked < len(wishes) and not self._exited():
                if (wish := wishes[asked]) is not None:
                    self._signal(wish)
                self._await_exit()
                asked += 1
            by_itself = self._exited()
            # The group is killed before its leader is reaped: until then its number is not free,
            # so that no stranger can be hit.
            self._signal(signal.SIGKILL)
            status = self._popen.wait()
            self._ending = "closed its standard output, was killed"
            if by_itself:
                self._ending = _words(status)
            self._read_log(all_of_it=True)
        for pipe in (self._in, self._out, self._err):
            if not pipe.closed:
                self._forget(pipe)
                pipe.close()
        self._selector.close()
        self._drop_scratch()
        return self._ending

    def _drop_scratch(self) -> None:
        if self.folder >= 0:
            os.close(self.folder)
            self.folder = -1
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _exited(self) -> bool:
        if hasattr(os, "waitid"):
            # Without reaping it where the system can, see end().
            flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
            return os.waitid(os.P_PID, self.pid, flags) is not None
        return self._popen.poll() is not None

    def _await_exit(self) -> None:
        """Wait a little for the exit, and read meanwhile: a full pipe would keep it from going."""
        deadline = time.monotonic() + _WAIT
        while not self._exited() and time.monotonic() < deadline:
            events = self._selector.select(0.005)
            for key, _ in events:
                if key.fileobj is self._err:
                    self._read_log()
                elif not self._chunk(self._out.fileno()):
                    self._forget(self._out)

    def _signal(self, number: signal.Signals) -> None:
        # PermissionError: what some systems say of a group that is all zombies.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def _write(self) -> None:
        if not self._unsent or self._in.closed:
            return
        try:
            sent = os.write(self._in.fileno(), self._unsent)
        except BlockingIOError:
            sent = 0
        except BrokenPipeError:
            # It is dead or will not listen: the one shows in its output, the other on the clock.
            self._close_input()
            return
        del self._unsent[:sent]
        self._watch_input(bool(self._unsent))

    def _watch_input(self, wanted: bool) -> None:
        """Wake up when its input has room, but only while there is something to send."""
        if wanted == self._watching_input:
            return
        self._watching_input = wanted
        if wanted:
            self._selector.register(self._in, selectors.EVENT_WRITE)
        else:
            self._forget(self._in)

    def _close_input(self) -> None:
        self._watch_input(False)
        with suppress(OSError):
            self._in.close()

    def _forget(self, pipe: object) -> None:
        with suppress(KeyError, ValueError):
            self._selector.unregister(pipe)  # type: ignore[arg-type]

    def _chunk(self, descriptor: int) -> bytes | None:
        """Up to 256 KiB; empty at the end, None when there is nothing at the moment."""
        try:
            return os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return None

    def _read(self) -> list[bytes]:
        chunk = self._chunk(self._out.fileno())
        if chunk is None:
            return []
        if not chunk:
            # What is left without an end of line is no reply: its process died in the middle of it.
            self.over = True
            self._forget(self._out)
            return []
        first, *rest = chunk.split(b"\n")
        self._partial.append(first)
        self._partial_bytes += len(first)
        lines: list[bytes] = []
        if rest and self._partial_bytes <= self._line_bytes:
            lines = [b"".join(self._partial), *rest[:-1]]
            self._partial = [rest[-1]]
            self._partial_bytes = len(rest[-1])
        if self._partial_bytes > self._line_bytes:
            self.over = self.flooded = True
            self._partial = []
        return lines

    def _read_log(self, *, all_of_it: bool = False) -> None:
        # Bounded also at the end: a grandchild that left the group may go on writing for ever.
        for _ in range(64 if all_of_it else 1):
            chunk = self._chunk(self._err.fileno())
            if not chunk:
                if chunk is not None:
                    self._forget(self._err)
                return
            self.log += chunk
            del self.log[: -self._log_bytes]


def _words(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    # The shell's number, which is what people find when they look for it.
    return f"exit status {128 - status} ({name})"
