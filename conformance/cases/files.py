"""The files of the golden datasets: write them, check them against the definitions, load them.

``fixtures/<id>/`` holds ``case.json``, ``store/``, where elements are expected ``values.bin``, and
where something lies beside the store ``outside/``. All are plain files: `links` makes the symbolic
links of a case, in a copy. ``fixtures/index.json`` lists all cases with their digests. What stands
beside it is about the cases together: ``editions/`` and ``saboteurs.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance import oracle, schemas
from conformance.cases import editions, sharpness
from conformance.cases.editions import Edition, Frozen
from conformance.cases.model import Case, from_document
from conformance.cases.values import cut
from conformance.oracle.elements import flat

INDEX = "index.json"
DOCUMENTS = {"zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata"}
# How many cases an error names.
PROBLEMS = 10
# Two right compressors may write different bytes; their output is compared decoded.
COMPRESSED = {
    *("codec:gzip", "codec:blosc", "codec:zstd", "v2-filter:zlib"),
    *(f"v2-compressor:{name}" for name in ("blosc", "bz2", "gzip", "lzma", "zlib", "zstd")),
}


class FixturesError(Exception):
    """The fixtures cannot be used: names the file and the remedy."""


@dataclass(frozen=True)
class Fixtures:
    """All cases below ``root`` by id, in the order of the index, and the edition's digest.

    ``newest`` is the newest edition that was frozen: random draws are from its seed, so that a case
    more does not change them all.
    """

    root: Path
    edition: str
    newest: str
    digest: str
    cases: Mapping[str, Case]

    def store(self, case: Case) -> Path:
        """The folder that holds the hierarchy of a case."""
        return self.root / case.id / "store"


def contents(case: Case) -> dict[str, bytes]:
    """The files of a case's folder, by path relative to it."""
    text = json.dumps(case.document(), indent=2, ensure_ascii=False) + "\n"
    files = {"case.json": text.encode()}
    files |= {f"store/{key}": data for key, data in case.store.items()}
    files |= {f"outside/{name}": data for name, data in case.outside.items()}
    if case.values is not None:
        files["values.bin"] = case.values
    return files


