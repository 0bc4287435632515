"""Whatever is in an export: `build` makes a right report or a clear message, and nothing leaks."""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from survey.__main__ import TOOLS, main
from tests.survey.small_edition import write

PLANTED = (
    "<script>alert('planted')</script>",
    "<img src=planted onerror=alert(1)>",
    '=HYPERLINK("http://planted.example")',
    "+planted+1",
    "-planted-1",
    "@SUM(planted)",
    "\tplanted=1",
    "\rplanted=1",
    "jane.doe@planted.example",
    "I am Planted Person, +34 612 345 678, or ask @planted_handle",
    "\u202edetnalp planted",
)
TAGS = {"script", "img", "iframe", "object", "form"}


class Rows:
    """An export as rows of cells, whatever the tool."""

    def __init__(self, path: Path, tool: str) -> None:
        self.path, self.tool = path, tool
        self.top = 2 if tool == "surveymonkey" else 1
        self.load(path.read_bytes().decode("utf-8-sig"))

    def load(self, text: str) -> None:
        if self.tool == "json":
            objects = json.loads(text)
            self.head = list(dict.fromkeys(key for row in objects for key in row))
            self.rows = [[row.get(key) for key in self.head] for row in objects]
        else:
            delimiter = ";" if self.tool == "limesurvey" else ","
            self.rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            self.heads, self.rows = self.rows[: self.top], self.rows[self.top :]
            self.head = self.heads[0]

    def save(self) -> Path:
        if self.tool == "json":
            rows = [
                {k: v for k, v in zip(self.head, row, strict=True) if v is not None}
                for row in self.rows
            ]
            self.path.write_text(json.dumps(rows), encoding="utf-8")
        else:
            with self.path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([*self.heads, *self.rows])
        return self.path

    @property
    def comment(self) -> int:
        """The column of the free text."""
        return next(
            n for n, name in enumerate(self.head) if name in ("comment", "What else, in en?")
        )

    @property
    def role(self) -> int:
        """The column of the first question."""
        return next(n for n, name in enumerate(self.head) if "which role" in name or name == "role")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("editions"))


@pytest.fixture
def export(edition: Path, tmp_path: Path) -> Callable[..., Rows]:
    """Makes an export of a tool: synthetic, but for the label that says so."""

    def make(tool: str, count: int = 120) -> Rows:
        path = tmp_path / f"export-{tool}"
        options = ["--count", str(count), "--tool", tool, "--out", str(path)]
        assert main(["synthesize", str(edition), *options]) == 0
        rows = Rows(path, tool)
        for row in rows.rows:
            row[rows.comment] = "fine"
            row[:] = [c.replace("synthetic-", "") if isinstance(c, str) else c for c in row]
        return rows

    return make


