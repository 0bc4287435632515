"""The real adapters read over HTTP what they read from a folder, and ask for nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from driven import driven

from conformance.adapters.manifest import discover
from conformance.cases import files
from conformance.locations import FIXTURES, IMPLEMENTATIONS
from conformance.observing.loopback import Loopback

IDS = (
    "v3/arrays/minimal",
    "v3/hierarchy/array-in-group",
    "v3/hierarchy/group-minimal",
    "v2/arrays/minimal",
    "v2/groups/minimal",
)
REMOTE = [name for name, m in discover(IMPLEMENTATIONS).items() if "http" in m.stores]


@pytest.mark.parametrize("name", REMOTE)
def test_reads_what_is_served(name: str, tmp_path: Path) -> None:
    with driven(name, tmp_path) as live:
        fixtures = files.load(FIXTURES)
        for case in map(fixtures.cases.__getitem__, IDS):
            op = f"read_{case.node.node_type}"
            if op not in live.hello.operations:
                continue
            near = replace(live, store=fixtures.store(case), format=case.format)
            expected = near.ask(op, case.node.path)
            with Loopback(files.load_store(fixtures, case)) as server:
                far = replace(near, store=server.url)
                found = far.ask(op, case.node.path)
                asked = server.take()
                missing = far.ask(op, "nowhere")
            assert (expected.kind, expected.values) == ("ok", case.values)
            assert (found.kind, found.body, found.values) == ("ok", expected.body, case.values)
            assert any(exchange.path.startswith(case.node.path) for exchange in asked)
            assert not {exchange.path for exchange in asked} & {"", "/"}
            assert missing.kind == "refused"
