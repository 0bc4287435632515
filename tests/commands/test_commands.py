"""The command line: what it says to people and to machines, and its exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance import locations, schemas
from conformance.__main__ import main, parser
from conformance.adapters.process import Limits
from conformance.cases import __main__ as build
from conformance.cases import files
from conformance.cases.files import Fixtures
from conformance.cases.model import Case
from conformance.ledger import Clause, Document, Ledger
from conformance.suite.publish import RESULTS, SITE

Stage = Callable[..., Path]
ROOT = Path(__file__).parents[2]
MINIMAL, FLAT, GROUP = "v3/arrays/minimal", "v3/attributes/flat", "v3/groups/minimal"
CODEC, DATA_TYPE = "v3/codecs/chain/unknown-codec-last", "v3/data-types/name-unknown"


class Command:
    """Runs the command here, over a few golden cases; keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys = capsys
        self._folder = folder
        self.out = ""
        self.err = ""

    def __call__(self, *words: str | Path) -> int:
        try:
            status = main([*map(str, words)])
        except SystemExit as error:  # how argparse ends
            status = int(error.code or 0)
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.out + self.err
        return status

    def run(self, *words: str | Path) -> int:
        folders = ("--results", self._folder / "results", "--site", self._folder / "site")
        # Actors know nothing but golden cases.
        return self("run", *words, *folders, "--no-properties")

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def results(self) -> list[str]:
        return sorted(path.name for path in (self._folder / "results").iterdir())


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str],
    golden: Fixtures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Command:
    monkeypatch.setattr(locations, "FIXTURES", golden.root)
    return Command(capsys, tmp_path)


