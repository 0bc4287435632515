"""Symbolic links of a store: made in a temporary copy, since fixtures are plain files.

A link leads to a file or folder of the same copy, never to a path of the machine: the schema of
``case.json`` lets a target go down from ``store/`` or ``outside/`` only, and no link lies below
another one.
"""

from __future__ import annotations

import posixpath
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from conformance.cases.files import Fixtures, load_outside, load_store
from conformance.cases.model import Case


class LinksError(Exception):
    """The links of a case cannot be made: says why."""


def relative(key: str, target: str) -> str:
    """The target of the link at ``key`` of the store, as seen from the folder of the link."""
    return posixpath.relpath(target, posixpath.dirname(f"store/{key}"))


class Copies:
    """Copies of the stores that have links, made when asked for, removed at the end.

    Below ``root`` they lie as the cases lie below the fixtures.
    """

    def __init__(self, fixtures: Fixtures) -> None:
        self._fixtures = fixtures
        self._folder = tempfile.TemporaryDirectory(
            prefix="zarr-conformance-links-", ignore_cleanup_errors=True
        )
        self.root = Path(self._folder.name).resolve()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def store(self, case: Case) -> Path:
        """The folder of a case's hierarchy with its links, if it has any. Raises `LinksError`."""
        if not case.links:
            return self._fixtures.store(case)
        store = self.root / case.id / "store"
        if store.exists():
            return store
        try:
            self._copy(case, store)
        except (OSError, NotImplementedError) as error:
            raise LinksError(f"its symbolic links cannot be made here: {error}") from error
        return store

    def _copy(self, case: Case, store: Path) -> None:
        outside = store.with_name("outside")
        for folder, files in (
            (store, load_store(self._fixtures, case)),
            (outside, load_outside(self._fixtures, case)),
        ):
            folder.mkdir(parents=True)
            for name, data in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        for key, target in case.links.items():
            path, seen = store / key, relative(key, target)
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.parent.resolve() != path.parent:
                raise LinksError(f"{case.id}: links: {key} lies below another link; name its place")
            # Windows has to know what the link leads to.
            path.symlink_to(seen, target_is_directory=(store.parent / target).is_dir())
