"""What the pages say of random searches: finds, properties, and what is offered to repeat them."""

from __future__ import annotations

import json
import re
import shlex
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from reports_pages import flat, render
from reports_sample import NASTY, Sample, result

import reports
from conformance import results
from conformance.results import Find, find_folder, read_find, write_find
from reports.text import visible


def changed(find: Find, **members: object) -> Find:
    """A find with another ``case.json``."""
    document = {**json.loads(find.dataset["case.json"]), **members}
    return replace(find, dataset={**find.dataset, "case.json": json.dumps(document).encode()})


def test_all_finds_are_listed_worst_first_with_their_zip(sample: Sample, tmp_path: Path):
    page = render(sample, tmp_path / "site")["finds.html"]
    text = flat(page)
    assert "3 finds stand; 1 034 examples tried" in text
    assert "made 1 of the finds" in text
    order = ["wrong-dtype-uint8", "hung-codec-gzip", "crashed-keys-v2", "refused-../../"]
    places = [text.index(f" {id}" if id[0] != "r" else id) for id in order]
    assert places == sorted(places)
    assert "listed as known failure, did not fail" in text
    assert "2 files, " in text and "seen 3 times · found by the run" in text
    assert "its dataset is not here" in text and "seen 3 times · explored" in text
    for find in sample.finds:
        assert f"finds/{find_folder(find)}.html" in page.having("href")
        assert f"finds/{find_folder(find)}.zip" in page.having("href")
    assert "implementations/alpha.html" in page.having("href")


def test_a_zip_holds_the_folder_and_nothing_else(sample: Sample, tmp_path: Path):
    render(sample, tmp_path / "site")
    for find in sample.finds:
        folder = write_find(find, tmp_path / "finds")
        archive = tmp_path / "site" / "finds" / f"{find_folder(find)}.zip"
        with zipfile.ZipFile(archive) as opened:
            unpacked = {
                name.partition("/")[2]: opened.read(name)
                for name in opened.namelist()
                if name.startswith(f"{folder.name}/")
            }
            assert len(unpacked) == len(opened.namelist())
        assert unpacked == {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        assert read_find(archive) == find or find.reproducer == NASTY


def test_a_find_has_all_that_repeats_it(sample: Sample, tmp_path: Path):
    page = render(sample, tmp_path / "site")["finds/alpha@1.2.0/wrong-dtype-uint8.html"]
    text = flat(page)
    for part in (
        "as if it were inverted",
        "values at [0, 1]",
        "Readers do as the text says.",
        "Reads. A valid array or group reads as the specification says. Here it does not hold.",
        "0 1 2 3 4 5 6 7 8 9 10 11",
        '"zarr_format": 3,',
        "c/0/0 12 bytes",
        "Seed 77",
        "number 41, counted from 0, of 2 000",
        "Hypothesis 6.100.0",
        "codec:gzip dtype:r*",
        "zarr-conformance explore alpha@1.2.0 --seed 77",
        "print(lib.open('store')[...])",
        "zarr-conformance promote wrong-dtype-uint8.zip --id v3/...",
        "new failure",
    ):
        assert part in text, part
    assert "wrong-dtype-uint8.zip" in "".join(page.having("href"))


def test_what_a_find_says_is_shown_and_never_obeyed(sample: Sample, tmp_path: Path):
    nasty = sample.finds[1]
    out = tmp_path / "in" / "site"
    pages = render(sample, out)
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["site"]
    page = pages[f"finds/{find_folder(nasty)}.html"]
    assert flat(page).count(" ".join(str(visible(NASTY)).split())) >= 6
    assert "store/" not in page.text.split("Files")[1].split("Draw")[0]
    assert "a <b> & c/\u00fc\u6f22 '\"/zarr.json" in page.text and '"<script>": "&"' in page.text
    command = re.search(r"zarr-conformance explore .*", page.text)
    assert command is not None
    assert shlex.split(command.group())[2:] == ["alpha@0.9; rm -rf $HOME", "--seed", "77"]
    for shown in (page, pages["finds.html"]):
        assert not {"img", "script"} & {tag for tag, _ in shown.tags}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"kind": "delete"}, "kind"),
        ({"expect": {"shape": ["3"], "data_type": "uint8"}}, "values.bin"),
        ({"expect": {"shape": ["9" * 5000], "data_type": "uint8"}}, "limit"),
        ({"expect": {"fill_value": "AA=="}}, "data_type"),
        ({"expect": {"fill_value": "A", "data_type": "uint8"}}, "base64"),
        ({"expect": {"fill_value": "AAAA", "data_type": "uint8"}}, "fill_value"),
        ({"expect": {"shape": ["0"], "data_type": "none-such"}}, "values.bin"),
        ({"expect": {"shape": ["999999999"], "data_type": "none-such"}}, "values.bin"),
    ],
)
def test_a_dataset_that_cannot_be_shown_is_told(
    sample: Sample, tmp_path: Path, members: dict[str, object], said: str
):
    broken = replace(changed(sample.finds[0], **members), id="broken")
    write_find(broken, tmp_path / "finds")
    write_find(sample.finds[0], tmp_path / "finds")
    finds, problems = reports.read_finds(tmp_path / "finds")
    assert len(problems) == 1 and "alpha@1.2.0/broken" in problems[0] and said in problems[0]
    sample.finds = finds
    pages = render(sample, tmp_path / "site")
    assert "finds/alpha@1.2.0/wrong-dtype-uint8.html" in pages
    assert "finds/alpha@1.2.0/broken.html" not in pages
    assert "left out" in pages["finds.html"].text and "alpha@1.2.0/broken" in flat(
        pages["finds.html"]
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "cannot be shown"),
        (b"\xff", "cannot be shown"),
        (b"[" * 100_000, "cannot be shown"),
        (None, "case.json"),
    ],
)
def test_a_case_that_cannot_be_read_is_told(
    sample: Sample, tmp_path: Path, data: bytes | None, said: str
):
    dataset = {
        name: value for name, value in sample.finds[0].dataset.items() if name != "case.json"
    }
    if data is not None:
        dataset["case.json"] = data
    sample.finds = [replace(sample.finds[0], dataset=dataset)]
    assert said in flat(render(sample, tmp_path / "site")["finds.html"])


