"""Writes a site whole or not at all: into a folder beside the old one, which it then replaces."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

# Tells a site of ours from a folder that somebody named by mistake.
MARKER = ".zarr-conformance-site"
KEPT = "survey"
"""The folder in a site that is not ours: the survey's report stands there, and stays."""


def replace_site(files: Mapping[str, str | bytes], out: Path) -> None:
    """Make ``out`` hold exactly ``files``, by path relative to it, and `KEPT`. Text is UTF-8.

    An interruption leaves the old site as it was. Raises `OSError`; a folder that holds anything
    but a site is never touched.
    """
    if out.exists() and not (out / MARKER).is_file() and (out.is_file() or _strange(out)):
        raise FileExistsError(
            f"{out}: holds something that is no site of ours, and a site replaces its whole "
            "folder; name an empty or a new folder"
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        new, old = work / "new", work / "old"
        _write({MARKER: "", **files}, new)
        try:
            if out.exists():
                out.rename(old)
            if (old / KEPT).exists():
                (old / KEPT).rename(new / KEPT)
            new.rename(out)
        except BaseException:
            # An interruption may come after any step: the old site goes back unless the new stands.
            if (new / KEPT).exists() and old.exists():
                (new / KEPT).rename(old / KEPT)
            if old.exists() and not out.exists():
                old.rename(out)
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _strange(folder: Path) -> bool:
    return any(entry.name != KEPT for entry in folder.iterdir())


def _write(files: Mapping[str, str | bytes], folder: Path) -> None:
    made = set()
    for name, content in files.items():
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(
            content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        )
