"""The writing part of a run: cases and their controls, one after the other, in one process."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.adapters import environments
from conformance.adapters.process import Adapter, Hello, Limits
from conformance.cases import files
from conformance.cases.builder import array
from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.cases.recipes import recipe
from conformance.engine import stores, writing
from conformance.engine.judge import Judgement
from conformance.engine.run import Plan, Run
from conformance.engine.writing import Writing
from conformance.results import Result
from tests.saboteurs.faults import HONEST
from tests.saboteurs.hunt import writing_saboteur

PLAIN, RESERVED = "v3/write/plain", "v3/write/reserved"
BEGUN, OPEN = "v3/write/begun", "v3/write/open"
FOLDERS = (PLAIN, RESERVED, BEGUN, OPEN)
NAME = "v3.core.node-name"


def some_cases() -> list[Case]:
    begun = array("v3/x", "x", "x").shape(4, 6, chunks=(2, 3))
    return [
        recipe(PLAIN, "A plain name.", NAME).group().array(path="x").write("x").judged("x"),
        recipe(RESERVED, "A reserved name.", f"{NAME}.not-reserved-prefix")
        .group()
        .array(path="__x")
        .refuses(PLAIN),
        recipe(BEGUN, "A part.", "v3.grid.regular.key").begin(begun).region((0, 1), (0, 6))
        .judged(),
        recipe(OPEN, "An open name.", NAME).group().array(path="a\\b").observe("x#1", path="a\\b"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def recipes(tmp_path_factory: pytest.TempPathFactory) -> Fixtures:
    root = tmp_path_factory.mktemp("recipes")
    files.write(some_cases(), root)
    return files.load(root)


@pytest.fixture(scope="module")
def honest(recipes: Fixtures) -> Iterator[tuple[Adapter, Hello]]:
    with started(recipes, HONEST) as adapter:
        yield adapter, adapter.start()


def started(recipes: Fixtures, *arguments: str) -> Adapter:
    environment = environments.prepare(
        writing_saboteur(arguments[0], recipes, *arguments[1:]), progress=lambda _: None
    )
    limits = Limits(request_seconds=60, start_seconds=60)
    return Adapter(environment.command, cwd=environment.cwd, env=environment.env, limits=limits)


def each(
    recipes: Fixtures,
    adapter: tuple[Adapter, Hello],
    folder: Path,
    *ids: str,
    claims: Sequence[str] | None = None,
) -> dict[str, Judgement]:
    if claims is None:
        claims = [c for case in recipes.cases.values() for c in case.classes]
    wanted = [recipes.cases[id] for id in ids or recipes.cases]
    found = Writing(recipes, frozenset(claims), folder).each(*adapter, wanted, threading.Event())
    return {case.id: judgement for case, judgement, seconds in found if seconds >= 0}


def verdicts(found: dict[str, Judgement]) -> dict[str, str]:
    return {id: judgement.verdict for id, judgement in found.items()}


def test_the_honest_writer_passes(recipes: Fixtures, honest: Any, tmp_path: Path) -> None:
    found = each(recipes, honest, tmp_path)
    assert verdicts(found) == {PLAIN: "pass", RESERVED: "pass", BEGUN: "pass", OPEN: "observed"}
    assert {
        path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("store")
    } == set(FOLDERS)
    assert "c/0/1" in stores.read(tmp_path / BEGUN / "store")


def test_a_control_is_carried_out_first(recipes: Fixtures, honest: Any, tmp_path: Path) -> None:
    assert list(each(recipes, honest, tmp_path, RESERVED)) == [PLAIN, RESERVED]


def test_what_lay_in_the_folder_is_gone(recipes: Fixtures, honest: Any, tmp_path: Path) -> None:
    stores.write(tmp_path / PLAIN, {"store/zarr.json": b"old", "old": b""})
    assert each(recipes, honest, tmp_path, PLAIN)[PLAIN] == Judgement(
        "pass", "the store is valid and says what the recipe says"
    )


def test_the_fixtures_stay_as_they_are(recipes: Fixtures, honest: Any, tmp_path: Path) -> None:
    before = stores.read(recipes.root)
    each(recipes, honest, tmp_path)
    assert stores.read(recipes.root) == before


def test_a_refusal_proves_nothing_where_its_control_fails(
    recipes: Fixtures, tmp_path: Path
) -> None:
    with started(recipes, "chunks-at-the-root") as adapter:
        found = each(recipes, (adapter, adapter.start()), tmp_path, RESERVED)
    assert verdicts(found) == {PLAIN: "wrong", RESERVED: "unsupported"}
    assert PLAIN in found[RESERVED].message


def test_a_breach_needs_no_control(recipes: Fixtures, honest: Any, tmp_path: Path) -> None:
    with started(recipes, "name-of-underscores-made") as adapter:
        found = each(recipes, (adapter, adapter.start()), tmp_path, RESERVED)
    assert found[RESERVED].verdict == "invalid"
    assert found[RESERVED].clause == f"{NAME}.not-reserved-prefix"


def test_it_ends_once_it_is_stopped(recipes: Fixtures, honest: Any, tmp_path: Path) -> None:
    stop = threading.Event()
    going = Writing(recipes, frozenset(), tmp_path).each(
        *honest, [recipes.cases[id] for id in (PLAIN, BEGUN)], stop
    )
    assert next(going)[0].id == PLAIN
    stop.set()
    assert list(going) == []


def test_no_store_is_too_much_for_the_judge(
    recipes: Fixtures, honest: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = writing.judge

    def fails(case: Case, *rest: Any) -> Judgement:
        if case.id == PLAIN:
            raise MemoryError("too large")
        return judge(case, *rest)

    monkeypatch.setattr(writing, "judge", fails)
    found = each(recipes, honest, tmp_path)
    assert found[PLAIN] == Judgement("not-run", "the engine failed: MemoryError: too large")
    assert found[BEGUN].verdict == "pass"
    assert found[RESERVED].verdict == "unsupported"


def run(recipes: Fixtures, name: str, *mischief: str, **plan: Any) -> Result:
    limits = Limits(request_seconds=60, start_seconds=60)
    going = Run(
        writing_saboteur(name, recipes, *mischief),
        Plan(recipes, tuple(recipes.cases), limits, **plan),
    )
    going.start()
    return going.finished.result()


def test_a_run_keeps_the_stores_that_it_is_told_to_keep(recipes: Fixtures, tmp_path: Path) -> None:
    stores.write(tmp_path / HONEST, {"v3/write/gone/store/zarr.json": b"of an earlier run"})
    result = run(recipes, HONEST, stores=tmp_path)
    assert [case.verdict for case in result.cases] == ["pass", "observed", "pass", "pass"]
    assert set(result.times.cases) == set(FOLDERS)
    kept = {path.relative_to(tmp_path / HONEST) for path in (tmp_path / HONEST).rglob("store")}
    assert kept == {Path(id) / "store" for id in FOLDERS}
    assert "write_region" in result.implementation.operations
    assert (result.unavailable, result.faults) == (None, ())


def test_a_run_says_which_clause_is_broken(recipes: Fixtures) -> None:
    result = run(recipes, "name-of-underscores-made")
    [failed] = [case for case in result.cases if case.status == "failed"]
    assert (failed.id, failed.verdict) == (RESERVED, "invalid")
    assert failed.clause == f"{NAME}.not-reserved-prefix"


def test_a_crash_costs_one_case(recipes: Fixtures, tmp_path: Path) -> None:
    result = run(recipes, HONEST, str(tmp_path), "die", "always")
    found = {case.id: case for case in result.cases}
    assert {id: case.verdict for id, case in found.items()} == {
        PLAIN: "crashed",
        RESERVED: "unsupported",
        BEGUN: "pass",
        OPEN: "observed",
    }
    assert "out of luck" in result.log


def test_messages_do_not_say_where_stores_lie(recipes: Fixtures, tmp_path: Path) -> None:
    result = run(recipes, HONEST, str(tmp_path), "lose", stores=tmp_path / "stores")
    [plain] = [case for case in result.cases if case.id == PLAIN]
    assert plain.verdict == "observed"
    assert "stores/v3/write/plain/store" in plain.message
    assert str(tmp_path) not in plain.message


def test_claims_decide_what_a_refusal_is(recipes: Fixtures, honest: Any, tmp_path: Path) -> None:
    adapter, hello = honest
    less = replace(hello, operations=("create_group",))
    found = each(recipes, (adapter, less), tmp_path, PLAIN, RESERVED)
    assert verdicts(found) == {PLAIN: "refused", RESERVED: "unsupported"}
    found = each(recipes, (adapter, less), tmp_path, PLAIN, claims=())
    assert verdicts(found) == {PLAIN: "unsupported"}
