"""The pytest plugin: options, collection, the runs behind the items, and the closing summary.

The runs start when the items are known and go on in the background; an item waits for its own
case. So pytest's options (``-k``, ``-x``, ``--junitxml`` ...) work as ever.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import locations
from conformance.adapters import manifest
from conformance.adapters.process import Limits
from conformance.cases.files import Fixtures, FixturesError, load_intact
from conformance.engine import expectations
from conformance.engine.run import Plan, Run, failed
from conformance.options import seconds
from conformance.properties.bounded import Bounded, Outcome, close_all, families_of
from conformance.properties.laws import PROPERTIES
from conformance.results import Result
from conformance.suite.publish import RESULTS, SITE, STORES, publish, summary

STATE = pytest.StashKey["Suite"]()
PROPERTIES_MODULE = Path(__file__).with_name("test_properties.py")
MODULES = ("conformance.suite.test_golden", "conformance.suite.test_properties")


class Suite:
    """What one pytest session runs."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        try:
            self.fixtures: Fixtures = load_intact(locations.FIXTURES)
            known = manifest.discover(locations.IMPLEMENTATIONS)
            words = config.getoption("implementation") or sorted(known)
            self.selections = {str(s): s for s in manifest.select(words, known)}
        except (FixturesError, manifest.ManifestError) as error:
            raise pytest.UsageError(str(error)) from error
        only, without = config.getoption("writers"), config.getoption("no_writers")
        if only and without:
            raise pytest.UsageError("--writers and --no-writers leave nothing to run: give one")
        self.cases = [
            id for id, case in self.fixtures.cases.items() if not (without if case.steps else only)
        ]
        """The ids of the cases that are asked for."""
        self.runs: dict[str, Run] = {}
        self.bounded: Bounded | None = None
        self.results: list[Result] = []
        self.lines: list[str] = []
        """What the closing summary says."""

    def start(self, items: list[pytest.Item]) -> None:
        """Start the runs that the items wait for, and then the properties."""
        cases: dict[str, list[str]] = {}
        searched: set[str] = set()
        for item in items:
            if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
                asked = item.callspec.params
                name = str(asked.get("implementation"))
                if name in self.selections:
                    cases.setdefault(name, []).extend(
                        [str(asked["case"])] if "case" in asked else []
                    )
                    if "law" in asked:
                        searched.add(name)
        limits = Limits(request_seconds=self.config.getoption("request_seconds"))
        for name, ids in cases.items():
            # What an implementation supports shows in all the golden cases, whoever chose a few.
            wanted = self.cases if name in searched else ids
            stores = self.config.getoption("results") / STORES
            plan = Plan(self.fixtures, tuple(wanted), limits, stores)
            self.runs[name] = Run(self.selections[name], plan, self._say)
            self.runs[name].start()
        # Items capture what is printed; the news of environments being built is shown before them.
        for run in self.runs.values():
            run.prepared.wait()
        if searched:
            runs = [self.runs[name] for name in self.runs if name in searched]
            self.bounded = Bounded(runs, self.fixtures, limits, self._say)
            self.bounded.start()

    def _say(self, text: str) -> None:
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(text)

    def finish(self) -> bool:
        """Stop the runs, write their results and site; whether all went as expected."""
        outcomes = close_all(self.runs.values(), self.bounded)
        self.results = [outcome.result for outcome in outcomes]
        if not self.results:
            return True
        for result in self.results:
            self.lines += [*summary(result), *(f"  {fault}" for fault in result.faults)]
        folder, site = self.config.getoption("results"), self.config.getoption("site")
        try:
            page, notes = publish(outcomes, self.fixtures, folder, site)
            if self.config.getoption("update_expectations"):
                self._update()
        except OSError as error:
            self.lines.append(f"the results could not be written: {error}")
            return False
        self.lines += [*notes, f"results: {folder.resolve()}", f"site: {page.resolve()}"]
        return not any(map(failed, self.results))

    def _update(self) -> None:
        for run, result in zip(self.runs.values(), self.results, strict=True):
            if result.unavailable is None:
                folder = run.selection.manifest.folder
                expectations.update(folder, result, expectations.load(folder))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    group = parser.getgroup("zarr-conformance")
    group.addoption(
        "--implementation",
        action="append",
        metavar="NAME",
        help="name, name@version, or a folder with an implementation.toml; may be repeated "
        "(default: all that are known)",
    )
    group.addoption(
        "--results", type=Path, default=RESULTS, metavar="DIR", help="where result files go"
    )
    group.addoption("--site", type=Path, default=SITE, metavar="DIR", help="where the site goes")
    group.addoption(
        "--request-seconds",
        type=seconds,
        default=Limits().request_seconds,
        metavar="S",
        help="the time limit of one request to an adapter (default: %(default)s)",
    )
    group.addoption(
        "--no-properties",
        action="store_true",
        help="leave out the properties: run the golden cases only",
    )
    group.addoption("--writers", action="store_true", help="run only the cases that are written")
    group.addoption(
        "--no-writers", action="store_true", help="leave out the cases that are written"
    )
    group.addoption(
        "--update-expectations",
        action="store_true",
        help="write each implementation's expectations.toml from what this run sees",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Load fixtures and manifests. Bad input is a usage error, not a traceback."""
    if not config.getoption("help") and not config.getoption("version"):
        config.stash[STATE] = Suite(config)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the properties out where that is asked for."""
    if config.getoption("no_properties") and collection_path == PROPERTIES_MODULE:
        return True
    return None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make the items: each implementation, times each case or property that a test asks for."""
    if metafunc.module.__name__ not in MODULES:
        return
    suite = metafunc.config.stash[STATE]
    metafunc.parametrize("implementation", suite.selections, scope="session")
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", suite.cases)
    if "law" in metafunc.fixturenames:
        families = families_of(suite.fixtures, suite.cases)
        laws = [law.name for law in PROPERTIES.values() if law.family in families]
        metafunc.parametrize("law", laws)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the runs once it is known which items stay."""
    suite = session.config.stash.get(STATE, None)
    if suite is not None and not session.config.option.collectonly:
        suite.start(session.items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop what still runs and write it. What failed beside the items fails the session too."""
    suite = session.config.stash.get(STATE, None)
    if suite is not None and not suite.finish() and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say one line per implementation, and what else there is to say."""
    suite = terminalreporter.config.stash.get(STATE, None)
    if suite is None or not suite.lines:
        return
    terminalreporter.section("conformance")
    for line in suite.lines:
        terminalreporter.write_line(line)


@pytest.fixture
def run(request: pytest.FixtureRequest, implementation: str) -> Run:
    """The run of the item's implementation."""
    return request.config.stash[STATE].runs[implementation]


@pytest.fixture
def outcome(request: pytest.FixtureRequest, implementation: str) -> Outcome:
    """What the properties of the item's implementation came to, once they have."""
    bounded = request.config.stash[STATE].bounded
    assert bounded is not None, "an item with a property starts them"
    found: Outcome = bounded.outcomes[implementation].result()
    return found
