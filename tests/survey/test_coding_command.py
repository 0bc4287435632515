"""Free text from an export to the pages, by the command: coders, decisions, figures, methods."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from survey.__main__ import main
from survey.edition import FOLDER

YEAR = "2026"
TEXTS = {
    "synthetic: it is slow": "speed",
    "synthetic: rechunking is slow": "chunking; speed",
    "synthetic: few examples": "documentation",
    "synthetic: a riddle": "unmatched",
}
BOOK = """
[codebook]
question = "role"
reviewed = 2026-11-30
[[code]]
id = "keeper"
words = { en = "Keeper of bees", es = "Apicultura" }
examples = ["beekeeper"]
[[code]]
id = "pilot"
words = { en = "Pilot", es = "Pilotaje" }
means = { en = "Of any vehicle that flies.", es = "De cualquier vehículo que vuele." }
examples = ["glider pilot"]
"""
REPAIRS = '[[repair]]\nkind = "blank-row"\n'


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """A copy of the edition in which two codebooks have been reviewed."""
    folder = shutil.copytree(FOLDER / YEAR, tmp_path / YEAR)
    path = folder / "codebook.trouble.toml"
    text = path.read_text(encoding="utf-8")
    reviewed = text.replace('question = "trouble"', 'question = "trouble"\nreviewed = 2026-11-30')
    path.write_text(reviewed, encoding="utf-8")
    (folder / "codebook.role.toml").write_text(BOOK, encoding="utf-8")
    return folder


@pytest.fixture
def export(edition: Path, tmp_path: Path) -> Path:
    """Synthetic responses whose own words are some that the codebooks have codes for."""
    path = tmp_path / "export.json"
    assert main(["synthesize", str(edition), "--count", "400", "--out", str(path)]) == 0
    rows = json.loads(path.read_text(encoding="utf-8"))
    known = list(TEXTS)
    for number, row in enumerate(rows):
        if "trouble" in row:
            row["trouble"] = known[0 if number % 2 else number // 2 % len(known)]
        if number % 10 == 3:
            row["role"] = "other"
            row["role:other"] = f"synthetic: {'beekeeper' if number % 20 == 3 else 'glider pilot'}"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, codes: dict[str, str]) -> None:
    """What a coder does in a spreadsheet."""
    found = rows(path)
    for row in found:
        row["code"] = codes[row["text"]]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def code(edition: Path, export: Path, folder: Path, *options: str) -> None:
    """All steps of coding; the second coder overlooks every riddle."""
    clean = ["clean", str(export), "--edition", str(edition), "--coders", str(folder), *options]
    assert main(clean) == 0
    jobs = {"synthetic: beekeeper": "keeper", "synthetic: glider pilot": "pilot"}
    for who in "12":
        trouble = TEXTS if who == "1" else {**TEXTS, "synthetic: a riddle": "speed"}
        fill(folder / f"coding.trouble.{who}.csv", trouble)
        own = folder / f"coding.role.{who}.csv"
        fill(own, {row["text"]: jobs.get(row["text"], "unmatched") for row in rows(own)})
    assert main(clean) == 0
    decided = folder / "coding.trouble.decided.csv"
    assert {row["coder 2"] for row in rows(decided)} == {"speed"}
    fill(decided, TEXTS)
    assert main(clean) == 0


def figures(site: Path) -> dict[str, dict[str, int | None]]:
    path = site / "survey" / YEAR / "data" / "zarr-2026-synthetic-figures.json"
    return {
        table["id"]: {cell["key"][-1]: cell["count"] for cell in table["cells"]}
        for table in json.loads(path.read_text(encoding="utf-8"))["tables"]
    }


def test_free_text_goes_from_the_export_to_the_pages(
    edition: Path, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, site = tmp_path / "private", tmp_path / "site"
    code(edition, export, folder)
    out = capsys.readouterr().out
    assert "coding.role.1.csv: for a coder to fill in the column code" in out
    assert "trouble: coded; build with --codings" in out
    assert "role: coded; build with --codings" in out
    assert "texts.comment.csv: the texts to review codebook.comment.toml with" in out
    build = ["build", str(edition), "--responses", str(export), "--out", str(site)]
    assert main([*build, "--codings", str(folder)]) == 0
    found = figures(site)
    given = [row["text"] for row in rows(folder / "coding.trouble.1.csv")]
    slow = sum("slow" in text for text in given)
    assert found["trouble"]["speed"] == slow > 30
    assert found["trouble"]["unmatched"] == given.count("synthetic: a riddle")
    assert found["role:other"]["keeper"] is not None
    assert found["role:other"]["keeper"] > 10
    assert "comment" not in found
    pages = site / "survey" / YEAR
    methods = (pages / "methods.html").read_text(encoding="utf-8")
    assert f"differed and the third decided: {given.count('synthetic: a riddle')}." in methods
    assert re.search(r"pooled over these codes: 0\.\d\d\.", methods)
    assert "Of any vehicle that flies." in methods
    assert "Not coded yet, and so not counted: “What else should those who" in methods
    spanish = (pages / "es" / "methods.html").read_text(encoding="utf-8")
    assert "De cualquier vehículo que vuele." in spanish
    assert "Of any vehicle" not in spanish
    for language, words in (("", "Keeper of bees"), ("es/", "Apicultura")):
        page = (pages / language / "section-you.html").read_text(encoding="utf-8")
        assert words in page
    assert "Keeper of bees" not in (pages / "es" / "section-you.html").read_text(encoding="utf-8")
    codes = rows(pages / "data" / "zarr-2026-synthetic-codes.csv")
    assert ("role:other", "keeper", "es", "Apicultura") in [
        tuple(row[name] for name in ("table", "code", "language", "label")) for row in codes
    ]
    results = rows(pages / "data" / "zarr-2026-synthetic-results.csv")
    labels = {row["option"]: row["label"] for row in results if row["table"] == "role:other"}
    assert labels["pilot"] == "Pilot"
    everything = "".join(
        path.read_text(encoding="utf-8") for path in pages.rglob("*") if path.is_file()
    )
    for text in (*TEXTS, "synthetic: beekeeper", "synthetic: glider pilot", "riddle"):
        assert text not in everything


def test_without_codings_the_methods_page_says_so(
    edition: Path, export: Path, tmp_path: Path
) -> None:
    build = ["build", str(edition), "--responses", str(export), "--out", str(tmp_path / "site")]
    assert main(build) == 0
    pages = tmp_path / "site" / "survey" / YEAR
    methods = (pages / "methods.html").read_text(encoding="utf-8")
    assert "Not coded yet, and so not counted: “Which of these describes your main" in methods
    spanish = (pages / "es" / "methods.html").read_text(encoding="utf-8")
    assert "Aún sin codificar" in spanish
    assert not {"trouble", "role:other"} & figures(tmp_path / "site").keys()
    assert not (pages / "data" / "zarr-2026-synthetic-codes.csv").exists()


def test_the_rows_of_clean_and_of_build_agree_also_when_blank_rows_are_left_out(
    edition: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder, site = tmp_path / "export.csv", tmp_path / "private", tmp_path / "site"
    options = ["--count", "300", "--tool", "limesurvey", "--out", str(path)]
    assert main(["synthesize", str(edition), *options]) == 0
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], "\n", *lines[1:50], "\n", *lines[50:]]), encoding="utf-8")
    repairs = tmp_path / "repairs.toml"
    repairs.write_text(REPAIRS, encoding="utf-8")
    clean = ["clean", str(path), "--edition", str(edition), "--coders", str(folder)]
    clean += ["--repairs", str(repairs)]
    assert main(clean) == 0
    for name in ("trouble", "role"):
        for who in "12":
            coding = folder / f"coding.{name}.{who}.csv"
            if coding.is_file():
                fill(coding, {row["text"]: "unmatched" for row in rows(coding)})
    build = ["build", str(edition), "--responses", str(path), "--out", str(site)]
    build += ["--codings", str(folder)]
    assert main([*build, "--repairs", str(repairs)]) == 0
    assert "repaired 2 times: blank-row" in capsys.readouterr().err
    # One response is gone from the beginning: every row after it is another.
    path.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    assert main(build) == 2
    error = capsys.readouterr().err
    assert "the file was made from another export" in error
    assert "Traceback" not in error


def test_a_draft_counts_nothing(
    edition: Path, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "coding.comment.1.csv").write_text("response,check,code\n", encoding="utf-8")
    build = ["build", str(edition), "--responses", str(export), "--out", str(tmp_path / "site")]
    assert main([*build, "--codings", str(folder)]) == 2
    assert "codebook.comment.toml: codebook.reviewed: is not there" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_an_unfinished_coding_is_said_and_nothing_is_written_over(
    edition: Path, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "private"
    clean = ["clean", str(export), "--edition", str(edition), "--coders", str(folder)]
    assert main(clean) == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(clean) == 1
    assert "has none yet; write unmatched where none fits" in capsys.readouterr().out
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "coding.trouble.2.csv").unlink()
    build = ["build", str(edition), "--responses", str(export), "--codings", str(folder)]
    assert main([*build, "--out", str(tmp_path / "site")]) == 2
    assert not (tmp_path / "site").exists()


def test_the_codebooks_of_the_edition_are_drafts_and_fit_it() -> None:
    assert main(["check", YEAR]) == 0
    for name in ("trouble", "comment"):
        text = (FOLDER / YEAR / f"codebook.{name}.toml").read_text(encoding="utf-8")
        assert not re.search(r"^reviewed", text, re.MULTILINE)
