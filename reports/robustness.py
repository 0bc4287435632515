"""What damaged and absurd stores lead to: the page beside the verdicts, never a score.

Everything is counted from the outcomes of results; the template only lays it out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from conformance.results import RobustOutcome
from reports.model import Answer, Column, Row, Site

# The memory that a request for a few bytes may take before it is worth a word.
GREEDY = 64 << 20
SILENT: tuple[RobustOutcome, ...] = ("other", "fill")
READ: tuple[RobustOutcome, ...] = (*SILENT, "right")
ENDED: tuple[RobustOutcome, ...] = ("crashed", "hung", "memory")
WORDS: dict[RobustOutcome, str] = {
    "other": "other values",
    "fill": "zeros or fill value",
    "right": "right values",
    "error": "error",
    "crashed": "crashed",
    "hung": "hung",
    "memory": "too much memory",
    "unsupported": "proves nothing",
}
# The verdict whose colours and symbol an outcome has.
_DAMAGED: dict[RobustOutcome, str] = {
    "other": "wrong",
    "fill": "wrong",
    "right": "accepted",
    "error": "pass",
    "crashed": "crashed",
    "hung": "hung",
    "memory": "crashed",
    "unsupported": "unsupported",
}
_ABSURD: dict[RobustOutcome, str] = {**_DAMAGED, "right": "pass", "error": "observed"}
CHECKSUM = "v3.codec.crc32c.verified"
# Kinds of damage by the first word of a case's name; several words may share a title.
_DAMAGE = {
    "crc32c": "Checksums",
    "crc32": "Checksums",
    "adler32": "Checksums",
    "bytes": "Chunks without compression",
    "raw": "Chunks without compression",
    "structured": "Chunks without compression",
    "transpose": "Transposed chunks",
    "edge": "Edge chunks",
    "gzip": "gzip streams",
    "zlib": "zlib streams",
    "zstd": "Zstandard frames",
    "blosc": "Blosc chunks",
    "packbits": "Packed bits",
    "delta": "Filters",
    "shuffle": "Filters",
    "vlen-bytes": "Elements of variable length",
    "vlen-utf8": "Elements of variable length",
    "shard": "Shards and their index",
}
_ABSURDITIES = {
    "gzip": "Bombs",
    "shape": "Shapes",
    "chunk": "Chunks beyond memory",
    "shard": "Shards beyond memory",
    "dimensions": "Many dimensions",
    "document": "Deep and long documents",
    "chain": "Long chains of codecs",
    "path": "Paths and folders",
    "link": "Symbolic links",
}
_SPECIFICATIONS = {"v3": "Version 3", "v2": "Version 2", "ext": "Extensions"}
_DAMAGED_ID = re.compile(r"[^/]+/damage/(?P<word>[a-z0-9]+).*|.*/(?P<codec>[^/]+)/damage-[^/]+")
_ABSURD_ID = re.compile(r"[^/]+/absurd/(?P<word>[a-z0-9]+).*")
_COUNTED: tuple[tuple[str, tuple[RobustOutcome, ...]], ...] = (
    (WORDS["error"], ("error",)),
    (WORDS["right"], ("right",)),
    (WORDS["fill"], ("fill",)),
    (WORDS["other"], ("other",)),
    ("ended the process", ENDED),
)
_ENDINGS: dict[RobustOutcome, str] = {
    "crashed": "killed the process",
    "hung": "never got an answer",
    "memory": "took more memory than it was given",
}
_MEANINGS: dict[RobustOutcome, str] = {
    "error": "raised an error of its own",
    "right": "read as if nothing were damaged",
    "fill": "in place of the data, and no error",
    "other": "in place of the data, and no error",
    "unsupported": "the store without the damage is not read either",
}


@dataclass(frozen=True)
class Cell:
    """What one implementation did with one store."""

    label: str
    outcome: RobustOutcome | None
    style: str
    peak: int | None

    @property
    def word(self) -> str:
        """Its outcome in words."""
        return "not run" if self.outcome is None else WORDS[self.outcome]

    @property
    def greedy(self) -> bool:
        """Whether it took more memory than is worth a word."""
        return self.peak is not None and self.peak >= GREEDY


@dataclass(frozen=True)
class Line:
    """One store, with a cell for each column."""

    row: Row
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """Its id, as short as the page allows."""
        return re.sub("^v3/(damage|absurd)/", "", self.row.case.id)


@dataclass(frozen=True)
class Group:
    """The stores of one kind of damage."""

    slug: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Tally:
    """The outcomes of one implementation: ``damaged``, ``absurd`` and ``checksums`` count them."""

    column: Column
    damaged: Counter[RobustOutcome]
    absurd: Counter[RobustOutcome]
    checksums: Counter[RobustOutcome]
    peak: int | None

    @property
    def sentence(self) -> str:
        """What became of the damaged stores."""
        asked, read = _of(self.damaged), _sum(self.damaged, READ)
        if not asked:
            return "no outcomes of damaged stores are known."
        silent = _sum(self.damaged, SILENT)
        text = f"{read or 'none'} of {asked} damaged stores read without an error"
        if read and silent in (0, read):
            every = ", all" if read > 1 else ","
            values = "values that are not the data" if silent else "the right values"
            text += f"{every} with {values}"
        elif read:
            text += f", {silent} with values that are not the data"
        ended = self.damaged + self.absurd
        parts = [f"{ended[o]} {_ENDINGS[o]}" for o in ENDED if ended[o]]
        return "; ".join([text, *parts]) + "."

    @property
    def counts(self) -> list[tuple[str, int, bool]]:
        """The outcomes of damaged stores: words, how many, and whether they are bad ones.

        Absurd stores are counted where they ended the process.
        """
        bad = {*SILENT, *ENDED}
        every = self.damaged + self.absurd
        return [
            (
                word,
                _sum(every if outcomes == ENDED else self.damaged, outcomes),
                not bad.isdisjoint(outcomes),
            )
            for word, outcomes in _COUNTED
        ]

    @property
    def unnoticed(self) -> int:
        """How many stores with a checksum that does not fit were read without an error."""
        return _sum(self.checksums, READ)

    @property
    def checked(self) -> int:
        """How many of them tell anything."""
        return _of(self.checksums)


@dataclass(frozen=True)
class Robustness:
    """The page."""

    tallies: tuple[Tally, ...]
    damaged: tuple[Group, ...]
    faulty: tuple[Group, ...]
    absurd: tuple[Group, ...]
    total: int
    greedy: int = GREEDY
    words: tuple[str, ...] = tuple(word for word, _ in _COUNTED)

    @property
    def legend(self) -> list[tuple[str, str, str]]:
        """The outcomes that need a word: the word, its style, what it means."""
        return [(WORDS[o], _DAMAGED[o], meaning) for o, meaning in _MEANINGS.items()]


def build(site: Site) -> Robustness:
    """The outcomes of every case of the robustness axis."""
    rows = [row for row in site.rows if row.case.axis == "robustness"]
    # The core first, what extends it, and the version before it.
    rows.sort(key=lambda row: ("v3", "ext", "v2").index(row.case.id.split("/")[0]))
    refused = [row for row in rows if row.case.kind == "refuse"]
    damaged = [row for row in refused if _DAMAGED_ID.fullmatch(row.case.id)]
    faulty = [row for row in refused if not _DAMAGED_ID.fullmatch(row.case.id)]
    absurd = [row for row in rows if row.case.kind != "refuse"]
    checksums = [row for row in damaged if CHECKSUM in row.case.clauses]
    tallies = tuple(
        Tally(
            column,
            _outcomes(column, damaged),
            _outcomes(column, absurd),
            _outcomes(column, checksums),
            max((column.result.times.memory.get(row.case.id, 0) for row in rows), default=0)
            if column.result.times.memory
            else None,
        )
        for column in site.available
    )
    return Robustness(
        tallies,
        _groups("damage", damaged, _DAMAGED, _damage),
        _groups("faulty", faulty, _DAMAGED, _area),
        _groups("absurd", absurd, _ABSURD, _absurdity),
        len(rows),
    )


def _groups(
    kind: str,
    rows: Iterable[Row],
    styles: dict[RobustOutcome, str],
    title: Callable[[str], str],
) -> tuple[Group, ...]:
    known = [*_DAMAGE.values(), *_ABSURDITIES.values()]
    found: dict[str, list[Row]] = {name: [] for name in known}
    for row in rows:
        found.setdefault(title(row.case.id), []).append(row)
    return tuple(
        Group(
            f"{kind}-{re.sub('[^a-z0-9]+', '-', name.lower())}",
            name,
            tuple(Line(r, tuple(_cell(a, styles) for a in r.answers)) for r in members),
        )
        for name, members in found.items()
        if members
    )


def _damage(id: str) -> str:
    match = _DAMAGED_ID.fullmatch(id)
    word = (match["word"] or match["codec"]) if match else id
    return _DAMAGE.get(word, word)


def _absurdity(id: str) -> str:
    if "bomb" in id.rpartition("/")[2].split("-"):
        return _ABSURDITIES["gzip"]
    match = _ABSURD_ID.fullmatch(id)
    return _ABSURDITIES.get(match["word"], match["word"]) if match else _area(id)


def _area(id: str) -> str:
    """The part of a specification that a case is about."""
    part, area = id.split("/")[:2]
    return f"{_SPECIFICATIONS[part]}: {area.replace('-', ' ')}"


def _cell(answer: Answer, styles: dict[RobustOutcome, str]) -> Cell:
    outcome = answer.case.outcome if answer.case is not None else None
    peak = None
    if answer.case is not None:
        peak = answer.column.result.times.memory.get(answer.case.id)
    style = "not-run" if outcome is None else styles[outcome]
    return Cell(answer.column.label, outcome, style, peak)


def _outcomes(column: Column, rows: Sequence[Row]) -> Counter[RobustOutcome]:
    found = (column.verdicts.get(row.case.id) for row in rows)
    return Counter(c.outcome for c in found if c is not None and c.outcome is not None)


def _sum(counted: Counter[RobustOutcome], outcomes: Iterable[RobustOutcome]) -> int:
    return sum(counted[outcome] for outcome in outcomes)


def _of(counted: Counter[RobustOutcome]) -> int:
    """How many outcomes tell anything."""
    return counted.total() - counted["unsupported"]
