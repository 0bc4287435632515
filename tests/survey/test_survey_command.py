"""The command: what each part says, its exit status, and that bad input never shows a traceback."""

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys

import pytest

from survey.__main__ import MODULES, TOOLS, main, parser
from survey.edition import FOLDER
from survey.importers import Tool
from survey.synthetic.files import TOOLS as WRITTEN

YEAR = "2026"


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "export.json"
    assert main(["synthesize", YEAR, "--count", "200", "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    assert main(["build", YEAR, "--count", "300", "--out", str(out)]) == 0
    return out / "survey" / YEAR


@pytest.fixture
def edition(tmp_path):
    """A copy of the edition, to spoil."""
    return shutil.copytree(FOLDER / YEAR, tmp_path / YEAR)


def said(capsys):
    found = capsys.readouterr()
    assert "Traceback" not in found.err
    return found.out, found.err


def test_each_command_has_words_and_a_module():
    (commands,) = (a for a in parser()._actions if a.dest == "command")
    assert set(commands.choices) == set(MODULES)
    assert TOOLS == WRITTEN == Tool.__args__


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from survey.__main__ import parser; parser().format_help(); "
        "sys.exit(bool({'pandas', 'scipy', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_check_finds_no_fault_in_the_edition(capsys):
    assert main(["check", YEAR]) == 0
    out, _ = said(capsys)
    assert "no fault" in out
    assert "codebook.trouble.toml: is a draft; nothing is counted before its review" in out


def test_check_lists_every_fault(edition, capsys):
    path = edition / "instrument.toml"
    path.write_text(re.sub(r"minutes = \d+", "minutes = 1", path.read_text()))
    assert main(["check", str(edition)]) == 1
    out, _ = said(capsys)
    assert "minutes: the questions take about" in out
    assert out.endswith("zarr 2026: 1 fault\n")


def test_import_says_what_is_in_a_file(export, capsys):
    assert main(["import", str(export), "--edition", YEAR]) == 0
    out, _ = said(capsys)
    assert "200 responses" in out
    assert "role: shown to 200, answered by" in out


def test_import_writes_no_personal_data(export, tmp_path, capsys):
    rows = json.loads(export.read_text())
    rows[0]["comment"] = "write to jane.doe@example.org, I use zarr@3.0.8"
    spoilt, out = tmp_path / "in.json", tmp_path / "out" / "responses.json"
    spoilt.write_text(json.dumps(rows))
    assert main(["import", str(spoilt), "--edition", YEAR, "--out", str(out)]) == 0
    assert "jane.doe" not in out.read_text()
    assert "zarr@3.0.8" in out.read_text()
    assert main(["import", str(out), "--edition", YEAR]) == 0
    assert main(["clean", str(spoilt), "--edition", YEAR, "--out", str(out)]) == 0
    assert "jane.doe" not in out.read_text()
    said(capsys)


def test_clean_says_what_was_kept(export, capsys):
    assert main(["clean", str(export), "--edition", YEAR]) == 0
    assert "of 200 responses kept" in said(capsys)[0]


@pytest.mark.parametrize("tool", TOOLS)
def test_what_is_synthesized_can_be_imported(tool, tmp_path, capsys):
    path = tmp_path / "export.csv"
    options = ["--count", "20", "--tool", tool, "--out", str(path)]
    assert main(["synthesize", YEAR, *options]) == 0
    assert main(["import", str(path), "--edition", YEAR, "--tool", tool]) == 0
    assert "20 responses" in said(capsys)[0]


def test_build_labels_made_up_responses_on_every_page(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        if page.name != "questionnaire-print.html":
            text = page.read_text().lower()
            assert "synthetic" in text or "sintétic" in text
    data = {path.name for path in (site / "data").iterdir()}
    assert {"SHA256SUMS", "datapackage.json", "zarr-2026-synthetic-results.csv"} <= data


def test_the_checksums_of_the_released_data_are_right(site):
    for line in (site / "data" / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((site / "data" / name).read_bytes()).hexdigest() == digest


def test_two_builds_give_the_same_bytes(site, tmp_path):
    assert main(["build", YEAR, "--count", "300", "--out", str(tmp_path)]) == 0
    again = tmp_path / "survey" / YEAR
    files = sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    for name in files:
        assert (site / name).read_bytes() == (again / name).read_bytes()


def test_the_attack_finds_nothing_in_a_release_and_something_in_a_leak(site, tmp_path, capsys):
    path = site / "data" / "zarr-2026-synthetic-figures.json"
    assert main(["attack", str(path)]) == 0
    document = json.loads(path.read_text())
    cell = next(c for t in document["tables"] for c in t["cells"] if c.get("hidden"))
    cell["count"] = 2
    del cell["hidden"]
    leak = tmp_path / "leak.json"
    leak.write_text(json.dumps(document))
    assert main(["attack", str(leak), "--edition", YEAR]) in (1, 2)
    out, err = said(capsys)
    assert "The attack found nothing." in out
    assert "is about few persons" in out or "contradict" in err


def test_a_synthetic_export_is_known_as_such(export, tmp_path, capsys):
    options = ["--responses", str(export), "--out", str(tmp_path), "--no-intervals"]
    assert main(["build", YEAR, *options]) == 0
    assert "synthetic responses kept" in said(capsys)[0]
    results = tmp_path / "survey" / YEAR / "data" / "zarr-2026-synthetic-results.csv"
    rows = list(csv.DictReader(results.open(newline="", encoding="utf-8")))
    assert any(row["share"] for row in rows)
    assert not any(row["low"] for row in rows)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_responses_make_a_report(count, tmp_path, capsys):
    assert main(["build", YEAR, "--count", str(count), "--out", str(tmp_path)]) == 0
    assert (tmp_path / "survey" / YEAR / "index.html").is_file()
    said(capsys)


def test_everybody_answering_the_same_gives_nothing_away(export, tmp_path, capsys):
    row = {**json.loads(export.read_text())[0], "role": "researcher"}
    path, out = tmp_path / "same.json", tmp_path / "site"
    path.write_text(
        json.dumps([{**row, "@submitted": f"2026-10-0{n}T00:00:00Z"} for n in range(1, 9)])
    )
    status = main(["build", YEAR, "--responses", str(path), "--out", str(out)])
    said(capsys)
    assert status in (0, 2)
    if status == 0:
        figures = out / "survey" / YEAR / "data" / "zarr-2026-synthetic-figures.json"
        role = [t for t in json.loads(figures.read_text())["tables"] if t["id"] == "role"]
        assert all(cell["count"] is None for table in role for cell in table["cells"])


def test_a_second_year_compares_with_the_first(edition, tmp_path, capsys):
    later = shutil.copytree(edition, edition.parent / "2027")
    path = later / "instrument.toml"
    path.write_text(path.read_text().replace('edition = "2026"', 'edition = "2027"'))
    first, second = tmp_path / "one", tmp_path / "two"
    old = tmp_path / "old.json"
    assert main(["synthesize", str(edition), "--out", str(old)]) == 0
    assert main(["build", str(edition), "--out", str(first)]) == 0
    figures = first / "survey" / "2026" / "data" / "zarr-2026-synthetic-figures.json"
    shutil.copy(figures, edition / "published.json")
    options = ["--last-year", str(old), "--seed", "7", "--out", str(second)]
    assert main(["build", str(later), *options]) == 0
    assert (second / "survey" / "2027" / "changes.html").is_file()
    assert not (first / "survey" / "2026" / "changes.html").exists()
    # The figures of real responses are never compared with those of made-up ones.
    real = figures.read_text().replace('"source": "synthetic"', '"source": "responses"')
    (edition / "published.json").write_text(real)
    assert main(["build", str(later), "--out", str(second)]) == 0
    assert not (second / "survey" / "2027" / "changes.html").exists()
    known = str(edition / "published.json")
    assert main(["build", str(later), "--published", known, "--out", str(second)]) == 2
    assert "compare like with like" in capsys.readouterr().err
    said(capsys)


def test_a_correction_is_protected_against_the_first_publication(edition, tmp_path, capsys):
    export, out = tmp_path / "export.json", tmp_path / "site"
    assert main(["synthesize", str(edition), "--count", "120", "--out", str(export)]) == 0
    build = ["build", str(edition), "--responses", str(export), "--out", str(out)]
    assert main(build) == 0
    path = out / "survey" / YEAR / "data" / "zarr-2026-synthetic-figures.json"
    first = shutil.copy(path, edition / "published.json")
    export.write_text(json.dumps(json.loads(export.read_text())[:-1]))
    assert main(build) == 0
    assert main(["attack", str(path), "--edition", str(edition), "--published", str(first)]) == 0
    assert said(capsys)[0].endswith("The attack found nothing.\n")


def test_diff_lists_changes_and_what_the_ledger_lacks(edition, capsys):
    later = shutil.copytree(edition, edition.parent / "2027")
    path = later / "texts.en.toml"
    text = path.read_text()
    path.write_text(text.replace('[question.role]\ntext = "', '[question.role]\ntext = "Now: ', 1))
    assert path.read_text() != text
    assert main(["diff", str(edition), str(edition)]) == 0
    assert said(capsys) == ("", "")
    assert main(["diff", str(edition), str(later)]) == 1
    out, err = said(capsys)
    assert "~ role: text (en)" in out
    assert f"{later / 'comparability.toml'}: role: is declared same" in err


def test_export_writes_the_questionnaires(tmp_path, capsys):
    assert main(["export", YEAR, "--out", str(tmp_path)]) == 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".txt", ".html", ".gs"}
    said(capsys)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "1999"], "1999: is no edition"),
        (["check", "no/such/folder"], "is no edition; give a folder"),
        (["import", "missing.csv"], "missing.csv: cannot be imported"),
        (["build", "--responses", "missing.csv"], "missing.csv: cannot be imported"),
        (["build", "--language", "fr"], "--language fr: is none of the edition; it has en, es"),
        (["build", "--published", "missing.json"], "missing.json: cannot be read"),
        (["attack", "missing.json"], "missing.json: cannot be read"),
        (["synthesize", "--language", "fr", "--out", "x"], "no texts in fr"),
        (["synthesize", "--out", "/dev/null/x"], "/dev/null"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_message(arguments, message, capsys):
    assert main(arguments) == 2
    _, err = said(capsys)
    assert err.startswith("zarr-survey: ")
    assert message in err


@pytest.mark.parametrize("count", ["-1", "1.5", "many", "9999999999"])
def test_a_count_is_a_whole_number(count, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["synthesize", "--count", count, "--out", "x"])
    assert "is no whole number" in said(capsys)[1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"a,b\n1,2\n", "the header is lost"),
        (b"[1, 2]", "no list of objects"),
        (b'[{"nonsense": "x", "role": "y"}]', "nonsense"),
    ],
)
def test_a_file_that_is_no_export_is_refused(content, message, tmp_path, capsys):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    assert main(["build", YEAR, "--responses", str(path), "--out", str(tmp_path / "site")]) == 2
    assert message in said(capsys)[1]
    assert not (tmp_path / "site").exists()
