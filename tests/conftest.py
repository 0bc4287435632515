"""What several folders of tests share: a handful of golden cases, and a stage for an adapter."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.adapters.manifest import FILE
from conformance.cases import files
from conformance.cases.builder import (
    array,
    group,
)
from conformance.cases.faults import fault
from conformance.cases.files import Fixtures
from conformance.cases.model import Case

ACTOR = Path(__file__).parent / "actor.py"
MANIFEST = """
name = {name}
language = "Python"
homepage = "https://example.org/{folder}"
issues = "https://example.org/{folder}/issues"
package = "none"
claims = ["v3-core-reader", "v3-attributes-reader", "v3-group-reader"]
[environment]
kind = "none"
lock = ""
[adapter]
command = ["{{python}}", "-S", "-E", {actor}, "{{folder}}"]
in_flight = {in_flight}
[reproduce]
language = "python"
array = "open({{store}}, {{path}})"
"""

Stage = Callable[..., Path]


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    """Eight cases, at least one of every kind."""
    minimal = array("v3/arrays/minimal", "Plain.", "v3.core.array.single-object").read()
    described = (
        array("v3/attributes/flat", "With attributes.", "v3.core.array.attributes.object")
        .member("attributes", {"a": 1})
        .check("attributes")
        .read()
    )
    a_group = group("v3/groups/minimal", "A group.", "v3.core.group.object").read()
    bytes_codec = {"name": "bytes", "configuration": {"endian": "little"}}
    invented = "v3.core.extension.unknown-field"
    return [
        minimal,
        described,
        a_group,
        array("v3/arrays/open", "Open.", "v3.core.array.single-object").observe("core text"),
        fault("v3/attributes/is-list", "A.", "v3.core.array.attributes.object", control=described)
        .set("attributes", [])
        .refuse(),
        fault("v3/codecs/chain/unknown-codec-last", "B.", invented, control=minimal)
        .set("codecs", [bytes_codec, {"name": "zarr-conformance-invented"}])
        .refuse(),
        fault("v3/data-types/name-unknown", "C.", invented, control=minimal)
        .set("data_type", "zarr-conformance-invented")
        .refuse(),
        fault("v3/damage/bytes-cut", "D.", "v3.codec.bytes.elements", control=minimal)
        .cut("c/0/0", 3)
        .robustness(),
    ]


@pytest.fixture(scope="session")
def golden(cases: list[Case], tmp_path_factory: pytest.TempPathFactory) -> Fixtures:
    """The cases, in a folder that tests leave alone."""
    root = tmp_path_factory.mktemp("golden")
    files.write(cases, root)
    return files.load(root)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Makes the folder of an implementation that plays its part, see ``actor.py``."""

    def make(
        name: str = "actor",
        answers: Mapping[str, Any] | None = None,
        *,
        hello: Mapping[str, Any] | None = None,
        at_start: str | None = None,
        expectations: str | None = None,
        in_flight: int = 1,
    ) -> Path:
        folder = tmp_path / "stage" / name
        folder.mkdir(parents=True)
        (folder / FILE).write_text(
            MANIFEST.format(
                name=json.dumps(name),
                folder=name,
                actor=json.dumps(str(ACTOR)),
                in_flight=in_flight,
            )
        )
        script = {"hello": hello or {}, "answers": answers or {}, "at_start": at_start}
        (folder / "script.json").write_text(json.dumps(script))
        if expectations is not None:
            (folder / "expectations.toml").write_text(expectations)
        return folder

    return make


def pids(folder: Path) -> list[int]:
    """The processes that were started for the implementation in ``folder``."""
    file = folder / "pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def gone() -> Callable[[Path], bool]:
    """Whether the implementation in a folder was started, and no process of it is left."""

    def check(folder: Path) -> bool:
        deadline = time.monotonic() + 3
        while any(map(alive, pids(folder))) and time.monotonic() < deadline:
            time.sleep(0.01)
        return bool(pids(folder)) and not any(map(alive, pids(folder)))

    return check
