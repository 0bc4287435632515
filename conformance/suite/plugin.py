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
from conformance.cases.files import Fixtures, FixturesError, load
from conformance.engine import expectations
from conformance.engine.run import Plan, Run, close_all, failed
from conformance.options import seconds
from conformance.results import Result
from conformance.suite.publish import RESULTS, SITE, publish, summary

STATE = pytest.StashKey["Suite"]()


class Suite:
    """What one pytest session runs."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        try:
            self.fixtures: Fixtures = load(locations.FIXTURES)
            known = manifest.discover(locations.IMPLEMENTATIONS)
            words = config.getoption("implementation") or sorted(known)
            self.selections = {str(s): s for s in manifest.select(words, known)}
        except (FixturesError, manifest.ManifestError) as error:
            raise pytest.UsageError(str(error)) from error
        self.runs: dict[str, Run] = {}
        self.results: list[Result] = []
        self.lines: list[str] = []
        """What the closing summary says."""

    def start(self, items: list[pytest.Item]) -> None:
        """Start the runs that the items wait for."""
        cases: dict[str, list[str]] = {}
        for item in items:
            if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
                name = str(item.callspec.params.get("implementation"))
                if name in self.selections:
                    case = item.callspec.params.get("case")
                    cases.setdefault(name, []).extend([str(case)] if case else [])
        limits = Limits(request_seconds=self.config.getoption("request_seconds"))
        for name, ids in cases.items():
            plan = Plan(self.fixtures, tuple(ids), limits)
            self.runs[name] = Run(self.selections[name], plan, self._say)
            self.runs[name].start()
        # Items capture what is printed; the news of environments being built is shown before them.
        for run in self.runs.values():
            run.prepared.wait()

    def _say(self, text: str) -> None:
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(text)

    def finish(self) -> bool:
        """Stop the runs, write their results and site; whether all went as expected."""
        self.results = close_all(self.runs.values())
        if not self.results:
            return True
        for result in self.results:
            self.lines += [summary(result), *(f"  {fault}" for fault in result.faults)]
        folder, site = self.config.getoption("results"), self.config.getoption("site")
        try:
            page, notes = publish(self.results, self.fixtures, folder, site)
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
                version = result.implementation.version
                known = expectations.load(folder)
                expectations.update(folder, version, result.cases, known)


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
        "--update-expectations",
        action="store_true",
        help="write each implementation's expectations.toml from what this run sees",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Load fixtures and manifests. Bad input is a usage error, not a traceback."""
    if not config.getoption("help") and not config.getoption("version"):
        config.stash[STATE] = Suite(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make the items: each implementation, times each case where a test asks for one."""
    if metafunc.module.__name__ != "conformance.suite.test_golden":
        return
    suite = metafunc.config.stash[STATE]
    metafunc.parametrize("implementation", suite.selections, scope="session")
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", suite.fixtures.cases)


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