def test_names_that_no_zip_can_hold_and_ids_given_twice_are_told(sample: Sample, tmp_path: Path):
    first = sample.finds[0]
    odd = replace(first, id="odd", dataset={**first.dataset, "store/\udcff": b""})
    sample.finds = [first, first, odd]
    text = flat(render(sample, tmp_path / "site")["finds.html"])
    assert "two finds of that id" in text and "alpha@1.2.0/odd: cannot be shown" in text


def test_documents_of_a_find_may_be_anything(sample: Sample, tmp_path: Path):
    first = sample.finds[0]
    deep = {"store/zarr.json": b"[" * 990 + b"]" * 990, "store/x/zarr.json": b"\xff{"}
    sample.finds = [replace(first, dataset={**first.dataset, **deep})]
    assert "[[[" in render(sample, tmp_path / "site")[f"finds/{find_folder(first)}.html"].text


def test_what_became_of_each_property(sample: Sample, tmp_path: Path):
    page = render(sample, tmp_path / "site")["implementations/alpha.html"]
    text = flat(page)
    part = text[text.index("Properties 1 034 examples") : text.index("Passes")]
    assert "A valid array or group reads as the specification says. 1 000 900 4 60 1 35 0" in part
    assert "Recorded, never a failure. 34 0 0 0 0 0 34" in part
    assert "1 234 draws with the seed 5" in part
    assert "60 examples fail as a golden case does" in part
    assert "v3/arrays/what-is-special-001 58 v3/not/here 2" in part
    assert "beta 6" in part and "reads 17: refused, then read" in part
    assert "dtype:r* codec:none-such" in part
    assert "../features/dtype/r-any.html" in page.having("href")
    finds = text[text.index("Finds 2") : text.index("Properties 1")]
    assert "hung-codec-gzip ∞ hung known failure" in finds and "Known slow" in finds
    assert "Properties" not in flat(render(sample, tmp_path / "site")["implementations/beta.html"])


def test_no_badge_is_green_while_a_find_stands(sample: Sample, tmp_path: Path):
    first = sample.results[0]
    rows = [
        replace(c, verdict="observed" if c.kind == "observe" else "pass", mismatch=None)
        for c in first.cases
    ]
    green = result("alpha", iter(rows), first.edition)
    wrong = sample.finds[0]
    for finds, text in (
        ([wrong], "silently wrong in a find"),
        ([replace(wrong, verdict="refused")], "1 find of the search"),
        ([replace(wrong, version="1.1.0")], "no failures"),
        ([], "no failures"),
    ):
        sample.finds = list(finds)
        pages = render(sample, tmp_path / "site", [green])
        text_of = pages["implementations/alpha.html"].text
        badge = text_of[text_of.index("1.2.0") : text_of.index("Language")]
        assert text in badge
        assert ("✓" in badge) == (text == "no failures")
        overview = flat(pages["index.html"])
        assert ("Random search found 1 more: wrong-dtype-uint8 in alpha" in overview) == (
            text == "silently wrong in a find"
        )


def test_no_finds_is_said_with_what_was_tried(sample: Sample, tmp_path: Path):
    searched = sample.results[0].properties
    assert searched is not None
    sample.finds = []
    clean = replace(sample.results[0], properties=replace(searched, finds=()))
    text = flat(render(sample, tmp_path / "a", [clean, sample.results[1]])["finds.html"])
    assert "No finds that stand; 1 034 examples tried" in text
    assert "alpha 1 034 0 60 beta not searched – –" in text
    pages = render(sample, tmp_path / "b", [replace(clean, properties=None)])
    assert "Nothing has been searched yet" in flat(pages["finds.html"])
    assert "Random search" not in pages["index.html"].text


def test_the_command_line_reads_the_finds_beside_the_results(
    sample: Sample,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    from conformance import ledger, locations
    from reports.__main__ import main

    monkeypatch.setattr(locations, "FIXTURES", sample.fixtures)
    monkeypatch.setattr(ledger, "load", lambda: sample.ledger)
    folder, out = tmp_path / "results", tmp_path / "out"
    results.write(sample.results[0], folder)
    find = sample.finds[0]
    write_find(find, folder / "finds")
    assert main(["--results", str(folder), "--out", str(out)]) == 0
    assert (out / "finds" / f"{find_folder(find)}.zip").is_file()
    (folder / "finds" / find_folder(find) / "case.json").write_text("{")
    assert main(["--results", str(folder), "--out", str(out)]) == 1
    assert "left out: alpha@1.2.0/wrong-dtype-uint8" in capsys.readouterr().err
