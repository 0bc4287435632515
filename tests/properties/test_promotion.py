"""A find becomes a golden case, or is refused with the reason."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import ledger, locations
from conformance.adapters.process import Limits
from conformance.cases.definitions import found
from conformance.cases.files import Fixtures, load
from conformance.properties import promotion
from conformance.properties.drawing import Draws
from conformance.properties.promotion import PromotionError, promoted, still_fails
from conformance.properties.scope import Scope
from conformance.properties.search import Effort
from conformance.properties.session import Session
from conformance.results import (
    Find,
    FindError,
    find_folder,
    read_find,
    read_finds,
    remove_finds,
    write_find,
    zipped,
)
from tests.saboteurs.hunt import saboteur

NAME = "no-codecs-is-bytes"
ID = "v3/codecs/chain/found-empty"


@pytest.fixture(scope="module")
def fixtures() -> Fixtures:
    return load(locations.FIXTURES)


@pytest.fixture(scope="module")
def find(fixtures: Fixtures) -> Iterator[Find]:
    """A real find: the list of codecs is empty, and it was read."""
    selection = saboteur(NAME, fixtures)
    with Draws(11, 1000, frozenset(), batches=1) as draws:
        session = Session(
            {selection: Scope({})},
            draws,
            effort=Effort(),
            limits=Limits(),
            found=lambda _: None,
            explored=True,
        )
        finds = session.run()[selection].finds
    [one] = [f for f in finds if f.clauses == ("v3.core.array.codecs.not-empty",)]
    yield one


def test_a_find_is_read_as_it_was_written(find: Find, tmp_path: Path) -> None:
    path = write_find(find, tmp_path)
    assert path == tmp_path / find_folder(find)
    assert read_find(path) == find
    archive = tmp_path / "find.zip"
    archive.write_bytes(zipped(find))
    assert read_find(archive) == find
    assert zipped(read_find(path)) == zipped(find)
    assert read_finds(tmp_path) == ([find], [])


def test_what_runs_found_is_removed_and_what_was_explored_stays(find: Find, tmp_path: Path) -> None:
    write_find(find, tmp_path)
    write_find(replace(find, id="other", explored=False), tmp_path)
    write_find(replace(find, id="other", explored=False, version="2"), tmp_path)
    remove_finds(tmp_path, NAME, "1")
    assert {(f.id, f.version) for f in read_finds(tmp_path)[0]} == {(find.id, "1"), ("other", "2")}


def test_a_zip_that_reaches_out_is_not_used(find: Find, tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x/find.json", "{}")
        archive.writestr("x/../../etc/passwd", "me")
    with pytest.raises(FindError, match="would lie outside"):
        read_find(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "find.json").unlink(), "has no find.json"),
        (lambda folder: (folder / "find.json").write_text("{"), "not JSON"),
        (lambda folder: (folder / "find.json").write_text("{}"), "is a required property"),
        (lambda folder: (folder / "big").write_bytes(bytes(2**21)), "no find is so large"),
        (lambda folder: (folder / "link").symlink_to("/etc/passwd"), "is a link"),
    ],
)
def test_a_broken_find_is_named(
    find: Find, tmp_path: Path, change: Callable[[Path], object], message: str
) -> None:
    change(write_find(find, tmp_path))
    with pytest.raises(FindError, match=message):
        read_find(tmp_path / find_folder(find))


def test_a_find_and_its_control_become_cases(find: Find, tmp_path: Path) -> None:
    control, case = promoted(find, ID, "No codecs.", (), {}, ledger.load())
    assert (case.id, case.kind, case.control) == (ID, "refuse", control.id)
    assert (control.id, control.kind) == (f"{ID}-control", "read")
    assert (case.title, case.clauses) == ("No codecs.", ("v3.core.array.codecs.not-empty",))
    path = found.write(
        case, {"implementation": "x", "version": "1", "property": "p", "seed": 1}, tmp_path
    )
    assert json.loads(path.read_text())["case"] == case.document()


@pytest.mark.parametrize(
    ("id", "clause", "message"),
    [
        ("v3/arrays/minimal", None, "exists already"),
        ("v3/Not An Id", None, "does not match"),
        ("../../outside", None, "does not match"),
        (ID, "v3.no.such", "no such clause"),
        (ID, "v3.core.array.attributes.optional", "nobody must refuse for it"),
        (ID, "v3.core.array.zarr-format.value", "the oracle says"),
    ],
)
def test_what_cannot_be_promoted(
    find: Find, fixtures: Fixtures, id: str, clause: str | None, message: str
) -> None:
    clauses = (clause,) if clause else ()
    with pytest.raises(PromotionError, match=message):
        promoted(find, id, None, clauses, fixtures.cases, ledger.load())


def test_it_must_still_fail(find: Find, fixtures: Fixtures) -> None:
    assert "without an error" in still_fails(find, saboteur(NAME, fixtures))
    with pytest.raises(PromotionError, match="no longer fails like that: it was accepted, now"):
        still_fails(find, saboteur("honest", fixtures))
    with pytest.raises(PromotionError, match="is not 2, which failed"):
        still_fails(replace(find, version="2"), saboteur(NAME, fixtures))


def test_a_dataset_that_is_no_case_is_named(find: Find) -> None:
    broken = {**find.dataset, "case.json": b"[1"}
    with pytest.raises(PromotionError, match=r"no usable case\.json"):
        promotion.found_case(broken)


def test_what_was_kept_holds() -> None:
    kept = list(found.cases())
    assert len(kept) == len(list(found.FOLDER.glob("*.json")))
    assert {case.id for case in kept} <= load(locations.FIXTURES).cases.keys()
