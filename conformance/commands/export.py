"""``zarr-conformance export DIR``: the golden cases as plain data, for native test runners."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path, PurePosixPath

from conformance.cases.files import INDEX, Fixtures
from conformance.commands import Refusal, fixtures, print_json

README = """\
Golden Zarr datasets, for test runners in any language.

index.json     all cases: the content of each case.json, and the files of its store
<id>/store/    the hierarchy, exactly as an implementation meets it
<id>/values.bin  the expected elements: little-endian, C order, no header
<id>/outside/  a few cases: what lies beside the store; a node's path or a link may lead there

Where a case has links, make them in a copy of its store/ and outside/: a symbolic link at each key,
to a place in <id>/, as seen from the folder of the link. No file here is a link.

kind read:     open the node; values, shape and the members of expect must be equal
kind refuse:   opening or reading must fail (axis robustness: good to fail, but no clause asks)
kind write:    carry out steps on a copy of store/ (on nothing where there is none); then the store
               must be valid, and say what expect and values.bin say. Where refuses is true, the
               last step asks for what must not be stored: refusing it is right
kind observe:  the specification is open here; never fail a library on it
"""


def main(options: argparse.Namespace) -> int:
    """Copy everything into a new or an earlier exported folder."""
    golden = fixtures()
    folder: Path = options.folder
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file; name a folder")
    if folder.resolve().is_relative_to(golden.root.resolve()):
        raise Refusal(f"{folder} is where the golden cases are; name another folder")
    try:
        if folder.is_dir() and any(folder.iterdir()) and not _is_export(folder):
            raise Refusal(f"{folder} holds other things than an earlier export; name a new folder")
        count = _copy(golden, folder)
    except OSError as error:
        raise Refusal(f"{folder}: cannot be written: {error}") from error
    if options.json:
        print_json({"folder": str(folder.resolve()), "cases": count, "edition": golden.edition})
    else:
        print(f"{folder.resolve()}: {count} cases")
    return 0


def _is_export(folder: Path) -> bool:
    """Whether an earlier export made ``folder``: only then may things in it be replaced."""
    readme = folder / "README.txt"
    return (
        (folder / INDEX).is_file()
        and readme.is_file()
        and readme.read_bytes().startswith(README.partition("\n")[0].encode())
    )


def _copy(golden: Fixtures, folder: Path) -> int:
    # Whole, so that a case which is no more does not stay behind.
    for top in {PurePosixPath(id).parts[0] for id in golden.cases}:
        if (folder / top).exists():
            shutil.rmtree(folder / top)
    listing = []
    for case in golden.cases.values():
        target = folder / case.id
        shutil.copytree(golden.root / case.id, target)
        keys = sorted(
            path.relative_to(target / "store").as_posix()
            for path in (target / "store").rglob("*")
            if path.is_file()
        )
        listing.append({**case.document(), "keys": keys})
    index = {"schema": 1, "edition": golden.edition, "digest": golden.digest, "cases": listing}
    (folder / INDEX).write_text(
        json.dumps(index, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (folder / "README.txt").write_text(README, encoding="utf-8")
    return len(listing)
