"""Measured requests: asked alone, with their memory told and limited."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.adapters import memory, process
from conformance.adapters.process import Adapter, Limits, Outcome, Request
from conformance.adapters.session import Session

FAKE = Path(__file__).parent / "fakes" / "eats_memory.py"
MIB = 1 << 20
LIMITS = Limits(request_seconds=20, measured_seconds=20, start_seconds=20, memory_bytes=300 * MIB)
pytestmark = pytest.mark.skipif(
    memory.begin(os.getpid()) is None, reason="the system does not tell the memory of a process"
)


def ask(folder: Path, *requests: Request, limits: Limits = LIMITS) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    command = [sys.executable, "-E", str(FAKE)]
    env = {"PATH": os.environ["PATH"]}
    with Adapter(command, cwd=folder, env=env, limits=limits) as adapter:
        adapter.start()
        adapter.run(requests, lambda r, o: outcomes.update({r.key: o}), threading.Event())
    return outcomes


def request(path: str, *, measured: bool = True, key: str = "") -> Request:
    return Request(key or path, "read_array", "store", path, measured=measured)


def test_the_memory_of_each_request_is_its_own(tmp_path: Path) -> None:
    found = ask(tmp_path, request("100"), request("1"), request("1", measured=False, key="other"))
    much, little = found["100"].peak_bytes, found["1"].peak_bytes
    assert much is not None and little is not None
    assert 90 * MIB < much < 150 * MIB
    assert little < 50 * MIB
    assert found["other"].peak_bytes is None


def test_one_that_takes_too_much_is_ended_and_the_others_are_answered(tmp_path: Path) -> None:
    found = ask(tmp_path, request("1"), request("for ever"), request("2"))
    assert [found[key].kind for key in ("1", "for ever", "2")] == ["ok", "memory", "ok"]
    assert "took more than 300 MiB of memory" in found["for ever"].message
    assert (found["for ever"].peak_bytes or 0) > 200 * MIB


def test_one_that_is_not_measured_may_take_what_it_needs(tmp_path: Path) -> None:
    found = ask(tmp_path, request("400", measured=False), request("1"))
    assert [found[key].kind for key in ("400", "1")] == ["ok", "ok"]


def test_no_other_is_open_beside_a_measured_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: dict[str, int] = {}
    together = []

    class Watched(Session):
        def ask(self, request: Request) -> None:
            super().ask(request)
            together.append(self.open)
            for each in self.open_requests():
                beside[each.key] = max(beside.get(each.key, 0), self.open - 1)

    monkeypatch.setattr(process, "Session", Watched)
    kinds = [True, False, False, True, True, False, True]
    asked = [request("1", measured=measured, key=str(n)) for n, measured in enumerate(kinds)]
    found = ask(tmp_path, *asked, limits=replace(LIMITS, in_flight=8))
    assert {outcome.kind for outcome in found.values()} == {"ok"}
    assert [beside[r.key] for r in asked if r.measured] == [0, 0, 0, 0]
    assert max(together) == 2


def test_a_death_that_does_not_happen_again_is_no_fault(tmp_path: Path) -> None:
    store = str(tmp_path)
    command = [sys.executable, "-E", str(FAKE.with_name("crashes_once.py"))]
    asked = [Request(p, "read_array", store, p, measured=True) for p in ("a", "cursed", "b")]
    outcomes: dict[str, Outcome] = {}
    with Adapter(command, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, limits=LIMITS) as adapter:
        adapter.start()
        adapter.run(asked, lambda r, o: outcomes.update({r.key: o}), threading.Event())
        assert adapter.faults == []
    assert {key: outcome.kind for key, outcome in outcomes.items()} == {
        "a": "ok",
        "cursed": "ok",
        "b": "ok",
    }


def test_nothing_is_told_of_a_process_that_is_gone() -> None:
    gone = 2**22 + 1
    assert (memory.resident(gone), memory.begin(gone), memory.peak(gone)) == (None, None, None)
