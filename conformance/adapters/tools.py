"""Running the tools that build environments (uv, npm), with the user's own registry settings.

One way to run a tool: no shell, a time limit, its whole process group ended when the limit
passes or the user interrupts. It knows nothing of implementations.
"""

from __future__ import annotations

import ast
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from uv import find_uv_bin

_GLANCE_SECONDS = 0.2
_TAIL_BYTES = 16 * 1024
_TAIL_LINES = 15

# Variables that would turn a build towards another environment or other versions than asked for.
_DROPPED = frozenset({
    "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CONDA_PREFIX", "NODE_OPTIONS", "NODE_PATH",
    "UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_PROJECT", "UV_WORKING_DIR", "UV_CONSTRAINT",
    "UV_OVERRIDE", "UV_EXCLUDE", "UV_REQUIRE_HASHES", "UV_NO_VERIFY_HASHES",
})  # fmt: skip

# uv reads neither pip.conf nor PIP_*: pip's key, the variable that uv reads, the others that
# show that the user has already told uv, and what separates several values for uv.
_PIP_TO_UV = (
    ("index-url", "UV_DEFAULT_INDEX", ("UV_INDEX_URL",), " "),
    ("extra-index-url", "UV_EXTRA_INDEX_URL", ("UV_INDEX",), " "),
    ("find-links", "UV_FIND_LINKS", (), ","),
    ("cert", "SSL_CERT_FILE", (), " "),
    ("proxy", "ALL_PROXY", ("HTTPS_PROXY", "https_proxy", "all_proxy"), " "),
)


class EnvironmentFailure(Exception):
    """An environment could not be had. The message says what was tried, why not, what to do."""


class Interrupted(EnvironmentFailure):
    """The caller's stop event was set while a tool ran or a lock was waited for."""


class ToolFailure(Exception):
    """A tool did not start, did not end in time, or ended with an error.

    ``reason`` is one clause, ``output`` the last lines that the tool wrote.
    """

    def __init__(self, command: Sequence[str], reason: str, output: str) -> None:
        super().__init__(f"{shlex.join(command)}: {reason}")
        self.command = tuple(command)
        self.reason = reason
        self.output = output


def uv() -> str:
    """The path of the uv that is installed with this package."""
    try:
        return find_uv_bin()
    except FileNotFoundError as error:
        raise EnvironmentFailure(
            "uv, which builds the environments, is not installed beside zarr-conformance. "
            "What to do: install zarr-conformance again, or: python -m pip install uv"
        ) from error


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    timeout: float,
    cwd: Path | None = None,
    stop: threading.Event | None = None,
) -> str:
    """Run ``command`` to its end and return what it wrote to stdout.

    ``timeout`` is in seconds. The tool gets a process group of its own, which is killed when
    the time is up, when ``stop`` is set (Ctrl-C reaches only the main thread), or when an
    exception interrupts the wait. Raises ToolFailure or Interrupted.
    """
    deadline = time.monotonic() + timeout
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        except OSError as error:
            raise ToolFailure(command, f"could not be started ({error.strerror})", "") from error
        try:
            while (status := _wait(process, min(_GLANCE_SECONDS, timeout))) is None:
                if stop is not None and stop.is_set():
                    raise Interrupted(f"{shlex.join(command)}: stopped, as was asked for")
                if time.monotonic() > deadline:
                    reason = f"was stopped after {timeout:g} s"
                    raise ToolFailure(command, reason, _last_lines(out, err))
        except BaseException:
            _end(process)
            raise
        if status != 0:
            raise ToolFailure(command, f"ended with status {status}", _last_lines(out, err))
        out.seek(0)
        return out.read().decode("utf-8", "replace")


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _last_lines(*streams: IO[bytes]) -> str:
    lines: list[str] = []
    for stream in streams:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _TAIL_BYTES))
        text = stream.read().decode("utf-8", "replace")
        lines += [line.rstrip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-_TAIL_LINES:])


def build_variables() -> dict[str, str]:
    """The user's environment for a build tool: proxies, certificates and registries kept.

    What pip is told about its index is passed on to uv, unless uv has been told itself.
    """
    variables = {key: value for key, value in os.environ.items() if key not in _DROPPED}
    settings = _pip_settings(variables)
    for key, variable, others, separator in _PIP_TO_UV:
        told = any(name in variables for name in (variable, *others))
        if key in settings and not told:
            variables[variable] = separator.join(settings[key].split())
    return variables | {"NO_COLOR": "1", "UV_NO_PROGRESS": "1"}


def _pip_settings(variables: Mapping[str, str]) -> dict[str, str]:
    """pip's settings by key, from its files and its variables, the strongest winning."""
    listing = ""
    for pip in ([sys.executable, "-m", "pip"], [shutil.which("pip") or ""]):
        try:
            listing = run([*pip, "config", "list"], env=variables, timeout=30)
            break
        except ToolFailure:
            continue  # an interpreter without pip, or no pip on PATH
    found: dict[tuple[str, str], str] = {
        (":env:", key): variables[name]
        for key, *_ in _PIP_TO_UV
        if (name := "PIP_" + key.upper().replace("-", "_")) in variables
    }
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        section, _, key = name.rpartition(".")
        with suppress(ValueError, SyntaxError):
            found.setdefault((section, key), str(ast.literal_eval(value)))
    settings: dict[str, str] = {}
    for wanted in ("global", "install", ":env:"):
        settings |= {key: value for (section, key), value in found.items() if section == wanted}
    return settings