def process(
    *words: str | Path, code: str = "", env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """The command, or the ``code``, in a process of its own, with ``env`` added to ours.

    Its output is buffered as it is for most people: what is left in the buffer matters.
    """
    program = ["-c", code] if code else ["-m", "conformance"]
    ours = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    return subprocess.Popen(
        [sys.executable, *program, *map(str, words)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ours | (env or {}),
    )


def small(golden: Fixtures) -> str:
    """The command with the golden cases of these tests, as Python code."""
    return (
        "import sys; from pathlib import Path; from conformance import locations; "
        f"locations.FIXTURES = Path({str(golden.root)!r}); "
        "from conformance.__main__ import main; sys.exit(main())"
    )


# The command line itself


def test_help_imports_nothing_heavy() -> None:
    asked = [sys.executable, "-X", "importtime", "-m", "conformance", "--help"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "exit status: 0 as expected" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "argparse" in imported
    packages = {name.partition(".")[0] for name in imported}
    assert packages.isdisjoint({"numpy", "jsonschema", "rich", "jinja2", "pytest", "filelock"})
    ours = {name for name in imported if name.startswith("conformance.")}
    assert ours == {"conformance.options"}


def test_the_defaults_are_those_of_the_engine() -> None:
    options = parser().parse_args(["run"])
    assert options.request_seconds == Limits().request_seconds
    assert (options.results, options.site) == (RESULTS, SITE)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_limit_is_positive(command: Command, seconds: str) -> None:
    assert command("run", f"--request-seconds={seconds}") == 2
    assert f"{seconds!r} is not a positive number of seconds" in command.err


def test_no_command_and_an_unknown_one_are_wrong_use(command: Command) -> None:
    assert command() == 2
    assert command("walk") == 2


# run


def test_run_as_it_should_be(command: Command, stage: Stage, tmp_path: Path) -> None:
    assert command.run(stage()) == 0
    first, *rest = command.out.splitlines()
    assert first.startswith("actor@1.0 ")
    assert "correct 100 %  breadth 100 %  safety 100 %  (6 pass, 1 observed" in first
    assert f"results: {tmp_path / 'results'}" in rest
    assert command.results == ["actor@1.0.json"]
    assert (tmp_path / "site" / "index.html").is_file()
    assert not [character for character in command.out if ord(character) < 32 and character != "\n"]
    assert command.err == ""


def test_run_with_failures(command: Command, stage: Stage) -> None:
    told = {"refused": {"error": "E", "message": "[red]:smile:[/] " + "x" * 300}}
    assert command.run(stage(answers={GROUP: told})) == 1
    # Never wrapped, and never taken for markup.
    line = f"  {GROUP}: refused (failed): E: [red]:smile:[/] {'x' * 300}"
    assert line in command.out.splitlines()


def test_run_of_chosen_cases(command: Command, stage: Stage) -> None:
    assert command.run(stage(), "-k", "arrays", "--json") == 0
    [document] = command.document
    assert schemas.problem("results", document) is None
    assert [case["id"] for case in document["cases"]] == [MINIMAL, "v3/arrays/open"]
    assert "results: " in command.err


def test_run_without_a_case(command: Command, stage: Stage) -> None:
    folder = stage()
    assert command.run(folder, "-k", "no-such") == 2
    assert "nothing matches 'no-such'" in command.err
    assert command.out == ""
    assert command.run(folder, "-k", "arrays", "--writers") == 2
    assert "no case that is written matches 'arrays'" in command.err
    assert not (folder / "pids").exists()


def test_run_of_an_unknown_implementation(command: Command) -> None:
    assert command.run("tensorstor") == 2
    assert "Did you mean 'tensorstore'?" in command.err


def test_run_of_two_of_the_same_name(command: Command, stage: Stage, tmp_path: Path) -> None:
    one = stage()
    other = tmp_path / "elsewhere" / "actor"
    other.mkdir(parents=True)
    (other / "implementation.toml").write_text((one / "implementation.toml").read_text())
    assert command.run(one, other) == 2
    assert "actor: is the name in" in command.err


def test_run_of_one_that_does_not_start(command: Command, stage: Stage) -> None:
    assert command.run(stage("dead", at_start="crash"), stage()) == 1
    assert "dead@unknown: not run: " in command.out
    assert "(not-run)" not in command.out
    assert command.results == ["actor@1.0.json", "dead@unknown.json"]


def test_run_with_an_adapter_that_breaks_the_protocol(command: Command, stage: Stage) -> None:
    assert command.run(stage(answers={GROUP: {"ok": {"colour": 1}}}), "-k", "groups") == 1
    assert f"  answered {GROUP} with a broken reply: " in command.out
    assert "  1 not run: broken reply: " in command.out


def test_run_that_cannot_write(command: Command, stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("in the way")
    assert command.run(stage()) == 2
    assert "the results could not be written: " in command.err


def test_run_that_writes_known_failures(command: Command, stage: Stage) -> None:
    folder = stage(answers={GROUP: "refuse"})
    command.run(folder, "--update-expectations")
    assert f"wrote {folder / 'expectations.toml'}" in command.out
    known = tomllib.loads((folder / "expectations.toml").read_text())
    assert [(row["case"], row["verdict"]) for row in known["expected"]] == [(GROUP, "refused")]
    assert command.run(folder) == 0
    # What did not run this time, or got no answer, stays as it was.
    script = {"hello": {}, "answers": {GROUP: {"ok": {"colour": 1}}}, "at_start": None}
    (folder / "script.json").write_text(json.dumps(script))
    for pattern in ("arrays", "groups"):
        command.run(folder, "-k", pattern, "--update-expectations")
        assert tomllib.loads((folder / "expectations.toml").read_text()) == known


def test_an_interrupted_run_keeps_its_results(
    golden: Fixtures, stage: Stage, tmp_path: Path, gone: Callable[[Path], bool]
) -> None:
    folder = stage(answers={GROUP: "hang"})
    words = ("run", folder, "--results", tmp_path / "results", "--site", tmp_path / "site")
    ran = process(*words, "--request-seconds", "100", "--json", code=small(golden))
    while not (folder / "hangs").exists():
        assert ran.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    ran.send_signal(signal.SIGINT)
    out, err = (text.decode() for text in ran.communicate(timeout=20))
    assert ran.returncode == 130, err
    assert "interrupted: keeping the results so far" in err
    # The group, and the damaged store, which is asked after all that is scored.
    assert "2 not run: the run was interrupted" in err
    assert "Traceback" not in err
    [document] = json.loads(out)
    verdicts = {case["id"]: case["verdict"] for case in document["cases"]}
    assert (verdicts[MINIMAL], verdicts[GROUP]) == ("pass", "not-run")
    assert json.loads((tmp_path / "results" / "actor@1.0.json").read_text()) == document
    assert gone(folder)


def test_results_are_kept_when_nobody_listens(
    golden: Fixtures, stage: Stage, tmp_path: Path
) -> None:
    words = ("run", stage(), "--results", tmp_path / "results", "--site", tmp_path / "site")
    ran = process(*words, "--no-properties", code=small(golden))
    assert ran.stdout is not None
    ran.stdout.close()
    assert ran.stderr is not None
    assert b"Traceback" not in ran.stderr.read()
    ran.wait(timeout=30)
    ran.stderr.close()
    assert (tmp_path / "results" / "actor@1.0.json").is_file()


# list and show


def test_list_cases(command: Command, golden: Fixtures) -> None:
    assert command("list") == 0
    assert f"{MINIMAL}  read  Plain." in command.out.splitlines()
    assert len(command.out.splitlines()) == len(golden.cases)
    assert command("list", "cases", "-k", "v3/a*/flat", "--json") == 0
    [row] = command.document
    assert (row["id"], row["kind"], row["clauses"]) == (
        *(FLAT, "read"),
        ["v3.core.array.attributes.object"],
    )


def test_list_implementations(command: Command) -> None:
    assert command("list", "implementations") == 0
    assert "tensorstore  C++  https://github.com/google/tensorstore" in command.out.splitlines()
    assert command("list", "implementations", "-k", "zarr-python", "--json") == 0
    [row] = command.document
    assert row["name"] == "zarr-python"
    assert "v3-core-reader" in row["claims"]


def test_list_clauses(command: Command) -> None:
    assert command("list", "clauses", "-k", "v3.core.array.attributes.object", "--json") == 0
    [row] = command.document
    assert row["cases"] == [FLAT, "v3/attributes/is-list"]
    assert row["url"].startswith("https://")
    assert command("list", "clauses") == 0
    [line] = [x for x in command.out.splitlines() if x.startswith("v3.core.array.attributes.obj")]
    assert f"  {row['level']}  {row['summary']}" in line


@pytest.mark.parametrize("what", ["cases", "implementations", "clauses"])
def test_list_nothing(command: Command, what: str) -> None:
    assert command("list", what, "-k", "no-such", "--json") == 2
    assert command.out == ""
    assert "nothing matches 'no-such'" in command.err


@pytest.mark.parametrize(("what", "lines"), [("cases", 1), ("implementations", 0)])
def test_list_for_a_reader_that_leaves(what: str, lines: int) -> None:
    """In the midst of more than a pipe holds, and before the little that there is."""
    ran = process("list", what, "--json")
    assert ran.stdout is not None and ran.stderr is not None
    for _ in range(lines):
        assert ran.stdout.readline() == b"[\n"
    ran.stdout.close()
    assert ran.stderr.read() == b""
    assert ran.wait(timeout=30) == 0
    ran.stderr.close()


def test_a_terminal_without_a_word_for_it(golden: Fixtures, stage: Stage, tmp_path: Path) -> None:
    words = ("run", stage(), "-k", "groups", "--results", tmp_path / "r", "--site", tmp_path / "s")
    ran = process(*words, code=small(golden), env={"PYTHONIOENCODING": "ascii"})
    out, err = ran.communicate(timeout=30)
    assert (ran.returncode, err) == (0, b"")
    assert rb"safety \u2013" in out


def test_fixtures_that_are_not_there(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(locations, "FIXTURES", tmp_path / "none")
    assert command("list") == 2
    assert "build the fixtures: nox -s fixtures" in command.err


def test_show(command: Command, golden: Fixtures) -> None:
    assert command("show", FLAT) == 0
    for words in (
        f"{FLAT} (read)",
        "v3.core.array.attributes.object  https://",
        f"store: {golden.root / FLAT / 'store'}",
        "    zarr.json  ",
        '    attributes: {"a": 1}',
        "with tensorstore:",
    ):
        assert words in command.out
    assert command("show", CODEC, "--json") == 0
    facts = command.document
    assert facts["control"] == MINIMAL
    assert facts["tree"]["c/0/0"] == 12
    assert facts["clauses"][0]["id"] == "v3.core.extension.unknown-field"
    assert json.dumps(str(golden.root / CODEC / "store")) in facts["reproduce"]["zarr-python"]


def test_show_every_case(command: Command, golden: Fixtures) -> None:
    for id in golden.cases:
        assert command("show", id) == 0
        assert command.out.startswith(f"{id} ({golden.cases[id].kind})\n")


def test_show_an_unknown_case(command: Command) -> None:
    assert command("show", "v3/arrays/minimum") == 2
    assert f"there is no case 'v3/arrays/minimum'; close to it: {MINIMAL}" in command.err


# smoke


@pytest.fixture
def smoke(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command over the golden cases of the project, which smoke asks by name."""
    monkeypatch.setattr(locations, "FIXTURES", locations.CHECKOUT / "fixtures")  # type: ignore[operator]
    return command


def test_smoke_of_a_good_adapter(smoke: Command, stage: Stage) -> None:
    assert smoke("smoke", stage()) == 0
    lines = smoke.out.splitlines()
    assert len(lines) == 10
    assert all(line.startswith("ok  ") for line in lines)
    assert "actor 1.0 on any; read_array, read_group" in lines[0]


def test_smoke_asks_about_each_format_that_is_read(smoke: Command, stage: Stage) -> None:
    assert smoke("smoke", stage(hello={"formats": ["zarr_v2"]}), "--json") == 0
    questions = [row["question"] for row in smoke.document]
    assert questions[1] == "v2: reads a plain array"
    assert all(question.startswith("v2: ") for question in questions[1:])


def test_smoke_of_a_bad_adapter(smoke: Command, stage: Stage) -> None:
    answers = {CODEC: "accept", DATA_TYPE: {"ok": 1}, MINIMAL: {"ok": {"shape": []}}}
    folder = stage(answers=answers, hello={"version": "\ud800\x1b[0m"})
    assert smoke("smoke", folder, "--json") == 1
    bad = {row["question"] for row in smoke.document if not row["good"]}
    assert bad == {
        "reads a plain array",
        "can say no to a codec",
        "can say no to a data type",
        "keeps to the protocol",
    }
    assert smoke("smoke", folder) == 1
    assert r"\ud800\x1b[0m" in smoke.out
    assert "BAD can say no to a codec" in smoke.out


def test_smoke_of_an_adapter_that_dies(command: Command, stage: Stage) -> None:
    assert command("smoke", stage(at_start="crash")) == 1
    assert command.out.startswith("BAD starts and says hello")
    assert "exit status 7" in command.out


# export


def test_export(command: Command, golden: Fixtures, tmp_path: Path) -> None:
    folder = tmp_path / "golden"
    assert command("export", folder) == 0
    assert command.out == f"{folder}: {len(golden.cases)} cases\n"
    index = json.loads((folder / "index.json").read_text())
    assert index["digest"] == golden.digest
    rows = {row["id"]: row for row in index["cases"]}
    assert rows.keys() == golden.cases.keys()
    for id, row in rows.items():
        store = folder / id / "store"
        assert {key: (store / key).read_bytes() for key in row["keys"]} == files.load_store(
            golden, golden.cases[id]
        )
        assert {**golden.cases[id].document(), "keys": row["keys"]} == row
    assert (folder / MINIMAL / "values.bin").read_bytes() == golden.cases[MINIMAL].values
    assert "index.json     all cases" in (folder / "README.txt").read_text()


def test_export_replaces_an_earlier_one(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "golden"
    command("export", folder)
    retired = folder / "v3" / "retired" / "case.json"
    retired.parent.mkdir()
    retired.write_text("{}")
    assert command("export", folder, "--json") == 0
    assert command.document["folder"] == str(folder)
    assert not retired.exists()


def test_export_touches_nothing_of_others(
    command: Command, golden: Fixtures, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    (project / "v3").mkdir(parents=True)
    (project / "v3" / "mine").write_text("mine")
    (project / "index.json").write_text("{}")  # many a project has one
    before = files.check(golden.cases.values(), golden.root)
    inside = (golden.root, golden.root / "v3", golden.root / "new")
    for folder in (project, project / "index.json", *inside):
        assert command("export", folder) == 2
        assert "name a" in command.err
    assert (project / "v3" / "mine").read_text() == "mine"
    assert files.load(golden.root) == golden
    assert files.check(golden.cases.values(), golden.root) == before


def test_export_into_the_unwritable(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert command("export", tmp_path / "file" / "golden") == 2
    assert "cannot be written" in command.err


# python -m conformance.cases


@pytest.fixture
def definitions(cases: list[Case], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Case]:
    """The definitions are those of these tests, with a ledger that fits."""
    monkeypatch.setattr(build, "all_cases", lambda: cases)
    monkeypatch.setattr(build.ledger, "load", lambda: ledger_of(cases))
    monkeypatch.setattr(locations, "FIXTURES", tmp_path / "fixtures")
    return cases


def clause(id: str, level: str = "must", state: str = "tested") -> Clause:
    document = Document("t", "https://example.org", "0" * 40, "p", "https://example.org/p")
    return Clause(id, level, ("reader",), document, "s", "Sum.", "0" * 64, state)


def ledger_of(cases: list[Case], **changes: Any) -> Ledger:
    ids = sorted({id for case in cases for id in case.clauses})
    return Ledger({id: clause(id, **changes) for id in ids}, ())


def test_fixtures_are_built_and_checked(
    definitions: list[Case], capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main(["--check"]) == 1
    assert f"{MINIMAL}: missing" in capsys.readouterr().err
    assert not locations.FIXTURES.exists()
    assert build.main([]) == 0
    assert "8 cases: 3 read, 4 refuse, 0 write, 1 observe; 0 problems" in capsys.readouterr().out
    assert build.main(["--check"]) == 0
    (locations.FIXTURES / MINIMAL / "values.bin").write_bytes(b"")
    assert build.main(["--check"]) == 1
    assert f"{MINIMAL}/values.bin: differs from its definition" in capsys.readouterr().err


def test_a_ledger_that_does_not_fit_is_said(
    definitions: list[Case], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build.main([])
    monkeypatch.setattr(build.ledger, "load", lambda: ledger_of(definitions[:1]))
    assert build.main(["--check"]) == 1
    assert f"{FLAT}: cites v3.core.array.attributes.object, which is not" in capsys.readouterr().err


def test_definitions_that_do_not_hold_are_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> list[Case]:
        raise build.DefinitionError("v3/x: the oracle refuses it")

    monkeypatch.setattr(build, "all_cases", broken)
    assert build.main(["--check"]) == 1
    assert capsys.readouterr().err == "v3/x: the oracle refuses it\n"


@pytest.mark.parametrize(
    ("changes", "accused"),
    [
        ({}, 0),
        ({"level": "must-not"}, 0),
        ({"level": "should"}, 3),
        ({"level": "asserted"}, 3),
        ({"state": "contested"}, 3),
    ],
)
def test_only_an_uncontested_must_can_fail_a_library(
    definitions: list[Case], changes: dict[str, str], accused: int
) -> None:
    problems = build.unfounded(definitions, ledger_of(definitions, **changes))
    assert len(problems) == accused
    # Neither damage on the robustness axis nor valid or open data accuses anybody.
    assert all("unknown" in p or "is-list" in p for p in problems)
    assert all("make it an observe case" in p for p in problems)


def careless(folder: Path, fault: str = "no-codecs-is-bytes", name: str = "careless") -> Path:
    """The folder of an adapter of the oracle with a planted fault."""
    folder = folder / name
    folder.mkdir()
    adapter = ROOT / "tests" / "saboteurs" / "adapter.py"
    (folder / "implementation.toml").write_text(
        f'name = "{name}"\nlanguage = "Python"\nhomepage = "https://example.org"\n'
        'issues = "https://example.org"\npackage = "careless"\n'
        'claims = ["v3-core-reader", "v3-region-reader", "v3-transpose-reader"]\n'
        '[environment]\nkind = "none"\nlock = ""\n'
        f'[adapter]\ncommand = ["{{python}}", "{adapter}", "{fault}"]\n'
        '[reproduce]\nlanguage = "python"\narray = "open({store}, {path})"\n'
    )
    return folder


def test_explore_keeps_a_find_and_says_how_to_repeat_it(command: Command, tmp_path: Path) -> None:
    folder = careless(tmp_path, "transpose-ignored")
    finds = tmp_path / "finds"
    words = ("--minutes", "0.01", "--seed", "11", "--finds", str(finds), "--json")
    assert command("explore", str(folder), *words) == 1
    find = next(f for f in command.document if f["verdict"] == "wrong")
    kept = Path(find["folder"])
    assert kept.parent.parent == finds
    told = json.loads((kept / "find.json").read_text())
    assert (told["id"], told["draw"]["seed"]) == (find["id"], find["seed"])
    assert any(b'"transpose"' in p.read_bytes() for p in (kept / "store").rglob("zarr.json"))
    assert "open(" in (kept / "reproduce.txt").read_text()
    assert schemas.problem("case", json.loads((kept / "case.json").read_text())) is None
    assert schemas.problem("find", told) is None


def test_who_writes_nothing_is_not_searched_as_a_writer(command: Command, tmp_path: Path) -> None:
    folder = careless(tmp_path)
    words = ("--writers", "--minutes", "0.01", "--finds", str(tmp_path / "finds"))
    assert command("explore", str(folder), *words) == 2
    assert "careless: carries out no recipe" in command.err


def test_an_interrupted_search_keeps_its_finds(tmp_path: Path) -> None:
    folder, finds = careless(tmp_path, "transpose-ignored"), tmp_path / "finds"
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", "explore", folder, "--finds", finds],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not list(finds.rglob("find.json")) and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "interrupted: keeping the finds so far" in said
    assert "Traceback" not in said
    assert list(finds.rglob("find.json"))
    assert ended(process.pid)


def ended(group: int) -> bool:
    """Whether a group of processes is gone, soon."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_finds_that_cannot_be_written_end_the_search(command: Command, tmp_path: Path) -> None:
    finds = tmp_path / "finds"
    finds.write_text("in the way")
    folder = careless(tmp_path, "transpose-ignored")
    words = ("--minutes", "0.01", "--seed", "11", "--finds", str(finds))
    assert command("explore", str(folder), *words) == 2
    assert "the finds cannot be written" in command.err


def test_a_run_ends_with_the_properties(command: Command, tmp_path: Path) -> None:
    folder = careless(tmp_path, "transpose-ignored")
    results = tmp_path / "results"
    words = ("--results", str(results), "--site", str(tmp_path / "site"))
    assert command("run", str(folder), *words) == 1
    assert "properties: 2000 examples, " in command.out
    assert "drawn/wrong-as-if-transpose-were-ignored: wrong (failed)" in command.out
    result = json.loads((results / "careless@1.json").read_text())
    found = {find["id"] for find in result["properties"]["finds"]}
    assert {path.parent.name for path in results.rglob("find.json")} == found
    page = tmp_path / "site" / "finds" / "careless@1" / "wrong-as-if-transpose-were-ignored"
    assert page.with_suffix(".html").is_file()
    assert page.with_suffix(".zip").is_file()


def test_promote_wants_a_find(command: Command, tmp_path: Path) -> None:
    assert command("promote", tmp_path / "none", "--id", "v3/x/y") == 2
    assert "name a find's folder or its zip" in command.err or "has no find.json" in command.err


def test_explore_wants_time(command: Command) -> None:
    assert command("explore", "--minutes", "0") == 2
    assert "'0' is not a positive number of minutes" in command.err
