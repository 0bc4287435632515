"""The pages of the interop matrix: counts, recipes, and a page for each store with a failure.

Whose failure it is was decided when the matrix was filled; here it is only laid out.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Literal

from conformance.cases.model import Case
from conformance.results import ResultsError, Verdict, interop, safe_name
from conformance.results.interop import Cell, Interop, Party, Written
from reports.model import Column, Row, Site

State = Literal["right", "writer", "reader", "nobody"]
STATES: dict[State, tuple[str, str]] = {
    "right": ("pass", "read right"),
    "writer": ("invalid", "writer's fault"),
    "reader": ("refused", "reader's fault"),
    "nobody": ("unsupported", "nobody's"),
}
"""By whose failure it is: the verdict whose colours it has, and its words."""
ARCHIVE_BYTES = 4 * 1024 * 1024
_FORMATS = {"v3": "Version 3", "v2": "Version 2", "ext": "Extensions"}


@dataclass(frozen=True)
class Source:
    """What lies in a folder of results: the matrix, its zips by name, and why there is none."""

    interop: Interop | None = None
    archives: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    problem: str | None = None


def read(folder: Path) -> Source:
    """The matrix in a folder of results, if any. Zips that are too large are left out."""
    try:
        found = interop.read(folder)
    except ResultsError as error:
        return Source(problem=str(error))
    names = (row.archive for row in found.rows) if found is not None else ()
    # The schema confines the names.
    paths = {name: folder / name for name in names if name is not None}
    archives = {
        name: path.read_bytes()
        for name, path in paths.items()
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= ARCHIVE_BYTES
    }
    return Source(found, archives)


def state(cell: Cell) -> State:
    """Whose failure a cell is."""
    if cell.owner == "nobody":
        return "right" if cell.verdict == "pass" else "nobody"
    return cell.owner


@dataclass(frozen=True)
class Block:
    """What one writer made of one recipe; ``row`` is None where it was not asked."""

    party: Party
    row: Written | None
    page: str | None

    @property
    def written(self) -> bool:
        """Whether there is a store to read."""
        return self.row is not None and bool(self.row.cells)

    @property
    def states(self) -> set[State]:
        """Whose failures there are."""
        return {state(cell) for cell in self.row.cells} if self.row is not None else set()

    def having(self, *wanted: State) -> list[Cell]:
        """The cells whose failure is that of somebody."""
        return [c for c in self.row.cells if state(c) in wanted] if self.row is not None else []


@dataclass(frozen=True)
class Line:
    """One recipe, with a block for each writer."""

    case_id: str
    golden: Row | None
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """Its id without what the title of its group says."""
        parts = self.case_id.split("/")
        return "/".join(parts[3:] if len(parts) > 3 else parts)

    @property
    def format(self) -> str:
        """The part of the specification that the recipe is about."""
        return self.case_id.partition("/")[0]

    @property
    def owners(self) -> list[str]:
        """Whose failures there are in it, for the filter."""
        found: set[str] = set().union(*(block.states for block in self.blocks))
        return sorted(found & {"writer", "reader", "nobody"})


@dataclass(frozen=True)
class Group:
    """The recipes that are about the same."""

    slug: str
    format: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Pair:
    """What one reader makes of everything that one writer wrote."""

    writer: Party
    reader: Party
    counts: Counter[State]

    @property
    def total(self) -> int:
        """How many stores there were."""
        return self.counts.total()


@dataclass(frozen=True)
class StorePage:
    """A store that somebody is to blame for."""

    row: Written
    writer: Party
    case: Case
    path: str
    archive: str | None
    store: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class Matrix:
    """Everything that the pages of the matrix show."""

    site: Site
    source: Source

    @property
    def interop(self) -> Interop | None:
        """The matrix, where it is of the edition that is shown."""
        found = self.source.interop
        if found is None or found.edition.digest != self.site.edition.digest:
            return None
        return found

    @property
    def left_out(self) -> Interop | None:
        """The matrix of another edition."""
        return self.source.interop if self.interop is None else None

    @cached_property
    def parties(self) -> dict[str, Party]:
        """Who took part, by label."""
        return {p.label: p for p in self.interop.parties} if self.interop is not None else {}

    @property
    def able(self) -> list[Party]:
        """Those that could be run."""
        return [party for party in self.parties.values() if party.unavailable is None]

    @property
    def absent(self) -> list[Party]:
        """Those that could not."""
        return [party for party in self.parties.values() if party.unavailable is not None]

    def column(self, party: Party) -> str | None:
        """The page of an implementation, where these results have it in the same version."""
        for column in self.site.columns:
            about = column.result.implementation
            if (about.name, about.version) == (party.name, party.version):
                return column.page
        return None

    def of(self, column: Column) -> Party | None:
        """The party that an implementation's page is about."""
        return next((p for p in self.able if self.column(p) == column.page), None)

    @property
    def pairs(self) -> list[list[Pair]]:
        """A row for each writer, with a pair for each reader."""
        counts: dict[tuple[str, str], Counter[State]] = {}
        if self.interop is not None:
            for row, cell in self.interop.cells():
                counts.setdefault((row.writer, cell.reader), Counter())[state(cell)] += 1
        return [
            [Pair(w, r, counts.get((w.label, r.label), Counter())) for r in self.able]
            for w in self.able
        ]

    @cached_property
    def lines(self) -> list[Line]:
        """The recipes, by the specification that they are about and by name."""
        found: dict[str, dict[str, Written]] = {}
        for row in self.interop.rows if self.interop is not None else ():
            found.setdefault(row.case, {})[row.writer] = row
        return [
            Line(
                case,
                self.site.row.get(case),
                tuple(
                    Block(p, rows.get(p.label), self._page(rows.get(p.label))) for p in self.able
                ),
            )
            for case, rows in sorted(found.items(), key=lambda item: _place(item[0]))
        ]

    @property
    def groups(self) -> dict[str, list[Group]]:
        """The recipes by what they are about, by the specification."""
        found: dict[str, dict[str, list[Line]]] = {}
        for line in self.lines:
            parts = line.case_id.split("/")
            area = parts[2] if len(parts) > 3 else "other"
            found.setdefault(line.format, {}).setdefault(area, []).append(line)
        return {
            _FORMATS.get(format, format): [
                Group(safe_name(f"{format}-{area}"), format, area.replace("-", " "), tuple(lines))
                for area, lines in areas.items()
            ]
            for format, areas in found.items()
        }

    @property
    def failures(self) -> dict[State, list[tuple[Written, Cell | None]]]:
        """What somebody is to blame for: a row once for its writer, a cell for each reader."""
        found: dict[State, list[tuple[Written, Cell | None]]] = {"writer": [], "reader": []}
        for row in self.interop.rows if self.interop is not None else ():
            if any(state(cell) == "writer" for cell in row.cells):
                found["writer"].append((row, None))
            found["reader"] += [(row, cell) for cell in row.cells if state(cell) == "reader"]
        return found

    def by(self, whose: State, label: str) -> list[tuple[Written, Cell | None]]:
        """The failures of one implementation, as a writer or as a reader."""
        return [
            (row, cell)
            for row, cell in self.failures[whose]
            if label == (row.writer if cell is None else cell.reader)
        ]

    @cached_property
    def stores(self) -> list[StorePage]:
        """A page for each store that somebody is to blame for."""
        found = []
        for row in self.interop.rows if self.interop is not None else ():
            path = self._page(row)
            if path is None:
                continue
            data = self.source.archives.get(row.archive or "")
            found.append(
                StorePage(
                    row,
                    self.parties[row.writer],
                    self.site.row[row.case].case,
                    path,
                    None if data is None else path.removesuffix(".html") + ".zip",
                    {} if data is None else dict(_members(data)),
                )
            )
        return found

    def page(self, row: Written) -> str | None:
        """The page of a store, relative to the site."""
        return self._page(row)

    def _page(self, row: Written | None) -> str | None:
        if row is None or not row.red or row.case not in self.site.row:
            return None
        if row.writer not in self.parties:
            return None
        return f"interop/{safe_name(row.writer)}/{row.case}.html"


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The store in a zip, as far as it can be read, and no more of it than may be."""
    left = ARCHIVE_BYTES
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for info in archive.infolist():
                _, below, key = info.filename.partition("/store/")
                if below:
                    with archive.open(info) as member:
                        content = member.read(left)
                    left -= len(content)
                    yield key, content
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return


def _place(id: str) -> tuple[int, str]:
    part = id.partition("/")[0]
    return [*_FORMATS, part].index(part), id


def verdict(cell: Cell, row: Written) -> Verdict:
    """The verdict that a cell is shown with: of the store where its writer is to blame."""
    return row.verdict if state(cell) == "writer" else cell.verdict
