"""What the pages show of the random searches: finds, and what became of each property.

Which finds can be shown at all is decided in ``find_cases``.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from conformance.cases.model import Case
from conformance.results import (
    VERDICTS,
    Find,
    FindRow,
    Properties,
    Result,
    Verdict,
    find_folder,
    safe_name,
)
from reports import find_cases

# What holds when a property holds, in the words of the pages.
PROPERTIES = {
    "reads": "A valid array or group reads as the specification says.",
    "refusals": "A dataset that breaks one must of the specification is refused.",
    "regions": "A part of an array, read alone, is that part of the whole.",
    "equal-encodings": "The same array, stored in two valid ways, reads the same.",
    "attributes": "Attributes come back as they were written.",
    "agreement": "On open points, two implementations that both accept a dataset read the same. "
    "Recorded, never a failure.",
    "writes": "An array is written as it was asked for.",
    "writes-regions": "Writing a part of an array changes nothing else.",
    "rewrites": "Metadata that is written anew means the same.",
    "histories": "After each of many steps the store is valid, and says what the steps say.",
}
# What becomes of an example: the columns of the table of properties.
FATES = ("examples", "passed", "failed", "known", "flaky", "outside", "observed")


@dataclass(frozen=True)
class Shown:
    """A find whose dataset can be shown, and its row in the results of the run that made it."""

    find: Find
    case: Case = field(repr=False)
    row: FindRow | None

    @property
    def page(self) -> str:
        """Its page, relative to the site."""
        return f"finds/{find_folder(self.find)}.html"

    @property
    def archive(self) -> str:
        """Its zip, relative to the site."""
        return f"finds/{find_folder(self.find)}.zip"

    @property
    def slug(self) -> str:
        """The name of its group on the page of all finds."""
        return safe_name(f"{self.find.implementation}@{self.find.version}")

    @property
    def files(self) -> int:
        """How many files its store has."""
        return len(self.case.store)

    @property
    def size(self) -> int:
        """How many bytes its store has."""
        return sum(map(len, self.case.store.values()))

    @property
    def again(self) -> str:
        """The command that repeats the search. Others named the implementation, so it is quoted."""
        name = shlex.quote(f"{self.find.implementation}@{self.find.version}")
        return f"zarr-conformance explore {name} --seed {self.find.draw.seed}"

    @property
    def keep(self) -> str:
        """The command that makes it a golden case."""
        return f"zarr-conformance promote {PurePosixPath(self.archive).name} --id v3/..."


@dataclass(frozen=True)
class Entry:
    """A find as a list shows it: the find itself, its row in the results, or both."""

    found: Find | FindRow
    row: FindRow | None
    shown: Shown | None

    @property
    def explored(self) -> bool:
        """Whether a free search made it, and not the part that every run repeats."""
        return self.shown is not None and self.shown.find.explored

    @property
    def stands(self) -> bool:
        """Whether it is a failure still; a listed one that did not fail again is none."""
        return self.row is None or self.row.status != "unexpected-pass"


@dataclass(frozen=True)
class Search:
    """What random searches found in one version of an implementation.

    ``properties`` is the search of its run, None where the results hold none.
    """

    label: str
    slug: str
    properties: Properties | None
    entries: tuple[Entry, ...]

    @property
    def examples(self) -> int:
        """How many datasets the run drew and tried."""
        return sum(row.examples for row in self.properties.rows) if self.properties else 0

    @property
    def standing(self) -> list[Entry]:
        """The finds that are failures still, worst first."""
        return [entry for entry in self.entries if entry.stands]

    @property
    def failures(self) -> list[tuple[Verdict, int]]:
        """How many finds of each verdict stand, worst first."""
        count = Counter(entry.found.verdict for entry in self.standing)
        return [(verdict, count[verdict]) for verdict in VERDICTS if count[verdict]]

    @property
    def wrong(self) -> list[Entry]:
        """The finds that are silently wrong."""
        return [entry for entry in self.standing if entry.found.verdict == "wrong"]

    def total(self, fate: str) -> int:
        """How many examples met a fate, a member of `PropertyResult`, over all properties."""
        rows = self.properties.rows if self.properties else ()
        return sum(getattr(row, fate) for row in rows)


@dataclass(frozen=True)
class Searches:
    """All searches by the name and version of the implementation, in the order of the site.

    ``problems`` says of each find that is not shown why it is not.
    """

    by_version: Mapping[tuple[str, str], Search]
    problems: tuple[str, ...]

    @cached_property
    def having_finds(self) -> list[Search]:
        """The versions with finds, or with a listed one that did not fail again."""
        return [search for search in self.by_version.values() if search.entries]

    @property
    def shown(self) -> list[Shown]:
        """Every find that has a page."""
        entries = [entry for search in self.having_finds for entry in search.entries]
        return [entry.shown for entry in entries if entry.shown is not None]

    @property
    def examples(self) -> int:
        """How many datasets were drawn and tried in all runs."""
        return sum(search.examples for search in self.by_version.values())

    @property
    def standing(self) -> int:
        """How many finds stand."""
        return sum(len(search.standing) for search in self.by_version.values())

    @property
    def explored(self) -> int:
        """How many of them free searches made."""
        return sum(e.explored for s in self.by_version.values() for e in s.standing)

    @property
    def any(self) -> bool:
        """Whether there is anything to tell of a search."""
        return any(s.properties is not None or s.entries for s in self.by_version.values())


def searches(runs: Iterable[Result], finds: Sequence[Find]) -> Searches:
    """What the pages show: of ``runs`` in their order, then of versions that have finds alone."""
    cases, problems = find_cases.cases(finds)
    properties: dict[tuple[str, str], Properties | None] = {
        (run.implementation.name, run.implementation.version): run.properties for run in runs
    }
    for find, _ in cases:
        properties.setdefault((find.implementation, find.version), None)
    by_version = {}
    for (name, version), searched in properties.items():
        rows = {row.id: row for row in (searched.finds if searched else ())}
        own = [f for f in cases if (f[0].implementation, f[0].version) == (name, version)]
        entries = []
        for find, case in own:
            row = rows.pop(find.id, None)
            entries.append(Entry(find, row, Shown(find, case, row)))
        entries += [Entry(row, row, None) for row in rows.values()]
        entries.sort(key=lambda e: (not e.stands, VERDICTS.index(e.found.verdict), e.found.id))
        label = f"{name} {version}"
        slug = safe_name(f"{name}@{version}")
        by_version[name, version] = Search(label, slug, searched, tuple(entries))
    return Searches(by_version, problems)
