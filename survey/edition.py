"""An edition as a folder: everything that is declared about one year, read together.

The instrument has to be there; without a file of rules no rule is applied, except in disclosure
control, which has defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from survey.cleaning import codebooks
from survey.cleaning import rules as cleaning
from survey.comparability import ledger as comparability
from survey.comparability import rules as comparing
from survey.disclosure import rules as disclosure
from survey.estimates import plan as plans
from survey.estimates.model import Figures
from survey.instrument import Instrument, InstrumentError, load, problems
from survey.instrument.history import editions as instruments
from survey.instrument.history import reused
from survey.release import Log, load_published
from survey.release import load as load_log
from survey.report import commentary, methods

FOLDER = Path(__file__).parent / "editions"
PUBLISHED = "published.*"
"""The figures of an edition as they were published, for those that come after it.

The last are in ``published.json``; those that a correction took the place of are beside it, as
``published.<day>.json``.
"""


@dataclass(frozen=True)
class Edition:
    """What the folder of an edition declares. ``records`` and ``comments`` are by language."""

    folder: Path
    instrument: Instrument
    plan: plans.Plan
    cleaning: cleaning.Rules
    disclosure: disclosure.Rules
    ledger: comparability.Ledger
    log: Log
    records: Mapping[str, Mapping[str, str]]
    comments: Mapping[str, Mapping[str, str]]
    codebooks: tuple[codebooks.Codebook, ...] = ()

    def before(self) -> Edition | None:
        """The edition that this one is compared with: the newest older one beside it."""
        older = [path for path in _years(self.folder.parent) if path.name < self.folder.name]
        return read(older[-1]) if older else None

    def published_before(self, synthetic: bool) -> tuple[Figures, ...]:
        """All that was published of older editions and of this one, the oldest first.

        What was published of this one is there when it is corrected. What is ``synthetic`` and what
        is not is never set against each other. Raises `PublishedError`.
        """
        years = [path for path in _years(self.folder.parent) if path.name <= self.folder.name]
        files = [path for year in years for path in sorted(year.glob(PUBLISHED))]
        found = [load_published(path) for path in files]
        return tuple(each.figures for each in found if each.synthetic == synthetic)


def find(name: str | None) -> Path:
    """The folder of an edition: a folder as it is, a year among ours, the newest for None.

    Raises `InstrumentError` when there is none.
    """
    years = _years(FOLDER)
    if name is None:
        if not years:
            raise InstrumentError(f"{FOLDER}: has no edition; make a folder named after a year")
        return years[-1]
    folder = FOLDER / name if name.isdecimal() else Path(name)
    if not folder.is_dir():
        known = ", ".join(path.name for path in years) or "none"
        raise InstrumentError(f"{name}: is no edition; give a folder, or one of these: {known}")
    return folder


def read(folder: Path) -> Edition:
    """Everything in the folder. Raises the errors of its parts, each with the file and the key."""
    instrument = load(folder)
    languages = [texts.language for texts in instrument.texts]
    rules = folder / disclosure.FILE
    return Edition(
        folder=folder,
        instrument=instrument,
        plan=plans.load(folder, instrument),
        cleaning=(
            cleaning.load_rules(folder) if (folder / cleaning.FILE).exists() else cleaning.Rules()
        ),
        disclosure=disclosure.load(rules) if rules.exists() else disclosure.Rules(),
        ledger=comparability.load(folder),
        log=load_log(folder),
        records={name: methods.load(folder / f"methods.{name}.toml") for name in languages},
        comments={name: commentary.load(folder, name) for name in languages},
        codebooks=codebooks.load_codebooks(folder),
    )


def faults(edition: Edition) -> Iterator[str]:
    """A line for each thing that does not fit together, in this edition and with older ones."""
    yield from problems(edition.instrument)
    yield from cleaning.problems(edition.cleaning, edition.instrument)
    for book in edition.codebooks:
        yield from codebooks.codebook_problems(book, edition.instrument)
    beside = [i for i in instruments(edition.folder.parent) if i.edition <= edition.folder.name]
    yield from reused(beside)
    older = [i for i in beside if i.edition < edition.instrument.edition]
    if older:
        yield from comparing.problems(edition.ledger, older[-1], edition.instrument)


def _years(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("[0-9][0-9][0-9][0-9]") if path.is_dir())
