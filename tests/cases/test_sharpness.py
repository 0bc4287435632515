"""The file of planted faults: what it proves, and what happens when it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cases import sharpness
from conformance.cases.sharpness import CaughtFault, SharpnessError

CAUGHT = CaughtFault("b-caught", "v3.x.one", "wrong", ("v3/b", "v3/a"))
SURVIVES = CaughtFault("a-survives", "v3.x.two", "accepted", ())


def test_what_is_written_is_read_again_in_order(tmp_path: Path) -> None:
    (tmp_path / sharpness.FILE).write_bytes(sharpness.content([CAUGHT, SURVIVES]))
    assert sharpness.content([SURVIVES, CAUGHT]) == sharpness.content([CAUGHT, SURVIVES])
    loaded = sharpness.load(tmp_path)
    assert [fault.name for fault in loaded] == ["a-survives", "b-caught"]
    assert loaded[1].caught_by == ("v3/a", "v3/b")


def test_without_the_file_nothing_is_proven(tmp_path: Path) -> None:
    assert sharpness.load(tmp_path) == ()


@pytest.mark.parametrize("text", ["{", '{"schema": 1}', '{"schema": 2, "faults": []}'])
def test_a_file_that_cannot_be_used_is_named_with_the_remedy(tmp_path: Path, text: str) -> None:
    (tmp_path / sharpness.FILE).write_text(text)
    with pytest.raises(SharpnessError, match=r"saboteurs\.json.*write it again"):
        sharpness.load(tmp_path)


def test_a_clause_is_sharp_when_a_case_that_cites_it_catches_the_fault() -> None:
    citations = {"v3/a": ("v3.x.one",), "v3/b": ("v3.x.two",)}
    assert sharpness.proofs([CAUGHT, SURVIVES], citations) == {"v3.x.one": (CAUGHT,)}


def test_the_verdict_on_what_was_written_names_the_clause_itself() -> None:
    broken = CaughtFault("writer.c", "v3.x.three", "invalid", ("v3/a",))
    citations = {"v3/a": ("v3.x.one",), "v3/b": ("v3.x.two",)}
    assert sharpness.proofs([broken], citations) == {"v3.x.three": (broken,)}
    assert sharpness.proofs([broken], {"v3/b": ("v3.x.two",)}) == {}


def test_a_case_that_no_longer_cites_the_clause_proves_nothing() -> None:
    assert sharpness.proofs([CAUGHT], {"v3/b": ("v3.x.two",)}) == {}
