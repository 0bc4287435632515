"""Environments: everything an adapter needs before its first request, built once and kept.

``prepare`` turns a selection into a command that the transport can start. A finished environment
is found again in milliseconds, without touching the network; a build is done by one process at a
time, and counts only when its marker, written last, is there. Nothing here talks to an adapter.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from packaging.version import Version
from platformdirs import user_cache_path

from conformance.adapters import interpreters, node, python, tools
from conformance.adapters.manifest import Manifest, Selection, fill, kit
from conformance.adapters.tools import EnvironmentFailure

__all__ = ["Environment", "EnvironmentFailure", "default_cache", "prepare"]

Progress = Callable[[str], None]

# Raise it when the same inputs lead to another environment than before.
_LAYOUT = 1
_MARKER = "complete.json"
_KEPT = ("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


@dataclass(frozen=True)
class Environment:
    """A command that can be started as it is: program and arguments, where, with which variables.

    ``folder`` is the built environment, None where nothing was built.
    """

    command: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    folder: Path | None


def default_cache() -> Path:
    """Where environments are kept: ``ZARR_CONFORMANCE_CACHE``, else the user's cache folder."""
    told = os.environ.get("ZARR_CONFORMANCE_CACHE")
    root = Path(told) if told else user_cache_path("zarr-conformance")
    return root.absolute() / "environments"


def prepare(
    selection: Selection,
    *,
    cache: Path | None = None,
    progress: Progress,
    stop: threading.Event | None = None,
) -> Environment:
    """Build what ``selection`` needs, unless it is there, and say how to start its adapter.

    ``cache`` is ``default_cache()`` when None; ``progress`` is told, in one line each time, what
    is being waited for. Setting ``stop`` ends a build within a second: needed where this runs
    in a thread, which Ctrl-C does not reach. Raises EnvironmentFailure.
    """
    manifest = selection.manifest
    if manifest.environment.kind == "none":
        values = {"python": sys.executable, "folder": str(manifest.folder)}
        return Environment(fill(manifest, values), manifest.folder, _variables(manifest), None)
    cache = cache or default_cache()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        folder = _kept(selection, cache) or _built(selection, cache, progress, stop)
    except OSError as error:
        raise EnvironmentFailure(
            f"{selection}: the environment cannot be kept in {cache}: {error}. What to do: "
            "make room or give yourself the right to write there, or name another folder in the "
            "variable ZARR_CONFORMANCE_CACHE"
        ) from error
    values = {
        "python": str(python.binary(folder)),
        "node": str(node.binary(folder)),
        "folder": str(manifest.folder),
        "environment": str(folder),
    }
    env = _variables(manifest) | {"HOME": str(folder / "home")}
    return Environment(fill(manifest, values), folder, env, folder)


def _variables(manifest: Manifest) -> dict[str, str]:
    """What an adapter sees of the user's environment: nothing that changes what it imports."""
    env = {key: os.environ[key] for key in _KEPT if key in os.environ}
    env |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    if manifest.environment.kind != "node":
        env |= {
            "PYTHONPATH": str(kit(manifest, "adapter_kit.py").parent),
            "PYTHONNOUSERSITE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
        }
    return env


def _stem(selection: Selection) -> str:
    return f"{selection.manifest.name}@{selection.version or 'locked'}"


def _folder_name(selection: Selection, interpreter: str) -> str:
    """The folder's name: readable, and different whenever anything that goes in is different."""
    manifest = selection.manifest
    digest = hashlib.sha256()
    parts = [
        str(_LAYOUT), manifest.environment.kind, manifest.environment.python, manifest.package,
        interpreter, sys.platform, platform.machine(),
    ]  # fmt: skip
    digest.update(json.dumps(parts).encode())
    if manifest.environment.kind == "node":
        files = [node.NODE_LOCK, *node.sources(selection)]
    else:
        files = [manifest.lock] if selection.version is None else []
    for file in files:
        content = file.read_bytes()
        digest.update(f"\n{file.name} {len(content)}\n".encode() + content)
    return f"{_stem(selection)}-{digest.hexdigest()[:12]}"


