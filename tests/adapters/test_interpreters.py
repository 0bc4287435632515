"""Interpreters: a candidate counts only when it ran; a failure names every one and its reason."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from packaging.version import Version

from conformance.adapters import interpreters
from conformance.adapters.interpreters import Interpreter, Rejected, candidates, find, inspect
from conformance.adapters.tools import EnvironmentFailure

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fakes are shell scripts")


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def fake(path: Path, version: str, implementation: str = "CPython", free: int = 0) -> Path:
    """A program that answers as an interpreter of ``version`` would."""
    return script(path, f'echo "{version} {implementation} {free}"; echo "$0"')


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an empty PATH folder, no pyenv, no interpreters of uv, no running one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_MIRROR", (tmp_path / "mirror").as_uri())
    monkeypatch.setattr(interpreters.sys, "executable", "")  # type: ignore[attr-defined]
    return folder


def test_the_running_interpreter_is_known() -> None:
    running = inspect(Path(sys.executable))
    assert isinstance(running, Interpreter)
    assert running.version.release == sys.version_info[:3]
    assert Path(sys.executable) in candidates()


def test_candidates_come_from_path_pyenv_and_uv(alone: Path, tmp_path: Path) -> None:
    wanted = [
        fake(alone / "python3.12", "3.12.0"),
        fake(tmp_path / "pyenv/versions/3.13.0/bin/python", "3.13.0"),
        fake(tmp_path / "uv/cpython-3.14.0/bin/python", "3.14.0"),
    ]
    fake(tmp_path / "pyenv/shims/python3.15", "3.15.0")
    assert candidates() == wanted


def test_a_shim_that_does_not_run_is_rejected_with_its_words(tmp_path: Path) -> None:
    shim = script(
        tmp_path / "python3.12", 'echo "shim: python3.12: command not found" >&2; exit 127'
    )
    assert inspect(shim) == Rejected(shim, "does not run: shim: python3.12: command not found")


def test_a_hanging_shim_is_stopped_with_its_children(tmp_path: Path) -> None:
    shim = script(tmp_path / "python3", f"(sleep 2; touch {tmp_path}/survived) & sleep 60")
    answer = inspect(shim, timeout=0.3)
    assert answer == Rejected(shim, "does not run: was stopped after 0.3 s")
    inspect(script(tmp_path / "pause", "sleep 2.2"))
    assert not (tmp_path / "survived").exists()


def test_other_programs_are_rejected(tmp_path: Path) -> None:
    chatty = script(tmp_path / "python3", "echo hello")
    assert inspect(chatty) == Rejected(chatty, "does not answer as a Python interpreter does")
    odd = fake(tmp_path / "python", "new")
    assert inspect(odd) == Rejected(odd, "reports a version that is not one: 'new'")
    gone = tmp_path / "gone"
    assert inspect(gone) == Rejected(
        gone, "does not run: could not be started (No such file or directory)"
    )


def test_the_newest_that_fits_is_chosen(alone: Path, tmp_path: Path) -> None:
    fake(alone / "python3", "3.11.7")
    versions = tmp_path / "pyenv" / "versions"
    for version in ("3.12.1", "3.13.0", "3.9.18", "3.15.0a2"):
        fake(versions / version / "bin" / "python", version)
    fake(versions / "pypy" / "bin" / "python", "3.14.1", "PyPy")
    fake(versions / "3.14.0t" / "bin" / "python", "3.14.0", free=1)
    said: list[str] = []
    chosen = {
        requirement: find(requirement, wanted_by="tiny", progress=said.append)
        for requirement in ("", ">=3.11,<3.13", ">=3.12", ">=3.14", "==3.14.1")
    }
    assert {k: str(v.version) for k, v in chosen.items()} == {
        "": "3.13.0",
        ">=3.11,<3.13": "3.12.1",
        ">=3.12": "3.13.0",
        ">=3.14": "3.14.0",
        "==3.14.1": "3.14.1",
    }
    assert chosen[""] == Interpreter(
        versions / "3.13.0" / "bin" / "python", Version("3.13.0"), "CPython", False
    )
    assert said == []


def test_none_says_what_was_found_and_how_to_mend_it(alone: Path, tmp_path: Path) -> None:
    fake(alone / "python3", "3.11.7")
    fake(alone / "python3.15", "3.15.0rc1")
    script(alone / "python3.13", "echo 'shim: not here' >&2; exit 127")
    said: list[str] = []
    with pytest.raises(EnvironmentFailure) as caught:
        find(">=3.12", wanted_by="tiny", progress=said.append)
    message = str(caught.value)
    assert message.startswith("tiny: needs Python >=3.12, and no interpreter here is one.")
    assert f"{alone}/python3: version 3.11.7 is not >=3.12" in message
    assert f"{alone}/python3.15: version 3.15.0rc1 is a pre-release" in message
    assert f"{alone}/python3.13: does not run: shim: not here" in message
    assert "python install --no-bin '>=3.12', which ended with status" in message
    assert "Failed to install" in message
    assert message.count("\n    - ") == 3
    assert len(said) == 1 and "asking uv to install one" in said[0]