@pytest.fixture
def build(edition: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Builds from an export and gives back what was said; what must not be there is not."""

    def run(path: Path, status: int = 0, *options: str) -> str:
        out = tmp_path / "site"
        before = files(out)
        capsys.readouterr()
        arguments = ["build", str(edition), "--responses", str(path), "--out", str(out), *options]
        assert main(arguments) == status
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        if status:
            assert said.out == "" and said.err.startswith(f"zarr-survey: {path}: ")
            assert len(said.err) < 20_000
            assert files(out) == before
        return said.err

    return run


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pages(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))]


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_that_people_wrote_is_in_the_report(tool, export, build, tmp_path):
    rows = export(tool)
    for number, text in enumerate(PLANTED):
        rows.rows[number][rows.comment] = text
        if tool == "google-forms":
            rows.rows[-number - 1][rows.role] = text
    said = build(rows.save())
    found = files(tmp_path / "site")
    assert len(found) > 20
    for path, content in found.items():
        assert b"planted" not in content.lower(), path
        assert b"612 345" not in content
    assert "planted" not in said.lower()


@pytest.mark.parametrize("tool", TOOLS)
def test_what_import_and_clean_write_holds_nothing_personal(
    tool, export, edition, tmp_path, capsys
):
    rows = export(tool)
    for number, text in enumerate(PLANTED):
        rows.rows[number][rows.comment] = text
    path, out = rows.save(), tmp_path / "responses.json"
    for command in ("import", "clean"):
        assert main([command, str(path), "--edition", str(edition), "--out", str(out)]) == 0
        said = "".join(capsys.readouterr()) + out.read_text(encoding="utf-8")
        for secret in ("jane.doe", 'planted.example"', "612 345", "@planted_handle"):
            assert secret not in said


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)


def test_markup_in_the_words_of_an_edition_is_shown_and_not_run(export, build, tmp_path):
    build(export("json").save())
    found = pages(tmp_path / "site")
    assert len(found) > 10
    for page in found:
        assert not TAGS & Tags(page).found
    assert any("&lt;script&gt;alert(&#39;option&#39;)&lt;/script&gt;" in page for page in found)


def test_no_cell_of_a_published_table_is_run_by_a_spreadsheet(export, build, tmp_path):
    build(export("json").save())
    tables = list((tmp_path / "site").rglob("*.csv"))
    labels = 0
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    number = cell.lstrip("-").replace(".", "", 1).replace("e-", "", 1).isdigit()
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), path
                    labels += cell.startswith(("'=", "'+", "'-", "'@"))
    assert labels > 8


@pytest.mark.parametrize("tool", TOOLS)
def test_a_cell_of_ten_megabytes(tool, export, build):
    rows = export(tool, 20)
    rows.rows[1][rows.comment] = "=x" * 5_000_000
    said = build(rows.save(), 2)
    assert "has 10,000,000 characters, at most" in said and "too-long" in said


@pytest.mark.parametrize("tool", TOOLS)
def test_rows_in_another_encoding(tool, export, build):
    rows = export(tool, 20)
    rows.rows[0][rows.comment] = "Señora"
    rows.rows[9][rows.comment] = "Latin"
    path = rows.save()
    text = path.read_bytes().replace(b"Se\\u00f1ora", "Señora".encode())
    path.write_bytes(text.replace(b"Latin", "Español".encode("latin-1")))
    assert "mixes UTF-8 with another encoding" in build(path, 2)
    path.write_bytes(text.replace("Señora".encode(), b"Seniora").decode().encode("utf-16"))
    assert "is UTF-16; save it as CSV in UTF-8" in build(path, 2)


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool != "json"])
def test_columns_that_have_shifted(tool, export, build):
    rows = export(tool, 40)
    rows.rows[5].insert(0, "")
    assert "its answers may have shifted: mend the row" in build(rows.save(), 2)
    del rows.rows[5][0]
    for names in rows.heads:
        names.insert(rows.role, names.pop())
    said = build(rows.save(), 2)
    assert "is no option" in said or "answers that do not belong to the questions" in said


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool != "json"])
def test_two_editions_in_one_file(tool, export, build):
    rows = export(tool, 20)
    path = rows.save()
    path.write_bytes(path.read_bytes() * 2)
    assert "the file holds two exports, perhaps of two editions" in build(path, 2)


def test_answers_of_another_edition(export, build):
    rows = export("google-forms", 40)
    ease = rows.head.index("How easy, in en?")
    for row in rows.rows[20:]:
        row[ease] = "quite bearable"
    said = build(rows.save(), 2)
    assert "ease: row" in said and "'quite bearable': is no option" in said


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("count", [0, 1, 7])
def test_hardly_any_responses(tool, count, export, build, tmp_path):
    rows = export(tool, 20)
    del rows.rows[count:]
    build(rows.save())
    found = pages(tmp_path / "site")
    assert found
    results = next((tmp_path / "site").rglob("small-2026-results.csv"))
    with results.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert not any(line["share"] for line in lines)
    assert not any(line["count"] not in ("", "0") and int(line["count"]) < 5 for line in lines)


@pytest.mark.parametrize("tool", TOOLS)
def test_everybody_answering_the_same(tool, export, build, tmp_path):
    rows = export(tool, 20)
    same = next(row for row in rows.rows if row[rows.role])
    stamps = [
        n
        for n, name in enumerate(rows.head)
        if "submit" in name or "imestamp" in name or "Date" in name
    ]
    made = []
    for row in rows.rows:
        made.append(list(same))
        for column in stamps:
            made[-1][column] = row[column]
    rows.rows = made
    build(rows.save())
    results = next((tmp_path / "site").rglob("small-2026-results.csv"))
    with results.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["table"] == "role"]
    assert lines == [] or all(line["count"] == "" for line in lines)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "cannot be read (No such file or directory)"),
        (lambda path: path.mkdir(), "cannot be read (Is a directory)"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"PK\x03\x04\x14\0\xa5"), "is no text but a workbook"),
        (lambda path: path.write_bytes(b"Timestamp,a\0b\n"), "has a NUL byte"),
        (lambda path: path.symlink_to(path), "cannot be read (Too many levels"),
    ],
    ids=["missing", "folder", "empty", "workbook", "nul", "loop"],
)
def test_what_is_no_export(make, message, build, tmp_path):
    path = tmp_path / "export.csv"
    make(path)
    assert message in build(path, 2)


@pytest.mark.parametrize("named", ["surveymonkey", "json"])
def test_another_tool_than_the_one_named(named, export, build):
    for tool in TOOLS:
        if named != tool:
            assert f"{named} was named" in build(export(tool, 20).save(), 2, "--tool", named)


SITE = """
import os, signal, sys
from pathlib import Path
from survey.__main__ import main
write, left = Path.write_bytes, [10]
def counted(self, data):
    left[0] -= 1
    if not left[0]:
        {what}
    return write(self, data)
Path.write_bytes = counted
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("what", "limit", "status", "message"),
    [
        ("os.kill(os.getpid(), signal.SIGINT)", None, 130, "interrupted"),
        ("pass", 9_000, 2, "File too large; make room"),
    ],
    ids=["interrupted", "no-room"],
)
def test_a_build_that_is_cut_short_leaves_the_old_report(
    what, limit, status, message, export, build, edition, tmp_path
):
    path = export("json").save()
    build(path)
    before = files(tmp_path / "site")
    rows = Rows(path, "json")
    del rows.rows[60:]
    command = [sys.executable, "-c", SITE.format(what=what), "build", str(edition)]
    found = subprocess.run(
        [*command, "--responses", str(rows.save()), "--out", str(tmp_path / "site")],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))),
    )
    assert (found.returncode, found.stdout) == (status, "")
    assert message in found.stderr and "Traceback" not in found.stderr
    assert files(tmp_path / "site") == before
    found = {each.name for each in (tmp_path / "site" / "survey").iterdir()}
    assert found == {"2026", "index.html", "en", "es"}