def digest(files: Mapping[str, bytes]) -> str:
    """The digest of a case: over the names and contents of its files, sorted by name."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return total.hexdigest()


def index(cases: Sequence[Frozen], frozen: Sequence[Edition]) -> bytes:
    """The content of ``index.json``; ``cases`` are sorted by id."""
    document = {
        "schema": 1,
        "edition": editions.name_of(cases, frozen),
        "newest": frozen[-1].name if frozen else editions.UNRELEASED,
        "digest": editions.digest_of(cases),
        "cases": [vars(case) for case in cases],
    }
    return (json.dumps(document, indent=1) + "\n").encode()


def listed(cases: Iterable[Case], root: Path) -> list[Frozen]:
    """The cases with the digests of their files as they are, or will be, below ``root``."""
    ordered = sorted(cases, key=lambda case: case.id)
    return [_listed(case, _keep_equivalent(case, root / case.id)) for case in ordered]


def write(cases: Iterable[Case], root: Path) -> int:
    """Write all cases below ``root``, remove what no case owns, and return how many files changed.

    A compressed chunk that decodes to the right elements is left as it is. Raises `EditionError`.
    """
    ordered = sorted(cases, key=lambda case: case.id)
    changed = 0
    owned: set[Path] = {root / INDEX}
    digests = []
    frozen = editions.load(root)
    for case in ordered:
        folder = root / case.id
        files = _keep_equivalent(case, folder)
        for name, data in files.items():
            path = folder / name
            owned.add(path)
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                changed += 1
        digests.append(_listed(case, files))
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_file() and path not in owned and not _of_all_cases(path, root):
            path.unlink()
            changed += 1
        elif path.is_dir() and not any(path.iterdir()):
            shutil.rmtree(path)
    listing = index(digests, frozen)
    if not (root / INDEX).is_file() or (root / INDEX).read_bytes() != listing:
        root.mkdir(parents=True, exist_ok=True)
        (root / INDEX).write_bytes(listing)
        changed += 1
    return changed


def check(cases: Iterable[Case], root: Path) -> list[str]:
    """Where definitions, files and frozen editions disagree, one line each.

    Raises `EditionError`.
    """
    problems = []
    frozen = editions.load(root)
    owned: set[Path] = {root / INDEX}
    digests = []
    for case in sorted(cases, key=lambda case: case.id):
        folder = root / case.id
        problem = schemas.problem("case", case.document())
        if problem:
            problems.append(f"{case.id}: case.json: {problem}")
        files = _keep_equivalent(case, folder)
        for name, data in files.items():
            path = folder / name
            owned.add(path)
            if not folder.is_dir():
                if name == "case.json":
                    problems.append(f"{case.id}: missing; build the fixtures: nox -s fixtures")
            elif not path.is_file():
                problems.append(f"{path.relative_to(root)}: missing")
            elif path.read_bytes() != data:
                problems.append(f"{path.relative_to(root)}: differs from its definition")
        digests.append(_listed(case, files))
    problems += [
        f"{path.relative_to(root)}: belongs to no case"
        for path in sorted(root.rglob("*"))
        if path.is_file() and path not in owned and not _of_all_cases(path, root)
    ]
    if not (root / INDEX).is_file() or (root / INDEX).read_bytes() != index(digests, frozen):
        problems.append(f"{INDEX}: does not list the digests of the cases")
    return problems + editions.changed(digests, frozen)


def load(root: Path) -> Fixtures:
    """The cases below ``root``, without their stores. Raises `FixturesError`."""
    listing = _json(root / INDEX)
    try:
        ids = [row["id"] for row in listing["cases"]]
        edition, newest = str(listing["edition"]), str(listing["newest"])
        total = str(listing["digest"])
    except (KeyError, TypeError) as error:
        raise FixturesError(
            f"{root / INDEX}: has no {error}; build the fixtures again: nox -s fixtures"
        ) from error
    return Fixtures(root, edition, newest, total, {id: load_case(root, id) for id in ids})


def load_intact(root: Path) -> Fixtures:
    """The cases below ``root`` for a run: every file of them is what the index says.

    Raises `FixturesError`, which names each case that is not.
    """
    fixtures, problems = load(root), []
    for row in _json(root / INDEX)["cases"]:
        found = digest(dict(_store(root / row["id"])))
        if found != row["digest"]:
            problems.append(
                f"{root / row['id']}: its files are not those of the index (digest {found[:16]} "
                f"instead of {row['digest'][:16]}); restore them, or rebuild: nox -s fixtures"
            )
    if len(problems) > PROBLEMS:
        problems[PROBLEMS:] = [f"and {len(problems) - PROBLEMS} more"]
    if problems:
        raise FixturesError("\n".join(problems))
    return fixtures


def load_case(root: Path, id: str) -> Case:
    """One case, without its store. Raises `FixturesError`."""
    folder = root / id
    document = _json(folder / "case.json")
    problem = schemas.problem("case", document)
    if problem:
        raise FixturesError(f"{folder / 'case.json'}: {problem}")
    if document["id"] != id:
        raise FixturesError(f"{folder / 'case.json'}: id: is {document['id']!r}, not the folder's")
    expected = folder / "values.bin"
    values = expected.read_bytes() if expected.is_file() else None
    wanted = document.get("expect", {}).get("values_sha256")
    if wanted is not None and (values is None or hashlib.sha256(values).hexdigest() != wanted):
        raise FixturesError(
            f"{expected}: is missing or not what case.json's values_sha256 says; "
            "restore it, or build the fixtures again: nox -s fixtures"
        )
    return from_document(document, values)


def load_store(fixtures: Fixtures, case: Case) -> dict[str, bytes]:
    """The store of a case, key by key."""
    return dict(_store(fixtures.store(case)))


def load_outside(fixtures: Fixtures, case: Case) -> dict[str, bytes]:
    """The files beside the store of a case, by path relative to ``outside/``."""
    return dict(_store(fixtures.store(case).with_name("outside")))


def is_document(key: str) -> bool:
    """Whether a key is that of a metadata document, of any format."""
    return key.rpartition("/")[2] in DOCUMENTS


def _of_all_cases(path: Path, root: Path) -> bool:
    """Whether a file is one of those beside the index that are about the cases together."""
    return path == root / sharpness.FILE or path.parent == root / editions.FOLDER


def _listed(case: Case, files: Mapping[str, bytes]) -> Frozen:
    return Frozen(case.id, case.kind, digest(files))


def _store(folder: Path) -> Iterator[tuple[str, bytes]]:
    for key in sorted(_keys(folder, "") if folder.is_dir() else (), key=lambda key: key.split("/")):
        yield key, (folder / key).read_bytes()


def _keys(folder: str | Path, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _keys(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield prefix + entry.name


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FixturesError(
            f"{path}: cannot be read ({error.strerror}); build the fixtures: nox -s fixtures"
        ) from error
    except ValueError as error:
        raise FixturesError(f"{path}: not JSON: {error}") from error


def _keep_equivalent(case: Case, folder: Path) -> dict[str, bytes]:
    """The files of a case, with committed compressed chunks where they mean the same."""
    files = contents(case)
    if case.kind != "read" or not COMPRESSED & set(case.features):
        return files
    committed = dict(_store(folder / "store"))
    if committed.keys() != case.store.keys() or any(
        committed[key] != data for key, data in case.store.items() if is_document(key)
    ):
        return files
    try:
        found = oracle.FORMATS[case.format].read_array(committed, case.node.path)
    except oracle.SpecError:
        return files
    if flat(cut(found.values, case.node.selection)) != case.values:
        return files
    return files | {f"store/{key}": data for key, data in committed.items()}
