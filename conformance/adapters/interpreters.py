"""Finding a Python interpreter that meets a manifest's requirement.

A file called ``python3.12`` proves nothing: a version manager's shim may refuse to run. So each
candidate is run before it counts. When none serves, one is installed through uv if the network
allows, and else the reader is told what was found, why each was turned down, and how to mend it.
An older library is never taken instead; that decision is not made here.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from conformance.adapters import tools

_NAMES = ("python3", "python", *(f"python3.{minor}" for minor in range(11, 16)))
_PROBE = (
    "import sys, platform; "
    "print('%s %s %d' % (platform.python_version(), platform.python_implementation(), "
    "'free-threading' in sys.version)); print(sys.executable)"
)
_ANSWER = re.compile(r"(\S+) (\S+) ([01])\r?\n(.+?)\r?\n")
_PROBE_SECONDS = 10.0
_INSTALL_SECONDS = 300.0


@dataclass(frozen=True)
class Interpreter:
    """An interpreter that ran: its real binary, its version, CPython or another."""

    path: Path
    version: Version
    implementation: str
    free_threaded: bool

    @property
    def known_as(self) -> str:
        """Such as ``CPython 3.13.0``."""
        return f"{self.implementation} {self.version}"

    @property
    def rank(self) -> tuple[bool, bool, Version]:
        """The greater the better: CPython, the ordinary build (most wheels), the newest."""
        return (self.implementation == "CPython", not self.free_threaded, self.version)

    def unfit(self, requirement: str) -> str | None:
        """Why it does not meet ``requirement``; None when it does."""
        if self.version.is_prerelease:
            return f"version {self.version} is a pre-release"
        if not SpecifierSet(requirement).contains(self.version):
            return f"version {self.version} is not {requirement}"
        return None


@dataclass(frozen=True)
class Rejected:
    """A candidate that cannot serve, and why."""

    path: Path
    reason: str


def candidates() -> list[Path]:
    """Everything that may be an interpreter, each path once: the running one, those on PATH,
    pyenv's own binaries, and those that uv has installed.
    """
    found = [Path(sys.executable)] if sys.executable else []
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if folder:
            names = (shutil.which(name, path=folder) for name in _NAMES)
            found += [Path(name) for name in names if name]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return list(dict.fromkeys([*found, *_installed_in(pyenv / "versions"), *_managed_by_uv()]))


def _installed_in(folder: Path) -> list[Path]:
    """The interpreters of a folder that holds one installation in each sub-folder."""
    return sorted([*folder.glob("*/bin/python"), *folder.glob("*/python.exe")])


def _managed_by_uv() -> list[Path]:
    try:
        folder = tools.run([tools.uv(), "python", "dir"], env=os.environ, timeout=_PROBE_SECONDS)
    except tools.ToolFailure:
        return []
    return _installed_in(Path(folder.strip()))


def inspect(path: Path, *, timeout: float = _PROBE_SECONDS) -> Interpreter | Rejected:
    """Run ``path`` and see what it is; ``timeout`` in seconds."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    try:
        answer = _ANSWER.match(
            tools.run([str(path), "-E", "-S", "-c", _PROBE], env=env, timeout=timeout)
        )
        if answer is None:
            return Rejected(path, "does not answer as a Python interpreter does")
        version, implementation, free_threaded, binary = answer.groups()
        # A shim answers for another file, and perhaps only in this working directory.
        return Interpreter(Path(binary), Version(version), implementation, free_threaded == "1")
    except tools.ToolFailure as failure:
        said = failure.output.splitlines()[0] if failure.output else failure.reason
        return Rejected(path, f"does not run: {said}")
    except InvalidVersion:
        return Rejected(path, f"reports a version that is not one: {version!r}")


def find(
    requirement: str,
    *,
    wanted_by: str,
    progress: Callable[[str], None],
    stop: threading.Event | None = None,
) -> Interpreter:
    """The best interpreter that meets ``requirement`` (such as ``>=3.12``; "" for any).

    ``wanted_by`` names the implementation in messages; setting ``stop`` ends an installation.
    Raises tools.EnvironmentFailure when there is none and none can be installed.
    """
    fit, rejected = _sift(candidates(), requirement)
    if not fit:
        progress(f"no Python {requirement} found here; asking uv to install one")
        command = [tools.uv(), "python", "install", "--no-bin"]
        command += [requirement] if requirement else []
        try:
            tools.run(command, env=tools.build_variables(), timeout=_INSTALL_SECONDS, stop=stop)
        except tools.ToolFailure as failure:
            raise tools.EnvironmentFailure(
                _explain(requirement, wanted_by, rejected, failure)
            ) from None
        fit, rejected = _sift(candidates(), requirement)
        if not fit:
            raise tools.EnvironmentFailure(_explain(requirement, wanted_by, rejected, None))
    return max(fit, key=lambda interpreter: interpreter.rank)


def _sift(paths: Iterable[Path], requirement: str) -> tuple[list[Interpreter], list[Rejected]]:
    with ThreadPoolExecutor(max_workers=8) as pool:
        inspected = list(pool.map(inspect, paths))
    fit: list[Interpreter] = []
    rejected: dict[Path, Rejected] = {}
    for one in inspected:
        if isinstance(one, Rejected):
            rejected[one.path.resolve()] = one
        elif (reason := one.unfit(requirement)) is not None:
            rejected[one.path.resolve()] = Rejected(one.path, reason)
        else:
            fit.append(one)
    return fit, list(rejected.values())


def _explain(
    requirement: str,
    wanted_by: str,
    rejected: Iterable[Rejected],
    failure: tools.ToolFailure | None,
) -> str:
    found = [f"    {one.path}: {one.reason}" for one in rejected]
    lines = [
        f"{wanted_by}: needs Python {requirement}, and no interpreter here is one.",
        "  Found, but of no use:" if found else "  No interpreter was found at all.",
        *found,
    ]
    if failure is not None:
        lines.append(f"  Tried: {shlex.join(failure.command)}, which {failure.reason}:")
        lines += [f"    {line}" for line in failure.output.splitlines()]
    return "\n".join([
        *lines,
        "  What to do, any one of:",
        f"    - install one with uv, where its downloads are allowed: "
        f"uv python install '{requirement}'",
        f"    - install one with pyenv or your system's packages (any Python {requirement})",
        "    - put the folder of one that you have on PATH, and run this again",
    ])  # fmt: skip
