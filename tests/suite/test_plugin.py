"""The pytest plugin with pytest's own options: where it matters, in a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance import locations
from conformance.cases.files import Fixtures
from conformance.suite import plugin

pytest_plugins = ["pytester"]

Stage = Callable[..., Path]
ROOT = Path(__file__).parents[2]
MINIMAL, FLAT, GROUP = "v3/arrays/minimal", "v3/attributes/flat", "v3/groups/minimal"
CODEC = "v3/codecs/chain/unknown-codec-last"
# The suite with the golden cases of these tests instead of its own.
SMALL = """
from pathlib import Path
from conformance import locations
locations.FIXTURES = Path({root!r})
"""


class Front:
    """The suite's command line."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.results = pytester.path / "results"
        self.site = pytester.path / "site"

    def words(self, *options: str | Path) -> list[str]:
        return [
            *("-p", "small", "-p", plugin.__name__, "-p", "no:cacheprovider"),
            *("--pyargs", "conformance.suite", "--results", "results", "--site", "site"),
            # Actors know nothing but golden cases.
            "--no-properties",
            *map(str, options),
        ]

    def run(
        self, *folders: Path, options: tuple[str, ...] = (), apart: bool = False
    ) -> pytest.RunResult:
        """Run the suite, ``apart`` in a process of its own."""
        names = [word for folder in folders for word in ("--implementation", str(folder))]
        words = self.words(*names, *options)
        if apart:
            result = self.pytester.runpytest_subprocess(*words, timeout=60)
        else:
            result = self.pytester.runpytest_inprocess(*words)
        said = result.stdout.str() + result.stderr.str()
        assert "INTERNALERROR" not in said
        assert "Traceback" not in said
        return result

    def verdicts(self, name: str = "actor@1.0") -> dict[str, str]:
        document = json.loads((self.results / f"{name}.json").read_text())
        return {case["id"]: case["verdict"] for case in document["cases"]}


@pytest.fixture
def front(pytester: pytest.Pytester, golden: Fixtures, monkeypatch: pytest.MonkeyPatch) -> Front:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr(locations, "FIXTURES", golden.root)
    pytester.syspathinsert()
    pytester.makepyfile(small=SMALL.format(root=str(golden.root)))
    return Front(pytester)


def test_ids_are_stable_and_collecting_starts_nothing(front: Front, stage: Stage) -> None:
    folder = stage()
    result = front.run(folder, options=("--collect-only", "-q"), apart=True)
    assert result.ret == 0
    ids = {line.partition("::")[2] for line in result.stdout.lines if "::" in line}
    assert {f"test_case[actor-{MINIMAL}]", f"test_case[actor-{CODEC}]"} < ids
    assert "test_adapter[actor]" in ids
    assert len(ids) == 9
    assert not (folder / "pids").exists()
    assert not front.results.exists()
    assert not front.site.exists()


def test_all_as_it_should_be(front: Front, stage: Stage, golden: Fixtures) -> None:
    result = front.run(stage(), options=("--junitxml", "junit.xml", "-q"), apart=True)
    assert result.ret == 0
    result.assert_outcomes(passed=9)
    result.stdout.fnmatch_lines(["actor@1.0 *correct 100 %*breadth 100 %*safety 100 %*"])
    assert set(front.verdicts()) == set(golden.cases)
    assert (front.site / "index.html").is_file()
    cases = ElementTree.parse(front.pytester.path / "junit.xml").iter("testcase")
    [found] = [case for case in cases if case.get("name") == f"test_case[actor-{FLAT}]"]
    properties = {(p.get("name"), p.get("value")) for p in found.iter("property")}
    assert properties == {("verdict", "pass"), ("requirement", golden.cases[FLAT].clauses[0])}


def test_a_failure_says_verdict_and_clause(front: Front, stage: Stage) -> None:
    folder = stage(answers={MINIMAL: "refuse", GROUP: {"unsupported": {"reason": "none"}}})
    result = front.run(folder, options=("-k", "arrays/minimal or unknown-codec", "-rs"))
    assert result.ret == 1
    result.assert_outcomes(failed=1, skipped=1, deselected=7)
    result.stdout.fnmatch_lines(["refused: ValueError: no [[]v3.core.array.single-object[]]"])
    result.stdout.fnmatch_lines(["SKIPPED*unsupported: refused, but *proves nothing"])
    assert front.verdicts() == {MINIMAL: "refused", CODEC: "unsupported"}


def test_stop_at_the_first_failure(front: Front, stage: Stage, golden: Fixtures) -> None:
    folder = stage(answers={MINIMAL: "refuse", GROUP: "hang"})
    began = time.monotonic()
    result = front.run(folder, options=("-x",))
    assert time.monotonic() - began < 20, "the run was stopped, not waited for"
    assert result.ret == 1
    result.assert_outcomes(failed=1)
    assert front.verdicts().keys() == golden.cases.keys()
    assert front.verdicts()[GROUP] == "not-run"


