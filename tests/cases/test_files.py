"""The files of the fixtures: written, checked and loaded, and told when they were touched."""

from __future__ import annotations

import gzip as gzip_module
from pathlib import Path

import pytest

from conformance.cases import editions, files
from conformance.cases.builder import (
    array,
    bytes_codec,
    gzip,
)
from conformance.cases.faults import fault
from conformance.cases.model import Case


def definitions() -> list[Case]:
    plain = array("v3/plain", "A plain array.", "v3.c").read()
    packed = array("v3/packed", "A packed array.", "v3.c").codecs(bytes_codec(), gzip(9)).read()
    broken = fault("v3/broken", "x", "v3.core.array.zarr-format.value", control=plain)
    return [plain, packed, broken.set("zarr_format", 4).refuse()]


def test_what_is_written_is_found_again(tmp_path: Path) -> None:
    cases = definitions()
    assert files.write(cases, tmp_path) > 0
    assert files.write(cases, tmp_path) == 0
    assert files.check(cases, tmp_path) == []
    loaded = files.load(tmp_path)
    assert list(loaded.cases) == ["v3/broken", "v3/packed", "v3/plain"]
    plain = loaded.cases["v3/plain"]
    assert plain.values == cases[0].values
    assert files.load_store(loaded, plain) == cases[0].store


def test_files_that_no_case_owns_are_removed_and_reported(tmp_path: Path) -> None:
    cases = definitions()
    files.write(cases, tmp_path)
    stray = tmp_path / "v3/plain/store/c/9/9"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    assert files.check(cases, tmp_path) == ["v3/plain/store/c/9/9: belongs to no case"]
    files.write(cases, tmp_path)
    assert not stray.parent.exists()


def test_a_case_that_was_not_built_is_one_line(tmp_path: Path) -> None:
    cases = definitions()
    files.write(cases[:1], tmp_path)
    problems = files.check(cases[:2], tmp_path)
    assert problems == [
        "v3/packed: missing; build the fixtures: nox -s fixtures",
        "index.json: does not list the digests of the cases",
    ]


def test_the_files_about_all_cases_belong_to_the_fixtures(tmp_path: Path) -> None:
    cases = definitions()
    files.write(cases, tmp_path)
    editions.freeze("2001.01", tmp_path, files.listed(cases, tmp_path), [])
    about_all = [tmp_path / "saboteurs.json", tmp_path / "editions/2001.01.json"]
    about_all[0].write_text("{}")
    files.write(cases, tmp_path)
    assert all(path.is_file() for path in about_all)
    assert not any("belongs to no case" in line for line in files.check(cases, tmp_path))


@pytest.mark.parametrize("name", ["case.json", "values.bin", "store/c/0/0", "store/zarr.json"])
def test_a_file_edited_by_hand_is_named(tmp_path: Path, name: str) -> None:
    cases = definitions()
    files.write(cases, tmp_path)
    path = tmp_path / "v3/plain" / name
    path.write_bytes(path.read_bytes() + b" ")
    assert f"v3/plain/{name}: differs from its definition" in files.check(cases, tmp_path)


def test_another_compressor_with_the_same_content_is_no_difference(tmp_path: Path) -> None:
    cases = definitions()
    files.write(cases, tmp_path)
    path = tmp_path / "v3/packed/store/c/0/0"
    path.write_bytes(gzip_module.compress(gzip_module.decompress(path.read_bytes()), 1, mtime=7))
    # The digest in the index changes with the bytes, and nothing else is wrong.
    assert files.check(cases, tmp_path) == ["index.json: does not list the digests of the cases"]
    path.write_bytes(gzip_module.compress(b"other", mtime=0))
    assert "v3/packed/store/c/0/0: differs from its definition" in files.check(cases, tmp_path)


def test_fixtures_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    with pytest.raises(files.FixturesError, match=r"index\.json: cannot be read.*nox -s fixtures"):
        files.load(tmp_path)
    files.write(definitions(), tmp_path)
    (tmp_path / "v3/plain/values.bin").write_bytes(b"")
    with pytest.raises(files.FixturesError, match=r"values\.bin: is missing or not what"):
        files.load(tmp_path)
    (tmp_path / "v3/plain/case.json").write_text("{")
    with pytest.raises(files.FixturesError, match=r"case\.json: not JSON"):
        files.load(tmp_path)
    (tmp_path / "v3/plain/case.json").write_text("{}")
    with pytest.raises(files.FixturesError, match=r"case\.json: .*required"):
        files.load(tmp_path)


@pytest.mark.parametrize("name", ["case.json", "values.bin", "store/c/0/0", "store/more"])
def test_a_run_takes_only_what_the_index_has_the_digests_of(tmp_path: Path, name: str) -> None:
    files.write(definitions(), tmp_path)
    assert list(files.load_intact(tmp_path).cases) == list(files.load(tmp_path).cases)
    path = tmp_path / "v3/packed" / name
    before = path.read_bytes() if path.is_file() else b""
    path.write_bytes(before + b"\n")
    with pytest.raises(files.FixturesError, match=r"v3/packed|values\.bin"):
        files.load_intact(tmp_path)