def _marker(folder: Path) -> dict[str, Any] | None:
    """What a whole environment says of itself; None when it is not whole."""
    try:
        marker = json.loads((folder / _MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    # A Python environment is only a link to its interpreter, which may have been removed.
    whole = isinstance(marker, dict) and Path(marker.get("program", "")).is_file()
    return marker if whole else None


def _kept(selection: Selection, cache: Path) -> Path | None:
    """A finished environment for ``selection``, without looking for interpreters again."""
    kept: list[tuple[Version, Path]] = []
    for folder in cache.glob(f"{_stem(selection)}-*"):
        marker = _marker(folder)
        if marker and folder.name == _folder_name(selection, marker["interpreter"]):
            version = re.search(r"[0-9][0-9.]*$", marker["interpreter"])
            kept.append((Version(version.group()) if version else Version("0"), folder))
    return max(kept)[1] if kept else None


def _built(
    selection: Selection, cache: Path, progress: Progress, stop: threading.Event | None
) -> Path:
    """Build the environment under its lock, or take the one that another process just built."""
    requirement = selection.manifest.environment
    interpreter: interpreters.Interpreter | None = None
    if requirement.kind == "python":
        interpreter = interpreters.find(
            requirement.python, wanted_by=str(selection), progress=progress, stop=stop
        )
    folder = cache / _folder_name(selection, interpreter.known_as if interpreter else "")
    with _locked(cache / f"{folder.name}.lock", progress, stop):
        if _marker(folder) is None:
            if folder.exists():
                progress("an earlier build was interrupted; starting afresh")
                shutil.rmtree(folder)
            _build(selection, interpreter, folder, progress, stop)
    return folder


@contextmanager
def _locked(file: Path, progress: Progress, stop: threading.Event | None) -> Iterator[None]:
    lock = FileLock(file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress(f"another run is building it; waiting for {file}")
        while not lock.is_locked:
            if stop is not None and stop.is_set():
                raise tools.Interrupted(f"{file}: no longer waited for, as was asked") from None
            with suppress(Timeout):
                lock.acquire(timeout=0.2)
    try:
        yield
    finally:
        lock.release()


def _build(
    selection: Selection,
    interpreter: interpreters.Interpreter | None,
    folder: Path,
    progress: Progress,
    stop: threading.Event | None,
) -> None:
    start = time.monotonic()
    known_as = interpreter.known_as if interpreter else ""
    progress(f"building its environment ({known_as or 'Node.js'})")
    (folder / "home").mkdir(parents=True)
    try:
        if interpreter:
            installed = python.build(selection, interpreter, folder, stop)
            program = python.binary(folder)
        else:
            installed = node.build(selection, folder, stop)
            program = node.binary(folder)
        marker = {"interpreter": known_as, "program": str(program), "installed": installed}
        unfinished = folder / f"{_MARKER}.part"
        unfinished.write_text(json.dumps(marker, indent=2) + "\n", encoding="utf-8")
        unfinished.replace(folder / _MARKER)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, tools.ToolFailure):
            raise EnvironmentFailure(_explain(selection, known_as, error)) from None
        raise
    progress(f"built in {time.monotonic() - start:.1f} s")


# What the tools say, in their own words, when ...
_NO_VERSION = re.compile(r"there is no version of|only .{0,80} (is|are) available|ETARGET")
_NO_PACKAGE = re.compile(r"was not found in the|E404")
_OFFLINE = re.compile(
    r"Failed to fetch|error sending request|dns error|network connectivity was disabled|"
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT"
)
_NO_WHEEL = re.compile(r"Build failures usually|Failed to build")
_BAD_HASH = re.compile(r"[Hh]ash mismatch|EINTEGRITY|--require-hashes")


def _explain(selection: Selection, known_as: str, failure: tools.ToolFailure) -> str:
    manifest = selection.manifest
    is_python = manifest.environment.kind == "python"
    package, output = manifest.package, failure.output
    versions = f"pip index versions {package}" if is_python else f"npm view {package} versions"
    if _OFFLINE.search(output):
        what = "the package registry cannot be reached"
        remedy = (
            "check the network; behind a mirror, name it in "
            + ("pip's configuration or UV_DEFAULT_INDEX" if is_python else "your .npmrc")
            + "; an environment that was built before needs no network"
        )
    elif selection.version and _NO_VERSION.search(output):
        what = f"the registry has no version {selection.version} of {package} that fits"
        remedy = f"list the versions with: {versions}"
    elif _NO_PACKAGE.search(output):
        what = "the registry does not know a package"
        remedy = f"check 'package' in {manifest.folder / 'implementation.toml'} and the lock file"
    elif _BAD_HASH.search(output):
        what = "the lock file and the registry do not agree"
        remedy = f"make {manifest.lock} again, with hashes, and look at what changed"
    elif _NO_WHEEL.search(output):
        what = f"there is no wheel for {known_as}, and the build from source failed"
        remedy = (
            f"choose a version that has one ({versions}), or narrow environment.python in "
            f"{manifest.folder / 'implementation.toml'} to a Python that it was built for"
        )
    elif selection.version:
        what = f"version {selection.version} of {package} cannot be installed with {known_as}"
        remedy = f"read the lines above, or choose another version: {versions}"
    else:
        what = f"the locked packages cannot be installed with {known_as or 'npm'}"
        remedy = f"read the lines above; perhaps {manifest.lock} must be made again"
    said = "".join(f"\n    {line}" for line in output.splitlines())
    return (
        f"{selection}: {what}.\n"
        f"  Tried: {failure}" + (f". It says:{said}" if said else "") + f"\n  What to do: {remedy}"
    )
