"""Building the environment of a Python adapter: a virtual environment, filled from the lock.

Where the environment lies, and whether it is whole, ``environments`` decides; which interpreter
it is made with, ``interpreters``.
"""

from __future__ import annotations

import json
import os
import threading
from functools import partial
from pathlib import Path

from conformance.adapters import tools
from conformance.adapters.interpreters import Interpreter
from conformance.adapters.manifest import Selection

_INSTALL_SECONDS = 900.0


def binary(folder: Path) -> Path:
    """The interpreter of the environment in ``folder``."""
    venv = folder / "venv"
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def build(
    selection: Selection, interpreter: Interpreter, folder: Path, stop: threading.Event | None
) -> dict[str, str]:
    """Fill the empty ``folder`` with the locked packages, or with the version asked for alone.

    Returns what was installed, name to version. Raises tools.ToolFailure or tools.Interrupted.
    """
    manifest, uv, venv = selection.manifest, tools.uv(), str(folder / "venv")
    run = partial(
        tools.run, env=tools.build_variables(), timeout=_INSTALL_SECONDS, cwd=folder, stop=stop
    )
    run([uv, "venv", "--no-project", "--python", str(interpreter.path), venv])
    if selection.version is None:
        wanted = ["--require-hashes", "-r", str(manifest.lock)]
    else:
        wanted = [f"{manifest.package}=={selection.version}"]
    # Adapters may not write byte code later on: without it every start would compile afresh.
    run([uv, "pip", "install", "--python", venv, "--compile-bytecode", *wanted])
    listing = run([uv, "pip", "list", "--python", venv, "--format", "json"])
    return {package["name"]: package["version"] for package in json.loads(listing)}
