"""Finds: drawn datasets that an implementation fails, shrunk, each in a folder like a golden case.

``<folder>/<name>@<version>/<id>/`` holds ``find.json`` (see ``find.schema.json``),
``reproduce.txt`` and the dataset (``case.json``, ``store/``, ``values.bin``). A zip of such a
folder is a find too.
Finds may come from anybody: they are checked before they are believed, and their paths confined.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from conformance import schemas
from conformance.results.archive import zip_of
from conformance.results.files import safe_name
from conformance.results.model import Mismatch, Verdict

FILE = "find.json"
REPRODUCER = "reproduce.txt"
SIZE_LIMIT = 1024 * 1024
FILES_LIMIT = 1000


class FindError(ValueError):
    """A find that cannot be used: names the file, the key and the remedy."""


@dataclass(frozen=True)
class Draw:
    """What repeats the draw: example ``number`` of the ``count`` that ``seed`` gives.

    ``without`` are the features that were not drawn, ``hypothesis`` the version that drew.
    """

    seed: int
    count: int
    number: int
    without: tuple[str, ...]
    hypothesis: str


@dataclass(frozen=True)
class Find:
    """One fault that a search found in one version of an implementation.

    ``id`` names the fault (``refused-codec-blosc``), ``property`` the property that does not hold.
    ``times`` counts the examples of the search that failed for the same reason, ``explored`` tells
    a free search from the part of every run. ``dataset`` holds the smallest example seen, file by
    file as a golden case's folder would.
    """

    id: str
    implementation: str
    version: str
    runtime: str
    property: str
    verdict: Verdict
    message: str
    clauses: tuple[str, ...]
    times: int
    explored: bool
    draw: Draw
    mismatch: Mismatch | None = None
    reproducer: str = ""
    dataset: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def find_folder(find: Find) -> str:
    """Where a find lies below a folder of finds."""
    return f"{safe_name(f'{find.implementation}@{find.version}')}/{safe_name(find.id)}"


def write_find(find: Find, folder: Path) -> Path:
    """Write a find below ``folder``, in place of an older one of that id. Raises `OSError`."""
    path = folder / find_folder(find)
    work = path.with_name(f".{path.name}.writing")
    shutil.rmtree(work, ignore_errors=True)
    for name, data in _files(find).items():
        target = work / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    shutil.rmtree(path, ignore_errors=True)
    work.rename(path)
    return path


def zipped(find: Find) -> bytes:
    """The find's folder as a zip, always the same bytes, ready to attach to a report."""
    return zip_of(safe_name(find.id), _files(find))


def read_find(path: Path) -> Find:
    """The find in a folder, or in a zip of one. Raises `FindError`."""
    try:
        files = dict(_zip_members(path) if path.is_file() else _folder_members(path))
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FindError(
            f"{path}: cannot be read ({error}); name a find's folder or its zip"
        ) from error
    if FILE not in files:
        raise FindError(f"{path}: has no {FILE}; name the folder of one find, or its zip")
    try:
        document = json.loads(files.pop(FILE))
    except (ValueError, RecursionError) as error:
        raise FindError(f"{path}: {FILE}: not JSON ({error}); search again") from error
    problem = schemas.problem("find", document)
    if problem:
        raise FindError(f"{path}: {FILE}: {problem}; search again")
    reproducer = files.pop(REPRODUCER, b"").decode("utf-8", "replace").removesuffix("\n")
    return _from_document(document, reproducer, files)


def read_finds(folder: Path) -> tuple[list[Find], list[str]]:
    """All finds below ``folder``, in order, and a line for each that is broken."""
    finds, problems = [], []
    for path in sorted(folder.glob(f"[!.]*/[!.]*/{FILE}")):
        try:
            finds.append(read_find(path.parent))
        except FindError as error:
            problems.append(str(error))
    return finds, problems


def remove_finds(folder: Path, implementation: str, version: str) -> None:
    """Remove what earlier runs found in a version; what was explored stays until it is promoted."""
    for find in read_finds(folder)[0]:
        if (find.implementation, find.version) == (implementation, version) and not find.explored:
            shutil.rmtree(folder / find_folder(find), ignore_errors=True)


def _files(find: Find) -> dict[str, bytes]:
    text = json.dumps(_document(find), indent=1, sort_keys=True) + "\n"
    program = find.reproducer + "\n"
    dataset = dict(sorted(find.dataset.items()))
    return {FILE: text.encode("ascii"), REPRODUCER: program.encode("utf-8", "replace"), **dataset}


def _document(find: Find) -> dict[str, Any]:
    document = asdict(replace(find, dataset={}))
    for absent in ("dataset", "reproducer"):
        del document[absent]
    if find.mismatch is None:
        del document["mismatch"]
    else:
        document["mismatch"] = {k: v for k, v in asdict(find.mismatch).items() if v is not None}
    return document


def _from_document(
    document: Mapping[str, Any], reproducer: str, dataset: Mapping[str, bytes]
) -> Find:
    members = dict(document)
    members["clauses"] = tuple(members["clauses"])
    members["draw"] = Draw(
        **{**members["draw"], "without": tuple(members["draw"]["without"])},
    )
    if "mismatch" in members:
        given = dict(members["mismatch"])
        if "index" in given:
            given["index"] = tuple(given["index"])
        members["mismatch"] = Mismatch(**given)
    return Find(**members, reproducer=reproducer, dataset=dataset)


def _folder_members(folder: Path) -> Iterator[tuple[str, bytes]]:
    size = 0
    for count, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
        size += path.stat().st_size
        _check(folder, count, size, path.relative_to(folder).as_posix())
        if path.is_symlink():
            raise FindError(f"{path}: is a link, and a find holds only files; remove it")
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _zip_members(path: Path) -> Iterator[tuple[str, bytes]]:
    size = 0
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        top = next((i.filename[: -len(FILE)] for i in infos if i.filename.endswith(FILE)), "")
        for count, info in enumerate(infos):
            # What a member says of its size is checked by reading no more than that.
            size += info.file_size
            _check(path, count, size, info.filename)
            if info.filename.startswith(top):
                with archive.open(info) as member:
                    yield info.filename[len(top) :], member.read(info.file_size)


def _check(where: Path, count: int, size: int, name: str) -> None:
    if count >= FILES_LIMIT or size > SIZE_LIMIT:
        raise FindError(
            f"{where}: has more than {FILES_LIMIT} files or {SIZE_LIMIT} bytes: no find is so large"
        )
    parts = PurePosixPath(name).parts
    if not name.isascii() and name.encode("utf-8", "replace").decode() != name:
        raise FindError(f"{where}: the name {name!r} is not UTF-8; do not use it")
    if name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        raise FindError(f"{where}: the file {name!r} would lie outside of the find; do not use it")