EXPECTED = """
version = "1.0"
[[expected]]
case = "v3/groups/minimal"
verdict = "refused"
reason = "Known."
"""


def test_known_failures(front: Front, stage: Stage) -> None:
    passing = EXPECTED + '[[expected]]\ncase = "v3/attributes/flat"\nverdict = "wrong"\nreason="R"'
    stale = EXPECTED + '[[expected]]\ncase = "v3/no/such"\nverdict = "wrong"\nreason = "R."\n'
    folders = (
        stage("known", {GROUP: "refuse"}, expectations=EXPECTED),
        stage("passing", {GROUP: "refuse"}, expectations=passing),
        stage("other", {GROUP: "crash"}, expectations=EXPECTED),
        stage("stale", {GROUP: "refuse"}, expectations=stale),
    )
    result = front.run(*folders, options=("-rxfs",))
    assert result.ret == 1
    result.assert_outcomes(xfailed=3, failed=3, passed=30)
    lines = result.stdout.lines
    for name in ("known", "passing", "stale"):
        [line] = [x for x in lines if x.startswith("XFAIL") and f"[{name}-{GROUP}]" in x]
        assert line.endswith("refused: Known.")
    failed = [line for line in lines if line.startswith("FAILED")]
    assert [line.partition("::")[2].split(" ")[0] for line in failed] == [
        f"test_case[passing-{FLAT}]",
        f"test_case[other-{GROUP}]",
        "test_adapter[stale]",
    ]
    result.stdout.fnmatch_lines(["*v3/no/such: no such case; remove the entry"])


def test_a_known_failure_and_no_other_is_success(front: Front, stage: Stage) -> None:
    result = front.run(stage(answers={GROUP: "refuse"}, expectations=EXPECTED))
    assert result.ret == 0
    result.assert_outcomes(xfailed=1, passed=8)


def test_known_failures_are_written_on_demand(front: Front, stage: Stage) -> None:
    folder = stage(answers={GROUP: "refuse"})
    front.run(folder, options=("--update-expectations", "-k", "groups"))
    assert 'case = "v3/groups/minimal"' in (folder / "expectations.toml").read_text()
    assert front.run(folder).ret == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--implementation", "tensorstor"), ["Did you mean 'tensorstore'?", "Known: tensorstore"]),
        (("--implementation", "./no/such"), ["./no/such: there is no implementation.toml"]),
        (("--request-seconds", "0"), ["'0' is not a positive number of seconds"]),
    ],
)
def test_wrong_use_is_no_traceback(front: Front, options: tuple[str, ...], said: list[str]) -> None:
    result = front.run(options=options, apart="tensorstor" in options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    for words in said:
        assert words in result.stderr.str()


def test_one_that_does_not_start_fails_alone(front: Front, stage: Stage) -> None:
    result = front.run(stage("dead", at_start="crash"), stage(), options=("-k", "test_case"))
    assert result.ret == 1, "although each item of it is skipped"
    result.assert_outcomes(passed=8, skipped=8, deselected=2)
    result.stdout.fnmatch_lines(["dead@unknown: not run: *exit status 7*"])
    assert set(front.verdicts("dead@unknown").values()) == {"not-run"}
    # Once it starts, nobody is told any more that it did not.
    script = stage("later").parent / "dead" / "script.json"
    script.write_text('{"hello": {}, "answers": {}, "at_start": null}')
    assert front.run(script.parent, options=("-k", GROUP)).ret == 0
    assert not (front.results / "dead@unknown.json").exists()


def test_results_that_cannot_be_written_fail_the_session(front: Front, stage: Stage) -> None:
    front.results.write_text("in the way")
    result = front.run(stage(), options=("-k", GROUP))
    assert result.ret == 1
    result.stdout.fnmatch_lines(["the results could not be written: *results*"])


def test_an_interrupt_leaves_results_and_no_process(
    front: Front, stage: Stage, gone: Callable[[Path], bool]
) -> None:
    folder = stage(answers={GROUP: "hang"})
    command = [sys.executable, "-m", "pytest", *front.words("--implementation", folder)]
    process = front.pytester.popen(
        [*command, "--request-seconds", "100", "-v"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    while not (folder / "hangs").exists():
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)[0].decode()
    assert process.returncode == pytest.ExitCode.INTERRUPTED, said
    assert gone(folder)
    verdicts = front.verdicts()
    assert (verdicts[MINIMAL], verdicts[GROUP]) == ("pass", "not-run")
    assert (front.site / "index.html").is_file()
