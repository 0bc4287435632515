"""Steps, carried out by a process that writes on a real folder, and what may go wrong there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance import ledger
from conformance.adapters import environments
from conformance.adapters.process import Adapter, Hello, Limits
from conformance.cases.builder import array
from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.cases.recipes import recipe
from conformance.engine import stores
from conformance.engine.carry_out import CarriedOut, carry_out, request
from conformance.engine.judge import Judgement
from conformance.engine.written import judge
from tests.saboteurs.faults import HONEST
from tests.saboteurs.hunt import writing_saboteur
from tests.saboteurs.writing import carried_out

LIMITS = Limits(request_seconds=60, start_seconds=60)
HASTY = Limits(request_seconds=3, start_seconds=60)
CASE = (
    recipe("v3/write/tried", "An array below a group.", "v3.core.array.document")
    .group()
    .array(lambda draft: draft.shape(4, 6, chunks=(2, 3)), path="a")
    .write("a")
    .region((1, 3), (1, 6, 2), path="a")
    .attributes({"n": 1}, path="a")
    .judged("a")
)
BEGUN = (
    recipe("v3/write/begun", "An array that is there.", "v3.core.array.document")
    .begin(array("v3/x", "x", "x").shape(4, 6, chunks=(2, 3)))
    .write()
    .judged()
)
Start = Callable[..., tuple[Adapter, Hello]]


@pytest.fixture
def start(tmp_path: Path, golden: Fixtures) -> Iterator[Start]:
    adapters = []

    def started(*arguments: str, limits: Limits = LIMITS) -> tuple[Adapter, Hello]:
        name, *mischief = arguments
        more = (str(tmp_path), *mischief) if mischief else ()
        environment = environments.prepare(
            writing_saboteur(name, golden, *more), progress=lambda _: None
        )
        adapter = Adapter(
            environment.command, cwd=environment.cwd, env=environment.env, limits=limits
        )
        adapters.append(adapter)
        return adapter, adapter.start()

    yield started
    for adapter in adapters:
        adapter.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "written" / "case"
    made.mkdir(parents=True)
    return made


def carry(started: tuple[Adapter, Hello], case: Case, folder: Path) -> CarriedOut:
    done = carry_out(*started, case, case.store, folder, threading.Event())
    assert done is not None
    return done


def judged(case: Case, done: CarriedOut) -> Judgement:
    return judge(case, done, frozenset(case.classes), ledger.load())


def kinds(done: CarriedOut) -> list[str]:
    return [step.outcome.kind for step in done.steps]


def test_a_request_is_the_step_as_it_stands(folder: Path) -> None:
    region = request(CASE, 3, folder)
    assert (region.key, region.op, region.path) == ("v3/write/tried#4", "write_region", "a")
    assert region.selection == ((1, 3, 1), (1, 6, 2))
    assert region.arguments == {"values": CASE.steps[3]["values"]}
    assert region.store == str(folder)
    assert request(CASE, 0, folder).selection is None
    assert request(CASE, 1, folder).arguments == {"array": CASE.steps[1]["array"]}


def test_a_process_writes_what_the_same_writer_writes_here(start: Start, folder: Path) -> None:
    done = carry(start(HONEST), CASE, folder)
    here = carried_out(CASE, {})
    assert kinds(done) == ["ok"] * 5
    assert done.store == here.store == stores.read(folder / "store")
    assert [step.before for step in done.steps] == [step.before for step in here.steps]
    assert (done.strays, done.trouble) == ((), "")
    assert done.seconds > 0
    assert judged(CASE, done).verdict == "pass"


def test_a_store_that_is_there_is_the_beginning(start: Start, folder: Path) -> None:
    done = carry(start(HONEST), BEGUN, folder)
    assert done.steps[0].before == BEGUN.store
    assert judged(BEGUN, done).verdict == "pass"


def test_a_step_that_is_refused_is_the_last(start: Start, folder: Path) -> None:
    case = recipe("v3/write/r", "x", "v3.core.array.document").array(path="__x").write("__x")
    done = carry(start(HONEST), case.judged("__x"), folder)
    assert kinds(done) == ["refused"]
    assert done.last.message.startswith("Refused: '__x'")


def test_what_hello_leaves_out_is_never_asked(start: Start, folder: Path) -> None:
    adapter, hello = start(HONEST)
    less = Hello(**{**vars(hello), "operations": tuple(set(hello.operations) - {"write_region"})})
    done = carry((adapter, less), CASE, folder)
    assert kinds(done) == ["ok", "ok", "ok", "unsupported"]
    assert done.last.message == "its API has no write_region for zarr_v3"
    none = Hello(**{**vars(hello), "formats": ("zarr_v2",)})
    assert kinds(carry((adapter, none), CASE, folder)) == ["unsupported"]


def test_one_that_was_stopped_has_no_outcome(start: Start, folder: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert carry_out(*start(HONEST), CASE, {}, folder, stop) is None


def test_a_fault_of_the_process_is_judged_like_one_here(start: Start, folder: Path) -> None:
    done = carry(start("regions-from-the-origin"), CASE, folder)
    found = judged(CASE, done)
    assert found.verdict == "wrong"
    assert found.mismatch is not None
    assert found.mismatch.member == "values"


def test_one_that_dies_in_a_step_is_asked_again_on_the_store_as_it_was(
    start: Start, folder: Path, tmp_path: Path
) -> None:
    done = carry(start(HONEST, "die"), CASE, folder)
    assert len((tmp_path / "pids").read_text().split()) == 2
    assert kinds(done) == ["ok"] * 5
    assert done.store == carried_out(CASE, {}).store
    assert judged(CASE, done).verdict == "pass"


def test_one_that_always_dies_has_crashed(start: Start, folder: Path) -> None:
    done = carry(start(HONEST, "die", "always"), CASE, folder)
    assert kinds(done) == ["ok", "ok", "crashed"]
    # What it leaves behind is torn, and the crash is what is told.
    assert "a/zarr.json" in done.steps[-1].before
    assert "a/zarr.json" not in done.store
    found = judged(CASE, done)
    assert found.verdict == "crashed"
    assert found.message.startswith("step 3 of 5, write_array: ")
    assert "exit status 7" in found.message


def test_one_that_hangs_has_hung(
    start: Start, folder: Path, tmp_path: Path, gone: Callable[[Path], bool]
) -> None:
    adapter, hello = start(HONEST, "hang", "always", limits=HASTY)
    done = carry((adapter, hello), CASE, folder)
    assert kinds(done) == ["ok", "ok", "hung"]
    assert judged(CASE, done).verdict == "hung"
    adapter.close()
    assert gone(tmp_path)


def test_one_that_hangs_once_is_asked_again(start: Start, folder: Path) -> None:
    done = carry(start(HONEST, "hang", limits=HASTY), CASE, folder)
    assert kinds(done) == ["ok"] * 5
    assert judged(CASE, done).verdict == "pass"


def test_what_is_written_beside_the_store_is_noted(start: Start, folder: Path) -> None:
    done = carry(start(HONEST, "beside"), CASE, folder)
    assert done.strays == ("x",)
    found = judged(CASE, done)
    assert found.verdict == "pass"
    assert found.notes == ("wrote x beside the store, where nothing may be written",)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("link", "link is no plain file"),
        ("many", "more than 10000 files"),
        ("lose", "cannot be read"),
    ],
)
def test_a_store_that_cannot_be_taken_is_not_judged(
    start: Start, folder: Path, word: str, why: str
) -> None:
    done = carry(start(HONEST, word), CASE, folder)
    assert len(done.steps) == 3
    assert done.trouble
    # Nothing is kept of it: what is shown is the store before.
    assert done.store == done.steps[-1].before
    found = judged(CASE, done)
    assert found.verdict == "observed"
    assert found.message.startswith("not judged: ")
    assert why in found.message


def test_the_next_case_meets_nothing_of_the_last(start: Start, tmp_path: Path) -> None:
    started = start(HONEST, "beside")
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        done = carry(started, CASE, folder)
        assert done.strays == (("x",) if name == "one" else ())
