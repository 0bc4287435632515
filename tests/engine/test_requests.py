"""How a case is asked, and that a region is asked only where the adapter reads regions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance import schemas
from conformance.adapters import manifest
from conformance.adapters.manifest import Selection
from conformance.cases import files
from conformance.cases.builder import array, group
from conformance.cases.model import Case
from conformance.engine.requests import request
from conformance.engine.run import Plan, Run

WHOLE = array("v3/a", "x", "v3.core.array.single-object").at("below").read()
REGION = array("v3/r", "x", "v3.core.array.single-object").region((0, 2), (1, 3, 2)).read()
POINT = array("v3/p", "x", "v3.core.array.single-object").shape().region().read()
GROUP = group("v3/g", "x", "v3.core.group.object").read()


@pytest.mark.parametrize(
    ("case", "asked"),
    [
        (WHOLE, {"op": "read_array", "path": "below"}),
        (GROUP, {"op": "read_group", "path": ""}),
        (
            REGION,
            {
                "op": "read_region",
                "path": "",
                "selection": [["0", "2", "1"], ["1", "3", "2"]],
            },
        ),
        (POINT, {"op": "read_region", "path": "", "selection": []}),
    ],
)
def test_a_case_is_one_request(case: Case, asked: dict[str, Any]) -> None:
    question = request(case, "/store")
    line = json.loads(question.line(7))
    assert question.key == case.id
    assert line == {"id": 7, "format": "zarr_v3", "store": "/store", **asked}
    assert schemas.problem("protocol/request", line) is None


@pytest.mark.parametrize(
    "selection",
    [[["0", "2"]], [[0, 2, 1]], [["0", "0", "1"]], [["0", "2", "0"]], [["00", "2", "1"]]],
)
def test_a_selection_is_positive_decimal_strings(selection: Any) -> None:
    line = {"id": 1, "op": "read_region", "store": "/s", "path": "", "selection": selection}
    assert schemas.problem("protocol/request", line) is not None


@pytest.mark.parametrize(
    ("operations", "verdict", "message"),
    [
        (["read_array"], "unsupported", "its API has no read_region for zarr_v3"),
        (["read_array", "read_region"], "pass", "read as the specification says"),
    ],
)
def test_a_region_is_asked_where_hello_lists_it(
    tmp_path: Path,
    stage: Callable[..., Path],
    operations: list[str],
    verdict: str,
    message: str,
) -> None:
    files.write([REGION], tmp_path / "golden")
    golden = files.load(tmp_path / "golden")
    folder = stage(hello={"operations": operations})
    run = Run(Selection(manifest.load(folder)), Plan(golden, (REGION.id,)))
    run.start()
    (result,) = run.finished.result().cases
    # The manifest does not claim to read regions, so an older adapter stays green.
    assert (result.verdict, result.message) == (verdict, message)
