"""Every command in the guide to the survey works as it is written, in its order."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from survey import edition
from survey.__main__ import main

GUIDE = Path(__file__).parents[2] / "docs" / "survey.md"
_BLOCK = re.compile(r"^```(sh|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    return _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))


def export(path: Path, year: str, seed: str) -> None:
    """An export as of real people: nothing in it says that it is synthetic; one row is blank."""
    options = ["--tool", "limesurvey", "--count", "300", "--seed", seed, "--out", str(path)]
    assert main(["synthesize", *options, year]) == 0
    lines = path.read_text(encoding="utf-8").replace("synthetic", "said").splitlines(keepends=True)
    blank = ["\n"] if year == "2026" else []
    path.write_text("".join([*lines[:50], *blank, *lines[50:]]), "utf-8")


def fill(folder: Path) -> None:
    """What the coders do: one code for the texts of even numbers, and none for the others."""
    for path in folder.glob("coding.*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            second = path.name.endswith(".2.csv") and int(row["response"]) % 30 == 0
            thanks = int(row["response"]) % 2 == 0 and not second
            row["code"] = row["code"] or ("no-trouble" if thanks else "unmatched")
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def test_the_guide_works_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout, private = tmp_path / "checkout", tmp_path / "private"
    editions = checkout / "survey" / "editions"
    shutil.copytree(edition.FOLDER / "2026", editions / "2026")
    private.mkdir()
    monkeypatch.chdir(checkout)
    monkeypatch.setattr(edition, "FOLDER", editions)
    export(private / "export.csv", "2026", "1")
    ran = 0
    for language, text in blocks():
        if language == "toml":
            declared(text, editions / "2026", private)
            continue
        for line in text.splitlines():
            if "export-2027" in line:
                export(private / "export-2027.csv", "2027", "2")
            ran += 1
            name, *arguments = shlex.split(line)
            if name != "zarr-survey":
                subprocess.run(line, shell=True, check=True)
                continue
            expected = 0
            if "import" in arguments and "--repairs" not in arguments:
                expected = 2  # The blank row, which the guide repairs in the next step.
            assert main(arguments) == expected, (line, capsys.readouterr())
            if "--coders" in arguments:
                code(editions / "2026", private / "codings", arguments)
    assert ran > 15
    pages = checkout / "reports" / "site" / "survey"
    assert (pages / "2027" / "changes.html").is_file()
    assert "no-trouble" in (pages / "2026" / "data" / "zarr-2026-codes.csv").read_text("utf-8")
    assert "counted now" in (pages / "2026" / "data" / "zarr-2026-corrections.csv").read_text(
        "utf-8"
    )


def declared(text: str, folder: Path, private: Path) -> None:
    """A block of TOML goes where the guide says, or to the log of publications."""
    first, _, rest = text.partition("\n")
    if first.startswith("# ../private/"):
        (private / Path(first.removeprefix("# ")).name).write_text(rest, encoding="utf-8")
    else:
        with (folder / "corrections.toml").open("a", encoding="utf-8") as file:
            file.write(text)


def code(folder: Path, codings: Path, arguments: list[str]) -> None:
    """The rest of step 4: a review of one of the drafts, two coders, a third person."""
    assert (codings / "texts.trouble.csv").is_file()
    path = folder / "codebook.trouble.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[codebook]", "[codebook]\nreviewed = 2026-11-30"), "utf-8")
    for _ in range(2):
        assert main(arguments) == 0
        fill(codings)
    assert (codings / "coding.trouble.decided.csv").is_file()
    assert main(arguments) == 0
